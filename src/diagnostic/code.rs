//! Every kind of fault, once: its name and how grave it is.

use super::Gravity;

/// Declares [`Code`] with its table of names.
macro_rules! codes {
    ($(#[doc = $doc:literal] $variant:ident = $name:literal, $gravity:ident;)*) => {
        /// A kind of fault. Its name is what a person looks up.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $doc] $variant,)* }

        impl Code {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name, as it stands in brackets behind `error` or `warning`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it is, in a sentence.
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => $doc.trim_ascii(),)* }
            }

            /// How grave it is.
            pub const fn gravity(self) -> Gravity {
                match self { $(Self::$variant => Gravity::$gravity,)* }
            }
        }
    };
}

codes! {
    /// The file is no TOML.
    InvalidToml = "invalid-toml", Error;
    /// A key that rule files do not have.
    UnknownKey = "unknown-key", Error;
    /// A key that is needed is not there.
    MissingKey = "missing-key", Error;
    /// A value of a kind that its key cannot have.
    WrongType = "wrong-type", Error;
    /// A text of several lines where one is wanted.
    SeveralLines = "several-lines", Error;
    /// A text with escapes where it must stand as it is.
    EscapedText = "escaped-text", Error;
    /// A name that is not written like an id.
    InvalidId = "invalid-id", Error;
    /// A severity that does not exist.
    UnknownSeverity = "unknown-severity", Error;
    /// `affects` names no product and releases.
    InvalidAffects = "invalid-affects", Error;
    /// A reference that is no https address.
    InvalidLink = "invalid-link", Error;
    /// Markup that texts do not have.
    UnknownMarkup = "unknown-markup", Error;
    /// A fenced block without an end.
    UnclosedFence = "unclosed-fence", Error;
    /// Braces that are no placeholder.
    BrokenPlaceholder = "broken-placeholder", Error;
    /// A placeholder that nothing gives a value.
    UnknownPlaceholder = "unknown-placeholder", Error;
    /// A cause without a name.
    CauseWithoutName = "cause-without-name", Error;
    /// A rule without a cause.
    NoCause = "no-cause", Error;
    /// A sample that does not say what must come of it.
    SampleWithoutExpectation = "sample-without-expectation", Error;
    /// A sample that says both that it is found and that it is not.
    SampleContradiction = "sample-contradiction", Error;
    /// A line that a sample does not have.
    NoSuchLine = "no-such-line", Error;
    /// A sample names a cause that the rule does not have.
    UnknownCause = "unknown-cause", Error;
    /// A sample names a capture that the rule does not have.
    UnknownCapture = "unknown-capture", Error;
    /// No sample shows that the rule is found.
    NoFinds = "no-finds", Warning;
    /// No sample shows what the rule is not.
    NoQuiet = "no-quiet", Warning;
    /// An article has samples.
    ArticleWithSamples = "article-with-samples", Warning;
    /// Two samples are equal.
    SameSample = "same-sample", Warning;
    /// A title ends with a full stop.
    TitleWithStop = "title-with-stop", Warning;
    /// A rule refers to one that does not exist.
    UnknownRule = "unknown-rule", Error;
    /// Rules refine or explain one another in a circle.
    RuleCircle = "rule-circle", Error;
    /// Two rules have the same id.
    DuplicateRule = "duplicate-rule", Error;
    /// The literals of a rule stand in ordinary lines.
    CommonLiteral = "common-literal", Warning;
    /// A sample does not do what it says.
    SampleFails = "sample-fails", Error;
    /// Too few samples show that a rule is found, or none what it is not.
    ThinProof = "thin-proof", Error;
    /// A part of a condition that can be changed without a sample noticing.
    Unproven = "unproven", Error;
    /// A rule above `info` is found in a healthy log.
    Alarm = "alarm", Error;
    /// A text that is still to be written.
    ToBeWritten = "to-be-written", Error;
    /// A password, a token or a key stands in the file.
    NamesASecret = "names-a-secret", Error;
    /// A person's address or folder stands in the file.
    NamesAPerson = "names-a-person", Warning;
    /// An address from within a network stands in the file.
    NamesAMachine = "names-a-machine", Warning;
    /// The file does not lie in the folder of an area.
    MisplacedFile = "misplaced-file", Error;
    /// A remedy that names no command, no setting and no step.
    NoStep = "no-step", Warning;
    /// A symptom that is one word, which any sentence may have.
    OneWord = "one-word", Warning;
    /// A regex that could as well be a text.
    RegexIsText = "regex-is-text", Warning;
    /// A capture that no text, no `when` and no sample uses.
    UnusedCapture = "unused-capture", Warning;
    /// A rule has an id that another one had before.
    ReusedId = "reused-id", Error;
    /// A rule is named by an id that it no longer has.
    FormerId = "former-id", Warning;
    /// Two rules ask for the same.
    SameSymptom = "same-symptom", Warning;
    /// A rule is never shown, since the one that refines it asks for the same.
    ShadowedRule = "shadowed-rule", Error;
    /// A template cannot be used.
    InvalidTemplate = "invalid-template", Error;

    /// The symptom is no sentence of the language, in a way that has no name of its own.
    Syntax = "syntax", Error;
    /// Nothing but blanks and comments.
    EmptySymptom = "empty-symptom", Error;
    /// More text than any symptom needs.
    TooLong = "too-long", Error;
    /// Parentheses in parentheses in parentheses.
    TooDeep = "too-deep", Error;
    /// Named conditions that are made of named conditions until the whole has no end.
    TooLarge = "too-large", Error;
    /// An operator that the language does not have.
    UnknownOperator = "unknown-operator", Error;
    /// A character that means nothing outside of quotes.
    UnknownCharacter = "unknown-character", Error;
    /// A quote, slash or bracket that is opened and never closed.
    Unclosed = "unclosed", Error;
    /// A bracket that is closed and was never opened.
    Unopened = "unopened", Error;
    /// Quotes of another kind than `"`.
    WrongQuotes = "wrong-quotes", Error;
    /// Text without quotes.
    MissingQuotes = "missing-quotes", Error;
    /// `contains` and its kin without a text.
    MissingText = "missing-text", Error;
    /// `~` without a regex.
    MissingRegex = "missing-regex", Error;
    /// A comparison without a value.
    MissingValue = "missing-value", Error;
    /// A comparison or `exists` without a field.
    MissingField = "missing-field", Error;
    /// An `and`, `or`, `not`, `let` or bracket without a condition.
    MissingCondition = "missing-condition", Error;
    /// Two conditions with nothing between them.
    MissingJoiner = "missing-joiner", Error;
    /// A list that is empty or has its commas wrong.
    InvalidList = "invalid-list", Error;
    /// A word of the language where a name should be.
    ReservedWord = "reserved-word", Error;
    /// A `let` that is not written `let name = condition`.
    InvalidLet = "invalid-let", Error;
    /// A `let` behind the condition.
    MisplacedLet = "misplaced-let", Error;
    /// A backslash in a text before a character that needs none.
    UnknownEscape = "unknown-escape", Error;
    /// A number that is too large to count with.
    NumberTooLarge = "number-too-large", Error;

    /// A length of time without a unit.
    MissingUnit = "missing-unit", Error;
    /// A unit of time that the language does not have.
    UnknownUnit = "unknown-unit", Error;
    /// A pattern over several records without `within`.
    MissingWindow = "missing-window", Error;
    /// A window in which nothing fits.
    WindowOfZero = "window-of-zero", Error;
    /// A block without steps.
    EmptyBlock = "empty-block", Error;
    /// A block that has nothing but what must not occur.
    LoneWithout = "lone-without", Error;
    /// `count` without a number, or with one under 2.
    CountBelowTwo = "count-below-two", Error;
    /// A block of one step.
    OneStep = "one-step", Warning;
    /// A record that a match does not have.
    NoSuchRecord = "no-such-record", Error;
    /// Lines in one place, time in another.
    MixedWindows = "mixed-windows", Error;
    /// A distance below zero, or one with two signs.
    NegativeSize = "negative-size", Error;
    /// How often a record must occur, written in a way that says nothing.
    InvalidTimes = "invalid-times", Error;
    /// A `from` that says no stretch.
    InvalidStretch = "invalid-stretch", Error;
    /// A stretch that ends before it begins, whatever the match.
    EmptyStretch = "empty-stretch", Warning;
    /// A word of the language that stands in another place.
    MisplacedWord = "misplaced-word", Error;
    /// A field by which no two records belong together.
    InvalidBy = "invalid-by", Error;
    /// A `without` that keeps every match from being one.
    NeverMatches = "never-matches", Warning;
    /// A pattern over several records where one condition should be.
    SeveralRecords = "several-records", Error;

    /// A name that no `let` gives.
    UnknownName = "unknown-name", Error;
    /// Two `let`s with one name.
    DuplicateName = "duplicate-name", Error;
    /// A name that is used above its own `let`, or in it.
    ForwardReference = "forward-reference", Error;
    /// A `let` that nothing uses.
    UnusedName = "unused-name", Warning;
    /// A field that is one letter away from a known one.
    UnknownField = "unknown-field", Warning;

    /// A level compared with what is no level.
    NotALevel = "not-a-level", Error;
    /// A number compared with what is no number.
    NotANumber = "not-a-number", Error;
    /// A length of time compared with what is none.
    NotADuration = "not-a-duration", Error;
    /// A truth value compared with what is none.
    NotABool = "not-a-bool", Error;
    /// A time compared with a number.
    NotATime = "not-a-time", Error;
    /// `<` and its kin on what has no order.
    NoOrder = "no-order", Error;
    /// An operator that this field cannot be asked with.
    WrongOperator = "wrong-operator", Error;
    /// A text alone behind an `or`, as if the field before it were asked for it.
    BareTextOperand = "bare-text-operand", Warning;
    /// A text of no length, which everything contains.
    EmptyText = "empty-text", Error;

    /// A regex that does not compile.
    InvalidRegex = "invalid-regex", Error;
    /// A regex that is too large to run.
    RegexTooLarge = "regex-too-large", Error;
    /// A letter behind a regex that is no flag.
    UnknownFlag = "unknown-flag", Error;
    /// A regex that holds for every text.
    MatchesEverything = "matches-everything", Error;
    /// A capture name with two meanings.
    CaptureConflict = "capture-conflict", Error;
    /// A capture name that means something else already.
    ReservedCapture = "reserved-capture", Error;
    /// A capture name that a text could not use.
    InvalidCapture = "invalid-capture", Error;
    /// A capture inside of `not`, which never gets a value.
    LostCapture = "lost-capture", Warning;

    /// A symptom without a text that must occur.
    NoAnchor = "no-anchor", Warning;
    /// A symptom whose longest text that must occur is very short.
    ShortAnchor = "short-anchor", Warning;

    /// A file of rules of another kind is no YAML.
    ImportInvalidYaml = "import-invalid-yaml", Error;
    /// A file that is to be imported is not what it should be.
    ImportWrongType = "import-wrong-type", Error;
    /// A key that a CRE rule needs is not there.
    ImportMissingKey = "import-missing-key", Error;
    /// The id of a CRE rule is none, or two rules have it.
    ImportInvalidId = "import-invalid-id", Error;
    /// The window of a CRE rule is missing, needless, or no length of time.
    ImportInvalidWindow = "import-invalid-window", Error;
    /// A term of a CRE rule asks for nothing, or for two things.
    ImportInvalidTerm = "import-invalid-term", Error;
    /// A regex of a CRE rule that has no counterpart.
    ImportInvalidRegex = "import-invalid-regex", Error;
    /// A `jq` of a CRE rule that has no counterpart.
    ImportJq = "import-jq", Error;
    /// Something of a CRE rule that has no counterpart.
    ImportUnsupported = "import-unsupported", Error;
    /// A CRE rule that this program could not use once it is translated.
    ImportUnusable = "import-unusable", Error;
    /// Something of a CRE rule that has no effect.
    ImportNoEffect = "import-no-effect", Warning;
    /// A condition of a CRE rule that is translated nearly, not exactly.
    ImportNearly = "import-nearly", Warning;
    /// A regex of a CRE rule that holds for every record.
    ImportMatchesEverything = "import-matches-everything", Warning;
    /// A reference of a CRE rule that is no https address.
    ImportLink = "import-link", Warning;
    /// A text of a CRE rule that is missing.
    ImportMissingText = "import-missing-text", Warning;
    /// A text of a CRE rule that could not be taken over letter by letter.
    ImportChangedText = "import-changed-text", Warning;

    /// The program contradicts itself; the fault is not the author's.
    Internal = "internal", Error;
}
