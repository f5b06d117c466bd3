//! The supervisors' workbench: what was rejected, in groups of one cause, what is known of it, and the marks of people.

mod imports;
mod reports;

pub use imports::*;
pub use reports::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::view::{RequestRow, RequestState};

/// Where a rejected request stands in the review. Kept on this computer; the server knows nothing of it.
///
/// A request whose retry is rejected in its turn is in none of these: its retry is, which has its story.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Review {
    /// Something is to be done about it, or its retry has no outcome yet. A snooze that is over is open again.
    #[default]
    Open,
    /// Out of sight until a time.
    Snoozed,
    /// Nothing will be done, and somebody said why.
    Dismissed,
    /// A retry of it was completed.
    Cleared,
}

/// Which groups of the chosen connection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct RejectedQuery {
    pub show: Review,
    /// Only what was rejected at or after this instant.
    pub from: Option<f64>,
    /// Only what is assigned to this name; empty text: to nobody.
    pub assignee: Option<String>,
    /// Words that must all occur, as in [`super::RequestFilter::text`].
    pub text: Option<String>,
    pub sort: GroupSort,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GroupSort {
    /// The biggest first.
    #[default]
    Count,
    /// What grew most in the later half of the trend first.
    Growing,
    /// The latest rejection first.
    Newest,
    /// The oldest open one first.
    Oldest,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedPage {
    pub groups: Vec<RejectedGroup>,
    /// Of the chosen connection, whatever else the query asks for.
    pub open: u32,
    pub snoozed: u32,
    pub dismissed: u32,
    /// Open and rejected more than 24 hours ago.
    pub older_than_day: u32,
    /// Cleared since midnight of the connection's time zone.
    pub cleared_today: u32,
    /// Names that something is assigned to.
    pub assignees: Vec<String>,
    /// When the trend's first bar begins, and how long each is, in milliseconds.
    pub trend_from: f64,
    pub trend_step: f64,
    /// When the server's lists were last read.
    pub synced: Option<f64>,
}

/// Rejected requests of one cause, as far as their texts tell.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedGroup {
    pub id: String,
    pub provider: String,
    /// Absent: a group joined by hand that has several, here and below.
    pub request_type: Option<String>,
    pub error_code: Option<String>,
    /// First meaningful line of the latest one.
    pub line: Option<String>,
    pub count: u32,
    pub cards: u32,
    pub subscriptions: u32,
    pub first_seen: Option<f64>,
    pub last_seen: Option<f64>,
    /// Of all that the query finds, 0 to 1.
    pub share: f64,
    /// When the oldest one was rejected.
    pub oldest: Option<f64>,
    /// Twelve bars, the latest last.
    pub trend: Vec<u32>,
    /// Rejected since somebody last looked at the group.
    pub fresh: u32,
    /// Retried, and the outcome is not known yet.
    pub being_retried: u32,
    pub knowledge: Knowledge,
    pub helped: Helped,
}

/// What a group's requests have in common.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupShape {
    pub id: String,
    /// More than one: they were joined by hand.
    pub parts: Vec<GroupPart>,
    /// It is one of the parts that somebody split a group into.
    pub split_by: Option<SplitBy>,
    /// What the parts of the split differ in, such as a service.
    pub split_value: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupPart {
    pub fingerprint: String,
    pub provider: String,
    pub request_type: Option<String>,
    pub error_code: Option<String>,
    /// The description with ids, numbers, dates and stack lines folded: what is compared.
    pub shape: String,
    pub count: u32,
}

/// What tells the parts of a group apart that somebody split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SplitBy {
    /// The first meaningful line, with its ids and numbers.
    Words,
    Service,
    User,
    Unit,
}

/// Requests to do something with: those named, or all of a view but those named.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct RejectedSelection {
    /// All that the view finds but `keys`; otherwise only `keys`.
    pub all: bool,
    pub keys: Vec<String>,
    pub view: RejectedView,
}

/// Which rejected requests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct RejectedView {
    /// Id of a group; absent: all groups.
    pub group: Option<String>,
    pub show: Review,
    pub from: Option<f64>,
    pub assignee: Option<String>,
    pub text: Option<String>,
}

/// A page of them, the latest rejection first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedRows {
    pub rows: Vec<RejectedRow>,
    pub total: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedRow {
    pub row: RequestRow,
    /// Id of its group.
    pub group: String,
    pub review: Review,
    pub marks: Marks,
    /// How often it was retried from here.
    pub retries: u32,
    /// Where the latest retry stands.
    pub last_retry: Option<RequestState>,
}

/// What people noted about a request. Kept on this computer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Marks {
    pub assignee: Option<String>,
    pub note: Option<String>,
    pub snoozed_until: Option<f64>,
    pub dismissed: Option<String>,
}

/// One thing that somebody marks.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "mark", rename_all_fields = "camelCase")]
pub enum MarkChange {
    Assign {
        to: Option<String>,
    },
    Note {
        text: Option<String>,
    },
    Snooze {
        until: f64,
    },
    Dismiss {
        reason: String,
    },
    /// Takes back a snooze and a dismissal.
    Reopen,
}

/// A value that a mark has, or had: the newest counts, the others stay to be read.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MarkVersion {
    pub field: MarkField,
    /// Absent: taken back. A snooze is its instant in milliseconds.
    pub value: Option<String>,
    pub at: f64,
    pub by: String,
    pub current: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MarkField {
    Assignee,
    Note,
    Snooze,
    Dismissal,
}

/// What came of reading a file of marks or of knowledge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Merged {
    /// The file's was newer, or the only one.
    pub taken: u32,
    /// Ours was newer.
    pub kept: u32,
    /// Of both: there were two different ones, and the older one was kept beside the newer one.
    pub conflicts: u32,
    /// It was stopped: so many were not looked at.
    pub left: u32,
}

/// What is known of the cause of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Knowledge {
    /// In plain words, such as *Card not known to Conax*. Absent: nothing is known.
    pub title: Option<String>,
    pub cause: Option<String>,
    pub owner: Option<Owner>,
    pub next_step: Option<String>,
    pub advice: Option<Advice>,
    pub source: KnowledgeSource,
    pub at: Option<f64>,
    pub by: Option<String>,
}

/// What was written down of a cause by the rules of an earlier version, or what was joined or split by them, where no request
/// tells which one that is now. What was joined or split alone has its keys for a title.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OldCause {
    pub group: String,
    pub knowledge: Knowledge,
}

#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KnowledgeDraft {
    pub title: String,
    pub cause: String,
    pub owner: Option<Owner>,
    pub next_step: String,
    pub advice: Option<Advice>,
}

/// Whose problem it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Owner {
    /// Something was typed or kept wrongly.
    Data,
    /// The CA system is down or refuses its login.
    CaSystem,
    /// The card or box is not in the CA system's stock.
    Stock,
    /// The customer is not entitled to it, or has it already.
    Entitlement,
    /// CRM.COM is set up wrongly.
    Setup,
}

/// Whether a retry without a change makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Advice {
    Yes,
    AfterFix,
    Never,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KnowledgeSource {
    #[default]
    Nothing,
    /// Comes with the desk.
    Seeded,
    /// Written on this computer, or read from a file.
    Written,
}

/// What became of a group's retries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Helped {
    pub retried: u32,
    pub completed: u32,
    pub same_error: u32,
    pub other_error: u32,
    /// Without an outcome: waiting, pending, unknown, refused or cancelled.
    pub open: u32,
    /// Retries without a change that have an outcome.
    pub plain: u32,
    pub plain_completed: u32,
    /// From the rejection to the sending of the plain retry that was completed, median, in minutes.
    pub plain_minutes: Option<u32>,
}
