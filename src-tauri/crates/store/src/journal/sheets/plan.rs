//! The plans of a sheet's rows, which are the rows of the batch with the sheet's id.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, Row, ToSql, params};
use serde_json::Value;

use super::{Finding, PlannedRow, SheetCounts, SheetFilter, SheetPlan, read_row};
use crate::{
    Error,
    journal::{
        batches::{BatchPart, BatchState, LeftOut, SheetOrigin},
        database::Journal,
        outbox_table::json,
        transaction::Transaction,
    },
};

/// Condition of rows of which an equal later row is a repetition.
const COUNTS: &str = "coalesce(left_out, '') NOT IN ('missing', 'by-hand')";
/// Rows by their content. Without the name of the index, SQLite reads all rows of the batch.
const BY_CONTENT: &str = "batch_row INDEXED BY batch_row_fingerprint";

impl Transaction<'_> {
    /// Deletes the batch of a sheet before it is checked again. Returns false, and deletes nothing, if it was started. The
    /// plans of its rows are replaced as the rows are checked.
    pub fn begin_check(&self, sheet: &str) -> Result<bool, Error> {
        if self.batch(sheet)?.is_some_and(|batch| batch.state != BatchState::Planned) {
            return Ok(false);
        }
        self.connection().prepare_cached("DELETE FROM batch WHERE id = ?1")?.execute([sheet])?;
        Ok(true)
    }

    /// Adds the plans of rows, in the order of their places, and what was found in them, in place of those before.
    pub fn add_plans(&self, sheet: &str, plans: &[SheetPlan], findings: &[Finding]) -> Result<(), Error> {
        let Some((connection, again)) = self.checked_for(sheet)? else { return Ok(()) };
        let (Some(first), Some(last)) = (plans.first(), plans.last()) else { return Ok(()) };
        let rows = (first.place, last.place);
        self.delete_plans(sheet, rows)?;
        let excluded = self.excluded(sheet, rows)?;
        for plan in plans {
            let gap = if excluded.contains(&plan.place) {
                Some(LeftOut::ByHand)
            } else {
                self.gap_of_content(&connection, sheet, plan.place, &plan.fingerprint, again)?
            };
            self.add_plan(sheet, plan, again, gap)?;
        }
        self.add_findings(sheet, findings)
    }

    /// Deletes the plans of rows from one place to another, and what was found in them.
    pub(super) fn delete_plans(&self, sheet: &str, (first, last): (u32, u32)) -> Result<(), Error> {
        for sql in [
            "DELETE FROM batch_row WHERE batch = ?1 AND place BETWEEN ?2 AND ?3",
            "DELETE FROM sheet_finding WHERE sheet = ?1 AND place BETWEEN ?2 AND ?3",
        ] {
            self.connection().prepare_cached(sql)?.execute(params![sheet, first, last])?;
        }
        Ok(())
    }

    /// Replaces the plans of rows that changed. Rows with the same content as before or as now are checked with them.
    pub fn replan(&self, sheet: &str, plans: &[SheetPlan], findings: &[Finding]) -> Result<(), Error> {
        let Some((connection, again)) = self.checked_for(sheet)? else { return Ok(()) };
        let mut touched = Vec::new();
        for plan in plans {
            let before =
                "DELETE FROM batch_row WHERE batch = ?1 AND place = ?2 AND submission IS NULL RETURNING fingerprint";
            let params = params![sheet, plan.place];
            let before: Option<String> =
                self.connection().prepare_cached(before)?.query_row(params, |row| row.get(0)).optional()?;
            let Some(before) = before else { continue };
            self.connection()
                .prepare_cached("DELETE FROM sheet_finding WHERE sheet = ?1 AND place = ?2")?
                .execute(params)?;
            self.add_plan(sheet, plan, again, None)?;
            touched.extend([before, plan.fingerprint.clone()]);
            self.settle(&connection, sheet, plan.place, &plan.fingerprint, again)?;
        }
        touched.sort_unstable();
        touched.dedup();
        for fingerprint in touched.iter().filter(|fingerprint| !fingerprint.is_empty()) {
            for place in self.places_of(sheet, fingerprint)? {
                self.settle(&connection, sheet, place, fingerprint, again)?;
            }
        }
        self.add_findings(sheet, findings)
    }

    /// Leaves rows out, or takes them in again.
    pub fn exclude_rows(&self, sheet: &str, places: &[u32], excluded: bool) -> Result<(), Error> {
        let Some((connection, again)) = self.checked_for(sheet)? else { return Ok(()) };
        for &place in places {
            self.connection()
                .prepare_cached("UPDATE sheet_row SET excluded = ?3 WHERE sheet = ?1 AND place = ?2")?
                .execute(params![sheet, place, excluded])?;
            let fingerprint = "SELECT fingerprint FROM batch_row WHERE batch = ?1 AND place = ?2";
            let fingerprint: Option<String> = self
                .connection()
                .prepare_cached(fingerprint)?
                .query_row(params![sheet, place], |row| row.get(0))
                .optional()?;
            let Some(fingerprint) = fingerprint else { continue };
            self.settle(&connection, sheet, place, &fingerprint, again)?;
            for place in self.places_of(sheet, &fingerprint)? {
                self.settle(&connection, sheet, place, &fingerprint, again)?;
            }
        }
        Ok(())
    }

    /// Sends rows again whose content was completed before, or leaves them out. Rows under way stay left out.
    pub fn send_sheet_again(&self, sheet: &str, again: bool) -> Result<(), Error> {
        self.connection()
            .prepare_cached("UPDATE sheet SET again = ?2 WHERE id = ?1")?
            .execute(params![sheet, again])?;
        let Some((connection, _)) = self.checked_for(sheet)? else { return Ok(()) };
        self.connection()
            .prepare_cached("UPDATE batch_row SET again = ?2 WHERE batch = ?1 AND submission IS NULL")?
            .execute(params![sheet, again])?;
        let rows: Vec<(u32, String)> = {
            let mut statement = self.connection().prepare_cached(
                "SELECT place, fingerprint FROM batch_row WHERE batch = ?1 AND fingerprint <> '' AND submission IS NULL \
                 AND (left_out IS NULL OR left_out = 'already-sent')",
            )?;
            statement.query_map([sheet], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?
        };
        for (place, fingerprint) in rows {
            self.settle(&connection, sheet, place, &fingerprint, again)?;
        }
        Ok(())
    }

    fn checked_for(&self, sheet: &str) -> Result<Option<(String, bool)>, Error> {
        Ok(self.sheet(sheet)?.map(|sheet| (sheet.connection, sheet.again)))
    }

    fn add_plan(&self, sheet: &str, plan: &SheetPlan, again: bool, gap: Option<LeftOut>) -> Result<(), Error> {
        self.connection()
            .prepare_cached(
                "INSERT INTO batch_row (batch, place, fingerprint, again, form, missing, left_out) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                sheet,
                plan.place,
                plan.fingerprint,
                again,
                plan.form.to_string(),
                plan.faults.as_ref().map(Value::to_string),
                gap
            ])?;
        Ok(())
    }

    fn settle(&self, connection: &str, sheet: &str, place: u32, fingerprint: &str, again: bool) -> Result<(), Error> {
        let gap = self.gap_of(connection, sheet, place, fingerprint, again)?;
        self.set_gap(sheet, place, gap)
    }

    fn set_gap(&self, sheet: &str, place: u32, gap: Option<LeftOut>) -> Result<(), Error> {
        self.connection()
            .prepare_cached(
                "UPDATE batch_row SET left_out = ?3 WHERE batch = ?1 AND place = ?2 AND submission IS NULL",
            )?
            .execute(params![sheet, place, gap])?;
        Ok(())
    }

    /// Places of rows that the user leaves out.
    fn excluded(&self, sheet: &str, (first, last): (u32, u32)) -> Result<HashSet<u32>, Error> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT place FROM sheet_row WHERE sheet = ?1 AND place BETWEEN ?2 AND ?3 AND excluded")?;
        Ok(statement.query_map(params![sheet, first, last], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The reason why a row is left out.
    fn gap_of(
        &self,
        connection: &str,
        sheet: &str,
        place: u32,
        fingerprint: &str,
        again: bool,
    ) -> Result<Option<LeftOut>, Error> {
        let excluded = "SELECT excluded FROM sheet_row WHERE sheet = ?1 AND place = ?2";
        let excluded: Option<bool> = self
            .connection()
            .prepare_cached(excluded)?
            .query_row(params![sheet, place], |row| row.get(0))
            .optional()?;
        if excluded == Some(true) {
            return Ok(Some(LeftOut::ByHand));
        }
        self.gap_of_content(connection, sheet, place, fingerprint, again)
    }

    /// The reason in the content of a row that is not excluded. A row without a fingerprint has faults.
    fn gap_of_content(
        &self,
        connection: &str,
        sheet: &str,
        place: u32,
        fingerprint: &str,
        again: bool,
    ) -> Result<Option<LeftOut>, Error> {
        if fingerprint.is_empty() {
            return Ok(Some(LeftOut::Missing));
        }
        let earlier = format!(
            "SELECT EXISTS (SELECT 1 FROM {BY_CONTENT} WHERE batch = ?1 AND fingerprint = ?2 AND place < ?3 \
             AND request IS NULL AND {COUNTS})"
        );
        let params = params![sheet, fingerprint, place];
        if self.connection().prepare_cached(&earlier)?.query_row(params, |row| row.get(0))? {
            return Ok(Some(LeftOut::SameRow));
        }
        self.sent_before(connection, &SheetOrigin { fingerprint: fingerprint.to_owned(), again })
    }

    fn places_of(&self, sheet: &str, fingerprint: &str) -> Result<Vec<u32>, Error> {
        if fingerprint.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = self.connection().prepare_cached(&format!(
            "SELECT place FROM {BY_CONTENT} WHERE batch = ?1 AND fingerprint = ?2 AND request IS NULL ORDER BY place"
        ))?;
        Ok(statement.query_map([sheet, fingerprint], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}

impl Journal {
    /// Rows of a sheet that are left out, by reason, and rows with repairs.
    pub fn sheet_counts(&self, sheet: &str) -> Result<SheetCounts, Error> {
        let guard = self.read();
        let mut counts = SheetCounts::default();
        let mut statement = guard.prepare_cached(
            "SELECT left_out, count(*) FROM batch_row WHERE batch = ?1 AND left_out IS NOT NULL GROUP BY left_out",
        )?;
        for row in statement.query_map([sheet], |row| Ok((row.get::<_, LeftOut>(0)?, row.get(1)?)))? {
            let (gap, rows): (_, u32) = row?;
            match gap {
                LeftOut::SameRow => counts.same_row = rows,
                LeftOut::AlreadySent => counts.already_sent = rows,
                LeftOut::UnderWay => counts.under_way = rows,
                LeftOut::ByHand => counts.by_hand = rows,
                _ => counts.faulty += rows,
            }
        }
        let repaired = "SELECT count(DISTINCT place) FROM sheet_repair WHERE sheet = ?1";
        counts.repaired = guard.prepare_cached(repaired)?.query_row([sheet], |row| row.get(0))?;
        Ok(counts)
    }

    /// One page of a sheet's rows, and the number of rows that meet the filter.
    pub fn planned_rows(
        &self,
        sheet: &str,
        filter: &SheetFilter,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<PlannedRow>, u32), Error> {
        let places = places(filter);
        let mut params: Vec<(&str, &dyn ToSql)> = vec![(":sheet", &sheet)];
        if let SheetFilter::Finding { kind, field } = filter {
            params.extend([(":kind", kind as &dyn ToSql), (":field", field as &dyn ToSql)]);
        }
        let all = *filter == SheetFilter::Part(BatchPart::All);
        let (total, rows) = {
            let guard = self.read();
            let total = if all {
                guard
                    .prepare_cached("SELECT rows FROM sheet WHERE id = ?1")?
                    .query_row([sheet], |row| row.get(0))
                    .optional()?
                    .unwrap_or_default()
            } else {
                let sql = format!("SELECT count(*) FROM ({places})");
                guard.prepare_cached(&sql)?.query_row(&*params, |row| row.get(0))?
            };
            // The places of all rows have no gaps, so that a far page costs no more than a near one.
            let page = if all {
                "AND place >= :offset ORDER BY place LIMIT :limit"
            } else {
                "ORDER BY place LIMIT :limit OFFSET :offset"
            };
            params.extend([(":limit", &limit as &dyn ToSql), (":offset", &offset as &dyn ToSql)]);
            let mut statement = guard.prepare_cached(&format!(
                "SELECT page.place, line, cells, left_out, missing, batch_row.submission, fingerprint, form \
                 FROM ({places} {page}) AS page \
                 CROSS JOIN sheet_row ON sheet_row.sheet = :sheet AND sheet_row.place = page.place \
                 LEFT JOIN batch_row ON batch_row.batch = :sheet AND batch_row.place = page.place ORDER BY page.place"
            ))?;
            let rows = statement.query_map(&*params, read_planned)?.collect::<Result<Vec<_>, _>>()?;
            (total, rows)
        };
        let rows = rows.into_iter().map(|row| self.with_details(sheet, row)).collect::<Result<_, Error>>()?;
        Ok((rows, total))
    }

    fn with_details(&self, sheet: &str, (row, key, fingerprint): Planned) -> Result<PlannedRow, Error> {
        let sent = key.as_deref().map(|key| self.get(key)).transpose()?.flatten();
        let guard = self.read();
        let same_as = if row.left_out == Some(LeftOut::SameRow) {
            guard
                .prepare_cached(&format!(
                    "SELECT line FROM {BY_CONTENT} JOIN sheet_row ON sheet = batch AND sheet_row.place = batch_row.place \
                     WHERE batch = ?1 AND fingerprint = ?2 AND request IS NULL AND {COUNTS} ORDER BY batch_row.place LIMIT 1"
                ))?
                .query_row(params![sheet, fingerprint], |row| row.get(0))
                .optional()?
        } else {
            None
        };
        // Of a cell that was repaired twice, the text as it was read.
        let mut statement = guard.prepare_cached(
            "SELECT column, was, min(repair) FROM sheet_repair WHERE sheet = ?1 AND place = ?2 GROUP BY column",
        )?;
        let repaired = statement.query_map(params![sheet, row.place], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let repaired = repaired.collect::<Result<_, _>>()?;
        let mut statement =
            guard.prepare_cached("SELECT kind, column FROM sheet_finding WHERE sheet = ?1 AND place = ?2")?;
        let found = statement.query_map(params![sheet, row.place], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let found = found.collect::<Result<_, _>>()?;
        Ok(PlannedRow { same_as, sent, repaired, found, ..row })
    }
}

/// A row with the key of its request and its fingerprint.
type Planned = (PlannedRow, Option<String>, Option<String>);

/// Statement for the places of the rows that meet a filter.
fn places(filter: &SheetFilter) -> &'static str {
    match filter {
        SheetFilter::Part(BatchPart::All) => "SELECT place FROM sheet_row WHERE sheet = :sheet",
        SheetFilter::Part(BatchPart::Ready) => "SELECT place FROM batch_row WHERE batch = :sheet AND left_out IS NULL",
        SheetFilter::Part(BatchPart::LeftOut) => {
            "SELECT place FROM batch_row WHERE batch = :sheet AND left_out IS NOT NULL"
        }
        SheetFilter::Part(BatchPart::Failed) => {
            "SELECT place FROM batch_row JOIN submission ON submission.key = batch_row.submission WHERE batch = :sheet \
             AND (state IN ('rejected', 'unknown', 'refused', 'cancelled') OR (state = 'not-sent' AND next_try IS NULL))"
        }
        SheetFilter::Finding { .. } => {
            "SELECT DISTINCT place FROM sheet_finding WHERE sheet = :sheet AND kind = :kind AND field = :field"
        }
        SheetFilter::Repaired => "SELECT DISTINCT place FROM sheet_repair WHERE sheet = :sheet",
    }
}

fn read_planned(row: &Row<'_>) -> rusqlite::Result<Planned> {
    let value = |column: &str| match row.get_ref(column)?.as_str_or_null()? {
        Some(_) => json(row, column).map(Some),
        None => Ok(None),
    };
    let planned = PlannedRow {
        place: row.get(0)?,
        row: read_row(row)?,
        left_out: row.get(3)?,
        form: value("form")?,
        faults: value("missing")?,
        same_as: None,
        sent: None,
        repaired: Vec::new(),
        found: Vec::new(),
    };
    Ok((planned, row.get(5)?, row.get(6)?))
}
