//! A rule of the grammar to what a person writes to begin it.

use super::Rule;
use crate::syntax::next::{CONDITION, Next, SYMPTOM};

/// What begins a text of the rule, as far as it is worth proposing: brackets and commas are not.
pub(super) fn begins(rule: &Rule) -> &'static [Next] {
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
