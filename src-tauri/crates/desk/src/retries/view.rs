//! Many retries at a time.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    error::problem::Problem,
    view::{FormDraft, Parameter, RequestRow},
};

/// Retries that somebody asked for together: looked through first, then three of them, then the rest.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Batch {
    pub id: String,
    /// When it was read: what is told of it comes by two ways, and the greatest number is the newest.
    pub reading: u32,
    pub connection: String,
    pub state: BatchState,
    pub paused: Option<PauseReason>,
    pub created: f64,
    /// What the cause is called, where all are of one group.
    pub title: Option<String>,
    /// Rows that were chosen.
    pub total: u32,
    /// Looked at so far: the same as `total` once it is planned.
    pub looked_at: u32,
    pub ready: u32,
    pub left_out: u32,
    /// In the outbox so far.
    pub sent: u32,
    /// Sent, and without an outcome yet.
    pub open: u32,
    pub completed: u32,
    pub rejected: u32,
    /// Refused, cancelled, or never reached the server.
    pub failed: u32,
    pub unknown: u32,
    /// The error that paused it, in the CA system's words.
    pub error: Option<String>,
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BatchState {
    /// It is being found out what can be sent.
    Planning,
    /// Nothing was sent yet.
    Planned,
    /// The first three are sent, and their outcome is waited for.
    Canary,
    Running,
    Paused,
    /// Somebody stopped it; what was sent stays sent.
    Stopped,
    /// All that could be sent has an outcome.
    Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PauseReason {
    ByHand,
    /// One of the first three was not completed.
    Canary,
    /// Five in a row ended with the same error.
    EqualErrors,
    /// The desk was closed meanwhile.
    Closed,
    /// The session is over.
    Session,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BatchPart {
    All,
    Ready,
    LeftOut,
    /// Rejected again, refused or unknown.
    Failed,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchRow {
    pub parent: RequestRow,
    /// What stands in the way of sending it; empty: it can be sent, or was.
    pub missing: Vec<MissingField>,
    pub left_out: Option<LeftOut>,
    pub retry: Option<RequestRow>,
}

/// Why a row of a batch is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LeftOut {
    /// Something must be typed: open it as a form.
    Missing,
    /// The desk has no operation for its type.
    NoOperation,
    /// It may have been one of several operations: pair or unpair.
    SeveralOperations,
    /// The connection's release lacks the operation.
    NotOffered,
    /// A retry of it waits, is pending, was completed, or nobody knows what became of it.
    AlreadyRetried,
    /// It is not rejected any more.
    NotRejected,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchRows {
    pub rows: Vec<BatchRow>,
    pub total: u32,
}

/// A form for a request that was made before, with where each value comes from.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Rebuilt {
    /// Absent: the desk has no operation for its type, or several could be meant.
    pub draft: Option<FormDraft>,
    /// Operations that it may have been, where that is not certain.
    pub operations: Vec<String>,
    pub known: Vec<KnownField>,
    /// What the server does not give back, and what must be typed therefore.
    pub missing: Vec<MissingField>,
    /// What it was built from.
    pub parameters: Vec<Parameter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KnownField {
    /// As in the form.
    pub field: String,
    pub from: KnownFrom,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KnownFrom {
    /// This desk sent it.
    Journal,
    /// The request itself names it.
    Request,
    /// Asked of the server by its CA id.
    Server,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MissingField {
    pub field: String,
    pub why: MissingWhy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MissingWhy {
    /// A PIN is never kept.
    Pin,
    /// Only its CA id is known, and nobody could say which item that is.
    Identifier,
    /// The request does not tell it.
    NotTold,
    /// The server could not be asked just now.
    NotAsked,
}
