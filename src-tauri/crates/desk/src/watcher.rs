//! The watcher: asks about accepted requests until their final state. When it asks next is in the
//! journal, so a restart goes on where the last run stopped.

use crmcom::{Error, RequestIdentifier, catalogue};
use store::{State, Submission};
use tokio::task::JoinSet;

use crate::{Desk, pace, problem::Problem};

const AT_A_TIME: usize = 4;
const OPEN: &[State] = &[State::Pending, State::Other];

/// After a failure of the journal.
const AGAIN: i64 = 5_000;

impl Desk {
    /// Runs until the desk is shut down.
    pub(crate) async fn watch_rows(&self) {
        while !*self.inner.stop.borrow() {
            let next = self.watch_round().await.unwrap_or_else(|_| Some(self.now() + AGAIN));
            self.pause(&self.inner.wake.watcher, next.unwrap_or(i64::MAX)).await;
        }
    }

    async fn watch_round(&self) -> Result<Option<i64>, Problem> {
        let rows = self.read_journal(store::Journal::to_watch).await?;
        let now = self.now();
        let mut looks = JoinSet::new();
        let mut next: Option<i64> = None;
        for row in rows {
            // Without a session it is looked at when there is one again, which wakes us.
            if !self.can_read(&row.connection) {
                continue;
            }
            if let Some(at) = row.next_look.filter(|at| *at > now) {
                next = Some(next.map_or(at, |next| next.min(at)));
                continue;
            }
            if looks.len() >= AT_A_TIME {
                looks.join_next().await;
            }
            let desk = self.clone();
            looks.spawn(async move { desk.look(row).await });
            // What it learns, the next round reads.
            next = Some(now + 1_000);
        }
        looks.join_all().await;
        Ok(next)
    }

    async fn look(&self, row: Submission) {
        let provider = catalogue::find(&row.operation).map(|operation| operation.provider);
        let identifier = match (&row.server_id, &row.server_number) {
            (Some(id), _) => Some(RequestIdentifier::Id(id.clone())),
            (None, Some(number)) => Some(RequestIdentifier::Number(number.clone())),
            (None, None) => None,
        };
        let (Some(provider), Some(identifier)) = (provider, identifier) else {
            return self.looked(&row, true).await;
        };
        let told = self
            .read(&row.connection, |client, token| {
                let identifier = identifier.clone();
                async move { client.show_request(&token, provider, &identifier).await }
            })
            .await;
        match told {
            Ok(Ok(request)) => {
                if let Err(problem) = self.told(&row.key, OPEN, request).await {
                    tracing::warn!(row = row.key, %problem, "an answer cannot be written down");
                }
            }
            Ok(Err(Error::NotOffered { .. })) => self.looked(&row, true).await,
            Ok(Err(error)) => {
                tracing::info!(row = row.key, %error, "cannot be looked at");
                self.looked(&row, false).await;
            }
            Err(problem) => {
                tracing::info!(row = row.key, %problem, "cannot be looked at");
                self.looked(&row, false).await;
            }
        }
    }

    /// A look without an answer: later again, or never.
    async fn looked(&self, row: &Submission, unwatched: bool) {
        let (key, now) = (row.key.clone(), self.now());
        let written = self
            .journal(move |journal| {
                journal.change(&key, OPEN, now, |row| {
                    row.unwatched |= unwatched;
                    row.next_look = (!row.unwatched).then(|| now + pace::look(row.looks, now - row.created));
                    row.looks = row.looks.saturating_add(1);
                    Vec::new()
                })
            })
            .await;
        if unwatched && written.is_ok() {
            self.inner.bell.requests();
        }
    }
}
