//! Texts that mark a line without any rule: those of requests that failed at the proxy.
//!
//! Pomerium logs such a request as `info`, like all others. Error lines begin with their level, so
//! that nothing has to be looked for in them.

use super::literals::Literal;
use crate::bytes::memchr_iter;

/// The status codes of RFC 9110 and its kin that say that the server failed.
const FAILURES: [&str; 11] =
    ["500", "501", "502", "503", "504", "505", "506", "507", "508", "510", "511"];
/// How Pomerium writes the key of the status, from where it differs from other keys.
const KEY: &str = "-code\":";
/// What may stand behind the status.
const ENDS: [char; 2] = [',', '}'];

/// What is looked for in every line.
pub(super) fn literals() -> impl Iterator<Item = Literal> {
    FAILURES.iter().flat_map(|code| {
        ENDS.map(|end| Literal {
            bytes: format!("{KEY}{code}{end}").into_bytes().into(),
            fold: false,
        })
    })
}

/// Whether one of these texts stands in bytes.
pub fn is_marked(bytes: &[u8]) -> bool {
    memchr_iter(b'-', bytes).any(|at| {
        let code = bytes[at..].strip_prefix(KEY.as_bytes());
        let code = code.and_then(|code| code.split_at_checked(3));
        code.is_some_and(|(code, end)| {
            FAILURES.iter().any(|one| one.as_bytes() == code)
                && end.first().is_some_and(|end| ENDS.contains(&char::from(*end)))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_are_those_that_are_looked_for() {
        for literal in literals() {
            assert!(is_marked(&[b"x", &*literal.bytes, b"y"].concat()));
            assert!(!is_marked(&literal.bytes[1..]));
        }
        for line in [r#""response-code":404,"#, r#""response-code":50"#, r#""duration":503,"#, ""] {
            assert!(!is_marked(line.as_bytes()), "{line}");
        }
    }
}
