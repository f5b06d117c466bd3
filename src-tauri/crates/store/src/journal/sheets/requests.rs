//! The requests that were made of a sheet's rows.

use rusqlite::{OptionalExtension, Row};

use super::SheetLine;
use crate::{Error, journal::database::Journal};

impl Journal {
    /// Keys of the requests of a sheet that were rejected.
    pub fn rejected_keys(&self, sheet: &str) -> Result<Vec<String>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT submission FROM batch_row JOIN submission ON submission.key = batch_row.submission \
             WHERE batch = ?1 AND state = 'rejected'",
        )?;
        Ok(statement.query_map([sheet], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The sheet of a request, and the number of its row in the file.
    pub fn sheet_line(&self, key: &str) -> Result<Option<SheetLine>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT sheet.id, name, line FROM batch_row JOIN sheet ON sheet.id = batch \
             JOIN sheet_row ON sheet_row.sheet = batch AND sheet_row.place = batch_row.place WHERE submission = ?1",
        )?;
        let line = |row: &Row<'_>| Ok(SheetLine { sheet: row.get(0)?, name: row.get(1)?, line: row.get(2)? });
        Ok(statement.query_row([key], line).optional()?)
    }
}
