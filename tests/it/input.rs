//! Input that no page can hold: packed, in UTF-16, enormous, deeply nested.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

const LINE: &str = "cannot bind '/tmp/pomerium-envoy-admin.sock': Address already in use\n";

fn pomkb(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pomkb")).args(args).current_dir(folder).output().unwrap()
}

/// What is found in a file of these bytes: rule and line of each finding.
fn found(name: &str, bytes: &[u8]) -> Vec<(String, u64)> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let output = pomkb(folder.path(), &["match", "-o", "json", name]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = json["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            let line = finding["evidence"][0]["line"].as_u64().unwrap();
            (finding["rule"].as_str().unwrap().to_owned(), line)
        })
        .collect()
}

fn expected(line: u64) -> Vec<(String, u64)> {
    vec![("envoy-admin-socket-in-use".to_owned(), line)]
}

#[test]
fn packed_files_are_unpacked() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(LINE.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    assert_eq!(found("error.log.gz", &gzip), expected(1));
    // By its bytes, not by its name; and two parts one after another are one file.
    assert_eq!(found("error.log", &[gzip.clone(), gzip.clone()].concat()), expected(1));
    let zstd = zstd::encode_all(LINE.as_bytes(), 1).unwrap();
    assert_eq!(found("error.log.zst", &zstd), expected(1));

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cut.gz"), &gzip[..gzip.len() - 6]).unwrap();
    let output = pomkb(folder.path(), &["match", "cut.gz"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("cut.gz is damaged"));
    assert!(String::from_utf8_lossy(&output.stdout).contains("envoy-admin-socket-in-use"));
}

#[test]
fn utf_16_is_read() {
    let little: Vec<u8> =
        "\u{feff}".encode_utf16().chain(LINE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> =
        "\u{feff}".encode_utf16().chain(LINE.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert_eq!(found("little.log", &little), expected(1));
    assert_eq!(found("big.log", &big), expected(1));
    assert_eq!(found("mark.log", format!("\u{feff}{LINE}").as_bytes()), expected(1));
}

#[cfg(unix)]
#[test]
fn pipes_that_are_named_like_files_are_read_once_and_whole() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.log"), LINE).unwrap();
    let script =
        format!("'{}' match -o json <(cat a.log) <(cat a.log a.log)", env!("CARGO_BIN_EXE_pomkb"));
    let output =
        Command::new("bash").args(["-c", &script]).current_dir(folder.path()).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["stats"]["lines"], 3, "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(json["findings"][0]["count"], 3);
}

/// A rule that ties records together by user, and logs with more users than it holds.
#[test]
fn what_a_pattern_had_to_let_go_is_said() {
    const RULE: &str = "title = 'It comes again'\nseverity = 'error'\nsee = ['https://example.com']\n\
        symptom = 'count >= 2 within 24h by user { message == \"sign-in refused\" }'\n\
        summary = 'It comes again.'\n[cause.x]\ntitle = 'x'\nwhy = 'x'\nremedy = 'x'\nverify = 'x'\n";
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("again.toml"), RULE).unwrap();
    let line = |user: usize, hour: usize| {
        format!(
            "{{\"level\":\"info\",\"time\":\"2026-03-02T{hour:02}:{:02}:{:02}Z\",\"message\":\"sign-in refused\",\"user\":\"u{user}\"}}\n",
            user / 1000 % 60,
            user % 60
        )
    };
    let all: String = (0..30_000).map(|user| line(user, 10)).collect();
    // The first of them comes again when it is long forgotten, the last one in time.
    fs::write(folder.path().join("many.log"), format!("{all}{}{}", line(0, 11), line(29_999, 11)))
        .unwrap();
    // More than can be put in order: what is older than that comes too late.
    fs::write(folder.path().join("late.log"), format!("{all}{}", line(7, 9))).unwrap();
    let answer = |log| {
        let args = ["match", "--no-builtin-rules", "--rules", "again.toml", log];
        String::from_utf8(pomkb(folder.path(), &args).stdout).unwrap()
    };
    let many = answer("many.log");
    // All but 16,384 of them, the last among these; and not the one that came again.
    let let_go = "records were let go before others could join them";
    assert!(many.contains(let_go) && many.contains("many.log:30002"), "{many}");
    assert!(!many.contains("many.log:30001") && !many.contains("too late"), "{many}");
    let late = "again: 1 record came too late to be put in the order of time and was left out";
    assert!(answer("late.log").contains(late), "{}", answer("late.log"));
}

#[test]
fn a_line_of_100_mb_is_read() {
    let mut log = "x".repeat(100 << 20);
    log.push('\n');
    log.push_str(LINE);
    assert_eq!(found("long.log", log.as_bytes()), expected(2));
    let json = format!("{{\"level\":\"error\",\"a\":\"{}\"}}\n{LINE}", "y".repeat(100 << 20));
    assert_eq!(found("long.json", json.as_bytes()), expected(2));
}

#[test]
fn deep_nesting_is_read() {
    let deep = format!("{{\"a\":{}{}}}\n{LINE}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(found("deep.json", deep.as_bytes()), expected(2));
    let open = format!("{}\n{LINE}", "{\"a\":".repeat(100_000));
    // Brackets that are never closed may go on in the next line, which is found all the same.
    assert_eq!(found("open.json", open.as_bytes()).len(), 1);
    let lines = format!("{}{LINE}", "{\n".repeat(200_000));
    assert_eq!(found("lines.json", lines.as_bytes()).len(), 1);
}

#[test]
fn a_file_that_may_not_be_read_is_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("error.log"), LINE).unwrap();
    let output = pomkb(folder.path(), &["match", "error.log", "error.log/below"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: error.log/below: "));
    assert!(String::from_utf8_lossy(&output.stdout).contains("envoy-admin-socket-in-use"));
}

#[test]
fn colours_stand_only_where_they_are_wanted() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("error.log"), LINE).unwrap();
    let plain = pomkb(folder.path(), &["match", "error.log"]);
    assert!(!plain.stdout.contains(&0x1b));
    let coloured = pomkb(folder.path(), &["match", "--color", "always", "error.log"]);
    assert!(coloured.stdout.contains(&0x1b));
}
