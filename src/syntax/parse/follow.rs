//! The beginning of a symptom to what the grammar takes behind it.

use super::{MAX_DEPTH, MAX_LENGTH, Rule, furthest};
use crate::syntax::next::{CONDITION, Next, SYMPTOM};
use crate::syntax::token;

/// What the grammar takes behind a text, sorted; nothing if the text is broken before its end. With
/// `is_when` it is the beginning of a `when`, otherwise of a symptom.
pub fn follow(text: &str, is_when: bool) -> Vec<Next> {
    /// Nothing of the language begins with it, so that the parser has to stop here.
    const NOTHING: char = '\0';
    if text.len() > MAX_LENGTH || token::deeper_than(MAX_DEPTH, text).is_some() {
        return Vec::new();
    }
    let stopped = format!("{text}{NOTHING}");
    let entry = if is_when { Rule::when } else { Rule::symptom };
    let Some((at, positives)) = furthest(entry, &stopped) else { return Vec::new() };
    // Only blanks and comments may lie between the place and the end.
    if token::tokens(text.get(at..).unwrap_or_default()).next().is_some() {
        return Vec::new();
    }
    let mut all: Vec<Next> = positives.iter().flat_map(begins).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What begins a text of the rule, as far as it is worth proposing: brackets and commas are not.
fn begins(rule: &Rule) -> &'static [Next] {
    use Next::{Field, Name, Number, Regex, Size, Text, Value, Word};
    match rule {
        Rule::symptom => SYMPTOM,
        Rule::when | Rule::condition | Rule::group | Rule::test => CONDITION,
        Rule::binding | Rule::kw_let => &[Word("let")],
        Rule::sequence | Rule::kw_sequence => &[Word("sequence")],
        Rule::all | Rule::kw_all => &[Word("all")],
        Rule::count | Rule::kw_count => &[Word("count")],
        Rule::step => &[Word("without"), Number, Word("not"), Word("exists"), Field, Name, Text],
        Rule::without | Rule::kw_without => &[Word("without")],
        Rule::window | Rule::kw_within => &[Word("within")],
        Rule::by | Rule::kw_by => &[Word("by")],
        Rule::kw_sharing => &[Word("sharing")],
        Rule::kw_lines => &[Word("lines")],
        Rule::kw_times => &[Word("times")],
        Rule::span | Rule::kw_from => &[Word("from")],
        Rule::kw_to => &[Word("to")],
        Rule::kw_for => &[Word("for")],
        Rule::point => &[Word("first"), Word("last"), Word("record")],
        Rule::kw_first => &[Word("first")],
        Rule::kw_last => &[Word("last")],
        Rule::kw_record => &[Word("record")],
        Rule::lasting => &[Word("match"), Size],
        Rule::kw_match => &[Word("match")],
        Rule::kw_and => &[Word("and")],
        Rule::kw_or => &[Word("or")],
        Rule::kw_not => &[Word("not")],
        Rule::exists | Rule::kw_exists => &[Word("exists")],
        Rule::contains | Rule::kw_contains => &[Word("contains")],
        Rule::starts | Rule::kw_starts => &[Word("starts with")],
        Rule::ends | Rule::kw_ends => &[Word("ends with")],
        Rule::one_of | Rule::kw_in => &[Word("in")],
        Rule::matches | Rule::tilde => &[Word("~")],
        Rule::compare | Rule::operator => {
            &[Word("=="), Word("!="), Word("<"), Word("<="), Word(">"), Word(">=")]
        }
        Rule::at_least => &[Word(">=")],
        Rule::field => &[Field],
        Rule::name => &[Name],
        Rule::number | Rule::word => &[Value],
        Rule::duration | Rule::size => &[Size],
        Rule::text => &[Text],
        Rule::regex => &[Regex],
        Rule::integer | Rule::times => &[Number],
        _ => &[],
    }
}
