//! A text in, its parts out: what it has in common with others of its kind, and what varies.
//!
//! Each word is looked at by itself and once, so that a text of any length costs what it is long.

use crate::value::Duration;

/// What stands around words and is kept.
const BETWEEN: [char; 15] =
    [',', ';', '(', ')', '[', ']', '{', '}', '=', '|', '<', '>', '"', '`', '\''];
/// A word longer than this is a value, whatever it is.
const LONGEST_WORD: usize = 64;

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// What every record of the kind has.
    Kept(&'t str),
    /// What varies: as it stands, quotes included, and the name of what it is.
    Varies(&'t str, &'static str),
}

/// Appends a line with its variable parts masked; blanks in a row become one.
pub(super) fn words(text: &str, out: &mut String) {
    pieces(text, &mut |piece| match piece {
        Piece::Kept(kept) if kept.starts_with(char::is_whitespace) => out.push(' '),
        Piece::Kept(kept) => out.push_str(kept),
        Piece::Varies(_, name) => out.extend(["<", name, ">"]),
    });
}

/// Gives all parts of a line, in their order; blanks in a row are one part, and nothing else is
/// in it.
pub fn pieces<'t>(text: &'t str, take: &mut impl FnMut(Piece<'t>)) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            let behind = rest.trim_start();
            take(Piece::Kept(&rest[..rest.len() - behind.len()]));
            rest = behind;
            continue;
        }
        if matches!(first, '"' | '`' | '\'')
            && let Some(length) = quoted(rest, first)
        {
            take(Piece::Varies(&rest[..length], "value"));
            rest = &rest[length..];
            continue;
        }
        if BETWEEN.contains(&first) {
            let (between, behind) = rest.split_at(first.len_utf8());
            take(Piece::Kept(between));
            rest = behind;
            continue;
        }
        let is_end = |c: char| c.is_whitespace() || (BETWEEN.contains(&c) && c != '\'');
        let end = rest.find(is_end).unwrap_or(rest.len());
        word(&rest[..end], take);
        rest = &rest[end..];
    }
}

/// The length of a quoted value with its quotes. What has blanks in it is a sentence that says
/// something; it is not taken for a value.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let behind = &text[1..];
    let end = behind.find(|c: char| c == quote || c.is_whitespace())?;
    (behind[end..].starts_with(quote)).then_some(end + 2)
}

/// Gives a word, or the name of what it is. Punctuation at its end is kept.
fn word<'t>(text: &'t str, take: &mut impl FnMut(Piece<'t>)) {
    let core = text.trim_end_matches([':', '.', '!', '?', '\'']);
    // Most are plain words.
    let is_plain =
        core.len() <= LONGEST_WORD && core.bytes().all(|byte| byte.is_ascii_alphabetic());
    match (is_plain, has(core, |byte| byte.is_ascii_digit())) {
        (true, _) => keep(core, take),
        (false, has_digit) => match mask(core, has_digit) {
            Some(name) => take(Piece::Varies(core, name)),
            None if has_digit => numbers(core, take),
            None => keep(core, take),
        },
    }
    keep(&text[core.len()..], take);
}

fn keep<'t>(text: &'t str, take: &mut impl FnMut(Piece<'t>)) {
    if !text.is_empty() {
        take(Piece::Kept(text));
    }
}

/// What a whole word is masked with, if it is a value.
fn mask(word: &str, has_digit: bool) -> Option<&'static str> {
    let has_slash = has(word, |byte| *byte == b'/');
    Some(match word {
        _ if has_slash && word.contains("://") => "url",
        _ if has_slash && is_path(word) => "path",
        _ if word.len() > LONGEST_WORD => "value",
        _ if is_mail(word) => "email",
        _ if has_digit && is_time(word) => "time",
        _ if has_digit && is_number(word) => "number",
        _ if has_digit && Duration::parse(word).is_some() => "duration",
        _ if has(word, |byte| *byte == b':' || byte.is_ascii_digit()) && is_address(word) => "ip",
        _ if has_digit && is_id(word) => "id",
        _ if has(word, |byte| *byte == b'.') && is_host(word) => "host",
        _ => return None,
    })
}

fn has(word: &str, fits: fn(&u8) -> bool) -> bool {
    word.as_bytes().iter().any(fits)
}

fn is_path(word: &str) -> bool {
    let slashes = word.bytes().filter(|byte| *byte == b'/').count();
    (word.starts_with('/') || word.starts_with("./") || word.starts_with("~/")) && word.len() > 1
        || slashes >= 2 && !is_time(word)
}

fn is_mail(word: &str) -> bool {
    let parts = word.split_once('@');
    parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// Digits with at least two of the marks that stand in dates and times of day.
fn is_time(word: &str) -> bool {
    let is_part =
        |c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | '/' | '.' | '+' | 'T' | 'Z');
    let marks = |mark: char| word.matches(mark).count();
    let is_marked = marks(':') >= 2 || marks('/') == 2 || marks('-') >= 2;
    word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(is_part) && is_marked
}

/// A number, with a sign, decimals or a unit of size.
fn is_number(word: &str) -> bool {
    let number = word.trim_start_matches(['-', '+', '#']);
    let digits = number.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let unit = &number[digits.len()..];
    let is_unit = matches!(
        unit,
        "" | "%"
            | "x"
            | "B"
            | "KB"
            | "MB"
            | "GB"
            | "KiB"
            | "MiB"
            | "GiB"
            | "k"
            | "kB"
            | "M"
            | "G"
            | "Mi"
            | "Gi"
    );
    let hex = number.strip_prefix("0x");
    let is_hex = |hex: &str| !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_decimal = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.matches('.').count() <= 1;
    is_unit && is_decimal || hex.is_some_and(is_hex)
}

/// An IP address, of either version, with or without a port or the length of a prefix.
fn is_address(word: &str) -> bool {
    let (address, _) = word.split_once('/').unwrap_or((word, ""));
    if address.parse::<std::net::IpAddr>().is_ok() {
        return true;
    }
    let (address, port) = address.rsplit_once(':').unwrap_or((address, ""));
    port.bytes().all(|byte| byte.is_ascii_digit()) && address.parse::<std::net::Ipv4Addr>().is_ok()
}

/// Something that was drawn or counted up: hex, base64, a UUID, the name of a pod.
fn is_id(word: &str) -> bool {
    let is_of = |fits: fn(&u8) -> bool| word.bytes().all(|byte| fits(&byte));
    let is_hex = word.len() >= 8 && is_of(|byte| byte.is_ascii_hexdigit() || *byte == b'-');
    let has = |fits: fn(&u8) -> bool| word.bytes().any(|byte| fits(&byte));
    let is_base64 = word.len() >= 20
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && is_of(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_')
        });
    is_hex || is_base64 || !is_host(word) && parts(word).any(is_odd)
}

/// The letters and digits of a word, without what stands between them.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty())
}

/// Letters and digits mixed as no name mixes them: `x509`, `http2` and `TLSv1` are names.
fn is_odd(part: &str) -> bool {
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let has_letter = part.chars().any(char::is_alphabetic);
    let has_digit = part.bytes().any(|byte| byte.is_ascii_digit());
    let is_name =
        !letters.bytes().any(|byte| byte.is_ascii_digit()) && part.len() - letters.len() <= 3;
    has_letter && has_digit && !is_name
}

/// Endings of the names of files, which look like those of hosts.
const FILES: [&str; 14] =
    ["go", "rs", "cc", "cpp", "c", "h", "js", "ts", "py", "yaml", "yml", "json", "toml", "sock"];
/// Endings of the names of hosts of which two parts are enough.
const HOSTS: [&str; 10] =
    ["com", "org", "net", "io", "dev", "app", "local", "internal", "svc", "lan"];

/// A name with dots, as hosts have them, with or without a port.
fn is_host(word: &str) -> bool {
    let (name, port) = word.split_once(':').unwrap_or((word, ""));
    let labels = || name.split('.');
    let last = labels().next_back().unwrap_or_default();
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let count = labels().count();
    let is_named = HOSTS.contains(&last) || !port.is_empty() || count > 3;
    count >= 2
        && labels().all(is_label)
        && last.bytes().all(|byte| byte.is_ascii_lowercase())
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && !FILES.contains(&last)
        && is_named
}

/// Gives a word in which only numbers that stand for themselves vary.
fn numbers<'t>(word: &'t str, take: &mut impl FnMut(Piece<'t>)) {
    let mut rest = word;
    while !rest.is_empty() {
        let is_in = rest.starts_with(char::is_alphanumeric);
        let end = rest.find(|c: char| c.is_alphanumeric() != is_in).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        take(if is_number { Piece::Varies(part, "number") } else { Piece::Kept(part) });
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut masked = String::new();
        words(text, &mut masked);
        assert_eq!(masked, expected, "{text}");
    }

    #[test]
    fn what_varies_is_masked() {
        let rows = [
            ("", ""),
            ("connection refused", "connection refused"),
            ("a  b\t c", "a b c"),
            ("after 17 tries, 3.5% of 20MiB", "after <number> tries, <number> of <number>"),
            ("took 1.5s; then 250ms.", "took <duration>; then <duration>."),
            ("dial tcp 10.0.0.7:443: connect", "dial tcp <ip>: connect"),
            ("dial tcp [2001:db8::7]:443: connect", "dial tcp [<ip>]:<number>: connect"),
            ("from fe80::1 at 192.0.2.0/24", "from <ip> at <ip>"),
            ("at 2024-05-02T10:11:12.345Z and 10:11:12", "at <time> and <time>"),
            ("on 2024/05/02 10:11:12.123", "on <time> <time>"),
            (r#"Get "https://idp.example.com/x": EOF"#, "Get <value>: EOF"),
            ("Get https://idp.example.com/x: EOF", "Get <url>: EOF"),
            ("cannot bind '0.0.0.0:443': in use", "cannot bind <value>: in use"),
            (r#"desc = "transport: it failed" x"#, r#"desc = "transport: it failed" x"#),
            (r#""a b" c "d""#, r#""a b" c <value>"#),
            ("it doesn't and can't", "it doesn't and can't"),
            ("open /var/lib/a.pem: no such file", "open <path>: no such file"),
            ("a/b/c and and/or", "<path> and and/or"),
            ("for 7d9f8b6c-1a2b-4c3d-8e4f-a1b2c3d4e5f6", "for <id>"),
            ("pod pomerium-7d9f8b6c5-x2x4z is gone", "pod <id> is gone"),
            ("id 0xdeadbeef, deadbeef01", "id <number>, <id>"),
            ("token eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9 is old", "token <id> is old"),
            ("mail to ann@example.com", "mail to <email>"),
            (
                "lookup db.internal on example.com:53: no such host",
                "lookup <host> on <host>: no such host",
            ),
            ("lookup a.b.svc.cluster.local", "lookup <host>"),
            ("localhost:5432", "localhost:<number>"),
            ("route-17 of cluster_3", "route-<number> of cluster_<number>"),
            ("server.go:187 says", "server.go:<number> says"),
            (
                "x509: http2 over TLSv1.3 (HTTP/1.1)",
                "x509: http2 over TLSv1.<number> (HTTP/<number>.<number>)",
            ),
            ("e.g. grpc.Dial or *v1.Pod", "e.g. grpc.Dial or *v1.Pod"),
            ("status=503 (60)", "status=<number> (<number>)"),
            ("grün ist 5", "grün ist <number>"),
        ];
        for (text, expected) in rows {
            check(text, expected);
        }
    }

    #[test]
    fn long_words_are_values() {
        check(&"x".repeat(1000), "<value>");
        check(&format!("a {} b", "y1".repeat(100)), "a <value> b");
    }

    #[test]
    fn nothing_is_read_twice() {
        // Quotes that are never closed, as many as there are letters.
        let text = "'a".repeat(100_000);
        let mut masked = String::new();
        words(&text, &mut masked);
        assert!(!masked.is_empty());
    }
}
