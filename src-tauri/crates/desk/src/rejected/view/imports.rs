//! Taking in a shared file.

use serde::Serialize;
use ts_rs::TS;

/// The changes that a file of triage marks or knowledge would make here, before any of them is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportSummary {
    /// Identifies the file that was read, for `take_import`.
    pub id: String,
    /// Entries about which nothing is known here.
    pub new: u32,
    /// Entries that are newer than ours and differ from them.
    pub changed: u32,
    /// Entries that are older than ours; they are kept beside ours.
    pub older: u32,
    /// Entries that equal ours.
    pub same: u32,
    /// Requests that would be dismissed, counted by the user that dismissed them.
    pub dismissals: Vec<DismissedBy>,
    /// Entries that cannot be taken, counted by reason.
    pub left_out: Vec<LeftOutOfFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DismissedBy {
    /// Empty if the file names no user.
    pub by: String,
    pub count: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeftOutOfFile {
    pub why: NotTaken,
    pub count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum NotTaken {
    /// Of another server or organisation.
    Elsewhere,
    /// Dated later than tomorrow, so that no later entry could ever replace it.
    Future,
    /// A text is longer than allowed here.
    TooLong,
    /// Its subject is missing, or it has a word that this desk does not know.
    Meaningless,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportProgress {
    pub id: String,
    pub done: u32,
    pub of: u32,
}

/// The result of undoing an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportUndone {
    /// Entries that are as they were before the import.
    pub restored: u32,
    /// Entries that a user changed after the import; they stay as they are.
    pub changed_since: u32,
}
