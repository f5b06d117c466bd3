//! Wire types of retention and purges.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::view::{RequestState, StateCount};

/// The own ended requests that a purge would delete.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PurgePreview {
    pub requests: u32,
    pub states: Vec<StateCount>,
    /// When the first and the last of them were made; absent if there are none.
    pub from: Option<f64>,
    pub to: Option<f64>,
    /// Rejected requests of that age that stay, because they were neither dismissed nor sent again.
    pub open: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PurgeProgress {
    pub done: u32,
    pub of: u32,
}

/// A purge of the past.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PurgeRecord {
    pub at: f64,
    /// Empty if no user was signed in.
    pub by: String,
    pub ended_before: f64,
    pub requests: u32,
}

/// An export of the numbers of purged requests, by day and user.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PurgeExport {
    /// Headings for: time of the purge, user that ran it, day, user of the requests, operation, state and number.
    pub headings: Vec<String>,
    #[ts(type = "Partial<Record<RequestState, string>>")]
    pub state_words: BTreeMap<RequestState, String>,
    /// The window's word for each operation.
    pub operation_words: BTreeMap<String, String>,
}
