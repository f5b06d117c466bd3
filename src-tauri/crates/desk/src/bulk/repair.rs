//! Repairs of a sheet's cells, of rows that are left out, and of rows that are sent again. Only before the sheet is started.

use std::{collections::HashSet, sync::Arc};

use store::journal::{
    batches::BatchState,
    sheets::{Repair, SheetRecord},
};

use crate::{
    bulk::{Bulk, CHUNK_ROWS, rows::stored},
    error::problem::{FieldProblem, Problem},
    outbox::submit::too_late,
    sheet,
    view::{BulkSelection, BulkSheet},
};

const MAX_CELL_CHARS: usize = 1_000;

impl Bulk {
    /// Repairs all cells with findings of one kind in one field, or those alone whose repair is proved.
    pub async fn repair_bulk_findings(
        self: &Arc<Self>,
        id: String,
        kind: String,
        field: String,
        proved: bool,
    ) -> Result<BulkSheet, Problem> {
        self.core.active();
        let alone = self.core.lock_key(&id).await?;
        self.unstarted(&id).await?;
        let was_checked = self.is_checked(&id).await?;
        let (sheet, now) = (id.clone(), self.core.now());
        let repair = self.core.journal(move |journal| journal.next_repair(&sheet)).await?;
        let (mut from, mut changed) = (0, Vec::new());
        loop {
            let (sheet, kind_of, field_of) = (id.clone(), kind.clone(), field.clone());
            let findings = self
                .core
                .read_journal(move |journal| journal.findings(&sheet, &kind_of, &field_of, from, CHUNK_ROWS))
                .await?;
            let Some(last) = findings.last() else { break };
            let whole = findings.len() < CHUNK_ROWS as usize;
            // A row is repaired as a whole: swapped cells are two findings.
            let last = if whole { last.place + 1 } else { last.place };
            let cells: Vec<Repair> = findings
                .into_iter()
                .filter(|found| found.place < last && (found.proved || !proved))
                .filter_map(|found| Some(Repair { place: found.place, column: found.column, now: found.now? }))
                .collect();
            from = last;
            changed.extend(cells.iter().map(|cell| cell.place));
            let (sheet, kind) = (id.clone(), kind.clone());
            self.core.journal(move |journal| journal.repair_cells(&sheet, repair, &kind, now, &cells)).await?;
            if whole {
                break;
            }
        }
        changed.dedup();
        self.check_again(&id, changed, was_checked).await?;
        drop(alone);
        self.bulk_sheet(id).await
    }

    /// Undoes a repair; cells that were changed again since stay as they are.
    pub async fn undo_bulk_repair(self: &Arc<Self>, id: String, repair: u32) -> Result<BulkSheet, Problem> {
        self.core.active();
        let alone = self.core.lock_key(&id).await?;
        self.unstarted(&id).await?;
        let was_checked = self.is_checked(&id).await?;
        let mut changed = Vec::new();
        loop {
            let sheet = id.clone();
            let undone = self.core.journal(move |journal| journal.undo_repair(&sheet, repair, CHUNK_ROWS)).await?;
            if undone.is_empty() {
                break;
            }
            changed.extend(undone);
        }
        self.check_again(&id, changed, was_checked).await?;
        drop(alone);
        self.bulk_sheet(id).await
    }

    /// Changes one cell. Its text before is recorded.
    pub async fn edit_bulk_cell(
        self: &Arc<Self>,
        id: String,
        place: u32,
        column: u32,
        text: String,
    ) -> Result<BulkSheet, Problem> {
        self.core.active();
        let alone = self.core.lock_key(&id).await?;
        let record = self.unstarted(&id).await?;
        if text.chars().count() > MAX_CELL_CHARS {
            let fault = FieldProblem::new("text", "tooLong").with("most", MAX_CELL_CHARS);
            return Err(Problem::at_fields(vec![fault]));
        }
        let columns = super::check::columns(&record);
        if columns.get(column as usize).is_none_or(|column| column.secret) {
            return Err(Problem::at_fields(vec![FieldProblem::new("text", "secretColumn")]));
        }
        let text = sheet::without_pins(&text).unwrap_or(text);
        let was_checked = self.is_checked(&id).await?;
        let (sheet, now) = (id.clone(), self.core.now());
        self.core
            .journal(move |journal| {
                let repair = journal.next_repair(&sheet)?;
                journal.repair_cells(&sheet, repair, "", now, &[Repair { place, column, now: text }])
            })
            .await?;
        self.check_again(&id, vec![place], was_checked).await?;
        drop(alone);
        self.bulk_sheet(id).await
    }

    /// Leaves rows out, or takes them in again.
    pub async fn exclude_bulk_rows(
        self: &Arc<Self>,
        id: String,
        selection: BulkSelection,
        excluded: bool,
    ) -> Result<BulkSheet, Problem> {
        self.core.active();
        let alone = self.core.lock_key(&id).await?;
        self.unstarted(&id).await?;
        let BulkSelection { all, places, filter } = selection;
        let places = if all {
            let (sheet, filter) = (id.clone(), stored(filter));
            let shown = self.core.read_journal(move |journal| journal.places(&sheet, &filter)).await?;
            let but: HashSet<u32> = places.into_iter().collect();
            shown.into_iter().filter(|place| !but.contains(place)).collect()
        } else {
            places
        };
        for piece in places.chunks(CHUNK_ROWS as usize) {
            let (sheet, piece) = (id.clone(), piece.to_vec());
            self.core.journal(move |journal| journal.exclude_rows(&sheet, &piece, excluded)).await?;
        }
        self.batches.emit(id.clone()).await?;
        drop(alone);
        self.bulk_sheet(id).await
    }

    /// Sends rows whose content was completed before, or leaves them out. Rows without an outcome are never sent again.
    pub async fn send_bulk_again(self: &Arc<Self>, id: String, again: bool) -> Result<BulkSheet, Problem> {
        self.core.active();
        let alone = self.core.lock_key(&id).await?;
        self.unstarted(&id).await?;
        let sheet = id.clone();
        self.core.journal(move |journal| journal.send_sheet_again(&sheet, again)).await?;
        self.batches.emit(id.clone()).await?;
        drop(alone);
        self.bulk_sheet(id).await
    }

    pub(super) async fn record(&self, id: &str) -> Result<SheetRecord, Problem> {
        let sheet = id.to_owned();
        self.core.read_journal(move |journal| journal.sheet(&sheet)).await?.ok_or_else(|| too_late(false))
    }

    /// A sheet that may still be changed.
    pub(super) async fn unstarted(&self, id: &str) -> Result<SheetRecord, Problem> {
        let sheet = id.to_owned();
        let (record, batch) =
            self.core.read_journal(move |journal| Ok((journal.sheet(&sheet)?, journal.batch(&sheet)?))).await?;
        let record = record.ok_or_else(|| too_late(false))?;
        if batch.is_some_and(|batch| batch.state != BatchState::Planned) {
            return Err(too_late(true));
        }
        Ok(record)
    }
}
