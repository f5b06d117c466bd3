//! Dry runs of sheets: what the server's records say about each row before it is sent.
//!
//! An answer belongs to the content of its row, by its fingerprint: after a row was changed it has none.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, named_params, params};
use serde_json::Value;

use super::{DryRunAnswer, DryRunCounts, DryRunFinding, DryRunGroup, DryRunRecord, DryRunRow};
use crate::{
    Error,
    journal::{batches::BatchState, database::Journal, outbox_table::json, transaction::Transaction},
};

/// `problem`: why the server could not be asked about all of a row; it is asked again then.
pub(in crate::journal) const DRY_RUN_TABLES: &str = "
CREATE TABLE dry_run (
    sheet TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    begun INTEGER NOT NULL,
    lists_read INTEGER,
    lists_incomplete INTEGER NOT NULL
) STRICT;
CREATE TABLE dry_run_row (
    sheet TEXT NOT NULL,
    place INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    at INTEGER NOT NULL,
    compared INTEGER NOT NULL,
    problem TEXT,
    PRIMARY KEY (sheet, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE dry_run_finding (
    sheet TEXT NOT NULL,
    kind TEXT NOT NULL,
    field TEXT NOT NULL,
    place INTEGER NOT NULL,
    what TEXT NOT NULL,
    others TEXT NOT NULL,
    request TEXT,
    PRIMARY KEY (sheet, kind, field, place, what)
) STRICT, WITHOUT ROWID;
CREATE INDEX dry_run_finding_place ON dry_run_finding (sheet, place);
";

pub(super) const ALL_TABLES: [&str; 3] = ["dry_run", "dry_run_row", "dry_run_finding"];

/// Findings of rows that are as they were when the server was asked.
const VALID: &str = "dry_run_finding AS found JOIN dry_run_row AS answer ON answer.sheet = found.sheet \
    AND answer.place = found.place JOIN batch_row ON batch = found.sheet AND batch_row.place = found.place \
    AND batch_row.fingerprint = answer.fingerprint WHERE found.sheet = :sheet";

/// The rows that would be sent, with their answers. Those left out by hand may have been asked about before.
const TO_SEND: &str = "batch_row LEFT JOIN dry_run_row AS answer ON answer.sheet = batch \
    AND answer.place = batch_row.place AND answer.fingerprint = batch_row.fingerprint \
    WHERE batch = :sheet AND form IS NOT NULL AND left_out IS NULL AND submission IS NULL";

/// Statement for the places of the rows that a finding of a dry run is about.
pub(super) const PLACES: &str = "SELECT DISTINCT found.place AS place FROM dry_run_finding AS found \
    JOIN dry_run_row AS answer ON answer.sheet = found.sheet AND answer.place = found.place \
    JOIN batch_row ON batch = found.sheet AND batch_row.place = found.place AND answer.fingerprint = batch_row.fingerprint \
    WHERE found.sheet = :sheet AND found.kind = :kind AND found.field = :field";

impl Transaction<'_> {
    /// Begins a dry run, or goes on with one. `anew` forgets the answers before, as does another owner. Returns false, and
    /// changes nothing, if the sheet cannot be changed any more.
    pub fn begin_dry_run(&self, sheet: &str, run: &DryRunRecord, anew: bool) -> Result<bool, Error> {
        if !self.is_planned(sheet)? {
            return Ok(false);
        }
        let owner: Option<String> = self
            .connection()
            .prepare_cached("SELECT owner FROM dry_run WHERE sheet = ?1")?
            .query_row([sheet], |row| row.get(0))
            .optional()?;
        if anew || owner.is_some_and(|owner| owner != run.owner) {
            for table in ALL_TABLES {
                self.connection().execute(&format!("DELETE FROM {table} WHERE sheet = ?1"), [sheet])?;
            }
        }
        self.connection()
            .prepare_cached(
                "INSERT INTO dry_run (sheet, owner, begun, lists_read, lists_incomplete) VALUES (?1, ?2, ?3, ?4, ?5) \
                 ON CONFLICT (sheet) DO UPDATE SET lists_read = ?4, lists_incomplete = ?5",
            )?
            .execute(params![sheet, run.owner, run.begun, run.lists_read, run.lists_incomplete])?;
        Ok(true)
    }

    /// Stores answers about rows, in place of earlier ones. Returns false, and stores nothing, if the sheet cannot be
    /// changed any more.
    pub fn add_answers(&self, sheet: &str, answers: &[DryRunAnswer]) -> Result<bool, Error> {
        if !self.is_planned(sheet)? {
            return Ok(false);
        }
        for answer in answers {
            self.connection()
                .prepare_cached("DELETE FROM dry_run_finding WHERE sheet = ?1 AND place = ?2")?
                .execute(params![sheet, answer.place])?;
            self.connection()
                .prepare_cached(
                    "INSERT OR REPLACE INTO dry_run_row (sheet, place, fingerprint, at, compared, problem) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    sheet,
                    answer.place,
                    answer.fingerprint,
                    answer.at,
                    answer.compared,
                    answer.problem.as_ref().map(Value::to_string)
                ])?;
            let mut statement = self.connection().prepare_cached(
                "INSERT OR REPLACE INTO dry_run_finding (sheet, kind, field, place, what, others, request) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            for found in &answer.findings {
                let others = Value::from(found.others.clone()).to_string();
                statement.execute(params![
                    sheet,
                    found.kind,
                    found.field,
                    answer.place,
                    found.what,
                    others,
                    found.request
                ])?;
            }
        }
        Ok(true)
    }

    fn is_planned(&self, sheet: &str) -> Result<bool, Error> {
        Ok(self.sheet(sheet)?.is_some() && self.batch(sheet)?.is_some_and(|batch| batch.state == BatchState::Planned))
    }
}

impl Journal {
    pub fn dry_run(&self, sheet: &str) -> Result<Option<DryRunRecord>, Error> {
        let guard = self.read();
        let mut statement =
            guard.prepare_cached("SELECT owner, begun, lists_read, lists_incomplete FROM dry_run WHERE sheet = ?1")?;
        let record = statement.query_row([sheet], |row| {
            Ok(DryRunRecord {
                owner: row.get(0)?,
                begun: row.get(1)?,
                lists_read: row.get(2)?,
                lists_incomplete: row.get(3)?,
            })
        });
        Ok(record.optional()?)
    }

    pub fn dry_run_counts(&self, sheet: &str) -> Result<DryRunCounts, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(&format!(
            "SELECT count(*), count(answer.at) - count(problem), count(problem), \
             coalesce(sum(problem IS NULL AND compared = 0), 0) FROM {TO_SEND}"
        ))?;
        Ok(statement.query_row(named_params! { ":sheet": sheet }, |row| {
            Ok(DryRunCounts { rows: row.get(0)?, asked: row.get(1)?, failed: row.get(2)?, uncompared: row.get(3)? })
        })?)
    }

    /// Rows from a place on about which the server was not asked, or could not be asked before `since`.
    pub fn dry_run_rows(&self, sheet: &str, from: u32, since: i64, limit: u32) -> Result<Vec<DryRunRow>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(&format!(
            "SELECT batch_row.place, batch_row.fingerprint, form FROM {TO_SEND} AND batch_row.place >= :from \
             AND (answer.at IS NULL OR (problem IS NOT NULL AND answer.at < :since)) \
             ORDER BY batch_row.place LIMIT :limit"
        ))?;
        let params = named_params! { ":sheet": sheet, ":from": from, ":since": since, ":limit": limit };
        let rows = statement.query_map(params, |row| {
            Ok(DryRunRow { place: row.get(0)?, fingerprint: row.get(1)?, form: json(row, "form")? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the records say, by kind and field.
    pub fn dry_run_groups(&self, sheet: &str) -> Result<Vec<DryRunGroup>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(&format!(
            "SELECT found.kind, found.field, count(DISTINCT found.place), \
             count(DISTINCT CASE WHEN left_out IS NULL THEN found.place END), min(found.place), what, others, found.request \
             FROM {VALID} GROUP BY found.kind, found.field"
        ))?;
        let groups = statement.query_map(named_params! { ":sheet": sheet }, |row| {
            let first = DryRunFinding {
                kind: row.get(0)?,
                field: row.get(1)?,
                what: row.get(5)?,
                others: json(row, "others")?,
                request: row.get(7)?,
            };
            Ok((DryRunGroup { rows: row.get(2)?, ready: row.get(3)?, line: 0, first }, row.get::<_, u32>(4)?))
        })?;
        let groups = groups.collect::<Result<Vec<_>, _>>()?;
        let mut line = guard.prepare_cached("SELECT line FROM sheet_row WHERE sheet = ?1 AND place = ?2")?;
        let with_line = |(group, place): (DryRunGroup, u32)| {
            Ok(DryRunGroup { line: line.query_row(params![sheet, place], |row| row.get(0))?, ..group })
        };
        groups.into_iter().map(with_line).collect()
    }

    /// The answers about some rows that are as they were then, by place.
    pub fn answers(&self, sheet: &str, places: &[u32]) -> Result<BTreeMap<u32, DryRunAnswer>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT answer.fingerprint, at, compared, problem FROM dry_run_row AS answer \
             JOIN batch_row ON batch = sheet AND batch_row.place = answer.place \
             AND batch_row.fingerprint = answer.fingerprint WHERE sheet = ?1 AND answer.place = ?2",
        )?;
        let mut details = guard.prepare_cached(
            "SELECT kind, field, what, others, request FROM dry_run_finding WHERE sheet = ?1 AND place = ?2",
        )?;
        let mut answers = BTreeMap::new();
        for &place in places {
            let answer = statement.query_row(params![sheet, place], |row| {
                let problem = match row.get_ref("problem")?.as_str_or_null()? {
                    Some(_) => Some(json(row, "problem")?),
                    None => None,
                };
                Ok(DryRunAnswer {
                    place,
                    fingerprint: row.get(0)?,
                    at: row.get(1)?,
                    compared: row.get(2)?,
                    problem,
                    findings: Vec::new(),
                })
            });
            let Some(answer) = answer.optional()? else { continue };
            let findings = details.query_map(params![sheet, place], |row| {
                Ok(DryRunFinding {
                    kind: row.get(0)?,
                    field: row.get(1)?,
                    what: row.get(2)?,
                    others: json(row, "others")?,
                    request: row.get(4)?,
                })
            })?;
            let findings = findings.collect::<Result<_, _>>()?;
            answers.insert(place, DryRunAnswer { findings, ..answer });
        }
        Ok(answers)
    }
}
