//! Types of a batch and its rows.

use serde_json::Value;

use crate::{Identity, RequestState, journal::outbox_row::OutboxRow, request_state::words};

words! {
    /// State of a batch.
    BatchState {
        Planning = "planning",
        Planned = "planned",
        Canary = "canary",
        Running = "running",
        Paused = "paused",
        Stopped = "stopped",
        Done = "done",
    }
}

words! {
    /// Reason why a batch is paused.
    BatchPause {
        ByHand = "by-hand",
        Canary = "canary",
        EqualErrors = "equal-errors",
        Closed = "closed",
        Session = "session",
    }
}

words! {
    /// Reason why a row is excluded from sending.
    BatchGap {
        Missing = "missing",
        NoOperation = "no-operation",
        SeveralOperations = "several-operations",
        NotOffered = "not-offered",
        AlreadyRetried = "already-retried",
        NotRejected = "not-rejected",
    }
}

/// States in which a batch proceeds without the operator.
pub const ACTIVE_BATCH_STATES: &[BatchState] = &[BatchState::Planning, BatchState::Canary, BatchState::Running];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub id: String,
    pub connection: String,
    /// Identity that the batch's requests are made for.
    pub identity: Identity,
    /// Display name of that user.
    pub user: String,
    pub state: BatchState,
    pub paused: Option<BatchPause>,
    pub created: i64,
    pub title: Option<String>,
    /// Error text of the CA system that paused the batch.
    pub error: Option<String>,
}

/// A rejected request that was selected for the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub request: String,
    pub key: String,
    pub rejected_at: Option<i64>,
    pub fingerprint: String,
}

/// A row of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchRow {
    pub place: u32,
    pub chosen: Chosen,
    /// The form to be sent, in the caller's format. A row with a form and no `gap` is ready.
    pub form: Option<Value>,
    pub gap: Option<BatchGap>,
    /// Details of the missing input, in the caller's format.
    pub missing: Option<Value>,
    /// Key of the outbox row that was made of this row.
    pub submission: Option<String>,
}

/// Result of planning a row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub form: Option<Value>,
    pub gap: Option<BatchGap>,
    pub missing: Option<Value>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Another retry of the same request exists: the row is excluded.
    AlreadyRetried,
    /// The batch was paused or stopped, or the row is in the outbox already.
    No,
}
