//! Types of sheets, their rows, findings and repairs.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    identity::Tenant,
    journal::{
        batches::{BatchPart, LeftOut},
        outbox_row::OutboxRow,
    },
};

/// A sheet that a user brought.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRecord {
    pub id: String,
    pub connection: String,
    pub tenant: Tenant,
    /// Display name of the user that brought it.
    pub user: String,
    pub created: i64,
    /// The file's name; empty for pasted rows.
    pub name: String,
    /// How it was read, in the caller's format.
    pub source: Value,
    /// The fields that its columns are for, in the caller's format.
    pub matching: Option<Value>,
    pub rows: u32,
    /// The user wants rows sent whose content was completed before.
    pub again: bool,
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Number of the row in the file.
    pub line: u32,
    pub cells: Vec<String>,
}

/// Result of checking a row.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetPlan {
    pub place: u32,
    /// The form to be sent, in the caller's format.
    pub form: Value,
    /// Faults of the form, in the caller's format.
    pub faults: Option<Value>,
    /// Fingerprint of the request; empty if the form has faults.
    pub fingerprint: String,
    /// The cards of the request, if a later row with one of them would replace it.
    pub cards: Vec<String>,
    /// See [`SheetOrigin::done_after`](crate::journal::batches::SheetOrigin).
    pub done_after: Option<i64>,
}

/// The finding of a row with a card that an earlier row has with another content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SameCard {
    /// In the caller's words.
    pub kind: String,
    pub field: String,
    pub column: u32,
    /// In the caller's format.
    pub faults: Value,
}

/// Something that was found in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub place: u32,
    pub column: u32,
    /// In the caller's words.
    pub kind: String,
    /// Field of the form that the column is for.
    pub field: String,
    /// The repaired text, if there is a repair.
    pub now: Option<String>,
    /// Data of the server or of this desk proves the repair.
    pub proved: bool,
}

/// Findings of one kind in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingGroup {
    pub kind: String,
    pub field: String,
    pub rows: u32,
    pub repairable: u32,
    pub proved: u32,
    /// The first of them: line, text and repaired text.
    pub sample: (u32, String, Option<String>),
}

/// A changed cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    pub place: u32,
    pub column: u32,
    pub now: String,
}

/// Cells that were repaired together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairRecord {
    pub repair: u32,
    /// Kind of the findings; empty for a cell that a user edited.
    pub kind: String,
    pub cells: u32,
    pub at: i64,
}

/// A row of a sheet with its plan and its request.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedRow {
    pub place: u32,
    pub row: SheetRow,
    pub left_out: Option<LeftOut>,
    /// The form, in the caller's format.
    pub form: Option<Value>,
    pub faults: Option<Value>,
    /// Line of the earlier row with the same content.
    pub same_as: Option<u32>,
    pub sent: Option<OutboxRow>,
    /// Columns whose text was repaired, with the text as it was read.
    pub repaired: Vec<(u32, String)>,
    /// Findings in the row: their kind and column.
    pub found: Vec<(String, u32)>,
}

/// Rows of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetFilter {
    Part(BatchPart),
    /// Rows with findings of a kind in a field.
    Finding {
        kind: String,
        field: String,
    },
    Repaired,
    /// Rows of which a dry run says something of a kind in a field.
    DryRun {
        kind: String,
        field: String,
    },
}

/// Rows left out, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SheetCounts {
    pub faulty: u32,
    pub same_row: u32,
    pub already_sent: u32,
    pub under_way: u32,
    pub by_hand: u32,
    pub repaired: u32,
}

/// The row of a sheet that a request was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLine {
    pub sheet: String,
    /// The file's name; empty for pasted rows.
    pub name: String,
    /// Number of the row in the file.
    pub line: u32,
}

/// A dry run of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRunRecord {
    /// The identity that the server was asked with: its answers are shown to no other.
    pub owner: String,
    pub begun: i64,
    /// When the lists with which rows were compared were read.
    pub lists_read: Option<i64>,
    /// The list of completed requests was never read to its end.
    pub lists_incomplete: bool,
}

/// A row about which the server is to be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct DryRunRow {
    pub place: u32,
    pub fingerprint: String,
    /// In the caller's format.
    pub form: Value,
}

/// What the server's records say about a row.
#[derive(Debug, Clone, PartialEq)]
pub struct DryRunAnswer {
    pub place: u32,
    /// Of the content that was asked about.
    pub fingerprint: String,
    pub at: i64,
    /// There were records to compare the row with.
    pub compared: bool,
    /// Why the server could not be asked about all of it, in the caller's format.
    pub problem: Option<Value>,
    pub findings: Vec<DryRunFinding>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRunFinding {
    /// In the caller's words.
    pub kind: String,
    pub field: String,
    /// The identifier that it is about.
    pub what: String,
    /// Other identifiers that it is about, such as the cards that a box would be taken from.
    pub others: Vec<String>,
    /// Key of a request.
    pub request: Option<String>,
}

/// Findings of one kind in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRunGroup {
    pub rows: u32,
    /// Those of its rows that would be sent.
    pub ready: u32,
    /// Line of the first row.
    pub line: u32,
    pub first: DryRunFinding,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DryRunCounts {
    /// Rows that would be sent.
    pub rows: u32,
    /// Those about which the server was asked.
    pub asked: u32,
    /// Those about which it could not be asked.
    pub failed: u32,
    /// Those that were asked about, without a record to compare them with.
    pub uncompared: u32,
}
