//! Reads the server's lists into the mirror. Screens read the mirror, never the server.

use std::collections::{HashMap, HashSet};

use crmcom::{ListFilter, Page, ProvisioningRequest, Release, Token, catalogue::Provider};
use store::State;

use crate::{Desk, errors, problem::Problem, told};

/// The name of the stamp that says when the lists were read.
pub(crate) const LISTS: &str = "requests";

/// Between two readings while somebody works.
const EVERY: i64 = 30_000;
/// Nobody did anything for so long: reading on would keep an idle session alive for nobody.
const NOBODY: i64 = 10 * 60_000;

const PAGE: u32 = 200;
/// Rows written at a time.
const PIECE: usize = 500;
/// A server that pages for ever is broken.
const MOST_PAGES: u32 = 5_000;

const COMPLETED: &str = "COMPLETED";
const CHANGING: &[&str] = &["PENDING", "REJECTED"];
/// Completed last: what completes meanwhile is in one of the lists.
const ALL: &[&str] = &["PENDING", "REJECTED", COMPLETED];

impl Desk {
    /// Reads the lists of the chosen connection now.
    pub async fn refresh_requests(&self) -> Result<(), Problem> {
        self.active();
        let id = self.selected()?.id().to_owned();
        self.read_lists(&id, ALL).await
    }

    /// Reads the lists when somebody signs in and, while they work, from time to time.
    pub(crate) async fn sync_lists(&self) {
        // When the lists were last read with a token, and whether all of them ever were.
        let mut read: HashMap<String, (Token, i64, bool)> = HashMap::new();
        loop {
            let now = self.now();
            let (id, active) = {
                let state = self.state();
                (state.selected.clone(), now - state.active_at < NOBODY)
            };
            let token = self.state().sessions.get(&id).map(|live| live.token.clone());
            if let (Some(token), true) = (token, self.can_read(&id)) {
                let before = read.get(&id);
                let lists = match before {
                    None => Some(ALL),
                    Some((known, at, whole)) if active && (*known != token || now - at >= EVERY) => {
                        Some(if *whole { CHANGING } else { ALL })
                    }
                    Some(_) => None,
                };
                if let Some(lists) = lists {
                    let whole = before.is_some_and(|(_, _, whole)| *whole);
                    let result = self.read_lists(&id, lists).await;
                    if let Err(problem) = &result {
                        tracing::info!(connection = id, %problem, "the lists cannot be read");
                    }
                    read.insert(id, (token, self.now(), whole || result.is_ok()));
                }
            } else {
                read.remove(&id);
            }
            self.pause(&self.inner.wake.sync, self.now() + EVERY).await;
        }
    }

    async fn read_lists(&self, connection: &str, states: &'static [&'static str]) -> Result<(), Problem> {
        let _reading = self.inner.reading.lock().await;
        let known = self.connection(connection)?;
        let (release, zone) = (known.release()?, known.zone());
        let mut listed = HashSet::new();
        for state in states {
            self.read_state(connection, state, release, zone, &mut listed).await?;
        }
        if !states.contains(&COMPLETED) {
            // What was pending and is in neither list any more can only have been completed.
            let id = connection.to_owned();
            let pending = self.cache(move |cache| cache.pending(&id)).await?;
            if pending.iter().any(|id| !listed.contains(id)) {
                self.read_state(connection, COMPLETED, release, zone, &mut listed).await?;
            }
        }
        let (id, now) = (connection.to_owned(), self.now());
        self.cache(move |cache| cache.set_stamp(&id, LISTS, now)).await?;
        self.inner.bell.requests();
        Ok(())
    }

    /// Reads one list into the mirror and notes the ids in it.
    async fn read_state(
        &self,
        connection: &str,
        state: &str,
        release: Release,
        zone: chrono_tz::Tz,
        listed: &mut HashSet<String>,
    ) -> Result<(), Problem> {
        let mut first_of_last: Option<String> = None;
        for page in 0..MOST_PAGES {
            let part = (release >= Release::R13).then_some(Page { number_of_results: PAGE, offset: page * PAGE });
            let requests = self.read_list(connection, state, part).await?;
            let first = requests.first().map(|request| request.id.clone());
            // A server that does not know pages sends the same rows again (reference section 10, 29).
            if first.is_none() || first == first_of_last {
                break;
            }
            first_of_last = first;
            let whole = part.is_none() || requests.len() < PAGE as usize;
            listed.extend(requests.iter().map(|request| request.id.clone()));
            self.mirror(connection, requests, zone).await?;
            if whole {
                break;
            }
        }
        Ok(())
    }

    async fn read_list(
        &self,
        connection: &str,
        state: &str,
        part: Option<Page>,
    ) -> Result<Vec<ProvisioningRequest>, Problem> {
        let filter = ListFilter::State(state.to_owned());
        self.read(connection, |client, token| {
            let filter = filter.clone();
            async move { client.list_requests(&token, &filter, part, &[]).await }
        })
        .await?
        .map_err(|error| errors::call(&error))
    }

    /// Writes a list into the mirror, and into the rows of this desk that it tells something new about.
    async fn mirror(
        &self,
        connection: &str,
        requests: Vec<ProvisioningRequest>,
        zone: chrono_tz::Tz,
    ) -> Result<(), Problem> {
        let (id, now) = (connection.to_owned(), self.now());
        let (requests, changed) = {
            let id = id.clone();
            self.cache(move |cache| {
                let mut changed = false;
                // In pieces, so that a screen that asks meanwhile does not wait for a long list.
                for piece in requests.chunks(PIECE) {
                    let rows: Vec<_> =
                        piece.iter().map(|request| told::mirrored(request, Provider::Conax, zone)).collect();
                    changed |= cache.mirror(&id, &rows, now)?;
                }
                Ok((requests, changed))
            })
            .await?
        };
        if changed {
            self.inner.bell.requests();
        }
        // The journal may be closed; the mirror is of use all the same.
        let Ok(open) = self.read_journal(store::Journal::to_watch).await else { return Ok(()) };
        let open: HashMap<String, (String, State)> = open
            .into_iter()
            .filter(|row| row.connection == id)
            .filter_map(|row| Some((row.server_id?, (row.key, row.state))))
            .collect();
        for request in requests {
            if let Some((key, state)) = open.get(&request.id)
                && *state != told::state_of(&request)
            {
                self.told(key, &[State::Pending, State::Other], request).await?;
            }
        }
        Ok(())
    }
}
