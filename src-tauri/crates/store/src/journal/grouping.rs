//! Stores how users join and split groups of rejected requests.
//!
//! `fingerprint` names the group concerned: a fingerprint, or the part of a group that was split earlier. Only an
//! effective group is ever joined or split, so that chains of joins cannot be circular.

use rusqlite::params;

use super::{database::Journal, tenant::ids::TENANT_ID, transaction::Transaction};
use crate::{Error, cause, request_state::words};

/// Groups that were joined or split by hand; the migration to tenants makes it anew with the tenant in its key.
pub(super) const TABLE: &str = "
CREATE TABLE grouping (
    fingerprint TEXT PRIMARY KEY,
    joined TEXT,
    split_by TEXT
) STRICT;
";

words! {
    /// The feature by which a group was split into parts.
    #[derive(serde::Serialize, serde::Deserialize, ts_rs::TS)]
    #[serde(rename_all = "camelCase")]
    SplitBy {
        /// The first meaningful line, with its ids and numbers.
        Words = "words",
        Service = "service",
        User = "user",
        Unit = "unit",
    }
}

/// Separates the id of a group from the hash of the value that its part shares.
pub(crate) const PART_SEPARATOR: char = '~';

/// Separates a key from the suffix of a split group's part.
pub(crate) fn parted(group: &str) -> (&str, &str) {
    group.split_at(group.find(PART_SEPARATOR).unwrap_or(group.len()))
}

/// The id of a group without the request type.
pub(crate) fn of_all_types(group: &str) -> String {
    let (key, part) = parted(group);
    format!("{}{part}", cause::without_type(key))
}

/// The join or the split of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    pub group: String,
    pub joined: Option<String>,
    pub split_by: Option<SplitBy>,
}

impl Journal {
    /// Joins and splits in the tenant that a connection leads to.
    pub fn groupings(&self, connection: &str) -> Result<Vec<Grouping>, Error> {
        let sql = format!(
            "SELECT fingerprint, joined, split_by FROM grouping WHERE tenant = {TENANT_ID} ORDER BY fingerprint"
        );
        let guard = self.read();
        let mut statement = guard.prepare_cached(&sql)?;
        let read = statement.query_map([connection], |row| {
            Ok(Grouping { group: row.get(0)?, joined: row.get(1)?, split_by: row.get(2)? })
        })?;
        Ok(read.collect::<Result<_, _>>()?)
    }
}

impl Transaction<'_> {
    /// Joins groups under the id of the first.
    pub fn join_groups(&self, connection: &str, groups: &[String]) -> Result<(), Error> {
        let Some((to, others)) = groups.split_first() else { return Ok(()) };
        let mut join = self.connection().prepare_cached(&format!(
            "INSERT OR REPLACE INTO grouping (tenant, fingerprint, joined, split_by) VALUES ({TENANT_ID}, ?2, ?3, NULL)"
        ))?;
        for group in others.iter().filter(|group| *group != to) {
            join.execute([connection, group, to])?;
        }
        Ok(())
    }

    pub fn split_group(&self, connection: &str, group: &str, by: SplitBy) -> Result<(), Error> {
        self.connection().execute(
            &format!(
                "INSERT OR REPLACE INTO grouping (tenant, fingerprint, joined, split_by) VALUES ({TENANT_ID}, ?2, NULL, ?3)"
            ),
            params![connection, group, by],
        )?;
        Ok(())
    }

    /// Undoes the join or split of the group itself. Returns whether there was one.
    pub fn ungroup(&self, connection: &str, group: &str) -> Result<bool, Error> {
        let sql = format!("DELETE FROM grouping WHERE tenant = {TENANT_ID} AND fingerprint = ?2");
        Ok(self.connection().execute(&sql, [connection, group])? > 0)
    }

    /// Undoes the joins into a group; without any, undoes the split that the group is a part of, for all request types.
    /// Returns whether there was either.
    pub fn restore_group(&self, connection: &str, group: &str) -> Result<bool, Error> {
        let parted = self.connection().execute(
            &format!("DELETE FROM grouping WHERE tenant = {TENANT_ID} AND joined = ?2"),
            [connection, group],
        )?;
        if parted > 0 {
            return Ok(true);
        }
        let Some((whole, _)) = group.rsplit_once(PART_SEPARATOR) else { return Ok(false) };
        let split = format!("SELECT fingerprint FROM grouping WHERE tenant = {TENANT_ID} AND split_by IS NOT NULL");
        let mut statement = self.connection().prepare_cached(&split)?;
        let split = statement.query_map([connection], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        let mut restored = 0;
        for whole in split.iter().filter(|group| of_all_types(group) == of_all_types(whole)) {
            // The joins and splits of its parts are deleted with it.
            let parts = format!("{whole}{PART_SEPARATOR}");
            restored += self.connection().execute(
                &format!(
                    "DELETE FROM grouping WHERE tenant = {TENANT_ID} AND (fingerprint = ?2 \
                     OR substr(fingerprint, 1, length(?3)) = ?3 OR substr(joined, 1, length(?3)) = ?3)"
                ),
                [connection, whole, &parts],
            )?;
        }
        Ok(restored > 0)
    }
}
