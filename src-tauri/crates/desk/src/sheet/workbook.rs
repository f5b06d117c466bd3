//! Workbooks (`.xlsx`), read in a process of its own, because a file can be made to exhaust the memory.
//!
//! The child is this program with a hidden argument. It gets the bytes on its standard input and writes one line of
//! JSON for each row; it opens no file and has no secret. Exceeding a limit ends it, and nothing of its output is used.

mod child;
mod parent;

use serde::{Deserialize, Serialize};

pub use child::run;
pub(crate) use parent::read;

use super::row::{MAX_COLUMNS, Row};
use crate::error::problem::{FieldProblem, Problem, ProblemCode};

/// Largest workbook, in bytes as stored.
pub(crate) const MAX_BYTES: usize = 16 << 20;
/// Most rows of a worksheet: more than can be planned, so that the excess is reported.
const MAX_ROWS: usize = 1_200;
/// Most characters of a cell; longer text is no number and too long for a note.
const MAX_CELL_CHARS: usize = 1_000;
/// Most worksheets: one for each day of a month, and some more.
const MAX_WORKSHEETS: usize = 40;
/// Most bytes that the child writes in all.
const MAX_OUTPUT_BYTES: usize = 16 << 20;

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
enum ChildLine {
    Worksheet(String),
    Row(u32, Vec<String>),
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
