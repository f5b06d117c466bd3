//! A single reading of a connection's lists.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chrono_tz::Tz;
use crmcom::{Client, Error, ListFilter, ProvisioningRequest, RequestIdentifier, UnreadRows, catalogue::Provider};
use store::{mirror_mark::MirrorMark, request_state::RequestState};
use tokio::sync::mpsc::channel;

use crate::{
    error::{from_lower, problem::Problem},
    mirror::{
        Mirror,
        sync::{ListRead, STATES, SyncReason},
    },
    paging::{End, Ids, Pager, Part},
    requests::{
        from_server,
        list::LISTS_STAMP,
        list_faults::{self, COMPLETED, SHORT_LISTS_STAMP},
    },
    time::millis,
    view::SyncProgress,
};

pub(crate) const PAGE_ROWS: u32 = 500;
/// Batches between server and disk: the next one is received while one is written.
const MAX_WAITING_BATCHES: usize = 2;
/// Most requests that are shown one by one, rather than found in a list that may be long.
const MAX_SINGLE_READS: usize = 20;
/// Shortest interval between progress events.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);

/// Rows that a list brought.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReadRows {
    pub(crate) rows: u32,
    /// Rows that were new or different.
    pub(crate) news: usize,
}

/// A reading of a connection's lists. While it lives, the snapshot reports it as under way.
pub(crate) struct Reading<'a> {
    pub(crate) mirror: &'a Mirror,
    pub(crate) connection: &'a str,
    zone: Tz,
    /// The server has pages.
    pub(crate) paged: bool,
    /// The mirror's mark at the beginning.
    pub(crate) begun: MirrorMark,
    /// Unreadable rows of the present list.
    unread: UnreadRows,
    /// The first fault in an answer.
    fault: Option<Problem>,
    told: Instant,
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.mirror.memory.lock().sync = None;
        self.mirror.core.events.snapshot();
    }
}

impl<'a> Reading<'a> {
    pub(crate) fn new(mirror: &'a Mirror, connection: &'a str, zone: Tz, paged: bool, begun: MirrorMark) -> Self {
        Self {
            mirror,
            connection,
            zone,
            paged,
            begun,
            unread: UnreadRows::default(),
            fault: None,
            told: Instant::now(),
        }
    }

    /// Reads the short lists, the requests that left them, and the due part of the long list. The result of each list
    /// is written to `lists`, also if the reading is interrupted.
    pub(crate) async fn all(&mut self, why: SyncReason, lists: &mut [ListRead]) -> Result<(), Problem> {
        let mut listed = Ids::default();
        for state in STATES.into_iter().filter(|state| *state != COMPLETED) {
            let read = self.list(state, &mut |id| _ = listed.insert(id)).await;
            is_read(lists, state, self.record_failure(state, read).await?);
        }
        let short = lists.iter().filter(|list| list.list != COMPLETED).all(|list| list.read);
        let due = self.completed(why, 0).await;
        let mut due = self.record_failure(COMPLETED, due).await?;
        let left = self.left(&listed).await?;
        if left.len() > MAX_SINGLE_READS && due.is_none() {
            // So many requests were most likely completed together: then the list brings them in one call.
            let more = self.completed(why, left.len()).await;
            due = self.record_failure(COMPLETED, more).await?;
        }
        // A list that was not due was read recently.
        is_read(lists, COMPLETED, due.unwrap_or(true));
        for id in self.left(&listed).await?.into_iter().take(MAX_SINGLE_READS) {
            self.read_request(id).await?;
        }
        let (id, now) = (self.connection.to_owned(), self.mirror.core.now());
        self.mirror
            .core
            .cache(move |cache| {
                cache.set_stamp(&id, LISTS_STAMP, now)?;
                if short {
                    cache.set_stamp(&id, SHORT_LISTS_STAMP, now)?;
                    if cache.stamp(&id, list_faults::COMPLETED_WHOLE_STAMP)?.is_some() {
                        cache.read_whole(&id)?;
                    }
                }
                Ok(())
            })
            .await?;
        self.fault.take().map_or(Ok(()), Err)
    }

    /// Handles the failure of one list. A fault in its answer is recorded and counts as *not read*, so that the other
    /// lists are still read. Any other problem ends the reading.
    async fn record_failure<T: From<bool>>(
        &mut self,
        list: &'static str,
        read: Result<T, Problem>,
    ) -> Result<T, Problem> {
        let Err(problem) = read else { return read };
        let unread = std::mem::take(&mut self.unread);
        self.mirror.requests.list_failed(self.connection, list, &problem, unread).await;
        if !list_faults::is_of_the_answer(&problem) {
            return Err(problem);
        }
        self.fault.get_or_insert(problem);
        Ok(false.into())
    }

    /// Requests that were pending and are in none of the lists read now.
    async fn left(&self, listed: &Ids) -> Result<Vec<String>, Problem> {
        let id = self.connection.to_owned();
        let mut pending = self.mirror.core.cache(move |cache| cache.pending(&id)).await?;
        pending.retain(|id| !listed.contains(id));
        Ok(pending)
    }

    /// Shows a single request. One that the server does not show any more was archived, and is not asked for again.
    async fn read_request(&mut self, id: String) -> Result<(), Problem> {
        let identifier = RequestIdentifier::Id(id.clone());
        let shown = self
            .mirror
            .sessions
            .read(self.connection, |client, token| {
                let identifier = identifier.clone();
                async move { client.show_request(&token, Provider::Conax, &identifier).await }
            })
            .await?;
        match shown {
            Ok(request) => self.write(vec![request]).await.map(|_| ()),
            Err(Error::Refused(_)) => {
                let connection = self.connection.to_owned();
                self.mirror.core.cache(move |cache| cache.gone(&connection, &id)).await
            }
            Err(error) => Err(from_lower::call(&error)),
        }
    }

    /// Reads a list to its end, in pages if the server has them. `false`: it was not surely whole.
    async fn list(&mut self, state: &'static str, each: &mut (dyn FnMut(&str) + Send)) -> Result<bool, Problem> {
        let mut pager = self.pager(0);
        let mut brought = ReadRows::default();
        while let Some(part) = pager.ask() {
            self.part(state, part, &mut pager, &mut brought, each).await?;
        }
        Ok(self.ended(state, &pager).await)
    }

    pub(crate) fn pager(&self, from: u32) -> Pager {
        Pager::new(self.paged.then_some(PAGE_ROWS), from)
    }

    /// Whether a list was surely read whole; otherwise records the fault.
    pub(crate) async fn ended(&mut self, state: &'static str, pager: &Pager) -> bool {
        let unread = std::mem::take(&mut self.unread);
        let Some(problem) = pager.end().and_then(End::problem) else {
            self.mirror.requests.list_is_well(self.connection, state);
            return true;
        };
        tracing::warn!(connection = self.connection, list = state, code = ?problem.code, "a list was not read whole");
        self.mirror.requests.list_failed(self.connection, state, &problem, unread).await;
        false
    }

    /// Reads one answer. Rows are written while the rest arrives.
    pub(crate) async fn part(
        &mut self,
        state: &str,
        part: Part,
        pager: &mut Pager,
        brought: &mut ReadRows,
        each: &mut (dyn FnMut(&str) + Send),
    ) -> Result<ReadRows, Problem> {
        let before = *brought;
        let (batches, mut arrived) = channel(MAX_WAITING_BATCHES);
        let (mirror, connection) = (self.mirror, self.connection);
        let begun = self.progress(state, part, brought.rows);
        let filter = ListFilter::State(state.to_owned());
        let read = async move {
            let ask = |client: Client, token| {
                let (filter, batches, begun) = (filter.clone(), batches.clone(), begun.clone());
                async move {
                    // The call may be made a second time, with another token.
                    let _ = batches.send((Vec::new(), begun.clone())).await;
                    let mut listing = client.list_requests(&token, &filter, part).await?;
                    while let Some(batch) = listing.next().await? {
                        let (bytes, of_bytes) = (size(listing.bytes()), listing.of_bytes().map(size));
                        let progress = SyncProgress { bytes: begun.bytes + bytes, of_bytes, ..begun.clone() };
                        if batches.send((batch, progress)).await.is_err() {
                            break;
                        }
                    }
                    Ok((listing.bytes(), listing.unread()))
                }
            };
            mirror.sessions.read(connection, ask).await
        };
        let (this, rows, list) = (&mut *self, &mut *brought, &mut *pager);
        // The writer owns the receiving end: if it fails, the reader stops as well.
        let write = async move {
            while let Some((batch, progress)) = arrived.recv().await {
                let mut batch: Vec<ProvisioningRequest> = batch;
                if batch.is_empty() {
                    list.again();
                    continue;
                }
                let wanted = batch.iter().take_while(|request| {
                    let wanted = !list.is_full();
                    if wanted {
                        list.row(&request.id);
                        each(&request.id);
                    }
                    wanted
                });
                batch.truncate(wanted.count());
                rows.rows += u32::try_from(batch.len()).unwrap_or(u32::MAX);
                rows.news += this.write(batch).await?;
                this.tell(SyncProgress { rows: rows.rows, ..progress });
                if list.is_full() {
                    break;
                }
            }
            Ok::<(), Problem>(())
        };
        let (read, written) = tokio::join!(read, write);
        written?;
        let (bytes, unread) = read?.map_err(|error| from_lower::call(&error))?;
        pager.page_over(bytes, unread.count);
        self.unread.append(unread);
        Ok(ReadRows { rows: brought.rows - before.rows, news: brought.news - before.news })
    }

    /// Progress of a list; further pages continue the progress of the pages before.
    fn progress(&mut self, state: &str, part: Part, rows: u32) -> SyncProgress {
        let mut held = self.mirror.memory.lock();
        let known = held.sync.take().filter(|known| known.list == state && part.is_some());
        let progress = known.unwrap_or_else(|| SyncProgress {
            list: state.to_owned(),
            rows,
            bytes: 0.0,
            of_bytes: None,
            started: millis(self.mirror.core.now()),
        });
        held.sync = Some(progress.clone());
        progress
    }

    /// Stores the progress, and emits an event from time to time rather than with each batch.
    fn tell(&mut self, progress: SyncProgress) {
        self.mirror.memory.lock().sync = Some(progress);
        if self.told.elapsed() >= PROGRESS_INTERVAL {
            self.told = Instant::now();
            self.mirror.core.events.requests();
        }
    }

    /// Writes requests to the cache, and to this desk's own rows that they concern. Returns the number of rows that
    /// were new or different.
    async fn write(&self, requests: Vec<ProvisioningRequest>) -> Result<usize, Problem> {
        let (id, zone, kept) = (self.connection.to_owned(), self.zone, self.mirror.kept(self.connection).await);
        let (news, ours) = self
            .mirror
            .core
            .cache(move |cache| {
                let rows: Vec<_> =
                    requests.iter().map(|request| from_server::mirrored(request, Provider::Conax, zone)).collect();
                let news = cache.mirror_kept(&id, &rows, kept)?;
                let ours: Vec<(String, String)> =
                    news.ours.into_iter().map(|(key, place)| (key, rows[place].server.clone())).collect();
                Ok((news.changed, ours))
            })
            .await?;
        for (key, server) in ours {
            // Cannot fail: the text was written from a request.
            if let Ok(request) = serde_json::from_str(&server) {
                self.mirror
                    .outbox
                    .apply_server_state(&key, &[RequestState::Pending, RequestState::Other], Arc::new(request))
                    .await?;
            }
        }
        Ok(news)
    }
}

fn is_read(lists: &mut [ListRead], state: &str, read: bool) {
    for list in lists.iter_mut().filter(|list| list.list == state) {
        list.read = read;
    }
}

/// Bytes as the window's number.
#[allow(clippy::cast_precision_loss)] // a list is far below 2^53 bytes
fn size(bytes: u64) -> f64 {
    bytes as f64
}
