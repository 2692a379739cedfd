//! The one form of rule files: it says the same as what was written, keeps every comment, and is
//! its own form.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use pomkb::kb::builtin_sources;
use pomkb::rule::{self, SCHEMA};
use pomkb::source::{Source, SourceId, Sources};
use proptest::prelude::*;

use crate::pages::rule_files;

/// The form of a rule file, or `None` if it holds no rule.
fn formatted(text: &str) -> Option<String> {
    let (sources, id) = file(text);
    rule::format(&sources, id).ok()
}

fn file(text: &str) -> (Sources, SourceId) {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("rules/core/some-rule.toml", text.to_owned()));
    (sources, id)
}

/// All that a rule file says, but for the places where it says it.
fn meaning(text: &str) -> Option<String> {
    let (sources, id) = file(text);
    let rule = format!("{:#?}", rule::load(&sources, id).0?);
    let mut kept = String::new();
    let mut lines = rule.lines();
    while let Some(line) = lines.next() {
        match line.find("Span {") {
            // Its numbers and its bracket.
            Some(at) => {
                kept.push_str(&line[..at]);
                lines.by_ref().take(3).for_each(drop);
            }
            None => kept.push_str(line),
        }
        kept.push('\n');
    }
    Some(kept)
}

/// Holds a file that holds a rule to all that is asked of its form.
fn check(text: &str) -> Result<String, TestCaseError> {
    let form = formatted(text);
    prop_assert!(form.is_some(), "no form of {text}");
    let form = form.unwrap_or_default();
    prop_assert_eq!(meaning(&form), meaning(text), "{}\nbecomes\n{}", text, form);
    let again = formatted(&form);
    prop_assert_eq!(again.as_deref(), Some(form.as_str()), "of {}", text);
    prop_assert!(form.starts_with("#:schema "), "{}", form);
    Ok(form)
}

/// The comments that have a line of their own, and other lines that look like it.
fn comments(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| line.starts_with('#') && !line.starts_with("#:schema "))
}

/// Whether each of these comments ends a line of the text: one of a line of its own may come to stand
/// behind a value, and the other way round.
fn has_all<'c>(text: &str, mut comments: impl Iterator<Item = &'c str>) -> bool {
    comments.all(|comment| text.lines().any(|line| line.trim_end().ends_with(comment)))
}

#[test]
fn every_rule_and_every_fixture_keeps_its_meaning() {
    let builtin = builtin_sources().into_iter().map(|source| source.text.into_owned());
    let pages = rule_files().into_iter().map(|(_, text)| text);
    let (mut held, mut others) = (0, 0);
    for text in builtin.chain(pages) {
        if meaning(&text).is_none() {
            assert_eq!(formatted(&text), None, "{text}");
            others += 1;
            continue;
        }
        for text in [text.replace('\n', "\r\n"), text] {
            let form = check(&text).unwrap();
            let is_kept = has_all(&form, comments(&text)) && has_all(&text, comments(&form));
            assert!(is_kept, "{text}\nbecomes\n{form}");
            let crlf = form.matches("\r\n").count();
            let expected = if text.contains("\r\n") { form.matches('\n').count() } else { 0 };
            assert_eq!(crlf, expected, "{form:?}");
        }
        held += 1;
    }
    assert!(held > 100 && others > 50, "{held} files with a rule, {others} without");
}

#[test]
fn every_rule_is_in_its_form() {
    for source in builtin_sources() {
        let is_it = formatted(&source.text).as_deref() == Some(source.text.as_ref());
        assert!(is_it, "{}: run `pomkb fmt`", source.name);
    }
}

/// Decisions of a writer, drawn from bytes; when these run out, the plainest.
struct Choices<'b> {
    bytes: std::slice::Iter<'b, u8>,
    /// How many comments were written; each has a number of its own.
    comments: usize,
    line_end: &'static str,
    /// The logs, with their quotes.
    logs: Vec<String>,
}

impl Choices<'_> {
    fn of(&mut self, most: usize) -> usize {
        self.bytes.next().map_or(0, |byte| usize::from(*byte) % most)
    }

    fn yes(&mut self) -> bool {
        self.of(2) == 1
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.of(from.len())]
    }

    /// Puts things into any order.
    fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in 1..things.len() {
            let other = at - self.of(at + 1);
            things.swap(at, other);
        }
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        let tail = self.pick(&["", " = 'x'", " [a] # \"", " '''", "\u{e9} \t"]);
        format!("# c{}c{tail}", self.comments)
    }

    /// What may stand between lines.
    fn gap(&mut self) -> String {
        let mut gap = String::new();
        for _ in 0..self.of(4) {
            let line = if self.yes() { self.comment() } else { String::new() };
            let indent = self.pick(&["", "  ", "\t"]);
            let _ = write!(gap, "{indent}{line}{}", self.line_end);
        }
        gap
    }

    /// What may stand behind something on its line, with the line end.
    fn end(&mut self) -> String {
        let comment = if self.of(4) == 3 { self.comment() } else { String::new() };
        format!("{}{comment}{}", self.pick(&["", " ", "  "]), self.line_end)
    }

    /// A string of one line, in any quotes that hold it.
    fn line(&mut self, text: &str) -> String {
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\t', "\\t");
        match self.of(4) {
            1 if !text.contains('\'') => format!("'{text}'"),
            2 => format!("\"\"\"{escaped}\"\"\""),
            3 if !text.contains("'''") && !text.ends_with('\'') => format!("'''{text}'''"),
            _ => format!("\"{escaped}\""),
        }
    }

    /// A text as it is, in any quotes that hold it.
    fn verbatim(&mut self, text: &str) -> String {
        let text = text.replace('\n', self.line_end);
        let first = self.pick(&["", "\n"]).replace('\n', self.line_end);
        match self.of(4) {
            1 if !text.contains(['\n', '\'']) => format!("'{text}'"),
            2 if !text.contains(['\n', '"', '\\']) => format!("\"{text}\""),
            3 if !text.contains(['"', '\\']) => format!("\"\"\"{first}{text}\"\"\""),
            _ if text.ends_with('\'') => format!("'''{first}{text}{}'''", self.line_end),
            _ => format!("'''{first}{text}'''"),
        }
    }

    /// A Markdown text, with blank lines around it.
    fn prose(&mut self) -> String {
        let text = self.pick(PROSE);
        let (before, after) = (self.pick(&["", "\n", " \n\n"]), self.pick(&["", "\n", "  \n\n"]));
        self.verbatim(&format!("{before}{text}{after}"))
    }

    fn list(&mut self, items: &[&'static str]) -> String {
        let items: Vec<String> = items.iter().map(|item| self.line(item)).collect();
        if self.yes() {
            return format!("[ {} ]", items.join(" ,"));
        }
        let mut out = format!("[{}", self.end());
        for (at, item) in items.iter().enumerate() {
            let comma = if at + 1 < items.len() || self.yes() { "," } else { "" };
            let _ = write!(out, "{}{item}{comma}{}", self.gap(), self.end());
        }
        out.push_str(&self.gap());
        out + "]"
    }

    fn some(&mut self, of: &[&'static str]) -> Vec<&'static str> {
        let mut all = of.to_vec();
        self.shuffle(&mut all);
        all.truncate(self.of(of.len() + 1));
        all
    }
}

const TITLES: &[&str] = &[
    "Nobody gets in",
    "it's \"x\"",
    "say \"x\"",
    r"C:\x",
    "  blanks around ",
    "a # is no comment",
    "grüße …",
];

const PROSE: &[&str] = &[
    "One.",
    "It's `a` \"b\".\n\n- x\n- y",
    "Run:\n\n```sh\n# no comment\nls -l\n```",
    "    indented\n\nOther  \nline",
    "1. one\n2. two",
];

/// Symptoms in any form.
const SYMPTOMS: &[&str] = &[
    "message contains \"it's\"",
    "\"a\"   and  not (\"b\"  or level>=error)",
    "let a = \"x\" let b=message ~ /y\\/(z|'')/i\na or b",
    "# about\nmessage == \"a b c\" # why\nor error starts with \"x\"i",
    "sequence within 5s by path { \"a\" # one\n without \"b\"\n 2 times \"c\" }",
    "count >= 3 within 1m { \"a long enough text\" or message contains \"another long enough text\" or error == \"a third one of them\" }",
];

const WHENS: &[&str] = &[
    "message contains \"x\"",
    "message   contains 'x'",
    "not (\"a\"or\"it's\")",
    "error ~ /a\\/b/",
    "# why\nlevel >= error",
];

const LOGS: &[&str] = &[
    "a",
    "{\"level\":\"error\"}\nb\n",
    "it's # no comment\n\n  [x]\ty = '' \n",
    " \n a\n",
    "C:\\x \"y\"\n",
];

/// A rule file in any form.
struct Written {
    text: String,
    /// How many comments it has outside of its texts.
    comments: usize,
    /// Its logs, with their quotes.
    logs: Vec<String>,
}

fn any_rule(bytes: &[u8]) -> Written {
    let mut c = Choices { bytes: bytes.iter(), comments: 0, line_end: "\n", logs: Vec::new() };
    if c.of(4) == 3 {
        c.line_end = "\r\n";
    }
    let mut out = c.gap();
    if c.yes() {
        let _ = write!(out, "#:schema ../other.json{}", c.line_end);
    }
    out.push_str(&c.gap());
    let has_symptom = c.of(5) < 4;
    let entries = head(&mut c, has_symptom);
    for (key, value) in &entries {
        let _ = write!(out, "{}{}", c.gap(), c.pick(&["", "  "]));
        let key = if c.of(6) == 5 { format!("\"{key}\"") } else { (*key).to_owned() };
        let equals = c.pick(&["=", " = ", "   =  "]);
        let _ = write!(out, "{key}{equals}{value}{}", c.end());
    }
    tables(&mut c, has_symptom, &mut out);
    out.push_str(&c.gap());
    Written { text: out, comments: c.comments, logs: c.logs }
}

/// What stands above all tables.
fn head(c: &mut Choices<'_>, has_symptom: bool) -> Vec<(&'static str, String)> {
    let (title, severity) = (c.pick(TITLES), c.pick(&["fatal", "harmless"]));
    let mut entries = vec![("title", c.line(title)), ("severity", c.line(severity))];
    let links = ["https://a.example/#b", "https://b.example/'c", "https://c.example/x,y"];
    let see = c.some(&links[1..]);
    let see = [&links[..1], &see].concat();
    entries.push(("see", c.list(&see)));
    entries.push(("summary", c.prose()));
    for (key, values) in [
        ("formerly", ["old-1", "old-2"].as_slice()),
        (
            "refines",
            ["other", "a-rule-with-a-long-name-that-fills-the-line", "and-one-more-such-long-name"]
                .as_slice(),
        ),
        ("explains", ["that"].as_slice()),
    ] {
        if c.yes() {
            let some = c.some(values);
            entries.push((key, c.list(&some)));
        }
    }
    if c.yes() {
        let value = c.pick(&["pomerium-core >= 0.14, < 0.22", " envoy <1.30 "]);
        entries.push(("affects", c.line(value)));
    }
    if has_symptom {
        let symptom = c.pick(SYMPTOMS);
        entries.push(("symptom", c.verbatim(symptom)));
        entries.push(("keep", c.list(&["request-id"])));
    }
    c.shuffle(&mut entries);
    entries
}

/// The causes and the samples.
fn tables(c: &mut Choices<'_>, has_symptom: bool, out: &mut String) {
    let names = ["one", "and-two", "3"];
    let count = 1 + c.of(3);
    let cause_style = c.of(4);
    let samples = if has_symptom { c.of(3) } else { 0 };
    let mut tables: Vec<String> = Vec::new();
    if cause_style == 2 {
        // With dots, above the heads.
        for name in &names[..count] {
            for (key, value) in cause(c) {
                let _ = write!(out, "{}cause . {name}.{key} = {value}{}", c.gap(), c.end());
            }
        }
    } else if cause_style == 3 {
        let _ = write!(out, "{}cause = {{", c.gap());
        for (at, name) in names[..count].iter().enumerate() {
            let entries = cause(c);
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key} = {value}")).collect();
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(out, "{comma} {name} = {{ {} }}", entries.join(", "));
        }
        let _ = write!(out, " }}{}", c.end());
    }
    if c.of(4) == 3 && samples > 0 {
        let _ = write!(out, "{}sample = [{}", c.gap(), c.end());
        for _ in 0..samples {
            let entries = sample(c, &names[..count]);
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key} = {value}")).collect();
            let _ = write!(out, "{}{{ {} }},{}", c.gap(), entries.join(", "), c.end());
        }
        let _ = write!(out, "{}]{}", c.gap(), c.end());
    } else {
        for _ in 0..samples {
            let entries = sample(c, &names[..count]);
            tables.push(table(c, "[[ sample]]", &entries));
        }
    }
    if cause_style < 2 {
        if cause_style == 1 {
            tables.insert(0, format!("[cause]{}", c.end()));
        }
        let first = usize::from(cause_style == 1);
        for (at, name) in names[..count].iter().enumerate() {
            let entries = cause(c);
            let text = table(c, &format!("[cause.{name} ]"), &entries);
            let place = first + at + c.of(tables.len() - first - at + 1);
            tables.insert(place, text);
        }
    }
    out.extend(tables);
}

fn table(c: &mut Choices<'_>, head: &str, entries: &[(&'static str, String)]) -> String {
    let mut out = format!("{}{head}{}", c.gap(), c.end());
    for (key, value) in entries {
        let _ = write!(out, "{}{key} = {value}{}", c.gap(), c.end());
    }
    out
}

fn cause(c: &mut Choices<'_>) -> Vec<(&'static str, String)> {
    let title = c.pick(TITLES);
    let mut entries = vec![("title", c.line(title))];
    for key in ["why", "remedy", "verify"] {
        entries.push((key, c.prose()));
    }
    if c.yes() {
        let when = c.pick(WHENS).replace('\'', "\"").replace("it\"s", "it's");
        entries.push(("when", c.verbatim(&when)));
    }
    c.shuffle(&mut entries);
    entries
}

fn sample(c: &mut Choices<'_>, causes: &[&'static str]) -> Vec<(&'static str, String)> {
    let log = c.pick(LOGS);
    let log = c.verbatim(log);
    c.logs.push(log.clone());
    let mut entries = vec![("log", log)];
    if c.yes() {
        let title = c.pick(TITLES);
        entries.push(("from", c.line(title)));
    }
    if c.yes() {
        let also = c.some(&["other", "that"]);
        entries.push(("also", c.list(&also)));
    }
    if c.yes() {
        entries.push(("quiet", c.line("it's another")));
    } else {
        let number = c.pick(&["1", "0x1", "+1"]);
        let mut finds = vec![format!("line = {number}")];
        if c.yes() {
            finds.push(format!("cause={}", c.line(causes[0])));
        }
        if c.yes() {
            let causes = c.some(causes);
            let causes: Vec<String> = causes.iter().map(|name| c.line(name)).collect();
            finds.push(format!("causes = [{}]", causes.join(",")));
        }
        if c.yes() {
            let value = c.pick(&["a\tb", "it's \"x\"", "C:\\y"]);
            finds.push(format!("\"request_id\" = {}", c.line(value)));
        }
        c.shuffle(&mut finds);
        entries.push(("finds", format!("{{{}}}", finds.join(", "))));
    }
    c.shuffle(&mut entries);
    entries
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// However a rule is written, its form says the same, has all comments once, and is its own
    /// form.
    #[test]
    fn any_rule_keeps_its_meaning_and_its_comments(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let Written { text, comments, logs } = any_rule(&bytes);
        let (sources, id) = file(&text);
        let (rule, found) = rule::load(&sources, id);
        let shown: Vec<String> =
            found.iter().map(|one| pomkb::diagnostic::render(one, &sources)).collect();
        prop_assert!(rule.is_some(), "{}\n{}", shown.join("\n"), text);
        let form = check(&text)?;
        for number in 1..=comments {
            let comment = format!("# c{number}c");
            prop_assert_eq!(form.matches(&comment).count(), 1, "{} of {}\n{}", comment, text, form);
        }
        for comment in ["# about", "# why", "# one"] {
            prop_assert_eq!(
                form.matches(comment).count(),
                text.matches(comment).count(),
                "{} of {}\n{}", comment, text, form
            );
        }
        let named: BTreeSet<_> =
            form.lines().filter(|line| line.starts_with("#:schema ")).collect();
        let own = format!("#:schema {SCHEMA}");
        let expected = if text.contains("#:schema ") { "#:schema ../other.json" } else { &own };
        prop_assert_eq!(named.into_iter().collect::<Vec<_>>(), [expected]);
        for log in logs {
            let line = format!("\nlog   = {log}");
            prop_assert!(form.contains(&line), "{:?} is no longer in\n{}", log, form);
        }
    }

    /// A file that is cut or has something inserted is refused, or has a form like any other.
    #[test]
    fn no_broken_file_does_harm(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        cut in any::<prop::sample::Index>(),
        noise in prop_oneof![".{0,5}", "[#'\"\\[\\]{}=\n, .]{0,5}"],
    ) {
        let Written { text, .. } = any_rule(&bytes);
        let at = text.floor_char_boundary(cut.index(text.len()));
        let broken = format!("{}{noise}{}", &text[..at], &text[at..]);
        if meaning(&broken).is_some() {
            check(&broken)?;
        } else {
            prop_assert_eq!(formatted(&broken), None);
        }
    }
}
