//! Workbooks (`.xlsx`, `.ods`), read in a process of its own, because a file can be made to exhaust the memory.
//!
//! The child is this program with a hidden argument. It gets what is wanted and the bytes on its standard input, and writes
//! one line of JSON for each row; it opens no file and has no secret. Exceeding a limit ends it.

mod child;
mod hidden_rows;
mod parent;

use serde::{Deserialize, Serialize};

pub use child::run;
pub(crate) use parent::{read, stream};

use super::{
    cell_range::CellRange,
    row::{MAX_COLUMNS, Row},
};
use crate::error::problem::{FieldProblem, Problem, ProblemCode};

/// Largest workbook, in bytes as stored.
pub(crate) const MAX_BYTES: usize = 16 << 20;
/// Most characters of a cell; longer text is no number and too long for a note.
const MAX_CELL_CHARS: usize = 1_000;
/// Most worksheets: one for each day of a month, and some more.
const MAX_WORKSHEETS: usize = 40;
/// Most bytes of the line that says what is wanted.
const MAX_WISH_BYTES: usize = 4 << 10;

/// What the child reads of a workbook; the first line of its input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wish {
    /// Most rows of a worksheet.
    pub(crate) rows: usize,
    /// Most bytes that the child writes in all.
    pub(crate) output: usize,
    /// `None`: all visible worksheets.
    pub(crate) worksheet: Option<String>,
    /// Look for formulas, merged cells, errors and hidden rows in this part of the worksheet.
    pub(crate) oddities: Option<CellRange>,
}

impl Wish {
    /// The first rows of all worksheets.
    pub(crate) fn of_all(rows: usize) -> Self {
        Self { rows, output: 16 << 20, worksheet: None, oddities: None }
    }
}

/// What a spreadsheet does that the values of a worksheet do not show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Oddities {
    pub(crate) merged: u32,
    /// Cells with a formula, whose last result is read.
    pub(crate) formulas: u32,
    /// Cells with an error such as `#N/A`.
    pub(crate) errors: u32,
    /// Rows that are read although the spreadsheet does not show them.
    pub(crate) hidden_rows: u32,
    /// Dates are counted from 1904.
    pub(crate) from_1904: bool,
    /// The format keeps no number formats, so that a lost zero cannot be proved.
    pub(crate) no_formats: bool,
}

/// The rows of a worksheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Worksheet {
    pub(crate) name: String,
    pub(crate) rows: Vec<Row>,
    /// The worksheet has more rows than these.
    pub(crate) cut: bool,
}

/// A line of the child's output.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ChildLine {
    Worksheet(String),
    Row(u32, Vec<String>),
    /// Of the worksheet whose rows were written.
    Oddities(Oddities),
    /// The worksheet has more rows than are written.
    MoreRows,
    /// There are more worksheets than are written.
    MoreWorksheets,
    /// The reason why there is no content.
    Fault(Fault),
    /// The output is complete.
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Fault {
    Protected,
    Broken,
    /// A limit of memory, time or output was exceeded.
    TooMuch,
    /// The child could not be started.
    NotStarted,
}

impl Fault {
    pub(crate) fn problem(self) -> Problem {
        let fault = match self {
            Self::Protected => "isProtected",
            Self::Broken => "brokenFile",
            Self::TooMuch => "workbookTooLarge",
            Self::NotStarted => "workbookNotRead",
        };
        Problem { fields: vec![FieldProblem::new("file", fault)], ..Problem::new(ProblemCode::ListNotRead, "") }
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::read_here;
#[cfg(all(test, unix))]
pub(crate) use tests::written_here;
