//! Moves rows of a batch into the outbox, each in one commit with its mark.

use serde_json::Value;
use store::{
    journal::{
        NewOutboxRow,
        batches::{self, BatchRow, LeftOut, OriginRecord, PauseReason, RowOrigin, SheetOrigin, Taken},
        retries::Retry,
    },
    request_state::RequestState,
};

use crate::{
    batches::{Batches, missing_fields, worker::Round},
    error::problem::Problem,
    outbox::Schedule,
    time::{is_past, wall_clock},
    view::{BatchKind, FormDraft},
};

impl Batches {
    /// Moves rows into the outbox, as requests of the batch's own user: if another one has signed in since the round began,
    /// none of them is moved, and the batch pauses. If rows were left out, another round is worthwhile at once.
    pub(crate) async fn take(&self, batch: &batches::Batch, rows: Vec<BatchRow>) -> Result<Round, Problem> {
        let known = self.connections.connection(&batch.connection)?;
        let (now, wall) = (self.core.now(), wall_clock(self.core.clock.now(), known.zone()));
        let at_once = Schedule { state: RequestState::Queued, held_until: None, not_before: None };
        let mut taken: Vec<TakenRow> = Vec::with_capacity(rows.len());
        for row in rows {
            let draft = row.form.and_then(|form| serde_json::from_value::<FormDraft>(form).ok());
            let made = draft.map(|draft| self.outbox.new_row(&known, &without_past_dates(draft, wall), at_once, now));
            let of = match row.origin {
                RowOrigin::Rejected(chosen) => OriginRecord::Retry(Retry {
                    request: chosen.request,
                    rejected_at: chosen.rejected_at,
                    fingerprint: chosen.fingerprint,
                    changed: false,
                    batch: Some(batch.id.clone()),
                }),
                RowOrigin::Sheet(of) => OriginRecord::Sheet(of),
            };
            match made {
                Some(Ok((new, _))) if !self.sessions.is_same_person(&new.identity, &batch.identity) => {
                    return self.pause(batch, PauseReason::Session, None).await;
                }
                Some(Ok((new, _))) => {
                    self.outbox.memory.lock().of_batches.insert(new.key.clone());
                    taken.push((row.place, Ok((new, of))));
                }
                Some(Err(problem)) if problem.is_about_session() => {
                    return self.pause(batch, PauseReason::Session, None).await;
                }
                Some(Err(problem)) => taken.push((row.place, Err(faults(batch.kind, &problem)))),
                None => taken.push((row.place, Err(None))),
            }
        }
        self.name_otherwise(&batch.connection, &mut taken).await;
        let id = batch.id.clone();
        let left_out = self
            .core
            .journal(move |journal| {
                let mut left_out = false;
                for (place, row) in taken {
                    match row {
                        Ok((new, of)) => {
                            left_out |= journal.take_row(&id, place, new, &of)? == Taken::LeftOut;
                        }
                        Err(missing) => {
                            journal.leave_out(&id, place, LeftOut::Missing, missing.as_ref())?;
                            left_out = true;
                        }
                    }
                }
                Ok(left_out)
            })
            .await?;
        self.core.queue_changed();
        Ok(Round { leaving: true, ..Round::goes_on(left_out) })
    }
}

impl Batches {
    /// Adds the contents with other known identifiers to rows of sheets: more may be known than at the check. Where
    /// the cache cannot be read, nothing is known.
    async fn name_otherwise<'a>(&self, connection: &str, rows: &'a mut [TakenRow]) {
        let mut sheets: Vec<(&NewOutboxRow, &mut SheetOrigin)> = Vec::new();
        for (_, row) in rows {
            if let Ok((new, OriginRecord::Sheet(of))) = row {
                sheets.push((new, of));
            }
        }
        let content = |new: &'a NewOutboxRow| Some((crmcom::catalogue::find(&new.operation)?, &new.body));
        let contents: Vec<_> = sheets.iter().filter_map(|(new, _)| content(new)).collect();
        if contents.is_empty() || contents.len() < sheets.len() {
            return;
        }
        match self.outbox.by_other_numbers(connection, &contents).await {
            Ok(others) => {
                for ((_, of), others) in sheets.into_iter().zip(others) {
                    of.by_other_numbers = others.into_iter().map(|other| other.fingerprint).collect();
                }
            }
            Err(problem) => tracing::warn!(%problem, "other numbers of cards are not known"),
        }
    }
}

/// The place of a row, and the request that it becomes or its faults.
type TakenRow = (u32, Result<(NewOutboxRow, OriginRecord), Option<Value>>);

/// The faults of a form, as rows of that kind store them.
fn faults(kind: BatchKind, problem: &Problem) -> Option<Value> {
    match kind {
        BatchKind::Retries => serde_json::to_value(missing_fields(problem)).ok(),
        BatchKind::Sheet => serde_json::to_value(&problem.fields).ok(),
    }
}

/// Removes dates that have passed: the request then takes effect at once.
fn without_past_dates(mut draft: FormDraft, now: chrono::NaiveDateTime) -> FormDraft {
    for field in crmcom::catalogue::find(&draft.operation).map_or(&[][..], |operation| operation.fields) {
        if matches!(field.kind, crmcom::catalogue::Kind::DateTime)
            && draft.values.get(field.name).is_some_and(|at| is_past(at, now))
        {
            draft.values.remove(field.name);
        }
    }
    draft
}
