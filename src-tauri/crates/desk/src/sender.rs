//! The sender: takes rows out of the outbox in order and brings each to an ending.
//!
//! A row is durable as *Sending* before the request leaves. What may have arrived is never sent again;
//! what certainly did not is, by itself, unless it carried a PIN.

use std::collections::{HashMap, HashSet};

use crmcom::{
    Delivery, Error,
    catalogue::{self, Submission as Write},
};
use store::{State, StepKind, Submission};

use crate::{
    Desk, errors, outbox, pace,
    problem::{Outcome, Problem, ProblemCode},
    settle::Ending,
    view::WaitsFor,
};

/// Requests on the wire at a time, over all connections.
const MAX_IN_FLIGHT: usize = 4;

/// After a failure of the journal.
const AGAIN: i64 = 5_000;

/// What one round found.
#[derive(Default)]
struct Round {
    leave: Vec<Submission>,
    waits: HashMap<String, WaitsFor>,
    hold_over: Vec<String>,
    /// When something may change by time alone.
    next: Option<i64>,
}

impl Desk {
    /// Runs until the desk is shut down.
    pub(crate) async fn send_rows(&self) {
        while !*self.inner.stop.borrow() {
            let next = match self.send_round().await {
                Ok(next) => next,
                Err(problem) => {
                    tracing::error!(%problem, "the outbox cannot be read");
                    Some(self.now() + AGAIN)
                }
            };
            self.pause(&self.inner.wake.sender, next.unwrap_or(i64::MAX)).await;
        }
    }

    async fn send_round(&self) -> Result<Option<i64>, Problem> {
        let failed = self.state().journal_failed.is_some();
        if failed {
            // It may work again: then sending goes on without anyone's help.
            self.journal(store::Journal::try_writing).await?;
        }
        let rows = self.read_journal(store::Journal::to_send).await?;
        let round = self.plan(rows);
        for key in &round.hold_over {
            let (id, now) = (key.clone(), self.now());
            self.journal(move |journal| {
                journal.change(&id, &[State::Held], now, |row| {
                    row.state = State::Queued;
                    row.held_until = None;
                    vec![(StepKind::Queued, None)]
                })
            })
            .await?;
        }
        let news = {
            let mut state = self.state();
            let news = state.waits != round.waits || !round.hold_over.is_empty();
            state.waits = round.waits;
            news
        };
        if news {
            self.inner.bell.requests();
        }
        for row in round.leave {
            let (desk, key) = (self.clone(), row.key.clone());
            // Held over the start, so that the task cannot end before it is known.
            let mut state = self.state();
            let task = tokio::spawn(async move {
                desk.send_row(&row).await;
                desk.state().in_flight.remove(&row.key);
                desk.inner.wake.sender.notify_one();
            });
            state.in_flight.insert(key, task.abort_handle());
        }
        Ok(round.next)
    }

    /// Decides who leaves now, from the rows in the order they were made.
    fn plan(&self, rows: Vec<Submission>) -> Round {
        let now = self.now();
        let in_flight: HashSet<String> = self.state().in_flight.keys().cloned().collect();
        let mut free = MAX_IN_FLIGHT.saturating_sub(in_flight.len());
        let mut taken: HashSet<(String, String)> = HashSet::new();
        let mut round = Round::default();
        for row in rows {
            let cards: Vec<_> = row.cards.iter().map(|card| (row.connection.clone(), card.clone())).collect();
            let turn = !cards.iter().any(|card| taken.contains(card));
            taken.extend(cards);
            if row.state == State::Sending || in_flight.contains(&row.key) {
                continue;
            }
            let mut later = |at: i64| round.next = Some(round.next.map_or(at, |next| next.min(at)));
            let waits = match row.state {
                State::Held if row.held_until.is_some_and(|end| end > now) => {
                    later(row.held_until.unwrap_or(now));
                    Some(WaitsFor::Hold)
                }
                State::NotSent if row.next_try.is_some_and(|at| at > now) => {
                    later(row.next_try.unwrap_or(now));
                    Some(WaitsFor::Network)
                }
                _ if !turn => Some(WaitsFor::Turn),
                _ if !self.can_send(&row.connection, &row.user) => Some(WaitsFor::Session),
                _ => None,
            };
            if row.state == State::Held && waits != Some(WaitsFor::Hold) {
                round.hold_over.push(row.key.clone());
            }
            match waits {
                Some(waits) => _ = round.waits.insert(row.key, waits),
                None if free > 0 => {
                    free -= 1;
                    round.leave.push(row);
                }
                None => {}
            }
        }
        round
    }

    async fn send_row(&self, row: &Submission) {
        // A token that is refused is renewed once; a second refusal is the session's end.
        for last in [false, true] {
            let token = match self.token(&row.connection).await {
                Ok(token) => token,
                Err(problem) if outbox::is_about_session(&problem) => return,
                Err(problem) => return self.not_sent(row, &[State::Queued, State::NotSent], problem).await,
            };
            let client = match self.client(&row.connection).await {
                Ok(client) => client,
                Err(problem) => return self.not_sent(row, &[State::Queued, State::NotSent], problem).await,
            };
            let Some(write) = self.write_of(row).await else { return };
            if !self.begin(&row.key).await {
                return;
            }
            let result = client.submit(&token, &write).await;
            drop(write);
            self.heard(&row.connection, result.as_ref().err());
            match result {
                Ok(request) => {
                    self.used(&row.connection, &token);
                    self.forget_pin(row);
                    return self.insist(|| self.told(&row.key, &[State::Sending], request.clone())).await;
                }
                Err(error) if error.session_over() => {
                    self.refused(&row.connection, &token);
                    self.back_to_queue(&row.key).await;
                    if last {
                        return self.end(&row.connection, &token).await;
                    }
                    if let Err(problem) = self.renew(&row.connection, &token).await {
                        tracing::info!(row = row.key, %problem, "waits for a session");
                        return;
                    }
                }
                Err(error) => return self.failed(row, &error).await,
            }
        }
    }

    async fn failed(&self, row: &Submission, error: &Error) {
        let problem = errors::write(error);
        tracing::info!(row = row.key, %problem, outcome = ?problem.outcome, "not accepted");
        let ending = match error.delivery() {
            Delivery::Never => return self.not_sent(row, &[State::Sending], problem).await,
            Delivery::Refused => Ending::Refused,
            Delivery::Maybe => Ending::Unknown,
        };
        self.forget_pin(row);
        self.insist(|| self.ended(&row.key, &[State::Sending], ending, problem.clone())).await;
    }

    /// It did not reach the server: it is tried again, or, with a PIN, is over.
    async fn not_sent(&self, row: &Submission, from: &'static [State], problem: Problem) {
        let problem = problem.ended(Outcome::NotSent);
        let (next_try, problem) = if row.has_pin {
            self.forget_pin(row);
            (None, pin_not_kept(&problem))
        } else {
            let chance = uuid::Uuid::new_v4().as_bytes()[0];
            (Some(self.now() + pace::resend(row.tries + 1, chance)), problem)
        };
        self.insist(|| self.ended(&row.key, from, Ending::NotSent { next_try }, problem.clone())).await;
    }

    /// The request, from what is written down and the PIN in memory. A row that cannot be read again is over.
    async fn write_of(&self, row: &Submission) -> Option<Write> {
        let pin = self.state().pins.get(&row.key).cloned();
        let operation = catalogue::find(&row.operation);
        let problem = match operation {
            Some(operation) if !row.has_pin || pin.is_some() => {
                return Some(Write {
                    operation,
                    body: row.body.clone(),
                    pin,
                    cards: row.cards.clone(),
                    smartcard: row.smartcard.clone(),
                    set_top_box: row.set_top_box.clone(),
                    service: row.service.clone(),
                    subscription: row.subscription.clone(),
                });
            }
            Some(_) => Problem::new(ProblemCode::PinNotKept, ""),
            None => Problem::new(ProblemCode::Internal, format!("no operation {}", row.operation)),
        };
        let problem = problem.ended(Outcome::NotSent);
        let from = &[State::Queued, State::NotSent];
        self.insist(|| self.ended(&row.key, from, Ending::NotSent { next_try: None }, problem.clone())).await;
        None
    }

    /// Makes the row durable as *Sending*. False: it was taken back meanwhile, or the journal fails, and
    /// then nothing leaves.
    async fn begin(&self, key: &str) -> bool {
        if *self.inner.stop.borrow() {
            return false;
        }
        let (id, now) = (key.to_owned(), self.now());
        let begun = self
            .journal(move |journal| {
                journal.change(&id, &[State::Queued, State::NotSent], now, |row| {
                    row.state = State::Sending;
                    row.next_try = None;
                    vec![(StepKind::Sending, None)]
                })
            })
            .await;
        self.inner.bell.requests();
        if begun.is_err() {
            // Nothing leaves that is not written down; the sender comes back when this task ends.
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
        matches!(begun, Ok(Some(_)))
    }

    async fn back_to_queue(&self, key: &str) {
        self.insist(|| {
            let (id, now) = (key.to_owned(), self.now());
            self.journal(move |journal| {
                journal.change(&id, &[State::Sending], now, |row| {
                    row.state = State::Queued;
                    vec![(StepKind::SessionEnded, None)]
                })
            })
        })
        .await;
        self.inner.bell.requests();
    }

    fn forget_pin(&self, row: &Submission) {
        self.state().pins.remove(&row.key);
    }

    /// Writes an ending down, however long the journal refuses: only this desk knows it.
    async fn insist<T, F: Future<Output = Result<T, Problem>>>(&self, write: impl Fn() -> F) {
        while let Err(problem) = write().await {
            tracing::error!(%problem, "an ending cannot be written down yet");
            if *self.inner.stop.borrow() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
    }
}

/// A request with a PIN that did not leave; the way's own problem is the detail.
pub(crate) fn pin_not_kept(cause: &Problem) -> Problem {
    let words = if cause.message.is_empty() { format!("{:?}", cause.code) } else { cause.message.clone() };
    Problem { detail: Some(words), ..Problem::new(ProblemCode::PinNotKept, "") }.ended(Outcome::NotSent)
}
