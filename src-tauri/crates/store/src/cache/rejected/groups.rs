//! Groups rejected requests by their cause, in one pass over their index.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::{
    aggregate::Gathering,
    group::{GroupTimes, Groups},
    scan::{Needs, RejectedFilter, Wanted, scan},
    triage_state::TriageStates,
};
use crate::{
    Error,
    cache::{
        causes::grouping::Groupings,
        database::{Cache, TENANT_ID},
    },
};

/// Name of the stamp of the first look at the rejected requests; followed by the id of a group, of the last look at
/// that group.
const VIEWED_STAMP: &str = "looked";

impl Cache {
    /// The groups with requests that match a filter. The group in the filter is ignored.
    pub fn groups(&self, connection: &str, filter: &RejectedFilter, times: &GroupTimes) -> Result<Groups, Error> {
        let attached = self.journal.is_some();
        self.count(|counter| {
            let standings = TriageStates::read(counter, connection, times.now, attached);
            let wanted = Wanted::read(counter, connection, filter, attached)?;
            let looked = viewed_at(counter, connection)?;
            let mut gathering = Gathering::new(*times, &looked);
            // Only joined groups have several fingerprints.
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
                        "SELECT DISTINCT value FROM journal.mark WHERE tenant = {TENANT_ID} AND field = 'assignee' \
                         AND value IS NOT NULL ORDER BY value",
                    ))?
                    .query_map([connection], |row| row.get(0))?
                    .collect::<Result<_, _>>()?;
            }
            Ok(all)
        })
    }

    /// Records that the user looks at a group: its present requests are no longer new. Without a group, records the
    /// first look at the rejected requests: later ones are new, also in groups that did not exist then.
    ///
    /// It stores the time of the latest rejection instead of this computer's time, because the server's clock may
    /// differ.
    pub fn mark_viewed(&self, connection: &str, group: Option<&str>) -> Result<(), Error> {
        if group.is_none() && self.stamp(connection, VIEWED_STAMP)?.is_some() {
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
                .execute(params![
                    connection,
                    format!("{VIEWED_STAMP}{}", group.unwrap_or_default()),
                    latest.unwrap_or(0)
                ])
        })?;
        Ok(())
    }
}

/// Times by group; the entry with an empty name is the first look at all of them.
fn viewed_at(reader: &Connection, connection: &str) -> rusqlite::Result<HashMap<String, i64>> {
    reader
        .prepare_cached(
            "SELECT substr(what, length(?2) + 1), at FROM stamp WHERE connection = ?1 AND what GLOB ?2 || '*'",
        )?
        .query_map([connection, VIEWED_STAMP], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}
