//! Rejected requests as people review them: which there are, and where each of them stands.
//!
//! What is rejected is asked of one index, which holds all that is asked; marks and retries are few, and are laid over it
//! in memory. Marks and retries name a request by its *subject*: the server's id, or the desk's key where it has none.

pub(crate) mod aggregate;
pub(crate) mod causes;
pub(crate) mod grouping;
mod groups;
mod overview;
pub(crate) mod related;
mod rows;
pub(crate) mod triage_state;

use std::collections::HashSet;

pub use crate::cache::rejected::related::Chain;
pub use groups::{GroupRow, GroupTimes, Groups, Helped};
pub use overview::{Overview, OverviewTimes, RejectedOn};
pub use rows::Reviewed;
use rusqlite::{Connection, Row, params_from_iter};

use super::{Cache, Filter, Query};
use crate::cache::rejected::triage_state::{Standing, Standings};
use crate::{Error, State};

/// Where a rejected request stands in the review.
///
/// One whose retry was rejected in its turn is in none of these: its retry is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Review {
    #[default]
    Open,
    /// Out of sight until a time that has not come.
    Snoozed,
    Dismissed,
    /// A retry of it was completed.
    Cleared,
}

/// Which rejected requests of a connection. All conditions hold together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RejectedFilter {
    /// Id of a group.
    pub group: Option<String>,
    pub show: Review,
    /// Rejected at or after this instant.
    pub from: Option<i64>,
    /// Assigned to this name; empty: to nobody.
    pub assignee: Option<String>,
    /// Words that must all occur, as in [`Filter::text`].
    pub text: Option<String>,
}

/// A rejected request, as marks and retries name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// In lists.
    pub key: String,
    /// In marks and retries.
    pub request: String,
    pub rejected_at: Option<i64>,
    pub fingerprint: String,
    pub grp: String,
}

/// An entry of the index of what is rejected.
struct Found<'a> {
    seq: i64,
    group: &'a str,
    card: Option<&'a str>,
    at: Option<i64>,
    subscription: Option<&'a str>,
    subject: &'a str,
    fingerprint: &'a str,
}

/// What is asked of the index beside what every question asks. SQLite takes each column out of its entry, and a long one
/// that nobody reads costs as much as the short ones that are read.
#[derive(Debug, Clone, Copy)]
struct Needs {
    subject: bool,
    fingerprint: bool,
}

/// All that is rejected, group by group and card by card. What is not needed is empty.
fn scan(
    reader: &Connection,
    connection: &str,
    group: Option<&str>,
    needs: Needs,
    mut each: impl FnMut(&Found<'_>),
) -> rusqlite::Result<()> {
    let column = |needed, name| if needed { name } else { "''" };
    let (subject, fingerprint) = (column(needs.subject, "subject"), column(needs.fingerprint, "fingerprint"));
    let of_group = if group.is_some() { " AND grp = ?2" } else { "" };
    let sql = format!(
        "SELECT seq, grp, smartcard, rejected_at, subscription, {subject}, {fingerprint} FROM request \
         INDEXED BY request_rejected WHERE connection = ?1 AND grp IS NOT NULL{of_group} ORDER BY grp, smartcard"
    );
    let mut statement = reader.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter([Some(connection), group].into_iter().flatten()))?;
    while let Some(row) = rows.next()? {
        each(&Found {
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

/// The conditions of a filter but the group, looked up once.
struct Wanted {
    show: Review,
    from: Option<i64>,
    /// Of somebody, or, if false, of anybody: then those of the set are left out.
    assigned: Option<(HashSet<String>, bool)>,
    found: Option<HashSet<i64>>,
}

impl Wanted {
    fn read(reader: &Connection, connection: &str, filter: &RejectedFilter, attached: bool) -> rusqlite::Result<Self> {
        let assigned = match &filter.assignee {
            Some(name) if attached => {
                let name = (!name.is_empty()).then_some(name.as_str());
                Some((crate::cache::rejected::triage_state::assigned(reader, connection, name)?, name.is_some()))
            }
            // Nobody's marks are known: everything is assigned to nobody.
            Some(name) => Some((HashSet::new(), !name.is_empty())),
            None => None,
        };
        let found = match filter.text.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(text) => {
                let rejected =
                    Filter { text: Some(text.to_owned()), states: vec![State::Rejected], ..Filter::default() };
                let sql = Query::found_sql(connection, &rejected);
                let mut statement = reader.prepare_cached(&sql.text)?;
                Some(statement.query_map(params_from_iter(&sql.params), |row| row.get(0))?.collect::<Result<_, _>>()?)
            }
        };
        Ok(Self { show: filter.show, from: filter.from, assigned, found })
    }

    /// What it takes to tell what is wanted.
    fn needs(&self, standings: &Standings) -> Needs {
        Needs { subject: self.assigned.is_some() || !standings.is_empty(), fingerprint: false }
    }

    fn wants(&self, found: &Found<'_>, standing: Option<&Standing>) -> bool {
        standing.map_or(Some(Review::Open), Standing::review) == Some(self.show)
            && self.from.is_none_or(|from| found.at.is_some_and(|at| at >= from))
            && self.assigned.as_ref().is_none_or(|(subjects, inside)| subjects.contains(found.subject) == *inside)
            && self.found.as_ref().is_none_or(|seqs| seqs.contains(&found.seq))
    }
}

/// Places of what a filter finds, the latest rejection first.
fn places(
    reader: &Connection,
    connection: &str,
    filter: &RejectedFilter,
    standings: &Standings,
    attached: bool,
) -> rusqlite::Result<Vec<i64>> {
    let wanted = Wanted::read(reader, connection, filter, attached)?;
    let mut places = Vec::new();
    let needs = wanted.needs(standings);
    scan(reader, connection, filter.group.as_deref(), needs, |found| {
        if wanted.wants(found, standings.of(found.subject)) {
            places.push((found.at, found.seq));
        }
    })?;
    places.sort_unstable_by(|one, other| other.cmp(one));
    Ok(places.into_iter().map(|(_, seq)| seq).collect())
}

const SUBJECT: &str = "SELECT key, subject, rejected_at, fingerprint, grp FROM request";

fn subject(row: &Row<'_>) -> rusqlite::Result<Subject> {
    Ok(Subject {
        key: row.get(0)?,
        request: row.get(1)?,
        rejected_at: row.get(2)?,
        fingerprint: row.get(3)?,
        grp: row.get(4)?,
    })
}

impl Cache {
    /// What a filter finds, the latest rejection first. `now` tells which snoozes are over.
    pub fn rejected_keys(&self, connection: &str, filter: &RejectedFilter, now: i64) -> Result<Vec<Subject>, Error> {
        let attached = self.journal.is_some();
        self.count(|counter| {
            let standings = Standings::read(counter, connection, now, attached);
            let mut by_place = counter.prepare_cached(&format!("{SUBJECT} WHERE seq = ?1"))?;
            places(counter, connection, filter, &standings, attached)?
                .into_iter()
                .map(|seq| by_place.query_row([seq], subject))
                .collect()
        })
    }

    /// Those of the requests that are rejected, in the order of their keys in lists.
    pub fn subjects(&self, connection: &str, keys: &[String]) -> Result<Vec<Subject>, Error> {
        self.read(|reader| {
            let sql = format!("{SUBJECT} WHERE connection = ?1 AND key = ?2 AND grp IS NOT NULL");
            let mut by_key = reader.prepare_cached(&sql)?;
            let mut subjects = Vec::with_capacity(keys.len());
            for key in keys {
                subjects.extend(by_key.query_map([connection, key], subject)?.next().transpose()?);
            }
            Ok(subjects)
        })
    }
}
