//! Groups of rejected requests that somebody joins or splits.
//!
//! `fingerprint` names the group that it happened to: a fingerprint, or the part of a group that was split before. Only a
//! group that stands is ever joined or split, so that no chain of them leads in a circle.

use rusqlite::params;

use super::Writing;
use crate::{Error, SplitBy, cache::PART};

impl Writing<'_> {
    /// Puts groups together under the id of the first.
    pub fn join_groups(&self, groups: &[String]) -> Result<(), Error> {
        let Some((to, others)) = groups.split_first() else { return Ok(()) };
        let mut join = self
            .connection()
            .prepare_cached("INSERT OR REPLACE INTO grouping (fingerprint, joined, split_by) VALUES (?1, ?2, NULL)")?;
        for group in others.iter().filter(|group| *group != to) {
            join.execute([group, to])?;
        }
        Ok(())
    }

    pub fn split_group(&self, group: &str, by: SplitBy) -> Result<(), Error> {
        self.connection().execute(
            "INSERT OR REPLACE INTO grouping (fingerprint, joined, split_by) VALUES (?1, NULL, ?2)",
            params![group, by],
        )?;
        Ok(())
    }

    /// Takes back what was joined into a group; if nothing was, the split that it is a part of. True if that was anything.
    pub fn restore_group(&self, group: &str) -> Result<bool, Error> {
        let parted = self.connection().execute("DELETE FROM grouping WHERE joined = ?1", [group])?;
        if parted > 0 {
            return Ok(true);
        }
        let Some((whole, _)) = group.rsplit_once(PART) else { return Ok(false) };
        // What happened to its parts goes with them.
        let parts = format!("{whole}{PART}");
        let whole = self.connection().execute(
            "DELETE FROM grouping WHERE fingerprint = ?1 OR substr(fingerprint, 1, length(?2)) = ?2 \
             OR substr(joined, 1, length(?2)) = ?2",
            [whole, &parts],
        )?;
        Ok(whole > 0)
    }
}
