//! Retention of stored entities, and their deletion.

use rusqlite::{Connection, params};

use super::entity::Owner;
use crate::{Error, cache::database::Cache};

impl Cache {
    /// Deletes entities that were last used or described before `before`, except pinned ones. Returns their number.
    pub fn purge_entities(&self, before: i64) -> Result<usize, Error> {
        self.write_entities(|cache| {
            let mut gone = 0;
            let owners: Vec<i64> = cache
                .prepare_cached("SELECT id FROM owner")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for owner in owners {
                gone += cache
                    .prepare_cached("DELETE FROM thing WHERE owner = ?1 AND pinned IS NULL AND fresh < ?2")?
                    .execute(params![owner, before])?;
            }
            Ok(gone)
        })
    }

    /// Assigns entities that an earlier version stored under a user name alone to that identity, unless it has entities
    /// of its own already.
    pub fn take_over_entities(&self, owner: &Owner, user: &str) -> Result<(), Error> {
        self.write_entities(|cache| {
            cache
                .prepare_cached("UPDATE OR IGNORE owner SET user = ?3 WHERE connection = ?1 AND user = ?2")?
                .execute([&owner.connection, user, &owner.user])?;
            Ok(())
        })
    }

    /// Deletes the entities of a connection, of all users.
    pub(crate) fn forget_entities(&self, connection: &str) -> Result<(), Error> {
        self.write_entities(|cache| forget_entities(cache, connection))
    }
}

fn forget_entities(cache: &Connection, connection: &str) -> rusqlite::Result<()> {
    let owners: Vec<i64> = cache
        .prepare_cached("SELECT id FROM owner WHERE connection = ?1")?
        .query_map([connection], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    owners.into_iter().try_for_each(|owner| forget_owner(cache, owner))
}

fn forget_owner(cache: &Connection, owner: i64) -> rusqlite::Result<()> {
    cache.prepare_cached("DELETE FROM thing WHERE owner = ?1")?.execute([owner])?;
    cache.prepare_cached("DELETE FROM owner WHERE id = ?1")?.execute([owner])?;
    Ok(())
}

/// Deletes the entities with the oldest use or description until at most `most` are left. Pinned ones stay.
pub(super) fn keep_most(cache: &Connection, owner: i64, most: u32) -> rusqlite::Result<()> {
    let kept: i64 =
        cache.prepare_cached("SELECT things FROM owner WHERE id = ?1")?.query_row([owner], |row| row.get(0))?;
    let too_many = kept - i64::from(most);
    if too_many > 0 {
        cache
            .prepare_cached(
                "DELETE FROM thing WHERE seq IN (SELECT seq FROM thing WHERE owner = ?1 AND pinned IS NULL \
                 ORDER BY fresh, seq LIMIT ?2)",
            )?
            .execute(params![owner, too_many])?;
    }
    Ok(())
}
