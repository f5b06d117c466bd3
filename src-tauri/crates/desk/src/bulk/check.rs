//! The check of a sheet's rows: the form of each, its faults and findings, and its fingerprint. It sends nothing.

use std::{collections::HashSet, sync::Arc};

use crmcom::catalogue::{Availability, Operation, PreparedRequest};
use store::journal::{
    batches::{BatchKind, BatchState},
    sheets::{SheetRecord, SheetRow},
};

use crate::{
    bulk::{
        Bulk, CHUNK_ROWS,
        bring::StoredSource,
        doctor::{self, CellFinding},
        form::FormPlan,
        found::FoundSoFar,
        matching,
        row_check::{CheckedPiece, RowCheck, RowResult, same_card},
    },
    connections::registry::ResolvedConnection,
    error::problem::{Problem, ProblemCode},
    outbox::submit::too_late,
    view::{FormDraft, SheetMatching, SheetProgress},
};

impl Bulk {
    /// Checks all rows of a matched sheet that was not started.
    pub(super) async fn check(self: &Arc<Self>, id: &str) -> Result<(), Problem> {
        let record = self.unstarted(id).await?;
        let mut check = self.row_check(&record)?;
        self.outbox.complete_fingerprints().await?;
        let (known, same_card) = (check.known.clone(), check.same_card.clone());
        let sheet = id.to_owned();
        if !self.core.journal(move |journal| journal.begin_check(&sheet, same_card.as_ref())).await? {
            return Err(too_late(true));
        }
        let mut found = FoundSoFar::default();
        let mut next;
        (check, next) = self.next_piece(check, id, 0).await?;
        while let Some(CheckedPiece { rows, plans, findings }) = next.take() {
            let from = rows.last().map_or(0, |(last, _)| last + 1);
            found.add(&findings, &rows);
            self.tell_progress(SheetProgress {
                id: id.to_owned(),
                checking: true,
                rows: from,
                of: record.rows,
                findings: found.shown(),
            });
            let sheet = id.to_owned();
            let write = self.core.journal(move |journal| journal.add_plans(&sheet, &plans, &findings));
            // The next rows are checked while these are written.
            let (written, checked) = tokio::join!(write, self.next_piece(check, id, from));
            found.add(&written?, &rows);
            (check, next) = checked?;
        }
        self.plan(&known, &record).await
    }

    /// Adds the batch of a checked sheet, unless no cell changed since it was added. Last, so that a batch has all of its
    /// rows.
    async fn plan(&self, known: &ResolvedConnection, record: &SheetRecord) -> Result<(), Problem> {
        let title = Some(record.name.clone()).filter(|name| !name.is_empty());
        let mut batch = self.batches.new_batch(known, record.id.clone(), BatchKind::Sheet, title);
        batch.state = BatchState::Planned;
        self.core
            .journal(
                move |journal| {
                    if journal.batch(&batch.id)?.is_none() { journal.add_batch(&batch) } else { Ok(()) }
                },
            )
            .await?;
        self.batches.emit(record.id.clone()).await
    }

    pub(super) async fn is_checked(&self, id: &str) -> Result<bool, Problem> {
        Ok(self.batches.found(id.to_owned()).await?.is_some())
    }

    /// Checks rows again that were changed, and those that hang together with them; all rows, if many were changed or the
    /// sheet was not checked before the change.
    pub(super) async fn check_again(
        self: &Arc<Self>,
        id: &str,
        places: Vec<u32>,
        was_checked: bool,
    ) -> Result<(), Problem> {
        if places.len() > CHUNK_ROWS as usize || !was_checked {
            return self.check(id).await;
        }
        let record = self.unstarted(id).await?;
        let check = self.row_check(&record)?;
        let known = check.known.clone();
        let sheet = id.to_owned();
        let rows = self
            .core
            .read_journal(move |journal| {
                let mut rows = Vec::with_capacity(places.len());
                for place in places {
                    rows.extend(journal.sheet_rows(&sheet, place, 1)?.into_iter().filter(|(at, _)| *at == place));
                }
                Ok(rows)
            })
            .await?;
        let (_, CheckedPiece { plans, findings, .. }) = self.check_rows(check, rows).await?;
        let sheet = id.to_owned();
        self.core.journal(move |journal| journal.replan(&sheet, &plans, &findings)).await?;
        self.plan(&known, &record).await
    }

    fn row_check(&self, record: &SheetRecord) -> Result<RowCheck, Problem> {
        let matching = matching_of(record).ok_or_else(|| too_late(true))?;
        let operation = matching::checked(&matching, &columns(record))?;
        let known = self.connections.connection(&record.connection)?;
        offered(&known, operation)?;
        let plan = FormPlan::new(operation, &matching);
        let same_card = same_card(&plan, &matching);
        Ok(RowCheck {
            rules: self.connections.rules(known.id()),
            known,
            plan,
            matching,
            outbox: Arc::clone(&self.outbox),
            same_card,
        })
    }

    /// Checks the next rows of a sheet; `None` after the last ones.
    async fn next_piece(
        &self,
        check: RowCheck,
        id: &str,
        from: u32,
    ) -> Result<(RowCheck, Option<CheckedPiece>), Problem> {
        let sheet = id.to_owned();
        let rows = self.core.read_journal(move |journal| journal.sheet_rows(&sheet, from, CHUNK_ROWS)).await?;
        if rows.is_empty() {
            return Ok((check, None));
        }
        let (check, piece) = self.check_rows(check, rows).await?;
        Ok((check, Some(piece)))
    }

    async fn check_rows(
        &self,
        check: RowCheck,
        rows: Vec<(u32, SheetRow)>,
    ) -> Result<(RowCheck, CheckedPiece), Problem> {
        let connection = check.known.id().to_owned();
        let (check, rows, mut forms, found) = self
            .core
            .blocking(move || {
                let forms: Vec<FormDraft> = rows.iter().map(|(_, row)| check.plan.form(&row.cells)).collect();
                let found: Vec<Vec<CellFinding>> = rows
                    .iter()
                    .map(|(_, row)| doctor::examine(&check.plan, &row.cells, &check.rules, &check.matching.kept))
                    .collect();
                Ok((check, rows, forms, found))
            })
            .await?;
        if let Some(input) = check.plan.subscription {
            let cards = forms.iter().flat_map(|form| check.plan.cards(form).map(str::to_owned)).collect();
            let subscriptions = self.lookups.subscriptions_of(&connection, cards).await?;
            for form in &mut forms {
                let found = check.plan.cards(form).find_map(|card| subscriptions.get(card)).cloned();
                form.values.extend(found.map(|found| (input.to_owned(), found)));
            }
        }
        self.take_known_boxes(&check.known, &check.plan, &mut forms).await?;
        let repairs = found.iter().flatten().filter_map(|found| found.now.clone()).collect::<HashSet<_>>();
        let proved = self.lookups.known_numbers(&connection, repairs.into_iter().collect()).await?;
        let (check, forms, requests) = self
            .core
            .blocking(move || {
                let request = |form| check.outbox.submission(&check.known, form);
                let requests: Vec<Result<PreparedRequest, Problem>> = forms.iter().map(request).collect();
                Ok((check, forms, requests))
            })
            .await?;
        let clean: Vec<Option<&PreparedRequest>> = requests
            .iter()
            .zip(&found)
            .map(|(request, found)| request.as_ref().ok().filter(|_| found.is_empty()))
            .collect();
        let before = self.done_before(&check, &clean).await?;
        self.core
            .blocking(move || {
                let plans = Vec::with_capacity(rows.len());
                let mut piece = CheckedPiece { rows, plans, findings: Vec::new() };
                let judged = requests.into_iter().zip(before).zip(found).zip(&forms);
                for (at, (((request, before), found), form)) in judged.enumerate() {
                    check.row(piece.rows[at].0, form, RowResult { request, before, found }, &proved, &mut piece);
                }
                Ok((check, piece))
            })
            .await
    }
}

pub(super) fn offered(known: &ResolvedConnection, operation: &Operation) -> Result<(), Problem> {
    match operation.offered_by(known.release()?) {
        Ok(()) => Ok(()),
        Err(Availability::NotYet { from: limit } | Availability::NoLonger { until: limit }) => {
            Err(Problem { detail: Some(limit.to_string()), ..Problem::new(ProblemCode::NotOffered, "") })
        }
    }
}

pub(super) fn columns(record: &SheetRecord) -> Vec<crate::view::SheetColumn> {
    serde_json::from_value::<StoredSource>(record.source.clone()).unwrap_or_default().columns
}

pub(super) fn matching_of(record: &SheetRecord) -> Option<SheetMatching> {
    serde_json::from_value(record.matching.clone()?).ok()
}
