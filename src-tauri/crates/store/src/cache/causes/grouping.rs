//! Applies the joins and splits that users made to the groups of rejected requests.
//!
//! The journal stores them. Each rejected row holds the id of its group, so that grouping reads a single index. A group
//! id is a fingerprint, or, for a part of a split group, the id of that group followed by the hash of a value.

use std::collections::HashMap;

use rusqlite::{Connection, TransactionBehavior, params};

use super::older_keys::OlderKeys;
use crate::{
    Error,
    cache::{
        database::Cache,
        stamps::{set_stamp, stamp},
    },
    cause::{Cause, RULES_PREFIX},
    journal::grouping::{PART_SEPARATOR, SplitBy},
    older_fingerprint::short_hash,
};

/// Maximum length of a chain of joins and splits, so that a circular journal cannot loop for ever.
const MAX_JOINS_FOLLOWED: usize = 32;
/// Stamp of the joins and splits that the rows were last grouped by; it belongs to no connection.
const GROUPING_STAMP: (&str, &str) = ("", "grouping");

enum Rule {
    Joined(String),
    Split(SplitBy),
}

/// Joins and splits, by connection and by the id of the group concerned.
#[derive(Default)]
pub(crate) struct Groupings {
    rules: HashMap<String, HashMap<String, Rule>>,
    pub(super) leads: OlderKeys,
}

const GROUPED_ROWS: &str =
    "SELECT seq, fingerprint, grp, error_text, service, user, unit, connection FROM request WHERE grp IS NOT NULL";

impl Groupings {
    /// If the journal cannot be read, nothing is joined or split.
    pub(crate) fn read(cache: &Connection, attached: bool) -> Self {
        if !attached {
            return Self::default();
        }
        read(cache).unwrap_or_else(|error| {
            tracing::warn!(code = crate::error::database_code(&error), "the journal's groups cannot be read");
            Self::default()
        })
    }

    /// Whether a group can have several fingerprints.
    pub(crate) fn join(&self, connection: &str) -> bool {
        self.joins(connection).next().is_some()
    }

    /// The joins of a connection: each group and the group that it was joined to.
    pub(crate) fn joins(&self, connection: &str) -> impl Iterator<Item = (&str, &str)> {
        self.rules.get(connection).into_iter().flatten().filter_map(|(group, rule)| match rule {
            Rule::Joined(to) => Some((group.as_str(), to.as_str())),
            Rule::Split(_) => None,
        })
    }

    /// The group of a fingerprint; `value` returns the row's value by which a group may have been split.
    fn group(&self, connection: &str, fingerprint: &str, value: impl Fn(SplitBy) -> Option<String>) -> String {
        let mut group = fingerprint.to_owned();
        for _ in 0..MAX_JOINS_FOLLOWED {
            match self.rule(connection, &group) {
                Some(Rule::Joined(to)) => group.clone_from(to),
                Some(Rule::Split(by)) => group = part(&group, value(*by).as_deref()),
                None => break,
            }
        }
        group
    }

    /// Called after rows were written: if an earlier key was mapped to a group for the first time, its joins and splits
    /// have to be applied there.
    pub(crate) fn settle(&self, cache: &Connection) -> rusqlite::Result<()> {
        if self.leads.found() { place_anew(cache, true) } else { Ok(()) }
    }

    /// The group at the end of a chain of joins.
    fn ends(&self, connection: &str, group: &str) -> String {
        let mut group = group.to_owned();
        for _ in 0..MAX_JOINS_FOLLOWED {
            let Some(Rule::Joined(to)) = self.rule(connection, &group) else { break };
            group.clone_from(to);
        }
        group
    }

    fn rule(&self, connection: &str, group: &str) -> Option<&Rule> {
        self.rules.get(connection)?.get(group)
    }

    /// Moves a row that was just written into its group, if that is not the group of its fingerprint.
    pub(crate) fn place(&self, cache: &Connection, seq: i64, of: &str, fingerprint: &str) -> rusqlite::Result<()> {
        if self.rule(of, fingerprint).is_some() {
            self.place_all(cache, &format!("{GROUPED_ROWS} AND seq = {seq}"))?;
        }
        Ok(())
    }

    fn place_all(&self, cache: &Connection, rows: &str) -> rusqlite::Result<()> {
        let mut update = cache.prepare_cached("UPDATE request SET grp = ?2 WHERE seq = ?1")?;
        let mut statement = cache.prepare(rows)?;
        let mut moved = Vec::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let value = |by| {
                let column = match by {
                    SplitBy::Words => "error_text",
                    SplitBy::Service => "service",
                    SplitBy::User => "user",
                    SplitBy::Unit => "unit",
                };
                row.get(column).unwrap_or_default()
            };
            let of = row.get_ref("connection")?.as_str()?;
            let group = self.group(of, row.get_ref("fingerprint")?.as_str()?, value);
            if row.get_ref("grp")?.as_str()? != group {
                moved.push((row.get::<_, i64>("seq")?, group));
            }
        }
        // Updated after the scan: a row that moves within the scanned index would be read twice.
        for (seq, group) in moved {
            update.execute(params![seq, group])?;
        }
        Ok(())
    }

    /// Hash of the joins and splits.
    fn version(&self) -> i64 {
        let mut rules: Vec<String> = self
            .rules
            .iter()
            .flat_map(|(connection, rules)| rules.iter().map(move |(group, rule)| (connection, group, rule)))
            .map(|(connection, group, rule)| match rule {
                Rule::Joined(to) => format!("{connection} {group} joined {to}"),
                Rule::Split(by) => format!("{connection} {group} split {by}"),
            })
            .collect();
        rules.sort_unstable();
        if rules.is_empty() { 0 } else { i64::from_str_radix(&short_hash(&rules.join("\n"), 7), 16).unwrap_or(-1) }
    }
}

/// Id of the part of a split group with a value.
fn part(group: &str, value: Option<&str>) -> String {
    format!("{group}{PART_SEPARATOR}{}", short_hash(value.unwrap_or_default(), 4))
}

/// Assigns every row to its group.
pub(crate) fn place_anew(cache: &Connection, attached: bool) -> rusqlite::Result<()> {
    let groupings = Groupings::read(cache, attached);
    groupings.place_all(cache, GROUPED_ROWS)?;
    set_stamp(cache, GROUPING_STAMP.0, GROUPING_STAMP.1, groupings.version())
}

fn read(cache: &Connection) -> rusqlite::Result<Groupings> {
    let leads = OlderKeys::read(cache)?;
    // A join or split of one of today's groups has priority over one of an earlier group that maps to it.
    let sql = format!(
        "SELECT connection, fingerprint, joined, split_by FROM journal.grouping \
         JOIN journal.connection_tenant ON connection_tenant.tenant = grouping.tenant \
         ORDER BY fingerprint GLOB '{RULES_PREFIX}*' DESC, fingerprint"
    );
    let mut statement = cache.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut groupings = Groupings::default();
    while let Some(row) = rows.next()? {
        let (of, group): (String, String) = (row.get(0)?, row.get(1)?);
        let (joined, by) = (row.get::<_, Option<String>>(2)?, row.get::<_, Option<SplitBy>>(3)?);
        let to = joined.map(|to| leads.of(&to));
        for from in leads.of(&group) {
            let rule = match (&to, by) {
                // Both have become the same cause, so the join is redundant.
                (Some(to), _) if to.contains(&from) => continue,
                (Some(to), _) => match to.first() {
                    Some(to) if groupings.ends(&of, to) != from => Rule::Joined(to.clone()),
                    _ => continue,
                },
                (None, Some(by)) => Rule::Split(by),
                (None, None) => continue,
            };
            groupings.rules.entry(of.clone()).or_default().entry(from).or_insert(rule);
        }
    }
    groupings.leads = leads;
    Ok(groupings)
}

/// Composition of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupShape {
    pub id: String,
    /// More than one if groups were joined by hand.
    pub parts: Vec<GroupPart>,
    /// Set if the group is a part of a group that was split by hand.
    pub split_by: Option<SplitBy>,
    /// The value that distinguishes this part of the split, such as a service.
    pub split_value: Option<String>,
}

/// A cause that a group consists of.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupPart {
    pub fingerprint: String,
    pub provider: String,
    pub request_type: Option<String>,
    pub error_code: Option<String>,
    /// The description with ids, numbers, dates and stack lines folded; grouping compares this text.
    pub shape: String,
    /// Number of its requests in any triage status.
    pub count: u32,
}

impl Cache {
    /// Reassigns every rejected request to its group after a join or split.
    pub fn regroup(&self) -> Result<(), Error> {
        let attached = self.journal.is_some();
        self.write(|writer| {
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            place_anew(&transaction, attached)?;
            transaction.commit()
        })
    }

    /// Runs at startup: the journal may have been restored from a backup, or the last change of a group was
    /// interrupted.
    pub(crate) fn check_groups(&self) -> Result<(), Error> {
        let attached = self.journal.is_some();
        let behind = self.read(|reader| {
            let grouped = stamp(reader, GROUPING_STAMP.0, GROUPING_STAMP.1)?.unwrap_or(0);
            Ok(Groupings::read(reader, attached).version() != grouped)
        })?;
        if behind { self.regroup() } else { Ok(()) }
    }

    /// Composition of a group; without parts if the group does not exist.
    pub fn group_shape(&self, connection: &str, group: &str) -> Result<GroupShape, Error> {
        let attached = self.journal.is_some();
        self.read(|reader| {
            let parts = reader
                .prepare_cached(
                    "SELECT part.fingerprint, provider, request_type, error_code, shape, part.count FROM \
                     (SELECT fingerprint, count(*) AS count FROM request \
                     WHERE connection = ?1 AND grp = ?2 GROUP BY fingerprint) AS part \
                     JOIN shape ON shape.fingerprint = part.fingerprint ORDER BY count DESC, part.fingerprint",
                )?
                .query_map([connection, group], |row| {
                    Ok(GroupPart {
                        fingerprint: row.get(0)?,
                        provider: row.get(1)?,
                        request_type: row.get(2)?,
                        error_code: row.get(3)?,
                        shape: row.get(4)?,
                        count: row.get(5)?,
                    })
                })?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            let groupings = Groupings::read(reader, attached);
            let split_by =
                group.rsplit_once(PART_SEPARATOR).and_then(|(whole, _)| match groupings.rule(connection, whole) {
                    Some(Rule::Split(by)) => Some(*by),
                    _ => None,
                });
            let split_value = match split_by {
                Some(by) => split_value(reader, connection, group, by)?,
                None => None,
            };
            Ok(GroupShape { id: group.to_owned(), parts, split_by, split_value })
        })
    }
}

/// Finds the shared value by its hash, because other requests may have been joined to the part.
fn split_value(reader: &Connection, connection: &str, group: &str, by: SplitBy) -> rusqlite::Result<Option<String>> {
    let column = if by == SplitBy::Words { "error_text" } else { by.as_str() };
    let sql = format!("SELECT DISTINCT {column} FROM request WHERE connection = ?1 AND grp = ?2");
    let values = reader
        .prepare_cached(&sql)?
        .query_map([connection, group], |row| row.get::<_, Option<String>>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let whole = group.rsplit_once(PART_SEPARATOR).map_or(group, |(whole, _)| whole);
    Ok(values.into_iter().find(|value| part(whole, value.as_deref()) == group).flatten())
}

/// Stores the normalized text of a cause, once.
pub(crate) fn keep_shape(
    cache: &Connection,
    cause: &Cause,
    (provider, request_type, code): (&str, Option<&str>, Option<&str>),
) -> rusqlite::Result<()> {
    cache
        .prepare_cached(
            "INSERT OR IGNORE INTO shape (fingerprint, provider, request_type, error_code, shape) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![cause.key, provider, request_type, code, cause.shape])?;
    Ok(())
}
