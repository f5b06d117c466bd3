//! What a batch and its rows are.

use serde_json::Value;

use crate::{Identity, State, journal::outbox_row::Submission, request_state::words};

words! {
    /// Where a batch stands.
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
    /// Why a batch does not go on.
    BatchPause {
        ByHand = "by-hand",
        Canary = "canary",
        EqualErrors = "equal-errors",
        Closed = "closed",
        Session = "session",
    }
}

words! {
    /// Why a row is not sent.
    BatchGap {
        Missing = "missing",
        NoOperation = "no-operation",
        SeveralOperations = "several-operations",
        NotOffered = "not-offered",
        AlreadyRetried = "already-retried",
        NotRejected = "not-rejected",
    }
}

/// States in which a batch does something by itself.
pub const AT_WORK: &[BatchState] = &[BatchState::Planning, BatchState::Canary, BatchState::Running];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub id: String,
    pub connection: String,
    /// Its requests are made for it.
    pub identity: Identity,
    /// How that user is shown.
    pub user: String,
    pub state: BatchState,
    pub paused: Option<BatchPause>,
    pub created: i64,
    pub title: Option<String>,
    /// What paused it, in the CA system's words.
    pub error: Option<String>,
}

/// A rejected request that somebody chose.
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
    /// What it sends, in the caller's shape. With no `gap`, it is ready.
    pub form: Option<Value>,
    pub gap: Option<BatchGap>,
    /// What stands in its way, in the caller's shape.
    pub missing: Option<Value>,
    /// Key of the request that it became.
    pub submission: Option<String>,
}

/// What was found out about a row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub form: Option<Value>,
    pub gap: Option<BatchGap>,
    pub missing: Option<Value>,
}

/// How far a batch has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BatchCounts {
    pub total: u32,
    pub looked_at: u32,
    pub ready: u32,
    pub left_out: u32,
    pub sent: u32,
    /// Without an outcome yet.
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
    pub state: State,
    pub error_code: Option<String>,
    pub error_text: Option<String>,
    /// Grows with each change of any row.
    pub change: i64,
}

/// Which rows of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchPart {
    All,
    Ready,
    LeftOut,
    /// Rejected again, refused, never sent, or unknown.
    Failed,
}

/// What became of an attempt to send a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    Sent(Box<Submission>),
    /// Somebody retried it meanwhile: it is left out.
    AlreadyRetried,
    /// The batch was paused or stopped, or the row is in the outbox already.
    No,
}
