//! Findings in a sheet, and repairs of its cells. Each repair is recorded, and all of its cells are undone together.

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::{Finding, FindingGroup, Repair, RepairRecord};
use crate::{
    Error,
    journal::{database::Journal, transaction::Transaction},
};

impl Transaction<'_> {
    pub(super) fn add_findings(&self, sheet: &str, findings: &[Finding]) -> Result<(), Error> {
        let mut statement = self.connection().prepare_cached(
            "INSERT OR REPLACE INTO sheet_finding (sheet, kind, field, place, column, now, proved) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for found in findings {
            statement.execute(params![
                sheet,
                found.kind,
                found.field,
                found.place,
                found.column,
                found.now,
                found.proved
            ])?;
        }
        Ok(())
    }

    /// Number of the next repair of a sheet.
    pub fn next_repair(&self, sheet: &str) -> Result<u32, Error> {
        let sql = "SELECT coalesce(max(repair), 0) + 1 FROM sheet_repair WHERE sheet = ?1";
        Ok(self.connection().prepare_cached(sql)?.query_row([sheet], |row| row.get(0))?)
    }

    /// Changes cells and records their text before. `kind`: of the findings; empty for a cell that a user edited.
    pub fn repair_cells(&self, sheet: &str, repair: u32, kind: &str, at: i64, cells: &[Repair]) -> Result<(), Error> {
        self.withdraw_plan(sheet)?;
        for cell in cells {
            let Some(was) = self.put_cell(sheet, cell)? else { continue };
            self.connection()
                .prepare_cached(
                    "INSERT OR REPLACE INTO sheet_repair (sheet, repair, place, column, was, now, kind, at) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute(params![sheet, repair, cell.place, cell.column, was, cell.now, kind, at])?;
        }
        Ok(())
    }

    /// Undoes a repair of at most `limit` cells that were not changed again since, and returns their rows.
    pub fn undo_repair(&self, sheet: &str, repair: u32, limit: u32) -> Result<Vec<u32>, Error> {
        let cells: Vec<(Repair, String)> = {
            let mut statement = self.connection().prepare_cached(
                "SELECT place, column, was, now FROM sheet_repair AS done WHERE sheet = ?1 AND repair = ?2 \
                 AND NOT EXISTS (SELECT 1 FROM sheet_repair AS later WHERE later.sheet = ?1 AND later.repair > ?2 \
                 AND later.place = done.place AND later.column = done.column) LIMIT ?3",
            )?;
            let cell = |row: &rusqlite::Row<'_>| {
                Ok((Repair { place: row.get(0)?, column: row.get(1)?, now: row.get(2)? }, row.get(3)?))
            };
            statement.query_map(params![sheet, repair, limit], cell)?.collect::<Result<_, _>>()?
        };
        self.withdraw_plan(sheet)?;
        let mut places = Vec::with_capacity(cells.len());
        for (cell, _) in cells {
            self.put_cell(sheet, &cell)?;
            self.connection()
                .prepare_cached(
                    "DELETE FROM sheet_repair WHERE sheet = ?1 AND repair = ?2 AND place = ?3 AND column = ?4",
                )?
                .execute(params![sheet, repair, cell.place, cell.column])?;
            places.push(cell.place);
        }
        places.dedup();
        Ok(places)
    }

    /// Puts a text into a cell and returns the text before; `None` if there is no such row or its request was made.
    fn put_cell(&self, sheet: &str, cell: &Repair) -> Result<Option<String>, Error> {
        let free = "SELECT cells FROM sheet_row WHERE sheet = ?1 AND place = ?2 AND NOT EXISTS (SELECT 1 FROM batch_row \
            WHERE batch = ?1 AND place = ?2 AND submission IS NOT NULL)";
        let cells: Option<String> = self
            .connection()
            .prepare_cached(free)?
            .query_row(params![sheet, cell.place], |row| row.get(0))
            .optional()?;
        let Some(mut cells) = cells.and_then(|cells| serde_json::from_str::<Vec<String>>(&cells).ok()) else {
            return Ok(None);
        };
        let column = cell.column as usize;
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        let was = std::mem::replace(&mut cells[column], cell.now.clone());
        self.connection()
            .prepare_cached("UPDATE sheet_row SET cells = ?3 WHERE sheet = ?1 AND place = ?2")?
            .execute(params![sheet, cell.place, Value::from(cells).to_string()])?;
        Ok(Some(was))
    }
}

impl Journal {
    /// Findings by kind and field, those of most rows first.
    pub fn finding_groups(&self, sheet: &str) -> Result<Vec<FindingGroup>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT kind, field, count(DISTINCT place) AS rows, count(now), sum(proved), min(place), column, now \
             FROM sheet_finding WHERE sheet = ?1 GROUP BY kind, field ORDER BY rows DESC, kind, field",
        )?;
        let groups = statement.query_map([sheet], |row| {
            let group = FindingGroup {
                kind: row.get(0)?,
                field: row.get(1)?,
                rows: row.get(2)?,
                repairable: row.get(3)?,
                proved: row.get(4)?,
                sample: (0, String::new(), row.get(7)?),
            };
            Ok((group, row.get::<_, u32>(5)?, row.get::<_, u32>(6)?))
        })?;
        let groups = groups.collect::<Result<Vec<_>, _>>()?;
        let mut cell = guard.prepare_cached("SELECT line, cells FROM sheet_row WHERE sheet = ?1 AND place = ?2")?;
        let sampled = |(mut group, place, column): (FindingGroup, u32, u32)| {
            let row = cell.query_row(params![sheet, place], super::read_row).optional()?;
            if let Some(mut row) = row {
                let text = row.cells.get_mut(column as usize).map(std::mem::take).unwrap_or_default();
                (group.sample.0, group.sample.1) = (row.line, text);
            }
            Ok(group)
        };
        groups.into_iter().map(sampled).collect()
    }

    /// Findings of one kind and field from a place on.
    pub fn findings(&self, sheet: &str, kind: &str, field: &str, from: u32, limit: u32) -> Result<Vec<Finding>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT place, column, now, proved FROM sheet_finding WHERE sheet = ?1 AND kind = ?2 AND field = ?3 \
             AND place >= ?4 ORDER BY place, column LIMIT ?5",
        )?;
        let found = statement.query_map(params![sheet, kind, field, from, limit], |row| {
            Ok(Finding {
                place: row.get(0)?,
                column: row.get(1)?,
                kind: kind.to_owned(),
                field: field.to_owned(),
                now: row.get(2)?,
                proved: row.get(3)?,
            })
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Repairs of a sheet, the newest first.
    pub fn sheet_repairs(&self, sheet: &str) -> Result<Vec<RepairRecord>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(
            "SELECT repair, kind, count(*), max(at) FROM sheet_repair WHERE sheet = ?1 GROUP BY repair \
             ORDER BY repair DESC",
        )?;
        let repairs = statement.query_map([sheet], |row| {
            Ok(RepairRecord { repair: row.get(0)?, kind: row.get(1)?, cells: row.get(2)?, at: row.get(3)? })
        })?;
        Ok(repairs.collect::<Result<_, _>>()?)
    }
}
