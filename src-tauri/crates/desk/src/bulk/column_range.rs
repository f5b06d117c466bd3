//! The columns of a document that are read. Cells beside them may be secret, or notes of others: they are dropped at once.

use crate::{
    error::problem::{FieldProblem, Problem},
    sheet::{CellRange, Row, column_of, letters},
    view::BulkReading,
};

const FIRST: &str = "first_column";
const LAST: &str = "last_column";

/// Indexes of the first and of the last column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ColumnRange {
    first: Option<u32>,
    last: Option<u32>,
}

impl ColumnRange {
    /// Refuses letters that name no column, and a last one before the first.
    pub(super) fn parse(reading: &BulkReading) -> Result<Self, Problem> {
        let mut faults = Vec::new();
        let mut column = |field: &str, typed: &Option<String>| {
            let typed = typed.as_deref().filter(|typed| !typed.trim().is_empty())?;
            let column = column_of(typed);
            if column.is_none() {
                faults.push(FieldProblem::new(field, "notAColumn"));
            }
            column
        };
        let range = Self { first: column(FIRST, &reading.first_column), last: column(LAST, &reading.last_column) };
        if range.last.is_some_and(|last| last < range.first()) {
            faults.push(FieldProblem::new(LAST, "beforeFirstColumn"));
        }
        if faults.is_empty() { Ok(range) } else { Err(Problem::at_fields(faults)) }
    }

    /// Index of the first column.
    pub(super) fn first(self) -> u32 {
        self.first.unwrap_or_default()
    }

    /// The cells of a document that are read: those of the range in the chosen lines.
    pub(super) fn cells(self, reading: &BulkReading) -> CellRange {
        let lines = (reading.heading_line.unwrap_or_default(), reading.last_line.unwrap_or(u32::MAX));
        CellRange { lines, columns: (self.first(), self.last.unwrap_or(u32::MAX)) }
    }

    /// The columns to which it was limited.
    pub(super) fn names(self) -> [Option<String>; 2] {
        [self.first.map(letters), self.last.map(letters)]
    }

    /// The cells of a row that are in the range; `None` if all of them are empty.
    pub(super) fn within(self, mut row: Row) -> Option<Row> {
        row.cells.truncate(self.last.map_or(usize::MAX, |last| last as usize + 1));
        row.cells.drain(..row.cells.len().min(self.first() as usize));
        row.cells.iter().any(|cell| !cell.is_empty()).then_some(row)
    }

    /// Refuses a column beyond a document of that many columns. An empty document has its own problem.
    pub(super) fn fits(self, columns: u32) -> Result<(), Problem> {
        let Some(end) = columns.checked_sub(1) else { return Ok(()) };
        let beyond =
            [(FIRST, self.first), (LAST, self.last)].into_iter().filter(|(_, at)| at.is_some_and(|at| at > end));
        let fault = |(field, _)| FieldProblem::new(field, "afterLastColumn").with("most", letters(end));
        let faults: Vec<FieldProblem> = beyond.map(fault).collect();
        if faults.is_empty() { Ok(()) } else { Err(Problem::at_fields(faults)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: &str, last: &str) -> Result<ColumnRange, Vec<(String, String)>> {
        let typed = |text: &str| Some(text.to_owned());
        let reading = BulkReading { first_column: typed(first), last_column: typed(last), ..BulkReading::default() };
        ColumnRange::parse(&reading).map_err(faults)
    }

    fn faults(problem: Problem) -> Vec<(String, String)> {
        problem.fields.into_iter().map(|fault| (fault.field, fault.fault)).collect()
    }

    fn fault(field: &str, fault: &str) -> (String, String) {
        (field.to_owned(), fault.to_owned())
    }

    #[test]
    fn cells_beside_the_range_are_dropped() {
        let row = |cells: &[&str]| Row { line: 7, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() };
        for (first, last, cells) in [
            ("", "", Some(&["1", "2", "", "4"][..])),
            ("b", "C", Some(&["2", ""])),
            ("B", "", Some(&["2", "", "4"])),
            ("", "B", Some(&["1", "2"])),
            ("C", "C", None),
            ("F", "", None),
        ] {
            let within = range(first, last).unwrap().within(row(&["1", "2", "", "4"]));
            assert_eq!(within, cells.map(row), "{first} to {last}");
        }
    }

    #[test]
    fn letters_that_name_no_range_are_faults_at_their_inputs() {
        assert_eq!(range("F", "B"), Err(vec![fault(LAST, "beforeFirstColumn")]));
        assert_eq!(range("2", "?"), Err(vec![fault(FIRST, "notAColumn"), fault(LAST, "notAColumn")]));
        let wide = range("D", "F").unwrap();
        assert!(wide.fits(6).is_ok());
        assert_eq!(faults(wide.fits(5).unwrap_err()), [fault(LAST, "afterLastColumn")]);
        assert_eq!(
            faults(wide.fits(3).unwrap_err()),
            [fault(FIRST, "afterLastColumn"), fault(LAST, "afterLastColumn")]
        );
        assert!(wide.fits(0).is_ok(), "there are no rows");
    }
}
