//! Small made-up rules, and what is near to what.

use super::Index;
use crate::kb::{KnowledgeBase, Shelf};
use crate::source::Source;

/// A rule, or an article if there is no symptom.
fn rule(id: &str, title: &str, symptom: &str, remedy: &str) -> Source {
    let (symptom, sample) = match symptom {
        "" => (String::new(), String::new()),
        text => (
            format!("symptom = 'message contains \"{text}\"'\n"),
            format!("[[sample]]\nlog = '{text} abc'\nfinds = {{ line = 1 }}\n"),
        ),
    };
    let text = format!(
        "title = \"{title}\"\nseverity = \"error\"\nsee = [\"https://www.example.org/\"]\n{symptom}\
         summary = 'It happened.'\n[cause.one]\ntitle = \"One cause\"\nwhy = 'It is so.'\n\
         remedy = '{remedy}'\nverify = 'It is gone.'\n{sample}"
    );
    Source::new(format!("rules/own/{id}.toml"), text)
}

fn base() -> KnowledgeBase {
    let kb = KnowledgeBase::load([Shelf::Own(vec![
        rule("lamp-out", "The lamp does not glow", "filament_burnt_out", "Buy a new lamp."),
        rule("door-stuck", "The door cannot be opened", "hinge seized", "Oil the lamp-side hinge."),
        rule(
            "roof-leaks",
            "Rain comes through the roof",
            "water_ingress detected",
            "Lay new tiles.",
        ),
        rule("tap-drips", "The tap drips at night", "washer worn", "Change the washer."),
        rule("tap-drips-too", "The tap drips at night", "washer worn", "Change the washer."),
        rule(
            "heating-times-out",
            "The heating gives up",
            "boiler timeout",
            "Sign in at the boiler.",
        ),
        rule("cellar", "How to read the meters in the cellar", "", "Take a torch."),
    ])]);
    let errors = kb.diagnostics().iter().filter(|found| found.code.name() != "short-anchor");
    assert!(!kb.is_broken(), "{:?}", errors.collect::<Vec<_>>());
    kb
}

/// Checks which ids come, in their order.
fn check(rows: &[(&str, &str)], ask: impl Fn(&Index, &str) -> Vec<super::Hit>) {
    let kb = base();
    let index = Index::new(&kb);
    for (question, expected) in rows {
        let hits = ask(&index, question);
        let ids: Vec<&str> = hits.iter().map(|hit| kb.rule(hit.rule).id.as_str()).collect();
        assert_eq!(ids.join(" "), *expected, "{question}: {hits:?}");
        for hit in &hits {
            assert!((0.0..=1.0).contains(&hit.score) && !hit.matched.is_empty(), "{hit:?}");
        }
    }
}

#[test]
fn words_rank_articles() {
    let rows = [
        // A title counts more than what is said in passing, which is not worth naming beside it.
        ("lamp", "lamp-out"),
        ("hinge of the lamp", "door-stuck lamp-out"),
        // A name is found as it is, by its parts, and written as words.
        ("filament_burnt_out", "lamp-out"),
        ("burnt filament", "lamp-out"),
        ("water ingress", "roof-leaks"),
        ("water-ingress", "roof-leaks"),
        // Other forms of a word, and words written apart.
        ("boiler timed out", "heating-times-out"),
        ("dripping taps", "tap-drips tap-drips-too"),
        // Slips.
        ("hinges siezed", "door-stuck"),
        ("metres in the celar", "cellar"),
        // Among equals the alphabet decides.
        ("tap", "tap-drips tap-drips-too"),
        // Nothing is near.
        ("bicycle", ""),
        ("the of and", ""),
        ("", ""),
        ("12 345", ""),
    ];
    check(&rows, |index, words| index.words(words, 5));
}

#[test]
fn messages_rank_articles() {
    let rows = [
        ("hinge of the door seized", "door-stuck"),
        (
            r#"{"level":"error","error":"washer is worn","message":"tap 12"}"#,
            "tap-drips tap-drips-too",
        ),
        (r#"{"level":"error","path":"/washer/worn","message":"all is well"}"#, ""),
        // A single word is chance, and so are words of the level.
        ("lamp", ""),
        ("ERROR fatal panic", ""),
        ("2026-03-02T14:30:00Z 10.0.0.1:443 5b1c0f9e", ""),
        ("", ""),
    ];
    check(&rows, |index, message| index.message(message, 5));
}

#[test]
fn a_log_is_asked_for_its_errors_the_frequent_first() {
    let kb = base();
    let index = Index::new(&kb);
    let id = |near: &super::Near| kb.rule(near.hit.rule).id.to_string();

    let log = "{\"level\":\"info\",\"message\":\"the filament burnt out\"}\n\
               {\"level\":\"error\",\"message\":\"hinge 1 of the door seized\"}\n\
               {\"level\":\"error\",\"message\":\"hinge 2 of the door seized\"}\n";
    let seen = index.log(log.as_bytes(), 5);
    assert_eq!((seen.records, seen.errors), (3, 2));
    let found: Vec<_> = seen.near.iter().map(|near| (id(near), near.line, near.count)).collect();
    assert_eq!(found, [("door-stuck".to_owned(), 2, 2)]);

    // Without errors all lines are looked at.
    let seen = index.log(b"the filament burnt out\nall is well\n", 5);
    assert_eq!((seen.records, seen.errors), (2, 0));
    assert_eq!(seen.near.iter().map(id).collect::<Vec<_>>(), ["lamp-out"]);

    let seen = index.log(b"", 5);
    assert_eq!((seen.records, seen.near.len()), (0, 0));
}

#[test]
fn long_questions_are_cut() {
    let index = Index::new(&base());
    let long = "é".repeat(200_000);
    assert!(index.words(&long, 5).is_empty());
    assert!(index.message(&long, 5).is_empty());
    let many = "hinge seized ".repeat(50_000);
    assert_eq!(index.words(&many, 1).len(), 1);
}
