//! A group of rejected requests of one cause, and its figures.

/// Parameters besides the filter. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy)]
pub struct GroupTimes {
    pub now: i64,
    /// Start of the current day.
    pub midnight: i64,
    /// Start of the trend's first bar, then the duration and the number of the bars.
    pub trend_from: i64,
    pub trend_step: i64,
    pub bars: usize,
}

/// The groups with requests that match a filter, unordered, and figures of the connection that ignore the filter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Groups {
    pub groups: Vec<GroupRow>,
    pub open: u32,
    pub snoozed: u32,
    pub dismissed: u32,
    /// Open requests that were rejected more than 24 hours ago.
    pub older_than_day: u32,
    /// Cleared since midnight.
    pub cleared_today: u32,
    /// Names to which requests are assigned.
    pub assignees: Vec<String>,
}

/// Rejected requests of one cause.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupRow {
    pub id: String,
    /// Of the latest request.
    pub provider: String,
    /// Here and below: also absent if joined groups differ in it.
    pub request_type: Option<String>,
    pub error_code: Option<String>,
    /// First meaningful line of the latest rejection.
    pub line: Option<String>,
    pub count: u32,
    /// Number of different cards or sets of cards.
    pub cards: u32,
    pub subscriptions: u32,
    /// Of all requests of the group, in any triage status.
    pub first_seen: Option<i64>,
    pub last_seen: Option<i64>,
    /// Of the requests that match the filter.
    pub oldest: Option<i64>,
    pub trend: Vec<u32>,
    /// Rejections since the user last looked at the group.
    pub fresh: u32,
    /// Requests with a retry that has no outcome yet.
    pub being_retried: u32,
    pub helped: Helped,
}

/// Outcomes of a group's retries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
pub struct Helped {
    pub retried: u32,
    pub completed: u32,
    pub same_error: u32,
    pub other_error: u32,
    /// Without an outcome from the CA system: waiting, pending, unknown, refused or cancelled.
    pub open: u32,
    /// Retries without changes that have an outcome.
    pub plain: u32,
    pub plain_completed: u32,
    /// Median time from the rejection to the sending of the plain retry that was completed, in minutes.
    pub plain_minutes: Option<u32>,
}
