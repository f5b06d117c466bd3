//! Stores form drafts: forms that were filled in and not sent yet. They hold no secrets.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use super::{
    database::{Cache, lock},
    entities::entity::Owner,
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

/// A form draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptForm {
    /// Idempotency key of the row to be made of it: sending the draft twice, even after a crash, makes one row.
    pub key: String,
    pub values: BTreeMap<String, String>,
}

impl Cache {
    /// Stores a draft; a draft without values is deleted. A draft of another user is left as it is: after a sign-in
    /// over an open page, the new user does not get the values that the previous user typed there.
    pub fn keep_form(&self, owner: &Owner, operation: &str, form: &KeptForm, at: i64) -> Result<(), Error> {
        if form.values.is_empty() {
            // Most empty forms have no stored draft; checking that is cheaper than a write.
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
        // An unreadable draft counts as none.
        Ok(form.and_then(|(key, form)| Some(KeptForm { key, values: serde_json::from_str(&form).ok()? })))
    }

    /// Assigns drafts that an earlier version stored without a user to this owner.
    pub fn take_over_forms(&self, owner: &Owner) -> Result<(), Error> {
        self.write(|writer| {
            writer.execute(
                "UPDATE OR IGNORE form SET user = ?2 WHERE connection = ?1 AND user = ''",
                [&owner.connection, &owner.user],
            )
        })?;
        Ok(())
    }

    /// Deletes drafts that were last changed before `before`. They name cards, so their bytes are overwritten.
    pub fn purge_forms(&self, before: i64) -> Result<usize, Error> {
        self.write_entities(|cache| cache.execute("DELETE FROM form WHERE at < ?1", [before]))
    }

    /// Deletes the draft that became a row.
    pub fn forget_form(&self, key: &str) -> Result<(), Error> {
        // Read first: that is cheaper than a write without effect.
        let kept = self.mending(|| {
            lock(&self.reader).query_row("SELECT EXISTS (SELECT 1 FROM form WHERE key = ?1)", [key], |row| row.get(0))
        })?;
        if kept {
            self.write(|writer| writer.execute("DELETE FROM form WHERE key = ?1", [key]))?;
        }
        Ok(())
    }
}
