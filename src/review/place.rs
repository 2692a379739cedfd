//! Where a rule file lies.

use crate::diagnostic::{Code, Diagnostic};
use crate::rule::{Rule, RuleId};
use crate::source::Source;

/// Says if a file below a folder `rules` does not lie where its area says.
pub(super) fn review(rule: &Rule, file: &Source) -> Option<Diagnostic> {
    let parts: Vec<&str> = file.name.split(['/', '\\']).collect();
    let root = parts.iter().rposition(|part| *part == "rules")?;
    let inside = &parts[root + 1..];
    let note = match inside {
        [area, _] if RuleId::parse(area).is_some() => return None,
        [area, _] => {
            format!("`{area}` is no name of an area: lower-case words joined by hyphens")
        }
        [_] => "a folder between is the area that the rule belongs to".to_owned(),
        _ => "areas have no parts: there is one folder between".to_owned(),
    };
    let message = format!("`{}` is not where rules lie", inside.join("/"));
    let found = Diagnostic::of_file(Code::MisplacedFile, rule.source, message);
    Some(found.note(note).note("the place is `rules/<area>/<id>.toml`"))
}
