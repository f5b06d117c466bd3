//! The interface of the file formats of an export: cells, rows and the problem of a failed write.

use chrono::NaiveDateTime;

use crate::error::problem::{Problem, ProblemCode};

/// Content of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Empty,
    /// Text, even if it looks like a number or a date.
    Text(String),
    /// Wall-clock time in the connection's zone.
    Instant(NaiveDateTime),
}

/// A format that is written row by row.
pub(super) trait Sheet {
    fn row(&mut self, cells: Vec<Cell>) -> Result<(), Problem>;
    /// Writes the rest and moves the file to its final name.
    fn finish(self: Box<Self>) -> Result<(), Problem>;
}

/// Problem of a failed write, in the system's words.
pub(super) fn unwritten(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(ProblemCode::FileNotWritten, error.to_string())
}
