//! Sheets and their rows as the window shows them.

use std::sync::Arc;

use store::journal::sheets::{DryRunAnswer, FindingGroup, PlannedRow, RepairRecord, SheetFilter, SheetRecord};

use crate::{
    bulk::{
        Bulk,
        bring::StoredSource,
        check::{columns, matching_of},
        doctor,
        dry_run::shown::{row_records, word},
        matching,
    },
    error::problem::Problem,
    time::millis,
    view::{
        BatchView, BulkCheck, BulkFilter, BulkFinding, BulkRepair, BulkRow, BulkRows, BulkSheet, BulkSheetSummary,
        FindingSample, GroupCount, RepairedCell, SheetMatching,
    },
};

/// More rows than a user looks at; the window asks for the next page.
const MAX_PAGE_ROWS: u32 = 500;

impl Bulk {
    /// The sheets of the selected connection, the newest first.
    pub async fn bulk_sheets(&self) -> Result<Vec<BulkSheetSummary>, Problem> {
        let connection = self.sessions.not_left()?.id().to_owned();
        let sheets = self.core.read_journal(move |journal| journal.sheets(&connection)).await?;
        let batches = self.batches.batches().await?;
        let summary = |sheet: SheetRecord| BulkSheetSummary {
            operation: matching_of(&sheet).map(|matching| matching.operation),
            batch: batches.iter().find(|batch| batch.id == sheet.id).cloned(),
            id: sheet.id,
            name: sheet.name,
            created: millis(sheet.created),
            user: sheet.user,
            rows: sheet.rows,
        };
        Ok(sheets.into_iter().map(summary).collect())
    }

    pub async fn bulk_sheet(&self, id: String) -> Result<BulkSheet, Problem> {
        let record = self.record(&id).await?;
        let batch = self.batches.found(id.clone()).await?;
        let check = match batch {
            Some(batch) => Some(self.checked(&record, batch).await?),
            None => None,
        };
        let matching = match matching_of(&record) {
            Some(matching) => Some(matching),
            None => self.remembered(&record).await?,
        };
        let open = self.open.lock().as_ref().is_some_and(|open| open.sheet == id);
        let StoredSource { source, columns } = serde_json::from_value(record.source).unwrap_or_default();
        Ok(BulkSheet {
            id,
            name: record.name,
            created: millis(record.created),
            user: record.user,
            rows: record.rows,
            source,
            columns,
            matching,
            check,
            open,
        })
    }

    /// The matching of the last sheet with the same headings.
    async fn remembered(&self, record: &SheetRecord) -> Result<Option<SheetMatching>, Problem> {
        let columns = columns(record);
        let Some(signature) = matching::signature(&columns) else { return Ok(None) };
        let connection = record.connection.clone();
        let remembered =
            self.core.read_journal(move |journal| journal.remembered_matching(&connection, &signature)).await?;
        let remembered: Option<SheetMatching> =
            remembered.and_then(|remembered| serde_json::from_value(remembered).ok());
        Ok(remembered.filter(|remembered| matching::checked(remembered, &columns).is_ok()))
    }

    async fn checked(&self, record: &SheetRecord, batch: BatchView) -> Result<BulkCheck, Problem> {
        let id = record.id.clone();
        let (counts, groups, repairs) = self
            .core
            .read_journal(move |journal| {
                Ok((journal.sheet_counts(&id)?, journal.finding_groups(&id)?, journal.sheet_repairs(&id)?))
            })
            .await?;
        Ok(BulkCheck {
            batch,
            faulty: counts.faulty,
            same_row: counts.same_row,
            already_sent: counts.already_sent,
            under_way: counts.under_way,
            by_hand: counts.by_hand,
            repaired: counts.repaired,
            again: record.again,
            findings: groups.into_iter().map(finding).collect(),
            repairs: repairs.into_iter().map(repair).collect(),
        })
    }

    /// A page of a sheet's rows.
    pub async fn bulk_rows(
        &self,
        id: String,
        filter: BulkFilter,
        offset: u32,
        limit: u32,
    ) -> Result<BulkRows, Problem> {
        let (filter, sessions) = (stored(filter), Arc::clone(&self.sessions));
        let (rows, mut answers, total) = self
            .core
            .read_journal(move |journal| {
                let (rows, total) = journal.planned_rows(&id, &filter, offset, limit.min(MAX_PAGE_ROWS))?;
                // Answers of the server to another user are not shown.
                let own = journal.sheet(&id)?.map(|sheet| sessions.owner(&sheet.connection).user);
                let run = journal.dry_run(&id)?.filter(|run| own.as_ref() == Some(&run.owner));
                let places: Vec<u32> = rows.iter().filter(|_| run.is_some()).map(|row| row.place).collect();
                Ok((rows, journal.answers(&id, &places)?, total))
            })
            .await?;
        let rows = rows.into_iter().map(|row| {
            let answer = answers.remove(&row.place);
            self.shown(row, answer)
        });
        Ok(BulkRows { rows: rows.collect(), total })
    }

    /// How many of the rejected rows each group of rejected requests has, the largest first.
    pub async fn bulk_groups(&self, id: String) -> Result<Vec<GroupCount>, Problem> {
        let connection = self.record(&id).await?.connection;
        let keys = self.core.read_journal(move |journal| journal.rejected_keys(&id)).await?;
        let counted = self.core.cache(move |cache| cache.counted_by_group(&connection, &keys)).await?;
        Ok(counted.into_iter().map(|(group, rows)| GroupCount { group, rows }).collect())
    }

    fn shown(&self, row: PlannedRow, answer: Option<DryRunAnswer>) -> BulkRow {
        BulkRow {
            place: row.place,
            line: row.row.line,
            cells: row.row.cells,
            left_out: row.left_out,
            form: row.form.and_then(|form| serde_json::from_value(form).ok()),
            same_as: row.same_as,
            faults: row.faults.and_then(|faults| serde_json::from_value(faults).ok()).unwrap_or_default(),
            repaired: row.repaired.into_iter().map(|(column, was)| RepairedCell { column, was }).collect(),
            records: answer.map(row_records),
            request: row.sent.map(|sent| self.requests.journal_row(sent)),
        }
    }
}

pub(super) fn stored(filter: BulkFilter) -> SheetFilter {
    match filter {
        BulkFilter::Part { part } => SheetFilter::Part(part),
        BulkFilter::Finding { kind, field } => SheetFilter::Finding { kind, field },
        BulkFilter::Repaired => SheetFilter::Repaired,
        BulkFilter::DryRun { kind, field } => SheetFilter::DryRun { kind: word(kind), field },
    }
}

fn finding(group: FindingGroup) -> BulkFinding {
    let (line, was, now) = group.sample;
    BulkFinding {
        keepable: doctor::is_keepable(&group.kind),
        kind: group.kind,
        field: group.field,
        rows: group.rows,
        repairable: group.repairable,
        proved: group.proved,
        sample: FindingSample { line, was, now },
    }
}

fn repair(record: RepairRecord) -> BulkRepair {
    BulkRepair { repair: record.repair, kind: record.kind, cells: record.cells, at: millis(record.at) }
}
