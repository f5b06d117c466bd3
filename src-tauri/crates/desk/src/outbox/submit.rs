//! Submission: each write becomes a durable row of the outbox before anything leaves.
//!
//! These are the user's actions. The sender decides which rows leave, and when ([`crate::outbox::sender`]).

use std::sync::Arc;

use crmcom::{
    Pin,
    catalogue::{Availability, Kind, PreparedRequest},
};
use store::{
    journal::{NewOutboxRow, OutboxRow, timeline::StepKind},
    request_state::RequestState,
};
use uuid::Uuid;

use crate::{
    connections::registry::ResolvedConnection,
    core::idempotency,
    error::{
        from_lower,
        problem::{FieldProblem, Problem, ProblemCode},
    },
    outbox::{Outbox, Schedule, baseline::prolong_check, fingerprint::fingerprint},
    scheduler::MAX_HOLD_MS,
    time::wall_clock,
    view::{Form, FormDraft, RequestRow, WaitsFor},
};

/// States of a row that has not left.
pub(crate) const WAITING_STATES: &[RequestState] = &[RequestState::Held, RequestState::Queued, RequestState::NotSent];

impl Outbox {
    /// Puts a form into the outbox; it leaves when its hold is over. If a row with the form's key exists, that row is
    /// returned as it is.
    pub async fn send(&self, form: impl Into<Form>) -> Result<RequestRow, Problem> {
        self.send_at(form.into(), None).await
    }

    /// Puts a form into the outbox that does not leave before `at`, in Unix milliseconds; a time in the past means now.
    /// A form with a PIN is refused, because a PIN is never written to disk and cannot wait.
    pub async fn send_later(&self, form: impl Into<Form>, at: f64) -> Result<RequestRow, Problem> {
        self.send_at(form.into(), Some(at)).await
    }

    async fn send_at(&self, form: Form, at: Option<f64>) -> Result<RequestRow, Problem> {
        self.core.active();
        let form = Form { key: idempotency::key(&form.key)?, ..form };
        let _alone = self.core.lock_key(&form.key).await?;
        let known = self.connections.selected_connection()?;
        let now = self.core.now();
        let made = self.new_row(&known, &form.draft, self.schedule_for(at, now), now);
        // A form that cannot become a row now may have become one before, and then that row is the answer. The same
        // goes for a form with a PIN, so that the PIN of the waiting row is not replaced. Rows of all other forms are
        // looked for in the commit that adds them.
        if made.as_ref().map_or(true, |(_, pin)| pin.is_some())
            && let Some(row) = self.existing_row(&known, &form, at).await?
        {
            return Ok(row);
        }
        let (mut new, pin) = made?;
        new.key.clone_from(&form.key);
        let write = self.core.journal(move |journal| journal.add(new));
        self.store_row(&known, &form, at, pin, write).await
    }

    /// Writes the row of a form and deletes the form's draft, so that the row is its only place.
    pub(crate) async fn store_row(
        &self,
        known: &ResolvedConnection,
        form: &Form,
        at: Option<f64>,
        pin: Option<Pin>,
        write: impl Future<Output = Result<OutboxRow, Problem>>,
    ) -> Result<RequestRow, Problem> {
        let added = self.with_pin(&form.key, pin, write).await?;
        self.finish_draft(known, form, at, &added).await?;
        Ok(self.announce_queued(added))
    }

    /// The row that this form became before, if it did.
    pub(crate) async fn existing_row(
        &self,
        known: &ResolvedConnection,
        form: &Form,
        at: Option<f64>,
    ) -> Result<Option<RequestRow>, Problem> {
        let key = form.key.clone();
        let Some(row) = self.core.read_journal(move |journal| journal.get(&key)).await? else { return Ok(None) };
        self.finish_draft(known, form, at, &row).await?;
        Ok(Some(self.requests.journal_row(row)))
    }

    /// Deletes the draft of a form that is in the journal. Fails with `AlreadySent` if the form was changed after it
    /// was sent: it is another request then.
    async fn finish_draft(
        &self,
        known: &ResolvedConnection,
        form: &Form,
        at: Option<f64>,
        row: &OutboxRow,
    ) -> Result<(), Problem> {
        if row.connection != known.id() || !is_made_from(row, &form.draft) || row.not_before != instant(at, row.created)
        {
            return Err(Problem::new(ProblemCode::AlreadySent, ""));
        }
        let key = form.key.clone();
        let _ = self.core.cache(move |cache| cache.forget_form(&key)).await;
        Ok(())
    }

    /// Makes the row of a form, and returns it with the PIN, which stays in memory.
    pub(crate) fn new_row(
        &self,
        known: &ResolvedConnection,
        draft: &FormDraft,
        when: Schedule,
        now: i64,
    ) -> Result<(NewOutboxRow, Option<Pin>), Problem> {
        let submission = self.submission(known, draft)?;
        let live = self.sessions.memory.lock().sessions.get(known.id()).cloned();
        let live = live.ok_or_else(|| Problem::new(ProblemCode::NotSignedIn, ""))?;
        if when.not_before.is_some() && submission.pin.is_some() {
            return Err(Problem::at_fields(vec![pin_cannot_wait(&submission)]));
        }
        let operation = submission.operation;
        let new = NewOutboxRow {
            key: Uuid::now_v7().to_string(),
            connection: known.id().to_owned(),
            user: live.user().to_owned(),
            identity: live.identity,
            operation: operation.id.to_owned(),
            provider: operation.module().to_owned(),
            request_type: operation.request_type.to_owned(),
            path: operation.path.to_owned(),
            values: draft.to_catalogue().without_secrets().values,
            priority: submission.body.get("priority").and_then(|value| value.as_str()).map(str::to_owned),
            fingerprint: fingerprint(operation, &submission.body),
            body: submission.body,
            has_pin: submission.pin.is_some(),
            cards: submission.cards,
            smartcard: submission.smartcard,
            set_top_box: submission.set_top_box,
            service: submission.service,
            subscription: submission.subscription,
            created: now,
            state: when.state,
            held_until: when.held_until,
            not_before: when.not_before,
            check_at: None,
            sequence: None,
            after: None,
        };
        Ok((new, submission.pin))
    }

    /// Runs `write` with the row's PIN in memory already, because a row may leave as soon as it is written.
    pub(crate) async fn with_pin<T>(
        &self,
        key: &str,
        pin: Option<Pin>,
        write: impl Future<Output = Result<T, Problem>>,
    ) -> Result<T, Problem> {
        if let Some(pin) = pin {
            let now = self.core.now();
            self.memory.lock().pins.insert(key.to_owned(), (pin, now));
        }
        let written = write.await;
        if written.is_err() {
            self.memory.lock().pins.remove(key);
        }
        written
    }

    /// Announces a new row and returns it as lists show it. It uses the row as written, so that nothing can fail any
    /// more: after a failure the user would send the form again.
    pub(crate) fn announce_queued(&self, added: OutboxRow) -> RequestRow {
        tracing::info!(row = added.key, operation = added.operation, connection = added.connection, "in the outbox");
        if added.not_before.is_none() && !self.sessions.can_send(&added.connection, &added.identity) {
            self.sessions.session_ended(&added.connection);
        }
        self.core.queue_changed();
        self.requests.journal_row(added)
    }

    /// The schedule of a form that is sent now, or at `at`.
    pub(crate) fn schedule_for(&self, at: Option<f64>, now: i64) -> Schedule {
        let hold = (i64::from(self.core.preferences().hold_seconds) * 1_000).min(MAX_HOLD_MS);
        match instant(at, now) {
            Some(at) => Schedule { state: RequestState::Queued, held_until: None, not_before: Some(at) },
            None if hold > 0 => Schedule { state: RequestState::Held, held_until: Some(now + hold), not_before: None },
            None => Schedule { state: RequestState::Queued, held_until: None, not_before: None },
        }
    }

    /// Checks a draft for the connection; the last check before the draft becomes a row.
    pub(crate) fn submission(&self, known: &ResolvedConnection, draft: &FormDraft) -> Result<PreparedRequest, Problem> {
        let release = known.release()?;
        let now = wall_clock(self.core.clock.now(), known.zone());
        let checked = draft.to_catalogue().check_at(release, Some(now));
        let checked =
            checked.ok_or_else(|| Problem::new(ProblemCode::NotFound, format!("no operation {}", draft.operation)))?;
        let submission = checked.submission.ok_or_else(|| Problem::at_fields(from_lower::fields(&checked.faults)))?;
        match submission.operation.offered_by(release) {
            Ok(()) => Ok(submission),
            Err(Availability::NotYet { from: limit } | Availability::NoLonger { until: limit }) => {
                Err(Problem { detail: Some(limit.to_string()), ..Problem::new(ProblemCode::NotOffered, "") })
            }
        }
    }

    /// Takes a request back during its hold and returns its form, without a PIN. With the first request of a sequence,
    /// whose others have no hold, all of them are taken back.
    pub async fn undo(&self, key: String) -> Result<FormDraft, Problem> {
        self.take_back(key, &[RequestState::Held], true).await
    }

    /// Takes back a request that has not left and returns its form, without a PIN.
    pub async fn cancel(&self, key: String) -> Result<FormDraft, Problem> {
        self.take_back(key, WAITING_STATES, false).await
    }

    async fn take_back(
        &self,
        key: String,
        from: &'static [RequestState],
        with_sequence: bool,
    ) -> Result<FormDraft, Problem> {
        self.core.active();
        let (id, now) = (key.clone(), self.core.now());
        let row = self
            .core
            .journal(move |journal| {
                let before = journal.get(&id)?.filter(|row| from.contains(&row.state));
                if with_sequence && before.is_some_and(|row| row.sequence.as_ref() == Some(&row.key)) {
                    return Ok(journal.drop_sequence(&id, now)?.pop().ok_or(true));
                }
                let row = journal.change(&id, from, now, |row| {
                    row.state = RequestState::Cancelled;
                    row.held_until = None;
                    row.next_try = None;
                    row.waits_since = None;
                    (row.undecided, row.doubt) = (false, None);
                    vec![(StepKind::Cancelled, None)]
                })?;
                row.map_or_else(|| Ok(Err(journal.get(&id)?.is_some())), |row| Ok(Ok(row)))
            })
            .await?
            .map_err(too_late)?;
        self.forget_pin(&key);
        tracing::info!(row = key, "taken back");
        self.core.queue_changed();
        Ok(FormDraft { operation: row.operation, values: Arc::unwrap_or_clone(row.values) })
    }

    /// Lets a row leave now: ends its hold, its editing, or its waiting for a time, the network or a decision.
    pub async fn send_now(&self, key: String) -> Result<RequestRow, Problem> {
        self.core.active();
        let (id, now) = (key.clone(), self.core.now());
        let with_pin = self.memory.lock().pins.contains_key(&key);
        if self.requests.waits_for(&key) == Some(WaitsFor::Decision) {
            return self.decide(key, true).await;
        }
        let row = self
            .core
            .journal(move |journal| {
                // A row that is not tried again stays as it is: its PIN is gone.
                let Some(row) = journal.get(&id)?.filter(is_waiting) else {
                    return Ok(Err(too_late(journal.get(&id)?.is_some())));
                };
                if row.has_pin && !with_pin {
                    return Ok(Err(Problem::new(ProblemCode::PinNotKept, "")));
                }
                if row.state == RequestState::Queued && row.not_before.is_none() {
                    return Ok(Ok(row));
                }
                let row = journal.change(&id, WAITING_STATES, now, |row| {
                    prolong_check(row, now);
                    let steps =
                        if row.state == RequestState::NotSent { Vec::new() } else { vec![(StepKind::Queued, None)] };
                    if row.state == RequestState::NotSent {
                        row.next_try = Some(now);
                    } else {
                        row.state = RequestState::Queued;
                        row.waits_since = Some(now);
                    }
                    row.held_until = None;
                    row.not_before = None;
                    steps
                })?;
                Ok(row.ok_or_else(|| too_late(true)))
            })
            .await??;
        self.core.scheduler.lock().end_backoff(&row.connection);
        self.core.queue_changed();
        self.requests.row(&key).await
    }
}

/// The time at which a row leaves that was made at `made`; `None` (now) if that is past.
#[allow(clippy::cast_possible_truncation)] // a float beyond i64 is clamped, which is what is meant
fn instant(at: Option<f64>, made: i64) -> Option<i64> {
    at.map(|at| at as i64).filter(|at| *at > made)
}

/// Whether a row was made from exactly this form. PINs are not compared, because rows do not hold them.
pub(crate) fn is_made_from(row: &OutboxRow, draft: &FormDraft) -> bool {
    let typed = draft.to_catalogue().without_secrets().values;
    let filled = |(_, text): &(&String, &String)| !text.trim().is_empty();
    row.operation == draft.operation && row.values.iter().filter(filled).eq(typed.iter().filter(filled))
}

/// Whether the row has not left and still will.
pub(crate) fn is_waiting(row: &OutboxRow) -> bool {
    matches!(row.state, RequestState::Held | RequestState::Queued)
        || row.state == RequestState::NotSent && row.next_try.is_some()
}

/// The fault, at the PIN's input, of a form with a PIN that is to leave later.
pub(crate) fn pin_cannot_wait(submission: &PreparedRequest) -> FieldProblem {
    let pin = submission.operation.fields.iter().find(|field| matches!(field.kind, Kind::Pin));
    FieldProblem::new(pin.map_or("pin", |field| field.name), "pinCannotWait")
}

pub(crate) fn too_late(exists: bool) -> Problem {
    Problem::new(if exists { ProblemCode::TooLate } else { ProblemCode::NotFound }, "")
}

impl From<FormDraft> for Form {
    /// Gives the form a new key; it was not sent yet.
    fn from(draft: FormDraft) -> Self {
        Self { key: crate::new_key(), draft }
    }
}
