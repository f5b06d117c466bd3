//! Comparison, overview and hand-over.

use crate::view::{RejectedRow, RequestRow};

use serde::Serialize;
use ts_rs::TS;

/// A request beside the last one of its type and card that was completed.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Absent: none is known, and `rows` shows this one alone.
    pub worked: Option<RequestRow>,
    pub rows: Vec<Compared>,
    /// Two digits that changed place, where that is all the difference.
    pub swapped: Option<Swapped>,
    /// All that is known of the card, the newest first: at most a hundred.
    pub card: Vec<RequestRow>,
    /// This request's retries, and theirs, the oldest first; and what it is a retry of.
    pub retries: Vec<RequestRow>,
    pub parent: Option<RequestRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    pub name: String,
    pub worked: Option<String>,
    pub now: Option<String>,
    pub differs: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Swapped {
    pub name: String,
    pub worked: String,
    pub now: String,
}

/// The figures above the groups; each chart has a table with the same rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedOverview {
    /// Open ones by age.
    pub ages: Vec<AgeBucket>,
    pub days: Vec<RejectedDay>,
    /// The biggest groups of what is open.
    pub causes: Vec<CauseCount>,
    /// From a rejection to the completion of its retry, of what was cleared in the period.
    pub clearing: Vec<ClearingBucket>,
    pub median_minutes: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AgeBucket {
    /// Older than so many hours, and not in the next bucket.
    pub hours: u32,
    pub count: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedDay {
    /// Midnight in the connection's time zone.
    pub day: f64,
    pub provider: String,
    pub request_type: Option<String>,
    pub count: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CauseCount {
    pub group: String,
    pub request_type: Option<String>,
    pub title: Option<String>,
    pub line: Option<String>,
    pub count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClearingBucket {
    /// It took so many minutes or more, and less than the next bucket.
    pub minutes: u32,
    pub count: u32,
}

/// What one shift leaves to the next. No PIN and no token is in it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Handover {
    pub connection: String,
    pub time_zone: String,
    pub user: Option<String>,
    pub from: f64,
    pub to: f64,
    /// What the CA system answered in the time, and what a retry cleared in it.
    pub completed: u32,
    pub rejected: u32,
    pub cleared: u32,
    /// As it stands now.
    pub pending: u32,
    pub waiting: u32,
    pub unknown: Vec<RequestRow>,
    pub causes: Vec<HandoverCause>,
    pub owners: Vec<HandoverOwner>,
    /// Open ones, the oldest first: at most twenty.
    pub oldest: Vec<RejectedRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandoverCause {
    pub provider: String,
    pub request_type: Option<String>,
    pub error_code: Option<String>,
    pub title: Option<String>,
    pub line: Option<String>,
    pub next_step: Option<String>,
    pub open: u32,
    /// Rejected in the time of the handover.
    pub fresh: u32,
    pub oldest: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandoverOwner {
    /// Absent: nobody.
    pub assignee: Option<String>,
    pub open: u32,
    pub oldest: Option<f64>,
}
