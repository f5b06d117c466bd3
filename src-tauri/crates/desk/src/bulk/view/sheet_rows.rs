//! The rows of a sheet, and their outcomes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    error::problem::FieldProblem,
    view::{BatchPart, FormDraft, LeftOut, RecordFindingKind, RequestRow, RowRecords},
};

/// The rows of a sheet that a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "show", rename_all_fields = "camelCase")]
pub enum BulkFilter {
    Part {
        part: BatchPart,
    },
    Finding {
        kind: String,
        field: String,
    },
    Repaired,
    /// Rows of which the dry run says something of a kind in a field.
    DryRun {
        kind: RecordFindingKind,
        field: String,
    },
}

/// Rows of a sheet that are chosen for an action.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BulkSelection {
    /// All rows that meet the filter; `places` are then the excluded ones.
    pub all: bool,
    pub places: Vec<u32>,
    pub filter: BulkFilter,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BulkRows {
    pub rows: Vec<BulkRow>,
    pub total: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BulkRow {
    pub place: u32,
    /// Number of the row in the file.
    pub line: u32,
    pub cells: Vec<String>,
    pub left_out: Option<LeftOut>,
    /// Absent until the row was checked.
    pub form: Option<FormDraft>,
    /// Line of the earlier row with the same content.
    pub same_as: Option<u32>,
    pub faults: Vec<FieldProblem>,
    /// Repaired cells with their text as it was read.
    pub repaired: Vec<RepairedCell>,
    /// Absent: the server was not asked about it.
    pub records: Option<RowRecords>,
    pub request: Option<RequestRow>,
}

/// Rows of a sheet whose requests are of one group of rejected requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupCount {
    pub group: String,
    pub rows: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RepairedCell {
    pub column: u32,
    pub was: String,
}
