//! Templates: values in, text out; what a value contains is never code, and never acts.

use std::fmt::Write as _;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde};
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value};
use serde::Serialize;

use super::inert;
use super::terminal::{Look, Style};
use crate::source::{Source, Span};

/// Text that is fit for its output as it stands. Everything else is made inert when it is
/// written.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(super) struct Markup(Value);

impl Markup {
    pub(super) fn new(text: String) -> Self {
        Self(Value::from_safe_string(text))
    }
}

/// Where the text goes, which decides what would act there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Terminal(Look),
    Markdown,
    Html,
}

impl Target {
    /// The target that a template's name asks for.
    pub(super) fn of(name: &str, look: Look) -> Self {
        let name = name.strip_suffix(".j2").unwrap_or(name);
        match name.rsplit_once('.').map(|(_, ending)| ending) {
            Some("md" | "markdown") => Self::Markdown,
            Some("html" | "htm") => Self::Html,
            _ => Self::Terminal(look),
        }
    }

    fn inert(self, text: &str) -> String {
        match self {
            Self::Terminal(_) => inert::visible(text).into_owned(),
            Self::Markdown => inert::markdown(text),
            Self::Html => inert::html(text),
        }
    }
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// What is wrong, in one sentence.
    pub message: String,
    /// The place in the template.
    pub span: Span,
}

/// Steps that a template may take: ours need some hundred a finding, and one that never ends is
/// stopped within a second.
#[cfg(feature = "full")]
const FUEL: u64 = 20_000_000;

/// Fills a template. A name that the view does not have is an error, not a gap.
pub(super) fn fill(
    template: &Source,
    target: Target,
    view: &impl Serialize,
) -> Result<String, TemplateFault> {
    let mut env = Environment::new();
    // Lines with nothing but a tag leave nothing behind. The delimiters are the usual ones, which
    // the library never refuses.
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build();
    if let Ok(syntax) = syntax {
        env.set_syntax(syntax);
    }
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_recursion_limit(64);
    env.set_auto_escape_callback(|_| AutoEscape::Custom("inert".into()));
    // A page in a browser fills none but ours.
    #[cfg(feature = "full")]
    {
        env.set_debug(true);
        env.set_fuel(Some(FUEL));
    }
    // A template cannot declare text harmless that is not.
    env.remove_filter("safe");
    env.remove_filter("escape");
    env.remove_filter("e");
    env.set_formatter(move |out, _, value| {
        if value.is_none() {
            Ok(())
        } else if value.is_safe() {
            out.write_str(value.as_str().unwrap_or_default()).map_err(Error::from)
        } else {
            out.write_str(&target.inert(&value.to_string())).map_err(Error::from)
        }
    });
    env.add_filter("style", move |value: Value, name: String| style(&value, &name, target));
    env.add_filter("code", move |value: Value| match target {
        Target::Terminal(look) => {
            let text = inert::visible(&value.to_string()).into_owned();
            let shown = if look.colour { text } else { format!("`{text}`") };
            Value::from_safe_string(look.paint(Style::Code, &shown))
        }
        Target::Markdown => Value::from_safe_string(inert::code_span(&value.to_string())),
        Target::Html => {
            Value::from_safe_string(format!("<code>{}</code>", inert::html(&value.to_string())))
        }
    });
    env.add_filter("link", move |url: String| match target {
        Target::Terminal(look) => Value::from_safe_string(look.link(&url, &inert::visible(&url))),
        Target::Markdown | Target::Html => Value::from(url),
    });
    env.add_filter("number", |value: u64| grouped(value));
    env.add_function("plural", |count: u64, one: String, rest: Kwargs| {
        rest.assert_all_used()?;
        let word = if count == 1 { one } else { plural(&one) };
        Ok::<_, Error>(format!("{} {word}", grouped(count)))
    });

    let filled = env
        .template_from_named_str(&template.name, &template.text)
        .and_then(|template| template.render(Value::from(Serde(view))));
    filled.map_err(|error| {
        #[cfg(feature = "full")]
        let place = error.range();
        #[cfg(not(feature = "full"))]
        let place: Option<std::ops::Range<usize>> = None;
        TemplateFault {
            message: error.detail().map_or_else(|| error.to_string(), ToOwned::to_owned),
            span: place.map_or(Span::empty(0), Span::from),
        }
    })
}

fn style(value: &Value, name: &str, target: Target) -> Result<Value, Error> {
    let style = Style::of(name).ok_or_else(|| {
        Error::new(minijinja::ErrorKind::InvalidOperation, format!("there is no style `{name}`"))
    })?;
    let text = match value.as_str() {
        Some(text) if value.is_safe() => text.to_owned(),
        _ => target.inert(&value.to_string()),
    };
    Ok(Value::from_safe_string(match target {
        Target::Terminal(look) => look.paint(style, &text),
        Target::Markdown | Target::Html => text,
    }))
}

/// A number with its thousands set apart: `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (ix, digit) in digits.chars().enumerate() {
        if ix > 0 && (digits.len() - ix).is_multiple_of(3) {
            grouped.push(',');
        }
        let _ = grouped.write_char(digit);
    }
    grouped
}

fn plural(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{word}s"),
    }
}
