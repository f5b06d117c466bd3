//! The history: the acts of this desk on the selected connection, by person, day, job and outcome.
//!
//! It reads alone: the entries are the journal's, and no command of this domain changes one. `export` writes them to a
//! file.

mod export;
pub(crate) mod view;

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use store::cache::history::{HistoryCursor, HistoryEntry, HistoryHead, HistoryScope};

use crate::{
    core::state::Core,
    error::problem::Problem,
    requests::{
        Requests,
        list::{DEFAULT_PAGE_ROWS, MAX_PAGE_ROWS, instant_of},
    },
    sessions::Sessions,
    time::{instant, millis, wall_clock},
    view::{
        HistoryCount, HistoryFilter, HistoryOutcome, HistoryPage, HistoryPlace, HistoryQuery, HistoryRow,
        HistorySummary, RequestState,
    },
};

pub struct History {
    core: Arc<Core>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
}

impl History {
    pub(crate) fn new(core: Arc<Core>, sessions: Arc<Sessions>, requests: Arc<Requests>) -> Arc<Self> {
        Arc::new(Self { core, sessions, requests })
    }

    /// A page of entries, the newest first.
    pub async fn history_page(&self, query: HistoryQuery) -> Result<HistoryPage, Problem> {
        let (scope, _) = self.scope(&query.filter)?;
        let filter = stored(query.filter);
        let after = query.after.map(|after| HistoryCursor { at: instant_of(after.at), id: after.id });
        let limit = if query.limit == 0 { DEFAULT_PAGE_ROWS } else { query.limit.min(MAX_PAGE_ROWS) };
        let entries =
            self.core.cache(move |cache| cache.history(&scope, &filter, after.as_ref(), limit as usize)).await?;
        Ok(HistoryPage { rows: entries.into_iter().map(row).collect() })
    }

    /// Counts the matches of a filter: by day under the whole filter; by person, job and outcome each under the rest of the
    /// filter, for its menu. `step` is the number of rows of a page: the places from which each page but the first
    /// continues come with the counts.
    pub async fn history_summary(&self, filter: HistoryFilter, step: u32) -> Result<HistorySummary, Problem> {
        let (scope, zone) = self.scope(&filter)?;
        let filter = stored(filter);
        let step = step.clamp(1, MAX_PAGE_ROWS);
        let counts = self
            .core
            .cache(move |cache| {
                cache.fold_history(&scope, |counts: &mut Counts, head| {
                    let (user, job, state) = (filter.has_user(head), filter.has_job(head), filter.has_state(head));
                    counts.take(head, [user, job, state], zone, step);
                })
            })
            .await?;
        Ok(counts.summary())
    }

    fn scope(&self, filter: &HistoryFilter) -> Result<(HistoryScope, Tz), Problem> {
        let known = self.sessions.not_left()?;
        let zone = known.zone();
        let scope = HistoryScope {
            connection: known.id().to_owned(),
            from: filter.from.map(instant_of),
            to: filter.to.map(instant_of),
            // Purges write each day in the connection's zone.
            day_start: Box::new(move |day| {
                let day = day.parse::<NaiveDate>().unwrap_or_default();
                instant(day.and_time(NaiveTime::MIN), zone)
            }),
        };
        Ok((scope, zone))
    }
}

fn stored(filter: HistoryFilter) -> store::cache::history::HistoryFilter {
    store::cache::history::HistoryFilter { users: filter.users, jobs: filter.jobs, states: filter.states }
}

fn row(entry: HistoryEntry) -> HistoryRow {
    let request = entry.request;
    let part = |part: fn(&store::cache::requests::RequestRecord) -> &Option<String>| {
        request.as_ref().and_then(|request| part(request).clone())
    };
    HistoryRow {
        id: entry.id,
        at: millis(entry.at),
        kind: entry.kind,
        user: entry.user,
        operation: entry.operation,
        state: entry.state,
        state_text: part(|request| &request.state_text),
        value: entry.value,
        withdrawn: entry.withdrawn,
        requests: entry.requests,
        number: part(|request| &request.number),
        smartcard: part(|request| &request.smartcard),
        set_top_box: part(|request| &request.set_top_box),
        service: part(|request| &request.service),
        subscription: part(|request| &request.subscription),
        request: request.map(|request| request.key),
    }
}

/// A number of acts, and how many of them were removed.
type Counted = (u32, u32);

/// Counts of one pass over the history.
#[derive(Default)]
struct Counts {
    total: u32,
    acts: Counted,
    places: Vec<HistoryPlace>,
    /// The newest first.
    days: Vec<(NaiveDate, Counted)>,
    users: HashMap<String, Counted>,
    jobs: HashMap<String, Counted>,
    states: HashMap<RequestState, Counted>,
}

fn add((all, removed): &mut Counted, head: &HistoryHead<'_>) {
    *all += head.count;
    if head.kind == store::cache::history::HistoryKind::Removed {
        *removed += head.count;
    }
}

/// Counts a name without a copy of it, unless it is new.
fn add_named(counts: &mut HashMap<String, Counted>, name: &str, head: &HistoryHead<'_>) {
    match counts.get_mut(name) {
        Some(count) => add(count, head),
        None => add(counts.entry(name.to_owned()).or_default(), head),
    }
}

impl Counts {
    fn take(&mut self, head: &HistoryHead<'_>, [user, job, state]: [bool; 3], zone: Tz, step: u32) {
        if job && state {
            add_named(&mut self.users, head.user, head);
        }
        if user && state {
            add_named(&mut self.jobs, head.job(), head);
        }
        if let Some(outcome) = head.state.filter(|_| user && job) {
            add(self.states.entry(outcome).or_default(), head);
        }
        if !(user && job && state) {
            return;
        }
        self.total += 1;
        add(&mut self.acts, head);
        if self.total.is_multiple_of(step) {
            self.places.push(HistoryPlace { at: millis(head.at), id: head.id.to_owned() });
        }
        let day = wall_clock(DateTime::from_timestamp_millis(head.at).unwrap_or_default(), zone).date();
        match self.days.last_mut() {
            Some((last, count)) if *last == day => add(count, head),
            _ => {
                let mut count = Counted::default();
                add(&mut count, head);
                self.days.push((day, count));
            }
        }
    }

    fn summary(self) -> HistorySummary {
        let named = |counts: HashMap<String, Counted>| {
            let mut counts: Vec<_> =
                counts.into_iter().map(|(value, (count, removed))| HistoryCount { value, count, removed }).collect();
            counts.sort_unstable_by(|one, other| (other.count, &one.value).cmp(&(one.count, &other.value)));
            counts
        };
        let mut states: Vec<_> = self.states.into_iter().collect();
        states.sort_unstable_by_key(|(state, _)| *state);
        HistorySummary {
            total: self.total,
            count: self.acts.0,
            removed: self.acts.1,
            places: self.places,
            days: self
                .days
                .into_iter()
                .map(|(day, (count, removed))| HistoryCount { value: day.to_string(), count, removed })
                .collect(),
            users: named(self.users),
            jobs: named(self.jobs),
            states: states
                .into_iter()
                .map(|(state, (count, removed))| HistoryOutcome { state, count, removed })
                .collect(),
        }
    }
}
