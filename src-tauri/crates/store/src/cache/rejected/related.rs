//! Finds the requests that are shown with a rejected one: a comparable completed one, the other requests of its
//! cards, and its retries.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Params, params};

use crate::{
    Error,
    cache::{
        database::{Cache, TENANT_ID},
        requests::record::{ROW_COLUMNS, RequestRecord, listed},
    },
};

/// The request that a retry was made for, and the retries of the request and of its retries, oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chain {
    pub parent: Option<RequestRecord>,
    pub retries: Vec<RequestRecord>,
}

impl Cache {
    /// The newest completed request of the same type and card that was made before this one. Without one, the newest
    /// that was made later; without that, one of a card with a number that differs by two swapped digits.
    pub fn last_worked(&self, connection: &str, row: &RequestRecord) -> Result<Option<RequestRecord>, Error> {
        let (provider, kind, made) = (&row.provider, &row.request_type, row.created.unwrap_or(i64::MAX));
        let Some(card) = &row.smartcard else { return Ok(None) };
        let swapped = swapped(card);
        self.read(|reader| {
            let of_card = "request_smartcard WHERE smartcard = ?5";
            for before in [made, i64::MAX] {
                let worked = worked(reader, of_card, params![connection, provider, kind, before, card])?;
                if worked.is_some() {
                    return Ok(worked);
                }
            }
            let of_like = "request_smartcard WHERE smartcard IN (SELECT value FROM json_each(?5))";
            worked(reader, of_like, params![connection, provider, kind, i64::MAX, swapped])
        })
    }

    /// How many of these requests each group has. Requests without one are left out.
    pub fn counted_by_group(&self, connection: &str, keys: &[String]) -> Result<Vec<(String, u32)>, Error> {
        let keys = serde_json::Value::from(keys).to_string();
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT grp, count(*) FROM json_each(?2) CROSS JOIN request ON request.key = value \
                 WHERE connection = ?1 AND grp IS NOT NULL GROUP BY grp ORDER BY count(*) DESC, grp",
            )?;
            statement.query_map([connection, &keys], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
    }

    /// The completed requests of these types that were created after an instant: when the first was completed, and how
    /// many there are.
    pub fn completed_after(
        &self,
        connection: &str,
        provider: &str,
        types: &[&str],
        after: i64,
    ) -> Result<Option<(i64, u32)>, Error> {
        let types = serde_json::Value::from(types).to_string();
        let of_types = "WHERE connection = ?1 AND state = 'completed' AND created > ?2 AND provider = ?3 \
             AND request_type IN (SELECT value FROM json_each(?4))";
        self.read(|reader| {
            // Counted from an index that has all these columns; the first few rows are then read for their time.
            let counted = format!("SELECT count(*) FROM request INDEXED BY request_counted {of_types}");
            let count = reader
                .prepare_cached(&counted)?
                .query_one(params![connection, after, provider, types], |row| row.get(0))?;
            let first = format!(
                "SELECT updated FROM request INDEXED BY request_state {of_types} AND updated IS NOT NULL \
                 ORDER BY created LIMIT 1"
            );
            let first: Option<i64> = reader
                .prepare_cached(&first)?
                .query_row(params![connection, after, provider, types], |row| row.get(0))
                .optional()?;
            Ok(first.map(|first| (first, count)))
        })
    }

    /// All requests of the cards of a request, newest first.
    pub fn of_cards(&self, connection: &str, cards: &str, limit: u32) -> Result<Vec<RequestRecord>, Error> {
        self.read(|reader| {
            // A set of cards is stored as one text: the text search also finds the sets that contain this card.
            let sql = format!(
                "SELECT {ROW_COLUMNS} FROM request WHERE connection = ?1 AND seq IN ( \
                 SELECT seq FROM request WHERE connection = ?1 AND smartcard = ?2 UNION \
                 SELECT request.seq FROM request_text CROSS JOIN request ON request.seq = request_text.rowid \
                 WHERE request_text MATCH ?4 AND connection = ?1 \
                 AND instr(', ' || smartcard || ', ', ', ' || ?2 || ', ') > 0) \
                 ORDER BY created DESC, seq DESC LIMIT ?3"
            );
            let mut statement = reader.prepare_cached(&sql)?;
            let mut known = Vec::new();
            for card in cards.split(", ") {
                let phrase = format!("\"{}\"", card.replace('"', "\"\""));
                let rows = statement.query_map(params![connection, card, limit, phrase], listed)?;
                known.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
            }
            known.sort_by_key(|row: &RequestRecord| std::cmp::Reverse(row.created));
            let mut seen = HashSet::new();
            known.retain(|row| seen.insert(row.key.clone()));
            known.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Ok(known)
        })
    }

    pub fn chain(&self, connection: &str, key: &str) -> Result<Chain, Error> {
        if self.journal.is_none() {
            return Ok(Chain::default());
        }
        self.read(|reader| {
            let row = |condition: &str, value: &str| {
                let sql = format!("SELECT {ROW_COLUMNS} FROM request WHERE connection = ?1 AND {condition}");
                reader.prepare_cached(&sql)?.query_row([connection, value], listed).optional()
            };
            let parent: Option<String> = reader
                .prepare_cached(&format!(
                    "SELECT request FROM journal.retry WHERE tenant = {TENANT_ID} AND submission = ?2"
                ))?
                .query_row([connection, key], |row| row.get(0))
                .optional()?;
            let parent = match parent {
                Some(subject) => match row("server_id = ?2", &subject)? {
                    None => row("key = ?2", &subject)?,
                    found => found,
                },
                None => None,
            };
            let mut retries: Vec<RequestRecord> = Vec::new();
            let mut to_ask: Vec<String> = row("key = ?2", key)?.map(subject_of).into_iter().collect();
            while let Some(subject) = to_ask.pop() {
                let sql = format!(
                    "SELECT {ROW_COLUMNS} FROM journal.retry JOIN request ON request.connection = ?1 \
                     AND request.key = retry.submission WHERE retry.tenant = {TENANT_ID} AND retry.request = ?2"
                );
                let mut statement = reader.prepare_cached(&sql)?;
                for retry in statement.query_map([connection, &subject], listed)? {
                    let retry = retry?;
                    // A retry belongs to one request, so none comes twice; the check ends the loop in a circular
                    // journal.
                    if !retries.iter().any(|known| known.key == retry.key) {
                        to_ask.push(subject_of(retry.clone()));
                        retries.push(retry);
                    }
                }
            }
            retries.sort_by_key(|retry| retry.created);
            Ok(Chain { parent, retries })
        })
    }
}

fn subject_of(row: RequestRecord) -> String {
    row.server_id.unwrap_or(row.key)
}

/// The newest completed request, by an index and its condition.
fn worked(reader: &Connection, through: &str, params: impl Params) -> rusqlite::Result<Option<RequestRecord>> {
    let sql = format!(
        "SELECT {ROW_COLUMNS} FROM request INDEXED BY {through} AND connection = ?1 AND provider = ?2 AND request_type = ?3 \
         AND created < ?4 AND state = 'completed' ORDER BY created DESC LIMIT 1"
    );
    reader.prepare_cached(&sql)?.query_row(params, listed).optional()
}

/// All texts that arise by swapping two digits of `text`, as a JSON array.
fn swapped(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut others = Vec::new();
    for one in 0..letters.len() {
        for other in one + 1..letters.len() {
            let (a, b) = (letters[one], letters[other]);
            if a != b && a.is_ascii_digit() && b.is_ascii_digit() {
                let mut swapped = letters.clone();
                swapped.swap(one, other);
                others.push(swapped.into_iter().collect::<String>());
            }
        }
    }
    serde_json::Value::from(others).to_string()
}
