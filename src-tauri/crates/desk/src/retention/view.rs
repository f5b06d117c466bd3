use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::view::{RequestState, StateCount};

/// What a purge of this desk's own ended requests would take away.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PurgePreview {
    pub requests: u32,
    pub states: Vec<StateCount>,
    /// When the first and the last of them were made.
    pub from: Option<f64>,
    pub to: Option<f64>,
    /// Rejected ones as old that stay: nobody dismissed them or sent them again.
    pub open: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PurgeProgress {
    pub done: u32,
    pub of: u32,
}

/// A purge that was made.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PurgeRecord {
    pub at: f64,
    /// Empty: nobody was signed in.
    pub by: String,
    pub ended_before: f64,
    pub requests: u32,
}

/// A file of how many requests went, by day and by person.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PurgeExport {
    /// Of when it was purged, by whom, the day, the person, the operation, the state and the number.
    pub headings: Vec<String>,
    #[ts(type = "Partial<Record<RequestState, string>>")]
    pub state_words: BTreeMap<RequestState, String>,
    /// The window's word for each operation.
    pub operation_words: BTreeMap<String, String>,
}
