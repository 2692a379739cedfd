//! A rule that is put together by a program, to the text of its file.

use super::Severity;
use super::format::{format, line};
use crate::source::{Source, Sources};

/// What a text begins with, or has in it, that a person still has to write.
pub const TO_BE_WRITTEN: &str = "TODO";

/// A rule that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Lines of a comment at the head of the file.
    pub remarks: Vec<String>,
    /// The problem in one line.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// Ids of rules that this one replaces where both hit the same record.
    pub refines: Vec<String>,
    /// References.
    pub see: Vec<String>,
    /// The symptom as it is written in the language.
    pub symptom: String,
    /// What happened: prose.
    pub summary: String,
    /// Why, likeliest first.
    pub causes: Vec<DraftCause>,
    /// Logs and what must come of them.
    pub samples: Vec<DraftSample>,
}

/// A cause that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftCause {
    /// Its name: lower-case words joined by hyphens.
    pub name: String,
    /// The cause in one line.
    pub title: String,
    /// Why this leads to the symptom: prose.
    pub why: String,
    /// What to do: prose.
    pub remedy: String,
    /// How to see that it is fixed: prose.
    pub verify: String,
}

/// A sample that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftSample {
    /// Where the log comes from.
    pub from: String,
    /// The log.
    pub log: String,
    /// What must come of it.
    pub expect: DraftExpect,
    /// Ids of other rules that it sets off, rightly.
    pub also: Vec<String>,
}

/// What must come of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftExpect {
    /// The rule is found.
    Finds {
        /// First at this line, counted from 1.
        line: u64,
        /// What captures hold, by their names.
        captures: Vec<(String, String)>,
    },
    /// The rule is not found, for this reason.
    Quiet(String),
}

impl Draft {
    /// The text of the file, in the form of rule files. A symptom, text or log of which
    /// [`Draft::holds`] is false comes with escapes, which the loader refuses.
    pub fn text(&self) -> String {
        let text = self.written();
        let mut sources = Sources::default();
        let id = sources.add(Source::new("draft.toml", text.clone()));
        format(&sources, id).unwrap_or(text)
    }

    /// All that the file says, in the order in which it is said.
    fn written(&self) -> String {
        let mut out = String::new();
        for remark in &self.remarks {
            out.push_str(format!("# {}", one_line(remark)).trim_end());
            out.push('\n');
        }
        if !self.remarks.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("title    = {}\n", line(&self.title)));
        out.push_str(&format!("severity = {}\n", line(self.severity.name())));
        if !self.refines.is_empty() {
            out.push_str(&format!("refines  = [{}]\n", list(&self.refines)));
        }
        let see: Vec<String> = self.see.iter().map(|link| line(link)).collect();
        match see.as_slice() {
            [one] => out.push_str(&format!("see      = [{one}]\n")),
            many => out.push_str(&format!("see      = [\n  {},\n]\n", many.join(",\n  "))),
        }
        out.push_str(&format!("\nsymptom  = {}\n", verbatim(&self.symptom)));
        out.push_str(&format!("\nsummary  = {}\n", verbatim(&self.summary)));
        for cause in &self.causes {
            out.push_str(&format!("\n[cause.{}]\n", cause.name));
            out.push_str(&format!("title  = {}\n", line(&cause.title)));
            out.push_str(&format!("why    = {}\n", verbatim(&cause.why)));
            out.push_str(&format!("remedy = {}\n", verbatim(&cause.remedy)));
            out.push_str(&format!("verify = {}\n", verbatim(&cause.verify)));
        }
        for sample in &self.samples {
            out.push_str("\n[[sample]]\n");
            out.push_str(&format!("from  = {}\n", line(&sample.from)));
            out.push_str(&format!("log   = {}\n", verbatim(&sample.log)));
            match &sample.expect {
                DraftExpect::Finds { line: number, captures } => {
                    let captures = captures.iter();
                    let captures =
                        captures.map(|(name, value)| format!(", {name} = {}", line(value)));
                    let captures: String = captures.collect();
                    out.push_str(&format!("finds = {{ line = {number}{captures} }}\n"));
                }
                DraftExpect::Quiet(because) => {
                    out.push_str(&format!("quiet = {}\n", line(because)));
                }
            }
            if !sample.also.is_empty() {
                out.push_str(&format!("also  = [{}]\n", list(&sample.also)));
            }
        }
        out
    }

    /// Whether a symptom, a text or a log can stand in a rule file letter by letter.
    pub fn holds(text: &str) -> bool {
        as_it_is(text).is_some()
    }
}

/// The text as TOML that needs no escapes, with a line end behind it; `None` if there is no such
/// form.
fn as_it_is(text: &str) -> Option<String> {
    // A carriage return stands only where it is part of a line end.
    let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\t' | '\u{80}'..='\u{9f}');
    if !text.replace("\r\n", "\n").chars().all(is_plain) {
        return None;
    }
    let end = if text.ends_with('\n') { "" } else { "\n" };
    if !text.contains("'''") {
        Some(format!("'''\n{text}{end}'''"))
    } else if !text.contains("\"\"\"") && !text.contains('\\') {
        Some(format!("\"\"\"\n{text}{end}\"\"\""))
    } else {
        None
    }
}

fn verbatim(text: &str) -> String {
    as_it_is(text).unwrap_or_else(|| line(text))
}

/// Strings on one line, between commas.
fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| line(text)).collect();
    texts.join(", ")
}

/// A remark, which ends where its line ends.
fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_as_they_are_where_they_can() {
        let rows = [
            ("a", Some("'''\na\n'''")),
            ("a\n", Some("'''\na\n'''")),
            ("\n'a''\\", Some("'''\n\n'a''\\\n'''")),
            ("a\r\nb", Some("'''\na\r\nb\n'''")),
            ("a\rb", None),
            ("'''", Some("\"\"\"\n'''\n\"\"\"")),
            ("'''\\", None),
            ("''' \"\"\"", None),
            ("\u{7f}", None),
            ("\u{1b}", None),
        ];
        for (text, expected) in rows {
            assert_eq!(as_it_is(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn strings_of_one_line_have_escapes() {
        let rows = [("a", r#""a""#), ("\"\\\n\u{1b}é", r#""\"\\\n\u001Bé""#)];
        for (text, expected) in rows {
            assert_eq!(line(text), expected);
        }
    }
}
