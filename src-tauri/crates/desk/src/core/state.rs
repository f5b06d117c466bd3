//! The memory of an open desk, and its access to the storage.

use std::{path::PathBuf, sync::Arc, time::Duration};

use store::{
    cache::Cache,
    journal::{Journal, Transaction},
    profile::Profile,
    secrets::Secrets,
    settings::{Settings, SettingsFile},
};
use tokio::sync::{Notify, OwnedMutexGuard, RwLock, watch};

use crate::{
    core::{
        events::EventBus,
        guarded::Guarded,
        idempotency::{Once, RememberedAnswer, id},
        options::Clock,
        wakeups::{SESSION_CHECK_INTERVAL, Wake},
    },
    error::{
        from_lower,
        problem::{Problem, ProblemCode},
    },
    scheduler::Scheduler,
    view::Keyring,
};

pub(crate) struct Core {
    pub(crate) clock: Clock,
    /// Field order matters: the cache is dropped before the journal, which it reads, because the last connection to
    /// close checkpoints the journal's WAL.
    pub(crate) cache: Cache,
    /// `Err`: the journal could not be opened, and nothing is sent until a start opens it.
    pub(crate) journal: Result<Journal, Problem>,
    /// A copy of the journal's waiting rows, kept by its commits. It is locked before the memory of a domain, never
    /// while one is held.
    pub(crate) scheduler: Arc<Guarded<Scheduler>>,
    /// Stays locked while the file is written. It is locked before a memory, never while one is held.
    pub(crate) settings: Guarded<SettingsFile>,
    pub(crate) secrets: Secrets,
    pub(crate) memory: Guarded<CoreMemory>,
    pub(crate) events: Arc<EventBus>,
    pub(crate) once: Once,
    pub(crate) wake: Wake,
    pub(crate) stop: watch::Sender<bool>,
    /// Read-locked while a task works with a file; shutdown waits for these tasks.
    pub(crate) files: Arc<RwLock<()>>,
    /// Lock of the profile: while it is held, no other process opens the files.
    pub(crate) profile: Guarded<Option<Profile>>,
}

/// Conditions of the whole desk that any domain may change.
pub(crate) struct CoreMemory {
    pub(crate) keyring: Keyring,
    pub(crate) notices: Vec<Problem>,
    /// The journal is open, but the last write failed.
    pub(crate) journal_failed: Option<Problem>,
    /// A request of this desk changed on the server since the lists were read.
    pub(crate) lists_behind: bool,
    /// Time of the user's last action, so that reading lists does not keep an idle session alive.
    pub(crate) active_at: i64,
}

impl Core {
    pub(crate) fn now(&self) -> i64 {
        self.clock.millis()
    }

    /// The directory of the profile; after it is closed, the system's directory for temporary files.
    pub(crate) fn data_dir(&self) -> PathBuf {
        let profile = self.profile.lock();
        profile.as_ref().map_or_else(std::env::temp_dir, |profile| profile.dir().to_owned())
    }

    /// Notes that the user is active.
    pub(crate) fn active(&self) {
        let now = self.now();
        self.memory.lock().active_at = now;
    }

    /// Reads the journal off the async threads.
    pub(crate) async fn read_journal<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Journal) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let this = Arc::clone(self);
        self.blocking(move || {
            let journal = this.journal.as_ref().map_err(Clone::clone)?;
            read(journal).map_err(|error| from_lower::journal(&error))
        })
        .await
    }

    /// Writes to the journal, in a savepoint of its own. When it returns, the work is durable and whole. A failure
    /// stops sending until a write succeeds: a journal that can only be read is not enough.
    pub(crate) fn journal<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, store::Error> + Send + 'static,
    ) -> impl Future<Output = Result<T, Problem>> {
        self.write_journal(true, work)
    }

    /// Writes changes of rows to the journal, without a savepoint and therefore faster, for work that does nothing
    /// else.
    pub(crate) fn change_rows<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, store::Error> + Send + 'static,
    ) -> impl Future<Output = Result<T, Problem>> {
        self.write_journal(false, work)
    }

    async fn write_journal<T: Send + 'static>(
        &self,
        alone: bool,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        // Moves into the work, which is finished even if its caller no longer waits for it.
        let using = Arc::clone(&self.files).read_owned().await;
        let journal = self.journal.as_ref().map_err(Clone::clone)?;
        let work = move |journal: &Transaction<'_>| Ok((work(journal)?, using));
        let written = if alone { journal.write(work) } else { journal.write_changes(work) }.await;
        let result = written.map(|(value, _using)| value).map_err(|error| from_lower::journal(&error));
        let failed = result.as_ref().err().cloned();
        let changed = {
            let mut state = self.memory.lock();
            let changed = state.journal_failed != failed;
            state.journal_failed.clone_from(&failed);
            changed
        };
        if changed {
            if let Some(problem) = failed {
                tracing::error!(problem = %problem, "the journal fails: nothing is sent");
                // The sender tries from time to time whether the journal works again.
                self.wake.sender.notify_one();
            }
            self.events.snapshot();
        }
        result
    }

    pub(crate) async fn cache<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Cache) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let this = Arc::clone(self);
        let result = self.blocking(move || work(&this.cache).map_err(|error| from_lower::file(&error))).await;
        if let Some(aside) = self.cache.take_set_aside() {
            self.memory.lock().notices.push(from_lower::cache_set_aside(&aside));
            // Data lost with the old file is read again.
            self.mark_lists_outdated();
            self.events.requests();
        }
        result
    }

    pub(crate) async fn change_settings(
        self: &Arc<Self>,
        change: impl FnOnce(&mut Settings) + Send + 'static,
    ) -> Result<(), Problem> {
        let this = Arc::clone(self);
        self.blocking(move || this.settings.lock().change(change).map_err(|error| from_lower::file(&error))).await
    }

    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let using = Arc::clone(&self.files).read_owned().await;
        let work = move || {
            let result = work();
            drop(using);
            result
        };
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|error| Err(Problem::new(ProblemCode::Internal, error.to_string())))
    }

    /// Carries out a call the first time its id arrives, to its end even if the caller goes away. A call with the same
    /// id, meanwhile or later, gets the same answer. A failure is not remembered, so the same call may be tried again.
    pub async fn once<T: Clone + Send + 'static>(
        &self,
        call: &str,
        command: &'static str,
        work: impl Future<Output = Result<T, Problem>> + Send + 'static,
    ) -> Result<T, Problem> {
        let answer = self.once.place(id(call)?, command, self.now())?;
        let under_way = tokio::spawn(async move {
            let mut answer = answer.lock_owned().await;
            if let Some(known) = answer.as_ref().and_then(|known| known.downcast_ref::<T>()) {
                tracing::info!(command, "came twice");
                return Ok(known.clone());
            }
            let result = work.await;
            *answer = result.as_ref().ok().map(|value| Box::new(value.clone()) as RememberedAnswer);
            result
        });
        under_way.await.unwrap_or_else(|error| Err(Problem::new(ProblemCode::Internal, error.to_string())))
    }

    /// Locks a key of a row or batch: waits until no other task makes that row, and keeps other tasks waiting.
    pub(crate) async fn lock_key(&self, key: &str) -> Result<OwnedMutexGuard<Option<RememberedAnswer>>, Problem> {
        Ok(self.once.place(id(key)?, "key", self.now())?.lock_owned().await)
    }

    pub(crate) fn queue_changed(&self) {
        self.wake.sender.notify_one();
        self.events.requests();
    }

    /// Marks the lists as outdated, after a request of this desk changed on the server.
    pub(crate) fn mark_lists_outdated(&self) {
        self.memory.lock().lists_behind = true;
        self.wake.sync.notify_one();
    }

    /// Sleeps until an instant of the desk's clock, or until woken.
    pub(crate) async fn sleep_until(&self, wake: &Notify, until: i64) {
        // At least 5 ms for an instant in the past, at most `SESSION_CHECK_INTERVAL` ahead.
        let millis = u64::try_from(until - self.now()).unwrap_or(0).max(5);
        let wait = Duration::from_millis(millis).min(SESSION_CHECK_INTERVAL);
        let _ = tokio::time::timeout(wait, wake.notified()).await;
    }

    /// Runs work in the background until it is done or the desk is shut down.
    pub(crate) fn in_background(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut stop = self.stop.subscribe();
        tokio::spawn(async move {
            tokio::select! {
                () = work => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        });
    }
}
