//! Rejected requests in groups of one cause: pages, rows and the overview.
//!
//! `causes` unites groups. Not here: how a cause is derived from an answer (`store`), and joining and splitting groups
//! (`regroup`).

mod causes;
mod order;

use self::{
    causes::{cause_view, matching},
    order::{arrange, day_of, midnight, times},
};
use crate::{
    error::problem::Problem,
    rejected::Rejected,
    requests::{
        list::{DEFAULT_PAGE_ROWS, LISTS_STAMP, MAX_PAGE_ROWS},
        row::{Waits, view as request_view},
    },
    time::millis,
    view::{
        AgeBucket, CauseCount, ClearingBucket, GroupSort, RejectedDay, RejectedOverview, RejectedPage, RejectedQuery,
        RejectedRow, RejectedRows, RejectedView, Triage,
    },
};

use chrono::NaiveDate;
use chrono_tz::Tz;
use store::cache::rejected::{OverviewTimes, RejectedFilter, RejectedRecord};

/// Beginnings of the buckets: age in hours, and time until clearing in minutes.
const AGE_BUCKETS_HOURS: [u32; 6] = [0, 1, 4, 24, 72, 168];
const CLEARING_BUCKETS_MINUTES: [u32; 7] = [0, 5, 15, 60, 240, 1_440, 4_320];
/// More days than a user looks at.
const MAX_DAYS: usize = 366;
const MAX_CAUSES: usize = 10;

impl Rejected {
    /// The causes of the selected connection that contain a match of the query.
    pub async fn rejected_page(&self, query: RejectedQuery) -> Result<RejectedPage, Problem> {
        let known = self.sessions.not_left()?;
        let (connection, zone, now) = (known.id().to_owned(), known.zone(), self.core.now());
        let RejectedQuery { show, from, to, assignee, text, sort } = query;
        let filter = stored_view(RejectedView { groups: Vec::new(), show, from, to, assignee, text });
        let times = times(now, filter.from, zone);
        let written = self.written_knowledge().await;
        let (found, groups, synced) = self
            .core
            .cache(move |cache| {
                let synced = cache.stamp(&connection, LISTS_STAMP)?;
                let mut found = cache.groups(&connection, &filter, &times, |it| written.identical(it))?;
                if synced.is_some() {
                    cache.mark_viewed(&connection, None)?;
                }
                let mut groups = matching(std::mem::take(&mut found.groups));
                arrange(&mut groups, sort);
                let total: u32 = groups.iter().map(|group| group.count).sum();
                let mut shown = Vec::with_capacity(groups.len());
                for group in groups {
                    shown.push(cause_view(cache, &connection, group, total, &written)?);
                }
                Ok((found, shown, synced))
            })
            .await?;
        Ok(RejectedPage {
            groups,
            open: found.open,
            snoozed: found.snoozed,
            dismissed: found.dismissed,
            older_than_day: found.older_than_day,
            cleared_today: found.cleared_today,
            assignees: found.assignees,
            trend_from: millis(times.trend_from),
            trend_step: millis(times.trend_step),
            synced: synced.map(millis),
        })
    }

    /// A page of a view's requests, the latest rejection first.
    pub async fn rejected_requests(
        &self,
        view: RejectedView,
        offset: u32,
        limit: u32,
    ) -> Result<RejectedRows, Problem> {
        let connection = self.sessions.not_left()?.id().to_owned();
        let (filter, now) = (stored_view(view), self.core.now());
        let limit = if limit == 0 { DEFAULT_PAGE_ROWS } else { limit.min(MAX_PAGE_ROWS) };
        let of = connection.clone();
        let (rows, total) = self.core.cache(move |cache| cache.rejected_rows(&of, &filter, now, offset, limit)).await?;
        let waits = self.requests.waits();
        Ok(RejectedRows { rows: rows.into_iter().map(|row| row_view(row, &connection, &waits)).collect(), total })
    }

    /// Figures of the selected connection; those by day and of clearing, since an instant.
    pub async fn rejected_overview(&self, from: f64) -> Result<RejectedOverview, Problem> {
        let known = self.sessions.not_left()?;
        let (connection, zone, now) = (known.id().to_owned(), known.zone(), self.core.now());
        let times = times(now, None, zone);
        let written = self.written_knowledge().await;
        let names = written.clone();
        let (overview, mut groups) = self
            .core
            .cache(move |cache| {
                let days = days(stored_millis(from), now, zone);
                let asked =
                    OverviewTimes { now, days: &days, ages: &AGE_BUCKETS_HOURS, clearing: &CLEARING_BUCKETS_MINUTES };
                let overview = cache.rejected_overview(&connection, asked)?;
                let open = cache.groups(&connection, &RejectedFilter::default(), &times, |it| names.identical(it))?;
                Ok((overview, matching(open.groups)))
            })
            .await?;
        arrange(&mut groups, GroupSort::Count);
        let buckets = |begins: &'static [u32], counts: Vec<u32>| begins.iter().copied().zip(counts);
        Ok(RejectedOverview {
            ages: buckets(&AGE_BUCKETS_HOURS, overview.ages).map(|(hours, count)| AgeBucket { hours, count }).collect(),
            days: overview
                .days
                .into_iter()
                .map(|on| RejectedDay {
                    day: millis(on.day),
                    provider: on.provider,
                    request_type: on.request_type,
                    count: on.count,
                })
                .collect(),
            causes: groups
                .into_iter()
                .take(MAX_CAUSES)
                .map(|group| CauseCount {
                    title: written.of(&group).title,
                    group: group.id,
                    request_type: group.request_type,
                    line: group.line,
                    count: group.count,
                })
                .collect(),
            clearing: buckets(&CLEARING_BUCKETS_MINUTES, overview.clearing)
                .map(|(minutes, count)| ClearingBucket { minutes, count })
                .collect(),
            median_minutes: overview.median_minutes,
        })
    }

    /// Marks the present requests of groups as seen, so that they count as new no longer.
    pub async fn look_at_groups(&self, groups: Vec<String>) -> Result<(), Problem> {
        self.core.active();
        let connection = self.connections.selected_connection()?.id().to_owned();
        self.core
            .cache(move |cache| groups.iter().try_for_each(|group| cache.mark_viewed(&connection, Some(group))))
            .await
    }
}

/// Converts the window's view to the cache's filter.
pub(crate) fn stored_view(view: RejectedView) -> RejectedFilter {
    RejectedFilter {
        groups: view.groups,
        show: view.show,
        from: view.from.map(stored_millis),
        to: view.to.map(stored_millis),
        assignee: view.assignee,
        text: view.text,
    }
}

/// The greatest instant that the window has a date for, in milliseconds. All known dates lie between this and its
/// negative.
const MAX_DATE_MS: i64 = 8_640_000_000_000_000;

#[allow(clippy::cast_possible_truncation)] // a float beyond i64 is clamped, which is what is meant
fn stored_millis(at: f64) -> i64 {
    (at as i64).clamp(-MAX_DATE_MS, MAX_DATE_MS)
}

/// Beginnings of the days, from the day of an instant to today.
fn days(from: i64, now: i64, zone: Tz) -> Vec<i64> {
    let today = day_of(now, zone);
    let mut days: Vec<NaiveDate> =
        std::iter::successors(Some(today), |day| day.pred_opt().filter(|day| *day >= day_of(from, zone)))
            .take(MAX_DAYS)
            .collect();
    days.reverse();
    days.into_iter().map(|day| midnight(day, zone)).collect()
}

pub(crate) fn row_view(row: RejectedRecord, connection: &str, waits: &Waits<'_>) -> RejectedRow {
    RejectedRow {
        row: request_view(row.row, connection, waits),
        review: row.review,
        marks: Triage {
            assignee: row.assignee,
            note: row.note,
            snoozed_until: row.snoozed_until.map(millis),
            dismissed: row.dismissed,
        },
        retries: row.retries,
        last_retry: row.last_retry,
    }
}

#[cfg(test)]
mod tests;
