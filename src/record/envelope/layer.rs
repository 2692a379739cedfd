//! What one carrier gives when it is taken off a line: the line inside, and what the carrier says.

use std::borrow::Cow;
use std::ops::Range;

use crate::record::envelope::Carrier;
use crate::value::{Level, Timestamp};

/// One carrier, taken off.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) carrier: Carrier,
    pub(super) inner: Inner,
    pub(super) time: Option<Timestamp>,
    pub(super) level: Option<Level>,
    pub(super) unit: Option<String>,
    pub(super) container: Option<String>,
    /// The stream that the line was written to, if the carrier says so.
    pub(super) stream: Option<Stream>,
    /// Whether the line goes on in the carrier's next record.
    pub(super) is_partial: bool,
}

/// Where a program wrote a line to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// What was carried.
#[derive(Debug)]
pub(super) enum Inner {
    /// A part of the text.
    Part(Range<usize>),
    /// Something that stood there with escapes.
    Made(String),
}

/// What was found around a text.
#[derive(Debug)]
pub(super) enum Off {
    /// No carrier.
    Nothing,
    /// A carrier with one line.
    One(Layer),
    /// A carrier with any number of lines, each with its place in the text.
    Many(Vec<(Range<usize>, Layer)>),
}

impl Layer {
    /// A layer of which nothing is known yet but its carrier and what it carries.
    pub(super) const fn new(carrier: Carrier, inner: Inner) -> Self {
        Self {
            carrier,
            inner,
            time: None,
            level: None,
            unit: None,
            container: None,
            stream: None,
            is_partial: false,
        }
    }

    /// What is carried, where it is a part of the text in which it was found.
    pub(super) fn part_of<'t>(&self, text: &'t str) -> Option<&'t str> {
        match &self.inner {
            Inner::Part(range) => text.get(range.clone()),
            Inner::Made(_) => None,
        }
    }

    /// Takes out what is carried; what the carrier says stays.
    pub(super) fn take_inner(&mut self) -> Inner {
        std::mem::replace(&mut self.inner, Inner::Part(0..0))
    }
}

impl Inner {
    /// What was carried, out of the text in which it was found. Borrowed text stays borrowed.
    pub(super) fn out_of<'a>(self, text: &Cow<'a, str>) -> Cow<'a, str> {
        match (self, text) {
            (Self::Made(made), _) => Cow::Owned(made),
            (Self::Part(range), Cow::Borrowed(text)) => {
                Cow::Borrowed(text.get(range).unwrap_or_default())
            }
            (Self::Part(range), Cow::Owned(text)) => {
                Cow::Owned(text.get(range).unwrap_or_default().to_owned())
            }
        }
    }
}

impl Stream {
    /// Reads `stdout` or `stderr`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "stdout" => Some(Self::Out),
            "stderr" => Some(Self::Err),
            _ => None,
        }
    }
}
