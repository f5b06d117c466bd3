//! Stores the users' triage of rejected requests: assignee, note, snooze and dismissal.
//!
//! The newest value of each field of a request is in effect. Values that it replaced, and older ones that were
//! imported, are kept as past values, so that no entry is lost.

use rusqlite::{OptionalExtension, Row, params};

use super::{
    database::Journal,
    sheets,
    tenant::ids::TENANT_ID,
    transaction::Transaction,
    versioned::{self, Merge, Version},
};
use crate::{Error, request_state::words};

/// `request` names a request of the server by its id, or by the desk's own key where it has none: so two desks mean the same
/// request. A value that a newer one replaced is moved to `mark_past`.
pub(super) const TABLES: &str = "
CREATE TABLE mark (
    connection TEXT NOT NULL,
    request TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    PRIMARY KEY (connection, request, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX mark_field ON mark (connection, field, value);
CREATE TABLE mark_past (
    connection TEXT NOT NULL,
    request TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT;
CREATE INDEX mark_past_request ON mark_past (connection, request);
";

words! {
    /// Field of a request that a mark sets.
    #[derive(serde::Serialize, serde::Deserialize, ts_rs::TS)]
    #[serde(rename_all = "camelCase")]
    MarkField {
        Assignee = "assignee",
        Note = "note",
        Snooze = "snooze",
        Dismissal = "dismissal",
    }
}

/// A present or past value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Id of the request on the server, or its key in the journal if it has none.
    pub request: String,
    pub field: MarkField,
    /// `None` if the value was withdrawn.
    pub value: Option<String>,
    pub at: i64,
    /// User name, or empty if no user was signed in.
    pub by: String,
    /// The value is in effect.
    pub current: bool,
}

impl Mark {
    /// Total order of marks: of two with the same time, the same one has to win on every desk.
    fn rank(&self) -> (i64, Option<&str>, &str) {
        (self.at, self.value.as_deref(), &self.by)
    }
}

impl Merge {
    /// Decides the result for a value. `was_there`: it is kept as a past value already.
    pub fn of_marks<E>(
        ours: Option<&Mark>,
        theirs: &Mark,
        was_there: impl FnOnce() -> Result<bool, E>,
    ) -> Result<Self, E> {
        let Some(ours) = ours else { return Ok(Self::Taken { conflict: false }) };
        Self::of(ours.value != theirs.value, theirs.rank() > ours.rank(), was_there)
    }
}

const COLUMNS: &str = "request, field, value, at, by";

impl Transaction<'_> {
    /// Sets a field, even if the clock was set back since the last change. An unchanged value is not stored again.
    pub fn mark(
        &self,
        connection: &str,
        request: &str,
        field: MarkField,
        value: Option<&str>,
        at: i64,
        by: &str,
    ) -> Result<(), Error> {
        let before = self.current_mark(connection, request, field)?;
        if before.as_ref().and_then(|before| before.value.as_deref()) == value {
            return Ok(());
        }
        let at = versioned::time_after(at, before.as_ref().map(|before| before.at));
        let value = value.map(str::to_owned);
        let mark = Mark { request: request.to_owned(), field, value, at, by: by.to_owned(), current: true };
        versioned::replace(before.as_ref(), &mark, |version, mark| self.put_mark(connection, version, mark))
    }

    /// Merges an imported mark. Two desks that exchange their marks end with the same ones, whichever imports first.
    pub fn merge_mark(
        &self,
        connection: &str,
        request: &str,
        field: MarkField,
        value: Option<&str>,
        at: i64,
        by: &str,
    ) -> Result<Merge, Error> {
        let value = value.map(str::to_owned);
        let theirs = Mark { request: request.to_owned(), field, value, at, by: by.to_owned(), current: true };
        let ours = self.current_mark(connection, request, field)?;
        let merge = Merge::of_marks(ours.as_ref(), &theirs, || self.is_past(connection, &theirs))?;
        let newer = ours.as_ref().is_some_and(|ours| theirs.rank() > ours.rank());
        versioned::take_in(merge, ours.as_ref(), &theirs, newer, |version, mark| {
            self.put_mark(connection, version, mark)
        })?;
        Ok(merge)
    }

    /// All values of one field of a request: the one in effect, then the past ones.
    pub fn marks_of(&self, connection: &str, request: &str, field: MarkField) -> Result<Vec<Mark>, Error> {
        let mut marks: Vec<Mark> = self.current_mark(connection, request, field)?.into_iter().collect();
        let sql = format!(
            "SELECT {COLUMNS}, 0 FROM mark_past WHERE tenant = {TENANT_ID} AND request = ?2 AND field = ?3 \
             ORDER BY at, value, by"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        for mark in statement.query_map(params![connection, request, field], read)? {
            marks.push(mark?);
        }
        Ok(marks)
    }

    /// Restores one field of a request to the result of [`Self::marks_of`].
    pub fn restore_marks(
        &self,
        connection: &str,
        request: &str,
        field: MarkField,
        marks: &[Mark],
    ) -> Result<(), Error> {
        for table in Version::ALL.map(|version| version.table("mark")) {
            self.connection()
                .prepare_cached(&format!(
                    "DELETE FROM {table} WHERE tenant = {TENANT_ID} AND request = ?2 AND field = ?3"
                ))?
                .execute(params![connection, request, field])?;
        }
        for mark in marks {
            let version = if mark.current { Version::Current } else { Version::Past };
            self.put_mark(connection, version, mark)?;
        }
        Ok(())
    }

    fn current_mark(&self, connection: &str, request: &str, field: MarkField) -> Result<Option<Mark>, Error> {
        let sql = format!("SELECT {COLUMNS}, 1 FROM mark WHERE tenant = {TENANT_ID} AND request = ?2 AND field = ?3");
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row(params![connection, request, field], read).optional()?)
    }

    fn put_mark(&self, connection: &str, version: Version, mark: &Mark) -> Result<(), Error> {
        let table = version.table("mark");
        self.connection()
            .prepare_cached(&format!(
                "INSERT OR REPLACE INTO {table} (tenant, request, field, value, at, by) \
                 VALUES ({TENANT_ID}, ?2, ?3, ?4, ?5, ?6)"
            ))?
            .execute(params![connection, mark.request, mark.field, mark.value, mark.at, mark.by])?;
        Ok(())
    }

    fn is_past(&self, connection: &str, mark: &Mark) -> Result<bool, Error> {
        let mut statement = self.connection().prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM mark_past WHERE tenant = {TENANT_ID} AND request = ?2 \
             AND field = ?3 AND value IS ?4 AND at = ?5 AND by = ?6)",
        ))?;
        let params = params![connection, mark.request, mark.field, mark.value, mark.at, mark.by];
        Ok(statement.query_row(params, |row| row.get(0))?)
    }

    /// Deletes marks, retries, batches and fingerprints of a connection when its server is gone, because the next server may give the
    /// same ids to other requests.
    pub fn forget_reviews(&self, connection: &str) -> Result<(), Error> {
        let rows = "DELETE FROM batch_row WHERE batch IN (SELECT id FROM batch WHERE connection = ?1)";
        self.connection().execute(rows, [connection])?;
        self.connection().execute("DELETE FROM batch WHERE connection = ?1", [connection])?;
        sheets::delete(self.connection(), "connection = ?1", params![connection])?;
        for table in ["mark", "mark_past", "retry"] {
            self.connection().execute(&format!("DELETE FROM {table} WHERE tenant = {TENANT_ID}"), [connection])?;
        }
        self.forget_fingerprints(connection)
    }
}

impl Journal {
    /// All present and past values for a connection's requests.
    pub fn marks(&self, connection: &str) -> Result<Vec<Mark>, Error> {
        let sql = format!(
            "SELECT {COLUMNS}, 1 FROM mark WHERE tenant = {TENANT_ID} \
             UNION ALL SELECT {COLUMNS}, 0 FROM mark_past WHERE tenant = {TENANT_ID} ORDER BY request, field, at"
        );
        let guard = self.read();
        let mut statement = guard.prepare_cached(&sql)?;
        Ok(statement.query_map([connection], read)?.collect::<Result<_, _>>()?)
    }

    /// The values for one request, newest first.
    pub fn mark_history(&self, connection: &str, request: &str) -> Result<Vec<Mark>, Error> {
        let sql = format!(
            "SELECT {COLUMNS}, 1 AS current FROM mark WHERE tenant = {TENANT_ID} AND request = ?2 \
             UNION ALL SELECT {COLUMNS}, 0 FROM mark_past WHERE tenant = {TENANT_ID} AND request = ?2 \
             ORDER BY at DESC, current DESC, field"
        );
        let guard = self.read();
        let mut statement = guard.prepare_cached(&sql)?;
        Ok(statement.query_map([connection, request], read)?.collect::<Result<_, _>>()?)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Mark> {
    Ok(Mark {
        request: row.get(0)?,
        field: row.get(1)?,
        value: row.get(2)?,
        at: row.get(3)?,
        by: row.get(4)?,
        current: row.get(5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> (tempfile::TempDir, Journal) {
        let dir = tempfile::tempdir().unwrap();
        let journal = crate::journal::tests::leading(&dir.path().join("journal.db"), "c");
        (dir, journal)
    }

    fn mark(journal: &Journal, value: Option<&'static str>, at: i64) {
        journal.write(move |w| w.mark("c", "A1", MarkField::Note, value, at, "ann")).wait().unwrap();
    }

    fn merge(journal: &Journal, value: &'static str, at: i64) -> Merge {
        journal.write(move |w| w.merge_mark("c", "A1", MarkField::Note, Some(value), at, "bob")).wait().unwrap()
    }

    fn values(journal: &Journal) -> Vec<(Option<String>, i64, bool)> {
        let history = journal.mark_history("c", "A1").unwrap();
        history.into_iter().map(|mark| (mark.value, mark.at, mark.current)).collect()
    }

    #[test]
    fn replaced_values_stay_readable() {
        let (_dir, journal) = journal();
        mark(&journal, Some("one"), 10);
        mark(&journal, Some("one"), 20);
        mark(&journal, Some("two"), 30);
        mark(&journal, None, 40);
        let known = [(None, 40, true), (Some("two".to_owned()), 30, false), (Some("one".to_owned()), 10, false)];
        assert_eq!(values(&journal), known, "the same again is no news");
        assert_eq!(journal.marks("c").unwrap().len(), 3);
        assert!(journal.marks("other").unwrap().is_empty());
    }

    #[test]
    fn a_new_value_counts_although_the_clock_was_set_back() {
        let (_dir, journal) = journal();
        mark(&journal, Some("tomorrow"), 1_000);
        mark(&journal, Some("today"), 10);
        assert_eq!(values(&journal)[0], (Some("today".to_owned()), 1_001, true));
    }

    #[test]
    fn the_newer_of_two_values_counts_and_both_are_kept() {
        let (_dir, journal) = journal();
        mark(&journal, Some("ours"), 10);
        assert_eq!(merge(&journal, "theirs", 20), Merge::Taken { conflict: true });
        assert_eq!(merge(&journal, "older", 5), Merge::Kept);
        let known = [("theirs", 20, true), ("ours", 10, false), ("older", 5, false)];
        assert_eq!(values(&journal), known.map(|(value, at, current)| (Some(value.to_owned()), at, current)));
        assert_eq!(merge(&journal, "older", 5), Merge::Same, "reading a file twice changes nothing");
        assert_eq!(merge(&journal, "theirs", 20), Merge::Same);
        assert!(!merge(&journal, "theirs", 30).conflict(), "the same said later is no conflict");
        assert_eq!(values(&journal).len(), 3);
    }

    #[test]
    fn the_order_of_exchanged_files_does_not_matter() {
        let notes = [("a", 10), ("b", 20), ("c", 20), ("a", 5)];
        let mut ends = Vec::new();
        for turn in 0..notes.len() {
            let (_dir, journal) = journal();
            for at in 0..notes.len() {
                let (value, time) = notes[(turn + at) % notes.len()];
                merge(&journal, value, time);
            }
            ends.push(values(&journal)[0].clone());
        }
        assert!(ends.iter().all(|end| *end == (Some("c".to_owned()), 20, true)), "{ends:?}");
    }

    #[test]
    fn marks_are_deleted_with_their_server() {
        let (_dir, journal) = journal();
        mark(&journal, Some("one"), 10);
        mark(&journal, Some("two"), 20);
        let elsewhere =
            crate::identity::Tenant { origin: "https://d.example:443".to_owned(), organisation: "D".to_owned() };
        journal.write(move |w| w.leads("d", &elsewhere, None, 0)).wait().unwrap();
        journal.write(|w| w.mark("d", "A1", MarkField::Assignee, Some("ann"), 1, "ann")).wait().unwrap();
        journal.write(|w| w.forget_reviews("c")).wait().unwrap();
        assert!(journal.marks("c").unwrap().is_empty());
        assert_eq!(journal.marks("d").unwrap().len(), 1);
    }
}
