//! Searches chunks on all cores, and puts together what was found in the order of the log.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope};

use pomkb::scan::{Chunk, Cutter, Gather, Partial, Report, Search, SourceId};

/// Chunks that wait for each worker: enough for none to run dry, few enough to stay small.
const WAITING: usize = 2;

/// Lets `work` give logs to a pool, and gives the report on them.
pub(crate) fn run(
    search: &Search<'_>,
    gather: Gather,
    work: impl FnOnce(&mut Pool<'_, '_>) -> anyhow::Result<()>,
) -> anyhow::Result<Report> {
    let order = Mutex::new(Order { gather, next: 0, early: BTreeMap::new() });
    let jobs = Mutex::new(None);
    thread::scope(|scope| {
        let mut pool =
            Pool { scope, search, order: &order, jobs: &jobs, given: 0, first: None, sender: None };
        let done = work(&mut pool);
        pool.finish();
        done
    })?;
    let order = order.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(order.gather.finish())
}

/// Workers, which are started when there is more than one chunk: most logs are small.
pub(crate) struct Pool<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    search: &'env Search<'env>,
    order: &'env Mutex<Order>,
    jobs: &'env Mutex<Option<Receiver<Job>>>,
    given: u64,
    first: Option<Job>,
    sender: Option<SyncSender<Job>>,
}

/// A chunk, its place among all chunks, and whose it is.
struct Job {
    number: u64,
    source: SourceId,
    name: String,
    chunk: Chunk,
}

/// What was found, put together in the order in which chunks were given.
pub(crate) struct Order {
    gather: Gather,
    next: u64,
    /// What came before its turn.
    early: BTreeMap<u64, (SourceId, Partial)>,
}

impl Pool<'_, '_> {
    /// Takes a log in. `read` is given what takes its bytes.
    pub(crate) fn log<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut dyn FnMut(&[u8])) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let source = lock(self.order).gather.source(name);
        let mut cutter = Cutter::new(self.search.limits(), self.search.calendar());
        let mut take = |chunk| self.give(source, name, chunk);
        let read = read(&mut |bytes| cutter.feed(bytes, &mut take));
        cutter.finish(&mut take);
        read
    }

    fn give(&mut self, source: SourceId, name: &str, chunk: Chunk) {
        let job = Job { number: self.given, source, name: name.to_owned(), chunk };
        self.given += 1;
        if self.given == 1 {
            self.first = Some(job);
            return;
        }
        let first = self.first.take();
        let sender = self.workers();
        for job in first.into_iter().chain([job]) {
            // It fails only if all workers are gone, after a panic that ends the run anyway.
            let _ = sender.send(job);
        }
    }

    fn workers(&mut self) -> SyncSender<Job> {
        if let Some(sender) = &self.sender {
            return sender.clone();
        }
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let (sender, receiver) = mpsc::sync_channel(cores * WAITING);
        *lock(self.jobs) = Some(receiver);
        for _ in 0..cores {
            let (search, order, jobs) = (self.search, self.order, self.jobs);
            self.scope.spawn(move || {
                loop {
                    let job = lock(jobs).as_ref().and_then(|jobs| jobs.recv().ok());
                    let Some(job) = job else { return };
                    work(search, order, &job);
                }
            });
        }
        self.sender = Some(sender.clone());
        sender
    }

    /// Nothing more is given. The scope waits for the workers.
    fn finish(self) {
        if let Some(job) = self.first {
            work(self.search, self.order, &job);
        }
    }
}

fn work(search: &Search<'_>, order: &Mutex<Order>, job: &Job) {
    let partial = search.chunk(job.source, &job.name, &job.chunk);
    let mut order = lock(order);
    let order = &mut *order;
    order.early.insert(job.number, (job.source, partial));
    while let Some((source, partial)) = order.early.remove(&order.next) {
        order.gather.add(source, partial);
        order.next += 1;
    }
}

/// A panic of another thread ends the run where the threads are joined; here it does not matter.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
