//! The pages: fences, and what a server says as a person reads it.

use std::iter::Peekable;

use serde_json::Value;

/// A fence of a page.
pub(super) struct Fence<'p> {
    pub(super) language: &'p str,
    /// The rest of the info string.
    pub(super) name: &'p str,
    ticks: usize,
    lines: Vec<&'p str>,
}

impl<'p> Fence<'p> {
    /// The fence that a line opens.
    pub(super) fn open(
        line: &'p str,
        lines: &mut Peekable<impl Iterator<Item = &'p str>>,
    ) -> Option<Self> {
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks < 3 {
            return None;
        }
        let (language, name) = line[ticks..].split_once(' ').unwrap_or((&line[ticks..], ""));
        let close = "`".repeat(ticks);
        let lines = lines.by_ref().take_while(|line| *line != close).collect();
        Some(Self { language, name, ticks, lines })
    }

    pub(super) fn is_file(&self) -> bool {
        !matches!(self.name, "" | "client" | "server")
    }

    pub(super) fn body(&self) -> String {
        self.lines.iter().flat_map(|line| [*line, "\n"]).collect()
    }

    pub(super) fn print(&self, out: &mut String) {
        let ticks = "`".repeat(self.ticks);
        let info = [self.language, self.name].join(" ");
        out.push_str(&format!("{ticks}{}\n{}{ticks}\n", info.trim_end(), self.body()));
    }
}

/// All fences of a page.
pub(super) fn fences(page: &str) -> impl Iterator<Item = Fence<'_>> {
    let mut lines = page.lines().peekable();
    std::iter::from_fn(move || {
        loop {
            let line = lines.next()?;
            if let Some(fence) = Fence::open(line, &mut lines) {
                return Some(fence);
            }
        }
    })
}

/// Writes what a server said.
pub(super) fn print_said(said: &[Value], page: &str, out: &mut String) {
    if said.is_empty() {
        return;
    }
    out.push_str("\n```json server\n");
    for message in said {
        out.push_str(&shown(&shortened(message, page), 0, 0));
        out.push('\n');
    }
    out.push_str("```\n");
}

/// The value with long lists of things to complete cut: the first is there whole, of others the
/// label. Ids of built-in rules that the page does not speak of are left out, so that who adds a rule
/// has no page to mend.
fn shortened(value: &Value, page: &str) -> Value {
    let label = |item: &Value| item.get("label").and_then(Value::as_str).map(ToOwned::to_owned);
    match value {
        Value::Array(items) if items.iter().any(|item| label(item).is_some()) => {
            let is_spoken_of = |item: &&Value| {
                let is_reference = item.get("kind").and_then(Value::as_u64) == Some(18);
                let name = label(item).unwrap_or_default();
                !is_reference
                    || page.contains(&format!("{name}.toml"))
                    || page.contains(&format!("[cause.{name}]"))
            };
            let spoken_of = items.iter().filter(is_spoken_of).enumerate();
            let items = spoken_of.map(|(number, item)| match (number, label(item)) {
                (1.., Some(label)) => Value::String(label),
                _ => item.clone(),
            });
            Value::Array(items.collect())
        }
        Value::Array(items) => items.iter().map(|item| shortened(item, page)).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| (key.clone(), shortened(value, page)));
            Value::Object(fields.collect())
        }
        other => other.clone(),
    }
}

/// JSON on one line where it fits, otherwise one entry a line.
fn shown(value: &Value, depth: usize, before: usize) -> String {
    const WIDTH: usize = 100;
    let flat = flat(value);
    if depth * 2 + before + flat.chars().count() <= WIDTH {
        return flat;
    }
    let (inner, outer) = ("  ".repeat(depth + 1), "  ".repeat(depth));
    match value {
        // Words fill lines.
        Value::Array(items) if items.iter().skip(1).all(Value::is_string) => {
            let mut out = String::from("[");
            let mut column = usize::MAX;
            for (number, item) in items.iter().enumerate() {
                let item = shown(item, depth + 1, 1);
                let comma = if number + 1 < items.len() { "," } else { "" };
                let length = item.chars().count() + 2;
                if column.saturating_add(length) > WIDTH || item.contains('\n') {
                    out.push_str(&format!("\n{inner}"));
                    column = inner.len();
                } else {
                    out.push(' ');
                }
                column = if item.contains('\n') { usize::MAX } else { column + length };
                out.push_str(&item);
                out.push_str(comma);
            }
            format!("{out}\n{outer}]")
        }
        Value::Array(items) => {
            let items = items.iter().map(|item| format!("{inner}{}", shown(item, depth + 1, 1)));
            format!("[\n{}\n{outer}]", items.collect::<Vec<_>>().join(",\n"))
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| {
                format!("{inner}\"{key}\": {}", shown(value, depth + 1, key.len() + 5))
            });
            format!("{{\n{}\n{outer}}}", fields.collect::<Vec<_>>().join(",\n"))
        }
        other => other.to_string(),
    }
}

/// JSON on one line, with blanks.
fn flat(value: &Value) -> String {
    match value {
        Value::Array(items) if !items.is_empty() => {
            format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(", "))
        }
        Value::Object(fields) if !fields.is_empty() => {
            let fields = fields.iter().map(|(key, value)| format!("\"{key}\": {}", flat(value)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Undoes `\r`, `\n`, `\xHH`; line ends of the page are none of the bytes.
pub(super) fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut chars = text.chars().filter(|c| *c != '\n');
    while let Some(c) = chars.next() {
        if c != '\\' {
            bytes.extend(c.to_string().bytes());
            continue;
        }
        match chars.next() {
            Some('r') => bytes.push(b'\r'),
            Some('n') => bytes.push(b'\n'),
            Some('x') => {
                let digits: String = chars.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            other => panic!("no escape: {other:?}"),
        }
    }
    bytes
}
