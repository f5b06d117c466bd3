//! Dry runs as the window shows them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::problem::{Problem, ProblemCode};

/// What the server's records say about the rows of a sheet that would be sent.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DryRun {
    pub running: bool,
    /// Rows that would be sent.
    pub rows: u32,
    /// Those about which the server was asked, and those about which it could not be asked.
    pub asked: u32,
    pub failed: u32,
    /// Those that were asked about, without a record to compare them with.
    pub uncompared: u32,
    /// Most calls that asking about the other rows takes, and their usual time in milliseconds.
    pub calls: u32,
    pub millis: f64,
    /// Absent: nothing was asked yet.
    pub begun: Option<f64>,
    /// When the lists of requests, from which pairings and services are known, were read.
    pub lists_read: Option<f64>,
    pub lists_incomplete: bool,
    pub compares: ComparedRecords,
    /// Why it ended before all rows were asked about.
    pub problem: Option<Problem>,
    pub groups: Vec<RecordGroup>,
}

/// What the rows of an operation are compared with, beside whether the server knows their identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ComparedRecords {
    Pairings,
    Services,
    /// There are no records about what the operation does.
    Nothing,
}

/// The kinds of finding, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RecordFindingKind {
    /// The server could not be asked.
    NotAsked,
    NotFound,
    /// A box in the place of a card, or the other way round.
    WrongKind,
    /// The box would be taken from other cards.
    BoxTaken,
    /// The card would be taken from other boxes.
    CardTaken,
    /// A request about it is not completed.
    RequestOpen,
    /// The cards and boxes are paired like this already.
    PairedAlready,
    /// The service is on already.
    ServiceOn,
    /// The service is off already.
    ServiceOff,
    /// The card is in no pairing that could be ended.
    NotPaired,
    /// The server has no look-up by this kind of identifier.
    NoLookUp,
}

/// Findings of one kind in one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordGroup {
    pub rows: u32,
    /// Those of its rows that would be sent.
    pub ready: u32,
    /// Line of the first row.
    pub line: u32,
    pub first: RecordFinding,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordFinding {
    pub kind: RecordFindingKind,
    pub field: String,
    /// The identifier that it is about.
    pub what: String,
    /// The cards or boxes that it would be taken from.
    pub others: Vec<String>,
    /// Key of the request that says so.
    pub request: Option<String>,
}

/// What the server's records say about a row.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowRecords {
    pub asked: f64,
    /// There were records to compare the row with.
    pub compared: bool,
    /// Why the server could not be asked about all of it.
    pub problem: Option<ProblemCode>,
    pub findings: Vec<RecordFinding>,
}
