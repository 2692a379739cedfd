//! A text, of a person or of a log, to the words by which articles are found.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};

use super::noise::{is_noise, is_status};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word<'t, K> {
    /// What it is compared by: of plain words the stem, of names with joints the whole name with
    /// `_` at each joint.
    pub(super) key: K,
    /// The text that it was read from.
    pub(super) shown: &'t str,
    /// What kind of word it is.
    pub(super) kind: Kind,
}

/// What kind of word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word by itself.
    Plain,
    /// A name with joints: `ext_authz_denied`, `ExternalName`, `sign-in`. Its parts follow it.
    Whole,
    /// A part of such a name.
    Part,
    /// A word that tells nothing by itself, such as `the`.
    Filler,
    /// A number that may be the status of an answer.
    Status,
}

/// Characters that join the parts of a name.
const JOINTS: [char; 3] = ['_', '-', '.'];

/// Nothing is a word that is longer, in bytes.
const LONGEST: usize = 64;

/// Words that mean the same, and words that the stemmer would take for one another: `authority`
/// and `authorize` have one stem by its rules. Sorted.
const KEYS: &[(&str, &str)] = &[
    ("authorities", "authority"),
    ("authority", "authority"),
    ("ca", "authority"),
    ("cert", "certif"),
    ("certs", "certif"),
    ("config", "configur"),
    ("denial", "deni"),
    ("expiry", "expir"),
    ("k8s", "kubernet"),
    ("login", "sign_in"),
    ("logins", "sign_in"),
    ("logout", "sign_out"),
    ("signin", "sign_in"),
    ("ssl", "tls"),
    ("startup", "start"),
];

/// Pairs of words that are also written as one; the first in any of its forms.
const PAIRS: &[(&[&str], &str, &str)] = &[
    (&["log", "logged", "logging"], "in", "sign-in"),
    (&["log", "logged", "logging"], "out", "sign-out"),
    (&["sign", "signed", "signing", "signs"], "in", "sign-in"),
    (&["sign", "signed", "signing", "signs"], "out", "sign-out"),
    (&["time", "timed", "times", "timing"], "out", "timeout"),
];

/// Reads the words of a text, in order. What differs from line to line, as numbers and ids do, is
/// no word. `key` gives what a word in lower case, or a whole name, is compared by.
pub(super) fn words<'t, K>(
    text: &'t str,
    key: &mut impl FnMut(&str, Kind) -> K,
) -> Vec<Word<'t, K>> {
    let mut words = Vec::new();
    let is_inside = |c: char| c.is_alphanumeric() || JOINTS.contains(&c) || matches!(c, '/' | ':');
    for chunk in text.split(|c| !is_inside(c)) {
        let chunk = chunk.trim_matches(|c: char| !c.is_alphanumeric());
        if chunk.len() <= LONGEST && chunk.bytes().all(|b| b.is_ascii_lowercase()) {
            // Most words are plain.
            add(chunk, Kind::Plain, key, &mut words);
        } else if is_status(chunk) {
            words.push(Word { key: key(chunk, Kind::Status), shown: chunk, kind: Kind::Status });
        } else if !is_noise(chunk) {
            for name in chunk.split(['/', ':']) {
                add_name(name.trim_matches(JOINTS), key, &mut words);
            }
        }
    }
    words
}

/// Reads a name and its parts.
fn add_name<'t, K>(
    name: &'t str,
    key: &mut impl FnMut(&str, Kind) -> K,
    words: &mut Vec<Word<'t, K>>,
) {
    if name.len() > LONGEST || is_noise(name) {
        return;
    }
    let parts: Vec<&str> = name.split(JOINTS).flat_map(humps).collect();
    if let [word] = parts.as_slice() {
        add(word, Kind::Plain, key, words);
        return;
    }
    let is_known = |part: &&str| !part.is_empty() && !is_noise(part);
    if parts.iter().all(is_known) {
        words.push(Word {
            key: key(&name.to_lowercase(), Kind::Whole),
            shown: name,
            kind: Kind::Whole,
        });
    }
    for part in parts.into_iter().filter(is_known) {
        add(part, Kind::Part, key, words);
    }
}

fn add<'t, K>(
    shown: &'t str,
    kind: Kind,
    key: &mut impl FnMut(&str, Kind) -> K,
    words: &mut Vec<Word<'t, K>>,
) {
    if shown.chars().nth(1).is_none() {
        return;
    }
    let lower = match shown.bytes().all(|b| b.is_ascii_lowercase()) {
        true => Cow::Borrowed(shown),
        false => Cow::Owned(shown.to_lowercase()),
    };
    let kind = if is_filler(&lower) { Kind::Filler } else { kind };
    let one = pair(words.last().map(|word| word.shown), &lower);
    words.push(Word { key: key(&lower, kind), shown, kind });
    if let Some(one) = one {
        words.push(Word { key: key(one, Kind::Whole), shown: one, kind: Kind::Whole });
    }
}

/// Whether a word says nothing about a problem.
#[rustfmt::skip]
fn is_filler(word: &str) -> bool {
    // The compiler makes comparisons of whole numbers of this, where a search in a table compares
    // texts; most words come by here.
    matches!(
        word,
        "about" | "after" | "all" | "also" | "am" | "an" | "and" | "any" | "are" | "as" |
        "at" | "be" | "because" | "been" | "before" | "being" | "but" | "by" | "can" |
        "cannot" | "com" | "could" | "did" | "do" | "does" | "doesn" | "don" | "example" |
        "for" | "from" | "get" | "gets" | "getting" | "got" | "had" | "has" | "have" |
        "he" | "her" | "here" | "his" | "how" | "if" | "in" | "into" | "is" | "isn" | "it"
        | "its" | "just" | "keep" | "keeps" | "me" | "my" | "net" | "no" | "not" | "of" |
        "off" | "on" | "only" | "or" | "org" | "our" | "out" | "over" | "says" | "see" |
        "seen" | "she" | "should" | "so" | "some" | "such" | "than" | "that" | "the" |
        "their" | "them" | "then" | "there" | "these" | "they" | "this" | "those" | "to" |
        "too" | "up" | "upon" | "was" | "we" | "were" | "what" | "when" | "where" |
        "which" | "while" | "who" | "why" | "will" | "with" | "won" | "would" | "www" |
        "you" | "your"
    )
}

/// The one word that two are also written as.
fn pair(first: Option<&str>, second: &str) -> Option<&'static str> {
    if !matches!(second, "in" | "out") {
        return None;
    }
    let first = first?.to_lowercase();
    let is_pair =
        |(firsts, other, _): &&(&[&str], &str, &str)| *other == second && firsts.contains(&&*first);
    PAIRS.iter().find(is_pair).map(|(_, _, one)| *one)
}

/// Finds what words are compared by.
pub(super) struct Stems(Stemmer);

impl Stems {
    pub(super) fn new() -> Self {
        Self(Stemmer::create(Algorithm::English))
    }

    /// What a word in lower case is compared by.
    pub(super) fn key<'w>(&self, word: &'w str, kind: Kind) -> Cow<'w, str> {
        match kind {
            Kind::Whole => Cow::Owned(word.replace(JOINTS, "_")),
            Kind::Filler | Kind::Status => Cow::Borrowed(word),
            Kind::Plain | Kind::Part => match KEYS.binary_search_by_key(&word, |(word, _)| word) {
                Ok(at) => Cow::Borrowed(KEYS[at].1),
                Err(_) => self.0.stem(word),
            },
        }
    }
}

/// The words of a name in which each begins with a capital: `ExternalName`, `HTTPRoute`.
fn humps(name: &str) -> impl Iterator<Item = &str> {
    let mut starts = vec![0];
    let chars: Vec<(usize, char)> = name.char_indices().collect();
    for (ix, around) in chars.windows(2).enumerate() {
        let [(_, before), (at, here)] = around else { continue };
        let is_followed_by_lower = chars.get(ix + 2).is_some_and(|(_, next)| next.is_lowercase());
        let is_start = here.is_uppercase()
            && (before.is_lowercase() || before.is_uppercase() && is_followed_by_lower);
        // A capital alone at the head, as in `mTLS`, is no word.
        if is_start && *at - starts[starts.len() - 1] > 1 {
            starts.push(*at);
        }
    }
    let ends = starts.clone().into_iter().skip(1).chain([name.len()]);
    starts.into_iter().zip(ends).map(|(start, end)| &name[start..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> String {
        let stems = Stems::new();
        let words = words(text, &mut |word, kind| stems.key(word, kind).into_owned());
        let known = words.iter().filter(|word| word.kind != Kind::Filler);
        known.map(|word| word.key.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn texts_become_words() {
        let rows = [
            ("ext_authz_denied", "ext_authz_denied ext authz deni"),
            ("response-code-details", "response_code_details respons code detail"),
            ("UpstreamConnectionFailure", "upstreamconnectionfailure upstream connect failur"),
            ("an HTTPRoute of mTLS", "httproute http rout mtls"),
            ("x509: certificate signed by", "x509 certif sign"),
            ("certificates, Certificate's", "certif certif"),
            ("the authority authorizes", "authority author"),
            ("dial tcp 10.0.0.3:5432: i/o timeout", "dial tcp timeout"),
            ("the request timed out", "request time timeout"),
            ("sign-in", "sign_in sign sign_in"),
            ("he signed in", "sign sign_in"),
            ("/.pomerium/callback/", "pomerium callback"),
            ("/tmp/pomerium-envoy.sock", "tmp pomerium_envoy_sock pomerium envoy sock"),
            ("pod/pomerium-6c5f7d9d5b-x2x7k", "pod pomerium"),
            ("502 after 30s, 443, 1234", "502 443"),
            ("5b1c0f9e-0000-4000-8000-000000000101", ""),
            ("2026-03-02T14:30:00Z [1:2]", ""),
            ("a b c", ""),
            ("Zertifikat für größere", "zertifikat für größere"),
        ];
        for (text, expected) in rows {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn the_table_can_be_searched() {
        assert!(KEYS.is_sorted());
    }
}
