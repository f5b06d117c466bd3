//! Transmission of one request, and the handling of its answer.
//!
//! A request that may have arrived is never sent again; one that certainly did not is sent again by itself, unless it
//! carried a PIN.

use std::sync::Arc;

use crmcom::{
    Client, Delivery, Error, ProvisioningRequest, Token,
    catalogue::{self, PreparedRequest},
};
use store::{
    journal::{Doubt, OutboxRow, Steps, timeline::StepKind},
    request_state::RequestState,
};

use crate::{
    error::{
        from_lower,
        problem::{Outcome, Problem, ProblemCode},
    },
    outbox::{
        Outbox,
        outcome::{Failure, answer_of_another},
        sender::pipeline::InFlight,
    },
    requests::identifiers::is_surely_another,
};

/// The number of different tokens with which a row may be refused before the user has to decide.
const MAX_TOKEN_REFUSALS: u32 = 2;

/// A request after its answer, or after the failure that came in place of one.
pub(crate) struct Posted {
    pub(crate) row: OutboxRow,
    token: Token,
    client: Client,
    /// `None`: the request could not be built and did not leave.
    result: Option<Result<Option<ProvisioningRequest>, Error>>,
}

impl Posted {
    /// The server accepted the request, so it will accept the next one.
    pub(crate) fn was_accepted(&self) -> bool {
        matches!(self.result, Some(Ok(_)))
    }
}

impl Outbox {
    /// Sends a row that is durable as *Sending*, once, as the commit that made it so has it. After that the wire is
    /// free again; [the result](Self::record_post) is still to be written down.
    pub(crate) async fn transmit(&self, leaving: InFlight) -> Posted {
        let InFlight { row, token, client } = leaving;
        let result = match self.prepared_request(&row) {
            Some(write) => Some(client.submit(&token, &write).await),
            None => None,
        };
        if let Some(result) = &result {
            self.sessions.record_reachability(&row.connection, result.as_ref().err());
        }
        Posted { row, token, client, result }
    }

    /// Writes the ending of a row that was posted.
    ///
    /// After a refusal of its token a row goes back into the queue: when there is another token the scheduler picks it
    /// anew, with all changes made meanwhile.
    pub(crate) async fn record_post(self: &Arc<Self>, posted: Posted) {
        let Posted { row, token, client, result } = posted;
        let Some(result) = result else { return self.back_to_queue(&row, None).await };
        match result {
            Err(error) if error.session_over() => self.token_refused(&row, &token).await,
            Err(error) if error.may_be_token() => Box::pin(self.probe_token(&row, &token, &client, error)).await,
            result => {
                match &result {
                    Ok(_) => self.sessions.record_token_use(&row.connection, &token),
                    Err(error) if error.doubts_token() => self.doubt_token(&row.connection, &token, &client),
                    Err(_) => {}
                }
                Box::pin(self.record_result(&row, result)).await;
            }
        }
    }

    /// Handles a refusal because of the token. The server did nothing.
    async fn token_refused(&self, row: &OutboxRow, token: &Token) {
        self.sessions.record_token_refusal(&row.connection, token);
        self.back_to_queue(row, Some(token)).await;
        self.ends_unless_renewed(&row.connection, token).await;
    }

    /// Ends the session, unless a kept password or key renews it.
    async fn ends_unless_renewed(&self, connection: &str, token: &Token) {
        let kept = self.sessions.memory.lock().sessions.get(connection).is_some_and(|live| live.kept.is_some());
        if !kept {
            self.sessions.end(connection, token).await;
        }
    }

    /// Handles a refusal for an undocumented reason of security, which may be the token; a read decides that. If the
    /// read is refused too, the session is over and the row waits for a decision; otherwise the row is refused.
    async fn probe_token(self: &Arc<Self>, row: &OutboxRow, token: &Token, client: &Client, error: Error) {
        match client.probe_token(token).await {
            Ok(true) => self.record_result(row, Err(error)).await,
            Ok(false) => {
                self.sessions.record_token_refusal(&row.connection, token);
                self.wait_for_decision(row).await;
                self.ends_unless_renewed(&row.connection, token).await;
            }
            // An envelope said that nothing was done; the reason is not known.
            Err(_) => self.wait_for_decision(row).await,
        }
    }

    /// Probes the token after something on the way refused a write, perhaps because of the token. The read runs in the
    /// background and the row does not wait for it.
    fn doubt_token(self: &Arc<Self>, connection: &str, token: &Token, client: &Client) {
        let (this, connection, token, client) =
            (Arc::clone(self), connection.to_owned(), token.clone(), client.clone());
        tokio::spawn(async move {
            if client.probe_token(&token).await == Ok(false) {
                this.sessions.record_token_refusal(&connection, &token);
                this.ends_unless_renewed(&connection, &token).await;
            }
        });
    }

    async fn record_result(self: &Arc<Self>, row: &OutboxRow, result: Result<Option<ProvisioningRequest>, Error>) {
        let error = match result {
            Ok(request) => {
                self.core.scheduler.lock().end_outage(&row.connection);
                self.forget_pin(&row.key);
                return match request {
                    Some(request) => self.record_accepted(row, Arc::new(request)).await,
                    None => self.retry_until_written(|| self.accepted(&row.key)).await,
                };
            }
            Err(error) => error,
        };
        let problem = from_lower::write(&error);
        tracing::info!(row = row.key, %problem, outcome = ?problem.outcome, "not accepted");
        let ending = match error.delivery() {
            Delivery::Never => {
                return self.not_sent(&row.key, &row.connection, row.has_pin, true, problem).await;
            }
            Delivery::Refused => Failure::Refused,
            Delivery::Maybe => Failure::Unknown,
        };
        if matches!(error, Error::TimedOut { .. } | Error::Cut { .. }) {
            // A server that could not be reached, and now does not answer, is tried by one row at a time.
            self.core.scheduler.lock().record_further_failure(&row.key, &row.connection, chance());
        }
        self.forget_pin(&row.key);
        self.retry_until_written(|| self.record_failure(&row.key, &[RequestState::Sending], ending, problem.clone()))
            .await;
    }

    /// Handles an accepted write for which the server names the request. A request that was known before the write left
    /// cannot be it: something on the way gave an older answer.
    async fn record_accepted(self: &Arc<Self>, row: &OutboxRow, request: Arc<ProvisioningRequest>) {
        if self.was_known_before(row, &request.id).await || self.is_for_others(row, &request).await {
            let problem = answer_of_another(&request).ended(Outcome::Unknown);
            self.retry_until_written(|| {
                self.record_failure(&row.key, &[RequestState::Sending], Failure::Unknown, problem.clone())
            })
            .await;
        } else {
            self.retry_until_written(|| {
                self.apply_server_state(&row.key, &[RequestState::Sending], Arc::clone(&request))
            })
            .await;
        }
    }

    /// Whether the request is for other cards or boxes than the row, according to the answer, or to the lists read
    /// since the write left: those may describe a request that existed before it.
    pub(crate) async fn is_for_others(&self, row: &OutboxRow, request: &ProvisioningRequest) -> bool {
        if is_surely_another(row, request) {
            return true;
        }
        let (of, id) = (row.connection.clone(), request.id.clone());
        let told = self.core.cache(move |cache| cache.mirrored(&of, &id)).await.ok().flatten();
        told.and_then(|(_, told)| serde_json::from_value(told).ok()).is_some_and(|told| is_surely_another(row, &told))
    }

    async fn was_known_before(&self, row: &OutboxRow, id: &str) -> bool {
        let (of, mark, id) = (row.connection.clone(), row.mirror_mark(), id.to_owned());
        let known = self.core.cache(move |cache| cache.known_by(&of, &[id], mark)).await;
        // A cache that cannot be read, or was made anew, is no evidence against the answer.
        known.is_ok_and(|(_, known)| !known.is_empty())
    }

    /// Records that a request did not reach the server: it is tried again, or ends if it carries a PIN. `by_answer`:
    /// any answer of the server shows that it can be tried again.
    pub(crate) async fn not_sent(&self, key: &str, connection: &str, has_pin: bool, by_answer: bool, problem: Problem) {
        const FROM_STATES: &[RequestState] = &[RequestState::Sending, RequestState::Queued, RequestState::NotSent];
        let problem = problem.ended(Outcome::NotSent);
        let again = self.core.scheduler.lock().record_failure(key, connection, by_answer, chance());
        let (next_try, problem) = if has_pin {
            self.forget_pin(key);
            (None, pin_not_kept(&problem))
        } else {
            (Some(again), problem)
        };
        self.retry_until_written(|| {
            self.record_failure(key, FROM_STATES, Failure::NotSent { next_try }, problem.clone())
        })
        .await;
    }

    /// Builds the request from the row and the PIN in memory. `None`: the PIN is gone or the operation is unknown.
    fn prepared_request(&self, row: &OutboxRow) -> Option<PreparedRequest> {
        let pin = self.memory.lock().pins.get(&row.key).map(|(pin, _)| pin.clone());
        if row.has_pin && pin.is_none() {
            return None;
        }
        Some(PreparedRequest {
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

    /// Puts a row back into the queue. `refused`: the token with which it was refused; after a second different one the
    /// user decides.
    async fn back_to_queue(&self, row: &OutboxRow, refused: Option<&Token>) {
        let another = refused.is_some_and(|token| {
            let last = self.memory.lock().refused_with.insert(row.key.clone(), token.clone());
            last.is_none_or(|last| last != *token)
        });
        self.retry_until_written(|| {
            let (id, now) = (row.key.clone(), self.core.now());
            self.core.change_rows(move |journal| {
                journal.change(&id, &[RequestState::Sending], now, |row| {
                    row.refusals += u32::from(another);
                    let mut steps = waits_again(row, now);
                    if row.refusals >= MAX_TOKEN_REFUSALS {
                        steps.extend(doubted(row));
                    }
                    steps
                })
            })
        })
        .await;
        self.core.events.requests();
    }

    async fn wait_for_decision(&self, row: &OutboxRow) {
        self.retry_until_written(|| {
            let (id, now) = (row.key.clone(), self.core.now());
            self.core.change_rows(move |journal| {
                journal.change(&id, &[RequestState::Sending], now, |row| {
                    let mut steps = waits_again(row, now);
                    steps.extend(doubted(row));
                    steps
                })
            })
        })
        .await;
        self.core.events.requests();
    }

    pub(crate) fn forget_pin(&self, key: &str) {
        let mut state = self.memory.lock();
        state.pins.remove(key);
        state.refused_with.remove(key);
    }
}

fn waits_again(row: &mut OutboxRow, now: i64) -> Steps {
    row.state = RequestState::Queued;
    row.waits_since = Some(now);
    row.sent = None;
    vec![(StepKind::SessionEnded, None)]
}

fn doubted(row: &mut OutboxRow) -> Steps {
    row.undecided = true;
    row.doubt = Some(Doubt::TokenRefused);
    vec![(StepKind::Decision, None)]
}

pub(crate) fn chance() -> u8 {
    uuid::Uuid::new_v4().as_bytes()[0]
}

/// The problem of a request with a PIN that did not leave; the cause is its detail.
pub(crate) fn pin_not_kept(cause: &Problem) -> Problem {
    let words = if cause.message.is_empty() { format!("{:?}", cause.code) } else { cause.message.clone() };
    Problem { detail: Some(words), ..Problem::new(ProblemCode::PinNotKept, "") }.ended(Outcome::NotSent)
}
