//! Rejected requests in groups of one cause, in one pass over their index.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params};

use super::{
    Found, RejectedFilter, Review, Wanted, scan,
    standing::{Retry, Standing, Standings},
};
use crate::{Cache, Error, State};

const DAY: i64 = 24 * 60 * 60_000;
const MINUTE: i64 = 60_000;

/// Stamp of the first look at what is rejected; with a group's id behind it, of the last one at that group.
const LOOKED: &str = "looked";

/// What is asked beside the filter. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy)]
pub struct GroupTimes {
    pub now: i64,
    /// When the day began.
    pub midnight: i64,
    /// When the trend's first bar begins, how long each is, and how many there are.
    pub trend_from: i64,
    pub trend_step: i64,
    pub bars: usize,
}

/// All groups that a filter finds something in, in no order, and figures of the connection whatever the filter asks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Groups {
    pub groups: Vec<GroupRow>,
    pub open: u32,
    pub snoozed: u32,
    pub dismissed: u32,
    /// Open and rejected more than 24 hours ago.
    pub older_than_day: u32,
    /// Cleared since midnight.
    pub cleared_today: u32,
    /// Names that something is assigned to.
    pub assignees: Vec<String>,
}

/// Rejected requests of one cause.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupRow {
    pub id: String,
    /// Of the latest one.
    pub provider: String,
    /// Absent also where several were joined, here and below.
    pub request_type: Option<String>,
    pub error_code: Option<String>,
    /// First meaningful line of the latest one.
    pub line: Option<String>,
    pub count: u32,
    /// Cards, or sets of cards.
    pub cards: u32,
    pub subscriptions: u32,
    /// Of all its requests, whatever became of them.
    pub first_seen: Option<i64>,
    pub last_seen: Option<i64>,
    /// Of those that the filter finds.
    pub oldest: Option<i64>,
    pub trend: Vec<u32>,
    /// Rejected since somebody last looked at the group.
    pub fresh: u32,
    /// Retried, and the outcome is not known yet.
    pub being_retried: u32,
    pub helped: Helped,
}

/// What became of a group's retries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Helped {
    pub retried: u32,
    pub completed: u32,
    pub same_error: u32,
    pub other_error: u32,
    /// Without an outcome.
    pub open: u32,
    /// Retries without a change that have an outcome.
    pub plain: u32,
    pub plain_completed: u32,
    /// From the rejection to the making of the plain retry that was completed, median.
    pub plain_minutes: Option<u32>,
}

/// A group while its requests come by, card by card.
#[derive(Default)]
struct Gathered {
    row: GroupRow,
    /// The latest one, by time and place.
    latest: Option<(Option<i64>, i64)>,
    card: Option<String>,
    subscriptions: HashSet<String>,
    fingerprints: Vec<String>,
    /// Of its plain retries that were completed.
    minutes: Vec<i64>,
}

struct Gathering<'a> {
    times: GroupTimes,
    looked: &'a HashMap<String, i64>,
    /// Of the group that is gathered.
    looked_at: Option<i64>,
    groups: Vec<Gathered>,
    all: Groups,
}

impl Gathering<'_> {
    /// The group of an entry; they come group by group.
    fn group(&mut self, id: &str) -> &mut Gathered {
        if self.groups.last().is_none_or(|last| last.row.id != id) {
            // Nothing is new to somebody who sees all of it for the first time.
            self.looked_at = self.looked.get(id).or_else(|| self.looked.get("")).copied();
            let row = GroupRow { id: id.to_owned(), trend: vec![0; self.times.bars], ..GroupRow::default() };
            self.groups.push(Gathered { row, ..Gathered::default() });
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    /// Whatever the filter asks.
    fn count(&mut self, found: &Found<'_>, standing: Option<&Standing>) {
        let times = self.times;
        match standing.map_or(Some(Review::Open), Standing::review) {
            Some(Review::Open) => {
                self.all.open += 1;
                self.all.older_than_day += u32::from(found.at.is_some_and(|at| at < times.now - DAY));
            }
            Some(Review::Snoozed) => self.all.snoozed += 1,
            Some(Review::Dismissed) => self.all.dismissed += 1,
            Some(Review::Cleared) => {
                let cleared = standing.and_then(Standing::cleared_by).and_then(|retry| retry.ended);
                self.all.cleared_today += u32::from(cleared.is_some_and(|at| at >= times.midnight));
            }
            None => {}
        }
        let group = self.group(found.group);
        if let Some(at) = found.at {
            group.row.first_seen = Some(group.row.first_seen.map_or(at, |first| first.min(at)));
            group.row.last_seen = Some(group.row.last_seen.map_or(at, |last| last.max(at)));
        }
        for retry in standing.map_or(&[][..], |standing| &standing.retries) {
            group.help(retry);
        }
    }

    /// What the filter finds.
    fn gather(&mut self, found: &Found<'_>, standing: Option<&Standing>) {
        let times = self.times;
        self.group(found.group);
        let looked_at = self.looked_at;
        let group = self.group(found.group);
        let row = &mut group.row;
        row.count += 1;
        if let Some(at) = found.at {
            row.oldest = Some(row.oldest.map_or(at, |oldest| oldest.min(at)));
            row.fresh += u32::from(looked_at.is_some_and(|looked| at > looked));
            let bar = usize::try_from((at - times.trend_from).div_euclid(times.trend_step.max(1))).ok();
            if let Some(bar) = bar.and_then(|bar| row.trend.get_mut(bar)) {
                *bar += 1;
            }
        }
        row.being_retried += u32::from(standing.is_some_and(Standing::being_retried));
        group.latest = group.latest.max(Some((found.at, found.seq)));
        if found.card.is_some() && group.card.as_deref() != found.card {
            row.cards += 1;
            group.card = found.card.map(str::to_owned);
        }
        if let Some(subscription) = found.subscription.filter(|it| !group.subscriptions.contains(*it)) {
            group.subscriptions.insert(subscription.to_owned());
        }
        if group.fingerprints.last().is_none_or(|last| last != found.fingerprint)
            && !group.fingerprints.iter().any(|known| known == found.fingerprint)
        {
            group.fingerprints.push(found.fingerprint.to_owned());
        }
    }
}

impl Gathered {
    fn help(&mut self, retry: &Retry) {
        let helped = &mut self.row.helped;
        let plain = u32::from(!retry.changed);
        helped.retried += 1;
        if retry.is(State::Completed) {
            helped.completed += 1;
            helped.plain += plain;
            helped.plain_completed += plain;
            if let Some((rejected, made)) = retry.rejected_at.zip(retry.made).filter(|_| !retry.changed) {
                self.minutes.push((made - rejected).max(0) / MINUTE);
            }
        } else if retry.is(State::Rejected) {
            let same = retry.fingerprint.as_ref() == Some(&retry.parents_fingerprint);
            helped.plain += plain;
            helped.same_error += u32::from(same);
            helped.other_error += u32::from(!same);
        } else {
            helped.open += 1;
        }
    }

    /// What the latest of its requests says, and what all of them have in common.
    fn finish(mut self, reader: &Connection) -> rusqlite::Result<GroupRow> {
        let mut row = self.row;
        row.subscriptions = u32::try_from(self.subscriptions.len()).unwrap_or(u32::MAX);
        row.helped.plain_minutes = median(&mut self.minutes).and_then(|minutes| u32::try_from(minutes).ok());
        let mut latest = reader
            .prepare_cached("SELECT provider, request_type, error_code, error_text FROM request WHERE seq = ?1")?;
        let seq = self.latest.map(|(_, seq)| seq);
        (row.provider, row.request_type, row.error_code, row.line) =
            latest.query_one([seq], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        if self.fingerprints.len() > 1 {
            let mut shape = reader
                .prepare_cached("SELECT request_type IS ?2, error_code IS ?3 FROM shape WHERE fingerprint = ?1")?;
            let (mut one_type, mut one_code) = (true, true);
            for fingerprint in &self.fingerprints {
                let same: (bool, bool) = shape
                    .query_one(params![fingerprint, row.request_type, row.error_code], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })?;
                (one_type, one_code) = (one_type && same.0, one_code && same.1);
            }
            row.request_type = row.request_type.filter(|_| one_type);
            row.error_code = row.error_code.filter(|_| one_code);
        }
        Ok(row)
    }
}

/// The middle one; of an even number, the mean of the two in the middle.
pub(super) fn median(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    let upper = *values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some(i64::midpoint(lower, upper))
}

impl Cache {
    /// The groups that a filter finds something in. The filter's own group is passed over.
    pub fn groups(&self, connection: &str, filter: &RejectedFilter, times: &GroupTimes) -> Result<Groups, Error> {
        let attached = self.journal.is_some();
        self.count(|counter| {
            let standings = Standings::read(counter, connection, times.now, attached);
            let wanted = Wanted::read(counter, connection, filter, attached)?;
            let looked = looked(counter, connection)?;
            let mut gathering = Gathering {
                times: *times,
                looked: &looked,
                looked_at: None,
                groups: Vec::new(),
                all: Groups::default(),
            };
            scan(counter, connection, None, |found| {
                let standing = standings.of(found.subject);
                gathering.count(found, standing);
                if wanted.wants(found, standing) {
                    gathering.gather(found, standing);
                }
            })?;
            let Gathering { groups, mut all, .. } = gathering;
            let found = groups.into_iter().filter(|group| group.row.count > 0);
            all.groups = found.map(|group| group.finish(counter)).collect::<Result<_, _>>()?;
            if attached {
                all.assignees = counter
                    .prepare_cached(
                        "SELECT DISTINCT value FROM journal.mark WHERE connection = ?1 AND field = 'assignee' \
                         AND value IS NOT NULL ORDER BY value",
                    )?
                    .query_map([connection], |row| row.get(0))?
                    .collect::<Result<_, _>>()?;
            }
            Ok(all)
        })
    }

    /// Somebody looks at a group: what is in it by now is new no more. Without a group: at what is rejected, for the
    /// first time; what comes later is new, also in groups that there were none of.
    ///
    /// It is the latest rejection that is remembered, not the time of this computer, whose clock may be another one than
    /// the server's.
    pub fn look_at(&self, connection: &str, group: Option<&str>) -> Result<(), Error> {
        if group.is_none() && self.stamp(connection, LOOKED)?.is_some() {
            return Ok(());
        }
        self.follow()?;
        self.write(|writer| {
            let of_group = if group.is_some() { "AND grp = ?2" } else { "AND ?2 IS NULL" };
            let latest: Option<i64> = writer
                .prepare_cached(&format!(
                    "SELECT max(rejected_at) FROM request INDEXED BY request_rejected \
                     WHERE connection = ?1 AND grp IS NOT NULL {of_group}"
                ))?
                .query_one(params![connection, group], |row| row.get(0))?;
            let anew = if group.is_some() { "DO UPDATE SET at = max(at, excluded.at)" } else { "DO NOTHING" };
            writer
                .prepare_cached(&format!(
                    "INSERT INTO stamp (connection, what, at) VALUES (?1, ?2, ?3) ON CONFLICT (connection, what) {anew}"
                ))?
                .execute(params![connection, format!("{LOOKED}{}", group.unwrap_or_default()), latest.unwrap_or(0)])
        })?;
        Ok(())
    }
}

/// By group; of the first look at all of them, by no name.
fn looked(reader: &Connection, connection: &str) -> rusqlite::Result<HashMap<String, i64>> {
    reader
        .prepare_cached(
            "SELECT substr(what, length(?2) + 1), at FROM stamp WHERE connection = ?1 AND what GLOB ?2 || '*'",
        )?
        .query_map([connection, LOOKED], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}
