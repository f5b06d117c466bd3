//! Computes the figures above the groups.

use std::collections::HashMap;

use super::{
    aggregate,
    scan::{Needs, scan},
    triage_state::{TriageState, TriageStates, TriageStatus},
};
use crate::{
    Error,
    cache::database::Cache,
    time::{HOUR_MS, MINUTE_MS},
};

/// Parameters of the figures. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy)]
pub struct OverviewTimes<'a> {
    pub now: i64,
    /// Start of each day, in ascending order. Earlier rejections are in no day.
    pub days: &'a [i64],
    /// Lower bound of each bucket of ages, in hours.
    pub ages: &'a [u32],
    /// Lower bound of each bucket of clearing times, in minutes.
    pub clearing: &'a [u32],
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// Number of open requests in each bucket.
    pub ages: Vec<u32>,
    /// Number of rejected requests in any triage status, by day.
    pub days: Vec<RejectedOn>,
    /// Number of requests cleared since the start of the first day, in each bucket of the time from the rejection to
    /// the completion of its retry.
    pub clearing: Vec<u32>,
    pub median_minutes: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedOn {
    /// Start of the day.
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
            // Number of rejections on each day, by fingerprint.
            let mut shapes = HashMap::<String, Vec<u32>>::new();
            let mut minutes = Vec::new();
            let needs = Needs { subject: !standings.is_empty(), fingerprint: true };
            scan(counter, connection, &[], needs, |found| {
                let standing = standings.of(found.subject);
                let Some(at) = found.at else { return };
                if standing.map_or(Some(TriageStatus::Open), TriageState::review) == Some(TriageStatus::Open) {
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

/// Counts a value in the last bucket with a lower bound at or below it.
fn add(counts: &mut [u32], begins: &[u32], value: i64) {
    if let Some(bucket) = begins.partition_point(|begin| i64::from(*begin) <= value).checked_sub(1) {
        counts[bucket] += 1;
    }
}
