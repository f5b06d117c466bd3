//! Write operations on the journal, inside the writer's transaction.

use std::{cell::RefCell, collections::HashMap};

use rusqlite::{Connection, OptionalExtension, named_params, params};

use super::{
    outbox_row::{NewOutboxRow, OutboxRow},
    outbox_table::{self, NEXT_CHANGE},
    queue_entry::{IN_QUEUE, QueueEntry},
    timeline::{StepKind, insert_step, note_decider},
};
use crate::{Error, request_state::RequestState};

/// Timeline entries of a change; each may have a number, a code or a text as its detail.
pub type Steps = Vec<(StepKind, Option<String>)>;

/// The journal inside a write transaction. Its changes are kept only if the whole work succeeds.
#[derive(Debug)]
pub struct Transaction<'a> {
    connection: &'a Connection,
    on_wire: &'a OnWire,
    changed: RefCell<Vec<QueueEntry>>,
}

/// Cache of the rows that are *Sending*, as last written, because each of them changes once more, soon. A rollback
/// clears it.
pub(super) type OnWire = RefCell<HashMap<String, OutboxRow>>;

impl<'a> Transaction<'a> {
    pub(super) fn new(connection: &'a Connection, on_wire: &'a OnWire) -> Self {
        Self { connection, on_wire, changed: RefCell::default() }
    }

    pub(super) fn connection(&self) -> &Connection {
        self.connection
    }

    /// Clears the cache, because changes that bypass [`Self::change`] would leave it stale.
    pub(super) fn forget_on_wire(&self) {
        self.on_wire.borrow_mut().clear();
    }

    pub(super) fn changed(self) -> Vec<QueueEntry> {
        self.changed.into_inner()
    }

    /// Adds a new row with its first timeline entry. The key is an idempotency key, chosen by the caller, because a
    /// message may come twice: if a row with the key exists, it is returned as it is, and nothing is written.
    pub fn add(&self, new: NewOutboxRow) -> Result<OutboxRow, Error> {
        let key = new.key.clone();
        let Some(added) = outbox_table::insert(self.connection, new)? else {
            return Ok(outbox_table::by_key(self.connection, &key)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?);
        };
        let step = match added.state {
            RequestState::Held => StepKind::Held,
            _ if added.not_before.is_some() => StepKind::Scheduled,
            _ => StepKind::Queued,
        };
        insert_step(self.connection, &added.key, added.created, step, None)?;
        self.changed.borrow_mut().push(QueueEntry::of(&added));
        Ok(added)
    }

    pub fn get(&self, key: &str) -> Result<Option<OutboxRow>, Error> {
        Ok(outbox_table::by_key(self.connection, key)?)
    }

    /// Changes a row that is in one of the states `from` and adds entries to its timeline; returns `None` if the row
    /// has left these states. All changes of a row take this way, so two workers cannot both take it.
    pub fn change(
        &self,
        key: &str,
        from: &[RequestState],
        at: i64,
        change: impl FnOnce(&mut OutboxRow) -> Steps,
    ) -> Result<Option<OutboxRow>, Error> {
        self.change_if(key, from, at, |_| true, change)
    }

    /// Does [`Self::change`] if the row also meets the condition `may`.
    pub fn change_if(
        &self,
        key: &str,
        from: &[RequestState],
        at: i64,
        may: impl FnOnce(&OutboxRow) -> bool,
        change: impl FnOnce(&mut OutboxRow) -> Steps,
    ) -> Result<Option<OutboxRow>, Error> {
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
        self.changed.borrow_mut().push(QueueEntry::of(&row));
        if row.state == RequestState::Sending {
            self.on_wire.borrow_mut().insert(row.key.clone(), row.clone());
        }
        if row.sequence.is_some() {
            self.move_next(&row, at)?;
        }
        Ok(Some(row))
    }

    /// Notes the user that decided on the last step of this kind of a row. An empty name is not noted.
    pub fn decided_by(&self, key: &str, step: StepKind, user: &str) -> Result<(), Error> {
        if !user.is_empty() {
            note_decider(self.connection, key, step, user)?;
        }
        Ok(())
    }

    /// Rows that have not been sent or are on the wire, in the order of sending.
    pub fn to_send(&self) -> Result<Vec<OutboxRow>, Error> {
        Ok(outbox_table::select(self.connection, &format!("WHERE {IN_QUEUE} ORDER BY rank, seq"), [])?)
    }

    /// Whether a request of the server belongs, or belonged, to another row of the same tenant. If an earlier version
    /// stored the id in both rows, both keep it.
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

    /// Rows of a request type that are on the wire or have an unknown outcome.
    pub fn undecided(&self, connection: &str, request_type: &str) -> Result<Vec<OutboxRow>, Error> {
        let rest = "WHERE state IN ('sending', 'unknown') AND connection = ?1 AND request_type = ?2";
        Ok(outbox_table::select(self.connection, rest, [connection, request_type])?)
    }

    /// Makes open rows of unknown outcome of a connection due for reconciliation now.
    pub fn search_again(&self, connection: &str, at: i64) -> Result<usize, Error> {
        Ok(self.connection.execute(
            &format!(
                "UPDATE submission SET next_look = ?2, change = {NEXT_CHANGE} \
                 WHERE state = 'unknown' AND closed = 0 AND connection = ?1"
            ),
            params![connection, at],
        )?)
    }

    /// Rank of the waiting row just before `rank`, ignoring the row `but`.
    pub fn rank_before(&self, rank: f64, but: &str) -> Result<Option<f64>, Error> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT rank FROM submission WHERE rank < :rank AND key <> :but AND {IN_QUEUE} ORDER BY rank DESC LIMIT 1"
        ))?;
        Ok(statement.query_row(named_params! { ":rank": rank, ":but": but }, |row| row.get(0)).optional()?)
    }

    /// A rank after all other rows.
    pub fn last_rank(&self) -> Result<f64, Error> {
        let last = "SELECT coalesce(max(rank), 0) + 1 FROM submission";
        Ok(self.connection.prepare_cached(last)?.query_row([], |row| row.get(0))?)
    }

    /// Detaches the rows of a connection from a server that is gone: their outcomes are no longer known, and the next
    /// server may give the same ids to other requests.
    pub fn detach(&self, connection: &str) -> Result<usize, Error> {
        self.on_wire.borrow_mut().clear();
        self.connection.execute("UPDATE purged SET server_id = NULL WHERE connection = ?1", [connection])?;
        Ok(self.connection.execute(
            &format!(
                "UPDATE submission SET server_id = NULL, id_twice = 0, unwatched = 1, change = {NEXT_CHANGE} \
                 WHERE connection = ?1 AND server_id IS NOT NULL"
            ),
            [connection],
        )?)
    }

    /// Deletes and overwrites the deleted bytes, because they name households. Other changes need no overwriting.
    pub(super) fn overwriting<T>(&self, delete: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        let overwrite = |on: bool| self.connection.pragma_update_and_check(None, "secure_delete", on, |_| Ok(()));
        overwrite(true)?;
        let deleted = delete(self.connection);
        overwrite(false)?;
        Ok(deleted?)
    }

    /// Writes a row and deletes it, to fail as a real write would.
    pub fn try_writing(&self) -> Result<(), Error> {
        insert_step(self.connection, "", 0, StepKind::Held, None)?;
        self.connection.execute("DELETE FROM step WHERE submission = ''", [])?;
        Ok(())
    }

    /// Makes the commit fail, as a disk that fails at that moment does.
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
