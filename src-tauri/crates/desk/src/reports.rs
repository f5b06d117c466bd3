//! Reports that the window made, such as a handover page, as files.

use std::path::Path;

use store::files;

use crate::{Desk, errors, problem::Problem};

impl Desk {
    /// Writes a text into a file, whole or not at all.
    pub async fn save_report(&self, path: String, text: String) -> Result<(), Problem> {
        self.active();
        self.blocking(move || {
            files::write_shared(Path::new(&path), text.as_bytes()).map_err(|error| errors::not_written(&error))
        })
        .await
    }
}
