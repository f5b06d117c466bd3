//! Comparison, overview and hand-over.

use crate::view::{RejectedRow, RequestRow};

use serde::Serialize;
use ts_rs::TS;

/// A request compared with the last completed one of its type and card.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Absent: none is known, and `rows` shows this request alone.
    pub worked: Option<RequestRow>,
    pub rows: Vec<Compared>,
    /// Two digits that changed places, if that is the only difference.
    pub swapped: Option<Swapped>,
    /// The known requests of the card, newest first; at most a hundred.
    pub card: Vec<RequestRow>,
    /// The retries of this request and their retries, oldest first. `parent` is the request that this one retries.
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

/// The figures above the groups. Each chart has a table with the same rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedOverview {
    /// Open requests by age.
    pub ages: Vec<AgeBucket>,
    pub days: Vec<RejectedDay>,
    /// The commonest causes of open requests; at most ten.
    pub causes: Vec<CauseCount>,
    /// Time from a rejection to the completion of its retry, for requests cleared in the period.
    pub clearing: Vec<ClearingBucket>,
    pub median_minutes: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AgeBucket {
    /// Lower limit of the bucket in hours; the next bucket's limit is the upper one.
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
    /// Id of the cause.
    pub group: String,
    pub request_type: Option<String>,
    pub title: Option<String>,
    pub line: Option<String>,
    pub count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClearingBucket {
    /// Lower limit of the bucket in minutes (inclusive); the next bucket's limit is the upper one (exclusive).
    pub minutes: u32,
    pub count: u32,
}

/// The report that one shift leaves to the next. It contains no PIN and no token.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Handover {
    pub connection: String,
    pub time_zone: String,
    pub user: Option<String>,
    pub from: f64,
    pub to: f64,
    /// Requests that the CA system completed or rejected in the period, and rejections that a retry cleared in it.
    pub completed: u32,
    pub rejected: u32,
    pub cleared: u32,
    /// Counts as of now, not over the period.
    pub pending: u32,
    pub waiting: u32,
    pub unknown: Vec<RequestRow>,
    pub causes: Vec<HandoverCause>,
    pub owners: Vec<HandoverOwner>,
    /// Open requests, oldest first; at most twenty.
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
    /// Rejected in the period of the handover.
    pub fresh: u32,
    pub oldest: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandoverOwner {
    /// Absent: not assigned.
    pub assignee: Option<String>,
    pub open: u32,
    pub oldest: Option<f64>,
}
