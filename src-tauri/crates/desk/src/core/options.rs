//! Values that the host passes in: paths, clock, built-in sandbox. None of them is read from a file.

use std::{fmt, io, path::PathBuf, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use crmcom::Limits;
use store::secrets::MemoryKeyring;
use url::Url;

use crate::view::DemoCredentials;

/// Options for opening a desk.
#[derive(Debug, Clone)]
pub struct Options {
    /// Directory of the profile; created if missing. One desk per directory at a time.
    pub data_dir: PathBuf,
    /// File with the managed read-only connections; a missing file means none.
    pub administrator_file: Option<PathBuf>,
    pub sandbox: Option<BuiltInSandbox>,
    pub clock: Clock,
    /// Version of the application, as it is shown.
    pub version: String,
    /// Time limit for each piece of an answer once the request has left.
    pub read_timeout: Duration,
    /// Time limit for a whole call.
    pub limits: Limits,
    pub keyring: KeyringChoice,
    /// Lasting id of this computer; `None` if the system has none.
    pub machine: Option<String>,
    pub sheet_reader: SheetReader,
    pub usual_proxy: UsualProxy,
}

impl Options {
    /// The defaults: the system's clock and keyring, 30 s for a piece of an answer and two minutes for a call, no
    /// sandbox.
    pub fn new(data_dir: PathBuf) -> Self {
        Self {
            data_dir,
            administrator_file: None,
            sandbox: None,
            clock: Clock::system(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            read_timeout: Duration::from_secs(30),
            limits: Limits::default(),
            keyring: KeyringChoice::System,
            machine: None,
            sheet_reader: SheetReader::default(),
            usual_proxy: UsualProxy::default(),
        }
    }
}

/// The proxy that the operating system names for a server, as it is shown: [`crmcom::usual_proxy`]. May block for a
/// while.
#[derive(Clone)]
pub struct UsualProxy(Arc<NamedProxy>);

type NamedProxy = dyn Fn(&Url) -> Option<String> + Send + Sync;

impl UsualProxy {
    pub fn new(named: impl Fn(&Url) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(named))
    }

    pub(crate) fn of(&self, server: &Url) -> Option<String> {
        (self.0)(server)
    }
}

impl Default for UsualProxy {
    fn default() -> Self {
        Self::new(crmcom::usual_proxy)
    }
}

impl fmt::Debug for UsualProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UsualProxy")
    }
}

/// The program that reads workbooks in a process of its own.
#[derive(Debug, Clone)]
pub struct SheetReader {
    pub program: PathBuf,
    pub arguments: Vec<String>,
    /// Time limit for reading one workbook.
    pub longest: Duration,
}

impl SheetReader {
    /// Command-line argument with which the application's binary reads a workbook instead of opening a window.
    pub const ARGUMENT: &str = "--read-workbook";
}

impl Default for SheetReader {
    /// The running program itself.
    fn default() -> Self {
        let program = std::env::current_exe().unwrap_or_default();
        Self { program, arguments: vec![Self::ARGUMENT.to_owned()], longest: Duration::from_secs(20) }
    }
}

/// The sandbox that runs inside the application; the desk lists it as a connection.
#[derive(Debug, Clone)]
pub struct BuiltInSandbox {
    /// Base URL, such as `http://127.0.0.1:41234/`.
    pub url: String,
    /// Server release, such as `R11`.
    pub release: String,
    pub demo: DemoCredentials,
    /// Makes the sandbox listen. Called before the first call to it, as it need not listen earlier; after a failure,
    /// called again before the next call.
    pub open: OpenSandbox,
}

/// Makes the built-in sandbox listen.
#[derive(Clone)]
pub struct OpenSandbox(Arc<dyn Fn() -> io::Result<()> + Send + Sync>);

impl OpenSandbox {
    pub fn new(open: impl Fn() -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(open))
    }

    pub(crate) fn open(&self) -> io::Result<()> {
        (self.0)()
    }
}

/// For a sandbox that listens already.
impl Default for OpenSandbox {
    fn default() -> Self {
        Self::new(|| Ok(()))
    }
}

impl fmt::Debug for OpenSandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenSandbox")
    }
}

/// Storage of tokens and kept passwords.
#[derive(Debug, Clone)]
pub enum KeyringChoice {
    /// The operating system's keyring.
    System,
    /// No keyring: sessions live in memory.
    None,
    /// A keyring in this process's memory, which outlives a desk; for tests.
    Memory(MemoryKeyring),
}

/// The clock, passed in so that tests can set it.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    pub fn system() -> Self {
        Self::new(Utc::now)
    }

    pub fn new(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub fn now(&self) -> DateTime<Utc> {
        (self.0)()
    }

    /// Milliseconds since the Unix epoch.
    pub fn millis(&self) -> i64 {
        self.now().timestamp_millis()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
