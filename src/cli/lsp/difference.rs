//! Two texts in, the lines that tell them apart out.

use pomkb::source::Span;

/// What is to be replaced so that one text becomes the other, in whole lines: what an editor
/// remembers of the lines before and behind stays. `None` if they are equal.
pub(super) fn difference(old: &str, new: &str) -> Option<(Span, String)> {
    if old == new {
        return None;
    }
    let lines =
        |text: &'_ str| -> Vec<usize> { text.split_inclusive('\n').map(str::len).collect() };
    let (old_lines, new_lines) = (lines(old), lines(new));
    let mut start = 0;
    for (length, other) in old_lines.iter().zip(&new_lines) {
        let end = start + length;
        if length != other || old.get(start..end) != new.get(start..end) {
            break;
        }
        start = end;
    }
    let (mut old_end, mut new_end) = (old.len(), new.len());
    for (length, other) in old_lines.iter().rev().zip(new_lines.iter().rev()) {
        if length != other || old_end - length < start || new_end - length < start {
            break;
        }
        let (old_start, new_start) = (old_end - length, new_end - length);
        if old.get(old_start..old_end) != new.get(new_start..new_end) {
            break;
        }
        (old_end, new_end) = (old_start, new_start);
    }
    Some((Span::new(start, old_end), new.get(start..new_end)?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_small_and_whole() {
        let rows = [
            ("a\nb\nc\n", "a\nx\nc\n", Some((2, 4, "x\n"))),
            ("a\nb\n", "a\nb\n", None),
            ("a\n", "a\na\n", Some((2, 2, "a\n"))),
            ("a\na\n", "a\n", Some((2, 4, ""))),
            ("a", "a\n", Some((0, 1, "a\n"))),
        ];
        for (old, new, expected) in rows {
            let expected =
                expected.map(|(start, end, text)| (Span::new(start, end), text.to_owned()));
            assert_eq!(difference(old, new), expected, "{old:?} {new:?}");
        }
    }
}
