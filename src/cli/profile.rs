//! What the rules cost in a run, as a table.

use std::fmt::Write as _;

use pomkb::kb::KnowledgeBase;
use pomkb::scan::{Cost, Report};

/// The rules that cost anything, dearest first.
pub(crate) fn text(kb: &KnowledgeBase, report: &Report) -> String {
    let mut costs: Vec<&Cost> =
        report.costs.iter().filter(|cost| cost.stops > 0 || cost.tries > 0).collect();
    costs.sort_by_key(|cost| (std::cmp::Reverse((cost.nanos, cost.stops)), cost.rule));
    let mut text = format!("{:>12}  {:>10}  {:>10}  rule\n", "time", "stops", "records");
    for Cost { rule, stops, tries, nanos } in costs {
        let id = &kb.rule(*rule).id;
        let time = format!("{}.{:03} ms", nanos / 1_000_000, nanos / 1000 % 1000);
        let _ = writeln!(text, "{time:>12}  {stops:>10}  {tries:>10}  {id}");
    }
    text
}
