//! One request, whole: what it asked for, what became of it, and what is known where that is not.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{FormDraft, RequestRow, RequestState};
use crate::error::problem::Problem;

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
    /// After it waited for the network: nothing stood in its way.
    Checked,
    /// After it waited for the network: somebody has to decide.
    Decision,
    /// Its connection leads elsewhere: what becomes of it cannot be watched.
    Detached,
}
