//! The figures above the groups.

use std::collections::HashMap;

use super::{
    aggregate,
    scan::{Needs, scan},
    triage_state::{Review, TriageState, TriageStates},
};
use crate::{
    Error,
    cache::database::Cache,
    time::{HOUR_MS, MINUTE_MS},
};

/// What is asked. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy)]
pub struct OverviewTimes<'a> {
    pub now: i64,
    /// When each day begins, the first of them first. What was before is in none.
    pub days: &'a [i64],
    /// Where each bucket of ages begins, in hours.
    pub ages: &'a [u32],
    /// Where each bucket of times to clear begins, in minutes.
    pub clearing: &'a [u32],
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// Open ones, by bucket.
    pub ages: Vec<u32>,
    /// All that was rejected, whatever became of it, by day.
    pub days: Vec<RejectedOn>,
    /// From a rejection to the completion of its retry, by bucket; of what was cleared since the first of the days.
    pub clearing: Vec<u32>,
    pub median_minutes: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedOn {
    /// When the day began.
    pub day: i64,
    pub provider: String,
    pub request_type: Option<String>,
    pub count: u32,
}

impl Cache {
    pub fn rejected_overview(&self, connection: &str, times: OverviewTimes<'_>) -> Result<Overview, Error> {
        let attached = self.journal.is_some();
        let OverviewTimes { now, days, ages, clearing } = times;
        let first_day = days.first().copied().unwrap_or(i64::MAX);
        self.count(|counter| {
            let standings = TriageStates::read(counter, connection, now, attached);
            let mut overview =
                Overview { ages: vec![0; ages.len()], clearing: vec![0; clearing.len()], ..Overview::default() };
            // Which fingerprint, and how many on each day.
            let mut shapes = HashMap::<String, Vec<u32>>::new();
            let mut minutes = Vec::new();
            let needs = Needs { subject: !standings.is_empty(), fingerprint: true };
            scan(counter, connection, None, needs, |found| {
                let standing = standings.of(found.subject);
                let Some(at) = found.at else { return };
                if standing.map_or(Some(Review::Open), TriageState::review) == Some(Review::Open) {
                    add(&mut overview.ages, ages, (now - at) / HOUR_MS);
                }
                if let Some(day) = days.partition_point(|day| *day <= at).checked_sub(1) {
                    if let Some(counts) = shapes.get_mut(found.fingerprint) {
                        counts[day] += 1;
                    } else {
                        let mut counts = vec![0; days.len()];
                        counts[day] = 1;
                        shapes.insert(found.fingerprint.to_owned(), counts);
                    }
                }
                let ended = standing.and_then(TriageState::cleared_by).and_then(|retry| retry.ended);
                if let Some(ended) = ended.filter(|ended| *ended >= first_day) {
                    let took = (ended - at).max(0) / MINUTE_MS;
                    add(&mut overview.clearing, clearing, took);
                    minutes.push(took);
                }
            })?;
            overview.median_minutes = aggregate::median(&mut minutes).and_then(|minutes| u32::try_from(minutes).ok());
            let mut shape =
                counter.prepare_cached("SELECT provider, request_type FROM shape WHERE fingerprint = ?1")?;
            let mut by_type = HashMap::<(usize, String, Option<String>), u32>::new();
            for (fingerprint, counts) in shapes {
                let (provider, request_type): (String, Option<String>) =
                    shape.query_one([fingerprint], |row| Ok((row.get(0)?, row.get(1)?)))?;
                for (day, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                    *by_type.entry((day, provider.clone(), request_type.clone())).or_default() += count;
                }
            }
            let mut by_type: Vec<_> = by_type.into_iter().collect();
            by_type.sort_unstable();
            overview.days = by_type
                .into_iter()
                .map(|((day, provider, request_type), count)| RejectedOn {
                    day: days[day],
                    provider,
                    request_type,
                    count,
                })
                .collect();
            Ok(overview)
        })
    }
}

/// Counts a value in the last bucket that begins at it or before.
fn add(counts: &mut [u32], begins: &[u32], value: i64) {
    if let Some(bucket) = begins.partition_point(|begin| i64::from(*begin) <= value).checked_sub(1) {
        counts[bucket] += 1;
    }
}
