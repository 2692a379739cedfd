//! The program as a server: messages go in, and what it says until it waits again comes out.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// The question behind every message: when it is answered, all that came before was.
const BARRIER: &str = "that is all";

pub(super) struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// The address of the workspace, which pages call `file:///base`.
    root: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub(super) fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pomkb"))
            .arg("lsp")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let root = format!("file://{}", folder.display());
        Self { child, input, output: BufReader::new(output), root }
    }

    /// Begins the conversation as an editor that can do everything.
    pub(super) fn initialize(&mut self) {
        let params = json!({
            "processId": null,
            "rootUri": "file:///base",
            "capabilities": {
                "textDocument": {
                    "completion": { "completionItem": { "snippetSupport": true } },
                    "publishDiagnostics": { "relatedInformation": true },
                },
                "workspace": {
                    "workspaceEdit": { "documentChanges": true, "resourceOperations": ["rename"] },
                },
            },
        });
        let begin = json!({ "id": 0, "method": "initialize", "params": params });
        self.send_json(&begin.to_string(), &BTreeMap::new());
        let begun = json!({ "method": "initialized", "params": {} });
        self.send_json(&begun.to_string(), &BTreeMap::new());
    }

    /// Sends a message, and gives what comes.
    pub(super) fn send_json(&mut self, text: &str, files: &BTreeMap<String, String>) -> Vec<Value> {
        let mut message: Value =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        each_string(&mut message, &mut |text| {
            if let Some(file) = text.strip_prefix('@').and_then(|name| files.get(name)) {
                *text = file.clone();
            }
            *text = text.replace("file:///base", &self.root);
        });
        if let Some(fields) = message.as_object_mut() {
            fields.insert("jsonrpc".to_owned(), "2.0".into());
        }
        let is_end = message.get("method").is_some_and(|method| method == "exit");
        self.write(&framed(&message.to_string()));
        if is_end { self.end() } else { self.rest() }
    }

    pub(super) fn send_bytes(&mut self, bytes: &[u8]) -> Vec<Value> {
        self.write(bytes);
        self.rest()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).unwrap();
        self.input.flush().unwrap();
    }

    /// What was said before the barrier is.
    fn rest(&mut self) -> Vec<Value> {
        let barrier = json!({ "jsonrpc": "2.0", "id": BARRIER, "method": BARRIER });
        self.write(&framed(&barrier.to_string()));
        let mut said = Vec::new();
        loop {
            let message = self.read();
            if message.get("id").is_some_and(|id| id == BARRIER) {
                return said;
            }
            said.push(message);
        }
    }

    /// The exit code, as if it were a message.
    fn end(&mut self) -> Vec<Value> {
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "said behind the end");
        vec![json!({ "exit code": self.child.wait().unwrap().code() })]
    }

    fn read(&mut self) -> Value {
        let mut length = None;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the server has gone");
            match line.trim().split_once(": ") {
                Some(("Content-Length", value)) => length = value.parse().ok(),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length.unwrap()];
        self.output.read_exact(&mut body).unwrap();
        let mut message: Value = serde_json::from_slice(&body).unwrap();
        each_string(&mut message, &mut |text| *text = text.replace(&self.root, "file:///base"));
        message.as_object_mut().unwrap().remove("jsonrpc");
        message
    }
}

fn framed(text: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{text}", text.len()).into_bytes()
}

/// Shows every string of a value, keys as well, to `change`.
fn each_string(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_string(item, change)),
        Value::Object(fields) => {
            let old = std::mem::take(fields);
            for (mut key, mut value) in old {
                change(&mut key);
                each_string(&mut value, change);
                fields.insert(key, value);
            }
        }
        _ => {}
    }
}
