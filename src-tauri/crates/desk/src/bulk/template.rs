//! A workbook to be filled in for one operation: a worksheet with the headings, whose columns are text so that no spreadsheet
//! takes the first zero of a number, and one with the rules.

use std::path::PathBuf;

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use store::files::NewFile;

use crate::{
    bulk::Bulk,
    error::{
        from_lower,
        problem::{Problem, ProblemCode},
    },
    view::BulkTemplate,
};

/// Characters.
const COLUMN_WIDTH: u16 = 26;

impl Bulk {
    /// Writes the template of an operation to a file.
    pub async fn save_bulk_template(&self, path: impl Into<PathBuf>, asked: BulkTemplate) -> Result<(), Problem> {
        let path = path.into();
        let file = path.clone();
        self.core
            .blocking(move || {
                let mut file = NewFile::create(&file).map_err(|error| from_lower::not_written(&error))?;
                workbook(&asked)
                    .and_then(|mut workbook| workbook.save_to_writer(&mut file))
                    .map_err(|error| Problem::new(ProblemCode::FileNotWritten, error.to_string()))?;
                file.finish().map_err(|error| from_lower::not_written(&error))
            })
            .await
            .map_err(|problem| problem.without_folder(&path))
    }
}

fn workbook(asked: &BulkTemplate) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let (text, bold) = (Format::new().set_num_format("@"), Format::new().set_bold());
    let rows = workbook.add_worksheet();
    rows.set_name(&asked.rows_name)?.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(&asked.columns) {
        rows.set_column_format(at, &text)?.set_column_width(at, COLUMN_WIDTH)?;
        rows.write_string_with_format(0, at, &column.heading, &bold)?;
    }
    let rules = workbook.add_worksheet();
    rules.set_name(&asked.rules_name)?.set_freeze_panes(1, 0)?;
    for (at, heading) in (0..).zip(&asked.rule_headings) {
        rules.set_column_format(at, &text)?.set_column_width(at, COLUMN_WIDTH)?;
        rules.write_string_with_format(0, at, heading, &bold)?;
    }
    for (row, column) in (1..).zip(&asked.columns) {
        for (at, words) in (0..).zip([&column.heading].into_iter().chain(&column.rules)) {
            rules.write_string_with_format(row, at, words, &text)?;
        }
    }
    Ok(workbook)
}
