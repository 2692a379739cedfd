//! Sets of rules: literals in, a folder of small rule files out.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::literals;

/// A set of rules and the literals that they need, one a rule.
#[derive(Debug)]
pub(crate) struct RuleSet {
    /// The folder, for `--rules`.
    pub(crate) folder: PathBuf,
    /// The literals, one a line, for `rg -f` and the like.
    pub(crate) literals: PathBuf,
}

impl RuleSet {
    /// Writes the rules of these literals into a folder `rules-N`, and a file `literals-N.txt`
    /// beside it.
    pub(crate) fn write(literals: &[String], dir: &Path) -> anyhow::Result<Self> {
        let count = literals.len();
        let folder = dir.join(format!("rules-{count}"));
        let files = literals.iter().enumerate().map(|(ix, literal)| {
            (format!("bench-{ix:05}"), rule("The log says a certain thing", &symptom(ix, literal)))
        });
        write_folder(&folder, files)?;
        let list = dir.join(format!("literals-{count}.txt"));
        let text = literals.iter().map(|literal| format!("{literal}\n")).collect::<String>();
        fs::write(&list, text).with_context(|| list.display().to_string())?;
        Ok(Self { folder, literals: list })
    }
}

/// Writes the rules that find each problem line of the generator, with two captures each.
pub(crate) fn write_storm(dir: &Path) -> anyhow::Result<PathBuf> {
    const STORM: [(&str, &str); 4] = [
        // Few values.
        (
            "storm-upstream-reset",
            r"response-code-details ~ /^upstream_reset_before_response_started\{(?<reason>[a-z_]+)\|(?<detail>[^}]+)/",
        ),
        // Some ten million different addresses.
        (
            "storm-dial",
            r"error ~ /Error while dialing: dial tcp (?<address>[0-9.]+:[0-9]+): connect: (?<reason>[a-z ]+)/",
        ),
        // Another token each time.
        (
            "storm-token-revoked",
            r#"error ~ /oauth2: "(?<code>[a-z_]+)" "Token (?<token>[0-9a-f-]+) has been revoked"/"#,
        ),
        (
            "storm-config-stream",
            r"message ~ /gRPC config stream to (?<cluster>[a-z-]+) closed: (?<status>[0-9]+)/",
        ),
    ];
    let folder = dir.join("rules-storm");
    let files =
        STORM.map(|(id, symptom)| (id.to_owned(), rule("The log is full of this", symptom)));
    write_folder(&folder, files)?;
    Ok(folder)
}

/// Writes so many rules with patterns over several records.
pub(crate) fn write_several(count: usize, dir: &Path) -> anyhow::Result<PathBuf> {
    let literals = literals::first(count * 2);
    let folder = dir.join(format!("rules-several-{count}"));
    let files = literals.as_chunks::<2>().0.iter().enumerate().map(|(ix, [one, other])| {
        let (one, other) = (symptom(ix, one), symptom(ix + 1, other));
        let pattern = match ix % 3 {
            0 => format!("sequence within 30s by request-id {{\n  {one}\n  {other}\n}}"),
            1 => format!("count >= 5 within 1m {{\n  {one}\n}}"),
            _ => format!("all within 10s {{\n  {one}\n  without {other}\n}}"),
        };
        (format!("bench-{ix:05}"), rule("The log says several things", &pattern))
    });
    write_folder(&folder, files)?;
    Ok(folder)
}

/// Writes the rule that waits for more records of the same user.
pub(crate) fn write_by_key(dir: &Path) -> anyhow::Result<PathBuf> {
    const SYMPTOM: &str =
        "count >= 3 within 24h by user {\n  message == \"sign-in refused by the provider\"\n}";
    let folder = dir.join("rules-by-key");
    let file = ("bench-by-key".to_owned(), rule("Someone fails to sign in", SYMPTOM));
    write_folder(&folder, [file])?;
    Ok(folder)
}

/// Symptoms of the shapes that the built-in rules have.
fn symptom(ix: usize, literal: &str) -> String {
    match ix % 5 {
        0 => format!("message contains \"{literal}\""),
        1 => format!("level == error and error contains \"{literal}\""),
        2 => format!("text contains \"{literal}\" and not message == \"http-request\""),
        3 => format!("message starts with \"{literal}\" or error starts with \"{literal}\""),
        _ => format!("error ~ /{}(?<rest>.*)/", escaped(literal)),
    }
}

/// The literal as a regex.
fn escaped(literal: &str) -> String {
    let mut regex = String::with_capacity(literal.len() + 8);
    for char in literal.chars() {
        if r"\.+*?()|[]{}^$/".contains(char) {
            regex.push('\\');
        }
        regex.push(char);
    }
    regex
}

fn rule(title: &str, symptom: &str) -> String {
    format!(
        "title = \"{title}\"
severity = \"error\"
see = [\"https://www.pomerium.com/docs/internals/troubleshooting\"]
symptom = '''
{symptom}
'''
summary = 'Something does not work.'
[cause.only]
title = \"It is broken\"
why = 'Things break.'
remedy = 'Mend it.'
verify = 'The line does not come again.'
"
    )
}

/// Writes files into the folder of an area; what was there before is removed.
fn write_folder(
    folder: &Path,
    files: impl IntoIterator<Item = (String, String)>,
) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let area = folder.join("bench");
    fs::create_dir_all(&area).with_context(|| area.display().to_string())?;
    for (id, text) in files {
        let path = area.join(format!("{id}.toml"));
        fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}
