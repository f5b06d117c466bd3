//! Batches and their pace.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use store::journal::batches::{BatchKind, BatchPart, BatchState, LeftOut, PauseReason};

use crate::error::problem::Problem;

/// Requests that are started together: the rows are planned first, then three of them are sent, then the rest.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchView {
    pub id: String,
    pub kind: BatchKind,
    /// Sequence number of the reading. Events and answers may arrive out of order; the greatest number is the newest.
    pub reading: u32,
    pub connection: String,
    /// Display name of the user that started it.
    pub user: String,
    pub state: BatchState,
    pub paused: Option<PauseReason>,
    pub created: f64,
    /// Title of the cause, unless the rows are of several groups; name of the sheet.
    pub title: Option<String>,
    /// Rows that were selected.
    pub total: u32,
    /// Rows planned so far; equals `total` once the batch is planned.
    pub looked_at: u32,
    pub ready: u32,
    pub left_out: u32,
    /// Rows put into the outbox so far.
    pub sent: u32,
    /// Rows that were sent and have no outcome yet.
    pub open: u32,
    pub completed: u32,
    pub rejected: u32,
    /// Rows that were refused or cancelled, or never reached the server.
    pub failed: u32,
    pub unknown: u32,
    /// The error that paused it, in the CA system's words.
    pub error: Option<String>,
    pub pace: BatchPace,
    pub problem: Option<Problem>,
}

/// The pace at which a batch sends its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchPace {
    /// Most rows in an hour.
    pub per_hour: Option<u32>,
    /// Hours of the day in which rows are sent, as minutes after midnight of the server's clock.
    pub hours: Option<SendingHours>,
    /// Most rows without an outcome at a time.
    pub most_open: u32,
}

/// An end before the begin is on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SendingHours {
    pub from: u16,
    pub until: u16,
}
