//! What crosses to the window: the shapes of commands' answers and of events.
//!
//! Instants are milliseconds since the Unix epoch; the window shows them in the connection's time
//! zone. Identifiers, numbers and PINs are text. `ui/src/api/bindings.ts` is generated from here.

mod batches;
mod detail;
mod field;
mod files;
mod imports;
mod lists;
mod rejected;
mod retention;
mod things;

use std::collections::BTreeMap;

pub use batches::*;
pub use detail::*;
pub use field::*;
pub use files::*;
pub use imports::*;
pub use lists::*;
pub use rejected::*;
pub use retention::*;
pub use things::*;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::error::problem::{FieldProblem, Problem};

/// Everything that the first paint needs, and what stands round every page.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    pub version: String,
    pub connections: Vec<Connection>,
    /// Id of the chosen connection.
    pub connection: String,
    pub session: Option<Session>,
    pub keyring: Keyring,
    pub preferences: Preferences,
    pub outbox: OutboxCounts,
    /// Not empty: something on this computer needs to be told once or stops sending.
    pub notices: Vec<Problem>,
    /// Sending is stopped: the journal cannot be opened.
    pub journal: Option<Problem>,
    pub network: Network,
    /// The lists are being read.
    pub sync: Option<SyncProgress>,
    /// Lists that could not be read, or not whole.
    pub list_faults: Vec<ListFault>,
    /// Operations that the connection's release lacks.
    pub unavailable: Vec<Unavailable>,
}

/// What is shown of a list is not all that the server has.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListFault {
    /// Which list: a life-cycle state such as `COMPLETED`, or `SERVICES`.
    pub list: String,
    pub problem: Problem,
    /// When it was last read whole, if ever.
    pub as_of: Option<f64>,
    /// So many of its rows could not be read, though the others were.
    pub unread: f64,
}

/// A row of a list that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnreadRow {
    pub reason: String,
    /// As the server sent it, without secrets; the beginning of a long one.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Network {
    /// Nothing was asked yet.
    Unknown,
    Online,
    /// The last call did not reach the server.
    Offline,
}

/// How far the reading of a list has come.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncProgress {
    /// Which list: a life-cycle state such as `COMPLETED`, or a request type.
    pub list: String,
    pub rows: u32,
    pub bytes: f64,
    /// What the server announced, if it did.
    pub of_bytes: Option<f64>,
    pub started: f64,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Unavailable {
    pub operation: String,
    /// First release that has it, when the server's is older.
    pub from: Option<String>,
    /// Last release that has it, when the server's is newer.
    pub until: Option<String>,
}

/// A server that the desk can sign in to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    pub id: String,
    pub name: String,
    pub server_url: String,
    pub organisation: String,
    pub unit: Option<String>,
    /// Such as `R11`.
    pub release: String,
    /// IANA name, such as `Europe/Athens`.
    pub time_zone: String,
    pub kind: ConnectionKind,
    pub ca_file: Option<String>,
    pub proxy: Option<String>,
    /// Which one this computer names for the server, and where: `proxy.example:3128, from HTTPS_PROXY`.
    pub usual_proxy: Option<String>,
    /// From the administrator's file, or built in: cannot be changed here.
    pub read_only: bool,
    pub last_user: Option<String>,
    /// The sandbox's own, shown on the sign-in page so that anyone can try it.
    pub demo: Option<DemoCredentials>,
    pub rules: ConnectionRules,
    /// Why it cannot be used as it stands, for example an unknown release.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionKind {
    Sandbox,
    Test,
    Live,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DemoCredentials {
    pub username: String,
    pub password: String,
    pub organisation: String,
    pub web_api_key: String,
}

/// What the connection form sends; `id` is absent for a new one.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionDraft {
    pub id: Option<String>,
    pub name: String,
    pub server_url: String,
    pub organisation: String,
    pub unit: Option<String>,
    pub release: String,
    pub time_zone: String,
    pub kind: ConnectionKind,
    pub ca_file: Option<String>,
    pub proxy: Option<String>,
}

/// One hop of a connection test, in order; the first that fails ends the test.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TestedHop {
    pub hop: Hop,
    pub millis: Option<u32>,
    pub detail: Option<String>,
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Hop {
    Name,
    Server,
    Certificate,
    Crm,
}

/// The organisation is the connection's. Never `Debug`: it carries a password or a key.
#[derive(Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "with", rename_all_fields = "camelCase")]
pub enum SignIn {
    Password { connection: String, username: String, password: String, unit: Option<String>, keep: bool },
    WebApiKey { connection: String, web_api_key: String, unit: Option<String>, keep: bool },
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// User name, or a label for a Web API key.
    pub user: String,
    pub organisation: String,
    pub unit: Option<String>,
    pub state: SessionState,
    /// When it ends if not used (before R12) or in any case (from R12).
    pub ends: Option<f64>,
    /// It ends so many seconds after its last use; absent when its end is fixed.
    pub idle_seconds: Option<u32>,
    /// A kept password or key renews it without asking.
    pub renews_itself: bool,
    /// In the operating system's keyring, or only in memory.
    pub stored: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SessionState {
    Active,
    /// The server refused the token, or its time is over: sign in again over the page.
    Ended,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Keyring {
    pub state: KeyringState,
    /// The keyring's own words.
    pub detail: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeyringState {
    /// Still being asked.
    Unknown,
    Ready,
    Missing,
    Locked,
    Failed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    pub theme: Theme,
    /// Undo hold before a request leaves; 0 switches it off, 60 at most.
    pub hold_seconds: u32,
    /// Requests on the wire at a time: 1 to 16.
    pub max_in_flight: u32,
    /// Saved views of the requests page.
    pub views: Vec<SavedView>,
    /// The columns of the requests table in their order; empty: the usual ones.
    pub columns: Vec<ColumnLayout>,
    /// Whether the charts above the rejected requests are unfolded.
    pub rejected_overview: bool,
    pub scanner: Scanner,
    /// Look-ups that are older are read again behind the screen, in minutes.
    pub look_up_minutes: u32,
    /// As many look-ups are kept; the least recently used leave first.
    pub look_ups_kept: u32,
    pub keeping: Keeping,
}

/// For how many days others' requests are kept since the server last changed them. What is pending always is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Keeping {
    pub completed_days: u32,
    /// Of those that nobody here marked or sent again.
    pub rejected_days: u32,
    /// At most, where the field mode was used within as many days.
    pub field_days: u32,
}

impl Default for Keeping {
    fn default() -> Self {
        Self { completed_days: 90, rejected_days: 365, field_days: 14 }
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            hold_seconds: 5,
            max_in_flight: 4,
            views: Vec::new(),
            columns: Vec::new(),
            rejected_overview: false,
            scanner: Scanner::default(),
            look_up_minutes: 15,
            look_ups_kept: 200_000,
            keeping: Keeping::default(),
        }
    }
}

/// A view of the requests page by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedView {
    pub name: String,
    /// What follows `?` in its address.
    pub search: String,
}

/// A column of the requests table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ColumnLayout {
    pub column: RequestColumn,
    pub shown: bool,
    /// In pixels; absent: its usual width.
    pub width: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutboxCounts {
    pub held: u32,
    pub queued: u32,
    pub sending: u32,
    pub not_sent: u32,
    pub unknown: u32,
    pub pending: u32,
}

/// What an operation's form would send, checked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Empty: it can be sent.
    pub errors: Vec<FieldProblem>,
    /// They never block.
    pub warnings: Vec<FieldProblem>,
    pub path: String,
    /// The body as far as it is filled in: no token, and a PIN as dots.
    #[ts(type = "unknown")]
    pub body: Value,
}

/// A form's content: input name to text. A PIN is never in one that comes from the desk.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormDraft {
    pub operation: String,
    #[ts(type = "Record<string, string>")]
    pub values: BTreeMap<String, String>,
}

impl FormDraft {
    pub(crate) fn to_catalogue(&self) -> crmcom::catalogue::Draft {
        crmcom::catalogue::Draft { operation: self.operation.clone(), values: self.values.clone() }
    }
}

impl std::fmt::Debug for FormDraft {
    /// One that comes from the window may carry a PIN; the catalogue knows where.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.to_catalogue().fmt(f)
    }
}

/// A form with the key of the row that it becomes. Whoever fills it in makes the key, a UUID that grows with time, before
/// it is sent, and keeps it until the row is there: a form that is sent twice is one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    pub key: String,
    pub draft: FormDraft,
}

impl From<FormDraft> for Form {
    /// One that nobody has sent yet.
    fn from(draft: FormDraft) -> Self {
        Self { key: crate::new_key(), draft }
    }
}

/// Pushed to the window as the Tauri event `desk`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum DeskEvent {
    /// Read the snapshot again.
    Snapshot,
    /// Requests changed; the screens ask again for what they show.
    Requests,
    /// A request of this desk reached its final state, was refused, or became unknown.
    Settled { row: Box<RequestRow> },
    /// Marks, knowledge or groups of rejected requests changed.
    Rejected,
    /// A batch of retries got on.
    Batch { batch: Box<Batch> },
    /// Things were looked up, learnt, pinned or forgotten.
    Things,
    /// The jobs of the day, or what waits for a decision.
    Field,
    /// A file is being written.
    Export { progress: ExportProgress },
    /// A file is being taken in, or taken back.
    Import { progress: ImportProgress },
    /// Own ended requests are being taken away.
    Purge { progress: PurgeProgress },
    /// The session ended: the sign-in sheet opens over the page.
    SessionEnded,
}
