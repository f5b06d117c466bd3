//! The headings of a sheet, and its columns by their headings and first values.

use crate::{
    bulk::subject::Subject,
    sheet::{self, Row},
    view::{ConnectionRules, SheetColumn},
};

/// Rows from which the columns are understood. They are read before anything is stored.
pub(super) const HEAD_ROWS: usize = 2_000;
/// Rows among which unknown headings are looked for.
const TITLE_ROWS: usize = 20;
const SAMPLES: usize = 3;
const SAMPLE_CHARS: usize = 40;

/// The head of a sheet.
pub(super) struct SheetHead {
    /// Index of the row of the headings.
    pub(super) headings: Option<usize>,
    pub(super) columns: Vec<SheetColumn>,
}

impl SheetHead {
    /// `first`: index in the document of the first cell. `line`: the line of the headings as the user says, 0 for none.
    pub(super) fn of(rows: &[Row], first: u32, line: Option<u32>, rules: &ConnectionRules) -> Self {
        let headings = match line {
            Some(0) => None,
            Some(line) => rows.iter().position(|row| row.line == line),
            None => sheet::heading_row(rows, rules).or_else(|| unknown_headings(rows)),
        };
        let below = headings.map_or(rows, |at| &rows[at + 1..]);
        let heading = |column: usize| headings.and_then(|at| rows[at].cells.get(column)).cloned().unwrap_or_default();
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let column = |at: usize| {
            let values = || {
                below
                    .iter()
                    .filter_map(move |row| row.cells.get(at))
                    .map(String::as_str)
                    .filter(|cell| !cell.is_empty())
            };
            let heading = heading(at);
            let subject = Subject::of(&heading);
            let secret = sheet::is_secret(&heading, subject.map(Subject::is_short), values());
            let samples = if secret { Vec::new() } else { values().take(SAMPLES).map(shown).collect() };
            let letter = sheet::letters(first + u32::try_from(at).unwrap_or_default());
            SheetColumn { letter, heading, samples, secret }
        };
        Self { headings, columns: (0..width).map(column).collect() }
    }
}

/// A first row of words above rows with numbers.
fn unknown_headings(rows: &[Row]) -> Option<usize> {
    let has_digit = |row: &Row| row.cells.iter().any(|cell| cell.contains(char::is_numeric));
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let first = rows.iter().take(TITLE_ROWS).position(has_digit)?.checked_sub(1)?;
    // A single word above several columns is a title.
    (filled(&rows[first]) * 2 > filled(&rows[first + 1])).then_some(first)
}

fn shown(cell: &str) -> String {
    sheet::without_pins(cell).unwrap_or_else(|| cell.to_owned()).chars().take(SAMPLE_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(lines: &[&str], line: Option<u32>) -> SheetHead {
        let row = |(line, text): (u32, &&str)| Row { line, cells: text.split(';').map(str::to_owned).collect() };
        let rows: Vec<Row> = (1..).zip(lines).map(row).collect();
        SheetHead::of(&rows, 0, line, &ConnectionRules::default())
    }

    #[test]
    fn headings_are_found_below_titles_also_in_an_unknown_language() {
        for (lines, headings) in [
            (&["Cards of March;;", "Card;Box;PIN", "01900000001;STB1;1234"][..], Some(1)),
            (&["Karte;Gerät", "01900000001;STB1"], Some(0)),
            (&["Title;;", "01900000001;STB1;S1"], None),
            (&["01900000001;STB1", "01900000002;STB2"], None),
        ] {
            assert_eq!(head(lines, None).headings, headings, "{lines:?}");
        }
        assert_eq!(head(&["Card;Box", "01900000001;STB1"], Some(0)).headings, None, "as the user says");
        assert_eq!(head(&["x;y", "Card;Box", "01900000001;STB1"], Some(1)).headings, Some(0));
    }

    #[test]
    fn a_column_that_may_hold_pins_shows_no_value() {
        let columns = head(&["Card;PIN;Zahl;Service;Code", "01900000001;1234;4711;2042;77777777"], None).columns;
        let secret: Vec<bool> = columns.iter().map(|column| column.secret).collect();
        assert_eq!(secret, [false, true, true, false, true]);
        assert!(columns.iter().filter(|column| column.secret).all(|column| column.samples.is_empty()));
        assert_eq!(columns[3].samples, ["2042"]);
    }
}
