//! What can be written into the journal, inside the writer's transaction.

use std::{cell::RefCell, collections::HashMap};

use rusqlite::{Connection, OptionalExtension, named_params, params};

use super::{
    outbox_row::{NewSubmission, Submission},
    outbox_table::{self, CHANGE},
    queue_entry::{WAITS, Waiting},
    timeline::{StepKind, insert_step},
};
use crate::{Error, State};

/// What a change adds to the timeline: a number, a code or words with each step.
pub type Steps = Vec<(StepKind, Option<String>)>;

/// The journal, open for writing. What is written is kept only if the whole piece of work succeeds.
#[derive(Debug)]
pub struct Writing<'a> {
    connection: &'a Connection,
    on_wire: &'a OnWire,
    changed: RefCell<Vec<Waiting>>,
}

/// Rows that are *Sending*, as they were last written: each of them changes once more, soon. Whoever takes something
/// back forgets them all.
pub(super) type OnWire = RefCell<HashMap<String, Submission>>;

impl<'a> Writing<'a> {
    pub(super) fn new(connection: &'a Connection, on_wire: &'a OnWire) -> Self {
        Self { connection, on_wire, changed: RefCell::default() }
    }

    pub(super) fn connection(&self) -> &Connection {
        self.connection
    }

    /// What is changed past [`Self::change`] is read anew.
    pub(super) fn forget_on_wire(&self) {
        self.on_wire.borrow_mut().clear();
    }

    pub(super) fn changed(self) -> Vec<Waiting> {
        self.changed.into_inner()
    }

    /// Writes a new row with its first step, which is what it waits for. Whoever makes a row has its key before, and a
    /// message may come twice: a row that is there under the key is answered as it stands, and nothing happens to it.
    pub fn add(&self, new: NewSubmission) -> Result<Submission, Error> {
        let key = new.key.clone();
        let Some(added) = outbox_table::insert(self.connection, new)? else {
            return Ok(outbox_table::by_key(self.connection, &key)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?);
        };
        let step = match added.state {
            State::Held => StepKind::Held,
            _ if added.not_before.is_some() => StepKind::Scheduled,
            _ => StepKind::Queued,
        };
        insert_step(self.connection, &added.key, added.created, step, None)?;
        self.changed.borrow_mut().push(Waiting::of(&added));
        Ok(added)
    }

    pub fn get(&self, key: &str) -> Result<Option<Submission>, Error> {
        Ok(outbox_table::by_key(self.connection, key)?)
    }

    /// Changes a row that is in one of the states `from`, with steps of its timeline; `None` if it is in
    /// another one by now. This is the only way a row changes, so two workers cannot both take it.
    pub fn change(
        &self,
        key: &str,
        from: &[State],
        at: i64,
        change: impl FnOnce(&mut Submission) -> Steps,
    ) -> Result<Option<Submission>, Error> {
        self.change_if(key, from, at, |_| true, change)
    }

    /// The same, unless the row is not as it has to be.
    pub fn change_if(
        &self,
        key: &str,
        from: &[State],
        at: i64,
        may: impl FnOnce(&Submission) -> bool,
        change: impl FnOnce(&mut Submission) -> Steps,
    ) -> Result<Option<Submission>, Error> {
        let known = self.on_wire.borrow_mut().remove(key);
        let before = if known.is_some() { known } else { outbox_table::by_key(self.connection, key)? };
        let Some(before) = before.filter(|row| from.contains(&row.state) && may(row)) else {
            return Ok(None);
        };
        let mut row = before.clone();
        let steps = change(&mut row);
        row.updated = at;
        outbox_table::update(self.connection, &before, &row)?;
        for (step, detail) in steps {
            insert_step(self.connection, key, at, step, detail.as_deref())?;
        }
        self.changed.borrow_mut().push(Waiting::of(&row));
        if row.state == State::Sending {
            self.on_wire.borrow_mut().insert(row.key.clone(), row.clone());
        }
        Ok(Some(row))
    }

    /// What has not left or is on the wire, in the order of leaving.
    pub fn to_send(&self) -> Result<Vec<Submission>, Error> {
        Ok(outbox_table::select(self.connection, &format!("WHERE {WAITS} ORDER BY rank, seq"), [])?)
    }

    /// Whether a request of the server is another row's, or was, within the tenant that a row was made for. One that an
    /// earlier desk wrote down for both stays both's.
    pub fn is_anothers(&self, key: &str, server_id: &str) -> Result<bool, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT 1 FROM submission AS own JOIN submission AS other ON other.tenant = own.tenant \
             WHERE own.key = ?1 AND own.server_id IS NOT ?2 \
             AND other.server_id = ?2 AND other.id_twice = 0 AND other.key <> ?1 \
             UNION ALL SELECT 1 FROM submission AS own JOIN purged AS other ON other.tenant = own.tenant \
             WHERE own.key = ?1 AND own.server_id IS NOT ?2 AND other.server_id = ?2",
        )?;
        Ok(statement.exists([key, server_id])?)
    }

    /// Rows of a type that are on the wire or whose outcome is unknown.
    pub fn undecided(&self, connection: &str, request_type: &str) -> Result<Vec<Submission>, Error> {
        let rest = "WHERE state IN ('sending', 'unknown') AND connection = ?1 AND request_type = ?2";
        Ok(outbox_table::select(self.connection, rest, [connection, request_type])?)
    }

    /// Rows of a connection whose outcome is unknown, and was not left so, are to be searched for now.
    pub fn search_again(&self, connection: &str, at: i64) -> Result<usize, Error> {
        Ok(self.connection.execute(
            &format!(
                "UPDATE submission SET next_look = ?2, change = {CHANGE} \
                 WHERE state = 'unknown' AND closed = 0 AND connection = ?1"
            ),
            params![connection, at],
        )?)
    }

    /// Rank of the waiting row just before a place; the row `but` does not count.
    pub fn rank_before(&self, rank: f64, but: &str) -> Result<Option<f64>, Error> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT rank FROM submission WHERE rank < :rank AND key <> :but AND {WAITS} ORDER BY rank DESC LIMIT 1"
        ))?;
        Ok(statement.query_row(named_params! { ":rank": rank, ":but": but }, |row| row.get(0)).optional()?)
    }

    /// A place after every other row's.
    pub fn last_rank(&self) -> Result<f64, Error> {
        let last = "SELECT coalesce(max(rank), 0) + 1 FROM submission";
        Ok(self.connection.prepare_cached(last)?.query_row([], |row| row.get(0))?)
    }

    /// Parts the rows of a connection from a server that is gone: what they became is not known any
    /// more, and its successor may give the same ids to other requests.
    pub fn detach(&self, connection: &str) -> Result<usize, Error> {
        self.on_wire.borrow_mut().clear();
        self.connection.execute("UPDATE purged SET server_id = NULL WHERE connection = ?1", [connection])?;
        Ok(self.connection.execute(
            &format!(
                "UPDATE submission SET server_id = NULL, id_twice = 0, unwatched = 1, change = {CHANGE} \
                 WHERE connection = ?1 AND server_id IS NOT NULL"
            ),
            [connection],
        )?)
    }

    /// Deletes with the bytes, which name households: they are overwritten. Of other changes nothing has to be.
    pub(super) fn overwriting<T>(&self, delete: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        let overwrite = |on: bool| self.connection.pragma_update_and_check(None, "secure_delete", on, |_| Ok(()));
        overwrite(true)?;
        let deleted = delete(self.connection);
        overwrite(false)?;
        Ok(deleted?)
    }

    /// Writes something and takes it back: fails as a real write would.
    pub fn try_writing(&self) -> Result<(), Error> {
        insert_step(self.connection, "", 0, StepKind::Held, None)?;
        self.connection.execute("DELETE FROM step WHERE submission = ''", [])?;
        Ok(())
    }

    /// Makes the commit fail, as a disk that breaks just then does.
    #[cfg(test)]
    pub(super) fn break_the_commit(&self) -> Result<(), Error> {
        self.connection.execute_batch(
            "PRAGMA foreign_keys = ON; CREATE TABLE parent (id INTEGER PRIMARY KEY); \
             CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED); \
             INSERT INTO child VALUES (1);",
        )?;
        Ok(())
    }
}
