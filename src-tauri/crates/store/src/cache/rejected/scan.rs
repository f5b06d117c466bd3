//! Scans the index of rejected requests once per query and applies the filter.

use std::collections::HashSet;

use rusqlite::{Connection, Row, params_from_iter};

use super::triage_state::{self, TriageState, TriageStates, TriageStatus};
use crate::{
    Error,
    cache::{
        database::Cache,
        requests::query::filter::{Filter, Query},
    },
    request_state::RequestState,
};

/// Filter of a connection's rejected requests. All conditions have to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RejectedFilter {
    /// Ids of groups; without any, all groups.
    pub groups: Vec<String>,
    pub show: TriageStatus,
    /// Rejected at or after this time.
    pub from: Option<i64>,
    /// Rejected before this time.
    pub to: Option<i64>,
    /// Assigned to this user; empty: to no user.
    pub assignee: Option<String>,
    /// Words that must all occur, as in [`Filter::text`].
    pub text: Option<String>,
}

/// A rejected request, with the names by which lists, marks and retries refer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedKey {
    /// Key in lists.
    pub key: String,
    /// Subject in marks and retries.
    pub request: String,
    pub created: Option<i64>,
    pub rejected_at: Option<i64>,
    pub request_type: Option<String>,
    /// A card or a set of cards.
    pub smartcard: Option<String>,
    pub fingerprint: String,
    pub grp: String,
}

/// An entry of the index of rejected requests.
pub(super) struct RejectedEntry<'a> {
    pub(super) seq: i64,
    pub(super) group: &'a str,
    pub(super) card: Option<&'a str>,
    pub(super) at: Option<i64>,
    pub(super) subscription: Option<&'a str>,
    pub(super) subject: &'a str,
    pub(super) fingerprint: &'a str,
}

/// Optional columns of a scan. SQLite decodes each selected column of an entry, and a long one that is not used costs
/// as much as the short ones that are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    pub(super) subject: bool,
    pub(super) fingerprint: bool,
}

/// Scans the rejected requests, group by group and card by card. Columns that are not needed are empty.
pub(super) fn scan(
    reader: &Connection,
    connection: &str,
    groups: &[String],
    needs: Needs,
    mut each: impl FnMut(&RejectedEntry<'_>),
) -> rusqlite::Result<()> {
    let column = |needed, name| if needed { name } else { "''" };
    let (subject, fingerprint) = (column(needs.subject, "subject"), column(needs.fingerprint, "fingerprint"));
    let of_groups = if groups.is_empty() { "" } else { " AND grp IN (SELECT value FROM json_each(?2))" };
    let sql = format!(
        "SELECT seq, grp, smartcard, rejected_at, subscription, {subject}, {fingerprint} FROM request \
         INDEXED BY request_rejected WHERE connection = ?1 AND grp IS NOT NULL{of_groups} ORDER BY grp, smartcard"
    );
    let mut statement = reader.prepare_cached(&sql)?;
    let listed = (!groups.is_empty()).then(|| serde_json::Value::from(groups).to_string());
    let mut rows = statement.query(params_from_iter([Some(connection), listed.as_deref()].into_iter().flatten()))?;
    while let Some(row) = rows.next()? {
        each(&RejectedEntry {
            seq: row.get(0)?,
            group: row.get_ref(1)?.as_str()?,
            card: row.get_ref(2)?.as_str_or_null()?,
            at: row.get(3)?,
            subscription: row.get_ref(4)?.as_str_or_null()?,
            subject: row.get_ref(5)?.as_str()?,
            fingerprint: row.get_ref(6)?.as_str()?,
        });
    }
    Ok(())
}

/// The conditions of a filter except the group, resolved once.
pub(super) struct Wanted {
    pub(super) show: TriageStatus,
    pub(super) from: Option<i64>,
    pub(super) to: Option<i64>,
    /// Set of subjects; the flag is false if the wanted ones are those outside the set.
    pub(super) assigned: Option<(HashSet<String>, bool)>,
    pub(super) found: Option<HashSet<i64>>,
}

impl Wanted {
    pub(super) fn read(
        reader: &Connection,
        connection: &str,
        filter: &RejectedFilter,
        attached: bool,
    ) -> rusqlite::Result<Self> {
        let assigned = match &filter.assignee {
            Some(name) if attached => {
                let name = (!name.is_empty()).then_some(name.as_str());
                Some((triage_state::assigned(reader, connection, name)?, name.is_some()))
            }
            // No marks are known: every request counts as unassigned.
            Some(name) => Some((HashSet::new(), !name.is_empty())),
            None => None,
        };
        let found = match filter.text.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(text) => {
                let rejected =
                    Filter { text: Some(text.to_owned()), states: vec![RequestState::Rejected], ..Filter::default() };
                let sql = Query::found_sql(connection, &rejected);
                let mut statement = reader.prepare_cached(&sql.text)?;
                Some(statement.query_map(params_from_iter(&sql.params), |row| row.get(0))?.collect::<Result<_, _>>()?)
            }
        };
        Ok(Self { show: filter.show, from: filter.from, to: filter.to, assigned, found })
    }

    /// Columns that are needed to apply the filter.
    pub(super) fn needs(&self, standings: &TriageStates) -> Needs {
        Needs { subject: self.assigned.is_some() || !standings.is_empty(), fingerprint: false }
    }

    pub(super) fn wants(&self, found: &RejectedEntry<'_>, standing: Option<&TriageState>) -> bool {
        standing.map_or(Some(TriageStatus::Open), TriageState::review) == Some(self.show)
            && self.from.is_none_or(|from| found.at.is_some_and(|at| at >= from))
            && self.to.is_none_or(|to| found.at.is_some_and(|at| at < to))
            && self.assigned.as_ref().is_none_or(|(subjects, inside)| subjects.contains(found.subject) == *inside)
            && self.found.as_ref().is_none_or(|seqs| seqs.contains(&found.seq))
    }
}

/// Row numbers of the requests that match a filter, the latest rejection first.
pub(super) fn places(
    reader: &Connection,
    connection: &str,
    filter: &RejectedFilter,
    standings: &TriageStates,
    attached: bool,
) -> rusqlite::Result<Vec<i64>> {
    let wanted = Wanted::read(reader, connection, filter, attached)?;
    let mut places = Vec::new();
    let needs = wanted.needs(standings);
    scan(reader, connection, &filter.groups, needs, |found| {
        if wanted.wants(found, standings.of(found.subject)) {
            places.push((found.at, found.seq));
        }
    })?;
    places.sort_unstable_by(|one, other| other.cmp(one));
    Ok(places.into_iter().map(|(_, seq)| seq).collect())
}

const KEY_COLUMNS: &str =
    "SELECT key, subject, created, rejected_at, request_type, smartcard, fingerprint, grp FROM request";

fn subject(row: &Row<'_>) -> rusqlite::Result<RejectedKey> {
    Ok(RejectedKey {
        key: row.get(0)?,
        request: row.get(1)?,
        created: row.get(2)?,
        rejected_at: row.get(3)?,
        request_type: row.get(4)?,
        smartcard: row.get(5)?,
        fingerprint: row.get(6)?,
        grp: row.get(7)?,
    })
}

impl Cache {
    /// Requests that match a filter, the latest rejection first. Snoozes that end by `now` are over.
    pub fn rejected_keys(
        &self,
        connection: &str,
        filter: &RejectedFilter,
        now: i64,
    ) -> Result<Vec<RejectedKey>, Error> {
        let attached = self.journal.is_some();
        self.count(|counter| {
            let standings = TriageStates::read(counter, connection, now, attached);
            let mut by_place = counter.prepare_cached(&format!("{KEY_COLUMNS} WHERE seq = ?1"))?;
            places(counter, connection, filter, &standings, attached)?
                .into_iter()
                .map(|seq| by_place.query_row([seq], subject))
                .collect()
        })
    }

    /// Those of the requests that are rejected, in the order of `keys`, which are the keys in lists.
    pub fn subjects(&self, connection: &str, keys: &[String]) -> Result<Vec<RejectedKey>, Error> {
        self.read(|reader| {
            let sql = format!("{KEY_COLUMNS} WHERE connection = ?1 AND key = ?2 AND grp IS NOT NULL");
            let mut by_key = reader.prepare_cached(&sql)?;
            let mut subjects = Vec::with_capacity(keys.len());
            for key in keys {
                subjects.extend(by_key.query_map([connection, key], subject)?.next().transpose()?);
            }
            Ok(subjects)
        })
    }
}
