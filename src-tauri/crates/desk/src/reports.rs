//! Reports that the window made, such as a handover page, as files.

use std::path::PathBuf;

use store::files::{self, NewFile};

use crate::{
    Desk, errors,
    export::{Cell, Sheet, csv::Csv},
    problem::Problem,
};

impl Desk {
    /// Writes a text into a file, whole or not at all.
    pub async fn save_report(&self, path: impl Into<PathBuf>, text: String) -> Result<(), Problem> {
        let path = path.into();
        self.active();
        self.blocking(move || files::write_shared(&path, text.as_bytes()).map_err(|error| errors::not_written(&error)))
            .await
    }

    /// Writes lines of cells into a file, as text that no spreadsheet calculates.
    pub async fn save_table(&self, path: impl Into<PathBuf>, rows: Vec<Vec<String>>) -> Result<(), Problem> {
        let path = path.into();
        self.active();
        self.blocking(move || {
            let file = NewFile::create(&path).map_err(|error| errors::not_written(&error))?;
            let mut sheet = Box::new(Csv::new(file)?);
            for row in rows {
                sheet.row(row.into_iter().map(Cell::Text).collect())?;
            }
            sheet.finish()
        })
        .await
    }
}
