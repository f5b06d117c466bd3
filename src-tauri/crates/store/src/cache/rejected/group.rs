//! Rejected requests of one cause, and their figures.

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

/// All causes of a connection, unordered, and figures that ignore the filter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Groups {
    /// A cause without requests that match the filter has the count 0.
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

/// Rejected requests of one cause: all of them, those of one job, or one group.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupRow {
    pub id: String,
    /// The jobs of a cause, and the groups of a job. A group has the requests of one type, unless it was joined by hand.
    pub parts: Vec<GroupRow>,
    /// Of the latest request.
    pub provider: String,
    /// Here and below: also absent if its requests differ in it.
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

/// Adds the counts; a median is no sum, and stays absent.
impl std::ops::AddAssign for Helped {
    fn add_assign(&mut self, other: Self) {
        *self = Self {
            retried: self.retried + other.retried,
            completed: self.completed + other.completed,
            same_error: self.same_error + other.same_error,
            other_error: self.other_error + other.other_error,
            open: self.open + other.open,
            plain: self.plain + other.plain,
            plain_completed: self.plain_completed + other.plain_completed,
            plain_minutes: None,
        };
    }
}
