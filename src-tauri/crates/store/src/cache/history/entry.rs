//! Entries of the history, and the part of it that is read.

use crate::{
    cache::requests::RequestRecord,
    request_state::{RequestState, words},
};

words! {
    /// Kind of an entry of the history.
    #[derive(serde::Serialize, serde::Deserialize, ts_rs::TS)]
    #[serde(rename_all = "camelCase")]
    HistoryKind {
        /// A request that this desk made.
        Request = "request",
        Assignee = "assignee",
        Note = "note",
        Snooze = "snooze",
        Dismissal = "dismissal",
        /// A bulk retry that sent requests.
        Batch = "batch",
        SignIn = "signIn",
        SignOut = "signOut",
        /// A purge by the retention.
        Purge = "purge",
        /// Requests, sign-ins and sign-outs that purges removed: of them only the count is left.
        Removed = "removed",
    }
}

/// The part of the history that is read.
pub struct HistoryScope {
    pub connection: String,
    /// First instant.
    pub from: Option<i64>,
    /// Instant after the last one.
    pub to: Option<i64>,
    /// Converts a day, as purges keep it, to the instant at which it begins.
    pub day_start: Box<dyn Fn(&str) -> i64 + Send + Sync>,
}

/// Conditions on entries. An empty list is no condition.
#[derive(Debug, Clone, Default)]
pub struct HistoryFilter {
    pub users: Vec<String>,
    /// Ids of operations, and words of the other kinds.
    pub jobs: Vec<String>,
    pub states: Vec<RequestState>,
}

impl HistoryFilter {
    pub fn has_user(&self, head: &HistoryHead<'_>) -> bool {
        self.users.is_empty() || self.users.iter().any(|user| user == head.user)
    }

    pub fn has_job(&self, head: &HistoryHead<'_>) -> bool {
        self.jobs.is_empty() || self.jobs.iter().any(|job| job == head.job())
    }

    pub fn has_state(&self, head: &HistoryHead<'_>) -> bool {
        self.states.is_empty() || head.state.is_some_and(|state| self.states.contains(&state))
    }

    pub(super) fn has(&self, head: &HistoryHead<'_>) -> bool {
        self.has_user(head) && self.has_job(head) && self.has_state(head)
    }
}

/// Place of an entry in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryCursor {
    pub at: i64,
    pub id: String,
}

/// The part of an entry that filters and counts need.
#[derive(Debug, Clone, Copy)]
pub struct HistoryHead<'a> {
    pub at: i64,
    pub id: &'a str,
    pub kind: HistoryKind,
    pub user: &'a str,
    /// Of requests, also of removed ones; of removed sign-ins and sign-outs, their kind.
    pub operation: Option<&'a str>,
    pub state: Option<RequestState>,
    /// Number of acts that the entry stands for: more than one for removed ones alone.
    pub count: u32,
}

impl HistoryHead<'_> {
    /// Id of the operation, or the kind's word.
    pub fn job(&self) -> &str {
        self.operation.unwrap_or(self.kind.as_str())
    }
}

/// An entry of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    pub id: String,
    /// Of removed requests, the begin of their day.
    pub at: i64,
    pub kind: HistoryKind,
    /// Display name; empty if no user was signed in.
    pub user: String,
    pub operation: Option<String>,
    pub state: Option<RequestState>,
    /// The assignee, or the end of a snooze in milliseconds since the Unix epoch. Other texts of marks stay with their
    /// requests.
    pub value: Option<String>,
    /// A mark that was taken back.
    pub withdrawn: bool,
    /// Number of requests of a bulk retry or a purge, or of removed ones.
    pub requests: Option<u32>,
    /// The request that was made or marked, unless it is gone.
    pub request: Option<RequestRecord>,
}
