//! The built-in rules: each loads without a remark, and each sample does what it says.

use std::path::{Path, PathBuf};

use pomkb::diagnostic::render;
use pomkb::kb::{KnowledgeBase, Shelf};
use pomkb::record::Calendar;
use pomkb::render::{Article, Look, article, pages};
use pomkb::rule::{Expect, Severity};
use pomkb::scan::{Limits, Report, Scanner};
use pomkb::trial;

/// The folder of the package.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The built-in rules.
pub(crate) fn base() -> KnowledgeBase {
    KnowledgeBase::load([Shelf::Builtin])
}

/// What a year and a zone are in tests.
pub(crate) const CALENDAR: Calendar = Calendar::of_year(2026);

/// What all rules of a base find in a log.
pub(crate) fn scan(kb: &KnowledgeBase, log: &str) -> Report {
    let mut scanner = Scanner::new(kb.program(), Limits::default(), CALENDAR);
    scanner.feed("log", log.as_bytes());
    scanner.finish()
}

/// The ids of what is found above `info`.
pub(crate) fn alarms(kb: &KnowledgeBase, report: &Report) -> Vec<String> {
    let rules = report.findings.iter().map(|finding| kb.rule(finding.rule));
    rules.filter(|rule| rule.severity > Severity::Info).map(|rule| rule.id.to_string()).collect()
}

#[test]
fn every_rule_loads_without_a_remark() {
    // Loaded as if they were somebody's own, so that everything is looked at.
    let kb = KnowledgeBase::load([Shelf::Own(pomkb::kb::builtin_sources())]);
    let costs = kb.costly_literals(&pomkb::trial::healthy_lines(), |_| true);
    let advice =
        [kb.compile_regexes(|_| true), costs, pomkb::review::review(&kb, |_| true)].concat();
    let found = kb
        .diagnostics()
        .iter()
        .chain(&advice)
        .map(|one| render(one, kb.sources()))
        .collect::<Vec<_>>();
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(kb.rules().count() >= 53);
}

#[test]
fn every_sample_does_what_it_says() {
    let kb = base();
    let trial = trial::run(&kb, |_| true);
    let failures: Vec<String> =
        trial.failures.iter().map(|one| render(one, kb.sources())).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_rule_has_two_samples_and_a_near_miss() {
    let kb = base();
    for (_, rule) in kb.rules().filter(|(_, rule)| rule.detection.is_some()) {
        let finds = |sample: &&pomkb::rule::Sample| matches!(sample.expect, Expect::Finds(_));
        let found = rule.samples.iter().filter(finds).count();
        assert!(found >= 2, "{}: {found} samples that it finds", rule.id);
        assert!(found < rule.samples.len(), "{}: no near miss", rule.id);
    }
}

/// Text without what only one of two outputs has: markup, line ends, indents.
fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|c| !"`\\*#<>".contains(*c)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_page_says_what_the_terminal_says() {
    let kb = base();
    let pages = pages(&kb, "<!-- the knowledge -->");
    // One line a paragraph, so that a line of the terminal can be looked for in the page.
    let look = Look { colour: false, width: 10_000 };
    for (_, rule) in kb.rules() {
        let path = format!("rules/{}.md", rule.id);
        let page = &pages.iter().find(|page| page.path == path).unwrap().text;
        let head = page.lines().next().and_then(|line| line.strip_prefix("# ")).map(plain);
        assert_eq!(head, Some(plain(&rule.title)), "{path}");
        let page = plain(page);
        for cause in &rule.causes {
            assert!(page.contains(&plain(&cause.title)), "{path} lacks {}", cause.title);
        }
        let text = article(&kb, rule, Article::Text(look));
        let texts = text.lines().filter(|line| line.starts_with("     ") && line.len() > 30);
        for line in texts {
            // Placeholders are written differently, and numbers of lists stand alone.
            let line = plain(line.trim_start().trim_start_matches("- "));
            if !rule.detection.as_ref().is_some_and(|detection| {
                detection.captures().iter().any(|name| line.contains(name.as_str()))
            }) {
                assert!(page.contains(&line), "{path} lacks: {line}");
            }
        }
    }
    let summary = &pages.iter().find(|page| page.path == "SUMMARY.md").unwrap().text;
    assert_eq!(summary.matches("(rules/").count(), kb.rules().count());
}

/// A literal that is shorter than a window of the filter is looked for in every byte by itself:
/// a few of them cost little, more would halve the speed of every run.
#[test]
fn few_literals_are_too_short_for_the_filter() {
    let kb = base();
    let short = kb.program().filter().literals().iter().filter(|literal| literal.bytes.len() < 7);
    let short: Vec<_> = short.map(|one| String::from_utf8_lossy(&one.bytes).into_owned()).collect();
    assert_eq!(short, ["keys"], "make the text that must occur longer: seven bytes, not escaped");
}
