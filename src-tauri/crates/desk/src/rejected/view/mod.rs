//! Rejected requests for the supervisor: groups with one cause each, knowledge about the causes, and the triage of
//! requests.

mod imports;
mod reports;

pub use imports::*;
pub use reports::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use store::{
    cache::{
        causes::GroupPart,
        rejected::{Helped, TriageStatus},
    },
    journal::{grouping::SplitBy, triage::MarkField},
};

use crate::view::{RequestRow, RequestState};

/// Filter for the groups of the selected connection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct RejectedQuery {
    pub show: TriageStatus,
    /// Only requests that were rejected at or after this instant.
    pub from: Option<f64>,
    /// Only requests that were rejected before this instant.
    pub to: Option<f64>,
    /// Only requests that are assigned to this name; an empty text means not assigned.
    pub assignee: Option<String>,
    /// Words that must all occur, as in [`crate::view::RequestFilter::text`].
    pub text: Option<String>,
    pub sort: GroupSort,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GroupSort {
    /// Largest group first.
    #[default]
    Count,
    /// Group that grew most in the later half of the trend first.
    Growing,
    /// Latest rejection first.
    Newest,
    /// Oldest open request first.
    Oldest,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedPage {
    /// One for each cause.
    pub groups: Vec<RejectedGroup>,
    /// Counts over the whole selected connection, regardless of the query.
    pub open: u32,
    pub snoozed: u32,
    pub dismissed: u32,
    /// Open requests that were rejected more than 24 hours ago.
    pub older_than_day: u32,
    /// Cleared since midnight in the connection's time zone.
    pub cleared_today: u32,
    /// Names to which requests are assigned.
    pub assignees: Vec<String>,
    /// Start of the trend's first bar, and the length of each bar in milliseconds.
    pub trend_from: f64,
    pub trend_step: f64,
    /// When the server's lists were last read; absent: never.
    pub synced: Option<f64>,
}

/// Rejected requests with one cause, as far as their texts show: all of them, or those of one job.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedGroup {
    pub id: String,
    /// Ids of the stored groups that it consists of, for views and commands.
    pub groups: Vec<String>,
    /// Its jobs, the largest first; a job has no parts.
    pub parts: Vec<RejectedGroup>,
    pub provider: String,
    /// Absent, like `error_code`, where its requests have several.
    pub request_type: Option<String>,
    pub error_code: Option<String>,
    /// First meaningful line of the latest rejection.
    pub line: Option<String>,
    pub count: u32,
    pub cards: u32,
    pub subscriptions: u32,
    pub first_seen: Option<f64>,
    pub last_seen: Option<f64>,
    /// Share of all requests that match the query, 0 to 1.
    pub share: f64,
    /// When its oldest request was rejected.
    pub oldest: Option<f64>,
    /// Number of rejections in each of twelve bars, the latest last.
    pub trend: Vec<u32>,
    /// Rejections since the user last looked at the group.
    pub fresh: u32,
    /// Requests with a retry that has no outcome yet.
    pub being_retried: u32,
    pub knowledge: Knowledge,
    pub helped: Helped,
    /// Absent while no newer request goes through, and for causes that concern one card rather than the CA system.
    pub over: Option<CauseOver>,
}

/// Newer requests of the same jobs are completed again.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CauseOver {
    /// When the first of them was completed.
    pub since: f64,
    /// Completed requests that were created after the latest rejection.
    pub completed: u32,
}

/// Why requests have one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CauseShape {
    /// The texts that were compared, the most frequent first.
    pub parts: Vec<GroupPart>,
    /// Groups were joined by hand.
    pub joined: bool,
    /// Set if it is a part of a cause that was split by hand.
    pub split_by: Option<SplitBy>,
    /// The value that distinguishes this part of the split, such as a service.
    pub split_value: Option<String>,
}

/// A cause in a few words, for wherever its requests are shown.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CauseSummary {
    pub id: String,
    /// Ids of the stored groups that it consists of.
    pub groups: Vec<String>,
    /// Absent: nothing is known.
    pub title: Option<String>,
    /// Number of its open requests.
    pub open: u32,
}

/// A selection of requests: those named, or all of a view except those named.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct RejectedSelection {
    /// True: all requests of the view except `keys`. False: only `keys`.
    pub all: bool,
    pub keys: Vec<String>,
    pub view: RejectedView,
}

/// Filter for rejected requests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct RejectedView {
    /// Ids of stored groups; without any, all groups.
    pub groups: Vec<String>,
    pub show: TriageStatus,
    pub from: Option<f64>,
    pub to: Option<f64>,
    pub assignee: Option<String>,
    pub text: Option<String>,
}

/// A page of rejected requests, the latest rejection first.
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
    pub review: TriageStatus,
    pub marks: Triage,
    /// Number of retries made by this desk.
    pub retries: u32,
    /// State of the latest retry; absent if there is none.
    pub last_retry: Option<RequestState>,
}

/// Triage marks of a request: assignee, note, snooze and dismissal. Kept on this computer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Triage {
    pub assignee: Option<String>,
    pub note: Option<String>,
    pub snoozed_until: Option<f64>,
    pub dismissed: Option<String>,
}

/// One change of a request's triage.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "mark", rename_all_fields = "camelCase")]
pub enum TriageAction {
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
    /// Removes a snooze and a dismissal.
    Reopen,
}

/// A present or past value of a triage mark. The newest value counts; older ones are kept for reference.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MarkVersion {
    pub field: MarkField,
    /// Absent: the mark was removed. A snooze is its end in Unix milliseconds.
    pub value: Option<String>,
    pub at: f64,
    pub by: String,
    pub current: bool,
}

/// The result of importing a file of triage marks or knowledge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Merged {
    /// Entries of the file that were newer than ours, or new here.
    pub taken: u32,
    /// Entries of ours that were newer and stay.
    pub kept: u32,
    /// Entries, taken or kept, that differed from ours: the older value is kept beside the newer one.
    pub conflicts: u32,
    /// Entries that were not looked at because the import was stopped.
    pub left: u32,
}

/// Knowledge about the cause of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Knowledge {
    /// Short title, such as *Card not known to Conax*. Absent: nothing is known.
    pub title: Option<String>,
    pub cause: Option<String>,
    pub owner: Option<FixOwner>,
    pub next_step: Option<String>,
    pub advice: Option<Advice>,
    pub source: KnowledgeSource,
    pub at: Option<f64>,
    pub by: Option<String>,
}

/// Knowledge, or a join or split of groups, that was made by the grouping rules of an earlier version and that no
/// request assigns to a present group. A join or split has no title of its own; its group keys are the title.
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
    pub owner: Option<FixOwner>,
    pub next_step: String,
    pub advice: Option<Advice>,
}

/// The party that has to solve the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FixOwner {
    /// A value was typed or stored wrongly.
    Data,
    /// The CA system is down or refuses its login.
    CaSystem,
    /// The card or box is not in the CA system's stock.
    Stock,
    /// The customer is not entitled to it, or has it already.
    Entitlement,
    /// CRM.COM is configured wrongly.
    Setup,
}

/// Whether a retry without changes makes sense.
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
    /// Built into the desk.
    Seeded,
    /// Written on this computer, or imported from a file.
    Written,
}
