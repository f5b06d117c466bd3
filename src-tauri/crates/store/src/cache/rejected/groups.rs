//! Rejected requests in groups of one cause, in one pass over their index.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::{Needs, RejectedFilter, Wanted, scan};
use crate::cache::rejected::{aggregate::Gathering, triage_state::Standings};
use crate::{
    Cache, Error,
    cache::{OF, rejected::grouping::Groupings},
};

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

impl Cache {
    /// The groups that a filter finds something in. The filter's own group is passed over.
    pub fn groups(&self, connection: &str, filter: &RejectedFilter, times: &GroupTimes) -> Result<Groups, Error> {
        let attached = self.journal.is_some();
        self.count(|counter| {
            let standings = Standings::read(counter, connection, times.now, attached);
            let wanted = Wanted::read(counter, connection, filter, attached)?;
            let looked = looked(counter, connection)?;
            let mut gathering = Gathering::new(*times, &looked);
            // Only what was joined has several.
            let fingerprint = Groupings::read(counter, attached).join(connection);
            let needs = Needs { fingerprint, ..wanted.needs(&standings) };
            scan(counter, connection, None, needs, |found| {
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
                    .prepare_cached(&format!(
                        "SELECT DISTINCT value FROM journal.mark WHERE tenant = {OF} AND field = 'assignee' \
                         AND value IS NOT NULL ORDER BY value",
                    ))?
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
