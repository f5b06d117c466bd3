//! The single writer of the journal: a thread that owns the connection and commits for all callers that wait.
//!
//! A full sync costs the same for one change as for a hundred. So all work that arrives while one commit is in progress
//! shares the next one. Each piece of work succeeds or fails alone, in a savepoint; if the commit fails, all of it
//! fails. Work that only changes rows has no savepoint: it fails only if the disk does, and then the whole commit fails
//! with it.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    task::{Context, Poll},
    thread::{self, JoinHandle},
};

use rusqlite::{Connection, TransactionBehavior, ffi};
use tokio::sync::oneshot;

use super::{
    queue_entry::QueueEntry,
    transaction::{OnWire, Transaction},
};
use crate::Error;

/// Maximum number of tasks in a commit. With more, the first would wait too long for the last.
const MAX_JOBS_PER_COMMIT: usize = 512;

/// Receives each row that a commit changed, in the order of the commits and before any caller gets its result.
pub(super) type Listener = Box<dyn Fn(Vec<QueueEntry>) + Send>;

/// Handle of the writer thread.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    refuse: AtomicBool,
    listener: Mutex<Option<Listener>>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("refuse", &self.refuse).finish_non_exhaustive()
    }
}

/// Result of a piece of work, available once the work is durable.
#[derive(Debug)]
#[must_use = "the work may fail"]
pub struct Written<T>(oneshot::Receiver<Result<T, Error>>);

impl<T> Written<T> {
    /// Blocks; not for async threads.
    pub fn wait(self) -> Result<T, Error> {
        self.0.blocking_recv().unwrap_or_else(|_| Err(closed()))
    }
}

impl<T> Future for Written<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|answer| answer.unwrap_or_else(|_| Err(closed())))
    }
}

impl Writer {
    pub(super) fn start(connection: Connection) -> std::io::Result<Self> {
        let (jobs, waiting) = mpsc::channel();
        let shared = Arc::<Shared>::default();
        let thread = thread::Builder::new().name("journal".to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || run(connection, &waiting, &shared)
        })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), shared })
    }

    pub(super) fn write<T: Send + 'static>(
        &self,
        alone: bool,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Written<T> {
        let (answer, answered) = oneshot::channel();
        let task = Task { work: Some(work), alone, result: None, answer };
        // If the thread has ended, the task and its answer channel are dropped, and the caller gets an error.
        let _ = self.jobs.as_ref().map(|jobs| jobs.send(Box::new(task)));
        Written(answered)
    }

    pub(super) fn refuse(&self, refuse: bool) {
        self.shared.refuse.store(refuse, SeqCst);
    }

    pub(super) fn listen(&self, listener: Listener) {
        *self.shared.listener.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
    }
}

impl Drop for Writer {
    /// Waits until all queued work is written.
    fn drop(&mut self) {
        drop(self.jobs.take());
        // Not joined on the writer thread itself: the last piece of work may hold the last reference to the journal.
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != thread::current().id()) {
            let _ = thread.join();
        }
    }
}

/// A piece of work together with the channel to its caller.
trait Job: Send {
    /// Whether it gets a savepoint, so that its failure leaves the rest of the commit as it is.
    fn alone(&self) -> bool;
    /// Returns false if it failed and its changes have to be rolled back.
    fn run(&mut self, writing: &Transaction<'_>) -> bool;
    fn finish(self: Box<Self>, committed: Result<(), Error>);
}

struct Task<W, T> {
    work: Option<W>,
    alone: bool,
    result: Option<Result<T, Error>>,
    answer: oneshot::Sender<Result<T, Error>>,
}

impl<W, T> Job for Task<W, T>
where
    W: FnOnce(&Transaction<'_>) -> Result<T, Error> + Send,
    T: Send,
{
    fn alone(&self) -> bool {
        self.alone
    }

    fn run(&mut self, writing: &Transaction<'_>) -> bool {
        self.result = self.work.take().map(|work| work(writing));
        matches!(self.result, Some(Ok(_)))
    }

    fn finish(self: Box<Self>, committed: Result<(), Error>) {
        let answer = match (self.result, committed) {
            (Some(Err(error)), _) | (_, Err(error)) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => return,
        };
        // The caller may have stopped waiting.
        let _ = self.answer.send(answer);
    }
}

fn run(mut connection: Connection, waiting: &mpsc::Receiver<Box<dyn Job>>, shared: &Shared) {
    let mut refused = false;
    let on_wire = OnWire::default();
    while let Ok(first) = waiting.recv() {
        let refuse = shared.refuse.load(SeqCst);
        if refuse != refused && connection.pragma_update(None, "query_only", refuse).is_ok() {
            refused = refuse;
        }
        let mut jobs = vec![first];
        let committed = batch(&mut connection, &on_wire, &mut jobs, waiting);
        match committed {
            Ok(changed) => {
                let listener = shared.listener.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(listener) = listener.as_ref().filter(|_| !changed.is_empty()) {
                    listener(changed);
                }
                drop(listener);
                for job in jobs {
                    job.finish(Ok(()));
                }
            }
            Err(error) => {
                on_wire.borrow_mut().clear();
                for job in jobs {
                    job.finish(Err(again(&error)));
                }
            }
        }
    }
}

/// Runs the tasks, and those that arrive meanwhile, in one transaction.
fn batch(
    connection: &mut Connection,
    on_wire: &OnWire,
    jobs: &mut Vec<Box<dyn Job>>,
    waiting: &mpsc::Receiver<Box<dyn Job>>,
) -> rusqlite::Result<Vec<QueueEntry>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut changed = Vec::new();
    let mut done = 0;
    while let Some(job) = jobs.get_mut(done) {
        if job.alone() {
            savepoint(&transaction, "SAVEPOINT job")?;
        }
        let journal = Transaction::new(&transaction, on_wire);
        if job.run(&journal) {
            changed.extend(journal.changed());
        } else if !job.alone() {
            return Err(failure(ffi::SQLITE_ABORT, "a change of the same commit failed"));
        } else {
            on_wire.borrow_mut().clear();
            if !transaction.is_autocommit() {
                savepoint(&transaction, "ROLLBACK TO job")?;
            }
        }
        if transaction.is_autocommit() {
            // A full disk ends the whole transaction, not only the failing statement.
            return Err(failure(ffi::SQLITE_ABORT, "the transaction was ended"));
        }
        if job.alone() {
            savepoint(&transaction, "RELEASE job")?;
        }
        done += 1;
        if jobs.len() == done && done < MAX_JOBS_PER_COMMIT {
            jobs.extend(waiting.try_recv());
        }
    }
    transaction.commit()?;
    Ok(changed)
}

/// Prepared and cached, because it runs for each piece of work.
fn savepoint(connection: &Connection, statement: &str) -> rusqlite::Result<usize> {
    connection.prepare_cached(statement)?.execute([])
}

fn failure(code: i32, words: &str) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some(words.to_owned()))
}

fn closed() -> Error {
    failure(ffi::SQLITE_MISUSE, "the journal is closed").into()
}

/// Copies the error for each caller of the failed commit; `rusqlite::Error` cannot be cloned.
fn again(error: &rusqlite::Error) -> Error {
    match error {
        rusqlite::Error::SqliteFailure(code, words) => rusqlite::Error::SqliteFailure(*code, words.clone()).into(),
        other => failure(ffi::SQLITE_ERROR, &other.to_string()).into(),
    }
}
