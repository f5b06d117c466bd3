//! Types of a batch and its rows.

use serde_json::Value;

use crate::{
    identity::Identity,
    journal::{outbox_row::OutboxRow, retries::Retry},
    request_state::{RequestState, words},
};

words! {
    /// Source of a batch's rows.
    #[derive(serde::Serialize, serde::Deserialize, ts_rs::TS)]
    #[serde(rename_all = "camelCase")]
    BatchKind {
        /// Rejected requests that are sent again.
        Retries = "retries",
        /// Rows of a sheet that a user brought.
        Sheet = "sheet",
    }
}

words! {
    /// State of a batch, for the journal and the window.
    #[derive(serde::Serialize, serde::Deserialize, ts_rs::TS)]
    #[serde(rename_all = "camelCase")]
    BatchState {
        /// The rows are being checked for whether they can be sent.
        Planning = "planning",
        /// All rows are checked; nothing was sent yet.
        Planned = "planned",
        /// The first three rows were sent; the rest waits for their outcome.
        Canary = "canary",
        Running = "running",
        Paused = "paused",
        /// Stopped by the user; rows that were sent stay sent.
        Stopped = "stopped",
        /// All rows that could be sent have an outcome.
        Done = "done",
    }
}

words! {
    /// Reason why a batch is paused.
    #[derive(serde::Serialize, serde::Deserialize, ts_rs::TS)]
    #[serde(rename_all = "camelCase")]
    PauseReason {
        ByHand = "by-hand",
        /// One of the first three rows was not completed.
        Canary = "canary",
        /// Five rows in succession ended with the same error.
        EqualErrors = "equal-errors",
        /// The desk was closed while the batch ran.
        Closed = "closed",
        /// The session is over.
        Session = "session",
    }
}

words! {
    /// The reason why a row of a batch is not sent.
    #[derive(PartialOrd, Ord, serde::Serialize, serde::Deserialize, ts_rs::TS)]
    #[serde(rename_all = "camelCase")]
    LeftOut {
        /// A field has to be filled in: open it as a form.
        Missing = "missing",
        /// The desk has no operation for its request type.
        NoOperation = "no-operation",
        /// Several operations are possible: pair or unpair.
        SeveralOperations = "several-operations",
        /// The connection's release lacks the operation.
        NotOffered = "not-offered",
        /// A retry of it waits, is pending, was completed, or is of unknown outcome.
        AlreadyRetried = "already-retried",
        /// It is no longer rejected.
        NotRejected = "not-rejected",
        /// An earlier request with the same content was completed.
        AlreadySent = "already-sent",
        /// An earlier request with the same content waits, is pending, or is of unknown outcome.
        UnderWay = "under-way",
        /// An earlier row of the sheet has the same content.
        SameRow = "same-row",
        /// The user left it out.
        ByHand = "by-hand",
    }
}

/// States in which a batch proceeds without the operator.
pub const ACTIVE_BATCH_STATES: &[BatchState] = &[BatchState::Planning, BatchState::Canary, BatchState::Running];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub id: String,
    pub kind: BatchKind,
    pub connection: String,
    /// Identity that the batch's requests are made for.
    pub identity: Identity,
    /// Display name of that user.
    pub user: String,
    pub state: BatchState,
    pub paused: Option<PauseReason>,
    pub created: i64,
    pub title: Option<String>,
    /// Error text of the CA system that paused the batch.
    pub error: Option<String>,
    pub pace: Pace,
}

/// The pace of a batch, as the user set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Most rows sent in an hour.
    pub per_hour: Option<u32>,
    /// Hours of the day in which rows are sent, as minutes after midnight of the server's clock. An end before the begin
    /// is on the next day.
    pub hours: Option<(u16, u16)>,
    /// Most rows without an outcome at a time.
    pub most_open: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { per_hour: None, hours: None, most_open: 20 }
    }
}

/// A rejected request that was selected for the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub request: String,
    pub key: String,
    pub rejected_at: Option<i64>,
    pub fingerprint: String,
}

/// Origin of a batch's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowOrigin {
    Rejected(Chosen),
    Sheet(SheetOrigin),
}

impl RowOrigin {
    pub fn rejected(&self) -> Option<&Chosen> {
        match self {
            Self::Rejected(chosen) => Some(chosen),
            Self::Sheet(_) => None,
        }
    }
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetOrigin {
    /// Fingerprint of its content: the same content is sent once.
    pub fingerprint: String,
    /// The user wants it sent although the same content was completed before.
    pub again: bool,
    /// Requests that were completed with no later change of the journal than this do not count: their effect was undone
    /// since, or the user wants it sent anyway.
    pub done_after: Option<i64>,
    /// Fingerprints of the content with other identifiers of the same entities, as far as they are known now.
    pub by_other_numbers: Vec<String>,
}

/// The record of the origin that is written with the request that is made of a batch's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginRecord {
    Retry(Retry),
    Sheet(SheetOrigin),
}

/// A row of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchRow {
    pub place: u32,
    pub origin: RowOrigin,
    /// The form to be sent, in the caller's format. A row with a form and no `gap` is ready.
    pub form: Option<Value>,
    pub gap: Option<LeftOut>,
    /// Details of the missing input, in the caller's format.
    pub missing: Option<Value>,
    /// Inputs whose CA ids have a mapping, in the caller's format.
    pub mapped: Option<Value>,
    /// Key of the outbox row that was made of this row.
    pub submission: Option<String>,
}

/// Result of planning a row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub form: Option<Value>,
    pub gap: Option<LeftOut>,
    pub missing: Option<Value>,
    pub mapped: Option<Value>,
}

/// Progress of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BatchCounts {
    pub total: u32,
    pub looked_at: u32,
    pub ready: u32,
    pub left_out: u32,
    pub sent: u32,
    /// Sent, without an outcome yet.
    pub open: u32,
    pub completed: u32,
    pub rejected: u32,
    pub failed: u32,
    pub unknown: u32,
}

/// A request of a batch that has an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub key: String,
    pub state: RequestState,
    pub error_code: Option<String>,
    pub error_text: Option<String>,
    /// Number of the row's last change; it grows with each change of any row.
    pub change: i64,
}

/// Selection of a batch's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
pub enum BatchPart {
    All,
    Ready,
    LeftOut,
    /// Rejected again, refused, never sent, or of unknown outcome.
    Failed,
}

/// Result of taking a row for sending.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    Sent(Box<OutboxRow>),
    /// The same request exists already: the row is excluded.
    LeftOut,
    /// The batch was paused or stopped, or the row is in the outbox already.
    No,
}
