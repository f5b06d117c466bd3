//! Revalidates stale entities in the background.

use std::{future::Future, sync::PoisonError};

use crate::{lookups::Lookups, view::EntityRef};

/// Pause before another attempt, in milliseconds.
const RETRY_DELAY_MS: i64 = 60_000;

impl Lookups {
    /// Looks an entity up again in the background.
    pub(crate) fn revalidate_in_background(&self, connection: &str, of: &EntityRef) {
        let (id, entity) = (connection.to_owned(), of.clone());
        self.once_in_background(connection, of, |this| async move {
            if let Err(problem) = this.look_up(&id, &entity, None).await {
                tracing::info!(connection = id, %problem, "a thing was not read again");
            }
        });
    }

    /// Runs a look-up in the background: one at a time for each entity, and no other within the pause.
    pub(crate) fn once_in_background<F: Future<Output = ()> + Send + 'static>(
        &self,
        connection: &str,
        of: &EntityRef,
        work: impl FnOnce(Self) -> F,
    ) {
        let (now, key) = (self.core.now(), (self.sessions.owner(connection), of.clone()));
        {
            let mut refreshed = self.shared.asking.refreshed.lock().unwrap_or_else(PoisonError::into_inner);
            refreshed.retain(|_, until| *until > now);
            if !self.sessions.can_read(connection) || refreshed.contains_key(&key) {
                return;
            }
            refreshed.insert(key, now + RETRY_DELAY_MS);
        }
        self.in_background(work);
    }

    /// Runs work in the background until it is done or the desk is shut down.
    pub(crate) fn in_background<F: Future<Output = ()> + Send + 'static>(&self, work: impl FnOnce(Self) -> F) {
        self.core.in_background(work(self.clone()));
    }
}
