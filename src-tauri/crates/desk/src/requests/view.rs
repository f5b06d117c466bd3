//! Lists of requests: rows, filters, counts, files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{
    error::problem::Problem,
    view::{Evidence, FormDraft},
};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
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
    /// It was away too long, or something changed meanwhile: somebody decides.
    Decision,
    Journal,
    /// The server asked for a pause.
    Server,
}

/// One request: sent by this desk, read from the server, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
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
    /// Why somebody has to decide about it, where that is no matter of the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub doubt: Option<DoubtView>,
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

/// Where a command is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Terminal {
    /// `sh`, `bash`, `zsh`.
    Posix,
    /// The command prompt of Windows.
    Cmd,
    PowerShell,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportProgress {
    /// Of the file, without its folder.
    pub name: String,
    pub rows: u32,
    pub of: u32,
    pub done: bool,
    /// It stopped: nothing is left of the file.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StateCount {
    pub state: RequestState,
    pub count: u32,
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
    /// After it waited for the network: nothing stood in its way.
    Checked,
    /// After it waited for the network: somebody has to decide.
    Decision,
    /// Its connection leads elsewhere: what becomes of it cannot be watched.
    Detached,
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

/// Why somebody has to decide about a request, where that is no matter of the field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind", rename_all_fields = "camelCase")]
pub enum DoubtView {
    /// It was made for another server or organisation than its connection leads to now.
    Moved { from: String, to: String },
    /// The server refused it for its token, with two different ones.
    TokenRefused,
    /// The profile was put back to an earlier day: it may have been sent since.
    PutBack,
    /// The profile was last open on another computer, which may have sent it.
    OtherComputer,
    /// Whom it was made for was not written down.
    Unproven,
}
