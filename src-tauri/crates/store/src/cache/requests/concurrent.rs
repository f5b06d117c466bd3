//! Requests that others sent while one of this desk's own waited.

use rusqlite::params;

use super::{
    forgotten,
    mirror_order::{self, Reach},
    record::{Listed, ROW, listed},
};
use crate::{Error, cache::database::Cache, mirror_mark::MirrorMark, time::MINUTE_MS};

/// How far the server's clock may be from ours.
pub const MAX_CLOCK_SKEW_MS: i64 = 10 * MINUTE_MS;

/// What others did while a request waited, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Meanwhile {
    pub other: Option<Listed>,
    /// Of some that the server told of meanwhile no more was kept than that: they may be for the same card or box.
    pub not_kept: bool,
}

impl Cache {
    /// The newest request of others for a card or box that is called by one of the names, which the server had not told
    /// of by a mark. Where the mark cannot say that all others are new, only one that was made after an instant, as far
    /// as the server's clock can tell; `since` absent: our clock cannot be believed.
    pub fn meanwhile(
        &self,
        connection: &str,
        names: &[String],
        mark: Option<MirrorMark>,
        since: Option<i64>,
    ) -> Result<Meanwhile, Error> {
        let names = serde_json::json!(names).to_string();
        let sql = format!(
            "SELECT {ROW} FROM request NOT INDEXED WHERE mine = 0 AND coalesce(first_seen, ?3) >= ?3 \
             AND coalesce(created, ?2) >= ?2 AND connection = ?1 \
             AND EXISTS (SELECT 1 FROM json_each(?4) WHERE \
                 instr(', ' || lower(coalesce(smartcard, '')) || ', ', ', ' || lower(value) || ', ') > 0 \
                 OR instr(', ' || lower(coalesce(set_top_box, '')) || ', ', ', ' || lower(value) || ', ') > 0) \
             ORDER BY created DESC, seq DESC LIMIT 1"
        );
        // It looks at every row, once: no index has them in the order in which they were told.
        self.count(|counter| {
            let (told_from, made_from) = match (mirror_order::reach(counter, connection, mark)?, mark) {
                (Reach::Whole, Some(mark)) => (mark.seq.saturating_add(1), i64::MIN),
                (Reach::Told, Some(mark)) => (mark.seq.saturating_add(1), made_from(since)),
                _ => (i64::MIN, made_from(since)),
            };
            let mut statement = counter.prepare_cached(&sql)?;
            let mut found = statement.query_map(params![connection, made_from, told_from, names], listed)?;
            Ok(Meanwhile {
                other: found.next().transpose()?,
                not_kept: forgotten::were_told(counter, connection, told_from)?,
            })
        })
    }
}

fn made_from(since: Option<i64>) -> i64 {
    since.map_or(i64::MIN, |since| since.saturating_sub(MAX_CLOCK_SKEW_MS).saturating_add(1))
}
