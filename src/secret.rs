//! A text in, what names a machine, a person or a secret in it out, with what may stand there.
//!
//! What the documentation ranges of RFC 5737, RFC 3849 and RFC 2606 hold, and what every machine
//! has, such as `127.0.0.1`, names nobody.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

use crate::symptom::{Flags, Regex};

/// A piece of a text that should not leave the place where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Where it stands.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What should not be passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What opens something: a token, a password, a cookie, a key.
    Key,
    /// An address of mail, which is a person.
    Mail,
    /// The folder of a person.
    Home,
    /// An address of a machine.
    Address,
    /// The name of a machine.
    Host,
    /// A number that was drawn for one session, request or object.
    Drawn,
}

impl Kind {
    /// What it is, for a message.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "a secret",
            Self::Mail => "a person's address",
            Self::Home => "a person's folder",
            Self::Address => "a machine's address",
            Self::Host => "a machine's name",
            Self::Drawn => "a drawn number",
        }
    }

    /// What stands for the `number`th of its kind, counted from 1.
    pub fn stand_in(self, number: usize, original: &str) -> String {
        match self {
            Self::Key => "REDACTED".to_owned(),
            Self::Mail => format!("user-{number}@example.com"),
            Self::Home => "user".to_owned(),
            // The second block of the documentation is for those that the first cannot hold.
            Self::Address if original.contains(':') => format!("2001:db8::{number:x}"),
            Self::Address => format!("192.0.2.{}", number.min(254)),
            Self::Host => format!("host-{number}.example.com"),
            Self::Drawn => format!("00000000-0000-4000-8000-{number:012}"),
        }
    }
}

/// How a kind looks: a regex whose group `it` is what counts, and a closer look.
struct Look {
    kind: Kind,
    regex: Regex,
    is_it: fn(&str) -> bool,
}

/// A look as it is written: what it is, its pattern, and the closer look.
type Row = (Kind, &'static str, fn(&str) -> bool);

/// All kinds; of two that overlap the one that stands first counts.
static LOOKS: LazyLock<Vec<Look>> = LazyLock::new(|| {
    let rows: [Row; 13] = [
        // Tokens by their own form: JWT (RFC 7519), and what providers put before theirs.
        (Kind::Key, r"\b(?<it>eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}(\.[A-Za-z0-9_-]*)?)", any),
        (
            Kind::Key,
            r"\b(?<it>(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|AIza|ya29\.|hvs\.|sk_live_)[A-Za-z0-9_.-]{12,})",
            any,
        ),
        (
            Kind::Key,
            r"(?<it>-----BEGIN [A-Z ]*PRIVATE KEY-----(\\n|\s)*[A-Za-z0-9+/]{20}[^-]*(-----END [A-Z ]*-----)?)",
            any,
        ),
        (Kind::Key, r"(?i)\b(bearer|basic) (?<it>[A-Za-z0-9._~+/=-]{8,})", is_drawn_key),
        (Kind::Key, r#"(?i)cookie\\?"? ?[=:] ?\\?"?(?<it>[^\s"'\\=:]+=[^"'\\\n]*)"#, is_cookie),
        (
            Kind::Key,
            r#"(?i)(password|passwd|secret|secret[-_]key|api[-_]?key|access[-_]key|[-_]token|refresh[-_]token|authorization)\\?"? ?[=:] ?\\?"?(?<it>[^\s"'\\,;&}:][^\s"'\\,;&}]{5,})"#,
            is_value,
        ),
        // The password of an address, as `https://user:password@host`.
        (Kind::Key, r"://[^\s/:@]+:(?<it>[^\s/@]+)@", is_value),
        (Kind::Mail, r"\b(?<it>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)", is_mail),
        (Kind::Home, r"(/home/|/Users/|\\Users\\)(?<it>[A-Za-z][A-Za-z0-9._-]*)", is_home),
        (
            Kind::Drawn,
            r"\b(?<it>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b",
            is_drawn,
        ),
        (Kind::Address, r"\b(?<it>([0-9]{1,3}\.){3}[0-9]{1,3})\b", is_address_4),
        (Kind::Address, r"(?<it>[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7})", is_address_6),
        (
            Kind::Host,
            r"\b(?<it>([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+(com|org|net|io|dev|app|local|internal|lan|corp|cloud|de|co|eu|tech))\b",
            is_host,
        ),
    ];
    let look = |(kind, pattern, is_it): Row| {
        // The patterns stand above; a test compiles all of them.
        let regex = Regex::new(pattern, Flags::default()).ok()?;
        Some(Look { kind, regex, is_it })
    };
    rows.into_iter().filter_map(look).collect()
});

/// All that should not be passed on, in the order of the text; none overlaps another.
pub fn find(text: &str) -> Vec<Secret> {
    let mut found: Vec<Secret> = Vec::new();
    for look in LOOKS.iter() {
        let mut start = 0;
        while let Some(hit) = text.get(start..).and_then(|rest| look.regex.find(rest)) {
            let it = hit.groups.iter().find(|(name, _)| name == "it").map(|(_, range)| range);
            let range = it.unwrap_or(&hit.range);
            let range = start + range.start..start + range.end;
            start = range.end.max(start + hit.range.start + 1);
            while !text.is_char_boundary(start) {
                start += 1;
            }
            let is_free =
                |other: &Secret| other.range.end <= range.start || range.end <= other.range.start;
            if (look.is_it)(&text[range.clone()])
                && is_bounded(look.kind, &range, text)
                && found.iter().all(is_free)
            {
                found.push(Secret { range, kind: look.kind });
            }
        }
    }
    found.sort_by_key(|secret| secret.range.start);
    found
}

/// Puts stand-ins where something should not be passed on: the same for the same, over all texts
/// that it is given.
#[derive(Debug, Default)]
pub struct Redactor {
    known: Vec<(Kind, String)>,
}

impl Redactor {
    /// The text as it may be passed on.
    pub fn redact(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for secret in find(text) {
            let original = &text[secret.range.clone()];
            out.push_str(&text[done..secret.range.start]);
            out.push_str(&secret.kind.stand_in(self.number(secret.kind, original), original));
            done = secret.range.end;
        }
        out.push_str(&text[done..]);
        out
    }

    /// The different ones that were replaced, and by what, kind by kind.
    pub fn replaced(&self) -> Vec<(String, String)> {
        let stand_in = |at: usize| {
            let (kind, original) = &self.known[at];
            let number = self.known[..=at].iter().filter(|(known, _)| known == kind).count();
            // What opens something is not said again.
            let said = if *kind == Kind::Key { kind.name() } else { original };
            (said.to_owned(), kind.stand_in(number, original))
        };
        (0..self.known.len()).map(stand_in).collect()
    }

    /// The number of a thing among those of its kind, from 1.
    fn number(&mut self, kind: Kind, original: &str) -> usize {
        let mut of_kind = self.known.iter().filter(|(known, _)| *known == kind);
        let place = of_kind.by_ref().position(|(_, known)| known == original);
        place.map_or_else(
            || {
                self.known.push((kind, original.to_owned()));
                self.known.iter().filter(|(known, _)| *known == kind).count()
            },
            |place| place + 1,
        )
    }
}

fn any(_: &str) -> bool {
    true
}

/// Whether an address stands by itself: names of modules have colons, too.
fn is_bounded(kind: Kind, range: &Range<usize>, text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == ':';
    kind != Kind::Address
        || !text[..range.start].ends_with(is_part)
            && !text[range.end..].starts_with(char::is_alphanumeric)
}

/// Whether a cookie in a header has a value.
fn is_cookie(text: &str) -> bool {
    let mut cookies = text.split(';').filter_map(|cookie| cookie.split_once('='));
    cookies.any(|(_, value)| is_value(value.trim()))
}

/// What stands behind the name of a secret and is none: a placeholder, a word that says that there
/// is nothing.
fn is_value(text: &str) -> bool {
    let bare = text.trim_matches(['<', '>', '[', ']', '*', '.', '{', '}', '(', ')', '$']);
    let word = bare.to_ascii_lowercase();
    let is_nothing = matches!(
        word.as_str(),
        "" | "redacted" | "null" | "nil" | "none" | "true" | "false" | "xxx" | "xxxx" | "secret"
    );
    // Another sentence, as `authorization: oauth2: refused`; a path, as `SECRET:.spec.tls[*]`; an
    // address, whose own password is looked for by itself.
    let is_path = text.starts_with('.') && text.contains("[*]");
    let is_said = text == "oauth2:" || is_path || text.starts_with("`http");
    let is_placeholder =
        text.starts_with(['<', '$', '{', '*', '(', '[']) || word.contains("example") || is_said;
    !is_nothing && !is_placeholder && is_drawn_key(text)
}

/// Whether the text looks drawn and not said: digits among letters, or capitals within words.
fn is_drawn_key(text: &str) -> bool {
    let has = |fits: fn(&u8) -> bool| text.bytes().any(|byte| fits(&byte));
    let is_mixed = |part: &str| {
        let rest = part.get(1..).unwrap_or_default();
        part.len() >= 8
            && rest.bytes().any(|byte| byte.is_ascii_uppercase())
            && rest.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    // Where a key is to be put in, its name stands in capitals.
    has(u8::is_ascii_lowercase)
        && (has(u8::is_ascii_digit) || text.split(['-', '_', '.']).any(is_mixed))
}

fn is_mail(text: &str) -> bool {
    let host = text.rsplit('@').next().unwrap_or_default();
    const NOBODY: [&str; 4] = ["github.com", "openssh.com", "libssh.org", "pomerium.com"];
    !is_for_documents(host) && !NOBODY.contains(&host) && host.contains(|c: char| c.is_alphabetic())
}

fn is_home(text: &str) -> bool {
    const NOBODY: [&str; 9] =
        ["user", "me", "you", "pomerium", "nonroot", "runner", "ubuntu", "USER", "Public"];
    !NOBODY.contains(&text)
}

fn is_drawn(text: &str) -> bool {
    !text.starts_with("00000000-0000-")
}

fn is_address_4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok_and(|address| {
        let [a, b, c, _] = address.octets();
        // Not a network by itself, which a version may look like, too.
        !(address.is_loopback()
            || address.is_unspecified()
            || address.is_broadcast()
            || address.is_documentation()
            || address.is_link_local()
            || a == 0
            || [a, b, c] == [255, 255, 255])
    })
}

fn is_address_6(text: &str) -> bool {
    let is_long = text.matches(':').count() > 2 || text.contains("::");
    is_long
        && text.parse::<Ipv6Addr>().is_ok_and(|address| {
            let [first, second, ..] = address.segments();
            !(address.is_loopback()
                || address.is_unspecified()
                || (first, second) == (0x2001, 0xdb8)
                || first & 0xffc0 == 0xfe80)
        })
}

/// Hosts that everybody has, or that belong to the products themselves.
fn is_host(text: &str) -> bool {
    const PUBLIC: [&str; 14] = [
        "pomerium.com",
        "pomerium.io",
        "pomerium.app",
        "github.com",
        "googleapis.com",
        "google.com",
        "google.golang.org",
        "golang.org",
        "microsoftonline.com",
        "letsencrypt.org",
        "envoyproxy.io",
        "k8s.io",
        "cluster.local",
        "kubernetes.io",
    ];
    let is_public = |host: &str| {
        text.strip_suffix(host).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    // The ends of the names of files and of packages are not hosts: `main.io` is none of ours.
    text.matches('.').count() >= 1
        && !is_for_documents(text)
        && !PUBLIC.iter().any(|host| is_public(host))
}

/// What RFC 2606 and RFC 6761 set aside.
fn is_for_documents(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let is_below = |name: &str| {
        host.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    ["example.com", "example.org", "example.net", "example", "test", "invalid", "localhost"]
        .into_iter()
        .any(is_below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_a_regex() {
        assert_eq!(LOOKS.len(), 13);
        assert!(LOOKS.iter().all(|look| look.regex.compile().is_ok()));
    }

    #[test]
    fn what_names_somebody_is_replaced() {
        let rows = [
            ("user alice@corp.io at 10.1.2.3", "user user-1@example.com at 192.0.2.1"),
            (
                "10.1.2.3:443 then 10.1.2.4 then 10.1.2.3",
                "192.0.2.1:443 then 192.0.2.2 then 192.0.2.1",
            ),
            ("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end", "token REDACTED end"),
            (r#"{"cookie":"_pomerium=abc123def; b=2c"}"#, r#"{"cookie":"REDACTED"}"#),
            ("Authorization: Bearer abcDEF123456", "Authorization: Bearer REDACTED"),
            ("password=hunter22 x", "password=REDACTED x"),
            ("password=hunter22: wrong", "password=REDACTED wrong"),
            ("the password: `hunter22` is old", "the password: REDACTED is old"),
            ("secret: .hunter22", "secret: REDACTED"),
            ("open /home/alice/.ssh: denied", "open /home/user/.ssh: denied"),
            ("dial wiki.corp.internal:80", "dial host-1.example.com:80"),
            ("from fd12:3456::1 to", "from 2001:db8::1 to"),
            ("id 4f0c1d5e-a1b2-4c00-8a00-0123456789ab", "id 00000000-0000-4000-8000-000000000001"),
        ];
        for (text, expected) in rows {
            assert_eq!(Redactor::default().redact(text), expected, "{text}");
        }
    }

    #[test]
    fn what_names_nobody_stays() {
        let rows = [
            "listen 127.0.0.1:443 and 0.0.0.0:80 and [::1]:80 and [::]:443",
            "192.0.2.7 198.51.100.3 203.0.113.9 2001:db8::7",
            "mail alice@example.com at wiki.example.org",
            "see https://www.pomerium.com/docs and github.com/pomerium/pomerium",
            "at 10:11:12 on 2024-05-02T10:11:12Z",
            "Envoy 1.36.2, Pomerium v0.30.0",
            "the secret is missing: token: expired, password: <none>",
            "device authorization: oauth2: unauthorized_client",
            "-o custom-columns=SECRET:.spec.tls[*].secretName",
            "with a password: `http://USER:PASSWORD@PROXY:PORT`",
            "cookie: chacha20poly1305: message authentication failed",
            "curl -H 'Cookie: _pomerium=SESSION' and 'Authorization: Bearer YOUR-TOKEN'",
            "ActionDispatch::HostAuthorization::DefaultResponseApp",
            "the first line is -----BEGIN EC PRIVATE KEY-----",
            "type.googleapis.com/envoy.config.listener.v3.Listener",
        ];
        for text in rows {
            assert_eq!(find(text), Vec::new(), "{text}");
        }
    }
}
