//! What an open desk holds in memory, and the ways to the disk.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU32},
    },
    time::Duration,
};

use crmcom::{Pin, Token};
use store::{Cache, Identity, Journal, Profile, Secrets, SettingsFile, StoredConnection, Tenant, Writing, fold};
use tokio::{
    sync::{Notify, RwLock, watch},
    task::JoinHandle,
};

use crate::{
    Desk,
    connections::registry::Way,
    core::{
        events::Bell,
        once::Once,
        options::{BuiltInSandbox, Clock, SheetReader, UsualProxy},
        wakeups::Wake,
    },
    entities::page::{Answered, Question},
    error::{
        from_lower,
        problem::{Problem, ProblemCode},
    },
    field::{JobsRun, OpenSheets},
    lookups::Asking,
    rejected::imports::Imports,
    requests::list_faults::ListFault,
    retention::own::Purging,
    scheduler::Lineup,
    sessions::session::Live,
    view::{Keyring, Network, Rebuilt, SyncProgress},
};

pub(crate) struct Inner {
    pub(crate) clock: Clock,
    pub(crate) version: String,
    pub(crate) read_timeout: Duration,
    pub(crate) limits: crmcom::Limits,
    pub(crate) sandbox: Option<BuiltInSandbox>,
    pub(crate) sheet_reader: SheetReader,
    pub(crate) usual_proxy: UsualProxy,
    /// Before the journal, which it reads: whoever closes last merges the journal's log into its file.
    pub(crate) cache: Cache,
    /// `Err`: it could not be opened, and nothing is sent until it can.
    pub(crate) journal: Result<Journal, Problem>,
    /// Kept by the journal's commits. Never locked by whoever holds `state`.
    pub(crate) line: Arc<Mutex<Lineup>>,
    pub(crate) settings: Mutex<SettingsFile>,
    pub(crate) administrator: Vec<StoredConnection>,
    pub(crate) secrets: Secrets,
    /// What names this profile in the keyring; empty without a journal.
    pub(crate) profile_id: String,
    /// The last change of the journal as this run found it.
    pub(crate) change_found: i64,
    /// Of this profile alone: what stands for the user of a Web API key is hashed with it.
    pub(crate) hash_key: Vec<u8>,
    pub(crate) state: Mutex<State>,
    /// The keyring is asked for the sessions of the last run by one at a time.
    pub(crate) restoring: tokio::sync::Mutex<()>,
    /// One renewal of a session at a time, by connection.
    pub(crate) renewals: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// One reading of the lists at a time.
    pub(crate) reading: tokio::sync::Mutex<()>,
    /// One search for lost requests at a time.
    pub(crate) searching: tokio::sync::Mutex<()>,
    /// Whoever reads lists stops.
    pub(crate) stop_reading: Notify,
    /// One file at a time is written for somebody.
    pub(crate) exporting: tokio::sync::Mutex<()>,
    pub(crate) export_stopped: AtomicBool,
    pub(crate) imports: Imports,
    pub(crate) purging: Purging,
    /// How often batches were read for somebody.
    pub(crate) batch_readings: AtomicU32,
    pub(crate) bell: Arc<Bell>,
    /// What the server is being asked about things.
    pub(crate) asking: Asking,
    pub(crate) once: Once,
    pub(crate) wake: Wake,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) tasks: Mutex<Vec<JoinHandle<()>>>,
    /// Held for reading by whoever works with a file; leaving waits for them.
    pub(crate) files: Arc<RwLock<()>>,
    /// Until it goes, no other window opens the files.
    pub(crate) profile: Mutex<Option<Profile>>,
}

/// Everything that is gone with the process.
pub(crate) struct State {
    pub(crate) selected: String,
    /// By connection.
    pub(crate) sessions: HashMap<String, Live>,
    /// Connections that somebody left in this run: until the next sign-in nobody sees what is known of them.
    pub(crate) left: HashSet<String>,
    pub(crate) keyring: Keyring,
    pub(crate) notices: Vec<Problem>,
    pub(crate) network: HashMap<String, Network>,
    /// Since when a connection's server has been away.
    pub(crate) away_since: HashMap<String, i64>,
    /// How far the looking up of the day's jobs is, and of whose.
    pub(crate) jobs_run: Option<JobsRun>,
    /// How far the reading of a list has come.
    pub(crate) sync: Option<SyncProgress>,
    /// Lists that could not be read, or not whole, by connection.
    pub(crate) list_faults: HashMap<String, BTreeMap<&'static str, ListFault>>,
    /// What is kept may be too old by now: somebody wants to keep less.
    pub(crate) keep_less: bool,
    /// A request of ours changed on the server since the lists were read.
    pub(crate) lists_behind: bool,
    /// Until then, the list of completed requests is left alone: it was stopped, or it failed.
    pub(crate) long_list_after: i64,
    /// When somebody stopped a reading: it was too long for him.
    pub(crate) long_list_stopped: Option<i64>,
    /// Of requests that have not left, and since when; nowhere else.
    pub(crate) pins: HashMap<String, (Pin, i64)>,
    /// With which token a request was refused last.
    pub(crate) refused_with: HashMap<String, Token>,
    /// It is known whether the profile is the one that was left last, or that nobody can tell. Nothing leaves before.
    pub(crate) profile_checked: bool,
    /// The last change of the journal that the keyring was told of.
    pub(crate) counted: i64,
    /// How servers named users: two spellings with one name are one person.
    pub(crate) named_users: HashMap<(Tenant, String), String>,
    /// Keys of requests that a batch sent and that have no outcome yet: the batch tells of them, not each by itself.
    pub(crate) of_batches: HashSet<String>,
    /// Forms of requests as they were given out last, to say what was changed in them.
    pub(crate) rebuilt: HashMap<String, Rebuilt>,
    /// The list that somebody looks at before its jobs are added.
    pub(crate) sheet: OpenSheets,
    /// What came of asking the server about things whose pages were shown, and when.
    pub(crate) asked_things: HashMap<Question, (i64, Answered)>,
    /// Batches that somebody goes on with: what happened to them before is no news.
    pub(crate) batches_resumed: HashSet<String>,
    /// When the watcher looks again by itself.
    pub(crate) watches_at: i64,
    /// The journal opened, but could not be written the last time.
    pub(crate) journal_failed: Option<Problem>,
    /// Built once per connection: a client reads the system's certificates.
    pub(crate) ways: HashMap<String, Way>,
    /// When somebody last did something, so that reading lists does not keep an idle session alive.
    pub(crate) active_at: i64,
}

impl State {
    /// Whether two identities are one person: the same, or one name spelled in two ways that the server named the same. A
    /// server that books everything on one user makes nobody somebody else.
    pub(crate) fn same_person(&self, one: &Identity, other: &Identity) -> bool {
        if one == other {
            return true;
        }
        one.tenant == other.tenant
            && one.unit == other.unit
            && fold(&one.user) == fold(&other.user)
            && self.named_as(one).is_some_and(|name| self.named_as(other) == Some(name))
    }

    /// What the server calls a user.
    pub(crate) fn named_as(&self, of: &Identity) -> Option<String> {
        self.named_users.get(&(of.tenant.clone(), of.user.clone())).cloned()
    }
}

impl Desk {
    /// Whoever holds it waits for nothing: not for the settings, which are locked while they are written, nor for the
    /// system. The settings may be held before it.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under it leaves it half-changed.
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn settings(&self) -> MutexGuard<'_, SettingsFile> {
        self.inner.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn line(&self) -> MutexGuard<'_, Lineup> {
        // As with the state; what it holds is a copy of the journal.
        self.inner.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> i64 {
        self.inner.clock.millis()
    }

    /// The directory of the profile; once it is left, the system's for temporary files.
    pub(crate) fn data_dir(&self) -> PathBuf {
        let profile = self.inner.profile.lock().unwrap_or_else(PoisonError::into_inner);
        profile.as_ref().map_or_else(std::env::temp_dir, |profile| profile.dir().to_owned())
    }

    /// Somebody is at the desk.
    pub(crate) fn active(&self) {
        let now = self.now();
        self.state().active_at = now;
    }

    /// Reads the journal off the async threads.
    pub(crate) async fn read_journal<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Journal) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let desk = self.clone();
        self.blocking(move || {
            let journal = desk.inner.journal.as_ref().map_err(Clone::clone)?;
            read(journal).map_err(|error| from_lower::journal(&error))
        })
        .await
    }

    /// Writes into the journal; when it answers, the work is on the disk, whole. A failure stops sending until a write
    /// works again: one that can still be read is not enough.
    pub(crate) fn journal<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Writing<'_>) -> Result<T, store::Error> + Send + 'static,
    ) -> impl Future<Output = Result<T, Problem>> {
        self.write_journal(true, work)
    }

    /// The same, sooner done, for what changes rows and does nothing else.
    pub(crate) fn change_rows<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Writing<'_>) -> Result<T, store::Error> + Send + 'static,
    ) -> impl Future<Output = Result<T, Problem>> {
        self.write_journal(false, work)
    }

    async fn write_journal<T: Send + 'static>(
        &self,
        alone: bool,
        work: impl FnOnce(&Writing<'_>) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        // Goes with the work, which is done even if nobody waits for it any more.
        let using = Arc::clone(&self.inner.files).read_owned().await;
        let journal = self.inner.journal.as_ref().map_err(Clone::clone)?;
        let work = move |journal: &Writing<'_>| Ok((work(journal)?, using));
        let written = if alone { journal.write(work) } else { journal.write_changes(work) }.await;
        let result = written.map(|(value, _using)| value).map_err(|error| from_lower::journal(&error));
        let failed = result.as_ref().err().cloned();
        let changed = {
            let mut state = self.state();
            let changed = state.journal_failed != failed;
            state.journal_failed.clone_from(&failed);
            changed
        };
        if changed {
            if let Some(problem) = failed {
                tracing::error!(problem = %problem, "the journal fails: nothing is sent");
                // It tries from time to time whether the journal works again.
                self.inner.wake.sender.notify_one();
            }
            self.inner.bell.snapshot();
        }
        result
    }

    pub(crate) async fn cache<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Cache) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let desk = self.clone();
        let result = self.blocking(move || work(&desk.inner.cache).map_err(|error| from_lower::file(&error))).await;
        if let Some(aside) = self.inner.cache.take_set_aside() {
            self.state().notices.push(from_lower::cache_set_aside(&aside));
            // What was lost is read again.
            self.lists_are_behind();
            self.inner.bell.requests();
        }
        result
    }

    pub(crate) async fn change_settings(
        &self,
        change: impl FnOnce(&mut store::Settings) + Send + 'static,
    ) -> Result<(), Problem> {
        let desk = self.clone();
        self.blocking(move || desk.settings().change(change).map_err(|error| from_lower::file(&error))).await
    }

    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let using = Arc::clone(&self.inner.files).read_owned().await;
        let work = move || {
            let result = work();
            drop(using);
            result
        };
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|error| Err(Problem::new(ProblemCode::Internal, error.to_string())))
    }
}
