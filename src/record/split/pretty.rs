//! Lines of pretty-printed JSON: what one line is, and whether it may follow those before it.

/// Whether a line, blanks before it aside, looks like a line of a pretty-printed object.
pub(crate) fn is_part(head: &str) -> bool {
    matches!(head.trim_end(), "{" | "}" | "}," | "}]" | "],") || key(head).is_some()
}

/// The key at the head of a line `"key": …`, with straight quotes or a chat's.
pub(super) fn key(head: &str) -> Option<&str> {
    // No field's name is longer, and so each line costs no more than this to look at.
    const LONGEST: usize = 128;
    let inside = head.strip_prefix(['"', '“', '”'])?;
    let is_end = |c: char| matches!(c, '"' | '“' | '”' | '\\');
    let (end, quote) = inside.char_indices().take(LONGEST).find(|(_, c)| is_end(*c))?;
    let rest = inside.get(end + quote.len_utf8()..)?.trim_start();
    (quote != '\\' && rest.starts_with(':')).then(|| inside.get(..end))?
}

/// Whether a line stands for lines that were left out.
pub(super) fn is_ellipsis(line: &str) -> bool {
    let dots = line.trim().trim_start_matches(['/', '#', '[', ' ']).trim_end_matches([']', ',']);
    dots == "…" || (dots.len() >= 2 && dots.bytes().all(|byte| byte == b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_at_the_head_of_a_line() {
        let rows = [
            (r#""level": "error","#, Some("level")),
            (r#""level" : {"#, Some("level")),
            ("“level”: “error”,", Some("level")),
            (r#""Time","Line""#, None),
            (r#""level"#, None),
            (r#"level": "error""#, None),
            ("", None),
        ];
        for (line, expected) in rows {
            assert_eq!(key(line), expected, "{line}");
        }
    }

    #[test]
    fn ellipses_are_told_from_text() {
        let rows = [
            ("...", true),
            ("  …", true),
            ("// ...", true),
            ("[...]", true),
            (".....,", true),
            (".", false),
            ("... 12 more", false),
            ("", false),
        ];
        for (line, expected) in rows {
            assert_eq!(is_ellipsis(line), expected, "{line}");
        }
    }
}
