//! Aggregates rejected requests into groups during the scan, which yields them group by group and, within a group, card
//! by card.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use rusqlite::{Connection, params};

use super::{
    group::{GroupRow, GroupTimes, Groups},
    scan::RejectedEntry,
    triage_state::{RetryOutcome, TriageState, TriageStatus},
};
use crate::{
    request_state::RequestState,
    time::{DAY_MS, MINUTE_MS},
};

/// A group during the scan.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) row: GroupRow,
    /// Time and row number of the latest request that matches the filter, and of the latest of all.
    latest: Option<(Option<i64>, i64)>,
    latest_of_all: Option<(Option<i64>, i64)>,
    card: Option<String>,
    /// Hash of each card, because groups of one cause share cards.
    cards: Vec<u64>,
    subscriptions: HashSet<String>,
    fingerprints: Vec<String>,
    /// Minutes until the retry, for each completed retry without a change.
    minutes: Vec<i64>,
}

pub(super) struct Gathering<'a> {
    times: GroupTimes,
    looked: &'a HashMap<String, i64>,
    /// Last look at the group that is aggregated.
    looked_at: Option<i64>,
    pub(super) groups: Vec<Gathered>,
    pub(super) all: Groups,
}

impl<'a> Gathering<'a> {
    /// `looked`: time of the latest rejection in each group when the user last looked at it; the entry with an empty
    /// name is for all groups.
    pub(super) fn new(times: GroupTimes, looked: &'a HashMap<String, i64>) -> Self {
        Self { times, looked, looked_at: None, groups: Vec::new(), all: Groups::default() }
    }

    /// The group of an entry; entries arrive group by group.
    fn group(&mut self, id: &str) -> &mut Gathered {
        if self.groups.last().is_none_or(|last| last.row.id != id) {
            // If the user never looked before, nothing counts as new.
            self.looked_at = self.looked.get(id).or_else(|| self.looked.get("")).copied();
            let row = GroupRow { id: id.to_owned(), trend: vec![0; self.times.bars], ..GroupRow::default() };
            self.groups.push(Gathered { row, ..Gathered::default() });
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    /// Counts an entry in the figures that ignore the filter.
    pub(super) fn count(&mut self, found: &RejectedEntry<'_>, standing: Option<&TriageState>) {
        let times = self.times;
        match standing.map_or(Some(TriageStatus::Open), TriageState::review) {
            Some(TriageStatus::Open) => {
                self.all.open += 1;
                self.all.older_than_day += u32::from(found.at.is_some_and(|at| at < times.now - DAY_MS));
            }
            Some(TriageStatus::Snoozed) => self.all.snoozed += 1,
            Some(TriageStatus::Dismissed) => self.all.dismissed += 1,
            Some(TriageStatus::Cleared) => {
                let cleared = standing.and_then(TriageState::cleared_by).and_then(|retry| retry.ended);
                self.all.cleared_today += u32::from(cleared.is_some_and(|at| at >= times.midnight));
            }
            None => {}
        }
        let group = self.group(found.group);
        group.latest_of_all = group.latest_of_all.max(Some((found.at, found.seq)));
        if let Some(at) = found.at {
            group.row.first_seen = Some(group.row.first_seen.map_or(at, |first| first.min(at)));
            group.row.last_seen = Some(group.row.last_seen.map_or(at, |last| last.max(at)));
        }
        for retry in standing.map_or(&[][..], |standing| &standing.retries) {
            group.help(retry);
        }
    }

    /// Counts an entry that matches the filter.
    pub(super) fn gather(&mut self, found: &RejectedEntry<'_>, standing: Option<&TriageState>) {
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
        row.being_retried += u32::from(standing.is_some_and(TriageState::being_retried));
        group.latest = group.latest.max(Some((found.at, found.seq)));
        if found.card.is_some() && group.card.as_deref() != found.card {
            let mut hasher = DefaultHasher::new();
            found.card.hash(&mut hasher);
            group.cards.push(hasher.finish());
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
    fn help(&mut self, retry: &RetryOutcome) {
        let helped = &mut self.row.helped;
        let plain = u32::from(!retry.changed);
        helped.retried += 1;
        if retry.is(RequestState::Completed) {
            helped.completed += 1;
            helped.plain += plain;
            helped.plain_completed += plain;
            if let Some((rejected, made)) = retry.rejected_at.zip(retry.made).filter(|_| !retry.changed) {
                self.minutes.push((made - rejected).max(0) / MINUTE_MS);
            }
        } else if retry.is(RequestState::Rejected) {
            let same = retry.fingerprint.as_ref() == Some(&retry.parents_fingerprint);
            helped.plain += plain;
            helped.same_error += u32::from(same);
            helped.other_error += u32::from(!same);
        } else {
            helped.open += 1;
        }
    }

    /// Whether its requests were put into one group by hand.
    pub(super) fn is_joined(&self) -> bool {
        self.fingerprints.len() > 1
    }

    /// Adds the data of the latest request, and the type and code if all fingerprints share them.
    pub(super) fn describe(&mut self, reader: &Connection) -> rusqlite::Result<()> {
        let row = &mut self.row;
        let mut latest = reader
            .prepare_cached("SELECT provider, request_type, error_code, error_text FROM request WHERE seq = ?1")?;
        let seq = self.latest.or(self.latest_of_all).map(|(_, seq)| seq);
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
            row.request_type = row.request_type.take().filter(|_| one_type);
            row.error_code = row.error_code.take().filter(|_| one_code);
        }
        Ok(())
    }

    /// Counts what groups share only once.
    pub(super) fn finish(mut self) -> GroupRow {
        let size = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        self.cards.sort_unstable();
        self.cards.dedup();
        self.row.cards = size(self.cards.len());
        self.row.subscriptions = size(self.subscriptions.len());
        self.row.helped.plain_minutes = median(&mut self.minutes).and_then(|minutes| u32::try_from(minutes).ok());
        self.row
    }

    /// The cause of these groups, without an id.
    pub(super) fn whole(parts: &[Self]) -> Self {
        let mut whole = Self::default();
        for part in parts {
            whole.take_in(part);
        }
        // The words of the latest request; of several, one type and one code only if all share them.
        let shown = parts.iter().max_by_key(|part| (part.latest, part.latest_of_all));
        if let Some(GroupRow { provider, request_type, error_code, line, .. }) = shown.map(|part| &part.row) {
            let all = |same: &dyn Fn(&GroupRow) -> bool| parts.iter().all(|part| same(&part.row));
            whole.row.provider.clone_from(provider);
            whole.row.request_type = request_type.clone().filter(|_| all(&|row| row.request_type == *request_type));
            whole.row.error_code = error_code.clone().filter(|_| all(&|row| row.error_code == *error_code));
            whole.row.line.clone_from(line);
        }
        whole
    }

    fn take_in(&mut self, part: &Self) {
        let (row, other) = (&mut self.row, &part.row);
        row.count += other.count;
        row.first_seen = [row.first_seen, other.first_seen].into_iter().flatten().min();
        row.last_seen = row.last_seen.max(other.last_seen);
        row.oldest = [row.oldest, other.oldest].into_iter().flatten().min();
        row.trend.resize(other.trend.len(), 0);
        row.trend.iter_mut().zip(&other.trend).for_each(|(bar, more)| *bar += more);
        row.fresh += other.fresh;
        row.being_retried += other.being_retried;
        row.helped += other.helped;
        self.cards.extend(&part.cards);
        self.subscriptions.extend(part.subscriptions.iter().cloned());
        self.minutes.extend(&part.minutes);
    }
}

/// The median; of an even number of values, the mean of the middle two.
pub(super) fn median(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    let upper = *values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some(i64::midpoint(lower, upper))
}
