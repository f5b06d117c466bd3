//! Wire types of one request with its parameters, timeline and evidence.

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

pub use store::journal::timeline::StepKind;

use crate::{
    error::problem::Problem,
    view::{Evidence, FormDraft, Parameter, RequestRow},
};

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RequestDetail {
    pub row: RequestRow,
    pub parameters: Vec<Parameter>,
    pub request: Option<String>,
    pub response: Option<String>,
    pub reference_number: Option<String>,
    pub error_description: Option<String>,
    /// The reason why it was refused, was not sent or became unknown.
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
    /// The body that this desk sent, without token and PIN.
    #[ts(type = "unknown")]
    pub body: Option<Value>,
    pub path: Option<String>,
    /// The server's object as last read; absent if none was read.
    #[ts(type = "unknown")]
    pub raw: Option<Value>,
    /// The row of a sheet that it was made of.
    pub sheet: Option<SheetRowRef>,
    /// Fills a form with the same values, without a PIN; absent unless this desk sent the request.
    pub draft: Option<FormDraft>,
    /// Evidence about a request that is, or was, of unknown outcome.
    pub evidence: Option<Evidence>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SheetRowRef {
    pub sheet: String,
    /// The file's name; empty for pasted rows.
    pub name: String,
    /// Number of the row in the file.
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    pub at: f64,
    pub step: StepKind,
    /// A number, a code or the server's words.
    pub detail: Option<String>,
    /// The user that decided on it.
    pub by: Option<String>,
}
