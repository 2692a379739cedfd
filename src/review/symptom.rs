//! Symptoms that say little, say it in a hard way, or say what nobody uses.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::rule::{Expect, Prose, Rule};
use crate::source::{Source, Span};
use crate::syntax::ast::{Op, Pattern, Regex, Symptom, Test};
use crate::syntax::{Leaf, parse, parse_when, quote};

/// What is to be said about the symptom and the `when`s of a rule.
pub(super) fn review(rule: &Rule, file: &Source) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let Some(detection) = &rule.detection else { return found };
    let used = used(rule, file);
    let text = &file.text[detection.written.range()];
    if let (Some(tree), _) = parse(text, detection.written.start, rule.source) {
        found.extend(one_word(rule, &tree));
        tree.each_leaf(&mut |leaf| {
            if let Leaf::Test(test) = leaf {
                found.extend(regex_is_text(rule, test));
                found.extend(unused_captures(rule, test, &used));
            }
        });
    }
    for span in rule.causes.iter().filter_map(|cause| cause.when_written) {
        let (tree, _) = parse_when(&file.text[span.range()], span.start, rule.source);
        let Some(tree) = tree else { continue };
        tree.each_leaf(&mut |leaf| {
            if let Leaf::Test(test) = leaf {
                found.extend(regex_is_text(rule, test));
            }
        });
    }
    found
}

/// A symptom that is one word, which any sentence may have.
fn one_word(rule: &Rule, tree: &Symptom) -> Option<Diagnostic> {
    let Pattern::One(condition) = &tree.pattern else { return None };
    let mut leaves = Vec::new();
    tree.each_leaf(&mut |leaf| leaves.push(leaf));
    let [leaf] = leaves.as_slice() else { return None };
    let text = match leaf {
        Leaf::Text(text) => text,
        Leaf::Test(Test { field, op: Op::Contains(text), .. })
            if matches!(field.value.as_str(), "text" | "message" | "msg" | "error" | "err") =>
        {
            text
        }
        Leaf::Test(_) => return None,
    };
    let is_word = text.value.bytes().all(|b| b.is_ascii_alphabetic());
    // A name of programs, such as `OOMKilled`, is in no sentence by chance.
    let is_name = text.value.bytes().any(|b| b.is_ascii_lowercase())
        && text.value.bytes().skip(1).any(|b| b.is_ascii_uppercase());
    // What is shorter is told to be short.
    if !is_word || is_name || text.value.len() < 4 {
        return None;
    }
    let message = format!("all that must occur is the word `{}`", text.value);
    let found = Diagnostic::new(Code::OneWord, rule.source, condition.span, message);
    Some(
        found
            .label("any sentence may have it")
            .note("take the words around it too, or ask what another field says"),
    )
}

/// A regex that could as well be a text.
fn regex_is_text(rule: &Rule, test: &Test) -> Option<Diagnostic> {
    let Op::Matches(regex) = &test.op else { return None };
    let (word, text) = as_text(regex)?;
    let fold = if regex.flags.value.contains('i') { "i" } else { "" };
    let better = format!("{word} {}{fold}", quote(&text));
    let span = test.operator.to(regex.span);
    let message = "this regex is a plain text";
    let found = Diagnostic::new(Code::RegexIsText, rule.source, regex.span, message);
    Some(found.label(format!("`{word}` says it")).fix(span, better))
}

/// The text that a regex looks for, and how, if there is nothing else in it.
fn as_text(regex: &Regex) -> Option<(&'static str, String)> {
    let pattern = regex.pattern.as_str();
    let (is_head, pattern) = match pattern.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    let (is_end, pattern) = match pattern.strip_suffix('$') {
        Some(rest) if !rest.ends_with('\\') => (true, rest),
        _ => (false, pattern),
    };
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                c if c.is_ascii_punctuation() => text.push(c),
                _ => return None,
            },
            c if r".+*?()|[]{}^$".contains(c) => return None,
            c => text.push(c),
        }
    }
    // Outside of ASCII a text knows no case.
    if text.is_empty() || !text.is_ascii() && regex.flags.value.contains('i') {
        return None;
    }
    let word = match (is_head, is_end) {
        (false, false) => "contains",
        (true, false) => "starts with",
        (false, true) => "ends with",
        (true, true) => "==",
    };
    Some((word, text))
}

/// The names that texts, `when`s and samples of a rule use.
fn used(rule: &Rule, file: &Source) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let (placeholders, _) = Prose::placeholders(&file.text);
    used.extend(placeholders.into_iter().map(|it| it.name));
    for span in rule.causes.iter().filter_map(|cause| cause.when_written) {
        let text = &file.text[span.range()];
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        used.extend(words.map(ToOwned::to_owned));
    }
    for sample in &rule.samples {
        if let Expect::Finds(expected) = &sample.expect {
            used.extend(expected.captures.iter().map(|(name, _)| name.value.clone()));
        }
    }
    used
}

/// Groups with a name that nothing uses.
fn unused_captures(rule: &Rule, test: &Test, used: &BTreeSet<String>) -> Vec<Diagnostic> {
    let Op::Matches(regex) = &test.op else { return Vec::new() };
    let start = regex.pattern_span().start;
    let pattern = &regex.pattern;
    let opens = pattern.match_indices("(?").filter_map(|(at, _)| {
        let inside = &pattern[at + 2..];
        let name = inside.strip_prefix("P<").or_else(|| inside.strip_prefix('<'))?;
        let name = &name[..name.find('>')?];
        let length = inside.find('>')? + 1;
        let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        is_name.then_some((at, name, length))
    });
    let unused = opens.filter(|(_, name, _)| !used.contains(*name));
    let found = unused.map(|(at, name, length)| {
        let head = start + at + 2;
        let span = Span::new(head, head + length);
        let message = format!("nothing asks for the capture `{name}`");
        let found = Diagnostic::new(Code::UnusedCapture, rule.source, span, message);
        found
            .label(format!("no text says `{{{{ {name} }}}}`, no `when` and no sample asks for it"))
            .note("answers list it, right or wrong: let a sample expect it, or take the name out")
            .fix(span, ":")
    });
    found.collect()
}
