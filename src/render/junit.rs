//! What came of samples in, a report as JUnit has it out: one suite a rule, one case a sample.
//!
//! The shape is the one that GitHub, GitLab and Jenkins read
//! (<https://github.com/testmoapp/junitxml>).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::inert;
use crate::diagnostic::{Diagnostic, position};
use crate::kb::KnowledgeBase;
use crate::rule::{Expect, Rule};
use crate::source::SourceId;
use crate::trial::Trial;

/// A case: its name, and what went wrong.
struct Case<'t> {
    name: String,
    line: usize,
    failures: Vec<&'t Diagnostic>,
}

/// Writes what came of samples, of proofs and of healthy logs.
pub fn junit(kb: &KnowledgeBase, trial: &Trial, alarms: &[Diagnostic]) -> String {
    let mut suites: BTreeMap<SourceId, (&Rule, Vec<Case<'_>>)> = BTreeMap::new();
    for case in &trial.cases {
        let rule = kb.rule(case.rule);
        let suite = suites.entry(rule.source).or_insert((rule, Vec::new()));
        suite.1.extend(sample(kb, rule, case.number, &case.failures));
    }
    for (source, (rule, cases)) in &mut suites {
        let of_file = |found: &&Diagnostic| found.source == *source;
        let case = |name: &str, failures| Case { name: name.to_owned(), line: 1, failures };
        if rule.detection.is_some() {
            cases.push(case("is proven", trial.missing.iter().filter(of_file).collect()));
            cases.push(case("is quiet in healthy logs", alarms.iter().filter(of_file).collect()));
        }
    }
    let all = || suites.values().flat_map(|(_, cases)| cases);
    let failed = |case: &&Case<'_>| !case.failures.is_empty();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let (tests, failures) = (all().count(), all().filter(failed).count());
    let _ =
        writeln!(out, "<testsuites name=\"pomkb test\" tests=\"{tests}\" failures=\"{failures}\">");
    for (rule, cases) in suites.values() {
        let (id, file) = (xml(rule.id.as_str()), xml(&kb.sources().of(rule.source).name));
        let (tests, failures) = (cases.len(), cases.iter().filter(failed).count());
        let _ = writeln!(
            out,
            "  <testsuite name=\"{id}\" file=\"{file}\" tests=\"{tests}\" failures=\"{failures}\">"
        );
        for case in cases {
            let (name, line) = (xml(&case.name), case.line);
            let _ = write!(
                out,
                "    <testcase classname=\"{id}\" name=\"{name}\" file=\"{file}\" line=\"{line}\""
            );
            if case.failures.is_empty() {
                out.push_str("/>\n");
                continue;
            }
            out.push_str(">\n");
            for failure in &case.failures {
                let (kind, message) = (failure.code.name(), xml(&failure.message));
                let _ = write!(out, "      <failure type=\"{kind}\" message=\"{message}\">");
                out.push_str(&xml(&crate::diagnostic::render(failure, kb.sources())));
                out.push_str("</failure>\n");
            }
            out.push_str("    </testcase>\n");
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn sample<'t>(
    kb: &KnowledgeBase,
    rule: &Rule,
    number: usize,
    failures: &'t [Diagnostic],
) -> Option<Case<'t>> {
    let sample = rule.samples.get(number.checked_sub(1)?)?;
    let name = match &sample.expect {
        Expect::Finds(expected) => {
            format!("sample {number} is found at line {}", expected.line.value)
        }
        Expect::Quiet { because } => format!("sample {number} is quiet: {because}"),
    };
    let line = position(&kb.sources().of(rule.source).text, sample.log_span.start).line;
    Some(Case { name, line, failures: failures.iter().collect() })
}

/// A text that XML can hold, in an attribute or between tags. Of control characters it can hold
/// hardly any, not even escaped.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        for c in inert::visible(line).chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
                c => out.push(c),
            }
        }
        out.push_str(end);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_an_attribute() {
        let text = xml("a \"b\" <c> & \u{1b}\nd");
        assert!(text.starts_with("a &quot;b&quot; &lt;c&gt; &amp; "), "{text}");
        assert!(text.ends_with("\nd") && !text.contains('\u{1b}'), "{text}");
    }
}
