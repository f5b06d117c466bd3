//! What crosses to the window: the shapes of commands' answers and of events.
//!
//! Instants are milliseconds since the Unix epoch; the window shows them in the connection's time
//! zone. Identifiers, numbers and PINs are text. `ui/src/host/bindings.ts` is generated from here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::problem::{FieldProblem, Problem};

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
    /// Operations that the connection's release lacks.
    pub unavailable: Vec<Unavailable>,
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
    /// From the administrator's file, or built in: cannot be changed here.
    pub read_only: bool,
    pub last_user: Option<String>,
    /// The sandbox's own, shown on the sign-in page so that anyone can try it.
    pub demo: Option<DemoCredentials>,
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

/// Never `Debug`: it carries a password or a key.
#[derive(Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "with", rename_all_fields = "camelCase")]
pub enum SignIn {
    Password {
        connection: String,
        username: String,
        password: String,
        organisation: String,
        unit: Option<String>,
        keep: bool,
    },
    WebApiKey {
        connection: String,
        web_api_key: String,
        unit: Option<String>,
        keep: bool,
    },
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
}

impl Default for Preferences {
    fn default() -> Self {
        Self { theme: Theme::System, hold_seconds: 5, max_in_flight: 4, views: Vec::new(), columns: Vec::new() }
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

/// What the requests table can show, sort by and export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RequestColumn {
    State,
    Number,
    RequestType,
    Provider,
    Smartcard,
    SetTopBox,
    Service,
    Subscription,
    #[default]
    Created,
    Updated,
    User,
    Unit,
    Priority,
    Error,
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

impl std::fmt::Debug for FormDraft {
    /// One that comes from the window may carry a PIN; the catalogue knows where.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        crate::outbox::crmcom_draft(self).fmt(f)
    }
}

/// Where a request stands. Green only from `Completed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RequestState {
    Held,
    Queued,
    Sending,
    Pending,
    Completed,
    Rejected,
    Refused,
    NotSent,
    Unknown,
    /// Taken back during the hold or while queued.
    Cancelled,
    /// A life-cycle state that the server named and we do not know.
    Other,
}

/// What a request that has not left waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WaitsFor {
    Hold,
    Session,
    Network,
    /// An earlier request of the same card.
    Turn,
    /// The time it is to leave at.
    Time,
    /// Somebody edits it.
    Edit,
    Journal,
}

/// One request: sent by this desk, read from the server, or both.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RequestRow {
    /// The local id where this desk sent it, else `server-<id>`. Used in `#/requests/<key>`.
    pub key: String,
    /// Id of its connection.
    pub connection: String,
    /// This desk sent it.
    pub mine: bool,
    pub id: Option<String>,
    pub number: Option<String>,
    pub state: RequestState,
    /// The server's word, when it is none we know.
    pub state_text: Option<String>,
    /// Of the catalogue.
    pub operation: Option<String>,
    /// The API's word, such as `CREATE_PAIRING`.
    pub request_type: Option<String>,
    /// `conax` or `nagravision`.
    pub provider: String,
    /// As typed, or the CA id the server told.
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
    /// When it was made: here, or on the server.
    pub created: Option<f64>,
    /// When it last changed: here, or on the server.
    pub updated: Option<f64>,
    pub user: Option<String>,
    pub unit: Option<String>,
    pub priority: Option<String>,
    pub error_code: Option<String>,
    /// First meaningful line.
    pub error_text: Option<String>,
    pub waits_for: Option<WaitsFor>,
    pub waits_since: Option<f64>,
    /// It leaves at this time, not before.
    pub leaves_at: Option<f64>,
    /// End of the undo hold.
    pub held_until: Option<f64>,
    /// When it is tried or looked at next.
    pub next_try: Option<f64>,
    /// This release cannot be asked about it: the state is what the server said when it took it.
    pub unwatched: bool,
    /// Its outcome is unknown and somebody decided to leave it so.
    pub closed: bool,
}

/// Which requests of the chosen connection. All conditions hold together; an empty list is no condition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct RequestFilter {
    /// Words that must all occur in a number, id, card, box, service, subscription, user or error.
    pub text: Option<String>,
    pub states: Vec<RequestState>,
    /// `conax`, `nagravision`.
    pub providers: Vec<String>,
    /// The API's words, such as `CREATE_PAIRING`.
    pub types: Vec<String>,
    pub users: Vec<String>,
    pub units: Vec<String>,
    pub priorities: Vec<String>,
    /// Made at or after this instant.
    pub from: Option<f64>,
    /// Made before this instant.
    pub to: Option<f64>,
    /// Only what this desk sent.
    pub mine: bool,
    /// Only those with, or without, an error.
    pub has_error: Option<bool>,
}

#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct RequestQuery {
    pub filter: RequestFilter,
    pub sort: RequestColumn,
    pub ascending: bool,
    pub limit: u32,
    pub offset: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RequestPage {
    pub rows: Vec<RequestRow>,
    /// When the server's lists were last read.
    pub synced: Option<f64>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RequestCounts {
    pub total: u32,
    /// Of the same filter without its states.
    pub states: Vec<StateCount>,
}

/// The values that occur in the chosen connection's requests, for the menus of the filters; commonest first.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RequestFacets {
    pub providers: Vec<ValueCount>,
    pub types: Vec<ValueCount>,
    pub users: Vec<ValueCount>,
    pub units: Vec<ValueCount>,
    pub priorities: Vec<ValueCount>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ValueCount {
    pub value: String,
    pub count: u32,
}

/// Requests for a file.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Export {
    pub filter: RequestFilter,
    pub sort: RequestColumn,
    pub ascending: bool,
    /// Only these, where a selection is exported; empty: all that the filter finds.
    pub keys: Vec<String>,
    /// Heading of each column, in order.
    pub columns: Vec<ExportColumn>,
    /// The window's word for each state.
    #[ts(type = "Partial<Record<RequestState, string>>")]
    pub state_words: BTreeMap<RequestState, String>,
    pub format: ExportFormat,
    pub path: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportColumn {
    pub column: RequestColumn,
    pub heading: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    Csv,
    Xlsx,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportProgress {
    pub path: String,
    pub rows: u32,
    pub of: u32,
    pub done: bool,
    /// It stopped: nothing is left of the file.
    pub problem: Option<Problem>,
}

/// What waits to leave, of all connections, in the order of leaving.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutboxPage {
    pub rows: Vec<RequestRow>,
    pub total: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StateCount {
    pub state: RequestState,
    pub count: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RequestDetail {
    pub row: RequestRow,
    pub parameters: Vec<Parameter>,
    pub request: Option<String>,
    pub response: Option<String>,
    pub reference_number: Option<String>,
    pub error_description: Option<String>,
    /// Why it was refused, not sent or became unknown.
    pub problem: Option<Problem>,
    pub process_name: Option<String>,
    pub process_immediately: Option<bool>,
    pub scheduled: Option<f64>,
    pub executed: Option<f64>,
    pub created_by: Option<String>,
    pub created_unit: Option<String>,
    pub updated: Option<f64>,
    pub updated_by: Option<String>,
    pub timeline: Vec<TimelineEntry>,
    /// What this desk sent: no token, no PIN.
    #[ts(type = "unknown")]
    pub body: Option<Value>,
    pub path: Option<String>,
    /// The server's object as last read.
    #[ts(type = "unknown")]
    pub raw: Option<Value>,
    /// To fill a form with the same values; a PIN is left out.
    pub draft: Option<FormDraft>,
    /// What is known of a request whose outcome is, or was, unknown.
    pub evidence: Option<Evidence>,
}

/// What was looked at to find out what became of a request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Evidence {
    /// When it left.
    pub sent: f64,
    pub looks: Vec<Look>,
    /// Requests of the server that may be this one.
    pub candidates: Vec<Candidate>,
    /// The server has no list of such requests, so nothing can be looked at.
    pub no_list: bool,
    /// A number typed by hand can be checked with the server.
    pub can_check_number: bool,
    /// Several looks found nothing: sending it again is reasonable.
    pub may_send_again: bool,
    pub next_look: Option<f64>,
    /// How it was settled, if it was.
    pub settled: Option<Settled>,
}

/// One look at the server's lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Look {
    pub at: f64,
    /// What was listed: a type, or a life-cycle state.
    pub lists: Vec<String>,
    /// Requests that were compared.
    pub compared: u32,
    pub matched: u32,
    pub problem: Option<Problem>,
}

/// A request of the server that may be the one that was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    pub id: String,
    pub number: Option<String>,
    pub state: RequestState,
    pub created: Option<f64>,
    pub user: Option<String>,
    /// Parameters that are the same in both.
    pub same: Vec<Parameter>,
    /// Parameters that could not be compared, because the server names the thing otherwise.
    pub unsure: Vec<Parameter>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Settled {
    /// One request matched, and was taken as this one.
    Matched,
    /// Somebody chose among several, or typed its number.
    Chosen,
    /// Somebody sent it again.
    SentAgain,
    /// Somebody left it as it is.
    Closed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    pub name: String,
    pub value: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    pub at: f64,
    pub step: Step,
    /// A number, a code, the server's words.
    pub detail: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    Held,
    Queued,
    Sending,
    Accepted,
    Completed,
    Rejected,
    Refused,
    NotSent,
    Unknown,
    Cancelled,
    SessionEnded,
    Watched,
    Scheduled,
    Edited,
    Moved,
    SentAgain,
    /// A request of the server was taken as this one.
    Adopted,
    Closed,
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
    /// A file is being written.
    Export { progress: ExportProgress },
    /// The session ended: the sign-in sheet opens over the page.
    SessionEnded,
}
