//! The plans of a sheet's rows, which are the rows of the batch with the sheet's id.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::{Finding, SheetPlan};
use crate::{
    Error,
    journal::{
        batches::{BatchState, LeftOut},
        transaction::Transaction,
    },
};

/// Condition of rows of which an equal later row is a repetition.
pub(super) const COUNTS: &str = "coalesce(left_out, '') NOT IN ('missing', 'by-hand')";
/// Rows by their content. Without the name of the index, SQLite reads all rows of the batch.
pub(super) const BY_CONTENT: &str = "batch_row INDEXED BY batch_row_fingerprint";

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
        let rows = params![sheet, first.place, last.place];
        for before in ["batch_row WHERE batch = ?1", "sheet_finding WHERE sheet = ?1"] {
            let sql = format!("DELETE FROM {before} AND place BETWEEN ?2 AND ?3");
            self.connection().prepare_cached(&sql)?.execute(rows)?;
        }
        let excluded: HashSet<u32> = {
            let mut statement = self.connection().prepare_cached(
                "SELECT place FROM sheet_row WHERE sheet = ?1 AND place BETWEEN ?2 AND ?3 AND excluded",
            )?;
            statement.query_map(rows, |row| row.get(0))?.collect::<Result<_, _>>()?
        };
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
        self.sent_before(connection, fingerprint, again)
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
