//! Finds known problems in logs of Pomerium: what it is, the line that shows it, why it happens,
//! what to do, how to see that it is fixed.
//!
//! The library is pure: it takes bytes and gives values. What touches the world is the program.
//!
//! # From rules and a log to an answer
//!
//! ```
//! use pomkb::kb::{KnowledgeBase, Shelf};
//! use pomkb::record::Calendar;
//! use pomkb::render::{self, Answer, Format};
//! use pomkb::rule::Severity;
//! use pomkb::scan::{Limits, Scanner};
//!
//! // Load: the rules that come along, and one's own. What is wrong with a file is data.
//! let kb = KnowledgeBase::load([Shelf::Builtin, Shelf::Own(Vec::new())]);
//! assert!(kb.diagnostics().is_empty());
//!
//! // Scan: any number of logs, whose times without a year or a zone mean this.
//! let calendar = Calendar::of_year(2026);
//! let mut scanner = Scanner::new(kb.program(), Limits::default(), calendar);
//! let log = b"cannot bind '/tmp/pomerium-envoy-admin.sock': Address already in use\n";
//! scanner.feed("error.log", log);
//!
//! // Report: plain data, rules by number.
//! let report = scanner.finish();
//! assert_eq!(report.findings.len(), 1);
//!
//! // Render: the report meets the knowledge.
//! let answer = Answer::arrange(&kb, &report, Severity::Info);
//! assert_eq!(answer.shown()[0].rule.id.as_str(), "envoy-admin-socket-in-use");
//! let text = render::answer(&answer, Format::Markdown);
//! assert!(text.contains("error.log:1"));
//! ```
//!
//! # The modules, lowest first
//!
//! [`source`], [`value`], [`field`], [`spelling`]: files and places, what fields hold and are
//! called. [`diagnostic`]: what is wrong in a file. [`syntax`], [`symptom`]: the language.
//! [`record`]: entries of logs. [`rule`], [`program`], [`kb`]: the knowledge. [`scan`]: the run.
//! [`import`]: rules of another kind. [`secret`]: what should not leave a log. [`propose`]: a rule for a
//! line. [`review`]: advice on rules. [`trial`]: rules proved by their samples. [`search`]: the articles
//! that are near to words or to a message. [`why`]: why one is not found. [`render`]: what people and programs read.
//! `ARCHITECTURE.md` is the map.
#![deny(clippy::disallowed_methods)]

mod bytes;
pub mod diagnostic;
pub mod editor;
pub mod field;
pub mod import;
pub mod kb;
pub mod program;
pub mod propose;
pub mod record;
pub mod render;
pub mod review;
pub mod rule;
pub mod scan;
pub mod search;
pub mod secret;
pub mod source;
pub mod spelling;
pub mod symptom;
pub mod syntax;
pub mod trial;
pub mod value;
pub mod why;
