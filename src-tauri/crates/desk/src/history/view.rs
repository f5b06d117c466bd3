//! Wire types of the history.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use store::cache::history::HistoryKind;

use crate::view::{ExportFormat, RequestState};

/// Conditions on entries. All apply together; an empty list is no condition.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct HistoryFilter {
    pub users: Vec<String>,
    /// Ids of operations, and words of `HistoryKind`.
    pub jobs: Vec<String>,
    pub states: Vec<RequestState>,
    /// Done at or after this time.
    pub from: Option<f64>,
    /// Done before this time.
    pub to: Option<f64>,
}

#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct HistoryQuery {
    pub filter: HistoryFilter,
    /// The page begins behind this place; absent: the first page.
    pub after: Option<HistoryPlace>,
    pub limit: u32,
}

/// The place of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryPlace {
    pub at: f64,
    pub id: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryPage {
    pub rows: Vec<HistoryRow>,
}

/// An act of this desk.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryRow {
    pub id: String,
    /// Of removed requests, the begin of their day.
    pub at: f64,
    pub kind: HistoryKind,
    /// Empty if no user was signed in.
    pub user: String,
    /// Of requests, also of removed ones.
    pub operation: Option<String>,
    pub state: Option<RequestState>,
    /// The server's word for the state; absent unless the desk does not know it.
    pub state_text: Option<String>,
    /// The assignee, or the end of a snooze in milliseconds since the Unix epoch.
    pub value: Option<String>,
    /// A mark that was taken back.
    pub withdrawn: bool,
    /// Number of requests of a bulk retry or a purge, or of removed ones.
    pub requests: Option<u32>,
    /// Key of the request that was made or marked, for `#/requests/<key>`.
    pub request: Option<String>,
    pub number: Option<String>,
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistorySummary {
    /// Number of rows.
    pub total: u32,
    /// Number of acts: a row of removed requests stands for several.
    pub count: u32,
    /// How many of them were removed by the retention, so that only their counts are left.
    pub removed: u32,
    /// Where each page but the first continues.
    pub places: Vec<HistoryPlace>,
    /// By day, such as `2026-03-12`, the newest first.
    pub days: Vec<HistoryCount>,
    /// By person, most frequent first.
    pub users: Vec<HistoryCount>,
    pub jobs: Vec<HistoryCount>,
    /// Of requests alone: marks and purges have no outcome.
    pub states: Vec<HistoryOutcome>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryCount {
    pub value: String,
    pub count: u32,
    /// Included in `count`.
    pub removed: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryOutcome {
    pub state: RequestState,
    pub count: u32,
    /// Included in `count`.
    pub removed: u32,
}

/// An export of the history to a file.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryExport {
    pub filter: HistoryFilter,
    pub format: ExportFormat,
    /// Of the columns, in the order of a row: time, person, job, detail, number, smartcard, set-top box, service,
    /// subscription, outcome, requests.
    pub headings: Vec<String>,
    /// The window's words for operations and kinds, by id and by kind.
    #[ts(type = "Record<string, string>")]
    pub job_words: BTreeMap<String, String>,
    #[ts(type = "Partial<Record<RequestState, string>>")]
    pub state_words: BTreeMap<RequestState, String>,
    /// The detail of a mark that was taken back.
    pub withdrawn_word: String,
    /// The detail of removed requests.
    pub removed_word: String,
}
