//! Lists of requests: rows, filters, counts, files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use store::{cache::requests::RequestColumn, request_state::RequestState};

use crate::error::problem::Problem;

/// The reason why a request has not left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WaitsFor {
    Hold,
    Session,
    Network,
    /// An earlier request of the same card.
    Turn,
    /// The request before it in its sequence.
    RequestBefore,
    /// The time at which it is to leave.
    Time,
    /// The user is editing it.
    Edit,
    /// The user has to decide: it waited too long, something changed meanwhile, or it is in doubt.
    Decision,
    Journal,
    /// The server asked for a pause.
    Server,
}

/// One request: sent by this desk, read from the server, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RequestRow {
    /// The outbox row's key if this desk sent it, else `server-<id>`. Used in `#/requests/<key>`.
    pub key: String,
    /// Id of its connection.
    pub connection: String,
    /// Whether this desk sent it.
    pub mine: bool,
    pub id: Option<String>,
    pub number: Option<String>,
    pub state: RequestState,
    /// The server's word for the state; absent unless the desk does not know it.
    pub state_text: Option<String>,
    /// Id of the catalogue's operation; absent unless this desk sent the request.
    pub operation: Option<String>,
    /// The API's word, such as `CREATE_PAIRING`.
    pub request_type: Option<String>,
    /// `conax` or `nagravision`.
    pub provider: String,
    /// As typed, or the CA id that the server reported.
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
    /// When it was made, here or on the server.
    pub created: Option<f64>,
    /// When it last changed, here or on the server.
    pub updated: Option<f64>,
    pub user: Option<String>,
    pub unit: Option<String>,
    pub priority: Option<String>,
    pub error_code: Option<String>,
    /// First meaningful line of the server's text.
    pub error_text: Option<String>,
    /// The stored group of its cause; absent unless it is rejected, and in events.
    pub group: Option<String>,
    pub waits_for: Option<WaitsFor>,
    pub waits_since: Option<f64>,
    /// The request does not leave before this time; absent if it is not scheduled.
    pub leaves_at: Option<f64>,
    /// End of the undo hold.
    pub held_until: Option<f64>,
    /// When it is next tried, polled or searched for.
    pub next_try: Option<f64>,
    /// The connection's release cannot report on it: the state is the one from when the server accepted it.
    pub unwatched: bool,
    /// Its outcome is unknown and the user decided to leave it so.
    pub closed: bool,
    /// The reason why the user has to decide about it, apart from those of the field mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub doubt: Option<DoubtView>,
}

/// Filter for requests of the selected connection. All conditions apply together; an empty list is no condition.
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
    /// Made at or after this time.
    pub from: Option<f64>,
    /// Made before this time.
    pub to: Option<f64>,
    /// Only requests that this desk sent.
    pub mine: bool,
    /// Only requests that were sent one by one, none of a bulk retry.
    pub single: bool,
    /// Only requests with an error (`true`) or without one (`false`).
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
    /// When the server's lists were last read; absent: never.
    pub synced: Option<f64>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RequestCounts {
    pub total: u32,
    /// Counts for the same filter without its states.
    pub states: Vec<StateCount>,
}

/// The values that occur in the selected connection's requests, for the menus of the filters; most frequent first.
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

/// An export of requests to a file.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Export {
    pub filter: RequestFilter,
    pub sort: RequestColumn,
    pub ascending: bool,
    /// Only the requests with these keys, to export a selection; empty: all that match the filter.
    pub keys: Vec<String>,
    /// The columns in order, each with its heading.
    pub columns: Vec<ExportColumn>,
    /// The window's word for each state.
    #[ts(type = "Partial<Record<RequestState, string>>")]
    pub state_words: BTreeMap<RequestState, String>,
    /// The cause of each stored group in plain words.
    #[ts(type = "Record<string, string>")]
    pub cause_words: BTreeMap<String, String>,
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

/// The command-line shell that a command is quoted for.
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
    /// Name of the file, without its folder.
    pub name: String,
    pub rows: u32,
    pub of: u32,
    pub done: bool,
    /// Set if the export stopped: nothing is left of the file.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StateCount {
    pub state: RequestState,
    pub count: u32,
}

/// A fault that leaves a list incomplete compared with the server's.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListFault {
    /// The list: a life-cycle state such as `COMPLETED`, or `SERVICES`.
    pub list: String,
    pub problem: Problem,
    /// When it was last read in full; absent: never.
    pub as_of: Option<f64>,
    /// Number of its rows that could not be read, while the others were.
    pub unread: f64,
}

/// A row of a list that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnreadRow {
    pub reason: String,
    /// The row as the server sent it, without secrets; only the beginning of a long row.
    pub text: String,
}

/// The reason why the user has to decide about a request, apart from those of the field mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind", rename_all_fields = "camelCase")]
pub enum DoubtView {
    /// It was made for another server or organisation (`from`) than its connection leads to now (`to`).
    Moved { from: String, to: String },
    /// The server refused it because of the token, with two different ones.
    TokenRefused,
    /// The profile was restored from an earlier day: the request may have been sent since.
    PutBack,
    /// The profile was last open on another computer, which may have sent the request.
    OtherComputer,
    /// The server and user that it was made for were not recorded.
    Unproven,
    /// The request before it in its sequence, with the key `before`, did not complete.
    Halted { before: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    pub name: String,
    pub value: Option<String>,
}
