//! Changes to rows that wait in the outbox (taking a row out for editing, putting it back, moving it), and the outbox's
//! list.

use std::sync::Arc;

use crmcom::catalogue::PreparedRequest;
use store::{
    journal::{OutboxRow, Steps, Transaction, timeline::StepKind},
    request_state::RequestState,
};

use crate::{
    error::problem::Problem,
    outbox::{
        Outbox, Schedule,
        baseline::fresh_until,
        decision::settle_doubt,
        fingerprint::fingerprint,
        submit::{WAITING_STATES, is_waiting, pin_cannot_wait, too_late},
    },
    view::{ConnectionCount, FormDraft, OutboxPage, RequestRow},
};

/// Rows in one page, at most. The window asks for the next page.
const MAX_PAGE_ROWS: u32 = 500;

impl Outbox {
    /// Takes a waiting row out for editing and returns its form, without a PIN. The row keeps its place and does not
    /// leave until it is [replaced](Self::replace), sent unchanged ([`Self::send_now`]) or [cancelled](Self::cancel).
    pub async fn edit(&self, key: String) -> Result<FormDraft, Problem> {
        self.core.active();
        let (id, now) = (key.clone(), self.core.now());
        let row = self
            .core
            .journal(move |journal| {
                let Some(row) = journal.get(&id)?.filter(is_waiting) else {
                    return Ok(Err(too_late(journal.get(&id)?.is_some())));
                };
                if is_edited(&row) {
                    return Ok(Ok(row));
                }
                let row = journal.change(&id, WAITING_STATES, now, |row| {
                    row.state = RequestState::Held;
                    row.held_until = None;
                    row.next_try = None;
                    row.waits_since = Some(now);
                    // Editing answers a finding of the field-mode check. A `doubt` has another cause and still waits
                    // for a decision.
                    row.undecided = row.doubt.is_some();
                    Vec::new()
                })?;
                Ok(row.ok_or_else(|| too_late(true)))
            })
            .await??;
        // The PIN has to be typed again: an edited row may outlive a restart, and a PIN must not.
        self.memory.lock().pins.remove(&key);
        self.core.queue_changed();
        Ok(FormDraft { operation: row.operation, values: Arc::unwrap_or_clone(row.values) })
    }

    /// Puts an edited row back with other values. The row keeps its key, its place and its timeline, and also its user
    /// unless a doubt about that is settled by it.
    pub async fn replace(&self, key: String, draft: FormDraft, at: Option<f64>) -> Result<RequestRow, Problem> {
        self.core.active();
        let id = key.clone();
        let row = self.core.read_journal(move |journal| journal.get(&id)).await?;
        let row = row.ok_or_else(|| too_late(false))?;
        if !is_edited(&row) {
            return Err(too_late(true));
        }
        let known = self.connections.connection(&row.connection)?;
        let signed_in = self.sends_as(&row)?;
        let mut write = self.submission(&known, &draft)?;
        let now = self.core.now();
        let when = self.schedule_for(at, now);
        // A PIN would have to wait for the request before it.
        if (when.not_before.is_some() || row.in_sequence.is_some()) && write.pin.is_some() {
            return Err(Problem::at_fields(vec![pin_cannot_wait(&write)]));
        }
        let has_pin = write.pin.is_some();
        if let Some(pin) = write.pin.take() {
            self.memory.lock().pins.insert(key.clone(), (pin, now));
        }
        let values = draft.to_catalogue().without_secrets().values;
        let note = match row.check_at {
            Some(_) => Some(self.field_note_of(&row.connection, write.operation.id, &write.body, when, now).await),
            None => None,
        };
        let id = key.clone();
        let replaced = self
            .core
            .journal(move |journal| {
                let edited = journal.get(&id)?.is_some_and(|row| is_edited(&row));
                if !edited {
                    return Ok(None);
                }
                if let Some(note) = &note {
                    journal.keep_field_note(&id, note)?;
                }
                journal.change(&id, &[RequestState::Held], now, |row| {
                    rewrite(row, write, has_pin);
                    // Sending the row anew settles its doubt.
                    settle_doubt(row, signed_in);
                    row.values = Arc::new(values);
                    put_back(row, when, now)
                })
            })
            .await;
        if !matches!(replaced, Ok(Some(_))) {
            self.memory.lock().pins.remove(&key);
        }
        replaced?.ok_or_else(|| too_late(true))?;
        tracing::info!(row = key, "edited");
        self.core.queue_changed();
        self.requests.row(&key).await
    }

    /// Moves a waiting row before another waiting row, or behind all rows if `other` is `None`.
    pub async fn move_before(&self, key: String, other: Option<String>) -> Result<(), Problem> {
        self.core.active();
        if other.as_ref() == Some(&key) {
            return Ok(());
        }
        let now = self.core.now();
        self.core
            .journal(move |journal| {
                for row in [Some(&key), other.as_ref()].into_iter().flatten() {
                    if !journal.get(row)?.as_ref().is_some_and(is_waiting) {
                        return Ok(Err(too_late(journal.get(row)?.is_some())));
                    }
                }
                let rank = match &other {
                    Some(other) => rank_before(journal, &key, other, now)?,
                    None => journal.last_rank()?,
                };
                journal.change(&key, WAITING_STATES, now, |row| {
                    row.rank = rank;
                    vec![(StepKind::Moved, None)]
                })?;
                Ok(Ok(()))
            })
            .await??;
        self.core.queue_changed();
        Ok(())
    }

    /// A page of the selected connection's outbox. Rows of removed connections are in it, because they have no other place.
    pub async fn outbox_page(&self, offset: u32, limit: u32) -> Result<OutboxPage, Problem> {
        let limit = limit.min(MAX_PAGE_ROWS);
        let selected = self.connections.memory.lock().selected.clone();
        let others: Vec<String> = self.connections.connections().iter().map(|known| known.id().to_owned()).collect();
        let (rows, total, elsewhere) = self
            .core
            .read_journal(move |journal| {
                let is_elsewhere = |of: &String| *of != selected && others.contains(of);
                let (elsewhere, here): (Vec<_>, Vec<_>) =
                    journal.outbox_counts()?.into_iter().partition(|(of, _)| is_elsewhere(of));
                let total: u32 = here.iter().map(|(_, count)| count).sum();
                let here: Vec<String> = here.into_iter().map(|(of, _)| of).collect();
                Ok((journal.outbox(&here, offset, limit)?, total, elsewhere))
            })
            .await?;
        Ok(OutboxPage {
            rows: rows.into_iter().map(|row| self.requests.journal_row(row)).collect(),
            total,
            elsewhere: elsewhere.into_iter().map(|(connection, count)| ConnectionCount { connection, count }).collect(),
        })
    }
}

/// Whether the row was taken out for editing: it is held, and the hold has no end.
pub(crate) fn is_edited(row: &OutboxRow) -> bool {
    row.state == RequestState::Held && row.held_until.is_none()
}

/// Replaces the request that a row will send.
fn rewrite(row: &mut OutboxRow, write: PreparedRequest, has_pin: bool) {
    write.operation.id.clone_into(&mut row.operation);
    write.operation.module().clone_into(&mut row.provider);
    write.operation.request_type.clone_into(&mut row.request_type);
    write.operation.path.clone_into(&mut row.path);
    row.priority = write.body.get("priority").and_then(|value| value.as_str()).map(str::to_owned);
    row.fingerprint = Some(fingerprint(write.operation, &write.body));
    row.body = Arc::new(write.body);
    row.has_pin = has_pin;
    row.cards = write.cards.into();
    row.smartcard = write.smartcard;
    row.set_top_box = write.set_top_box;
    row.service = write.service;
    row.subscription = write.subscription;
}

fn put_back(row: &mut OutboxRow, when: Schedule, now: i64) -> Steps {
    row.state = when.state;
    row.held_until = when.held_until;
    row.not_before = when.not_before;
    row.waits_since = Some(now);
    row.check_at = row.check_at.map(|_| fresh_until(when, now));
    // The problem and the tries of the old values say nothing about the new ones.
    row.problem = None;
    row.error_text = None;
    row.tries = 0;
    let next = match (when.state, when.not_before) {
        (RequestState::Held, _) => (StepKind::Held, None),
        (_, Some(_)) => (StepKind::Scheduled, None),
        _ => (StepKind::Queued, None),
    };
    vec![(StepKind::Edited, None), next]
}

/// A rank between the row `other` and the waiting row before it. Where no number is left between the two, all waiting
/// rows are renumbered.
fn rank_before(journal: &Transaction<'_>, key: &str, other: &str, now: i64) -> Result<f64, store::Error> {
    let between = || -> Result<Option<f64>, store::Error> {
        let Some(next) = journal.get(other)?.map(|row| row.rank) else { return Ok(None) };
        let Some(before) = journal.rank_before(next, key)? else { return Ok(Some(next - 1.0)) };
        Ok(Some(f64::midpoint(before, next)).filter(|rank| before < *rank && *rank < next))
    };
    if let Some(rank) = between()? {
        return Ok(rank);
    }
    // After about fifty moves to the same place no `f64` is left between the two.
    let mut rank = journal.last_rank()?;
    for row in journal.to_send()? {
        journal.change(&row.key, &[row.state], now, |row| {
            row.rank = rank;
            Vec::new()
        })?;
        rank += 1.0;
    }
    Ok(between()?.unwrap_or(rank))
}
