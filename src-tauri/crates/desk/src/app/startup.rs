//! Opening a profile and leaving it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    future::Future,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32},
    },
    time::Duration,
};

use store::{
    Cache, Error as StoreError, Identity, Journal, Owner, Profile, Secrets, Settings, SettingsFile, Tenant,
    managed_connections,
};
use tokio::sync::{Notify, broadcast, watch};

use crate::{
    Clock, Desk, KeyringChoice, Options,
    app::{
        edit_connections::moved,
        recovery::{Recovered, Start, recover},
    },
    connections::registry::{BUILT_IN, Known, all_known},
    core::{
        events::Bell,
        once::Once,
        state::{Inner, State},
        wakeups::Wake,
    },
    error::{
        from_lower,
        problem::{Problem, ProblemCode as Code},
    },
    lookups::Asking,
    rejected::imports::Imports,
    retention::own::Purging,
    scheduler::Lineup,
    sessions::users::identity_of,
    view::{DeskEvent, Keyring, KeyringState, Preferences},
};

/// How long leaving waits for requests on the wire; what is not answered by then becomes *Unknown*.
const FAREWELL: Duration = Duration::from_secs(3);

/// The profile cannot be opened at all: there is no desk to show a problem in.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("this profile is already open in another window: {0}")]
    AlreadyOpen(PathBuf),
    #[error("the data directory cannot be used: {0}")]
    DataDir(String),
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::AlreadyOpen(dir) => Self::AlreadyOpen(dir),
            error => Self::DataDir(error.to_string()),
        }
    }
}

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Self {
        Self::new(Code::Internal, error.to_string())
    }
}

impl Desk {
    /// Opens the profile and starts the workers on the current tokio runtime. A journal, cache or settings
    /// file that is broken does not stop it: the snapshot tells of it.
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        let desk = tokio::task::spawn_blocking(move || prepare(options))
            .await
            .map_err(|error| OpenError::DataDir(error.to_string()))??;
        desk.start(|desk| async move { desk.inner.bell.ring().await });
        desk.start(|desk| async move { desk.restore().await });
        desk.start(|desk| async move { desk.keep_count().await });
        desk.start(|desk| async move { desk.keep_sessions().await });
        desk.start(|desk| async move { desk.send_rows().await });
        desk.start(|desk| async move { desk.watch_rows().await });
        desk.start(|desk| async move { desk.reconcile_rows().await });
        desk.start(|desk| async move { desk.run_batches().await });
        desk.start(|desk| async move { desk.check_field().await });
        desk.start(|desk| async move { desk.sync_lists().await });
        desk.start(|desk| async move { desk.learn_names().await });
        desk.start(|desk| async move { desk.keep_least().await });
        Ok(desk)
    }

    fn start<F: Future<Output = ()> + Send + 'static>(&self, work: impl FnOnce(Self) -> F) {
        let task = tokio::spawn(work(self.clone()));
        self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(task);
    }

    /// What happens from now on. A receiver that lags reads the snapshot and the requests again.
    pub fn events(&self) -> broadcast::Receiver<DeskEvent> {
        self.inner.bell.listen()
    }

    /// Lets requests on the wire end (for a moment), stops the workers and leaves the profile.
    pub async fn shutdown(&self) {
        self.inner.stop.send_replace(true);
        let on_the_wire = async {
            while !self.line().nothing_claimed() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let _ = tokio::time::timeout(FAREWELL, on_the_wire).await;
        let tasks: Vec<_> = self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect();
        for task in &tasks {
            task.abort();
        }
        for task in tasks {
            let _ = task.await;
        }
        self.state().pins.clear();
        let _ = tokio::time::timeout(FAREWELL, self.count_changes()).await;
        // A write that has begun ends.
        let _ = tokio::time::timeout(FAREWELL, self.inner.files.write()).await;
        self.inner.profile.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// Opens every file. Blocks.
fn prepare(options: Options) -> Result<Desk, OpenError> {
    let profile = Profile::open(&options.data_dir)?;
    let mut notices = Vec::new();

    let (settings, set_aside) = SettingsFile::open(&profile.settings_path())?;
    if let Some(aside) = set_aside {
        notices.push(from_lower::set_aside(
            &aside.error,
            Code::SettingsCorrupt,
            Code::SettingsNewer,
            Some(&aside.kept_as),
        ));
    }
    let administrator =
        options.administrator_file.as_deref().map_or(Ok(Vec::new()), |path| managed_connections::read(path, BUILT_IN));
    let administrator = administrator.unwrap_or_else(|error| {
        let code = Code::AdministratorFileCorrupt;
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
    let (line, journal, recovered, named) = open_journal(&path, now, hold, start);
    if recovered.elsewhere > 0 {
        notices.push(Problem::new(Code::ProfileElsewhere, ""));
    }
    let (line, wake, bell) = (Arc::new(Mutex::new(line)), Wake::default(), Arc::<Bell>::default());
    if let Ok(journal) = &journal {
        follow(journal, Arc::clone(&line), &wake, Arc::clone(&bell), options.clock.clone());
    }
    let cache = Cache::open(&profile.cache_path(), journal.is_ok().then_some(path.as_path()))?;
    notices.extend(part_with(&cache, &known, settings.get(), options.sandbox.is_some(), &recovered)?);
    notices.extend(cache.take_set_aside().as_ref().map(from_lower::cache_set_aside));

    let selected = settings.get().selected.clone();
    let inner = Inner {
        clock: options.clock,
        version: options.version,
        read_timeout: options.read_timeout,
        limits: options.limits,
        sandbox: options.sandbox,
        sheet_reader: options.sheet_reader,
        usual_proxy: options.usual_proxy,
        journal,
        line,
        cache,
        settings: Mutex::new(settings),
        administrator,
        profile_id: recovered.profile,
        change_found: recovered.last_change,
        // Without a journal nothing is sent, and nothing is compared with what a former run wrote.
        hash_key: recovered.hash_key.into_bytes(),
        secrets: match options.keyring {
            KeyringChoice::System => Secrets::system(),
            KeyringChoice::None => Secrets::absent(),
            KeyringChoice::Memory(keyring) => Secrets::memory(keyring),
        },
        state: Mutex::new(at_a_start(notices, named)),
        restoring: tokio::sync::Mutex::default(),
        renewals: Mutex::default(),
        reading: tokio::sync::Mutex::default(),
        searching: tokio::sync::Mutex::default(),
        stop_reading: Notify::new(),
        exporting: tokio::sync::Mutex::default(),
        export_stopped: AtomicBool::default(),
        imports: Imports::default(),
        purging: Purging::default(),
        batch_readings: AtomicU32::default(),
        asking: Asking::default(),
        once: Once::default(),
        bell,
        wake,
        stop: watch::channel(false).0,
        tasks: Mutex::default(),
        files: Arc::default(),
        profile: Mutex::new(Some(profile)),
    };
    let desk = Desk { inner: Arc::new(inner) };
    let known = desk.known();
    let chosen = selected.filter(|id| known.iter().any(|known| known.id() == id));
    let chosen = chosen.or_else(|| known.first().map(|known| known.id().to_owned())).unwrap_or_default();
    desk.state().selected = chosen;
    Ok(desk)
}

/// How servers named users, by tenant and user.
type Named = Vec<(Tenant, String, String)>;

/// A journal that cannot be opened is told, and nothing is sent.
fn open_journal(
    path: &Path,
    now: i64,
    hold: i64,
    start: Start,
) -> (Lineup, Result<Journal, Problem>, Recovered, Named) {
    let opened = Journal::open(path).and_then(|journal| {
        let recovered = journal.write(move |journal| recover(journal, now, hold, start)).wait()?;
        let named = journal.named_users()?;
        Ok((Lineup::new(journal.waiting()?, now), journal, recovered, named))
    });
    match opened {
        Ok((line, journal, recovered, named)) => (line, Ok(journal), recovered, named),
        Err(error) => {
            tracing::error!(code = error.code(), "the journal cannot be opened: nothing is sent");
            (Lineup::default(), Err(from_lower::journal(&error)), Recovered::default(), Vec::new())
        }
    }
}

/// Takes out of the cache what is no server's any more, and gives what an earlier desk kept to whom it belongs. What is
/// to be told of it.
fn part_with(
    cache: &Cache,
    known: &[Known],
    settings: &Settings,
    new_sandbox: bool,
    recovered: &Recovered,
) -> Result<Vec<Problem>, StoreError> {
    if new_sandbox {
        // It knows nothing of the last one's requests.
        cache.forget_requests(BUILT_IN)?;
    }
    for known in known {
        take_over_look_ups(cache, known, settings)?;
    }
    let mut notices = Vec::new();
    for (id, before) in &recovered.moved {
        // What one server told is not shown as another's.
        cache.forget_server(id)?;
        notices.extend(known.iter().find(|known| known.id() == id).map(|known| moved(known, before)));
    }
    Ok(notices)
}

fn at_a_start(notices: Vec<Problem>, named: Named) -> State {
    State {
        selected: String::new(),
        sessions: HashMap::new(),
        left: HashSet::new(),
        keyring: Keyring { state: KeyringState::Unknown, detail: None },
        notices,
        network: HashMap::new(),
        away_since: HashMap::new(),
        jobs_run: None,
        sync: None,
        list_faults: HashMap::new(),
        keep_less: false,
        lists_behind: false,
        long_list_after: 0,
        long_list_stopped: None,
        pins: HashMap::new(),
        refused_with: HashMap::new(),
        profile_checked: false,
        counted: 0,
        named_users: named.into_iter().map(|(tenant, user, named)| ((tenant, user), named)).collect(),
        of_batches: HashSet::new(),
        rebuilt: HashMap::new(),
        sheet: crate::field::OpenSheets::default(),
        asked_things: HashMap::new(),
        batches_resumed: HashSet::new(),
        watches_at: 0,
        journal_failed: None,
        ways: HashMap::new(),
        active_at: 0,
    }
}

/// Where each connection leads, and who was signed in there last.
fn leads(known: &[Known], settings: &Settings) -> BTreeMap<String, (Tenant, Option<Identity>)> {
    let lead = |known: &Known| {
        let tenant = known.tenant();
        let last = settings.last_sign_in.get(known.id());
        let signed_in = last.and_then(|last| identity_of(last, tenant.clone()));
        (known.id().to_owned(), (tenant, signed_in))
    };
    known.iter().map(lead).collect()
}

/// An earlier desk kept look-ups under a user's name: they are that one's who was signed in last.
fn take_over_look_ups(cache: &Cache, known: &Known, settings: &Settings) -> Result<(), StoreError> {
    let last = settings.last_sign_in.get(known.id()).filter(|last| last.origin.is_empty());
    let Some((user, identity)) = last.and_then(|last| Some((&last.user, identity_of(last, known.tenant())?))) else {
        return Ok(());
    };
    let owner = Owner { connection: known.id().to_owned(), user: identity.text() };
    cache.take_over_forms(&owner)?;
    cache.take_over_things(&owner, user)
}

/// Keeps the line as the journal is, and wakes whoever waits for what changed in it.
fn follow(journal: &Journal, line: Arc<Mutex<Lineup>>, wake: &Wake, bell: Arc<Bell>, clock: Clock) {
    let (sender, batches) = (Arc::clone(&wake.sender), Arc::clone(&wake.batches));
    journal.listen(move |rows| {
        if rows.iter().any(|row| !row.in_line()) {
            batches.notify_one();
        }
        if rows.iter().any(|row| row.check_at.is_some()) {
            bell.field();
        }
        let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
        // A hold is measured from when it began.
        line.advance(clock.millis());
        let mut news = false;
        for row in rows {
            news |= line.put(row);
        }
        if news {
            sender.notify_one();
        }
    });
}
