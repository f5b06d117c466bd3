//! One reading of a connection's lists.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono_tz::Tz;
use crmcom::{Client, Error, ListFilter, Page, ProvisioningRequest, RequestIdentifier, catalogue::Provider};
use store::State;
use tokio::sync::mpsc::channel;

use super::LISTS;
use crate::{Desk, errors, problem::Problem, told, view::SyncProgress};

pub(super) const PAGE: u32 = 500;
/// A server that pages for ever is broken.
const MOST_PAGES: u32 = 4_000;
/// Batches on their way from the server to the disk: the next one is read while one is written.
const UNDER_WAY: usize = 2;
/// Requests that are looked at one by one, rather than by a list that may be long.
const ONE_BY_ONE: usize = 20;
/// Between two words about a reading that goes on.
const TELL: Duration = Duration::from_millis(250);

/// What a list brought.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Brought {
    pub(super) rows: u32,
    /// Of these, rows that were new or different.
    pub(super) news: usize,
}

/// Which part of a list a call asks for.
pub(super) type Part = Option<Page>;

/// While it lives, the snapshot says that lists are read.
pub(crate) struct Reading<'a> {
    pub(super) desk: &'a Desk,
    pub(super) connection: &'a str,
    zone: Tz,
    /// The server gives lists in pages.
    pub(super) paged: bool,
    told: Instant,
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.desk.state().sync = None;
        self.desk.inner.bell.snapshot();
    }
}

impl<'a> Reading<'a> {
    pub(super) fn new(desk: &'a Desk, connection: &'a str, zone: Tz, paged: bool) -> Self {
        Self { desk, connection, zone, paged, told: Instant::now() }
    }

    /// The short lists, what left them, and of the long one what is due.
    pub(super) async fn all(&mut self, whole: bool) -> Result<(), Problem> {
        let mut listed = HashSet::new();
        for state in ["PENDING", "REJECTED"] {
            self.list(state, &mut |id| _ = listed.insert(id.to_owned())).await?;
        }
        let completed = self.completed(whole, 0).await?;
        let left = self.left(&listed).await?;
        if left.len() > ONE_BY_ONE && !completed {
            // So many were most likely completed together: then the list brings them at once.
            self.completed(whole, left.len()).await?;
        }
        for id in self.left(&listed).await?.into_iter().take(ONE_BY_ONE) {
            self.look_at(id).await?;
        }
        let (id, now) = (self.connection.to_owned(), self.desk.now());
        self.desk.cache(move |cache| cache.set_stamp(&id, LISTS, now)).await
    }

    /// Requests that were pending and are in no list that was read now.
    async fn left(&self, listed: &HashSet<String>) -> Result<Vec<String>, Problem> {
        let id = self.connection.to_owned();
        let mut pending = self.desk.cache(move |cache| cache.pending(&id)).await?;
        pending.retain(|id| !listed.contains(id));
        Ok(pending)
    }

    /// One that the server does not show any more was archived: it is not asked for again.
    async fn look_at(&mut self, id: String) -> Result<(), Problem> {
        let identifier = RequestIdentifier::Id(id.clone());
        let shown = self
            .desk
            .read(self.connection, |client, token| {
                let identifier = identifier.clone();
                async move { client.show_request(&token, Provider::Conax, &identifier).await }
            })
            .await?;
        match shown {
            Ok(request) => self.write(vec![request]).await.map(|_| ()),
            Err(Error::Refused(_)) => {
                let connection = self.connection.to_owned();
                self.desk.cache(move |cache| cache.gone(&connection, &id)).await
            }
            Err(error) => Err(errors::call(&error)),
        }
    }

    /// Reads a list to its end, in pages where there are any.
    pub(super) async fn list(&mut self, state: &str, each: &mut (dyn FnMut(&str) + Send)) -> Result<Brought, Problem> {
        let mut brought = Brought::default();
        if !self.paged {
            return self.part(state, None, &mut brought, each).await.map(|_| brought);
        }
        let mut first_of_last = None;
        for page in 0..MOST_PAGES {
            let part = Page { number_of_results: PAGE, offset: page * PAGE };
            let mut first = None;
            let before = brought.rows;
            self.part(state, Some(part), &mut brought, &mut |id| {
                first.get_or_insert_with(|| id.to_owned());
                each(id);
            })
            .await?;
            // A server that does not know pages sends the same rows again (reference section 10, 29).
            if brought.rows - before < PAGE || first == first_of_last {
                break;
            }
            first_of_last = first;
        }
        Ok(brought)
    }

    /// Reads one answer. What arrives is written while the rest is on its way.
    pub(super) async fn part(
        &mut self,
        state: &str,
        part: Part,
        brought: &mut Brought,
        each: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Brought, Problem> {
        let before = *brought;
        let (batches, mut arrived) = channel(UNDER_WAY);
        let (desk, connection) = (self.desk, self.connection);
        let begun = self.progress(state, part, brought.rows);
        let filter = ListFilter::State(state.to_owned());
        let read = async move {
            let ask = |client: Client, token| {
                let (filter, batches, begun) = (filter.clone(), batches.clone(), begun.clone());
                async move {
                    let mut listing = client.list_requests(&token, &filter, part).await?;
                    while let Some(batch) = listing.next().await? {
                        let (bytes, of_bytes) = (size(listing.bytes()), listing.of_bytes().map(size));
                        let progress = SyncProgress { bytes: begun.bytes + bytes, of_bytes, ..begun.clone() };
                        if batches.send((batch, progress)).await.is_err() {
                            break;
                        }
                    }
                    Ok(())
                }
            };
            desk.read(connection, ask).await
        };
        let (this, rows) = (&mut *self, &mut *brought);
        // It owns the receiving end: if it fails, whoever reads stops as well.
        let write = async move {
            while let Some((batch, progress)) = arrived.recv().await {
                let batch: Vec<ProvisioningRequest> = batch;
                for request in &batch {
                    each(&request.id);
                }
                rows.rows += u32::try_from(batch.len()).unwrap_or(u32::MAX);
                rows.news += this.write(batch).await?;
                this.tell(SyncProgress { rows: rows.rows, ..progress });
            }
            Ok::<(), Problem>(())
        };
        let (read, written) = tokio::join!(read, write);
        written?;
        read?.map_err(|error| errors::call(&error))?;
        Ok(Brought { rows: brought.rows - before.rows, news: brought.news - before.news })
    }

    /// Of this list from now on; the pages of one go on with what came before.
    fn progress(&mut self, state: &str, part: Part, rows: u32) -> SyncProgress {
        let mut held = self.desk.state();
        let known = held.sync.take().filter(|known| known.list == state && part.is_some());
        let progress = known.unwrap_or_else(|| SyncProgress {
            list: state.to_owned(),
            rows,
            bytes: 0.0,
            of_bytes: None,
            started: told::millis(self.desk.now()),
        });
        held.sync = Some(progress.clone());
        progress
    }

    /// Tells the screens from time to time, not with each batch.
    fn tell(&mut self, progress: SyncProgress) {
        self.desk.state().sync = Some(progress);
        if self.told.elapsed() >= TELL {
            self.told = Instant::now();
            self.desk.inner.bell.requests();
        }
    }

    /// Writes what a list told into the cache, and into the rows of this desk that it is news about. How many rows
    /// were new or different.
    async fn write(&self, requests: Vec<ProvisioningRequest>) -> Result<usize, Problem> {
        let (id, now, zone) = (self.connection.to_owned(), self.desk.now(), self.zone);
        let (news, ours) = self
            .desk
            .cache(move |cache| {
                let rows: Vec<_> =
                    requests.iter().map(|request| told::mirrored(request, Provider::Conax, zone)).collect();
                let news = cache.mirror(&id, &rows, now)?;
                let ours: Vec<(String, String)> =
                    news.ours.into_iter().map(|(key, place)| (key, rows[place].server.clone())).collect();
                Ok((news.changed, ours))
            })
            .await?;
        for (key, server) in ours {
            // What was written from a request reads as one.
            if let Ok(request) = serde_json::from_str(&server) {
                self.desk.told(&key, &[State::Pending, State::Other], Arc::new(request)).await?;
            }
        }
        Ok(news)
    }
}

/// Bytes for the window.
#[allow(clippy::cast_precision_loss)] // a list is far below 2^53 bytes
fn size(bytes: u64) -> f64 {
    bytes as f64
}
