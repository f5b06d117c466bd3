//! Rows of a sheet.

use std::collections::BTreeMap;

/// Columns beyond this number are not read.
pub(super) const MAX_COLUMNS: u32 = 256;

/// A row with at least one filled cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// As the user sees it: the line of the text or the row of the worksheet, from 1.
    pub(crate) line: u32,
    pub(crate) cells: Vec<String>,
}

/// Counts of rows by their width.
#[derive(Default)]
pub(super) struct Widths(BTreeMap<usize, usize>);

impl Widths {
    pub(super) fn add(&mut self, width: usize) {
        *self.0.entry(width).or_default() += 1;
    }

    /// The width that most rows have; on a tie the larger one.
    pub(super) fn usual(&self) -> Option<usize> {
        self.0.iter().max_by_key(|(_, count)| **count).map(|(width, _)| *width)
    }
}

/// The width that most rows have; on a tie the larger one.
pub(super) fn usual(widths: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counted = Widths::default();
    widths.for_each(|width| counted.add(width));
    counted.usual()
}
