//! The outbox: every write is a durable row here before anything leaves.
//!
//! These are the user's moves. What leaves, and when, is the sender's matter ([`crate::sender`]).

use std::collections::BTreeMap;

use crmcom::catalogue::{Draft, Missing, Submission};
use store::{NewSubmission, State, StepKind};
use uuid::Uuid;

use crate::{
    Desk,
    connections::{Known, wall},
    errors,
    problem::{Problem, ProblemCode},
    told,
    view::{FormDraft, RequestRow},
};

/// Longer holds would be forgotten.
const LONGEST_HOLD: u32 = 60;

impl Desk {
    /// Puts a form into the outbox. It leaves when its hold is over.
    pub async fn send(&self, draft: FormDraft) -> Result<RequestRow, Problem> {
        self.active();
        let known = self.selected()?;
        let mut submission = self.submission(&known, &draft)?;
        let live = self.state().sessions.get(known.id()).cloned();
        let live = live.ok_or_else(|| Problem::new(ProblemCode::NotSignedIn, ""))?;
        let (user, unit) = (live.user, live.unit);

        let now = self.now();
        let hold = i64::from(self.preferences().hold_seconds.min(LONGEST_HOLD)) * 1_000;
        let key = Uuid::now_v7().to_string();
        let pin = submission.pin.take();
        let has_pin = pin.is_some();
        if let Some(pin) = pin {
            self.state().pins.insert(key.clone(), pin);
        }
        let operation = submission.operation;
        let new = NewSubmission {
            key: key.clone(),
            connection: known.id().to_owned(),
            user: user.clone(),
            unit,
            operation: operation.id.to_owned(),
            provider: told::word_of(operation.provider).to_owned(),
            request_type: operation.request_type.to_owned(),
            path: operation.path.to_owned(),
            values: crmcom_draft(&draft).without_secrets().values,
            priority: submission.body.get("priority").and_then(|value| value.as_str()).map(str::to_owned),
            body: submission.body,
            has_pin,
            cards: submission.cards,
            smartcard: submission.smartcard,
            set_top_box: submission.set_top_box,
            service: submission.service,
            subscription: submission.subscription,
            created: now,
            state: if hold == 0 { State::Queued } else { State::Held },
            held_until: (hold > 0).then_some(now + hold),
            not_before: None,
        };
        if let Err(problem) = self.journal(move |journal| journal.add(&new)).await {
            self.state().pins.remove(&key);
            return Err(problem);
        }
        tracing::info!(row = key, operation = operation.id, connection = known.id(), "in the outbox");
        // It is in the journal now; a form that comes back would be sent twice.
        let (connection, operation) = (known.id().to_owned(), draft.operation);
        let _ = self.cache(move |cache| cache.keep_form(&connection, &operation, &BTreeMap::new(), now)).await;
        if !self.can_send(known.id(), &user) {
            self.session_ended(known.id());
        }
        self.moved();
        self.row(&key).await
    }

    /// Checks a draft for the connection, as the last thing before it becomes a row.
    fn submission(&self, known: &Known, draft: &FormDraft) -> Result<Submission, Problem> {
        let release = known.release()?;
        let now = wall(self.inner.clock.now(), known.zone());
        let checked = crmcom_draft(draft).check_at(release, Some(now));
        let checked =
            checked.ok_or_else(|| Problem::new(ProblemCode::NotFound, format!("no operation {}", draft.operation)))?;
        let submission = checked.submission.ok_or_else(|| Problem::at_fields(errors::fields(&checked.faults)))?;
        match submission.operation.offered_by(release) {
            Ok(()) => Ok(submission),
            Err(Missing::NotYet { from: limit } | Missing::NoLonger { until: limit }) => {
                Err(Problem { detail: Some(limit.to_string()), ..Problem::new(ProblemCode::NotOffered, "") })
            }
        }
    }

    /// Takes a request back during its hold and gives its form back, without a PIN.
    pub async fn undo(&self, key: String) -> Result<FormDraft, Problem> {
        self.take_back(key, &[State::Held]).await
    }

    /// Takes back a request that waits for its turn, its time or the network.
    pub async fn cancel(&self, key: String) -> Result<FormDraft, Problem> {
        self.take_back(key, &[State::Held, State::Queued, State::NotSent]).await
    }

    async fn take_back(&self, key: String, from: &'static [State]) -> Result<FormDraft, Problem> {
        self.active();
        let (id, now) = (key.clone(), self.now());
        let row = self
            .journal(move |journal| {
                let row = journal.change(&id, from, now, |row| {
                    row.state = State::Cancelled;
                    row.held_until = None;
                    row.next_try = None;
                    vec![(StepKind::Cancelled, None)]
                })?;
                row.map_or_else(|| Ok(Err(journal.get(&id)?.is_some())), |row| Ok(Ok(row)))
            })
            .await?
            .map_err(too_late)?;
        self.state().pins.remove(&key);
        tracing::info!(row = key, "taken back");
        self.moved();
        Ok(FormDraft { operation: row.operation, values: row.values })
    }

    /// Ends the hold, or the waiting for the next try.
    pub async fn send_now(&self, key: String) -> Result<RequestRow, Problem> {
        self.active();
        let (id, now) = (key.clone(), self.now());
        self.journal(move |journal| {
            let row = journal.change(&id, &[State::Held], now, |row| {
                row.state = State::Queued;
                row.held_until = None;
                vec![(StepKind::Queued, None)]
            })?;
            // One that is not tried again stays so: its PIN is gone.
            let waiting = match row {
                None => journal.get(&id)?.filter(|row| row.state == State::NotSent && row.next_try.is_some()),
                Some(_) => return Ok(Ok(())),
            };
            if waiting.is_none() {
                return Ok(Err(journal.get(&id)?.is_some()));
            }
            journal.change(&id, &[State::NotSent], now, |row| {
                row.next_try = Some(now);
                Vec::new()
            })?;
            Ok(Ok(()))
        })
        .await?
        .map_err(too_late)?;
        self.moved();
        self.row(&key).await
    }

    fn moved(&self) {
        self.inner.wake.sender.notify_one();
        self.inner.bell.requests();
    }
}

pub(crate) fn crmcom_draft(draft: &FormDraft) -> Draft {
    Draft { operation: draft.operation.clone(), values: draft.values.clone() }
}

fn too_late(exists: bool) -> Problem {
    Problem::new(if exists { ProblemCode::TooLate } else { ProblemCode::NotFound }, "")
}

/// A request that cannot be sent because of who is signed in.
pub(crate) fn is_about_session(problem: &Problem) -> bool {
    matches!(problem.code, ProblemCode::NotSignedIn | ProblemCode::SessionEnded | ProblemCode::WrongCredentials)
}
