//! What must hold for every input.

use pomkb::kb::{KnowledgeBase, Shelf};
use pomkb::source::Source;
use proptest::prelude::*;

use crate::envelope::ENVELOPES;
use crate::rules::{base, scan};

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// No bytes are refused, and every line is counted.
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let kb = base_once();
        let mut scanner = pomkb::scan::Scanner::new(
            kb.program(),
            pomkb::scan::Limits::default(),
            crate::rules::CALENDAR,
        );
        scanner.feed("log", &bytes, &mut |_| {});
        let report = scanner.finish();
        let newlines = bytes.iter().filter(|b| **b == b'\n').count() as u64;
        let rest = u64::from(bytes.last().is_some_and(|b| *b != b'\n'));
        prop_assert_eq!(report.stats().lines, newlines + rest);
        prop_assert_eq!(report.stats().bytes, bytes.len() as u64);
    }

    /// A line made of the pieces that formats are made of is read without harm, in any envelope.
    #[test]
    fn any_pieces_of_formats_are_read(
        pieces in prop::collection::vec(piece(), 0..30),
        envelope in 0..ENVELOPES.len(),
    ) {
        let line = pieces.concat();
        let lines: Vec<&str> = line.split('\n').collect();
        let log = (ENVELOPES[envelope].wrap)(&lines);
        let report = scan(base_once(), &log);
        for finding in &report.findings {
            for evidence in &finding.evidence {
                for span in &evidence.spans {
                    prop_assert!(evidence.text.get(span.clone()).is_some());
                }
            }
        }
    }

    /// No rule file, however broken, does more harm than to be refused with places inside it.
    #[test]
    fn any_rule_file_is_read(cut in 0_usize..4000, noise in ".{0,12}") {
        let text = include_str!("../../rules/envoy/envoy-address-in-use.toml");
        let cut = text.floor_char_boundary(cut.min(text.len()));
        let broken = format!("{}{noise}{}", &text[..cut], &text[cut..]);
        let source = Source::new("rules/envoy/some.toml", broken.clone());
        let kb = KnowledgeBase::load([Shelf::Own(vec![source])]);
        for found in kb.diagnostics() {
            let span = found.label.span;
            prop_assert!(broken.get(span.range()).is_some(), "{:?} of {}", span, broken.len());
            let _ = pomkb::diagnostic::render(found, kb.sources());
        }
    }
}

fn base_once() -> &'static KnowledgeBase {
    static BASE: std::sync::OnceLock<KnowledgeBase> = std::sync::OnceLock::new();
    BASE.get_or_init(base)
}

fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        "\\\"",
        ":",
        ",",
        " ",
        "\n",
        "\t",
        "  ",
        "...",
        "…",
        "'",
        "\"level\":\"error\"",
        "\"message\":",
        "\"service\":\"envoy\"",
        "\"msg\":\"",
        "null",
        "response-code-details",
        "upstream_reset_before_response_started{",
        "\"log\":\"",
        "\\n",
        "2024-05-02T10:11:12.123456789Z",
        " stderr F ",
        " stderr P ",
        "[pod/a/b] ",
        "a-1  | ",
        "May  2 10:11:12 host x[1]: ",
        "<34>",
        "ERR ",
        "error=",
        "E0502 10:11:12.345678   1 a.go:1] ",
        "2024/05/02 10:11:12 ",
        "[2024-05-02 10:11:12.345][17][warning][config] ",
        "panic: ",
        "goroutine 1 [running]:",
        "\u{1b}[31m",
        "> ",
        "12:",
        "\u{0}",
        "é",
        "\u{feff}",
        "\r",
        "cannot bind '",
        "Address already in use",
        "Warning  UpdateError  3s  pomerium-ingress  ",
    ]);
    prop_oneof![9 => fixed.prop_map(str::to_owned), 1 => ".{0,5}"]
}
