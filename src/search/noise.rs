//! A piece of a log in, whether it says nothing but which time, place or thing it was, out.

/// Nothing that a person made up is longer than this without a joint, in bytes.
const LONGEST_WORD: usize = 40;

/// Whether the piece is a number, a time, an address, a length of time or an id: things that differ
/// from line to line.
pub(super) fn is_noise(piece: &str) -> bool {
    let letters = piece.chars().filter(|c| c.is_alphabetic()).count();
    let digits = piece.chars().filter(char::is_ascii_digit).count();
    if letters == 0 {
        return true;
    }
    if digits == 0 {
        return is_too_long(piece);
    }
    // `10:11:12Z`, `1.5s`, `0x7ffe`.
    let starts_with_digit = piece.starts_with(|c: char| c.is_ascii_digit());
    if starts_with_digit && (digits >= letters || is_amount(piece)) {
        return true;
    }
    is_hex(piece) || is_mixed(piece) || is_too_long(piece)
}

/// `64KiB`, but not `5xx`.
fn is_amount(piece: &str) -> bool {
    let unit = piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    unit.len() <= 3 && unit != "xx" && unit.chars().all(char::is_alphabetic)
}

/// Whether the piece is a number that the status of an answer may be.
pub(super) fn is_status(piece: &str) -> bool {
    piece.len() == 3 && matches!(piece.parse(), Ok(400..=599))
}

/// `5b1c0f9e`, `route-4f1c2a9b7d3e6058` is none: its parts are looked at one by one.
fn is_hex(piece: &str) -> bool {
    let is_joint = |c: char| matches!(c, '-' | ':' | '.');
    let digits = piece.chars().filter(|c| !is_joint(*c));
    piece.len() >= 6 && digits.clone().all(|c| c.is_ascii_hexdigit())
}

/// Whether letters and digits alternate as in no word: `x2x7k`, `aGVsbG8gd29ybGQ5`.
fn is_mixed(piece: &str) -> bool {
    let longest_part = |part: &str| {
        let bytes = part.as_bytes();
        let turns =
            bytes.windows(2).filter(|two| two[0].is_ascii_digit() != two[1].is_ascii_digit());
        part.len() >= 5 && turns.count() >= 3
    };
    // Names with joints are looked at part by part.
    !piece.contains(['_', '-', '.', '/', ':']) && longest_part(piece)
}

/// Base64 and the like.
fn is_too_long(piece: &str) -> bool {
    piece.split(['_', '-', '.', '/', ':']).any(|part| part.len() > LONGEST_WORD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_line_to_line_is_noise() {
        let noise = [
            "12",
            "10.0.0.3",
            "10.0.0.3:5432",
            "2026-03-02T14:30:00Z",
            "10:11:12.5Z",
            "30s",
            "1m30s",
            "1.5ms",
            "64KiB",
            "0x7ffe01",
            "5b1c0f9e-0000-4000-8000-000000000101",
            "deadbeef01",
            "fd00::1",
            "x2x7k",
            "6c5f7d9d5b",
            "a1b2c3d4",
            "",
        ];
        for piece in noise {
            assert!(is_noise(piece), "{piece}");
        }
        for long in ["a".repeat(41), format!("{}1", "aGVsbG8gd29ybGQ".repeat(4))] {
            assert!(is_noise(&long), "{long}");
        }
        let words = [
            "x509",
            "http2",
            "h2c",
            "sha256",
            "oauth2",
            "k8s",
            "route",
            "ext_authz_denied",
            "5xx",
            "utf-8",
            "facade",
            "no_healthy_upstream",
            "pomerium-6c5f7d9d5b-x2x7k",
            "grpc_subscription_impl.cc",
        ];
        for piece in words {
            assert!(!is_noise(piece), "{piece}");
        }
    }

    #[test]
    fn a_status_is_of_a_refusal_or_a_failure() {
        let rows = [("404", true), ("599", true), ("200", false), ("443", true), ("4040", false)];
        for (piece, expected) in rows {
            assert_eq!(is_status(piece), expected, "{piece}");
        }
    }
}
