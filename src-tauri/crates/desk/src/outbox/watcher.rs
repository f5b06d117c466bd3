//! The watcher: polls accepted requests until their final state. The time of the next poll is in the journal, so that a
//! restart goes on where the last run stopped.

use std::sync::Arc;

use crmcom::{Error, RequestIdentifier, catalogue};
use store::{journal::OutboxRow, request_state::RequestState};
use tokio::task::JoinSet;

use crate::{
    backoff,
    error::{from_lower, problem::Problem},
    outbox::Outbox,
};

const MAX_PARALLEL_POLLS: usize = 4;
/// Up to this many due rows of a connection are polled one by one.
const MAX_SINGLE_POLLS: u32 = 20;
const OPEN_STATES: &[RequestState] = &[RequestState::Pending, RequestState::Other];

/// Pause after a failure of the journal, in milliseconds.
const RETRY_DELAY_MS: i64 = 5_000;

impl Outbox {
    /// Runs until the desk is shut down.
    pub(crate) async fn watch_rows(self: &Arc<Self>) {
        while !*self.core.stop.borrow() {
            let soon = self.watch_round().await.unwrap_or_else(|_| Some(self.core.now() + RETRY_DELAY_MS));
            // A poll time that is written from here on is seen by the query or wakes this worker.
            self.memory.lock().watches_at = i64::MAX;
            let next = if soon.is_some() {
                soon
            } else {
                let now = self.core.now();
                let next = self.core.read_journal(move |journal| journal.next_watch(now)).await;
                next.unwrap_or(Some(now + RETRY_DELAY_MS))
            };
            let next = next.unwrap_or(i64::MAX);
            self.memory.lock().watches_at = next;
            self.core.sleep_until(&self.core.wake.watcher, next).await;
        }
    }

    /// Polls the rows that are due. Returns the time of the next round if there were any, because polling changes their
    /// times.
    async fn watch_round(self: &Arc<Self>) -> Result<Option<i64>, Problem> {
        let now = self.core.now();
        // A row without a session is polled when there is one again, which wakes the watcher.
        let connections: Vec<String> = self.sessions.memory.lock().sessions.keys().cloned().collect();
        let mut looks = JoinSet::new();
        let mut soon = None;
        for connection in connections.into_iter().filter(|connection| self.sessions.can_read(connection)) {
            let mut due =
                self.core.read_journal(move |journal| journal.due(&connection, now, MAX_SINGLE_POLLS + 1)).await?;
            // Many rows at once are covered by the lists; and sending comes before polling.
            if due.len() > MAX_SINGLE_POLLS as usize || !self.core.scheduler.lock().nothing_claimed() {
                due.truncate(MAX_PARALLEL_POLLS);
            }
            for row in due.into_iter().filter(|row| self.connections.leads_there(row)) {
                soon = Some(now + 1_000);
                if looks.len() >= MAX_PARALLEL_POLLS {
                    looks.join_next().await;
                }
                let this = Arc::clone(self);
                looks.spawn(async move { this.poll(row).await });
            }
        }
        looks.join_all().await;
        Ok(soon)
    }

    /// Wakes the watcher if `next_look` is earlier than the time that it sleeps until.
    pub(crate) fn watch_at(&self, next_look: Option<i64>) {
        if next_look.is_some_and(|at| at < self.memory.lock().watches_at) {
            self.core.wake.watcher.notify_one();
        }
    }

    async fn poll(self: &Arc<Self>, row: OutboxRow) {
        let provider = catalogue::find(&row.operation).and_then(|operation| operation.provider);
        let identifier = match (&row.server_id, &row.server_number) {
            (Some(id), _) => Some(RequestIdentifier::Id(id.clone())),
            (None, Some(number)) => Some(RequestIdentifier::Number(number.clone())),
            (None, None) => None,
        };
        let (Some(provider), Some(identifier)) = (provider, identifier) else {
            return self.record_poll(&row, true).await;
        };
        let told = self
            .sessions
            .read(&row.connection, |client, token| {
                let identifier = identifier.clone();
                async move { client.show_request(&token, provider, &identifier).await }
            })
            .await;
        match told {
            Ok(Ok(request)) => {
                if let Err(problem) = self.apply_server_state(&row.key, OPEN_STATES, Arc::new(request)).await {
                    tracing::warn!(row = row.key, %problem, "an answer cannot be written down");
                }
            }
            Ok(Err(Error::NotOffered { .. })) => self.record_poll(&row, true).await,
            Ok(Err(error)) => {
                tracing::info!(row = row.key, code = ?from_lower::call(&error).code, "cannot be looked at");
                self.record_poll(&row, false).await;
            }
            Err(problem) => {
                tracing::info!(row = row.key, %problem, "cannot be looked at");
                self.record_poll(&row, false).await;
            }
        }
    }

    /// Records a poll without an answer: it is repeated later, or never if the row is `unwatched`.
    async fn record_poll(&self, row: &OutboxRow, unwatched: bool) {
        let (key, now) = (row.key.clone(), self.core.now());
        let written = self
            .core
            .journal(move |journal| {
                journal.change(&key, OPEN_STATES, now, |row| {
                    row.unwatched |= unwatched;
                    row.next_look = (!row.unwatched).then(|| now + backoff::poll_delay(row.looks, now - row.created));
                    row.looks = row.looks.saturating_add(1);
                    Vec::new()
                })
            })
            .await;
        if unwatched && written.is_ok() {
            self.core.events.requests();
        }
    }
}
