//! Finds requests that others sent while a request of this desk waited.

use rusqlite::params;

use super::{
    mirror_order::{self, Reach},
    purged_ids,
    record::{ROW_COLUMNS, RequestRecord, listed},
};
use crate::{Error, cache::database::Cache, mirror_mark::MirrorMark, time::MINUTE_MS};

/// Maximum difference between the server's clock and ours, in milliseconds.
pub const MAX_CLOCK_SKEW_MS: i64 = 10 * MINUTE_MS;

/// Requests of others during the wait, as far as they are known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Meanwhile {
    pub other: Option<RequestRecord>,
    /// Some requests that the server reported meanwhile were not kept; they may be for the same card or box.
    pub not_kept: bool,
}

impl Cache {
    /// Finds the newest request of others for a card or box with one of the identifiers that the server reported after
    /// a mark. If the mark cannot show that all later reports are new requests, only those made after `since` count,
    /// with tolerance for the server's clock; without `since`, because our clock is not reliable, all count.
    pub fn meanwhile(
        &self,
        connection: &str,
        names: &[String],
        mark: Option<MirrorMark>,
        since: Option<i64>,
    ) -> Result<Meanwhile, Error> {
        let names = serde_json::json!(names).to_string();
        let sql = format!(
            "SELECT {ROW_COLUMNS} FROM request NOT INDEXED WHERE mine = 0 AND coalesce(first_seen, ?3) >= ?3 \
             AND coalesce(created, ?2) >= ?2 AND connection = ?1 \
             AND EXISTS (SELECT 1 FROM json_each(?4) WHERE \
                 instr(', ' || lower(coalesce(smartcard, '')) || ', ', ', ' || lower(value) || ', ') > 0 \
                 OR instr(', ' || lower(coalesce(set_top_box, '')) || ', ', ', ' || lower(value) || ', ') > 0) \
             ORDER BY created DESC, seq DESC LIMIT 1"
        );
        // Scans every row once, because no index has the rows in the order of their reports.
        self.count(|counter| {
            let (told_from, made_from) = match (mirror_order::reach(counter, connection, mark)?, mark) {
                (Reach::Whole, Some(mark)) => (mark.seq.saturating_add(1), i64::MIN),
                (Reach::Reported, Some(mark)) => (mark.seq.saturating_add(1), made_from(since)),
                _ => (i64::MIN, made_from(since)),
            };
            let mut statement = counter.prepare_cached(&sql)?;
            let mut found = statement.query_map(params![connection, made_from, told_from, names], listed)?;
            Ok(Meanwhile {
                other: found.next().transpose()?,
                not_kept: purged_ids::were_told(counter, connection, told_from)?,
            })
        })
    }
}

fn made_from(since: Option<i64>) -> i64 {
    since.map_or(i64::MIN, |since| since.saturating_sub(MAX_CLOCK_SKEW_MS).saturating_add(1))
}
