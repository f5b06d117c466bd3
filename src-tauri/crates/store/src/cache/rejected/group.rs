//! A group of rejected requests of one cause, and its figures.

/// What is asked beside the filter. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy)]
pub struct GroupTimes {
    pub now: i64,
    /// When the day began.
    pub midnight: i64,
    /// When the trend's first bar begins, how long each is, and how many there are.
    pub trend_from: i64,
    pub trend_step: i64,
    pub bars: usize,
}

/// All groups that a filter finds something in, in no order, and figures of the connection whatever the filter asks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Groups {
    pub groups: Vec<GroupRow>,
    pub open: u32,
    pub snoozed: u32,
    pub dismissed: u32,
    /// Open and rejected more than 24 hours ago.
    pub older_than_day: u32,
    /// Cleared since midnight.
    pub cleared_today: u32,
    /// Names that something is assigned to.
    pub assignees: Vec<String>,
}

/// Rejected requests of one cause.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupRow {
    pub id: String,
    /// Of the latest one.
    pub provider: String,
    /// Absent also where several were joined, here and below.
    pub request_type: Option<String>,
    pub error_code: Option<String>,
    /// First meaningful line of the latest one.
    pub line: Option<String>,
    pub count: u32,
    /// Cards, or sets of cards.
    pub cards: u32,
    pub subscriptions: u32,
    /// Of all its requests, whatever became of them.
    pub first_seen: Option<i64>,
    pub last_seen: Option<i64>,
    /// Of those that the filter finds.
    pub oldest: Option<i64>,
    pub trend: Vec<u32>,
    /// Rejected since somebody last looked at the group.
    pub fresh: u32,
    /// Retried, and the outcome is not known yet.
    pub being_retried: u32,
    pub helped: Helped,
}

/// What became of a group's retries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Helped {
    pub retried: u32,
    pub completed: u32,
    pub same_error: u32,
    pub other_error: u32,
    /// Without an outcome.
    pub open: u32,
    /// Retries without a change that have an outcome.
    pub plain: u32,
    pub plain_completed: u32,
    /// From the rejection to the making of the plain retry that was completed, median.
    pub plain_minutes: Option<u32>,
}
