//! The user's decisions about a row of unknown outcome.

use crmcom::{ProvisioningRequest, RequestIdentifier, catalogue};
use store::{
    journal::{OutboxRow, timeline::StepKind},
    request_state::RequestState,
};

use crate::{
    error::{
        from_lower,
        problem::{Problem, ProblemCode, not_signed_in},
    },
    outbox::submit::too_late,
    reconcile::{
        Reconciler,
        reconciler::{evidence_of, has_list},
    },
    requests::identifiers::ItemIds,
    view::{Candidate, RequestDetail, RequestRow, Settled},
};

impl Reconciler {
    /// Looks at the server's lists now.
    pub async fn look_again(&self, key: String) -> Result<RequestDetail, Problem> {
        self.core.active();
        let row = self.unknown(&key).await?;
        if has_list(&row) {
            self.connections.only_there(&row)?;
            // A missing session is reported at once; any other failure is stored with the look.
            let identity = self.sessions.identity(&row.connection).ok_or_else(not_signed_in)?;
            self.sessions.client_and_token(&row.connection, &identity).await?;
            self.look_at(&row.connection, &row.request_type).await?;
        }
        self.requests.request(key).await
    }

    /// Compares a row with the request under a number that the user typed. Differences are `unsure`.
    pub async fn check_number(&self, key: String, number: String) -> Result<Candidate, Problem> {
        self.core.active();
        let row = self.unknown(&key).await?;
        let number = crmcom::plain(&number).into_owned();
        if number.is_empty() {
            return Err(Problem::at_fields(vec![crate::error::problem::FieldProblem::new("number", "required")]));
        }
        let request = self.shown(&row, RequestIdentifier::Number(number)).await?;
        Ok(self.wanted(&row).await?.checked(&request, &ItemIds::new()))
    }

    /// Adopts a request of the server as the row's own, by the user's decision.
    pub async fn adopt(&self, key: String, id: String) -> Result<RequestRow, Problem> {
        self.core.active();
        let row = self.unknown(&key).await?;
        let request = self.shown(&row, RequestIdentifier::Id(id)).await?;
        if !self.adopt_as(&row, request, None).await? {
            return Err(too_late(true));
        }
        self.requests.row(&key).await
    }

    /// Puts a row back into the queue. Allowed only if several looks found nothing, or if the server has no list.
    pub async fn send_again(&self, key: String) -> Result<RequestRow, Problem> {
        self.core.active();
        let row = self.unknown(&key).await?;
        if row.has_pin {
            return Err(Problem::new(ProblemCode::PinNotKept, ""));
        }
        self.connections.only_there(&row)?;
        let (id, now) = (key.clone(), self.core.now());
        let by = self.sessions.decider(&row.connection);
        let again = self
            .core
            .journal(move |journal| {
                let may = |row: &OutboxRow| {
                    let evidence = evidence_of(row);
                    !row.has_pin && (evidence.may_send_again || !has_list(row))
                };
                if !journal.get(&id)?.is_some_and(|row| may(&row)) {
                    return Ok(None);
                }
                let again = journal.change(&id, &[RequestState::Unknown], now, |row| {
                    settle(row, Some(Settled::SentAgain));
                    row.state = RequestState::Queued;
                    row.waits_since = Some(now);
                    (row.sent, row.next_look, row.looks, row.tries) = (None, None, 0, 0);
                    (row.problem, row.error_text, row.closed) = (None, None, false);
                    vec![(StepKind::SentAgain, None)]
                })?;
                journal.decided_by(&id, StepKind::SentAgain, &by)?;
                Ok(again)
            })
            .await?;
        again.ok_or_else(|| too_late(true))?;
        tracing::info!(row = key, "is sent again");
        self.core.queue_changed();
        self.requests.row(&key).await
    }

    /// Closes a row as it is, so that it asks for no decision any more; or reopens it.
    pub async fn close_unknown(&self, key: String, closed: bool) -> Result<RequestRow, Problem> {
        self.core.active();
        let by = self.sessions.decider(&self.unknown(&key).await?.connection);
        let (id, now) = (key.clone(), self.core.now());
        let changed = self
            .core
            .journal(move |journal| {
                let mut news = false;
                let changed = journal.change(&id, &[RequestState::Unknown], now, |row| {
                    news = closed && !row.closed;
                    row.closed = closed;
                    settle(row, closed.then_some(Settled::Closed));
                    row.next_look = (!closed).then_some(now);
                    if news { vec![(StepKind::Closed, None)] } else { Vec::new() }
                })?;
                if news {
                    journal.decided_by(&id, StepKind::Closed, &by)?;
                }
                Ok(changed)
            })
            .await?;
        changed.ok_or_else(|| too_late(true))?;
        self.core.wake.reconciler.notify_one();
        self.core.events.requests();
        self.requests.row(&key).await
    }

    async fn unknown(&self, key: &str) -> Result<OutboxRow, Problem> {
        let id = key.to_owned();
        let row = self.core.read_journal(move |journal| journal.get(&id)).await?.ok_or_else(|| too_late(false))?;
        if row.state == RequestState::Unknown { Ok(row) } else { Err(too_late(true)) }
    }

    async fn shown(&self, row: &OutboxRow, which: RequestIdentifier) -> Result<ProvisioningRequest, Problem> {
        let operation = catalogue::find(&row.operation);
        let operation = operation.ok_or_else(|| Problem::new(ProblemCode::Internal, "no such operation"))?;
        self.connections.only_there(row)?;
        // The server shows no request for such an operation.
        let provider = operation.provider.ok_or_else(|| Problem::new(ProblemCode::NotFound, ""))?;
        let shown = self
            .sessions
            .read(&row.connection, |client, token| {
                let which = which.clone();
                async move { client.show_request(&token, provider, &which).await }
            })
            .await?;
        shown.map_err(|error| from_lower::call(&error))
    }
}

fn settle(row: &mut OutboxRow, how: Option<Settled>) {
    let mut evidence = evidence_of(row);
    evidence.settled = how;
    evidence.next_look = None;
    // Cannot fail: only texts and numbers are serialised.
    row.evidence = serde_json::to_value(&evidence).ok();
}
