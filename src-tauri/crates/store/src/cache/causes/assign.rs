//! What rejected requests were rejected for, and which of today's causes the keys of older rules lead to.
//!
//! Knowledge, joins and splits stay in the journal by the keys that they were made with. As long as there are older ones,
//! the older key of each rejected request is made too, and what it leads to is remembered.

use std::collections::HashSet;

use rusqlite::{Connection, TransactionBehavior, params};

use super::{
    grouping::{self, Groupings},
    leads::{OlderGroups, lead, leads, parted},
};
use crate::{
    Error,
    cache::{
        database::Cache,
        stamps::{set_stamp, stamp},
    },
    cause::{self, Cause},
    fingerprint,
};

/// Stamp of the rules that the rows' causes were read by; it belongs to no connection.
pub(crate) const CAUSES_STAMP: (&str, &str) = ("", "causes");

/// It counts up with the rules, and where a line says more than it did.
const VERSION: i64 = 2;

/// Reads why a request was rejected. What its key stands for is written down, and which older key leads to it.
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
        let formerly = fingerprint::shape(provider, request_type, code, description).fingerprint;
        if leads.wanted.contains(&formerly) {
            let new = cache
                .prepare_cached("INSERT OR IGNORE INTO lead (formerly, fingerprint) VALUES (?1, ?2)")?
                .execute(params![formerly, cause.key])?;
            leads.found.set(leads.found() || new > 0);
        }
    }
    Ok(cause)
}

/// What a rejection says, of the server's object.
#[derive(Default, serde::Deserialize)]
struct Answer {
    error_description: Option<String>,
    provider_error_description: Option<String>,
}

/// The words of the server's object, or else `line`.
pub(crate) fn description(answer: Option<&str>, line: Option<&str>) -> Option<String> {
    // An answer that cannot be read tells no more than its first line, which the row has.
    let answer: Answer = answer.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let words = [answer.error_description, answer.provider_error_description, line.map(str::to_owned)];
    words.into_iter().flatten().find(|words| !words.trim().is_empty())
}

/// A piece of the rejected ones, in their order in the file. Of this desk's own, the journal has the words, as where its rows
/// are brought over.
const REJECTED: &str = "SELECT request.seq, connection, provider, request_type, error_code, error_text, fingerprint, \
    CASE mine WHEN 1 THEN (SELECT answer.server FROM journal.submission JOIN journal.answer \
    ON answer.submission = submission.seq WHERE submission.key = request.key) ELSE raw.server END AS answer \
    FROM request NOT INDEXED LEFT JOIN raw ON raw.seq = request.seq \
    WHERE grp IS NOT NULL AND request.seq > ?1 ORDER BY request.seq LIMIT ?2";

/// Whoever writes meanwhile waits for no more.
const CHUNK_ROWS: i64 = 500;

impl Cache {
    /// After a start: other rules may have made the keys of the rows.
    pub(crate) fn check_causes(&self) -> Result<(), Error> {
        let read = self.read(|reader| stamp(reader, CAUSES_STAMP.0, CAUSES_STAMP.1))?;
        // Without the journal, this desk's own rows have no words.
        if read == Some(VERSION) || self.journal.is_none() { Ok(()) } else { self.read_causes() }
    }

    /// Reads anew what every rejected request was rejected for: the rules changed, or the journal has keys of older ones.
    pub fn read_causes(&self) -> Result<(), Error> {
        if self.journal.is_none() {
            return Ok(());
        }
        self.follow()?;
        // One that is broken off is begun again after the next start.
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
            set_stamp(&transaction, CAUSES_STAMP.0, CAUSES_STAMP.1, VERSION)?;
            grouping::place_anew(&transaction, true)?;
            transaction.commit()
        })
    }

    /// Where the older groups of the journal lead.
    pub fn older_groups(&self) -> Result<OlderGroups, Error> {
        self.read(|reader| Ok(OlderGroups { to: leads(reader)? }))
    }

    /// Those of some groups that no rejected request of any connection would be in, were none joined or split.
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

    /// Those of some groups that no rejected request of any connection is in.
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

/// From behind a row on. The last row that was read, if there may be more.
fn read_piece(cache: &Connection, from: i64) -> rusqlite::Result<Option<i64>> {
    let groupings = Groupings::read(cache, true);
    let mut update =
        cache.prepare_cached("UPDATE request SET error_text = ?2, fingerprint = ?3, grp = ?3 WHERE seq = ?1")?;
    let mut statement = cache.prepare_cached(REJECTED)?;
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
