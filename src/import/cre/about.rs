//! What a CRE rule says about its problem, to the texts of a rule file.

use super::prose::{self, Converted};
use super::reader::{Fields, Reader};
use super::yaml::{Kind, Node};
use crate::diagnostic::Code;
use crate::rule::{Draft, DraftCause, Severity};

/// Where these rules are collected: the reference of a rule that gives none of its own.
const HOME: &str = "https://github.com/prequel-dev/cre";

/// How to see that a problem is solved; these rules do not say it.
const VERIFY: &str =
    "`pomkb match` on a log that was written since then no longer finds this rule.";

/// The severities by number, gravest first.
const SEVERITIES: [Severity; 5] =
    [Severity::Fatal, Severity::Error, Severity::Warning, Severity::Info, Severity::Info];

impl Reader<'_> {
    /// The texts of a rule whose `cre` is this and whose id this; its symptom is still to be put
    /// in.
    pub(super) fn about(&mut self, mut cre: Fields<'_>, id: &str) -> Draft {
        let head = cre.head;
        let title = cre.take("title").and_then(|node| self.scalar(node, "a text"));
        let title = title.map(|scalar| headline(&scalar.text)).filter(|title| !title.is_empty());
        if title.is_none() {
            let found = self.at(Code::ImportMissingText, head, "`title` is missing");
            self.push(found.label(format!("`{id}` stands in its place")));
        }
        let severity = self.severity(&mut cre);
        let mut texts = |key: &str| self.prose(&mut cre, key, head);
        let [description, cause, impact, mitigation] =
            ["description", "cause", "impact", "mitigation"].map(&mut texts);
        let applications = cre.take("applications");
        let applications = applications.map(|node| self.applications(node)).unwrap_or_default();
        let (see, others) = match cre.take("references") {
            Some(node) => self.links(node),
            None => {
                let found = self.at(Code::ImportLink, head, "no reference is given");
                self.push(found.label(format!("{HOME} stands in its place")));
                (vec![HOME.to_owned()], Vec::new())
            }
        };
        let mut remarks = vec![format!("Imported from {id}, a Common Reliability Enumeration.")];
        remarks.extend(self.remarks(cre));
        remarks.extend(others.into_iter().map(|link| format!("reference: {link}")));
        let joined = |parts: &[&str]| -> String {
            let parts: Vec<&str> = parts.iter().map(|part| part.trim_end()).collect();
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
        };
        let known = match applications.is_empty() {
            true => String::new(),
            false => prose::plain(&format!("Seen in {}.", applications.join(", "))),
        };
        let heading = if impact.is_empty() { "" } else { "**Impact**" };
        Draft {
            remarks,
            title: title.unwrap_or_else(|| id.to_owned()),
            severity,
            refines: Vec::new(),
            see,
            symptom: String::new(),
            summary: joined(&[&description, &known]),
            causes: vec![DraftCause {
                name: "as-described".to_owned(),
                title: format!("What {id} says"),
                why: joined(&[&cause, heading, &impact]),
                remedy: mitigation,
                verify: VERIFY.to_owned(),
            }],
            samples: Vec::new(),
        }
    }

    fn severity(&mut self, cre: &mut Fields<'_>) -> Severity {
        let Some(node) = cre.take("severity") else {
            let found = self.at(Code::ImportMissingText, cre.head, "`severity` is missing");
            self.push(found.label("it counts as 0, critical"));
            return Severity::Fatal;
        };
        let Some(number) = self.number(node, "a number from 0, critical, to 4, info,") else {
            return Severity::Info;
        };
        match usize::try_from(number).ok().and_then(|number| SEVERITIES.get(number)) {
            Some(severity) => *severity,
            None => {
                let message = format!("there is no severity {number}");
                let found = self.at(Code::ImportNoEffect, node.span, message);
                self.push(found.label("0, critical, to 4, info; this became `info`"));
                Severity::Info
            }
        }
    }

    /// A text as prose. One that is missing is said, and that it is missing becomes the text.
    fn prose(&mut self, cre: &mut Fields<'_>, key: &str, head: crate::source::Span) -> String {
        let node = cre.take(key);
        let written = node.and_then(|node| self.scalar(node, "a text"));
        let written = written.map(|scalar| scalar.text.as_str()).unwrap_or_default();
        let Converted { prose, changed } = prose::convert(written);
        if let (Some(change), Some(node)) = (changed, node) {
            let span = self.first_line(node.span);
            let found = self.at(Code::ImportChangedText, span, format!("`{key}` was changed"));
            self.push(found.label(change));
        }
        if !prose.is_empty() {
            return prose;
        }
        if key == "impact" {
            return prose;
        }
        let message = format!("`{key}` is missing");
        let found = self.at(Code::ImportMissingText, head, message);
        let text = "The rule does not say it.";
        self.push(found.label(format!("`{text}` stands in its place")));
        text.to_owned()
    }

    /// Names with versions.
    fn applications(&mut self, node: &Node) -> Vec<String> {
        let mut found = Vec::new();
        for item in self.list(node, "a list") {
            if let Kind::Scalar(scalar) = &item.kind {
                found.push(one_line(&scalar.text));
                continue;
            }
            let Some(mut fields) = self.map(item, "a map") else { continue };
            let known = ["name", "version", "processName", "containerName", "imageUrl"];
            let known = known.map(|key| (key, fields.take(key)));
            let mut words = Vec::new();
            for (key, node) in known {
                let Some(node) = node else { continue };
                let Some(scalar) = self.scalar(node, "a text") else { continue };
                let text = one_line(&scalar.text);
                words.push(match key {
                    "processName" => format!("(process {text})"),
                    "containerName" => format!("(container {text})"),
                    "imageUrl" => format!("(image {text})"),
                    _ => text,
                });
            }
            self.ignore(fields);
            found.push(words.join(" "));
        }
        found.retain(|application| !application.is_empty());
        found
    }

    /// References that can be given, and the others, of which that is said.
    fn links(&mut self, node: &Node) -> (Vec<String>, Vec<String>) {
        let (mut see, mut others) = (Vec::new(), Vec::new());
        for item in self.list(node, "a list") {
            let Some(scalar) = self.scalar(item, "an address") else { continue };
            let link = one_line(&scalar.text);
            if is_link(&link) {
                if !see.contains(&link) {
                    see.push(link);
                }
                continue;
            }
            let message = format!("`{link}` is no https address");
            let found = self.at(Code::ImportLink, item.span, message);
            self.push(found.label("it became a remark at the head of the file"));
            others.push(link);
        }
        if see.is_empty() {
            let span = self.first_line(node.span);
            let found = self.at(Code::ImportLink, span, "no https reference is given");
            self.push(found.label(format!("{HOME} stands in its place")));
            see.push(HOME.to_owned());
        }
        (see, others)
    }

    /// What has no key in rule files, as remarks.
    pub(super) fn remarks(&mut self, fields: Fields<'_>) -> Vec<String> {
        let mut remarks = Vec::new();
        for entry in fields.rest() {
            let text = match &entry.value.kind {
                Kind::Scalar(scalar) => Some(scalar.text.clone()),
                Kind::List(items) => {
                    let texts = items.iter().map(|item| match &item.kind {
                        Kind::Scalar(scalar) => Some(scalar.text.as_str()),
                        _ => None,
                    });
                    texts.collect::<Option<Vec<_>>>().map(|texts| texts.join(", "))
                }
                Kind::Map(_) => None,
            };
            match text {
                Some(text) => {
                    remarks.push(format!("{}: {}", one_line(&entry.key.value), one_line(&text)));
                }
                None => {
                    let message = format!("`{}` has no counterpart", entry.key.value);
                    let found = self.at(Code::ImportNoEffect, entry.key.span, message);
                    self.push(found.label("it was left out"));
                }
            }
        }
        remarks
    }
}

/// A title, which has no full stop behind it.
fn headline(text: &str) -> String {
    let line = one_line(text);
    if line.ends_with("..") { line } else { line.trim_end_matches('.').to_owned() }
}

/// The words of a text, on one line.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether rule files may refer to the address.
fn is_link(link: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"`\\".contains(c);
    link.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.contains(is_odd))
}
