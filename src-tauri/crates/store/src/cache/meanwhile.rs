//! Requests that others sent while one of this desk's own waited.

use rusqlite::params;

use super::query;
use crate::{Cache, Error, Listed};

/// How far the server's clock may be from ours.
const SKEW: i64 = 10 * 60_000;

impl Cache {
    /// The newest request of others for a card or box that is called by one of the names, which was not known at an
    /// instant and was made after it, as far as the server's clock can tell.
    pub fn meanwhile(&self, connection: &str, names: &[String], since: i64) -> Result<Option<Listed>, Error> {
        let names = serde_json::json!(names).to_string();
        let sql = format!(
            "SELECT {} FROM request WHERE connection = ?1 AND created > ?2 AND mine = 0 AND first_seen > ?3 \
             AND EXISTS (SELECT 1 FROM json_each(?4) WHERE \
                 instr(', ' || lower(coalesce(smartcard, '')) || ', ', ', ' || lower(value) || ', ') > 0 \
                 OR instr(', ' || lower(coalesce(set_top_box, '')) || ', ', ', ' || lower(value) || ', ') > 0) \
             ORDER BY created DESC, seq DESC LIMIT 1",
            query::ROW
        );
        self.read(|reader| {
            let mut statement = reader.prepare_cached(&sql)?;
            statement.query_map(params![connection, since - SKEW, since, names], query::listed)?.next().transpose()
        })
    }
}
