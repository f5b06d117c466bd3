//! A desk, a sandbox and a clock.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
    time::Duration,
};

use crmcom::Release;
use sandbox::{Control, Sandbox};
use store::{identity::Identity, settings::LastSignIn};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::broadcast::Receiver,
};

use crate::{
    BuiltInSandbox, Clock, Desk, KeyringChoice, MemoryKeyring, OpenSandbox, Options,
    sessions::session::ActiveSession,
    view::{
        ConnectionDraft, ConnectionKind, DemoCredentials, DeskEvent, FormDraft, RequestFilter, RequestQuery,
        RequestRow, RequestState, Session, SignIn, StepKind,
    },
};

/// Longer than any test takes: it only ends a test that waits in vain.
const WAIT_LIMIT: Duration = Duration::from_mins(2);

pub(super) struct Bed {
    pub(super) dir: tempfile::TempDir,
    pub(super) sandbox: Sandbox,
    pub(super) keyring: MemoryKeyring,
    ahead: Arc<AtomicI64>,
    release: Release,
    /// Time for which desks wait for an answer.
    pub(super) read_timeout: Duration,
}

impl Bed {
    pub(super) fn new() -> Self {
        Self::with(Release::R11)
    }

    pub(super) fn with(release: Release) -> Self {
        Self::with_backlog(release, 0)
    }

    /// With so many additional requests on the server.
    pub(super) fn with_backlog(release: Release, backlog: u32) -> Self {
        Self::at(sandbox::Options { release, backlog, ..sandbox::Options::default() })
    }

    /// With so many additional requests rejected by the server's CA systems.
    pub(super) fn with_rejected(rejected: u32) -> Self {
        Self::at(sandbox::Options { rejected, ..sandbox::Options::default() })
    }

    fn at(options: sandbox::Options) -> Self {
        let (release, options) = (options.release, sandbox::Options { run_every: Duration::ZERO, ..options });
        // On a busy machine a long list starts late.
        let read_timeout = if options.backlog.max(options.rejected) > 0 { 30 } else { 2 };
        Self {
            dir: tempfile::tempdir().unwrap(),
            sandbox: Sandbox::start(options).unwrap(),
            keyring: MemoryKeyring::default(),
            ahead: Arc::default(),
            release,
            read_timeout: Duration::from_secs(read_timeout),
        }
    }

    pub(super) fn control(&self) -> Control {
        self.sandbox.control()
    }

    pub(super) fn data_dir(&self) -> PathBuf {
        self.dir.path().join("profile")
    }

    pub(super) fn options(&self) -> Options {
        let ahead = self.ahead.clone();
        Options {
            sandbox: Some(BuiltInSandbox {
                url: self.sandbox.url().to_owned(),
                release: self.release.to_string(),
                demo: DemoCredentials {
                    username: sandbox::USERNAME.to_owned(),
                    password: sandbox::PASSWORD.to_owned(),
                    organisation: sandbox::ORGANISATION.to_owned(),
                    web_api_key: sandbox::WEB_API_KEY.to_owned(),
                },
                open: OpenSandbox::default(),
            }),
            clock: Clock::new(move || chrono::Utc::now() + chrono::TimeDelta::milliseconds(ahead.load(SeqCst))),
            read_timeout: self.read_timeout,
            keyring: KeyringChoice::Memory(self.keyring.clone()),
            ..Options::new(self.data_dir())
        }
    }

    pub(super) async fn open(&self) -> Desk {
        Desk::open(self.options()).await.unwrap()
    }

    /// A desk that is signed in to the sandbox and sends without an undo hold.
    pub(super) async fn signed_in(&self) -> Desk {
        let desk = self.open().await;
        hold(&desk, 0).await;
        sign_in(&desk, "sandbox", false).await;
        desk
    }

    pub(super) fn later_by(&self, seconds: i64) {
        self.ahead.fetch_add(seconds * 1_000, SeqCst);
    }

    /// Advances the clock and wakes the workers.
    pub(super) fn later(&self, desk: &Desk, seconds: i64) {
        self.later_by(seconds);
        desk.core.wake.all();
    }
}

/// A gate before a server. While it is shut, new connections are refused and open ones are cut.
pub(super) struct Gate {
    pub(super) url: String,
    open: tokio::sync::watch::Sender<bool>,
}

impl Gate {
    pub(super) async fn to(server: &str) -> Self {
        let server: SocketAddr = server.trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
        let first = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = first.local_addr().unwrap();
        let (open, mut is_open) = tokio::sync::watch::channel(true);
        tokio::spawn(async move {
            let mut listener = Some(first);
            while is_open.wait_for(|open| *open).await.is_ok() {
                let door = match listener.take() {
                    Some(door) => door,
                    None => TcpListener::bind(address).await.unwrap(),
                };
                let mut guests = tokio::task::JoinSet::new();
                loop {
                    tokio::select! {
                        guest = door.accept() => {
                            let Ok((mut guest, _)) = guest else { continue };
                            guests.spawn(async move {
                                if let Ok(mut server) = TcpStream::connect(server).await {
                                    let _ = tokio::io::copy_bidirectional(&mut guest, &mut server).await;
                                }
                            });
                        }
                        shut = is_open.wait_for(|open| !*open) => {
                            if shut.is_err() {
                                return;
                            }
                            break;
                        }
                    }
                }
            }
        });
        Self { url: format!("http://{address}"), open }
    }

    pub(super) fn shut(&self) {
        self.open.send_replace(false);
    }

    pub(super) fn open(&self) {
        self.open.send_replace(true);
    }
}

pub(super) async fn hold(desk: &Desk, seconds: u32) {
    let mut preferences = desk.core.preferences();
    preferences.hold_seconds = seconds;
    desk.app.save_preferences(preferences).await.unwrap();
}

pub(super) fn password(connection: &str, password: &str, keep: bool) -> SignIn {
    SignIn::Password {
        connection: connection.to_owned(),
        username: sandbox::USERNAME.to_owned(),
        password: password.to_owned(),
        unit: None,
        keep,
    }
}

/// Sign-in of another user than the usual one.
pub(super) fn supervisor(connection: &str) -> SignIn {
    SignIn::Password {
        connection: connection.to_owned(),
        username: "supervisor".to_owned(),
        password: "sandbox-2".to_owned(),
        unit: None,
        keep: false,
    }
}

pub(super) async fn sign_in(desk: &Desk, connection: &str, keep: bool) -> Session {
    desk.sessions.sign_in(password(connection, sandbox::PASSWORD, keep)).await.unwrap()
}

/// Sets up a session that has ended: the desk shows its data, and does not ask the server.
pub(super) fn session_over(desk: &Desk, connection: &str) {
    let tenant = desk.connections.connection(connection).unwrap().tenant();
    let who = Identity { tenant, unit: None, user: sandbox::USERNAME.to_owned() };
    let last = LastSignIn { expires: Some(0), ..LastSignIn::default() };
    let live = ActiveSession::restored(who, &last, crmcom::Token::new("T"), None, desk.core.now());
    let mut state = desk.sessions.memory.lock();
    state.left.remove(connection);
    state.sessions.insert(connection.to_owned(), live);
}

/// A connection of the user's own to a server that behaves like a release.
pub(super) async fn own_connection_at(desk: &Desk, url: &str, release: Release) -> String {
    let id = own_connection(desk, url).await;
    let release = release.to_string();
    desk.core.settings.lock().change(|settings| settings.connections[0].release = release).unwrap();
    id
}

/// A connection of the user's own to the same sandbox: unlike the built-in one, it exists after a restart.
pub(super) async fn own_connection(desk: &Desk, url: &str) -> String {
    own_connection_named(desk, url, "Test").await
}

pub(super) async fn own_connection_named(desk: &Desk, url: &str, name: &str) -> String {
    let id = desk.app.save_connection(connection_draft(url, name)).await.unwrap().id;
    desk.app.select_connection(id.clone()).await.unwrap();
    id
}

/// A draft as the dialog for a new connection holds it.
pub(super) fn connection_draft(url: &str, name: &str) -> ConnectionDraft {
    ConnectionDraft {
        id: None,
        name: name.to_owned(),
        server_url: url.to_owned(),
        organisation: sandbox::ORGANISATION.to_owned(),
        unit: None,
        release: "R11".to_owned(),
        time_zone: "UTC".to_owned(),
        kind: ConnectionKind::Test,
        ca_file: None,
        proxy: None,
    }
}

pub(super) fn form(operation: &str, values: &[(&str, &str)]) -> FormDraft {
    let values: BTreeMap<_, _> = values.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    FormDraft { operation: operation.to_owned(), values }
}

/// Resets the PIN of a card, by its serial number. Card 1 is subscription S100's, card 2 S101's, and so on.
pub(super) fn reset_pin(card: &str) -> FormDraft {
    let number: u32 = card[card.len() - 2..].parse().unwrap();
    let subscription = format!("S{}", if (1..=20).contains(&number) { 99 + number } else { 100 });
    form("conax.reset-pin", &[("subscription_identifier", subscription.as_str()), ("smartcard_identifier", card)])
}

pub(super) fn set_pin(card: &str, pin: &str) -> FormDraft {
    let mut draft = reset_pin(card);
    draft.operation = "conax.set-pin".to_owned();
    draft.values.insert("pin".to_owned(), pin.to_owned());
    draft
}

pub(super) const CARD: &str = "01900000001";

/// Waits until the request is in one of the states. Events wake it, not time.
pub(super) async fn until(desk: &Desk, key: &str, states: &[RequestState]) -> RequestRow {
    let mut events = desk.events();
    let wait = async {
        loop {
            let row = desk.requests.row(key).await.unwrap();
            if states.contains(&row.state) {
                return row;
            }
            let _ = events.recv().await;
        }
    };
    if let Ok(row) = tokio::time::timeout(WAIT_LIMIT, wait).await {
        return row;
    }
    panic!("still {:?}, not {states:?}", desk.requests.row(key).await)
}

/// Waits until a condition holds, which is checked at each event.
pub(super) async fn when<F: Future<Output = bool>>(desk: &Desk, what: &str, holds: impl Fn() -> F) {
    let mut events = desk.events();
    let wait = async {
        while !holds().await {
            let _ = events.recv().await;
        }
    };
    assert!(tokio::time::timeout(WAIT_LIMIT, wait).await.is_ok(), "never {what}");
}

pub(super) async fn heard(
    events: &mut Receiver<DeskEvent>,
    what: &str,
    wanted: impl Fn(&DeskEvent) -> bool,
) -> DeskEvent {
    let wait = async {
        loop {
            let event = events.recv().await.unwrap();
            if wanted(&event) {
                return event;
            }
        }
    };
    tokio::time::timeout(WAIT_LIMIT, wait).await.unwrap_or_else(|_| panic!("never heard {what}"))
}

/// Files below a directory that contain the text.
pub(super) fn files_with(dir: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else if std::fs::read(&path).unwrap().windows(text.len()).any(|window| window == text.as_bytes()) {
            found.push(path);
        }
    }
    found
}

/// Sends requests that the CA system rejects. Returns their keys.
pub(super) async fn rejected_of(bed: &Bed, desk: &Desk, drafts: Vec<FormDraft>) -> Vec<String> {
    let chaos = |reject| sandbox::Chaos { reject, ..sandbox::Chaos::default() };
    let mut keys = Vec::new();
    for draft in drafts {
        keys.push(desk.outbox.send(draft).await.unwrap().key);
    }
    for key in &keys {
        until(desk, key, &[RequestState::Pending]).await;
    }
    bed.control().set_chaos(chaos(100));
    bed.control().run_processing_now();
    bed.control().set_chaos(chaos(0));
    bed.later(desk, 61);
    for key in &keys {
        until(desk, key, &[RequestState::Rejected]).await;
    }
    keys
}

/// The steps of a request that a user decided on, with the user.
pub(super) async fn deciders(desk: &Desk, key: &str) -> Vec<(StepKind, String)> {
    let timeline = desk.requests.request(key.to_owned()).await.unwrap().timeline;
    timeline.into_iter().filter_map(|entry| Some((entry.step, entry.by?))).collect()
}

pub(super) async fn total(desk: &Desk, states: &[RequestState]) -> u32 {
    let filter = RequestFilter { states: states.to_vec(), ..RequestFilter::default() };
    desk.requests.request_counts(filter).await.unwrap().total
}

/// Waits until the first reading after a sign-in is over.
pub(super) async fn read_once(desk: &Desk) {
    when(desk, "read", || async {
        desk.requests.request_page(RequestQuery::default()).await.unwrap().synced.is_some()
            && desk.app.snapshot().await.unwrap().sync.is_none()
    })
    .await;
}

/// Another desk of the same server, which sent nothing.
pub(super) async fn another(bed: &Bed) -> (tempfile::TempDir, Desk) {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::open(Options { data_dir: dir.path().join("other"), ..bed.options() }).await.unwrap();
    hold(&desk, 0).await;
    sign_in(&desk, "sandbox", false).await;
    (dir, desk)
}
