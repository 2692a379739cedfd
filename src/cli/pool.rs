//! Searches logs on all cores, and puts together what was found in the order of the log.
//!
//! Each worker takes the next chunk, which it reads and cuts itself, and then searches it while
//! others read on: there is no thread that only reads, and none that waits for it.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::logs::Logs;
use pomkb::scan::{Chunk, Gather, Partial, Report, Search, SourceId};

/// A chunk, and whose it is.
pub(crate) struct Piece {
    pub(crate) source: SourceId,
    pub(crate) name: String,
    pub(crate) chunk: Chunk,
}

/// Searches all logs.
pub(crate) fn run(search: &Search<'_>, gather: Gather<'_>, logs: &mut Logs<'_>) -> Report {
    let order = Mutex::new(Order { gather, next: 0, early: BTreeMap::new(), spare: Vec::new() });
    let supply = Mutex::new(Numbered { logs, given: 0 });
    // Most logs are one chunk, for which no thread is worth its start.
    let first = take(&supply, &order);
    let second = first.as_ref().and_then(|_| take(&supply, &order));
    match second {
        None => first.into_iter().for_each(|job| work(search, &order, job)),
        Some(second) => thread::scope(|scope| {
            let cores = thread::available_parallelism().map_or(1, NonZero::get);
            let mut begun = [first, Some(second)].into_iter();
            let (supply, order) = (&supply, &order);
            for _ in 0..cores.max(2) {
                let begun = begun.next().flatten();
                scope.spawn(move || {
                    let mut job = begun.or_else(|| take(supply, order));
                    while let Some(one) = job {
                        work(search, order, one);
                        job = take(supply, order);
                    }
                });
            }
        }),
    }
    order.into_inner().unwrap_or_else(PoisonError::into_inner).gather.finish()
}

/// The logs, and how many chunks they gave.
struct Numbered<'l, 'a> {
    logs: &'l mut Logs<'a>,
    given: u64,
}

/// What was found, put together in the order in which chunks were given.
struct Order<'p> {
    gather: Gather<'p>,
    next: u64,
    /// What came before its turn.
    early: BTreeMap<u64, (SourceId, Partial)>,
    /// Room of chunks that were searched.
    spare: Vec<Vec<u8>>,
}

/// A chunk and its place among all.
struct Job {
    number: u64,
    piece: Piece,
}

fn take(supply: &Mutex<Numbered<'_, '_>>, order: &Mutex<Order<'_>>) -> Option<Job> {
    let mut supply = lock(supply);
    let mut spare = std::mem::take(&mut lock(order).spare);
    let mut sources = |name: &str| lock(order).gather.source(name);
    let piece = supply.logs.next(&mut sources, &mut spare)?;
    lock(order).spare.append(&mut spare);
    supply.given += 1;
    Some(Job { number: supply.given - 1, piece })
}

fn work(search: &Search<'_>, order: &Mutex<Order<'_>>, Job { number, piece }: Job) {
    let partial = search.chunk(piece.source, &piece.name, piece.chunk);
    let mut order = lock(order);
    let order = &mut *order;
    order.early.insert(number, (piece.source, partial));
    while let Some((source, partial)) = order.early.remove(&order.next) {
        order.spare.extend(order.gather.add(source, partial));
        order.next += 1;
    }
}

/// A panic of another thread ends the run where the threads are joined; here it does not matter.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
