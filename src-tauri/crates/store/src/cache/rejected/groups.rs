//! Groups rejected requests by their cause, in one pass over their index.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, params};

use super::{
    aggregate::{Gathered, Gathering},
    group::{GroupRow, GroupTimes, Groups},
    one_cause::{Causes, is_split},
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
    /// The causes of the rejected requests, with the figures of those that match a filter. The groups in the filter are
    /// ignored. `identical` names what a reader sees of a group: groups with one name have one cause.
    pub fn groups(
        &self,
        connection: &str,
        filter: &RejectedFilter,
        times: &GroupTimes,
        identical: impl Fn(&GroupRow) -> Option<String>,
    ) -> Result<Groups, Error> {
        let attached = self.journal.is_some();
        self.count(|counter| {
            let standings = TriageStates::read(counter, connection, times.now, attached);
            let wanted = Wanted::read(counter, connection, filter, attached)?;
            let looked = viewed_at(counter, connection)?;
            let mut gathering = Gathering::new(*times, &looked);
            // Only joined groups have several fingerprints.
            let groupings = Groupings::read(counter, attached);
            let fingerprint = groupings.join(connection);
            let needs = Needs { fingerprint, ..wanted.needs(&standings) };
            scan(counter, connection, &[], needs, |found| {
                let standing = standings.of(found.subject);
                gathering.count(found, standing);
                if wanted.wants(found, standing) {
                    gathering.gather(found, standing);
                }
            })?;
            let Gathering { groups, mut all, .. } = gathering;
            let mut causes = Causes::new(&groupings, connection);
            let mut described = Vec::with_capacity(groups.len());
            for mut group in groups {
                group.describe(counter)?;
                let comparable = !group.is_joined() && !is_split(&group.row.id);
                causes.add(&group.row.id, identical(&group.row).filter(|_| comparable).as_deref());
                described.push(group);
            }
            let mut by_cause = BTreeMap::<_, Vec<Gathered>>::new();
            for group in described {
                by_cause.entry(causes.of(&group.row.id)).or_default().push(group);
            }
            all.groups = by_cause.into_values().map(cause_of).collect();
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

/// The cause of these groups, by jobs.
fn cause_of(groups: Vec<Gathered>) -> GroupRow {
    let id = Causes::id(groups.iter().map(|group| group.row.id.as_str()));
    let whole = Gathered::whole(&groups).finish();
    let mut jobs = BTreeMap::<_, Vec<Gathered>>::new();
    for group in groups {
        jobs.entry((group.row.provider.clone(), group.row.request_type.clone())).or_default().push(group);
    }
    let parts = jobs.into_values().map(|groups| {
        let job = Gathered::whole(&groups).finish();
        let parts: Vec<GroupRow> = groups.into_iter().map(Gathered::finish).collect();
        GroupRow { id: parts[0].id.clone(), parts, ..job }
    });
    GroupRow { id, parts: parts.collect(), ..whole }
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
