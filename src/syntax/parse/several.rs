//! Pairs of blocks over several records, to their trees.

use super::{Absent, Builder, Built, Pair, Rule, children, next};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Count, During, Mark, Point, Shift, Step, StepKind, Steps, Stretch, Until, Window, WindowSize,
    Without,
};

impl<'t> Builder<'t> {
    pub(super) fn steps(&mut self, pair: Pair<'t, Rule>) -> Built<Steps> {
        let mut inner = children(pair);
        let keyword = self.span(&next(&mut inner)?);
        let window = self.window(next(&mut inner)?)?;
        let (mut by, mut sharing, mut steps, mut span) = (Vec::new(), None, Vec::new(), keyword);
        for pair in inner {
            match pair.as_rule() {
                Rule::by => by = self.by(pair),
                Rule::kw_sharing => sharing = Some(self.span(&pair)),
                Rule::step => steps.push(self.step(pair)?),
                _ => span = keyword.to(self.span(&pair)),
            }
        }
        Ok(Steps { keyword, window, by, sharing, steps, span })
    }

    pub(super) fn count(&mut self, pair: Pair<'t, Rule>) -> Built<Count> {
        let mut inner = children(pair);
        let keyword = self.span(&next(&mut inner)?);
        next(&mut inner)?;
        let at_least = self.integer(&next(&mut inner)?);
        let window = self.window(next(&mut inner)?)?;
        let (mut by, mut condition, mut span) = (Vec::new(), None, keyword);
        for pair in inner {
            match pair.as_rule() {
                Rule::by => by = self.by(pair),
                Rule::condition => condition = Some(self.condition(pair)?),
                _ => span = keyword.to(self.span(&pair)),
            }
        }
        let condition = condition.ok_or(Absent)?;
        Ok(Count { keyword, at_least, window, by, condition, span })
    }

    fn step(&mut self, pair: Pair<'t, Rule>) -> Built<Step> {
        let mut inner = children(pair);
        let first = next(&mut inner)?;
        let kind = match first.as_rule() {
            Rule::without => StepKind::Without(self.without(first)?),
            Rule::times => {
                let mut words = children(first);
                let number = self.integer(&next(&mut words)?);
                let span = number.span.to(self.span(&next(&mut words)?));
                StepKind::Times(Spanned::new(number.value, span))
            }
            _ => return Ok(Step { kind: StepKind::Once, condition: self.condition(first)? }),
        };
        Ok(Step { kind, condition: self.condition(next(&mut inner)?)? })
    }

    fn without(&mut self, pair: Pair<'t, Rule>) -> Built<Without> {
        let mut parts = children(pair);
        let keyword = self.span(&next(&mut parts)?);
        let during = match parts.next() {
            None => During::Here,
            Some(window) if window.as_rule() == Rule::window => {
                During::Within(self.window(window)?)
            }
            Some(stretch) => During::Stretch(self.stretch(stretch)?),
        };
        Ok(Without { keyword, during })
    }

    fn stretch(&mut self, pair: Pair<'t, Rule>) -> Built<Stretch> {
        let mut parts = children(pair);
        let start = self.span(&next(&mut parts)?);
        let from = self.point(next(&mut parts)?)?;
        next(&mut parts)?;
        let end = next(&mut parts)?;
        let (until, end) = if end.as_rule() == Rule::point {
            let point = self.point(end)?;
            let span = point.span;
            (Until::Point(point), span)
        } else {
            self.lasting(end)?
        };
        Ok(Stretch { from, until, span: start.to(end) })
    }

    fn point(&mut self, pair: Pair<'t, Rule>) -> Built<Point> {
        let mut parts = children(pair);
        let word = next(&mut parts)?;
        let mut span = self.span(&word);
        let mark = match word.as_rule() {
            Rule::kw_first => Mark::First,
            Rule::kw_last => Mark::Last,
            _ => {
                let number = self.integer(&next(&mut parts)?);
                span = span.to(number.span);
                Mark::Record(number.value)
            }
        };
        let shift = parts.next().map(|shift| self.shift(shift)).transpose()?;
        let span = shift.map_or(span, |shift| span.to(shift.span));
        Ok(Point { mark, shift, span })
    }

    fn shift(&mut self, pair: Pair<'t, Rule>) -> Built<Shift> {
        let mut parts = children(pair);
        let sign = next(&mut parts)?;
        let size = self.size(next(&mut parts)?)?;
        let is_back = sign.as_rule() == Rule::minus;
        Ok(Shift { is_back, size: size.value, span: self.span(&sign).to(size.span) })
    }

    fn lasting(&mut self, pair: Pair<'t, Rule>) -> Built<(Until, Span)> {
        let mut parts = children(pair);
        let first = next(&mut parts)?;
        if first.as_rule() == Rule::size {
            let size = self.size(first)?;
            return Ok((Until::Size(size), size.span));
        }
        let span = self.span(&first);
        let shift = parts.next().map(|shift| self.shift(shift)).transpose()?;
        let span = shift.map_or(span, |shift| span.to(shift.span));
        Ok((Until::Match(shift), span))
    }

    fn window(&mut self, pair: Pair<'t, Rule>) -> Built<Window> {
        let mut inner = children(pair);
        let keyword = self.span(&next(&mut inner)?);
        let size = self.size(next(&mut inner)?)?;
        Ok(Window { size: size.value, span: keyword.to(size.span) })
    }

    fn size(&mut self, pair: Pair<'t, Rule>) -> Built<Spanned<WindowSize>> {
        let mut inner = children(pair);
        let size = next(&mut inner)?;
        if size.as_rule() == Rule::duration {
            let length = self.length(&size)?;
            return Ok(Spanned::new(WindowSize::Time(length.value), length.span));
        }
        let lines = self.integer(&size);
        let span = lines.span.to(self.span(&next(&mut inner)?));
        Ok(Spanned::new(WindowSize::Lines(lines.value), span))
    }

    fn by(&self, pair: Pair<'t, Rule>) -> Vec<Spanned<String>> {
        let fields = children(pair).filter(|pair| pair.as_rule() == Rule::field);
        fields.map(|pair| self.word(&pair)).collect()
    }
}
