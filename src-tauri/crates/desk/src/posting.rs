//! One request on the wire, and what comes of it.
//!
//! What may have arrived is never sent again; what certainly did not is, by itself, unless it carried a PIN.

use std::sync::Arc;

use crmcom::{
    Delivery, Error, ProvisioningRequest,
    catalogue::{self, Submission as Write},
};
use store::{State, StepKind, Submission};

use crate::{
    Desk, errors,
    problem::{Outcome, Problem, ProblemCode},
    sender::Leaving,
    settle::Ending,
};

impl Desk {
    /// Sends a row that is durable as *Sending*, and brings it to an ending. `answered` is called when the wire is
    /// free again, which is before the ending is written down.
    pub(crate) async fn post(&self, leaving: Leaving, answered: impl FnOnce()) {
        let Leaving { row, mut token, client } = leaving;
        let Some(write) = self.write_of(&row) else {
            answered();
            return self.back_to_queue(&row.key).await;
        };
        // A token that is refused is renewed once; a second refusal is the session's end.
        let mut renewed = false;
        let result = loop {
            let result = client.submit(&token, &write).await;
            self.heard(&row.connection, result.as_ref().err());
            match result {
                Err(error) if error.session_over() => {
                    self.refused(&row.connection, &token);
                    self.back_to_queue(&row.key).await;
                    if renewed {
                        answered();
                        return Box::pin(self.end(&row.connection, &token)).await;
                    }
                    renewed = true;
                    // Rare and large: without a box every row's task would have room for it.
                    match Box::pin(self.renew(&row.connection, &token)).await {
                        Ok(new) if Box::pin(self.begin_again(&row.key)).await => token = new,
                        Ok(_) => return answered(),
                        Err(problem) => {
                            tracing::info!(row = row.key, %problem, "waits for a session");
                            return answered();
                        }
                    }
                }
                result => break result,
            }
        };
        answered();
        if result.is_ok() {
            self.used(&row.connection, &token);
        }
        self.came_of(&row, result).await;
    }

    async fn came_of(&self, row: &Submission, result: Result<Option<ProvisioningRequest>, Error>) {
        let error = match result {
            Ok(request) => {
                self.line().works(&row.connection);
                self.forget_pin(&row.key);
                return match request {
                    Some(request) => {
                        let request = Arc::new(request);
                        self.insist(|| self.told(&row.key, &[State::Sending], Arc::clone(&request))).await;
                    }
                    None => self.insist(|| self.accepted(&row.key)).await,
                };
            }
            Err(error) => error,
        };
        let problem = errors::write(&error);
        tracing::info!(row = row.key, %problem, outcome = ?problem.outcome, "not accepted");
        let ending = match error.delivery() {
            Delivery::Never => {
                return self.not_sent(&row.key, &row.connection, row.has_pin, true, problem).await;
            }
            Delivery::Refused => Ending::Refused,
            Delivery::Maybe => Ending::Unknown,
        };
        if matches!(error, Error::TimedOut { .. } | Error::Cut { .. }) {
            // A server that could not be reached and now does not answer is not tried by all of them.
            self.line().failed_again(&row.key, &row.connection, chance());
        }
        self.forget_pin(&row.key);
        self.insist(|| self.ended(&row.key, &[State::Sending], ending, problem.clone())).await;
    }

    /// It did not reach the server: it is tried again, or, with a PIN, is over. `by_answer`: any answer of the server
    /// shows that it can be tried.
    pub(crate) async fn not_sent(&self, key: &str, connection: &str, has_pin: bool, by_answer: bool, problem: Problem) {
        const FROM: &[State] = &[State::Sending, State::Queued, State::NotSent];
        let problem = problem.ended(Outcome::NotSent);
        let again = self.line().failed(key, connection, by_answer, chance());
        let (next_try, problem) = if has_pin {
            self.forget_pin(key);
            (None, pin_not_kept(&problem))
        } else {
            (Some(again), problem)
        };
        self.insist(|| self.ended(key, FROM, Ending::NotSent { next_try }, problem.clone())).await;
    }

    /// The request, from what is written down and the PIN in memory.
    fn write_of(&self, row: &Submission) -> Option<Write> {
        let pin = self.state().pins.get(&row.key).cloned();
        if row.has_pin && pin.is_none() {
            return None;
        }
        Some(Write {
            operation: catalogue::find(&row.operation)?,
            body: (*row.body).clone(),
            pin,
            cards: row.cards.to_vec(),
            smartcard: row.smartcard.clone(),
            set_top_box: row.set_top_box.clone(),
            service: row.service.clone(),
            subscription: row.subscription.clone(),
        })
    }

    async fn back_to_queue(&self, key: &str) {
        self.insist(|| {
            let (id, now) = (key.to_owned(), self.now());
            self.change_rows(move |journal| {
                journal.change(&id, &[State::Sending], now, |row| {
                    row.state = State::Queued;
                    row.waits_since = Some(now);
                    row.sent = None;
                    vec![(StepKind::SessionEnded, None)]
                })
            })
        })
        .await;
        self.inner.bell.requests();
    }

    fn forget_pin(&self, key: &str) {
        self.state().pins.remove(key);
    }
}

pub(crate) fn chance() -> u8 {
    uuid::Uuid::new_v4().as_bytes()[0]
}

/// A request with a PIN that did not leave; the way's own problem is the detail.
pub(crate) fn pin_not_kept(cause: &Problem) -> Problem {
    let words = if cause.message.is_empty() { format!("{:?}", cause.code) } else { cause.message.clone() };
    Problem { detail: Some(words), ..Problem::new(ProblemCode::PinNotKept, "") }.ended(Outcome::NotSent)
}
