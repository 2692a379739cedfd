//! `pomkb test --watch` runs again when a file was saved.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

const RULE: &str = r#"title    = "A socket is taken"
severity = "error"
see      = ["https://www.pomerium.com/docs"]
symptom  = 'message contains "Address already in use"'
summary  = "The proxy could not listen."

[cause.port-taken]
title  = "Another process listens there"
why    = "Two processes cannot listen on one address."
remedy = "Stop the other process."
verify = "Pomerium starts."

[[sample]]
log   = "cannot bind: Address already in use"
finds = { line = 1 }

[[sample]]
log   = '{"level":"error","message":"cannot bind: Address already in use"}'
finds = { line = 1 }

[[sample]]
log   = "cannot bind: Permission denied"
quiet = "the address is free"
"#;

/// Ends the program when the test ends, however it does.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits for a line, far longer than it takes.
fn wait_for(lines: &Receiver<String>, expected: &str) {
    loop {
        let line = lines.recv_timeout(Duration::from_secs(60));
        let line = line.unwrap_or_else(|_| panic!("`{expected}` did not come"));
        if line.contains(expected) {
            return;
        }
    }
}

#[test]
fn a_change_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("socket-taken.toml");
    fs::write(&file, RULE).unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_pomkb"))
        .args(["test", "--watch", "--no-builtin-rules", "socket-taken.toml"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut running = Running(child);
    let stdout = running.0.stdout.take().unwrap();
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    wait_for(&lines, "3 samples passed, 0 failed");
    wait_for(&lines, "waiting for a change");
    fs::write(&file, RULE.replace("Permission denied", "Address already in use, too")).unwrap();
    wait_for(&lines, "2 samples passed, 1 failed");
}
