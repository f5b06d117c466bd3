//! The part of a worksheet that is read.

use serde::{Deserialize, Serialize};

/// Bounds that belong to the part. Lines are counted from 1, columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CellRange {
    pub(crate) lines: (u32, u32),
    pub(crate) columns: (u32, u32),
}

impl Default for CellRange {
    fn default() -> Self {
        Self { lines: (0, u32::MAX), columns: (0, u32::MAX) }
    }
}

impl CellRange {
    pub(crate) fn has_line(&self, line: u32) -> bool {
        overlap((line, line), self.lines)
    }

    pub(crate) fn has(&self, line: u32, column: u32) -> bool {
        self.has_any((line, line), (column, column))
    }

    /// Whether a block of cells has a common cell with it.
    pub(crate) fn has_any(&self, lines: (u32, u32), columns: (u32, u32)) -> bool {
        overlap(lines, self.lines) && overlap(columns, self.columns)
    }
}

fn overlap(one: (u32, u32), other: (u32, u32)) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}
