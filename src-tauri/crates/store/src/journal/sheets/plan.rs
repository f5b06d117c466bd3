//! The plans of a sheet's rows, which are the rows of the batch with the sheet's id.

use std::collections::{BTreeSet, HashSet};

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::{
    Finding, SameCard, SheetPlan,
    settling::{RowContent, Settled},
};
use crate::{
    Error,
    journal::{batches::BatchState, transaction::Transaction},
};

impl Transaction<'_> {
    /// Deletes the batch of a sheet before it is checked again. Returns false, and deletes nothing, if it was started. The
    /// plans of its rows are replaced as the rows are checked. `same_card`: the finding of rows whose card an earlier row
    /// has, unless several rows may have it.
    pub fn begin_check(&self, sheet: &str, same_card: Option<&SameCard>) -> Result<bool, Error> {
        if self.batch(sheet)?.is_some_and(|batch| batch.state != BatchState::Planned) {
            return Ok(false);
        }
        self.withdraw_plan(sheet)?;
        // Cannot fail: only texts are serialised.
        let same_card = same_card.map(|same_card| serde_json::to_string(same_card).unwrap_or_default());
        self.connection()
            .prepare_cached("UPDATE sheet SET same_card = ?2 WHERE id = ?1")?
            .execute(params![sheet, same_card])?;
        Ok(true)
    }

    /// Deletes the planned batch of a sheet in the commit that changes its cells, so that nothing is sent that was checked
    /// before. It is added again after the check.
    pub(super) fn withdraw_plan(&self, sheet: &str) -> Result<(), Error> {
        let planned = "DELETE FROM batch WHERE id = ?1 AND state = ?2";
        self.connection().prepare_cached(planned)?.execute(params![sheet, BatchState::Planned])?;
        Ok(())
    }

    /// Adds the plans of rows, in the order of their places, and what was found in them, in place of those before. Returns
    /// what was found by comparing them with earlier rows.
    pub fn add_plans(&self, sheet: &str, plans: &[SheetPlan], findings: &[Finding]) -> Result<Vec<Finding>, Error> {
        let Some(settling) = self.settling(sheet)? else { return Ok(Vec::new()) };
        let (Some(first), Some(last)) = (plans.first(), plans.last()) else { return Ok(Vec::new()) };
        let rows = params![sheet, first.place, last.place];
        for before in ["batch_row WHERE batch = ?1", "sheet_finding WHERE sheet = ?1", "sheet_card WHERE sheet = ?1"] {
            let sql = format!("DELETE FROM {before} AND place BETWEEN ?2 AND ?3");
            self.connection().prepare_cached(&sql)?.execute(rows)?;
        }
        let excluded: HashSet<u32> = {
            let mut statement = self.connection().prepare_cached(
                "SELECT place FROM sheet_row WHERE sheet = ?1 AND place BETWEEN ?2 AND ?3 AND excluded",
            )?;
            statement.query_map(rows, |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        let mut compared = Vec::new();
        for plan in plans {
            let SheetPlan { place, fingerprint, cards, done_after, .. } = plan;
            let excluded = excluded.contains(place);
            let content = RowContent { place: *place, excluded, fingerprint, cards, done_after: *done_after };
            let settled = settling.settled(&content)?;
            self.add_plan(sheet, plan, settling.again, &settled)?;
            settling.add_cards(*place, cards)?;
            compared.extend(settled.same_card.map(|(finding, _)| finding));
        }
        self.add_findings(sheet, findings)?;
        self.add_findings(sheet, &compared)?;
        Ok(compared)
    }

    /// Replaces the plans of rows that changed. Rows with the same content or card, as before or as now, are settled with them.
    pub fn replan(&self, sheet: &str, plans: &[SheetPlan], findings: &[Finding]) -> Result<(), Error> {
        let Some(settling) = self.settling(sheet)? else { return Ok(()) };
        let (mut places, mut contents, mut cards) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
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
            self.add_plan(sheet, plan, settling.again, &Settled::default())?;
            cards.extend(settling.put_cards(plan.place, &plan.cards)?);
            cards.extend(plan.cards.iter().cloned());
            contents.extend([before, plan.fingerprint.clone()]);
            places.insert(plan.place);
        }
        self.add_findings(sheet, findings)?;
        settling.settle(places, contents, cards)
    }

    /// Leaves rows out, or takes them in again.
    pub fn exclude_rows(&self, sheet: &str, places: &[u32], excluded: bool) -> Result<(), Error> {
        let Some(settling) = self.settling(sheet)? else { return Ok(()) };
        let (mut contents, mut cards) = (BTreeSet::new(), BTreeSet::new());
        for &place in places {
            self.connection()
                .prepare_cached("UPDATE sheet_row SET excluded = ?3 WHERE sheet = ?1 AND place = ?2")?
                .execute(params![sheet, place, excluded])?;
            contents.extend(settling.content(place)?);
            cards.extend(settling.cards(place)?);
        }
        settling.settle(places.iter().copied().collect(), contents, cards)
    }

    /// Sends rows again whose content was completed before, or leaves them out. Rows under way stay left out.
    pub fn send_sheet_again(&self, sheet: &str, again: bool) -> Result<(), Error> {
        self.connection()
            .prepare_cached("UPDATE sheet SET again = ?2 WHERE id = ?1")?
            .execute(params![sheet, again])?;
        let Some(settling) = self.settling(sheet)? else { return Ok(()) };
        self.connection()
            .prepare_cached("UPDATE batch_row SET again = ?2 WHERE batch = ?1 AND submission IS NULL")?
            .execute(params![sheet, again])?;
        let rows: BTreeSet<u32> = {
            let mut statement = self.connection().prepare_cached(
                "SELECT place FROM batch_row WHERE batch = ?1 AND fingerprint <> '' AND submission IS NULL \
                 AND (left_out IS NULL OR left_out = 'already-sent')",
            )?;
            statement.query_map([sheet], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        settling.settle(rows, BTreeSet::new(), BTreeSet::new())
    }

    fn add_plan(&self, sheet: &str, plan: &SheetPlan, again: bool, settled: &Settled) -> Result<(), Error> {
        let faults = plan.faults.as_ref().or(settled.same_card.as_ref().map(|(_, faults)| faults));
        self.connection()
            .prepare_cached(
                "INSERT INTO batch_row (batch, place, fingerprint, again, done_after, form, missing, left_out) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                sheet,
                plan.place,
                plan.fingerprint,
                again,
                plan.done_after,
                plan.form.to_string(),
                faults.map(Value::to_string),
                settled.gap
            ])?;
        Ok(())
    }
}
