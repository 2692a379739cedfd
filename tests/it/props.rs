//! What must hold for every input.

use pomkb::kb::{KnowledgeBase, Shelf};
use pomkb::scan::{Cutter, Engine, Gather, Limits, Report, Search};
use pomkb::source::{Source, Sources};
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

/// Any pattern over several records that makes sense.
fn block() -> impl Strategy<Value = String> {
    let keyword = prop::sample::select(vec!["sequence", "all"]);
    let by = prop::sample::select(vec!["", " by path", " by service, source"]);
    let window = prop::sample::select(vec![1_u32, 30, 500]);
    let header = (keyword, window, by, any::<bool>(), any::<bool>());
    let step = (0_u8..4, symptom()).prop_map(|(times, condition)| match times {
        0 | 1 => condition,
        _ => format!("{times} times {condition}"),
    });
    let without = (during(), symptom());
    let steps = prop::collection::vec(step, 1..4);
    let blocks = (header, steps, prop::collection::vec((0_usize..4, without), 0..3)).prop_map(
        |((keyword, window, by, is_sharing, is_lines), mut steps, withouts)| {
            let unit = if is_lines { " lines" } else { "ms" };
            for (at, (during, condition)) in withouts {
                let during = during.replace('~', unit);
                steps.insert(at.min(steps.len()), format!("without {during}{condition}"));
            }
            let sharing = if is_sharing { " sharing" } else { "" };
            let steps = steps.join("\n  ");
            format!("{keyword} within {window}{unit}{by}{sharing} {{\n  {steps}\n}}")
        },
    );
    let by = prop::sample::select(vec!["", " by path"]);
    let counts = (2_u8..5, by, symptom()).prop_map(|(at_least, by, condition)| {
        format!("count >= {at_least} within 1m{by} {{ {condition} }}")
    });
    prop_oneof![3 => blocks, 1 => counts]
}

/// What may stand between `without` and its condition, with `~` for the unit.
fn during() -> impl Strategy<Value = String> {
    // Every match has a record 1.
    let mark = prop::sample::select(vec!["first", "last", "record 1"]);
    let shift = prop::sample::select(vec!["", " + 2~", " - 2~", " + 40~", "-1~"]);
    let point = (mark, shift).prop_map(|(mark, shift)| match (mark, shift) {
        // A name and a number take a hyphen in.
        (mark, "-1~") => format!("{mark} -1~"),
        (mark, shift) => format!("{mark}{shift}"),
    });
    let more = prop::sample::select(vec!["", " + 2~", " - 2~", "+ 1~"]);
    let stretch =
        (point.clone(), point, more, 0_u8..3).prop_map(|(from, to, more, form)| match form {
            0 => format!("from {from} to {to} "),
            1 => format!("from {from} for 20~ "),
            _ => format!("from {from} for match{more} "),
        });
    let plain = prop::sample::select(vec!["", "within 20~ "]).prop_map(str::to_owned);
    prop_oneof![plain, stretch]
}

/// Symptoms of a few rules. Half the time each has a text that must occur: one rule without any
/// makes the search look at every record.
fn symptoms() -> impl Strategy<Value = Vec<String>> {
    let text = prop::sample::select(vec!["connection", "upstream_reset", "fine", "x509", "cannot"]);
    let anchored = (text, symptom()).prop_map(|(text, rest)| format!("\"{text}\"i and ({rest})"));
    let gated = prop::sample::select(vec![
        "code >= 400",
        "code in [200, 503]",
        "ok == true",
        "error contains \"upstream\"",
        "(ok == false or message starts with \"dial\")",
        "error ~ /reset|refused [a-z]+/",
    ]);
    let gated =
        gated.prop_map(|gate| format!("message contains \"connection refused\" and {gate}"));
    prop_oneof![
        prop::collection::vec(symptom(), 1..6),
        prop::collection::vec(prop_oneof![4 => anchored, 4 => gated, 2 => block()], 1..6),
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
    let line = (prop::collection::vec(text, 1..4), code, 0..22).prop_map(|(texts, code, form)| {
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
            14 => format!("{{\"level\":\"info\",\"response-code\":{code},\"response-code-details\":\"{text}\",\"message\":\"http-request\"}}\n"),
            15 => format!("{{\"level\":\"info\",\"lvl\":\"error\",\"message\":\"{text}\"}}\n"),
            16 => format!("a=b {{\"level\":\"info\",\"message\":\"{text} failed\"}}\n"),
            17 => format!("9:58PM ERR {{\"level\":\"info\",\"message\":\"{text} failed\"}}\n"),
            18 => format!("app-1  | 2024-05-02T10:11:12Z {{\"level\":\"fatal\",\"message\":\"{text}\"}}\n"),
            19 => format!("{{\"level\":\"odd\",\"severity\":\"error\",\"message\":\"{text}\"}}\n"),
            20 => format!("{{\"level\":\"error\",\"user\":\"{code}\",\"message\":\"{text} {code}\"}}\n"),
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

/// A base of rules with these symptoms. If `refining`, each refines the one before it.
fn base_of(symptoms: &[String], refining: bool) -> KnowledgeBase {
    let rule = |(ix, symptom): (usize, &String)| {
        let refines = match ix.checked_sub(1) {
            Some(before) if refining => format!("refines = ['rule-{before}']\n"),
            _ => String::new(),
        };
        let text = format!(
            "title = 'x'\nseverity = 'error'\n{refines}see = ['https://example.com']\nsymptom = '''\n{symptom}\n'''\n\
             summary = 'x'\n[cause.x]\ntitle = 'x'\nwhy = 'x'\nremedy = 'x'\nverify = 'x'\n"
        );
        Source::new(format!("own/rule-{ix}.toml"), text)
    };
    KnowledgeBase::load([Shelf::Own(symptoms.iter().enumerate().map(rule).collect())])
}

/// The report of a log that is read in blocks and searched by one or several threads.
fn report(kb: &KnowledgeBase, log: &[u8], engine: Engine, cut: &Cut) -> Report {
    let limits = Limits {
        chunk: cut.chunk,
        unexplained: cut.kinds,
        refined: cut.kinds,
        ..Limits::default()
    };
    let search = Search::new(kb.program(), limits, crate::rules::CALENDAR).with_engine(engine);
    let mut gather = Gather::new(&search);
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
                    part.iter()
                        .map(|chunk| search.chunk(source, "log", chunk.clone()))
                        .collect::<Vec<_>>()
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
    /// How many kinds of records without an explanation are told apart, and how many records of a
    /// rule that another refines are kept apart.
    kinds: usize,
}

/// The meaning of a symptom, what is said of it, and its canonical text.
fn read(text: &str) -> Option<(pomkb::symptom::Lowered, String)> {
    let id = Sources::default().add(Source::new("symptom", text.to_owned()));
    let (tree, _) = pomkb::syntax::parse(text, 0, id);
    let tree = tree?;
    Some((pomkb::symptom::lower(&tree, id), pomkb::syntax::print(&tree)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    /// What is printed means the same as what was read, and is printed as it is.
    #[test]
    fn printing_changes_nothing(
        text in prop_oneof![symptom(), block()],
        comment in any::<prop::sample::Index>(),
    ) {
        let (meant, printed) = read(&text).unwrap();
        let (again, twice) = read(&printed).unwrap();
        prop_assert_eq!(&twice, &printed);
        prop_assert_eq!(&again.symptom, &meant.symptom);
        let codes = |lowered: &pomkb::symptom::Lowered| {
            let mut codes: Vec<_> = lowered.diagnostics.iter().map(|it| it.code).collect();
            codes.sort();
            codes
        };
        prop_assert_eq!(codes(&again), codes(&meant));
        // A comment behind any word outlives it, and changes nothing.
        let blanks: Vec<usize> = blanks(&text).collect();
        if !blanks.is_empty() {
            let at = blanks[comment.index(blanks.len())];
            let remarked = format!("{} # why\n{}", &text[..at], &text[at..]);
            let (meant_too, printed) = read(&remarked).unwrap();
            prop_assert_eq!(&meant_too.symptom, &meant.symptom);
            let (again, twice) = read(&printed).unwrap();
            prop_assert_eq!(printed.matches("# why").count(), 1);
            prop_assert_eq!(&twice, &printed);
            prop_assert_eq!(&again.symptom, &meant.symptom);
        }
    }

    /// Whatever is broken in a block is said of a place in it, and a fix can be made.
    #[test]
    fn broken_blocks_are_explained(
        text in block(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..3),
    ) {
        let mut words: Vec<&str> = text.split_inclusive(' ').collect();
        for (from, to) in cuts {
            if !words.is_empty() {
                let word = words.remove(from.index(words.len()));
                // One in two is lost, the others stand somewhere else.
                if word.len().is_multiple_of(2) {
                    words.insert(to.index(words.len() + 1), word);
                }
            }
        }
        let broken = words.concat();
        let id = Sources::default().add(Source::new("symptom", broken.clone()));
        let (tree, mut found) = pomkb::syntax::parse(&broken, 0, id);
        match tree {
            Some(tree) => found.extend(pomkb::symptom::lower(&tree, id).diagnostics),
            None => prop_assert_eq!(found.len(), 1),
        }
        for diagnostic in found {
            prop_assert!(broken.get(diagnostic.label.span.range()).is_some(), "{:?}", diagnostic);
            prop_assert!(diagnostic.code != pomkb::diagnostic::Code::Internal);
            if let Some(fix) = &diagnostic.fix {
                prop_assert!(broken.get(fix.span.range()).is_some(), "{:?}", diagnostic);
            }
        }
    }
}

/// The blanks outside of texts and regexes.
fn blanks(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut quoted = None;
    text.char_indices().filter_map(move |(at, c)| {
        match (quoted, c) {
            (None, '"' | '/') => quoted = Some(c),
            (Some(quote), _) if quote == c && !text[..at].ends_with('\\') => quoted = None,
            _ => {}
        }
        (quoted.is_none() && c == ' ').then_some(at)
    })
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
        kinds in 1_usize..12,
        refining in any::<bool>(),
    ) {
        let kb = base_of(&symptoms, refining);
        let whole = Cut { block: usize::MAX, chunk: usize::MAX, threads: 1, kinds };
        let plain = report(&kb, &log, Engine::Plain, &whole);
        let cut = Cut { block, chunk, threads, kinds };
        prop_assert_eq!(&plain, &report(&kb, &log, Engine::Filtered, &whole));
        let pieces = report(&kb, &log, Engine::Filtered, &cut);
        prop_assert_eq!(&plain.findings, &pieces.findings);
        prop_assert_eq!(&plain.unexplained, &pieces.unexplained);
        prop_assert_eq!(plain.stats(), pieces.stats());
    }
}
