//! Reads the server's lists into the cache. Screens read the cache, never the server.
//!
//! PENDING and REJECTED are short and change, so they are read often. COMPLETED is long and grows: it is read whole
//! once and then only as far as it is new, as [`completed`] says.

pub(crate) mod completed;
mod reading;

use std::{collections::HashMap, time::Instant};

use crmcom::{Release, Token};

pub(crate) use reading::Reading;

use crate::{Desk, problem::Problem};

/// The name of the stamp that says when the lists were read.
pub(crate) const LISTS: &str = "requests";

/// Between two readings while somebody works.
const EVERY: i64 = 30_000;
/// While the window stands in the background.
const SELDOM: i64 = 5 * 60_000;
/// Nobody did anything for so long. Before R12 each call keeps a session alive: reading on would do so for nobody.
const NOBODY: i64 = 10 * 60_000;
/// After a request of ours was accepted or settled, but not oftener.
const SOON: i64 = 3_000;

/// How a connection's lists stood after the last reading.
struct Read {
    token: Token,
    at: i64,
    /// How long it took. A server with long lists is not kept busy with them.
    took: i64,
}

/// At most this part of the time goes into reading lists.
const SHARE: i64 = 20;

impl Desk {
    /// Reads all lists of the chosen connection now, from their beginnings to their ends.
    pub async fn refresh_requests(&self) -> Result<(), Problem> {
        self.active();
        let id = self.selected()?.id().to_owned();
        self.read_lists(&id, true).await
    }

    /// Stops a reading that is going on; what it brought stays.
    #[allow(clippy::unused_async)] // every command is asynchronous
    pub async fn stop_refresh(&self) -> Result<(), Problem> {
        self.inner.stop_reading.notify_waiters();
        Ok(())
    }

    /// A request of ours changed on the server: the lists are behind.
    pub(crate) fn lists_are_behind(&self) {
        self.state().lists_behind = true;
        self.inner.wake.sync.notify_one();
    }

    /// Reads the lists when somebody signs in and from time to time.
    pub(crate) async fn sync_lists(&self) {
        let mut read: HashMap<String, Read> = HashMap::new();
        loop {
            let now = self.now();
            let (id, token) = {
                let state = self.state();
                (state.selected.clone(), state.sessions.get(&state.selected).map(|live| live.token.clone()))
            };
            let mut next = now + EVERY;
            match token.filter(|_| self.can_read(&id)) {
                None => _ = read.remove(&id),
                Some(token) => {
                    let due = self.lists_due(&id, read.get(&id), &token, now);
                    if due <= now {
                        self.state().lists_behind = false;
                        let started = Instant::now();
                        if let Err(problem) = self.read_lists(&id, false).await {
                            tracing::info!(connection = id, %problem, "the lists cannot be read");
                        }
                        let took = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
                        read.insert(id, Read { token, at: self.now(), took });
                    } else {
                        next = next.min(due);
                    }
                }
            }
            self.pause(&self.inner.wake.sync, next).await;
        }
    }

    fn lists_due(&self, connection: &str, last: Option<&Read>, token: &Token, now: i64) -> i64 {
        let Some(last) = last else { return now };
        let (active_at, behind, fixed) = {
            let state = self.state();
            let fixed = state.sessions.get(connection).is_some_and(|live| live.expires.is_some());
            (state.active_at, state.lists_behind, fixed)
        };
        let in_use = now - active_at < NOBODY;
        // What leaves comes first; when it has left, this is asked again.
        let pause = if behind && self.line().nothing_claimed() {
            SOON
        } else if in_use {
            if last.token == *token { EVERY } else { 0 }
        } else if fixed {
            SELDOM
        } else {
            return i64::MAX;
        };
        last.at + pause.max(last.took.saturating_mul(SHARE))
    }

    /// One reading of the lists at a time; `whole`: also of what is known to be old.
    pub(crate) async fn read_lists(&self, connection: &str, whole: bool) -> Result<(), Problem> {
        let _turn = self.inner.reading.lock().await;
        let known = self.connection(connection)?;
        let (release, zone) = (known.release()?, known.zone());
        let mut reading = Reading::new(self, connection, zone, release >= Release::R13);
        let result = tokio::select! {
            result = reading.all(whole) => result,
            () = self.inner.stop_reading.notified() => Ok(()),
        };
        drop(reading);
        self.inner.bell.requests();
        result
    }
}
