//! Writes reports made by the window, such as a hand-over page, to files.

use std::path::PathBuf;

use store::files;

use crate::{
    error::{from_lower, problem::Problem},
    rejected::Rejected,
    requests::export::{Cell, csv},
};

impl Rejected {
    /// Writes a text to a file, atomically.
    pub async fn save_report(&self, path: impl Into<PathBuf>, text: String) -> Result<(), Problem> {
        let path = path.into();
        self.core.active();
        self.core
            .blocking(move || {
                files::write_shared(&path, text.as_bytes()).map_err(|error| from_lower::not_written(&error))
            })
            .await
    }

    /// Writes rows of cells to a CSV file, as text that no spreadsheet evaluates.
    pub async fn save_table(&self, path: impl Into<PathBuf>, rows: Vec<Vec<String>>) -> Result<(), Problem> {
        let path = path.into();
        self.core.active();
        let rows = rows.into_iter().map(|row| row.into_iter().map(Cell::Text).collect());
        self.core.blocking(move || csv::write(&path, rows)).await
    }
}
