//! A symptom in, the same in words out, as a list of Markdown.

use std::fmt::Write as _;

use super::inert::code_span;
use crate::field::Field;
use crate::symptom::{
    Axis, Bound, Condition, Needle, Op, Operand, Order, Pattern, Several, Side, Step, Test,
};

/// Says what is looked for.
pub(super) fn wording(pattern: &Pattern) -> String {
    let mut out = String::new();
    match pattern {
        Pattern::One(condition) => {
            out.push_str("One record in which ");
            let _ = match group(condition) {
                Some((joint, parts)) => {
                    let _ = writeln!(out, "{joint}:\n");
                    parts.iter().try_for_each(|part| item(part, 0, &mut out))
                }
                None => write!(out, "{}", sentence(condition)),
            };
        }
        Pattern::Several(several) => self::several(several, &mut out),
    }
    out.truncate(out.trim_end().len());
    out
}

fn several(several: &Several, out: &mut String) {
    let order = match several.order {
        Order::Given => "in this order",
        Order::Any => "in any order",
    };
    let window = match several.axis {
        Axis::Time => stretch(several.window),
        Axis::Lines => format!("{} lines", several.window),
    };
    let _ = write!(out, "Records {order}, within {window}");
    if !several.by.is_empty() {
        let fields: Vec<String> = several.by.iter().map(|field| code_span(field.name())).collect();
        let _ = write!(out, ", with the same {}", fields.join(" and "));
    }
    out.push_str(":\n\n");
    for Step { condition, times } in &several.steps {
        let head = match times {
            1 => "One in which".to_owned(),
            times => format!("{times} in which"),
        };
        let _ = headed(&head, condition, out);
    }
    for without in &several.withouts {
        let _ = headed("None, there or thereabouts, in which", &without.condition, out);
    }
}

/// How long a window is, in the largest unit that says it in whole numbers.
fn stretch(nanoseconds: i64) -> String {
    const UNITS: [(i64, &str); 5] = [
        (86_400_000_000_000, "day"),
        (3_600_000_000_000, "hour"),
        (60_000_000_000, "minute"),
        (1_000_000_000, "second"),
        (1_000_000, "millisecond"),
    ];
    let whole = UNITS.iter().find(|(unit, _)| nanoseconds % unit == 0);
    match whole {
        Some((unit, name)) if nanoseconds == *unit => format!("1 {name}"),
        Some((unit, name)) => format!("{} {name}s", nanoseconds / unit),
        None => format!("{nanoseconds} nanoseconds"),
    }
}

/// An item that begins with some words.
fn headed(head: &str, condition: &Condition, out: &mut String) -> std::fmt::Result {
    match group(condition) {
        Some((joint, parts)) => {
            writeln!(out, "- {head} {joint}:")?;
            parts.iter().try_for_each(|part| item(part, 1, out))
        }
        None => writeln!(out, "- {head} {}", sentence(condition)),
    }
}

fn item(condition: &Condition, depth: usize, out: &mut String) -> std::fmt::Result {
    let indent = "  ".repeat(depth);
    match group(condition) {
        Some((joint, parts)) => {
            writeln!(out, "{indent}- {joint}:")?;
            // Conditions nest no deeper than the parser lets them.
            parts.iter().try_for_each(|part| item(part, depth + 1, out))
        }
        None => writeln!(out, "{indent}- {}", sentence(condition)),
    }
}

/// The parts of a condition that has several, and what must be true of them.
fn group(condition: &Condition) -> Option<(&'static str, &[Condition])> {
    match condition {
        Condition::And(parts) => Some(("all of this is so", parts)),
        Condition::Or(parts) => Some(("any of this is so", parts)),
        Condition::Not(inner) => match &**inner {
            Condition::And(parts) => Some(("not all of this is so", parts)),
            Condition::Or(parts) => Some(("none of this is so", parts)),
            _ => None,
        },
        Condition::Test(_) | Condition::Exists(_) => None,
    }
}

/// A condition without parts.
fn sentence(condition: &Condition) -> String {
    match condition {
        Condition::Test(test) => self::test(test, true),
        Condition::Exists(field) => format!("there is {}", name(field)),
        Condition::Not(inner) => match &**inner {
            Condition::Test(test) => self::test(test, false),
            Condition::Exists(field) => format!("there is no {}", name(field)),
            inner => format!("it is not so that {}", sentence(inner)),
        },
        // They are groups, and have been taken apart.
        Condition::And(_) | Condition::Or(_) => String::new(),
    }
}

fn test(test: &Test, holds: bool) -> String {
    let field = name(&test.field);
    let (is, does) = if holds { ("is", "") } else { ("is not", "does not ") };
    let verb = |one: &str, base: &str| if holds { one.to_owned() } else { format!("{does}{base}") };
    match &test.op {
        Op::Contains(text) => format!("{field} {} {}", verb("contains", "contain"), needle(text)),
        Op::StartsWith(text) => {
            format!("{field} {} {}", verb("begins with", "begin with"), needle(text))
        }
        Op::EndsWith(text) => format!("{field} {} {}", verb("ends with", "end with"), needle(text)),
        Op::Equals(operand) => format!("{field} {is} {}", self::operand(operand)),
        Op::Differs(operand) => {
            let is = if holds { "is there and is not" } else { "is missing or is" };
            format!("{field} {is} {}", self::operand(operand))
        }
        Op::OneOf(operands) => {
            let operands: Vec<String> = operands.iter().map(self::operand).collect();
            format!("{field} {is} one of {}", operands.join(", "))
        }
        Op::Order(side, bound) => {
            let side = match side {
                Side::Below => "below",
                Side::AtMost => "at most",
                Side::AtLeast => "at least",
                Side::Above => "above",
            };
            format!("{field} {is} {side} {}", self::bound(*bound))
        }
        Op::Matches(regex) => {
            format!("{field} {} {}", verb("matches", "match"), code_span(regex.pattern()))
        }
    }
}

fn name(field: &Field) -> String {
    match field {
        Field::Text => "the text".to_owned(),
        field => code_span(field.name()),
    }
}

fn needle(needle: &Needle) -> String {
    let case = if needle.fold { " in upper or lower case" } else { "" };
    format!("{}{case}", code_span(&needle.text))
}

fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) => needle(text),
        Operand::Number(number) => bound(Bound::Number(*number)),
        Operand::Duration(duration) => bound(Bound::Duration(*duration)),
        Operand::Level(level) => bound(Bound::Level(*level)),
        Operand::Bool(yes) => code_span(&yes.to_string()),
    }
}

fn bound(bound: Bound) -> String {
    match bound {
        Bound::Number(number) => code_span(&number.to_string()),
        Bound::Duration(duration) => stretch(duration.as_nanos() as i64),
        Bound::Level(level) => code_span(&level.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::wording;
    use crate::source::{Source, Sources};
    use crate::symptom::lower;
    use crate::syntax::parse;

    fn check(symptom: &str, expected: &str) {
        let id = Sources::default().add(Source::new("symptom", symptom.to_owned()));
        let tree = parse(symptom, 0, id).0.expect(symptom);
        let lowered = lower(&tree, id).symptom.expect(symptom);
        assert_eq!(wording(&lowered.pattern), expected, "{symptom}");
    }

    #[test]
    fn symptoms_are_put_into_words() {
        check("message == \"http-request\"", "One record in which `message` is `http-request`");
        check("\"route_not_found\"", "One record in which the text contains `route_not_found`");
        check(
            "message contains \"abcdefgh\" and not (error contains \"x y\" or exists path)",
            "One record in which all of this is so:\n\n\
             - `message` contains `abcdefgh`\n\
             - none of this is so:\n  \
               - `error` contains `x y`\n  \
               - there is `path`",
        );
        check(
            "response-code >= 500 and not duration > 2s and service != \"envoy\"",
            "One record in which all of this is so:\n\n\
             - `response-code` is at least `500`\n\
             - `duration` is not above 2 seconds\n\
             - `service` is there and is not `envoy`",
        );
        check(
            "count >= 3 within 15m by source { message == \"cmd/pomerium\" }",
            "Records in any order, within 15 minutes, with the same `source`:\n\n\
             - 3 in which `message` is `cmd/pomerium`",
        );
    }
}
