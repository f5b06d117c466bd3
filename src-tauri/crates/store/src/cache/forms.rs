//! Forms that were filled in and not sent yet. They come without secrets.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use super::{Cache, lock};
use crate::Error;

impl Cache {
    /// Keeps a form; one without values is forgotten.
    pub fn keep_form(
        &self,
        connection: &str,
        operation: &str,
        values: &BTreeMap<String, String>,
        at: i64,
    ) -> Result<(), Error> {
        // What is sent seldom has one: finding that out is cheaper than a write.
        if values.is_empty() && self.kept_form(connection, operation)?.is_none() {
            return Ok(());
        }
        let form =
            serde_json::to_string(values).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        self.write(|writer| {
            if values.is_empty() {
                writer.execute("DELETE FROM form WHERE connection = ?1 AND operation = ?2", [connection, operation])
            } else {
                writer.execute(
                    "INSERT OR REPLACE INTO form (connection, operation, form, at) VALUES (?1, ?2, ?3, ?4)",
                    params![connection, operation, form, at],
                )
            }
        })?;
        Ok(())
    }

    pub fn kept_form(&self, connection: &str, operation: &str) -> Result<Option<BTreeMap<String, String>>, Error> {
        let form: Option<String> = self.mending(|| {
            lock(&self.reader)
                .query_row(
                    "SELECT form FROM form WHERE connection = ?1 AND operation = ?2",
                    [connection, operation],
                    |row| row.get(0),
                )
                .optional()
        })?;
        // A form that cannot be read is as good as none.
        Ok(form.and_then(|form| serde_json::from_str(&form).ok()))
    }
}
