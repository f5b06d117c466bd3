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
