//! How long things are kept, and how they go.

use rusqlite::{Connection, params};

use super::entity::Owner;
use crate::{Error, cache::database::Cache};

impl Cache {
    /// Forgets what nobody used and nothing told of since an instant; what is pinned stays. How many went.
    pub fn purge_things(&self, before: i64) -> Result<usize, Error> {
        self.write_things(|cache| {
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

    /// What an earlier desk kept under a user's name alone belongs to that identity from now on, unless it has things of
    /// its own by now.
    pub fn take_over_things(&self, owner: &Owner, user: &str) -> Result<(), Error> {
        self.write_things(|cache| {
            cache
                .prepare_cached("UPDATE OR IGNORE owner SET user = ?3 WHERE connection = ?1 AND user = ?2")?
                .execute([&owner.connection, user, &owner.user])?;
            Ok(())
        })
    }

    /// What is kept of a connection's things goes, whoever looked them up.
    pub fn forget_things(&self, connection: &str) -> Result<(), Error> {
        self.write_things(|cache| forget_things(cache, connection))
    }
}

fn forget_things(cache: &Connection, connection: &str) -> rusqlite::Result<()> {
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

/// Those that were not used or told of for longest leave first, until no more than `most` are kept.
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
