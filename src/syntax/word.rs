//! The words and signs of the symptom language: what each means, with an example.

/// A word or a sign of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// As it is written.
    pub text: &'static str,
    /// What it means, in a sentence without a full stop.
    pub meaning: &'static str,
    /// A use of it.
    pub example: &'static str,
}

const fn word(text: &'static str, meaning: &'static str, example: &'static str) -> Word {
    Word { text, meaning, example }
}

/// All of them.
pub const WORDS: &[Word] = &[
    word(
        "let",
        "names a condition for later",
        "let refused = error contains \"connection refused\"\nrefused and service == envoy",
    ),
    word(
        "sequence",
        "records that follow one another in time",
        "sequence within 30s by request-id {\n  message == \"authorize check\"\n  response-code == 503\n}",
    ),
    word(
        "all",
        "records that all occur, in any order",
        "all within 1m {\n  \"certificate expired\"\n  \"handshake error\"\n}",
    ),
    word(
        "count",
        "one condition that holds on many records",
        "count >= 5 within 1m by user {\n  http-code == 401\n}",
    ),
    word(
        "without",
        "a record that must not occur",
        "sequence within 30s {\n  \"starting\"\n  without \"ready\"\n}",
    ),
    word("within", "how far apart the records may lie, in time or in lines", "within 20 lines"),
    word("lines", "counts lines in place of time, for a log without times", "within 20 lines"),
    word("by", "fields that must agree in all records", "within 1m by user, host"),
    word("sharing", "lets one record serve several steps", "all within 1m sharing { \"a\" \"b\" }"),
    word("times", "how often a step must occur", "3 times error contains \"timeout\""),
    word(
        "from",
        "where the time begins in which a record must stay away",
        "without from first to last \"ready\"",
    ),
    word("to", "where the time ends in which a record must stay away", "from first to last + 10s"),
    word("for", "how long a record must stay away", "from last for 10s"),
    word("first", "the first record of the match", "from first to last"),
    word("last", "the last record of the match", "from last for 10s"),
    word("record", "a record of the match by its number, from 1", "from record 2 to last"),
    word("match", "as long as the match lasts", "from first for match + 10s"),
    word("and", "both hold; binds tighter than `or`", "level >= error and service == envoy"),
    word("or", "at least one holds", "\"timed out\" or \"timeout\""),
    word("not", "the condition behind it does not hold", "not exists request-id"),
    word("exists", "the record has the field", "exists request-id"),
    word("contains", "the text occurs in the field", "error contains \"connection refused\""),
    word(
        "starts with",
        "the field begins with the text",
        "response-code-details starts with \"upstream_reset\"",
    ),
    word("ends with", "the field ends with the text", "path ends with \".json\""),
    word("in", "the field is one of the values", "response-code in [502, 503, 504]"),
    word(
        "~",
        "the regex matches somewhere in the field; its named groups are captures",
        "message ~ /cannot bind '(?<socket>[^']+)'/",
    ),
    word("==", "the field is the value", "message == \"authorize check\""),
    word("!=", "the field is there and is not the value", "service != envoy"),
    word(">=", "the field is no less than the value", "level >= error"),
    word("<=", "the field is no more than the value", "response-code <= 599"),
    word(">", "the field is more than the value", "duration > 10s"),
    word("<", "the field is less than the value", "response-code < 500"),
];

impl Word {
    /// The word or sign of a text; each half of `starts with` and `ends with` is the whole.
    pub fn find(text: &str) -> Option<&'static Self> {
        let whole = match text {
            "starts" => "starts with",
            "ends" => "ends with",
            text => text,
        };
        WORDS.iter().find(|word| word.text == whole)
    }
}
