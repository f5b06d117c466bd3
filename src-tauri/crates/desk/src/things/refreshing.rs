//! What is old is read again behind the screen, and what nobody uses is forgotten.

use std::{future::Future, sync::PoisonError};

use crate::{Desk, things::shown, view::ThingRef};

/// One that could not be read is left alone for so long.
const AGAIN: i64 = 60_000;
/// What is old goes so often, and first when the desk has been open for a moment.
const PURGE_EVERY: i64 = 24 * 3_600_000;
const FIRST_PURGE: i64 = 20_000;

impl Desk {
    /// Reads a thing again without anybody waiting for it.
    pub(crate) fn refresh_behind(&self, connection: &str, of: &ThingRef) {
        let (id, thing) = (connection.to_owned(), of.clone());
        self.once_behind(connection, of, |desk| async move {
            if let Err(problem) = desk.look_up(&id, &thing, None).await {
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
        let (now, key) = (self.now(), (self.owner(connection), of.clone()));
        {
            let mut refreshed = self.inner.asking.refreshed.lock().unwrap_or_else(PoisonError::into_inner);
            refreshed.retain(|_, until| *until > now);
            if !self.can_read(connection) || refreshed.contains_key(&key) {
                return;
            }
            refreshed.insert(key, now + AGAIN);
        }
        self.behind(work);
    }

    /// Works on until it is done or the desk is left.
    pub(crate) fn behind<F: Future<Output = ()> + Send + 'static>(&self, work: impl FnOnce(Self) -> F) {
        let mut stop = self.inner.stop.subscribe();
        let work = work(self.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = work => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        });
    }

    /// Forgets things that nobody used or asked for in thirty days, once a day.
    pub(crate) async fn purge_things(&self) {
        let never = tokio::sync::Notify::new();
        let mut next = self.now() + FIRST_PURGE;
        loop {
            self.pause(&never, next).await;
            if self.now() < next {
                continue;
            }
            self.purge_old_things().await;
            next = self.now() + PURGE_EVERY;
        }
    }

    pub(crate) async fn purge_old_things(&self) {
        let before = self.now() - shown::KEPT;
        match self.cache(move |cache| cache.purge_things(before)).await {
            Ok(0) => {}
            Ok(gone) => {
                tracing::info!(gone, "old look-ups are forgotten");
                self.inner.bell.things();
            }
            Err(problem) => tracing::warn!(%problem, "old look-ups cannot be forgotten"),
        }
    }
}
