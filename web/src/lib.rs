//! The library for a page: bytes of a log in, the answer as JSON and as HTML out.
//!
//! A page and this share one buffer, so that no generator of bindings is needed. The page asks for
//! `room`, writes there, and calls; what comes of a call is as long as the call says, and stands
//! where `answer` says.
//!
//! ```text
//! room, rule     a rule of one's own: the name of its file, a line end, its text
//!   check        what is wrong with it, as JSON
//! begin          a run, with that rule if there is one; then for each log
//!   room, source   its name
//!   room, feed     its bytes, in pieces of any length
//! finish         ends the run; then, in any order
//!   json         the answer as `pomkb match --output json` writes it
//!   html         the answer as a part of a page
//! ```

use std::cell::RefCell;

use pomkb::kb::{KnowledgeBase, Shelf};
use pomkb::record::Calendar;
use pomkb::render::{self, Answer, Format, Placed};
use pomkb::rule::Severity;
use pomkb::scan::{Chunk, Cutter, Gather, Limits, Report, Search, SourceId};
use pomkb::source::Source;
use pomkb::trial;
use pomkb::value::{Timestamp, Zone};

thread_local!(static SESSION: RefCell<Session> = RefCell::default());

/// All that is kept between calls.
#[derive(Default)]
struct Session {
    /// What the page wrote.
    room: Vec<u8>,
    /// What the last call gave.
    answer: String,
    rule: Option<Source>,
    kb: Option<&'static KnowledgeBase>,
    run: Option<Run>,
    report: Option<Report>,
}

struct Run {
    search: Search<'static>,
    gather: Gather<'static>,
    open: Option<Open>,
}

/// The log that is being read.
struct Open {
    name: String,
    source: SourceId,
    cutter: Cutter,
}

impl Session {
    /// The rules of this session. They are kept until the page lets the whole session go, which is
    /// what it does when its rule changes.
    fn kb(&mut self) -> &'static KnowledgeBase {
        let own = Shelf::Own(self.rule.iter().cloned().collect());
        let load = || &*Box::leak(Box::new(KnowledgeBase::load([Shelf::Builtin, own])));
        self.kb.get_or_insert_with(load)
    }

    fn check(&mut self) -> String {
        let kb = self.kb();
        // By itself, as its regexes are to be compiled and not those of all rules.
        let alone = KnowledgeBase::load([Shelf::Own(self.rule.iter().cloned().collect())]);
        let own: Vec<_> = kb.own_sources().collect();
        let in_all = kb.diagnostics().iter().filter(|one| own.contains(&one.source));
        let failures = trial::run(kb, |rule| own.contains(&rule.source)).failures;
        let in_all = in_all.chain(&failures);
        let in_all = in_all.map(|diagnostic| Placed { diagnostic, sources: kb.sources() });
        let slow = alone.compile_regexes(|_| true);
        let slow = slow.iter().map(|diagnostic| Placed { diagnostic, sources: alone.sources() });
        render::for_editor(&in_all.chain(slow).collect::<Vec<_>>())
    }

    fn begin(&mut self, now: Timestamp, zone: Zone) {
        let program = self.kb().program();
        let search = Search::new(program, Limits::default(), Calendar::new(now, zone));
        self.run = Some(Run { search, gather: Gather::new(&search), open: None });
        self.report = None;
    }

    fn written(&mut self, format: Format) -> String {
        let kb = self.kb();
        let report = self.report.as_ref();
        report.map_or_else(String::new, |report| {
            render::answer(&Answer::arrange(kb, report, Severity::Harmless), format)
        })
    }
}

impl Run {
    fn source(&mut self, name: String) {
        self.close();
        let source = self.gather.source(&name);
        let cutter = Cutter::new(self.search.limits(), self.search.calendar());
        self.open = Some(Open { name, source, cutter });
    }

    fn feed(&mut self, bytes: &[u8]) {
        let Some(open) = &mut self.open else { return };
        let (search, gather) = (&self.search, &mut self.gather);
        let (source, name) = (open.source, &open.name);
        open.cutter.feed(bytes, &mut |chunk: Chunk| {
            gather.add(source, search.chunk(source, name, chunk));
        });
    }

    fn close(&mut self) {
        let Some(Open { name, source, cutter }) = self.open.take() else { return };
        cutter.finish(&mut |chunk: Chunk| {
            self.gather.add(source, self.search.chunk(source, &name, chunk));
        });
    }

    fn finish(mut self) -> Report {
        self.close();
        self.gather.finish()
    }
}

/// Does something with the session and gives the length of what came of it.
fn call(act: impl FnOnce(&mut Session) -> String) -> usize {
    SESSION.with_borrow_mut(|session| {
        session.answer = act(session);
        session.answer.len()
    })
}

/// Makes room for so many bytes and says where.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    SESSION.with_borrow_mut(|session| {
        session.room.clear();
        session.room.resize(length, 0);
        session.room.as_mut_ptr()
    })
}

/// Where the answer of the last call stands.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    SESSION.with_borrow(|session| session.answer.as_ptr())
}

/// Takes the rule that stands in the room.
#[unsafe(no_mangle)]
pub extern "C" fn rule() {
    SESSION.with_borrow_mut(|session| {
        let written = String::from_utf8_lossy(&session.room).into_owned();
        let (name, text) = written.split_once('\n').unwrap_or((&written, ""));
        session.rule = Some(Source::new(name.to_owned(), text.to_owned()));
        session.kb = None;
    });
}

/// Looks at the rule.
#[unsafe(no_mangle)]
pub extern "C" fn check() -> usize {
    call(Session::check)
}

/// Begins a run at a moment, in milliseconds since 1970, which says what a time without a year
/// means. A time without a zone is so many seconds east of UTC.
#[unsafe(no_mangle)]
pub extern "C" fn begin(now: f64, east: i32) {
    #[expect(clippy::cast_possible_truncation, reason = "no clock shows the year 2262")]
    let now = Timestamp::from_nanos((now * 1e6) as i64);
    let zone = Zone::fixed(east).unwrap_or(Zone::UTC);
    SESSION.with_borrow_mut(|session| session.begin(now, zone));
}

/// Begins the log whose name stands in the room.
#[unsafe(no_mangle)]
pub extern "C" fn source() {
    SESSION.with_borrow_mut(|session| {
        let name = String::from_utf8_lossy(&session.room).into_owned();
        if let Some(run) = &mut session.run {
            run.source(name);
        }
    });
}

/// Reads the bytes that stand in the room.
#[unsafe(no_mangle)]
pub extern "C" fn feed() {
    SESSION.with_borrow_mut(|Session { room, run, .. }| {
        if let Some(run) = run {
            run.feed(room);
        }
    });
}

/// Ends the run.
#[unsafe(no_mangle)]
pub extern "C" fn finish() {
    SESSION.with_borrow_mut(|session| session.report = session.run.take().map(Run::finish));
}

/// The answer as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn json() -> usize {
    call(|session| session.written(Format::Json))
}

/// The answer as a part of a page.
#[unsafe(no_mangle)]
pub extern "C" fn html() -> usize {
    call(|session| session.written(Format::Html))
}
