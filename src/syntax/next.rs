//! What could stand next in a symptom that is being written.

/// Something that the grammar takes at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Next {
    /// A word or a sign, as it is written.
    Word(&'static str),
    /// The name of a field.
    Field,
    /// The name of a `let`.
    Name,
    /// A value behind a comparison.
    Value,
    /// A text in quotes.
    Text,
    /// A regex between slashes.
    Regex,
    /// A whole number.
    Number,
    /// A length of time, or a number of lines.
    Size,
}

/// What begins a condition.
pub(super) const CONDITION: &[Next] =
    &[Next::Word("not"), Next::Word("exists"), Next::Field, Next::Name, Next::Text];

/// What begins a symptom.
pub(super) const SYMPTOM: &[Next] = &[
    Next::Word("let"),
    Next::Word("sequence"),
    Next::Word("all"),
    Next::Word("count"),
    Next::Word("not"),
    Next::Word("exists"),
    Next::Field,
    Next::Name,
    Next::Text,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::follow;

    /// The words and kinds that may follow, in their order.
    fn shown(text: &str) -> String {
        let all = follow(text, false).into_iter().map(|next| match next {
            Next::Word(word) => word.to_owned(),
            other => format!("{other:?}"),
        });
        all.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_grammar_says_what_follows() {
        let rows = [
            ("", "all count exists let not sequence Field Name Text"),
            ("message ", "!= < <= == > >= and contains ends with in or starts with ~"),
            ("message contains ", "Text"),
            ("level == ", "Value Text Size"),
            ("response-code in [502, ", "Value Text Size"),
            ("exists ", "Field"),
            ("not ", "exists not Field Name Text"),
            ("message == \"a\"\n", "and or"),
            ("let ", "Name"),
            ("let a = \"x\"\n", "all and count exists let not or sequence Field Name Text"),
            ("sequence ", "within"),
            ("sequence within ", "Size"),
            ("sequence within 5s ", "by sharing"),
            ("sequence within 5s {\n", "exists not without Field Name Text Number"),
            ("count ", "!= < <= == > >= and contains ends with in or starts with ~"),
            ("# a\n", "all count exists let not sequence Field Name Text"),
            ("message containz ", ""),
        ];
        let found = rows.map(|(text, _)| (text, shown(text)));
        assert_eq!(found, rows.map(|(text, expected)| (text, expected.to_owned())));
    }

    #[test]
    fn a_when_has_no_patterns() {
        assert!(!follow("", true).contains(&Next::Word("sequence")));
        assert!(follow("", true).contains(&Next::Field));
    }
}
