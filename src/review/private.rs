//! Machines, people and secrets in a rule file, which everybody can read.

use crate::diagnostic::{Code, Diagnostic};
use crate::rule::Rule;
use crate::secret::{self, Kind, Secret};
use crate::source::{Source, Span};

/// What should not stand in the file.
pub(super) fn review(rule: &Rule, file: &Source) -> Vec<Diagnostic> {
    let text = &file.text;
    let found = secret::find(text);
    found.iter().filter_map(|one| say(rule, text, one)).collect()
}

fn say(rule: &Rule, text: &str, one: &Secret) -> Option<Diagnostic> {
    let original = &text[one.range.clone()];
    let code = match one.kind {
        Kind::Key => Code::NamesASecret,
        Kind::Mail | Kind::Home => Code::NamesAPerson,
        Kind::Address if is_private(original) => Code::NamesAMachine,
        // Public addresses of providers are facts; names and drawn numbers are everywhere.
        Kind::Address | Kind::Host | Kind::Drawn => return None,
    };
    let stand_in = one.kind.stand_in(1, original);
    let span = Span::new(one.range.start, one.range.end);
    let message = format!("`{original}` looks like {}", one.kind.name());
    let shown = match code {
        // It stands in the file already; it need not stand in the output of a build as well.
        Code::NamesASecret => "this looks like a secret".to_owned(),
        _ => message,
    };
    let found = Diagnostic::new(code, rule.source, span, shown);
    let found = found.label(format!("write `{stand_in}`"));
    // What a sample expects must change with its log: that is no work for a machine.
    Some(found.note("rules are public: what a log of one's own has is replaced, in logs and in what samples expect"))
}

/// Addresses that are given within a network (RFC 1918, RFC 4193), but for those that Docker,
/// Kubernetes, k3s and routers give in every one that nobody changed: these name no machine.
fn is_private(address: &str) -> bool {
    let four = address.parse::<std::net::Ipv4Addr>().is_ok_and(|four| {
        let is_usual = matches!(
            four.octets(),
            [10, 0, 0, _]
                | [10, 42 | 43 | 96 | 244, ..]
                | [172, 17..=31, ..]
                | [192, 168, 0 | 1, _]
        );
        four.is_private() && !is_usual
    });
    let six = address.parse::<std::net::Ipv6Addr>();
    four || six.is_ok_and(|six| six.segments()[0] & 0xfe00 == 0xfc00)
}
