//! A tree to its one canonical text, comments kept; parsing the text gives the same tree again.

mod several;

use std::iter::Peekable;
use std::slice::Iter;

use super::ast::{
    Binding, Comment, Expr, ExprKind, Literal, Op, Pattern, Regex, Symptom, Test, Text, When,
};
use super::quote::quote;

/// Longer lines are broken before `and` and `or`.
const WIDTH: usize = 100;

/// How far the inside of brackets, and what continues a line, is moved in.
const STEP: usize = 2;

/// The canonical text of a symptom, without a line end behind it: one line a `let`, the pattern
/// below. What does not fit on a line, or has comments inside, is broken before each `and` or
/// `or`.
pub fn print(symptom: &Symptom) -> String {
    let mut printer = Printer::new(&symptom.comments);
    let mut bindings = symptom.bindings.iter().peekable();
    while let Some(binding) = bindings.next() {
        printer.binding(binding);
        let next = bindings.peek().map_or(symptom.pattern.span(), |next| next.span);
        printer.trailing(next.start);
        printer.line();
    }
    match &symptom.pattern {
        Pattern::One(condition) => {
            printer.leading(head(condition));
            printer.expr(condition, 0);
        }
        Pattern::Sequence(steps) => printer.steps("sequence", steps),
        Pattern::All(steps) => printer.steps("all", steps),
        Pattern::Count(count) => printer.count(count),
    }
    printer.finish()
}

/// The canonical text of a `when`; it has line ends only if it is long or has comments.
pub fn print_when(when: &When) -> String {
    let mut printer = Printer::new(&when.comments);
    printer.leading(head(&when.condition));
    printer.expr(&when.condition, 0);
    printer.finish()
}

/// Writes nodes in the order in which they stand, and the comments in between.
struct Printer<'a> {
    out: String,
    comments: Peekable<Iter<'a, Comment>>,
    /// Where all comments are, for the question whether a node has some inside.
    places: &'a [Comment],
    indent: usize,
}

impl<'a> Printer<'a> {
    fn new(comments: &'a [Comment]) -> Self {
        let (out, places) = (String::new(), comments);
        Self { out, comments: comments.iter().peekable(), places, indent: 0 }
    }

    fn line(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', self.indent));
    }

    /// Writes the comments that stand before `limit`, one a line; the present line is empty.
    fn leading(&mut self, limit: usize) {
        while let Some(comment) = self.comments.next_if(|it| it.span.start < limit) {
            self.out.push_str(&comment.text);
            self.line();
        }
    }

    /// Writes a comment that stands behind what was written last, before `limit`. A line end must
    /// follow.
    fn trailing(&mut self, limit: usize) {
        let is_here = |comment: &&Comment| comment.trailing && comment.span.start < limit;
        if let Some(comment) = self.comments.next_if(is_here) {
            self.out.push_str("  ");
            self.out.push_str(&comment.text);
        }
    }

    /// Writes the comments that are left before `limit`, the first behind what was written last.
    fn rest(&mut self, limit: usize) {
        self.trailing(limit);
        while let Some(comment) = self.comments.next_if(|it| it.span.start < limit) {
            self.line();
            self.out.push_str(&comment.text);
        }
    }

    fn finish(mut self) -> String {
        self.rest(usize::MAX);
        self.out
    }

    fn binding(&mut self, binding: &Binding) {
        self.leading(head(&binding.condition));
        self.out.push_str("let ");
        self.out.push_str(&binding.name.value);
        self.out.push_str(" = ");
        self.expr(&binding.condition, STEP);
    }

    /// Writes a condition on one line, or broken. Its later lines are moved in by `hang`.
    fn expr(&mut self, expr: &Expr, hang: usize) {
        let flat = flat(expr);
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        let fits = line.chars().count() + flat.chars().count() <= WIDTH;
        if self.is_bare(expr) && fits {
            self.out.push_str(&flat);
            return;
        }
        match &expr.kind {
            ExprKind::And(operands) => self.chain("and ", operands, hang),
            ExprKind::Or(operands) => self.chain("or ", operands, hang),
            ExprKind::Not(operand) => {
                self.out.push_str("not ");
                if is_chain(operand) {
                    self.group(operand, operand.span.end);
                } else {
                    self.expr(operand, hang);
                }
            }
            ExprKind::Group(inner) => self.group(inner, expr.span.end),
            _ => self.out.push_str(&flat),
        }
    }

    fn chain(&mut self, joiner: &str, operands: &[Expr], hang: usize) {
        let outer = self.indent;
        let mut rest = operands.iter().peekable();
        let mut is_first = true;
        while let Some(operand) = rest.next() {
            if !is_first {
                // The first one begins where the line does, and brackets close there.
                self.indent = outer + hang;
                self.line();
                self.leading(head(operand));
                self.out.push_str(joiner);
            }
            is_first = false;
            if needs_group(joiner, operand) {
                self.group(operand, operand.span.end);
            } else {
                self.expr(operand, STEP);
            }
            if let Some(next) = rest.peek() {
                self.trailing(next.span.start);
            }
        }
        self.indent = outer;
    }

    /// Writes parentheses on lines of their own around a condition. `end` is where they close.
    fn group(&mut self, inner: &Expr, end: usize) {
        self.out.push('(');
        self.indent += STEP;
        self.line();
        self.leading(head(inner));
        self.expr(inner, 0);
        self.rest(end);
        self.indent -= STEP;
        self.line();
        self.out.push(')');
    }

    /// Whether no comment stands inside that is still to be written.
    fn is_bare(&self, expr: &Expr) -> bool {
        let first = self.places.partition_point(|it| it.span.start < head(expr));
        self.places.get(first).is_none_or(|it| it.span.start >= expr.span.end)
    }
}

/// Comments before this place are written before the condition: those that stand before it, and
/// those that stand in its first test.
fn head(expr: &Expr) -> usize {
    match &expr.kind {
        ExprKind::And(operands) | ExprKind::Or(operands) => {
            operands.first().map_or(expr.span.start, head)
        }
        ExprKind::Not(operand) => head(operand),
        ExprKind::Group(_) => expr.span.start,
        _ => expr.span.end,
    }
}

fn is_chain(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::And(_) | ExprKind::Or(_))
}

/// Whether an operand means something else without parentheses. No tree that was parsed has one.
fn needs_group(joiner: &str, operand: &Expr) -> bool {
    match operand.kind {
        ExprKind::Or(_) => true,
        ExprKind::And(_) => joiner == "and ",
        _ => false,
    }
}

/// A condition on one line.
fn flat(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Text(text) => self::text(text),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Exists(field) => format!("exists {}", field.value),
        ExprKind::Test(test) => self::test(test),
        ExprKind::Not(operand) if is_chain(operand) => format!("not ({})", flat(operand)),
        ExprKind::Not(operand) => format!("not {}", flat(operand)),
        ExprKind::And(operands) => flat_chain("and ", operands),
        ExprKind::Or(operands) => flat_chain("or ", operands),
        ExprKind::Group(inner) => format!("({})", flat(inner)),
    }
}

fn flat_chain(joiner: &str, operands: &[Expr]) -> String {
    let operand = |operand: &Expr| match needs_group(joiner, operand) {
        true => format!("({})", flat(operand)),
        false => flat(operand),
    };
    let operands: Vec<_> = operands.iter().map(operand).collect();
    operands.join(&format!(" {joiner}"))
}

fn test(test: &Test) -> String {
    let field = &test.field.value;
    match &test.op {
        Op::Contains(needle) => format!("{field} contains {}", text(needle)),
        Op::StartsWith(needle) => format!("{field} starts with {}", text(needle)),
        Op::EndsWith(needle) => format!("{field} ends with {}", text(needle)),
        Op::Matches(regex) => format!("{field} ~ {}", self::regex(regex)),
        Op::Compare(comparison, value) => {
            format!("{field} {} {}", comparison.sign(), literal(value))
        }
        Op::OneOf(values) => {
            let values: Vec<_> = values.iter().map(literal).collect();
            format!("{field} in [{}]", values.join(", "))
        }
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => self::text(text),
        Literal::Number(number) => number.value.to_string(),
        Literal::Length(length) => format!("{}{}", length.value.number, length.value.unit.sign()),
        Literal::Word(word) => word.value.clone(),
    }
}

fn regex(regex: &Regex) -> String {
    format!("/{}/{}", regex.pattern, regex.flags.value)
}

fn text(text: &Text) -> String {
    let mut out = quote(&text.value);
    if text.fold {
        out.push('i');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, Sources};
    use crate::syntax::parse;

    /// Reads the text, writes it, and holds it to `canonical`; that one must give the same tree
    /// and be its own canonical text.
    fn check(written: &str, canonical: &str) {
        let id = Sources::default().add(Source::new("symptom", written.to_owned()));
        let (Some(symptom), diagnostics) = parse(written, 0, id) else {
            panic!("{written} is not read: {:?}", parse(written, 0, id).1);
        };
        assert_eq!(diagnostics, [], "{written}");
        let printed = print(&symptom);
        assert_eq!(printed, canonical, "{written}");
        let (again, _) = parse(canonical, 0, id);
        let again = again.unwrap_or_else(|| panic!("{canonical} is not read"));
        let is_moved = !symptom.comments.is_empty();
        assert!(is_moved || shape(&again) == shape(&symptom), "{written} changes its meaning");
        assert_eq!(print(&again), canonical, "{canonical} is not its own canonical text");
        let texts = |symptom: &Symptom| -> Vec<String> {
            symptom.comments.iter().map(|comment| comment.text.clone()).collect()
        };
        assert_eq!(texts(&again), texts(&symptom), "{written} loses comments");
    }

    /// The tree without places.
    fn shape(symptom: &Symptom) -> String {
        let tree = format!("{symptom:?}");
        let mut pieces = tree.split("Span { ");
        let mut shape = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            shape.push_str(piece.split_once('}').map_or(piece, |(_, rest)| rest));
        }
        shape
    }

    #[test]
    fn prints_every_form_in_one_way() {
        let long = "message contains \"a text that is long enough to fill a line by itself\"";
        let rows: &[(&str, &str)] = &[
            (r#""certificate signed"  "#, r#""certificate signed""#),
            (r#"error contains"x"i"#, r#"error contains "x"i"#),
            (
                "message == \"authorize check\"\n  and allow == false",
                r#"message == "authorize check" and allow == false"#,
            ),
            ("level>=error", "level >= error"),
            ("response-code in [ 502,503 , 504 ]", "response-code in [502, 503, 504]"),
            (r#"path ends   with ".json""#, r#"path ends with ".json""#),
            (r#"path starts with "\"\\\t""#, r#"path starts with "\"\\\t""#),
            (r"error ~ /X[/]509\//is", r"error ~ /X[/]509\//is"),
            ("duration > 10.50s", "duration > 10.5s"),
            ("exists request-id", "exists request-id"),
            ("not (service == envoy or level < warn)", "not (service == envoy or level < warn)"),
            ("not not a", "not not a"),
            ("((a)) or b and c", "((a)) or b and c"),
            ("@timestamp == x", "@timestamp == x"),
            ("a.0.b_c != -3", "a.0.b_c != -3"),
            ("let a = \"x\" let b = a\na and b", "let a = \"x\"\nlet b = a\na and b"),
            ("count and all", "count and all"),
            ("count >= 5", "count >= 5"),
            (
                "sequence within 30s by request-id, user { \"a\" without within 5s \"b\"\n c }",
                "sequence within 30s by request-id, user {\n  \"a\"\n  without within 5s \"b\"\n  c\n}",
            ),
            ("all within 10 lines{a}", "all within 10 lines {\n  a\n}"),
            (
                "all within 5s by u\nsharing {3 times a or b\n without c}",
                "all within 5s by u sharing {\n  3 times a or b\n  without c\n}",
            ),
            (
                "all within 5s { a without from first -2s to last+10s b }",
                "all within 5s {\n  a\n  without from first - 2s to last + 10s b\n}",
            ),
            (
                "all within 5s { a without from record 2 for 10.0s b without from last for match+1m c }",
                "all within 5s {\n  a\n  without from record 2 for 10s b\n  without from last for match + 1m c\n}",
            ),
            (
                "all within 5 lines { # one\n 2 # two\n times a # three\n without from # four\n first for match b }",
                "all within 5 lines {\n  # one\n  # two\n  2 times a  # three\n  # four\n  without from first for match b\n}",
            ),
            (
                "sequence within 5s { from == x without from == x }",
                "sequence within 5s {\n  from == x\n  without from == x\n}",
            ),
            ("count>=5 within 1m{a or b}", "count >= 5 within 1m {\n  a or b\n}"),
            ("# one\na # two\n# three", "# one\na  # two\n# three"),
            (
                "let a = \"x\" # one\n # two\nlet b = # three\n \"y\"\na and b",
                "let a = \"x\"  # one\n# two\n# three\nlet b = \"y\"\na and b",
            ),
            ("a and # one\nb", "a  # one\nand b"),
            ("a\n# one\nand b", "a\n# one\nand b"),
            (
                "( # one\n a or # two\n b # three\n # four\n)",
                "(\n  # one\n  a  # two\n  or b  # three\n  # four\n)",
            ),
            ("a == # one\n 5", "# one\na == 5"),
            ("not # one\n (a)", "# one\nnot (a)"),
            ("not # one\n a", "# one\nnot a"),
            (
                "all within # one\n 5s { # two\n a # three\n # four\n without # five\n b # six\n} # seven",
                "all within 5s {\n  # one\n  # two\n  a  # three\n  # four\n  # five\n  without b  # six\n}  # seven",
            ),
            (
                "count >= 5 within 1m { # one\n a\n# two\n}",
                "count >= 5 within 1m {\n  # one\n  a\n  # two\n}",
            ),
            ("a or b # one\nor c", "a\nor b  # one\nor c"),
            ("a and b # one\nor c", "a and b  # one\nor c"),
            ("a\nand # one\nb\nor c", "a  # one\n  and b\nor c"),
        ];
        for (written, canonical) in rows {
            check(written, canonical);
        }
        check(&format!("{long} and {long}"), &format!("{long}\nand {long}"));
        check(&format!("let a = {long} or {long} a"), &format!("let a = {long}\n  or {long}\na"));
        check(
            &format!("a and not ({long} or {long})"),
            &format!("a\nand not (\n  {long}\n  or {long}\n)"),
        );
        check(
            &format!("({long} or {long}) and a or b"),
            &format!("(\n  {long}\n  or {long}\n)\n  and a\nor b"),
        );
        check(&format!("{long} and {long} or a"), &format!("{long}\n  and {long}\nor a"));
    }

    #[test]
    fn puts_parentheses_where_the_meaning_needs_them() {
        let id = Sources::default().add(Source::new("symptom", ""));
        let expr = |kind| Expr { kind, span: crate::source::Span::empty(0) };
        let name = |name: &str| expr(ExprKind::Name(name.to_owned()));
        let and = |operands| expr(ExprKind::And(operands));
        let or = |operands| expr(ExprKind::Or(operands));
        let not = |operand| expr(ExprKind::Not(Box::new(operand)));
        let rows = [
            (and(vec![or(vec![name("a"), name("b")]), name("c")]), "(a or b) and c"),
            (or(vec![or(vec![name("a"), name("b")]), name("c")]), "(a or b) or c"),
            (or(vec![and(vec![name("a"), name("b")]), name("c")]), "a and b or c"),
            (not(and(vec![name("a"), not(name("b"))])), "not (a and not b)"),
        ];
        for (condition, text) in rows {
            let when = When { condition, comments: Vec::new() };
            assert_eq!(print_when(&when), text);
            let (again, _) = crate::syntax::parse_when(text, 0, id);
            assert_eq!(again.map(|when| print_when(&when)).as_deref(), Some(text));
        }
    }
}
