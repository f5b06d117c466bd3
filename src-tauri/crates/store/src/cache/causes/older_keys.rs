//! Older keys of causes, and the causes of today that each leads to.

use std::{
    cell::Cell,
    collections::{HashMap, HashSet},
};

use rusqlite::Connection;

use crate::{cause, journal::grouping::parted};

/// Mapping of earlier keys to today's causes, many to many.
pub(in crate::cache) const TABLE: &str = "
CREATE TABLE lead (
    formerly TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (formerly, fingerprint)
) STRICT, WITHOUT ROWID;
";

/// Whether the id of a group was made by an earlier version of the rules.
pub fn is_older(group: &str) -> bool {
    !group.starts_with(cause::RULES_PREFIX)
}

/// Mapping of earlier keys to today's.
#[derive(Debug, Default)]
pub(super) struct OlderKeys {
    pub(super) to: HashMap<String, Vec<String>>,
    /// Earlier keys that occur in the journal.
    pub(super) wanted: HashSet<String>,
    /// Set when a new pair was added.
    pub(super) found: Cell<bool>,
}

impl OlderKeys {
    pub(super) fn read(cache: &Connection) -> rusqlite::Result<Self> {
        let mut wanted = HashSet::new();
        let mut statement = cache.prepare_cached(
            "SELECT grp FROM journal.knowledge UNION SELECT fingerprint FROM journal.grouping \
             UNION SELECT joined FROM journal.grouping WHERE joined IS NOT NULL",
        )?;
        for group in statement.query_map([], |row| row.get::<_, String>(0))? {
            let group = group?;
            if is_older(&group) {
                wanted.insert(parted(&group).0.to_owned());
            }
        }
        Ok(Self { to: leads(cache)?, wanted, found: Cell::new(false) })
    }

    /// Today's groups that a group of any version maps to; the group itself if it is not mapped.
    pub(super) fn of(&self, group: &str) -> Vec<String> {
        lead(&self.to, group)
    }

    pub(super) fn found(&self) -> bool {
        self.found.get()
    }
}

pub(super) fn leads(cache: &Connection) -> rusqlite::Result<HashMap<String, Vec<String>>> {
    let mut to: HashMap<String, Vec<String>> = HashMap::new();
    let mut statement =
        cache.prepare_cached("SELECT formerly, fingerprint FROM lead ORDER BY formerly, fingerprint")?;
    for pair in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (formerly, fingerprint) = pair?;
        to.entry(formerly).or_default().push(fingerprint);
    }
    Ok(to)
}

pub(super) fn lead(to: &HashMap<String, Vec<String>>, group: &str) -> Vec<String> {
    let (key, part) = parted(group);
    match to.get(key) {
        Some(keys) => keys.iter().map(|key| format!("{key}{part}")).collect(),
        None => vec![group.to_owned()],
    }
}

/// Mapping of the groups that users made notes on before the rules changed.
#[derive(Debug, Default, Clone)]
pub struct OlderGroups {
    pub(super) to: HashMap<String, Vec<String>>,
}

impl OlderGroups {
    /// Today's groups that a group of any version maps to.
    pub fn lead(&self, group: &str) -> Vec<String> {
        lead(&self.to, group)
    }

    /// The earlier groups that map to one of today's.
    pub fn leading_to(&self, group: &str) -> Vec<String> {
        let (key, part) = parted(group);
        let leading = self.to.iter().filter(|(_, keys)| keys.iter().any(|to| to == key));
        let mut leading: Vec<String> = leading.map(|(formerly, _)| format!("{formerly}{part}")).collect();
        leading.sort_unstable();
        leading
    }
}
