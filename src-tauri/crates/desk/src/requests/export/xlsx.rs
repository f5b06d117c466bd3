//! Writes a workbook. The library puts each row into a temporary file, so that memory holds one row.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use store::files::NewFile;

use super::writer::{Cell, Sheet, unwritten};
use crate::error::{
    from_lower,
    problem::{Problem, ProblemCode},
};

pub(super) struct Xlsx {
    file: NewFile,
    workbook: Workbook,
    date: Format,
    heading: Format,
    rows: u32,
}

impl Xlsx {
    pub(super) fn new(file: NewFile, temporary: &Path) -> Result<Self, Problem> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(temporary).map_err(problem)?;
        workbook.add_worksheet_with_constant_memory().map_err(problem)?;
        let date = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        Ok(Self { file, workbook, date, heading: Format::new().set_bold(), rows: 0 })
    }

    fn write(&mut self, cells: Vec<Cell>) -> Result<(), XlsxError> {
        let Self { workbook, date, heading, rows, .. } = self;
        let sheet = workbook.worksheet_from_index(0)?;
        if *rows == 0 {
            begin(sheet, cells.len())?;
        }
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) if *rows == 0 => _ = sheet.write_string_with_format(0, column, text, heading)?,
                Cell::Text(text) => _ = sheet.write_string(*rows, column, cut(text))?,
                Cell::Instant(wall) => _ = sheet.write_datetime_with_format(*rows, column, wall, date)?,
            }
        }
        *rows += 1;
        Ok(())
    }
}

/// Shortens a text to the limit of a cell, and says in the cell that it was cut.
fn cut(text: String) -> String {
    const MAX_CELL_UNITS: usize = 32_767;
    // Counted in UTF-16 units, as spreadsheets do.
    let length = text.encode_utf16().count();
    if length <= MAX_CELL_UNITS {
        return text;
    }
    let note = format!(" … ({length} characters, cut)");
    let mut room = MAX_CELL_UNITS - note.encode_utf16().count();
    let kept: String = text
        .chars()
        .take_while(|character| {
            let fits = character.len_utf16() <= room;
            room = room.saturating_sub(character.len_utf16());
            fits
        })
        .collect();
    kept + &note
}

fn begin(sheet: &mut Worksheet, columns: usize) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 0)?;
    for column in 0..u16::try_from(columns).unwrap_or(u16::MAX) {
        sheet.set_column_width(column, 20)?;
    }
    Ok(())
}

impl Sheet for Xlsx {
    fn row(&mut self, cells: Vec<Cell>) -> Result<(), Problem> {
        self.write(cells).map_err(problem)
    }

    fn finish(self: Box<Self>) -> Result<(), Problem> {
        let Self { mut file, mut workbook, .. } = *self;
        workbook.save_to_writer(&mut file).map_err(problem)?;
        file.finish().map_err(|error| from_lower::not_written(&error))
    }
}

fn problem(error: XlsxError) -> Problem {
    match error {
        XlsxError::RowColumnLimitError => {
            Problem::new(ProblemCode::InvalidInput, "a workbook holds 1,048,576 rows at most")
                .at("format", "tooManyRows")
        }
        error => unwritten(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_is_too_long_is_cut_and_says_so() {
        for text in ["x".repeat(32_767), "\u{1f4fa}".repeat(16_383), String::new()] {
            assert_eq!(cut(text.clone()), text);
        }
        for text in ["x".repeat(32_768), "\u{1f4fa}".repeat(40_000)] {
            let short = cut(text.clone());
            assert!((32_700..=32_767).contains(&short.encode_utf16().count()), "{}", short.len());
            let note = format!(" … ({} characters, cut)", text.encode_utf16().count());
            assert!(text.starts_with(short.strip_suffix(&note).expect("it says so")));
        }
    }
}
