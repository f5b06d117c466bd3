//! Sheets whose rows become requests: how they were read, matched and checked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::view::BatchView;

/// A sheet in the list of all.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BulkSheetSummary {
    pub id: String,
    /// The file's name; empty for pasted rows.
    pub name: String,
    pub created: f64,
    pub user: String,
    pub rows: u32,
    /// Absent until its columns were matched.
    pub operation: Option<String>,
    /// Absent until its rows were checked.
    pub batch: Option<BatchView>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BulkSheet {
    pub id: String,
    pub name: String,
    pub created: f64,
    pub user: String,
    pub rows: u32,
    pub source: BulkSource,
    pub columns: Vec<SheetColumn>,
    pub matching: Option<SheetMatching>,
    /// Absent until its rows were checked.
    pub check: Option<BulkCheck>,
    /// It is still in memory: it can be read again with other settings.
    pub open: bool,
}

/// The result of checking the rows.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BulkCheck {
    pub batch: BatchView,
    /// Rows with faults or open questions.
    pub faulty: u32,
    pub same_row: u32,
    pub already_sent: u32,
    pub under_way: u32,
    pub by_hand: u32,
    pub repaired: u32,
    /// Rows are sent although the same content was completed before.
    pub again: bool,
    pub findings: Vec<BulkFinding>,
    /// The newest first.
    pub repairs: Vec<BulkRepair>,
}

/// The settings by which a sheet was read. All but the lists of choices were found or chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct BulkSource {
    pub encoding: Option<String>,
    pub encodings: Vec<String>,
    pub separator: Option<String>,
    pub worksheet: Option<String>,
    pub other_worksheets: Vec<String>,
    /// Line of the headings; absent: there are none.
    pub heading_line: Option<u32>,
    pub first_line: u32,
    pub last_line: u32,
    /// Letters of the columns to which the user limited it.
    pub first_column: Option<String>,
    pub last_column: Option<String>,
    pub notes: SheetNotes,
}

/// What a spreadsheet does that the values do not show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct SheetNotes {
    pub merged: u32,
    pub formulas: u32,
    pub errors: u32,
    pub hidden_rows: u32,
    pub from_1904: bool,
    pub no_formats: bool,
}

/// Settings with which a sheet is read again; an absent one is detected.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct BulkReading {
    pub encoding: Option<String>,
    pub separator: Option<String>,
    pub worksheet: Option<String>,
    /// Line of the headings; 0: there are none.
    pub heading_line: Option<u32>,
    /// Last line that is read.
    pub last_line: Option<u32>,
    /// Letters of the first and the last column that are read; absent or empty: all are.
    pub first_column: Option<String>,
    pub last_column: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SheetColumn {
    /// As in spreadsheets: `A`.
    pub letter: String,
    /// Empty without headings.
    pub heading: String,
    /// The first values.
    pub samples: Vec<String>,
    /// It may hold PINs or passwords: nothing of it was read.
    pub secret: bool,
}

/// The fields of an operation that the columns of a sheet are for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct SheetMatching {
    pub operation: String,
    /// Name of the field of each column.
    pub columns: Vec<Option<String>>,
    /// Kind of identifier of a field, where it is not the first of its operation.
    #[ts(type = "Record<string, string>")]
    pub by: BTreeMap<String, String>,
    /// Fields with one value for all rows.
    #[ts(type = "Record<string, string>")]
    pub fixed: BTreeMap<String, String>,
    /// Fields that are taken from what is known of the row's card.
    pub known: Vec<String>,
    /// Findings that the user wants to stay as they are: kind and field.
    pub kept: Vec<KeptFinding>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeptFinding {
    pub kind: String,
    pub field: String,
}

/// Findings of one kind in one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BulkFinding {
    /// A kind of repair, or the fault of a form.
    pub kind: String,
    pub field: String,
    pub rows: u32,
    /// Cells with a repair.
    pub repairable: u32,
    /// Repairs that data of this desk or of the server proves.
    pub proved: u32,
    /// The user may keep the cells as they are.
    pub keepable: bool,
    pub sample: FindingSample,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FindingSample {
    pub line: u32,
    pub was: String,
    pub now: Option<String>,
}

/// Cells that were repaired together.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BulkRepair {
    pub repair: u32,
    /// Empty: a user edited a cell.
    pub kind: String,
    pub cells: u32,
    pub at: f64,
}

/// Progress of reading or checking a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SheetProgress {
    pub id: String,
    pub checking: bool,
    pub rows: u32,
    /// 0: not known yet.
    pub of: u32,
    /// Findings in the rows that were checked so far.
    pub findings: Vec<BulkFinding>,
}
