//! Reads the server's lists into the cache. Screens read the cache, never the server.
//!
//! PENDING and REJECTED are short and change, so they are read often. COMPLETED is long and grows: it is read whole
//! once, and then only as far as it is new, as [`completed`](super::completed) says.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use crmcom::{Release, Token};
use store::{cache::Cache, mirror_mark::MirrorMark};

pub(crate) use crate::mirror::read::Reading;
use crate::{
    error::problem::{Problem, ProblemCode},
    mirror::Mirror,
};

/// Interval between readings while the user is active, in milliseconds.
pub(crate) const ACTIVE_INTERVAL_MS: i64 = 30_000;
/// Interval while the user is idle.
const IDLE_INTERVAL_MS: i64 = 5 * 60_000;
/// Time without activity after which the user counts as idle. Before R12 each call prolongs a session, so an idle one
/// is then not used for reading.
const IDLE_AFTER_MS: i64 = 10 * 60_000;
/// Shortest interval after a request of this desk was accepted or settled.
const MIN_INTERVAL_AFTER_CHANGE_MS: i64 = 3_000;

/// The last reading of a connection's lists.
struct Read {
    token: Token,
    at: i64,
    /// Duration in milliseconds. A server with long lists is not kept busy with them.
    took: i64,
}

/// At most one part in so many of the time is spent on reading lists.
const MIN_PAUSE_FACTOR: i64 = 20;

/// The lists that together contain every request once.
pub(crate) const STATES: [&str; 3] = ["PENDING", "REJECTED", crate::requests::list_faults::COMPLETED];

/// Reason for reading the lists, which decides how much of the long one is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SyncReason {
    /// To keep up with the server.
    Usual,
    /// The user wants all of it.
    ByHand,
    /// Requests of the field are about to leave, so others' requests must be seen in the long list too. `made`: the
    /// mirror's mark by which the requests of the field were made; `None` if it is not known.
    Field { made: Option<MirrorMark> },
}

/// Result of a reading of the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListsRead {
    /// The mirror's mark at the beginning: everything noted before has a smaller number. `None`: the reading did not
    /// begin.
    pub(crate) begun: Option<MirrorMark>,
    pub(crate) lists: Vec<ListRead>,
    pub(crate) ended: ReadingEnd,
}

/// Result for one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListRead {
    pub(crate) list: &'static str,
    /// The list was read as far as asked for, surely to its end.
    pub(crate) read: bool,
    /// Time of the last such reading, if any. Filled in only for requests of the field, on which the user may have to
    /// decide without the list.
    pub(crate) as_of: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReadingEnd {
    /// The reading was not interrupted. A list may still not be surely whole.
    ByItself,
    /// The user stopped it, or the connection or the local data was removed.
    Stopped,
    Failed(Problem),
}

impl ListsRead {
    /// Lists that were not read as far as asked for.
    pub(crate) fn unread(&self) -> impl Iterator<Item = &ListRead> {
        self.lists.iter().filter(|list| !list.read)
    }
}

impl Mirror {
    /// Reads all lists of the selected connection now, from beginning to end.
    pub async fn refresh_requests(&self) -> Result<(), Problem> {
        self.core.active();
        let id = self.connections.selected_connection()?.id().to_owned();
        match self.read_lists(&id, SyncReason::ByHand, None).await.ended {
            ReadingEnd::ByItself | ReadingEnd::Stopped => Ok(()),
            ReadingEnd::Failed(problem) => Err(problem),
        }
    }

    /// Stops the present reading; its rows stay.
    #[allow(clippy::unused_async)] // every command is asynchronous
    pub async fn stop_refresh(&self) -> Result<(), Problem> {
        let now = self.core.now();
        self.memory.lock().long_list_stopped = Some(now);
        self.stop_reading.notify_waiters();
        Ok(())
    }

    /// Reads the lists after a sign-in and from time to time. Runs until the desk is shut down.
    pub(crate) async fn sync_lists(&self) {
        let mut read: HashMap<String, Read> = HashMap::new();
        loop {
            let now = self.core.now();
            let id = self.connections.memory.lock().selected.clone();
            let token = self.sessions.memory.lock().sessions.get(&id).map(|live| live.token.clone());
            let mut next = now + ACTIVE_INTERVAL_MS;
            match token.filter(|_| self.sessions.can_read(&id)) {
                None => _ = read.remove(&id),
                Some(token) => {
                    let due = self.lists_due(&id, read.get(&id), &token, now);
                    if due <= now {
                        self.core.memory.lock().lists_behind = false;
                        let started = Instant::now();
                        if let ReadingEnd::Failed(problem) = self.read_lists(&id, SyncReason::Usual, None).await.ended {
                            tracing::info!(connection = id, %problem, "the lists cannot be read");
                        }
                        let took = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
                        // Computed from the start, because the clock may be set meanwhile.
                        read.insert(id, Read { token, at: now.saturating_add(took), took });
                    } else {
                        next = next.min(due);
                    }
                }
            }
            self.core.sleep_until(&self.core.wake.sync, next).await;
        }
    }

    fn lists_due(&self, connection: &str, last: Option<&Read>, token: &Token, now: i64) -> i64 {
        // A time in the future belongs to a clock that was set back.
        let Some(last) = last.filter(|last| last.at <= now) else { return now };
        let fixed = self.sessions.memory.lock().sessions.get(connection).is_some_and(|live| live.expires.is_some());
        let (active_at, behind) = {
            let state = self.core.memory.lock();
            (state.active_at, state.lists_behind)
        };
        let in_use = now - active_at < IDLE_AFTER_MS;
        // Rows that leave come first; this is asked again once they have left.
        let pause = if behind && self.core.scheduler.lock().nothing_claimed() {
            MIN_INTERVAL_AFTER_CHANGE_MS
        } else if in_use {
            if last.token == *token { ACTIVE_INTERVAL_MS } else { 0 }
        } else if fixed {
            IDLE_INTERVAL_MS
        } else {
            return i64::MAX;
        };
        last.at + pause.max(last.took.saturating_mul(MIN_PAUSE_FACTOR))
    }

    /// Reads the lists, one reading at a time. Interrupts it after `within`.
    pub(crate) async fn read_lists(&self, connection: &str, why: SyncReason, within: Option<Duration>) -> ListsRead {
        // Created before the lock is taken, so that a waiting reading is stopped as well.
        let stopped = self.stop_reading.notified();
        let mut begun = None;
        let mut lists: Vec<ListRead> =
            STATES.into_iter().map(|list| ListRead { list, read: false, as_of: None }).collect();
        let reading = async {
            let _turn = self.reading.lock().await;
            let known = self.connections.connection(connection)?;
            let (release, zone) = (known.release()?, known.zone());
            let mark = self.core.cache(Cache::begin_reading).await?;
            begun = Some(mark);
            let mut reading = Reading::new(self, connection, zone, release >= Release::R13, mark);
            reading.all(why, &mut lists).await
        };
        let ended = tokio::select! {
            result = reading => result.map_or_else(ReadingEnd::Failed, |()| ReadingEnd::ByItself),
            () = stopped => ReadingEnd::Stopped,
            () = after(within) => ReadingEnd::Failed(Problem::new(ProblemCode::TimedOut, "")),
        };
        self.core.events.requests();
        if matches!(why, SyncReason::Field { .. }) {
            for list in &mut lists {
                list.as_of = self.requests.list_as_of(connection, list.list).await;
            }
        }
        ListsRead { begun, lists, ended }
    }
}

async fn after(within: Option<Duration>) {
    match within {
        Some(within) => tokio::time::sleep(within).await,
        None => std::future::pending().await,
    }
}
