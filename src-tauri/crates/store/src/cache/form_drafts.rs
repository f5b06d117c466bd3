//! Forms that were filled in and not sent yet. They come without secrets.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use super::{
    database::{Cache, lock},
    lookups::entity::Owner,
};
use crate::Error;

/// As the first release had it; a migration adds the owner and the key.
pub(super) const TABLE: &str = "
CREATE TABLE form (
    connection TEXT NOT NULL,
    operation TEXT NOT NULL,
    form TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (connection, operation)
) STRICT;
";

/// A form as it was left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptForm {
    /// Of the row that it becomes: sending it again, after whatever happened, answers that row.
    pub key: String,
    pub values: BTreeMap<String, String>,
}

impl Cache {
    /// Keeps a form; one without values is forgotten. One that is another's already stays so: whoever signs in over a page
    /// does not take over what the one before typed there.
    pub fn keep_form(&self, owner: &Owner, operation: &str, form: &KeptForm, at: i64) -> Result<(), Error> {
        if form.values.is_empty() {
            // An empty form seldom was kept: finding that out is cheaper than a write.
            if self.kept_form(owner, operation)?.is_some() {
                self.write(|writer| {
                    writer.execute(
                        "DELETE FROM form WHERE connection = ?1 AND user = ?2 AND operation = ?3",
                        [&owner.connection, &owner.user, operation],
                    )
                })?;
            }
            return Ok(());
        }
        let values = serde_json::to_string(&form.values)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        self.write(|writer| {
            let of_another = "SELECT EXISTS (SELECT 1 FROM form WHERE key = ?3 AND NOT (connection = ?1 AND user = ?2))";
            if writer.query_row(of_another, [&owner.connection, &owner.user, &form.key], |row| row.get(0))? {
                return Ok(0);
            }
            writer.execute(
                "INSERT OR REPLACE INTO form (connection, user, operation, key, form, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![owner.connection, owner.user, operation, form.key, values, at],
            )
        })?;
        Ok(())
    }

    pub fn kept_form(&self, owner: &Owner, operation: &str) -> Result<Option<KeptForm>, Error> {
        let form: Option<(String, String)> = self.mending(|| {
            lock(&self.reader)
                .query_row(
                    "SELECT key, form FROM form WHERE connection = ?1 AND user = ?2 AND operation = ?3",
                    [&owner.connection, &owner.user, operation],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()
        })?;
        // A form that cannot be read is as good as none.
        Ok(form.and_then(|(key, form)| Some(KeptForm { key, values: serde_json::from_str(&form).ok()? })))
    }

    /// Forms that an earlier desk kept for whoever comes are this one's.
    pub fn take_over_forms(&self, owner: &Owner) -> Result<(), Error> {
        self.write(|writer| {
            writer.execute(
                "UPDATE OR IGNORE form SET user = ?2 WHERE connection = ?1 AND user = ''",
                [&owner.connection, &owner.user],
            )
        })?;
        Ok(())
    }

    /// Forgets forms that nobody changed since an instant. They name cards: their bytes are overwritten.
    pub fn purge_forms(&self, before: i64) -> Result<usize, Error> {
        self.write_things(|cache| cache.execute("DELETE FROM form WHERE at < ?1", [before]))
    }

    /// Forgets the form that became a row.
    pub fn forget_form(&self, key: &str) -> Result<(), Error> {
        // As above.
        let kept = self.mending(|| {
            lock(&self.reader).query_row("SELECT EXISTS (SELECT 1 FROM form WHERE key = ?1)", [key], |row| row.get(0))
        })?;
        if kept {
            self.write(|writer| writer.execute("DELETE FROM form WHERE key = ?1", [key]))?;
        }
        Ok(())
    }
}
