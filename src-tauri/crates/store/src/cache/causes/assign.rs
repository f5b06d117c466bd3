//! Determines the causes of rejected requests, and maps the keys of earlier rules to today's causes.
//!
//! Notes, joins and splits stay in the journal under the keys that they were made with. As long as the journal has keys
//! of earlier rules, the earlier key of each rejected request is computed too, and the mapping is stored.

use std::collections::HashSet;

use rusqlite::{Connection, TransactionBehavior, params};

use super::{
    grouping::{self, Groupings},
    older_keys::{OlderGroups, lead, leads},
};
use crate::{
    Error,
    cache::{
        database::Cache,
        stamps::{set_stamp, stamp},
    },
    cause::{self, Cause},
    journal::grouping::parted,
    older_fingerprint,
};

/// Stamp of the rules that the causes of the rows were determined with; it belongs to no connection.
pub(crate) const CAUSES_STAMP: (&str, &str) = ("", "causes");

/// Incremented when the rules change, or when the stored error line gets more detailed.
const RULES_VERSION: i64 = 2;

/// Determines the cause of a rejected request, and stores its normalized text and, if the journal needs it, the mapping
/// of its earlier key.
pub(crate) fn learn(
    cache: &Connection,
    groupings: &Groupings,
    (provider, request_type, code): (&str, Option<&str>, Option<&str>),
    description: Option<&str>,
) -> rusqlite::Result<Cause> {
    let cause = cause::cause(provider, request_type, code, description);
    grouping::keep_shape(cache, &cause, (provider, request_type, code))?;
    let leads = &groupings.leads;
    if !leads.wanted.is_empty() {
        let formerly = older_fingerprint::shape(provider, request_type, code, description).fingerprint;
        if leads.wanted.contains(&formerly) {
            let new = cache
                .prepare_cached("INSERT OR IGNORE INTO lead (formerly, fingerprint) VALUES (?1, ?2)")?
                .execute(params![formerly, cause.key])?;
            leads.found.set(leads.found() || new > 0);
        }
    }
    Ok(cause)
}

/// The parts of the server's object that describe the rejection.
#[derive(Default, serde::Deserialize)]
struct Answer {
    error_description: Option<String>,
    provider_error_description: Option<String>,
}

/// The description in the server's object, or else `line`.
pub(crate) fn description(answer: Option<&str>, line: Option<&str>) -> Option<String> {
    // An unreadable answer has no more than its first line, which the row holds.
    let answer: Answer = answer.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let words = [answer.error_description, answer.provider_error_description, line.map(str::to_owned)];
    words.into_iter().flatten().find(|words| !words.trim().is_empty())
}

/// A chunk of the rejected rows in the order of the file. The answers to this desk's own rows are read from the
/// journal, as when these rows are copied.
const REJECTED_ROWS: &str = "SELECT request.seq, connection, provider, request_type, error_code, error_text, fingerprint, \
    CASE mine WHEN 1 THEN (SELECT answer.server FROM journal.submission JOIN journal.answer \
    ON answer.submission = submission.seq WHERE submission.key = request.key) ELSE raw.server END AS answer \
    FROM request NOT INDEXED LEFT JOIN raw ON raw.seq = request.seq \
    WHERE grp IS NOT NULL AND request.seq > ?1 ORDER BY request.seq LIMIT ?2";

/// Rows in each transaction; other writers wait for no longer.
const CHUNK_ROWS: i64 = 500;

impl Cache {
    /// Runs at startup: the causes of the rows may have been determined with other rules.
    pub(crate) fn check_causes(&self) -> Result<(), Error> {
        let read = self.read(|reader| stamp(reader, CAUSES_STAMP.0, CAUSES_STAMP.1))?;
        // Without the journal, the answers to this desk's own rows are missing.
        if read == Some(RULES_VERSION) || self.journal.is_none() { Ok(()) } else { self.read_causes() }
    }

    /// Determines the cause of every rejected request again, after the rules changed or the journal got keys of earlier
    /// rules.
    pub fn read_causes(&self) -> Result<(), Error> {
        if self.journal.is_none() {
            return Ok(());
        }
        self.follow()?;
        // If it is interrupted, it starts again at the next startup.
        self.write(|writer| set_stamp(writer, CAUSES_STAMP.0, CAUSES_STAMP.1, 0))?;
        let mut come = Some(i64::MIN);
        while let Some(from) = come {
            come = self.write(|writer| {
                let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let come = read_piece(&transaction, from)?;
                transaction.commit()?;
                Ok(come)
            })?;
        }
        self.write(|writer| {
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            set_stamp(&transaction, CAUSES_STAMP.0, CAUSES_STAMP.1, RULES_VERSION)?;
            grouping::place_anew(&transaction, true)?;
            transaction.commit()
        })
    }

    /// Mapping of the earlier groups in the journal.
    pub fn older_groups(&self) -> Result<OlderGroups, Error> {
        self.read(|reader| Ok(OlderGroups { to: leads(reader)? }))
    }

    /// Those of the groups that would have no rejected request of any connection if there were no joins and splits.
    pub fn without_causes(&self, groups: &[String]) -> Result<Vec<String>, Error> {
        self.read(|reader| {
            let mut statement =
                reader.prepare_cached("SELECT DISTINCT fingerprint FROM request WHERE grp IS NOT NULL")?;
            let there = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<HashSet<String>>>()?;
            let to = leads(reader)?;
            let nowhere = |group: &&String| !lead(&to, parted(group).0).iter().any(|cause| there.contains(cause));
            Ok(groups.iter().filter(nowhere).cloned().collect())
        })
    }

    /// Those of the groups that have no rejected request of any connection.
    pub fn without_requests(&self, groups: &[String]) -> Result<Vec<String>, Error> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached("SELECT DISTINCT grp FROM request WHERE grp IS NOT NULL")?;
            let there = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<HashSet<String>>>()?;
            let to = leads(reader)?;
            let nowhere = |group: &&String| !lead(&to, group).iter().any(|group| there.contains(group));
            Ok(groups.iter().filter(nowhere).cloned().collect())
        })
    }
}

/// Processes the chunk after a row. Returns the last row that was read, if there may be more.
fn read_piece(cache: &Connection, from: i64) -> rusqlite::Result<Option<i64>> {
    let groupings = Groupings::read(cache, true);
    let mut update =
        cache.prepare_cached("UPDATE request SET error_text = ?2, fingerprint = ?3, grp = ?3 WHERE seq = ?1")?;
    let mut statement = cache.prepare_cached(REJECTED_ROWS)?;
    let (mut read, mut last, mut changed) = (0, None, Vec::new());
    let mut rows = statement.query(params![from, CHUNK_ROWS])?;
    while let Some(row) = rows.next()? {
        let text = |column| row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from);
        let line = text("error_text")?;
        let words = description(text("answer")?, line);
        let of = (text("provider")?.unwrap_or_default(), text("request_type")?, text("error_code")?);
        let cause = learn(cache, &groupings, of, words.as_deref())?;
        let seq: i64 = row.get("seq")?;
        if text("fingerprint")? != Some(&cause.key) || line != cause.line.as_deref() {
            changed.push((seq, row.get::<_, String>("connection")?, cause));
        }
        (read, last) = (read + 1, Some(seq));
    }
    for (seq, connection, cause) in changed {
        update.execute(params![seq, cause.line, cause.key])?;
        groupings.place(cache, seq, &connection, &cause.key)?;
    }
    Ok(last.filter(|_| read == CHUNK_ROWS))
}
