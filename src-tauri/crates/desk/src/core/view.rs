//! Wire types of the core: preferences, the keyring, chosen files.

use crate::view::RequestColumn;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Keyring {
    pub state: KeyringState,
    /// The keyring's own words.
    pub detail: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeyringState {
    /// The keyring is still being asked.
    Unknown,
    Ready,
    Missing,
    Locked,
    Failed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    pub theme: Theme,
    pub density: Density,
    /// Undo hold before a request leaves, in seconds: 0 (off) to 60.
    pub hold_seconds: u32,
    /// Requests on the wire at a time: 1 to 16.
    pub max_in_flight: u32,
    /// Saved views of the requests page.
    pub views: Vec<SavedView>,
    /// The columns of the requests table in order; empty: the default columns.
    pub columns: Vec<ColumnLayout<RequestColumn>>,
    /// The columns of the rejected requests, likewise.
    pub rejected_columns: Vec<ColumnLayout<RejectedColumn>>,
    /// Whether the charts above the rejected requests are unfolded.
    pub rejected_overview: bool,
    /// Whether the tour was declined or started once: it is not offered again.
    pub tour_seen: bool,
    pub scanner: Scanner,
    /// Look-ups older than this many minutes are revalidated in the background.
    pub look_up_minutes: u32,
    /// The largest number of look-ups; beyond it the least recently used are deleted.
    pub look_ups_kept: u32,
    pub keeping: Keeping,
    /// Notifications of the system for requests that end while the window is not in front.
    pub notifications: bool,
}

/// Days for which others' requests are kept after the server last changed them. Pending requests are always kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Keeping {
    pub completed_days: u32,
    /// For rejected requests that were neither marked nor sent again here.
    pub rejected_days: u32,
    /// The limit for both on a computer where the field mode was used within as many days.
    pub field_days: u32,
}

impl Default for Keeping {
    fn default() -> Self {
        Self { completed_days: 90, rejected_days: 365, field_days: 14 }
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            density: Density::Comfortable,
            hold_seconds: 5,
            max_in_flight: 4,
            views: Vec::new(),
            columns: Vec::new(),
            rejected_columns: Vec::new(),
            rejected_overview: false,
            tour_seen: false,
            scanner: Scanner::default(),
            look_up_minutes: 15,
            look_ups_kept: 200_000,
            keeping: Keeping::default(),
            notifications: true,
        }
    }
}

/// A named view of the requests page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedView {
    pub name: String,
    /// The part of its address after `?`.
    pub search: String,
    /// Its columns; absent in views of an earlier version, which leave the columns as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable)]
    pub columns: Option<Vec<ColumnLayout<RequestColumn>>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ColumnLayout<C> {
    pub column: C,
    pub shown: bool,
    /// In pixels; absent: the default width.
    pub width: Option<u32>,
}

/// A column of the table of rejected requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RejectedColumn {
    Number,
    RequestType,
    Smartcard,
    SetTopBox,
    Service,
    Subscription,
    Created,
    User,
    Unit,
    Assigned,
    Retries,
}

/// The height of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Density {
    Comfortable,
    Compact,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    System,
    Light,
    Dark,
}

/// Settings that distinguish a scanner, which acts as a keyboard, from a person that types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Scanner {
    pub on: bool,
    /// Keys that follow each other faster than this are a scan; in milliseconds, 5 to 200.
    pub gap_millis: u32,
    /// Fewest characters of a scan, 3 to 40; shorter input is typing.
    pub shortest: u32,
    /// The text that the scanner sends before and after each code; it is removed.
    pub prefix: String,
    pub suffix: String,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { on: true, gap_millis: 30, shortest: 6, prefix: String::new(), suffix: String::new() }
    }
}

/// The purpose that the user chooses a file for. Each purpose has one file name extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FilePurpose {
    RequestsCsv,
    RequestsXlsx,
    HandoverCsv,
    HandoverHtml,
    Slip,
    Knowledge,
    Marks,
    ReadKnowledge,
    ReadMarks,
    ReadJobs,
    ReadCaFile,
    PurgedCsv,
    HistoryCsv,
    HistoryXlsx,
    ReadSheet,
    BulkReportCsv,
    BulkReportXlsx,
    BulkTemplate,
}

/// A notification of the system. It has no number and no name of a customer: others see it too.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    pub title: String,
    pub body: String,
}

/// A file that the user chose. Its folder is not disclosed to the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChosenFile {
    /// Valid for one command of the purpose that the file was chosen for.
    pub handle: String,
    /// The file's name, for display.
    pub name: String,
}
