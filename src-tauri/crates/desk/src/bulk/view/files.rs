//! What is written to a file of a sheet's rows, and to one that is to be filled in.

use std::collections::BTreeMap;

use serde::Deserialize;
use ts_rs::TS;

use crate::view::{BatchPart, ExportFormat, LeftOut, RequestState};

/// The report of a sheet: its rows with their outcomes.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BulkReport {
    pub id: String,
    pub format: ExportFormat,
    pub part: BatchPart,
    /// Headings of the added columns: state, number, reason, reference, time.
    pub headings: Vec<String>,
    #[ts(type = "Partial<Record<RequestState, string>>")]
    pub state_words: BTreeMap<RequestState, String>,
    #[ts(type = "Partial<Record<LeftOut, string>>")]
    pub left_out_words: BTreeMap<LeftOut, String>,
    /// Texts of faults, by their key.
    #[ts(type = "Record<string, string>")]
    pub fault_words: BTreeMap<String, String>,
    /// State of a row that waits for its turn.
    pub ready_word: String,
}

/// A workbook to be filled in for one operation.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BulkTemplate {
    /// Name of the worksheet for the rows.
    pub rows_name: String,
    pub rules_name: String,
    /// Headings of the rules: the column's own, and one for each of its rules.
    pub rule_headings: Vec<String>,
    pub columns: Vec<TemplateColumn>,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateColumn {
    pub heading: String,
    /// Whether it is needed, what it takes, and an example.
    pub rules: Vec<String>,
}
