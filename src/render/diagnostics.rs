//! What is wrong with files in, what programs read of it out: JSON, annotations of GitHub, SARIF.

use serde::Serialize;

use super::json;
use crate::diagnostic::{Code, Diagnostic, Gravity, Position, position};
use crate::source::{Source, Sources, Span};

/// A diagnostic with the files that its places are in.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'d> {
    /// What is wrong.
    pub diagnostic: &'d Diagnostic,
    /// The files.
    pub sources: &'d Sources,
}

/// How programs read what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Messages {
    /// JSON of our own, schema 1.
    Json,
    /// Annotations of a run on GitHub.
    Github,
    /// SARIF 2.1.0.
    Sarif,
}

/// Writes what is wrong with `files` files.
pub fn diagnostics(found: &[Placed<'_>], files: usize, format: Messages) -> String {
    match format {
        Messages::Json => json(found, files),
        Messages::Github => found.iter().map(annotation).collect(),
        Messages::Sarif => sarif(found),
    }
}

/// The page of the book about a code.
pub(super) fn url(code: Code) -> String {
    format!("{}/diagnostics/{}.html", env!("CARGO_PKG_HOMEPAGE"), code.name())
}

const fn gravity(code: Code) -> &'static str {
    match code.gravity() {
        Gravity::Warning => "warning",
        Gravity::Error => "error",
    }
}

impl<'d> Placed<'d> {
    fn file(&self) -> &'d Source {
        self.sources.of(self.diagnostic.source)
    }

    /// The path as it is written everywhere.
    fn path(&self) -> String {
        self.file().name.replace('\\', "/")
    }

    fn ends(&self, span: Span) -> (Position, Position) {
        let text = &self.file().text;
        (position(text, span.start), position(text, span.end))
    }

    /// The message with its label, for whom shows only one sentence.
    fn sentence(&self) -> String {
        let Diagnostic { message, label, .. } = self.diagnostic;
        match label.text.as_str() {
            "" => message.clone(),
            label => format!("{message}: {label}"),
        }
    }
}

#[derive(Serialize)]
struct Root<'d> {
    schema: u32,
    files: usize,
    errors: usize,
    warnings: usize,
    diagnostics: Vec<View<'d>>,
}

#[derive(Serialize)]
struct View<'d> {
    code: &'static str,
    severity: &'static str,
    message: &'d str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'d str,
    file: String,
    #[serde(flatten)]
    region: Region,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'d [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixView<'d>>,
    url: String,
}

#[derive(Serialize)]
struct FixView<'d> {
    #[serde(flatten)]
    region: Region,
    replacement: &'d str,
}

/// From the first character to the one behind the last, counted from 1.
#[derive(Serialize)]
struct Region {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl Region {
    const fn new((start, end): (Position, Position)) -> Self {
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

fn json(found: &[Placed<'_>], files: usize) -> String {
    let is_error = |one: &&Placed<'_>| one.diagnostic.code.gravity() == Gravity::Error;
    let errors = found.iter().filter(is_error).count();
    let diagnostics = found.iter().map(|one| {
        let Diagnostic { code, message, label, notes, fix, .. } = one.diagnostic;
        View {
            code: code.name(),
            severity: gravity(*code),
            message,
            label: &label.text,
            file: one.path(),
            region: Region::new(one.ends(label.span)),
            notes,
            fix: fix.as_ref().map(|fix| FixView {
                region: Region::new(one.ends(fix.span)),
                replacement: &fix.replacement,
            }),
            url: url(*code),
        }
    });
    let root = Root {
        schema: 1,
        files,
        errors,
        warnings: found.len() - errors,
        diagnostics: diagnostics.collect(),
    };
    json::pretty(&root)
}

/// A command that GitHub shows beside the line of a change.
fn annotation(one: &Placed<'_>) -> String {
    let code = one.diagnostic.code;
    let (start, end) = one.ends(one.diagnostic.label.span);
    let mut text = one.sentence();
    for note in &one.diagnostic.notes {
        text.push('\n');
        text.push_str(note);
    }
    let mut place = format!("line={},endLine={}", start.line, end.line);
    // Columns mean something only within one line.
    if start.line == end.line && end.column > start.column {
        place.push_str(&format!(",col={},endColumn={}", start.column, end.column));
    }
    format!(
        "::{} file={},{place},title={}::{}\n",
        gravity(code),
        property(&one.path()),
        code.name(),
        escaped(&text)
    )
}

/// What would end the command is written as GitHub reads it (`@actions/core`, `command.ts`).
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[derive(Serialize)]
struct Sarif {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
struct Run {
    tool: Tool,
    #[serde(rename = "columnKind")]
    column_kind: &'static str,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    information_uri: &'static str,
    rules: Vec<Kind>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kind {
    id: &'static str,
    short_description: Words,
    help_uri: String,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Words {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Words,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixOutcome>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Extent,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Extent {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixOutcome {
    artifact_changes: [Change; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: Artifact,
    replacements: [Replacement; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Extent,
    inserted_content: Words,
}

impl Extent {
    const fn new((start, end): (Position, Position)) -> Self {
        Self {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

fn sarif(found: &[Placed<'_>]) -> String {
    let mut codes: Vec<Code> = found.iter().map(|one| one.diagnostic.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules = codes.iter().map(|code| Kind {
        id: code.name(),
        short_description: Words { text: code.summary().to_owned() },
        help_uri: url(*code),
        default_configuration: Configuration { level: gravity(*code) },
    });
    let result = |one: &Placed<'_>| {
        let code = one.diagnostic.code;
        let notes = one.diagnostic.notes.iter().map(|note| format!("\n{note}"));
        let fixes = one.diagnostic.fix.iter().map(|fix| FixOutcome {
            artifact_changes: [Change {
                artifact_location: Artifact { uri: uri(&one.path()) },
                replacements: [Replacement {
                    deleted_region: Extent::new(one.ends(fix.span)),
                    inserted_content: Words { text: fix.replacement.clone() },
                }],
            }],
        });
        Outcome {
            rule_id: code.name(),
            rule_index: codes.binary_search(&code).unwrap_or_default(),
            level: gravity(code),
            message: Words { text: one.sentence() + &notes.collect::<String>() },
            locations: [Location {
                physical_location: Physical {
                    artifact_location: Artifact { uri: uri(&one.path()) },
                    region: Extent::new(one.ends(one.diagnostic.label.span)),
                },
            }],
            fixes: fixes.collect(),
        }
    };
    json::pretty(&Sarif {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_HOMEPAGE"),
                    rules: rules.collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            results: found.iter().map(result).collect(),
        }],
    })
}

/// A path as a relative address: what an address would read otherwise is written in hex.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
        assert_eq!(escaped("a:b\r\n"), "a:b%0D%0A");
        assert_eq!(uri("rules/a b/ü.toml"), "rules/a%20b/%C3%BC.toml");
    }
}
