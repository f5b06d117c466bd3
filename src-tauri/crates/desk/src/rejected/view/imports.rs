//! Taking in a shared file.

use serde::Serialize;
use ts_rs::TS;

/// What a file of marks or of knowledge would change here, before any of it is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportSummary {
    /// Names what was read, for `take_import`.
    pub id: String,
    /// Nothing is known of these here.
    pub new: u32,
    /// The file's are newer, and say something else.
    pub changed: u32,
    /// The file's are older: they are kept beside ours.
    pub older: u32,
    /// They say what is known.
    pub same: u32,
    /// Requests that would be dismissed, by whose word.
    pub dismissals: Vec<DismissedBy>,
    /// What cannot be taken, and why.
    pub left_out: Vec<LeftOutOfFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DismissedBy {
    /// Empty: nobody's name is there.
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
    /// Made later than tomorrow: nothing would ever be newer.
    Future,
    /// A text is longer than it can be here.
    TooLong,
    /// Without what it is about, or with a word that this desk does not know.
    Meaningless,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportProgress {
    pub id: String,
    pub done: u32,
    pub of: u32,
}

/// What came of taking an import back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportUndone {
    /// As it was before.
    pub restored: u32,
    /// Somebody changed these since: they stay as they are.
    pub changed_since: u32,
}
