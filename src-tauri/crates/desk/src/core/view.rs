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
    /// Still being asked.
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
    /// Undo hold before a request leaves; 0 switches it off, 60 at most.
    pub hold_seconds: u32,
    /// Requests on the wire at a time: 1 to 16.
    pub max_in_flight: u32,
    /// Saved views of the requests page.
    pub views: Vec<SavedView>,
    /// The columns of the requests table in their order; empty: the usual ones.
    pub columns: Vec<ColumnLayout>,
    /// Whether the charts above the rejected requests are unfolded.
    pub rejected_overview: bool,
    pub scanner: Scanner,
    /// Look-ups that are older are read again behind the screen, in minutes.
    pub look_up_minutes: u32,
    /// As many look-ups are kept; the least recently used leave first.
    pub look_ups_kept: u32,
    pub keeping: Keeping,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            hold_seconds: 5,
            max_in_flight: 4,
            views: Vec::new(),
            columns: Vec::new(),
            rejected_overview: false,
            scanner: Scanner::default(),
            look_up_minutes: 15,
            look_ups_kept: 200_000,
            keeping: Keeping::default(),
        }
    }
}

/// For how many days others' requests are kept since the server last changed them. What is pending always is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Keeping {
    pub completed_days: u32,
    /// Of those that nobody here marked or sent again.
    pub rejected_days: u32,
    /// At most, where the field mode was used within as many days.
    pub field_days: u32,
}

impl Default for Keeping {
    fn default() -> Self {
        Self { completed_days: 90, rejected_days: 365, field_days: 14 }
    }
}

/// A view of the requests page by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedView {
    pub name: String,
    /// What follows `?` in its address.
    pub search: String,
}

/// A column of the requests table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ColumnLayout {
    pub column: RequestColumn,
    pub shown: bool,
    /// In pixels; absent: its usual width.
    pub width: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    System,
    Light,
    Dark,
}

/// How a scanner that types is told from a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Scanner {
    pub on: bool,
    /// Keys that follow each other faster are a scan, in milliseconds.
    pub gap_millis: u32,
    /// Shorter ones are typing.
    pub shortest: u32,
    /// What the scanner sends before and after each code; taken off.
    pub prefix: String,
    pub suffix: String,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { on: true, gap_millis: 30, shortest: 6, prefix: String::new(), suffix: String::new() }
    }
}

/// What somebody chooses a file for. Each has one ending.
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
}

/// A file that somebody chose. Where it lies is not told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChosenFile {
    /// For one command, of what it was chosen for.
    pub handle: String,
    /// To be shown.
    pub name: String,
}
