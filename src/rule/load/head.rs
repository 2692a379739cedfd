//! The head of a rule file: id, area, severity, releases, references.

use super::Loader;
use crate::diagnostic::{Code, Diagnostic};
use crate::rule::file::{Node, Text};
use crate::rule::{RuleId, Severity};
use crate::source::{Span, Spanned};
use crate::spelling::nearest;

/// What releases are released of.
pub const PRODUCTS: [&str; 5] =
    ["pomerium-core", "pomerium-console", "ingress-controller", "pomerium-cli", "envoy"];

/// How releases are bounded.
pub const BOUNDS: [&str; 5] = [">=", "<=", "<", ">", "=="];

/// How logs and other tools name what is here.
const SEVERITIES: &[(&str, Severity)] = &[
    ("critical", Severity::Fatal),
    ("crit", Severity::Fatal),
    ("emergency", Severity::Fatal),
    ("panic", Severity::Fatal),
    ("err", Severity::Error),
    ("warn", Severity::Warning),
    ("notice", Severity::Info),
    ("information", Severity::Info),
];

impl Loader<'_> {
    /// The id, which the path says.
    pub(super) fn identity(&mut self) -> Option<RuleId> {
        let id = RuleId::of(&self.file.name);
        if id.is_none() {
            let name = self.file.name.rsplit(['/', '\\']).next().unwrap_or_default();
            let name = name.strip_suffix(".toml").unwrap_or(name);
            let message = format!("`{name}` is no id of a rule");
            let better = slug(name);
            let better = better.as_deref().unwrap_or("cannot-bind-socket");
            let note = format!(
                "the file's name is the rule's id, lower-case words joined by hyphens: call it `{better}.toml`"
            );
            self.push(Diagnostic::of_file(Code::InvalidId, self.id, message).note(note));
        }
        id
    }

    pub(super) fn severity(&mut self, node: Node) -> Option<Severity> {
        let span = node.span;
        let text = self.text(node)?;
        let severity = Severity::parse(&text.value);
        if severity.is_none() {
            let found = self.unknown_severity(&text.value, span);
            self.push(found);
        }
        severity
    }

    fn unknown_severity(&self, written: &str, span: Span) -> Diagnostic {
        let message = format!("`{written}` is no severity");
        let found = self.at(Code::UnknownSeverity, span, message);
        let word = written.trim().to_ascii_lowercase();
        let synonym = SEVERITIES.iter().find(|(name, _)| *name == word).map(|(_, one)| one.name());
        let near = Severity::parse(&word).map(Severity::name);
        let near = near.or(synonym);
        match near.or_else(|| nearest(&word, Severity::ALL.map(Severity::name))) {
            Some(near) => {
                found.label(format!("did you mean `{near}`?")).fix(span, format!("\"{near}\""))
            }
            None => {
                let names: Vec<_> = Severity::ALL.iter().rev().map(|one| one.name()).collect();
                found.label(format!("one of `{}`", names.join("`, `")))
            }
        }
    }

    /// A product and its releases: `pomerium-core >= 0.14, < 0.22`.
    pub(super) fn affects(&mut self, node: Node) -> Option<String> {
        let span = node.span;
        let text = self.text(node)?;
        match self.unknown_releases(&text, span) {
            None => Some(text.value.trim().to_owned()),
            Some(found) => {
                self.push(found);
                None
            }
        }
    }

    fn unknown_releases(&self, text: &Text, span: Span) -> Option<Diagnostic> {
        let written = text.value.trim();
        let place = |piece: &str| text.place(piece).unwrap_or(span);
        let example = "such as `pomerium-core >= 0.14, < 0.22`";
        let (product, bounds) = written.split_once(' ').unwrap_or((written, ""));
        if !PRODUCTS.contains(&product) {
            let message = format!("`{product}` is no product");
            let found = self.at(Code::InvalidAffects, place(product), message);
            return Some(match nearest(product, PRODUCTS) {
                Some(near) => {
                    found.label(format!("did you mean `{near}`?")).fix(place(product), near)
                }
                None => found
                    .label(format!("the name of a product belongs here, {example}"))
                    .note(format!("there are `{}`", PRODUCTS.join("`, `"))),
            });
        }
        let bound = bounds.split(',').map(str::trim).find(|bound| !is_bound(bound))?;
        let shown = if bound.is_empty() { product } else { bound };
        let message = match bound {
            "" => format!("`{product}` stands without releases"),
            _ => format!("`{bound}` is no bound of releases"),
        };
        let found = self.at(Code::InvalidAffects, place(shown), message);
        let found =
            found.label(format!("an operator and a version with digits and dots, {example}"));
        // Tags of releases begin with a `v`; all of them lose it at once.
        let bare = bounds.replace('v', "");
        let is_better = !bound.is_empty() && bare.split(',').map(str::trim).all(is_bound);
        Some(match text.place(bounds).filter(|_| is_better) {
            Some(span) => found.fix(span, bare),
            None => found,
        })
    }

    pub(super) fn links(&mut self, node: Node) -> Vec<String> {
        let span = node.span;
        let Some(links) = self.strings(node) else { return Vec::new() };
        if links.is_empty() {
            let found = self.at(Code::EmptyText, span, "no reference is given");
            self.push(found.label("at least one address where the facts can be read"));
        }
        for link in &links {
            if let Some(found) = self.invalid_link(link) {
                self.push(found);
            }
        }
        links.into_iter().map(|link| link.value).collect()
    }

    fn invalid_link(&self, link: &Spanned<String>) -> Option<Diagnostic> {
        let address = link.value.as_str();
        let rest = address.strip_prefix("https://");
        // Pages write addresses between `<` and `>`.
        let is_odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"`\\".contains(c);
        if rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(is_odd)) {
            return None;
        }
        let message = format!("`{address}` is no https address");
        let found = self.at(Code::InvalidLink, link.span, message);
        let better = match address.strip_prefix("http://") {
            Some(rest) => format!("https://{rest}"),
            None => format!("https://{address}"),
        };
        let host = better.split('/').nth(2).unwrap_or_default();
        let is_address = host.contains('.') && !better.contains([' ', '"', '\\', '\n']);
        Some(match rest {
            None if is_address => {
                found.label("begins with `https://`").fix(link.span, format!("\"{better}\""))
            }
            _ => found.label("an address such as `https://www.pomerium.com/docs`"),
        })
    }
}

fn is_bound(bound: &str) -> bool {
    let version = BOUNDS.iter().find_map(|operator| bound.strip_prefix(operator));
    version.is_some_and(|version| {
        let mut parts = version.trim().split('.');
        parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// The id that a name could be: lower case, with hyphens for blanks and underscores.
pub(super) fn slug(name: &str) -> Option<String> {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    RuleId::parse(&slug).filter(|_| slug.len() <= 64).map(|_| slug)
}
