//! Stores sheets that users brought to be sent: their rows as read, the findings in them, and the repairs.
//!
//! The rows that a sheet becomes are those of the batch with its id ([`plan`], [`super::batches`]). Not here: how a sheet is
//! read, and what a finding means (`desk`).

mod dry_run;
mod findings;
mod pages;
mod plan;
mod requests;
mod settling;
mod types;

use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use serde_json::Value;

pub(super) use self::dry_run::DRY_RUN_TABLES;
pub use self::types::{
    DryRunAnswer, DryRunCounts, DryRunFinding, DryRunGroup, DryRunRecord, DryRunRow, Finding, FindingGroup, PlannedRow,
    Repair, RepairRecord, SameCard, SheetCounts, SheetFilter, SheetLine, SheetPlan, SheetRecord, SheetRow,
};
use super::{
    batches::BatchState,
    database::Journal,
    outbox_table::json,
    tenant::ids::{self, TENANT_ID},
    transaction::Transaction,
};
use crate::{Error, identity::Tenant};

/// A row's place is its index in the sheet, and its line is its number in the file. `same_card`: see [`SameCard`]; the cards
/// of rows are stored with it alone, and only of rows without other faults.
pub(super) const TABLES: &str = "
CREATE TABLE sheet (
    id TEXT PRIMARY KEY,
    connection TEXT NOT NULL,
    tenant INTEGER NOT NULL,
    user TEXT NOT NULL,
    created INTEGER NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    matching TEXT,
    rows INTEGER NOT NULL,
    again INTEGER NOT NULL DEFAULT 0,
    same_card TEXT
) STRICT;
CREATE TABLE sheet_row (
    sheet TEXT NOT NULL,
    place INTEGER NOT NULL,
    line INTEGER NOT NULL,
    cells TEXT NOT NULL,
    excluded INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (sheet, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE sheet_finding (
    sheet TEXT NOT NULL,
    kind TEXT NOT NULL,
    field TEXT NOT NULL,
    place INTEGER NOT NULL,
    column INTEGER NOT NULL,
    now TEXT,
    proved INTEGER NOT NULL,
    PRIMARY KEY (sheet, kind, field, place, column)
) STRICT, WITHOUT ROWID;
CREATE INDEX sheet_finding_place ON sheet_finding (sheet, place);
CREATE TABLE sheet_repair (
    sheet TEXT NOT NULL,
    repair INTEGER NOT NULL,
    place INTEGER NOT NULL,
    column INTEGER NOT NULL,
    was TEXT NOT NULL,
    now TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (sheet, repair, place, column)
) STRICT, WITHOUT ROWID;
CREATE INDEX sheet_repair_place ON sheet_repair (sheet, place);
CREATE TABLE sheet_card (
    sheet TEXT NOT NULL,
    card TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (sheet, card, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX sheet_card_place ON sheet_card (sheet, place);
CREATE TABLE sheet_matching (
    tenant INTEGER NOT NULL,
    signature TEXT NOT NULL,
    matching TEXT NOT NULL,
    PRIMARY KEY (tenant, signature)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_row_fingerprint ON batch_row (batch, fingerprint, place) WHERE request IS NULL;
CREATE INDEX batch_row_gap ON batch_row (batch, left_out, place);
";

/// Tables of the rows of sheets.
const ROWS: [&str; 4] = ["sheet_row", "sheet_finding", "sheet_repair", "sheet_card"];

/// States in which a sheet stays.
const BUSY: [BatchState; 4] = [BatchState::Planning, BatchState::Canary, BatchState::Running, BatchState::Paused];

const COLUMNS: &str = "id, connection, user, created, name, source, matching, rows, (SELECT origin FROM tenant WHERE tenant.id = tenant), \
    (SELECT organisation FROM tenant WHERE tenant.id = tenant), again";

impl Transaction<'_> {
    /// Adds rows, numbered from `first`, of a sheet that is not added yet.
    pub fn add_sheet_rows(&self, sheet: &str, first: u32, rows: &[SheetRow]) -> Result<(), Error> {
        let mut statement = self
            .connection()
            .prepare_cached("INSERT INTO sheet_row (sheet, place, line, cells) VALUES (?1, ?2, ?3, ?4)")?;
        for (place, row) in (first..).zip(rows) {
            statement.execute(params![sheet, place, row.line, Value::from(row.cells.clone()).to_string()])?;
        }
        Ok(())
    }

    /// Adds a sheet whose rows are all added.
    pub fn add_sheet(&self, sheet: &SheetRecord) -> Result<(), Error> {
        self.connection()
            .prepare_cached(
                "INSERT INTO sheet (id, connection, tenant, user, created, name, source, matching, rows) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                sheet.id,
                sheet.connection,
                ids::id(self.connection(), &sheet.tenant)?,
                sheet.user,
                sheet.created,
                sheet.name,
                sheet.source.to_string(),
                sheet.matching.as_ref().map(Value::to_string),
                sheet.rows
            ])?;
        Ok(())
    }

    pub fn sheet(&self, id: &str) -> Result<Option<SheetRecord>, Error> {
        Ok(sheet(self.connection(), id)?)
    }

    /// Stores the matching of a sheet.
    pub fn match_sheet(&self, id: &str, matching: &Value) -> Result<(), Error> {
        self.connection()
            .prepare_cached("UPDATE sheet SET matching = ?2 WHERE id = ?1")?
            .execute([id, &matching.to_string()])?;
        Ok(())
    }

    /// Stores the matching for the next sheets with the same headings.
    pub fn remember_matching(&self, connection: &str, signature: &str, matching: &Value) -> Result<(), Error> {
        self.connection()
            .prepare_cached(&format!(
                "INSERT OR REPLACE INTO sheet_matching (tenant, signature, matching) VALUES ({TENANT_ID}, ?2, ?3)"
            ))?
            .execute([connection, signature, &matching.to_string()])?;
        Ok(())
    }

    /// Deletes a sheet, unless it is being sent or paused. Its rows are left to [`Self::delete_rows_left`], because a commit
    /// with all of them would keep others waiting. Its requests stay.
    pub fn delete_idle_sheet(&self, id: &str) -> Result<bool, Error> {
        if self.batch(id)?.is_some_and(|batch| BUSY.contains(&batch.state)) {
            return Ok(false);
        }
        self.withdraw_plan(id)?;
        self.connection().prepare_cached("DELETE FROM dry_run WHERE sheet = ?1")?.execute([id])?;
        self.connection().prepare_cached("DELETE FROM sheet WHERE id = ?1")?.execute([id])?;
        Ok(true)
    }

    /// Does [`Self::delete_idle_sheet`] for all sheets, and returns those that it deleted.
    pub fn delete_idle_sheets(&self) -> Result<Vec<String>, Error> {
        let sheets: Vec<String> = {
            let mut statement = self.connection().prepare_cached("SELECT id FROM sheet")?;
            statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        let mut deleted = Vec::with_capacity(sheets.len());
        for id in sheets {
            if self.delete_idle_sheet(&id)? {
                deleted.push(id);
            }
        }
        Ok(deleted)
    }

    /// Deletes at most `limit` rows of a sheet that was deleted, or never added because reading it failed. Returns false if
    /// there was none. Rows of a batch that was started stay.
    pub fn delete_rows_left(&self, id: &str, limit: u32) -> Result<bool, Error> {
        let last = "SELECT max(place) FROM (SELECT place FROM sheet_row WHERE sheet = ?1 AND sheet NOT IN \
            (SELECT id FROM sheet) ORDER BY place LIMIT ?2)";
        let last: Option<u32> =
            self.connection().prepare_cached(last)?.query_row(params![id, limit], |row| row.get(0))?;
        let Some(last) = last else { return Ok(false) };
        self.overwriting(|journal| {
            for rows in [
                "batch_row WHERE batch = ?1 AND place <= ?2 AND batch NOT IN (SELECT id FROM batch)",
                "sheet_finding WHERE sheet = ?1 AND place <= ?2",
                "sheet_repair WHERE sheet = ?1 AND place <= ?2",
                "sheet_card WHERE sheet = ?1 AND place <= ?2",
                "dry_run_row WHERE sheet = ?1 AND place <= ?2",
                "dry_run_finding WHERE sheet = ?1 AND place <= ?2",
                "sheet_row WHERE sheet = ?1 AND place <= ?2",
            ] {
                journal.prepare_cached(&format!("DELETE FROM {rows}"))?.execute(params![id, last])?;
            }
            Ok(())
        })?;
        Ok(true)
    }

    /// Deletes the rows of sheets that are not there, because the desk was closed while it read or deleted them.
    pub fn delete_all_rows_left(&self) -> Result<(), Error> {
        self.overwriting(|journal| {
            for table in ROWS.into_iter().chain(dry_run::ALL_TABLES) {
                let rows = format!("DELETE FROM {table} WHERE sheet NOT IN (SELECT id FROM sheet)");
                journal.execute(&rows, [])?;
            }
            Ok(())
        })
    }
}

impl Journal {
    /// Sheets of a connection, newest first.
    pub fn sheets(&self, connection: &str) -> Result<Vec<SheetRecord>, Error> {
        let guard = self.read();
        let sql = format!("SELECT {COLUMNS} FROM sheet WHERE connection = ?1 ORDER BY created DESC, id DESC");
        let mut statement = guard.prepare_cached(&sql)?;
        Ok(statement.query_map([connection], read_sheet)?.collect::<Result<_, _>>()?)
    }

    pub fn sheet(&self, id: &str) -> Result<Option<SheetRecord>, Error> {
        Ok(sheet(&self.read(), id)?)
    }

    /// The matching of the last sheet with the same headings.
    pub fn remembered_matching(&self, connection: &str, signature: &str) -> Result<Option<Value>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(&format!(
            "SELECT matching FROM sheet_matching WHERE tenant = {TENANT_ID} AND signature = ?2"
        ))?;
        Ok(statement.query_row([connection, signature], |row| json(row, "matching")).optional()?)
    }

    /// Rows from a place on, as they are now.
    pub fn sheet_rows(&self, sheet: &str, from: u32, limit: u32) -> Result<Vec<(u32, SheetRow)>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT place, line, cells FROM sheet_row WHERE sheet = ?1 AND place >= ?2 ORDER BY place LIMIT ?3",
        )?;
        let rows = statement.query_map(params![sheet, from, limit], |row| Ok((row.get(0)?, read_row(row)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Deletes sheets with their rows, findings, repairs and dry runs.
pub(super) fn delete(connection: &Connection, condition: &str, params: impl Params + Copy) -> rusqlite::Result<()> {
    for table in ROWS.into_iter().chain(dry_run::ALL_TABLES) {
        let sql = format!("DELETE FROM {table} WHERE sheet IN (SELECT id FROM sheet WHERE {condition})");
        connection.execute(&sql, params)?;
    }
    connection.execute(&format!("DELETE FROM sheet WHERE {condition}"), params)?;
    Ok(())
}

fn sheet(connection: &Connection, id: &str) -> rusqlite::Result<Option<SheetRecord>> {
    let sql = format!("SELECT {COLUMNS} FROM sheet WHERE id = ?1");
    connection.prepare_cached(&sql)?.query_row([id], read_sheet).optional()
}

fn read_sheet(row: &Row<'_>) -> rusqlite::Result<SheetRecord> {
    let matching = match row.get_ref("matching")?.as_str_or_null()? {
        Some(_) => Some(json(row, "matching")?),
        None => None,
    };
    Ok(SheetRecord {
        id: row.get(0)?,
        connection: row.get(1)?,
        user: row.get(2)?,
        created: row.get(3)?,
        name: row.get(4)?,
        source: json(row, "source")?,
        matching,
        rows: row.get(7)?,
        again: row.get(10)?,
        tenant: Tenant { origin: row.get(8)?, organisation: row.get(9)? },
    })
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<SheetRow> {
    Ok(SheetRow { line: row.get("line")?, cells: json(row, "cells")? })
}

#[cfg(test)]
mod tests;
