//! Workbooks (`.xlsx`), read in a process of their own: what somebody brings may be made to fill the memory.
//!
//! The child is this program with a hidden argument. It gets the bytes on its standard input, and writes one line of
//! JSON for each row; it opens no file and has no secret. Too much of anything ends it, and nothing of it is taken.

mod child;
mod parent;

use serde::{Deserialize, Serialize};

pub use child::run;
pub(crate) use parent::read;

use super::{MOST_COLUMNS, Row};
use crate::error::problem::{FieldProblem, Problem, ProblemCode};

/// Of a workbook as it is stored.
pub(crate) const MOST_BYTES: usize = 16 << 20;
/// Of one worksheet: more than can be planned, so that this is said.
const MOST_ROWS: usize = 1_200;
/// Characters of a cell; what is longer is no number and a long note.
const LONGEST: usize = 1_000;
/// A month of days, and more.
const MOST_WORKSHEETS: usize = 40;
/// Of all that the child writes.
const MOST_WRITTEN: usize = 16 << 20;

/// The rows of a worksheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Worksheet {
    pub(crate) name: String,
    pub(crate) rows: Vec<Row>,
    /// There are more rows than these.
    pub(crate) cut: bool,
}

/// A line of what the child writes.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Line {
    Worksheet(String),
    Row(u32, Vec<String>),
    /// The worksheet has more rows than are written.
    MoreRows,
    /// There are more worksheets than are written.
    MoreWorksheets,
    /// Why there is nothing.
    Fault(Fault),
    /// All was written.
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Fault {
    Protected,
    Broken,
    /// It took too much memory, time or room.
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
