use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
