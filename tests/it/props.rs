//! What must hold for every input.

use pomkb::kb::{KnowledgeBase, Shelf};
use pomkb::scan::{Cutter, Engine, Gather, Limits, Report, Search};
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
        scanner.feed("log", &bytes);
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

/// The parts of the language that a filter could get wrong.
fn symptom() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "connection refused",
        "code = Unavailable",
        "upstream_reset",
        "x509",
        "cannot bind",
        "response_timeout",
        "ab",
        "Error",
        "<html>",
        "it's",
        "a/b",
        "grüße",
        "route_not_found",
    ]);
    let field = prop::sample::select(vec!["message", "error", "text", "path", "service"]);
    let leaf = (field, word, 0..10).prop_map(|(field, word, form)| match form {
        0 => format!("\"{word}\""),
        1 => format!("{field} == \"{word}\""),
        2 => format!("{field} starts with \"{word}\""),
        3 => format!("{field} contains \"{word}\"i"),
        4 => format!("{field} ~ /(?<it>{word})/", word = word.replace('/', r"\/")),
        5 => format!("{field} in [\"{word}\", \"other\"]"),
        6 => "level >= error".to_owned(),
        8 => "code >= 400".to_owned(),
        9 => "code in [200, 503] and ok == true".to_owned(),
        _ => format!("{field} contains \"{word}\""),
    });
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|all| format!("({})", all.join(" and "))),
            prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|all| format!("({})", all.join(" or "))),
            inner.prop_map(|one| format!("not {one}")),
        ]
    })
}

/// Symptoms of a few rules. Half the time each has a text that must occur: one rule without any
/// makes the search look at every record.
fn symptoms() -> impl Strategy<Value = Vec<String>> {
    let text = prop::sample::select(vec!["connection", "upstream_reset", "fine", "x509", "cannot"]);
    let anchored = (text, symptom()).prop_map(|(text, rest)| format!("\"{text}\"i and ({rest})"));
    let gated = prop::sample::select(vec!["code >= 400", "code in [200, 503]", "ok == true"]);
    let gated =
        gated.prop_map(|gate| format!("message contains \"connection refused\" and {gate}"));
    prop_oneof![
        prop::collection::vec(symptom(), 1..6),
        prop::collection::vec(prop_oneof![anchored, gated], 1..6),
    ]
}

/// A log of lines that the symptoms know, in all writings, whole and broken.
fn log() -> impl Strategy<Value = Vec<u8>> {
    let text = prop::sample::select(vec![
        "connection refused",
        "code = Unavailable",
        "upstream_reset",
        "X509",
        "cannot bind",
        "response_timeout",
        "ab",
        "ERROR",
        r"\u003chtml\u003e",
        r"it\\'s",
        r"a\/b",
        r"gr\u00fc\u00dfe",
        "grüße",
        "route_not_found",
        r"\ud83d\ude00",
        "fine",
        "ok",
        r"\u001b[1m",
    ]);
    let code = prop::sample::select(vec!["200", "503", "503.0", "\"503\"", "null", "[503]"]);
    let line = (prop::collection::vec(text, 1..4), code, 0..14).prop_map(|(texts, code, form)| {
        let text = texts.join(" ");
        match form {
                0..=3 => format!(
                "{{\"level\":\"error\",\"service\":\"envoy\",\"error\":\"{text}\",\"message\":\"m {text}\"}}\n"
            ),
            4 => format!("{{\"level\":\"info\",\"code\":{code},\"ok\":true,\"message\":\"{text}\"}}\n"),
            5 => format!("{{\"level\":\"info\",\"a\":{{\"code\":1}},\"code\":{code},\"path\":\"{text}\"}}\n"),
            6 => format!("2024-05-02T10:11:12.1Z stderr F {{\"level\":\"info\",\"message\":\"{text}\"}}\n"),
            7 => format!("2024-05-02T10:11:12.1Z stderr P {{\"level\":\"info\",\"message\":\"{text}\n"),
            8 => format!("9:58PM ERR {text} error=\"{text}\"\n"),
            9 => format!("\t{text}\n"),
            10 => format!("{{\n  \"level\": \"error\",\n  \"message\": \"{text}\"\n}}\n"),
            11 => format!("{{\"level\":\"error\",\"message\":\"{text}\n"),
            12 => format!("app-1  | {{\"level\":\"warn\",\"path\":\"{text}\"}}\r\n"),
            _ => format!("{text}\r\u{0}{text}\n\n"),
        }
    });
    (prop::collection::vec(line, 0..20), any::<bool>()).prop_map(|(lines, is_cut)| {
        let mut log = lines.concat().into_bytes();
        if is_cut {
            log.pop();
        }
        log
    })
}

/// A base of rules with these symptoms.
fn base_of(symptoms: &[String]) -> KnowledgeBase {
    let rule = |(ix, symptom): (usize, &String)| {
        let text = format!(
            "title = 'x'\nseverity = 'error'\nsee = ['https://example.com']\nsymptom = '''\n{symptom}\n'''\n\
             summary = 'x'\n[cause.x]\ntitle = 'x'\nwhy = 'x'\nremedy = 'x'\nverify = 'x'\n"
        );
        Source::new(format!("own/rule-{ix}.toml"), text)
    };
    KnowledgeBase::load([Shelf::Own(symptoms.iter().enumerate().map(rule).collect())])
}

/// The report of a log that is read in blocks and searched by one or several threads.
fn report(kb: &KnowledgeBase, log: &[u8], engine: Engine, cut: &Cut) -> Report {
    let limits = Limits { chunk: cut.chunk, ..Limits::default() };
    let search = Search::new(kb.program(), limits, crate::rules::CALENDAR).with_engine(engine);
    let mut gather = Gather::new(kb.program(), limits);
    let source = gather.source("log");
    let (mut cutter, mut chunks) = (Cutter::new(limits, crate::rules::CALENDAR), Vec::new());
    for block in log.chunks(cut.block) {
        cutter.feed(block, &mut |chunk| chunks.push(chunk));
    }
    cutter.finish(&mut |chunk| chunks.push(chunk));
    let per_thread = chunks.len().div_ceil(cut.threads).max(1);
    let partials: Vec<_> = std::thread::scope(|scope| {
        let search = &search;
        let parts: Vec<_> = chunks
            .chunks(per_thread)
            .map(|part| {
                scope.spawn(move || {
                    part.iter().map(|chunk| search.chunk(source, "log", chunk)).collect::<Vec<_>>()
                })
            })
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    for partial in partials {
        gather.add(source, partial);
    }
    gather.finish()
}

/// How a log is cut.
#[derive(Debug)]
struct Cut {
    block: usize,
    chunk: usize,
    threads: usize,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    /// The filtered engine finds what the plain one finds, however the log is cut.
    #[test]
    fn the_filter_and_the_cut_change_nothing(
        symptoms in symptoms(),
        log in log(),
        block in 1_usize..400,
        chunk in 1_usize..400,
        threads in 1_usize..8,
    ) {
        let kb = base_of(&symptoms);
        let whole = Cut { block: usize::MAX, chunk: usize::MAX, threads: 1 };
        let plain = report(&kb, &log, Engine::Plain, &whole);
        let cut = Cut { block, chunk, threads };
        prop_assert_eq!(&plain, &report(&kb, &log, Engine::Filtered, &whole));
        let pieces = report(&kb, &log, Engine::Filtered, &cut);
        prop_assert_eq!(&plain.findings, &pieces.findings);
        prop_assert_eq!(plain.stats(), pieces.stats());
    }
}
