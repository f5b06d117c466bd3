//! Opens a profile, starts the workers, and shuts both down.

use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use store::{
    Error,
    cache::{Cache, entities::Owner},
    identity::{Identity, Tenant},
    journal::Journal,
    managed_connections,
    profile::Profile,
    secrets::Secrets,
    settings::{Settings, SettingsFile},
};
use tokio::sync::{broadcast, watch};

use crate::{
    Clock, KeyringChoice, Options,
    app::{
        desk::Desk,
        edit_connections::moved,
        recovery::{Recovered, Start, recover},
    },
    connections::{
        ConnectionOptions,
        registry::{BUILT_IN_CONNECTION, ResolvedConnection, all_known},
    },
    core::{
        events::EventBus,
        guarded::Guarded,
        idempotency::Once,
        state::{Core, CoreMemory},
        wakeups::Wake,
    },
    error::{
        from_lower,
        problem::{Problem, ProblemCode},
    },
    scheduler::Scheduler,
    sessions::{ProfileRecord, users::identity_of},
    view::{DeskEvent, Keyring, KeyringState, Preferences},
};

/// Longest wait at shutdown for requests on the wire; unanswered ones become *Unknown* at the next start.
const SHUTDOWN_STEP_TIMEOUT: Duration = Duration::from_secs(3);

/// The profile cannot be opened at all, so there is no desk that could show a problem.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("this profile is already open in another window: {0}")]
    AlreadyOpen(PathBuf),
    #[error("the data directory cannot be used: {0}")]
    DataDir(String),
}

impl From<Error> for OpenError {
    fn from(error: Error) -> Self {
        match error {
            Error::AlreadyOpen(dir) => Self::AlreadyOpen(dir),
            error => Self::DataDir(error.to_string()),
        }
    }
}

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Self {
        Self::new(ProblemCode::Internal, error.to_string())
    }
}

/// Starts each worker of a domain.
macro_rules! start_workers {
    ($desk:ident: $($domain:ident.$worker:ident),+ $(,)?) => {
        $({
            let domain = Arc::clone(&$desk.$domain);
            $desk.start(async move { domain.$worker().await });
        })+
    };
}

impl Desk {
    /// Opens the profile and starts the workers on the current tokio runtime. A broken journal, cache or settings file
    /// does not stop it: the snapshot reports the problem.
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        let desk = tokio::task::spawn_blocking(move || prepare(options))
            .await
            .map_err(|error| OpenError::DataDir(error.to_string()))??;
        let events = Arc::clone(&desk.core.events);
        desk.start(async move { events.run().await });
        start_workers!(desk: sessions.restore, sessions.keep_count, sessions.keep_sessions, outbox.send_rows,
            outbox.watch_rows, reconcile.reconcile_rows, batches.run_batches, retries.plan_batches, field.check_field, mirror.sync_lists,
            lookups.learn_names, retention.run_retention);
        Ok(desk)
    }

    fn start(&self, work: impl Future<Output = ()> + Send + 'static) {
        let task = tokio::spawn(work);
        self.app.tasks.lock().push(task);
    }

    /// Executes a call once per id; a repeated call with the same id gets the same answer.
    pub async fn once<T: Clone + Send + 'static>(
        &self,
        call: &str,
        command: &'static str,
        work: impl Future<Output = Result<T, Problem>> + Send + 'static,
    ) -> Result<T, Problem> {
        self.core.once(call, command, work).await
    }

    /// Subscribes to events from now on. A receiver that lags must read the snapshot and the requests again.
    pub fn events(&self) -> broadcast::Receiver<DeskEvent> {
        self.core.events.subscribe()
    }

    /// Waits up to 3 s for requests on the wire, stops the workers and closes the profile.
    pub async fn shutdown(&self) {
        self.core.stop.send_replace(true);
        let on_the_wire = async {
            while !self.core.scheduler.lock().nothing_claimed() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let _ = tokio::time::timeout(SHUTDOWN_STEP_TIMEOUT, on_the_wire).await;
        let tasks: Vec<_> = self.app.tasks.lock().drain(..).collect();
        for task in &tasks {
            task.abort();
        }
        for task in tasks {
            let _ = task.await;
        }
        self.outbox.memory.lock().pins.clear();
        let _ = tokio::time::timeout(SHUTDOWN_STEP_TIMEOUT, self.sessions.count_changes()).await;
        // A file write that has begun is finished.
        let _ = tokio::time::timeout(SHUTDOWN_STEP_TIMEOUT, self.core.files.write()).await;
        self.core.profile.lock().take();
    }
}

/// Opens every file. Blocks the thread.
fn prepare(options: Options) -> Result<Desk, OpenError> {
    let profile = Profile::open(&options.data_dir)?;
    let mut notices = Vec::new();

    let (settings, set_aside) = SettingsFile::open(&profile.settings_path())?;
    if let Some(aside) = set_aside {
        notices.push(from_lower::set_aside(
            &aside.error,
            ProblemCode::SettingsCorrupt,
            ProblemCode::SettingsNewer,
            Some(&aside.kept_as),
        ));
    }
    let administrator = options
        .administrator_file
        .as_deref()
        .map_or(Ok(Vec::new()), |path| managed_connections::read(path, BUILT_IN_CONNECTION));
    let administrator = administrator.unwrap_or_else(|error| {
        let code = ProblemCode::AdministratorFileCorrupt;
        notices.push(from_lower::set_aside(&error, code, code, None));
        Vec::new()
    });

    let preferences: Preferences =
        serde_json::from_value(settings.get().preferences.clone().into()).unwrap_or_default();
    let path = profile.journal_path();
    let now = options.clock.millis();
    let known = all_known(settings.get(), &administrator, options.sandbox.as_ref());
    let start = Start { leads: leads(&known, settings.get()), machine: options.machine.clone() };
    let hold = i64::from(preferences.hold_seconds) * 1_000;
    let (scheduler, journal, recovered, named) = open_journal(&path, now, hold, start);
    if recovered.elsewhere > 0 {
        notices.push(Problem::new(ProblemCode::ProfileElsewhere, ""));
    }
    let (scheduler, wake, events) = (Arc::new(Guarded::new(scheduler)), Wake::default(), Arc::<EventBus>::default());
    if let Ok(journal) = &journal {
        follow(journal, Arc::clone(&scheduler), &wake, Arc::clone(&events), options.clock.clone());
    }
    let cache = Cache::open(&profile.cache_path(), journal.is_ok().then_some(path.as_path()))?;
    notices.extend(part_with(&cache, &known, settings.get(), options.sandbox.is_some(), &recovered)?);
    notices.extend(cache.take_set_aside().as_ref().map(from_lower::cache_set_aside));

    let selected = settings.get().selected.clone();
    let core = Arc::new(Core {
        clock: options.clock,
        cache,
        journal,
        scheduler,
        settings: Guarded::new(settings),
        secrets: match options.keyring {
            KeyringChoice::System => Secrets::system(),
            KeyringChoice::None => Secrets::absent(),
            KeyringChoice::Memory(keyring) => Secrets::memory(keyring),
        },
        memory: Guarded::new(CoreMemory {
            keyring: Keyring { state: KeyringState::Unknown, detail: None },
            notices,
            journal_failed: None,
            lists_behind: false,
            active_at: 0,
        }),
        events,
        once: Once::default(),
        wake,
        stop: watch::channel(false).0,
        files: Arc::default(),
        profile: Guarded::new(Some(profile)),
    });
    let connections = ConnectionOptions {
        sandbox: options.sandbox,
        administrator,
        usual_proxy: options.usual_proxy,
        read_timeout: options.read_timeout,
        limits: options.limits,
    };
    let profile = ProfileRecord {
        id: recovered.profile,
        change_found: recovered.last_change,
        hash_key: recovered.hash_key.into_bytes(),
    };
    let desk = Desk::build(core, connections, profile, named, options.sheet_reader, options.version);
    let known = desk.connections.connections();
    let chosen = selected.filter(|id| known.iter().any(|known| known.id() == id));
    let chosen = chosen.or_else(|| known.first().map(|known| known.id().to_owned())).unwrap_or_default();
    desk.connections.memory.lock().selected = chosen;
    Ok(desk)
}

/// Names that servers gave to users, by tenant and user.
type UserNames = HashMap<(Tenant, String), String>;

/// Opens and recovers the journal. If it cannot be opened, the problem is reported and nothing is sent.
fn open_journal(
    path: &Path,
    now: i64,
    hold: i64,
    start: Start,
) -> (Scheduler, Result<Journal, Problem>, Recovered, UserNames) {
    let opened = Journal::open(path).and_then(|journal| {
        let recovered = journal.write(move |journal| recover(journal, now, hold, start)).wait()?;
        let named = journal.named_users()?.into_iter().map(|(tenant, user, named)| ((tenant, user), named)).collect();
        Ok((Scheduler::new(journal.waiting()?, now), journal, recovered, named))
    });
    match opened {
        Ok((scheduler, journal, recovered, named)) => (scheduler, Ok(journal), recovered, named),
        Err(error) => {
            tracing::error!(code = error.code(), "the journal cannot be opened: nothing is sent");
            (Scheduler::default(), Err(from_lower::journal(&error)), Recovered::default(), UserNames::new())
        }
    }
}

/// Removes cached data that no longer belongs to a server, and assigns data cached by earlier versions to its owner.
/// Returns the notices for the user.
fn part_with(
    cache: &Cache,
    known: &[ResolvedConnection],
    settings: &Settings,
    new_sandbox: bool,
    recovered: &Recovered,
) -> Result<Vec<Problem>, Error> {
    if new_sandbox {
        // A new sandbox knows none of the requests of the last one.
        cache.forget_requests(BUILT_IN_CONNECTION)?;
    }
    for known in known {
        take_over_look_ups(cache, known, settings)?;
    }
    let mut notices = Vec::new();
    for (id, before) in &recovered.moved {
        // Data of one server is never shown as another's.
        cache.forget_server(id)?;
        notices.extend(known.iter().find(|known| known.id() == id).map(|known| moved(known, before)));
    }
    Ok(notices)
}

/// By connection: the tenant it leads to, and the identity that signed in there last.
fn leads(known: &[ResolvedConnection], settings: &Settings) -> BTreeMap<String, (Tenant, Option<Identity>)> {
    let lead = |known: &ResolvedConnection| {
        let tenant = known.tenant();
        let last = settings.last_sign_in.get(known.id());
        let signed_in = last.and_then(|last| identity_of(last, tenant.clone()));
        (known.id().to_owned(), (tenant, signed_in))
    };
    known.iter().map(lead).collect()
}

/// Earlier versions cached look-ups and drafts under a user's name; they go to the identity that signed in last.
fn take_over_look_ups(cache: &Cache, known: &ResolvedConnection, settings: &Settings) -> Result<(), Error> {
    let last = settings.last_sign_in.get(known.id()).filter(|last| last.origin.is_empty());
    let Some((user, identity)) = last.and_then(|last| Some((&last.user, identity_of(last, known.tenant())?))) else {
        return Ok(());
    };
    let owner = Owner { connection: known.id().to_owned(), user: identity.text() };
    cache.take_over_forms(&owner)?;
    cache.take_over_entities(&owner, user)
}

/// Keeps the scheduler equal to the journal, and wakes the workers that wait for a change in it.
fn follow(journal: &Journal, scheduler: Arc<Guarded<Scheduler>>, wake: &Wake, events: Arc<EventBus>, clock: Clock) {
    let (sender, batches) = (Arc::clone(&wake.sender), Arc::clone(&wake.batches));
    journal.listen(move |rows| {
        if rows.iter().any(|row| !row.is_in_queue()) {
            batches.notify_one();
        }
        if rows.iter().any(|row| row.check_at.is_some()) {
            events.field();
        }
        let mut scheduler = scheduler.lock();
        // A hold is measured from its beginning.
        scheduler.advance(clock.millis());
        let mut news = false;
        for row in rows {
            news |= scheduler.upsert(row);
        }
        if news {
            sender.notify_one();
        }
    });
}
