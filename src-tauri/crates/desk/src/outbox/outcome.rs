//! Outcomes of requests, written into their rows for the sender, the watcher and the lists alike.

use std::sync::Arc;

use crmcom::{ProvisioningRequest, Release, catalogue::Provider};
use store::{
    cause::fault_line,
    journal::{OutboxRow, Steps, timeline::StepKind},
    request_state::RequestState,
};

use crate::{
    backoff,
    error::problem::{Outcome, Problem, ProblemCode},
    outbox::Outbox,
    requests::from_server,
    view::DeskEvent,
};

/// The ways in which a write ends without a known request on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    Refused,
    Unknown,
    /// The write did not reach the server. `next_try`: when it is tried again, in Unix milliseconds; `None`: never.
    NotSent {
        next_try: Option<i64>,
    },
}

impl Outbox {
    /// Writes the state that the server reports into a row, if the row is in one of the states `from`. True: the row's
    /// state changed.
    pub(crate) async fn apply_server_state(
        self: &Arc<Self>,
        key: &str,
        from: &'static [RequestState],
        request: Arc<ProvisioningRequest>,
    ) -> Result<bool, Problem> {
        let (id, now, this) = (key.to_owned(), self.core.now(), Arc::clone(self));
        let text = from_server::text(&request);
        let (told_id, named) = (request.id.clone(), request.created_by().map(str::to_owned));
        let changed = self
            .core
            .change_rows(move |journal| {
                let mut news = false;
                // Two rows never share a request of the server.
                let others = journal.is_anothers(&id, &request.id)?;
                let row = journal.change(&id, from, now, |row| {
                    let before = row.state;
                    if others {
                        news = before == RequestState::Sending;
                        let problem = answer_of_another(&request).ended(Outcome::Unknown);
                        return if news { end(row, Failure::Unknown, &problem, now) } else { Vec::new() };
                    }
                    let steps = apply(row, &request, text, this.watched(row), now);
                    news = row.state != before;
                    steps
                })?;
                Ok(row.map(|row| (row, news)))
            })
            .await?;
        let Some((row, news)) = changed else { return Ok(false) };
        // A request that a user chose, or that was matched by its parameters, does not prove which user made it.
        if from.contains(&RequestState::Sending) && row.server_id.as_ref() == Some(&told_id) {
            self.sessions.learn_user(&row.identity, named);
        }
        self.watch_at(row.next_look);
        self.core.wake.learner.notify_one();
        if news {
            self.core.events.requests();
            self.core.mark_lists_outdated();
            if row.state == RequestState::Unknown {
                self.core.wake.reconciler.notify_one();
            }
            if from_server::is_final(row.state) || row.state == RequestState::Unknown {
                self.announce(row);
            }
        }
        Ok(news)
    }

    /// Marks a row as accepted where the server returns no request for the write, so that its outcome cannot be
    /// watched.
    pub(crate) async fn accepted(&self, key: &str) -> Result<(), Problem> {
        let (id, now) = (key.to_owned(), self.core.now());
        self.core
            .change_rows(move |journal| journal.change(&id, &[RequestState::Sending], now, |row| accept(row, now)))
            .await?;
        self.core.events.requests();
        self.core.mark_lists_outdated();
        Ok(())
    }

    /// Gathers the facts that decide whether a row can be watched.
    pub(crate) fn watched(&self, row: &OutboxRow) -> Watched {
        let known = self.connections.connection(&row.connection).ok();
        let there = known.as_ref().is_none_or(|known| known.tenant() == row.identity.tenant);
        let release = known.filter(|_| row.provider != from_server::word_of(Provider::Conax));
        Watched { release: release.and_then(|known| known.release().ok()), there }
    }

    /// Writes down that a write ended without a known request on the server. False: the row was in none of the states
    /// `from`.
    pub(crate) async fn record_failure(
        &self,
        key: &str,
        from: &'static [RequestState],
        ending: Failure,
        problem: Problem,
    ) -> Result<bool, Problem> {
        let (id, now) = (key.to_owned(), self.core.now());
        let changed = self
            .core
            .change_rows(move |journal| journal.change(&id, from, now, |row| end(row, ending, &problem, now)))
            .await?;
        let Some(row) = changed else { return Ok(false) };
        if ending == Failure::Unknown {
            self.core.wake.reconciler.notify_one();
        }
        self.core.events.requests();
        if !matches!(ending, Failure::NotSent { next_try: Some(_) }) {
            self.announce(row);
        }
        Ok(true)
    }

    /// Announces an outcome, from the row as it was written: many rows may end at once, so none is read again. The
    /// outcomes of a batch's rows are announced by the batch.
    pub(crate) fn announce(&self, row: OutboxRow) {
        let row = self.requests.journal_row(row);
        tracing::info!(row = row.key, state = ?row.state, "settled");
        if self.memory.lock().of_batches.remove(&row.key) {
            return;
        }
        self.core.events.emit(DeskEvent::Settled { row: Box::new(row) });
    }
}

/// The facts that decide whether a row can be watched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watched {
    release: Option<Release>,
    /// The connection still leads to the server and organisation that the row was made for.
    there: bool,
}

/// Applies the state that the server reports to a row; `text` is the whole report, to be stored. Returns the new
/// timeline entries.
pub(crate) fn apply(
    row: &mut OutboxRow,
    request: &ProvisioningRequest,
    text: String,
    Watched { release, there }: Watched,
    now: i64,
) -> Steps {
    let mut steps = Vec::new();
    let (before, state) = (row.state, from_server::state_of(request));
    if row.accepted.is_none() {
        row.accepted = Some(now);
        steps.push((StepKind::Accepted, request.number.clone().or_else(|| Some(request.id.clone()))));
    }
    row.state = state;
    row.held_until = None;
    row.next_try = None;
    row.waits_since = None;
    row.problem = None;
    row.server_id = Some(request.id.clone());
    row.server_number = request.number.clone().or(row.server_number.take());
    row.server_state = request.life_cycle_state.clone().filter(|_| state == RequestState::Other);
    row.error_code = request.failure_code().map(str::to_owned);
    row.error_text = request.failure_description().and_then(fault_line);
    row.server = Some(text);
    if from_server::is_final(state) {
        row.next_look = None;
        let detail = row.error_text.clone().or_else(|| row.error_code.clone());
        if before != state {
            steps.push(match state {
                RequestState::Completed => (StepKind::Completed, None),
                _ => (StepKind::Rejected, detail),
            });
        }
    } else {
        if before != state && state == RequestState::Other {
            steps.push((StepKind::Watched, request.life_cycle_state.clone()));
        }
        row.unwatched = !there
            || row.provider == from_server::word_of(Provider::Nagravision)
                && release.is_some_and(|release| release < Release::R11);
        let age = now - row.accepted.unwrap_or(now);
        row.next_look = (!row.unwatched).then(|| now + backoff::poll_delay(row.looks, age));
        row.looks = row.looks.saturating_add(1);
    }
    steps
}

/// Marks a row as accepted where the server returned no request, not even a number.
fn accept(row: &mut OutboxRow, now: i64) -> Steps {
    row.state = RequestState::Pending;
    row.accepted = Some(now);
    row.held_until = None;
    row.next_try = None;
    row.waits_since = None;
    row.problem = None;
    row.error_text = None;
    row.error_code = None;
    row.unwatched = true;
    row.next_look = None;
    vec![(StepKind::Accepted, None)]
}

/// Applies an ending without a request to a row. Returns the new timeline entries.
pub(crate) fn end(row: &mut OutboxRow, ending: Failure, problem: &Problem, now: i64) -> Steps {
    // A problem is text and numbers, so serializing it cannot fail.
    row.problem = serde_json::to_value(problem).ok();
    row.held_until = None;
    row.error_text = Some(problem.message.clone()).filter(|text| !text.is_empty());
    row.error_code = None;
    row.next_try = None;
    let waited_since = row.waits_since.take();
    let step = match ending {
        Failure::Refused => {
            row.state = RequestState::Refused;
            // The first line of the detail is the server's code.
            row.error_code = problem.detail.as_deref().and_then(|detail| detail.lines().next()).map(str::to_owned);
            StepKind::Refused
        }
        Failure::Unknown => {
            row.state = RequestState::Unknown;
            row.evidence = None;
            row.closed = false;
            row.looks = 0;
            row.next_look = Some(now + backoff::FIRST_RECONCILE_DELAY_MS);
            StepKind::Unknown
        }
        Failure::NotSent { next_try } => {
            row.state = RequestState::NotSent;
            row.next_try = next_try;
            row.sent = None;
            row.waits_since = next_try.map(|_| waited_since.filter(|_| row.tries > 0).unwrap_or(now));
            row.tries = row.tries.saturating_add(1);
            // Each further try would add the same entry again.
            if row.tries > 1 && next_try.is_some() {
                return Vec::new();
            }
            StepKind::NotSent
        }
    };
    vec![(step, row.error_text.clone())]
}

/// The problem of an answer that names another request than the one that was sent.
pub(crate) fn answer_of_another(request: &ProvisioningRequest) -> Problem {
    let number = request.number.clone().unwrap_or_else(|| request.id.clone());
    Problem { detail: Some(number), ..Problem::new(ProblemCode::AnswerOfAnother, "") }
}
