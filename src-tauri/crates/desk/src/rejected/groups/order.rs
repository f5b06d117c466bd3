//! The order of groups, and the times that they are counted by.

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use store::cache::rejected::{GroupRow, GroupTimes};

use crate::{
    time::{instant, wall_clock},
    view::GroupSort,
};

/// Bars of a trend.
const TREND_BARS: usize = 12;
pub(super) const HOUR_MS: i64 = 60 * 60_000;
pub(super) const MINUTE_MS: i64 = 60_000;
/// Times of a trend: it covers the requested period or, without a beginning, the last twelve hours by whole hours.
pub(super) fn times(now: i64, from: Option<i64>, zone: Tz) -> GroupTimes {
    let bars = i64::try_from(TREND_BARS).unwrap_or(i64::MAX);
    let (trend_from, trend_step) = match from.filter(|from| *from < now) {
        Some(from) => (from, ((now - from) / bars + 1).max(MINUTE_MS)),
        None => (now - now.rem_euclid(HOUR_MS) - (bars - 1) * HOUR_MS, HOUR_MS),
    };
    GroupTimes { now, midnight: midnight(day_of(now, zone), zone), trend_from, trend_step, bars: TREND_BARS }
}

/// Sorts the groups. Equal ones are ordered by id, so that rows do not jump.
pub(super) fn arrange(groups: &mut [GroupRow], sort: GroupSort) {
    let grew = |group: &GroupRow| {
        let sum = |bars: &[u32]| bars.iter().copied().map(i64::from).sum::<i64>();
        let (before, after) = group.trend.split_at(group.trend.len() / 2);
        sum(after) - sum(before)
    };
    groups.sort_by(|one, other| {
        let order = match sort {
            GroupSort::Count => other.count.cmp(&one.count),
            GroupSort::Growing => grew(other).cmp(&grew(one)),
            GroupSort::Newest => other.last_seen.cmp(&one.last_seen),
            GroupSort::Oldest => one.oldest.unwrap_or(i64::MAX).cmp(&other.oldest.unwrap_or(i64::MAX)),
        };
        order.then_with(|| (Reverse(one.count), &one.id).cmp(&(Reverse(other.count), &other.id)))
    });
}

pub(super) fn day_of(at: i64, zone: Tz) -> NaiveDate {
    let beyond = if at < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
    wall_clock(DateTime::from_timestamp_millis(at).unwrap_or(beyond), zone).date()
}

/// Beginning of a day in a time zone.
pub(super) fn midnight(day: NaiveDate, zone: Tz) -> i64 {
    instant(day.and_time(NaiveTime::MIN), zone)
}
