//! Records that no rule explains, as answers for people show them.

use serde::Serialize;

use super::answer::EvidenceView;
use super::arrange::Answer;
use super::closest::{Near, closest};
use super::template::{Markup, Target};
use super::{inert, page, terminal};

/// How many kinds are shown.
pub(super) const SHOWN: usize = 5;
/// Columns by which they are indented on a terminal.
const INDENT: usize = 2;
/// Columns by which the articles are that are near.
const NEAR_INDENT: usize = 11;

/// All that no rule explains.
#[derive(Serialize)]
pub(super) struct UnknownView<'a> {
    /// The most frequent kinds.
    kinds: Vec<KindView<'a>>,
    /// How many kinds there are besides.
    more: usize,
    /// Kinds in all.
    count: usize,
    /// Records of kinds for which there was no room.
    lost: u64,
}

#[derive(Serialize)]
struct KindView<'a> {
    shape: &'a str,
    /// The shape, fit for the output.
    shown: Markup,
    level: &'static str,
    count: u64,
    first: Option<String>,
    last: Option<String>,
    evidence: Vec<EvidenceView>,
    closest: Vec<NearView<'a>>,
}

#[derive(Serialize)]
struct NearView<'a> {
    rule: &'a str,
    title: &'a str,
    url: String,
    /// Id and title, fit for the output.
    shown: Markup,
}

impl<'a> UnknownView<'a> {
    pub(super) fn new(answer: &Answer<'a>, target: Target) -> Self {
        let unexplained = &answer.report.unexplained;
        let kinds = &unexplained.kinds[..unexplained.kinds.len().min(SHOWN)];
        let closest = closest(answer.kb, kinds);
        let shown = kinds.iter().zip(closest).map(|(kind, closest)| KindView {
            shape: &kind.shape,
            shown: Markup::new(shape(&kind.shape, target)),
            level: kind.level.name(),
            count: kind.count,
            first: kind.first.map(|time| time.to_string()),
            last: kind.last.map(|time| time.to_string()),
            // The first is shown at length: the values that the shape leaves out may tell most.
            evidence: (kind.evidence.iter().enumerate())
                .map(|(at, one)| EvidenceView::new(answer.report, one, at == 0, target))
                .collect(),
            closest: closest.into_iter().map(|near| NearView::new(near, target)).collect(),
        });
        let count = unexplained.kinds.len();
        Self { kinds: shown.collect(), more: count - kinds.len(), count, lost: unexplained.lost }
    }
}

impl<'a> NearView<'a> {
    fn new(near: Near<'a>, target: Target) -> Self {
        let (rule, title) = (near.rule.id.as_str(), near.rule.title.as_str());
        let shown = match target {
            Target::Terminal(look) => {
                let text = terminal::text(&format!("{rule}: {title}"), look, NEAR_INDENT);
                text.trim_start().to_owned()
            }
            Target::Markdown => format!("{} {}", inert::code_span(rule), inert::markdown(title)),
            Target::Html => format!("<code>{}</code> {}", inert::html(rule), inert::html(title)),
        };
        Self { rule, title, url: page::url(near.rule), shown: Markup::new(shown) }
    }
}

/// A shape, cut to what a reader wants to see.
fn shape(text: &str, target: Target) -> String {
    let text = inert::short(text);
    match target {
        Target::Terminal(look) => terminal::text(&text, look, INDENT),
        Target::Markdown => inert::code_span(&text),
        Target::Html => format!("<code>{}</code>", inert::html(&text)),
    }
}
