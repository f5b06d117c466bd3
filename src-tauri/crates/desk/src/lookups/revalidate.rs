//! What is old is read again behind the screen.

use std::{future::Future, sync::PoisonError};

use crate::{lookups::Lookups, view::ThingRef};

/// One that could not be read is left alone for so long.
const AGAIN: i64 = 60_000;

impl Lookups {
    /// Reads a thing again without anybody waiting for it.
    pub(crate) fn refresh_behind(&self, connection: &str, of: &ThingRef) {
        let (id, thing) = (connection.to_owned(), of.clone());
        self.once_behind(connection, of, |this| async move {
            if let Err(problem) = this.look_up(&id, &thing, None).await {
                tracing::info!(connection = id, %problem, "a thing was not read again");
            }
        });
    }

    /// Asks the server about something behind the screen: once at a time, and not soon again.
    pub(crate) fn once_behind<F: Future<Output = ()> + Send + 'static>(
        &self,
        connection: &str,
        of: &ThingRef,
        work: impl FnOnce(Self) -> F,
    ) {
        let (now, key) = (self.core.now(), (self.sessions.owner(connection), of.clone()));
        {
            let mut refreshed = self.shared.asking.refreshed.lock().unwrap_or_else(PoisonError::into_inner);
            refreshed.retain(|_, until| *until > now);
            if !self.sessions.can_read(connection) || refreshed.contains_key(&key) {
                return;
            }
            refreshed.insert(key, now + AGAIN);
        }
        self.behind(work);
    }

    /// Works on until it is done or the desk is left.
    pub(crate) fn behind<F: Future<Output = ()> + Send + 'static>(&self, work: impl FnOnce(Self) -> F) {
        self.core.behind(work(self.clone()));
    }
}
