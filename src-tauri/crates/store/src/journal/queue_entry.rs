//! The part of an outbox row that the sender keeps in memory until the row ends: enough to choose the row that is sent
//! next.

use std::sync::Arc;

use rusqlite::{Connection, Row};

use super::{
    outbox_row::{InSequence, OutboxRow},
    outbox_table,
};
use crate::{
    identity::{Identity, Tenant},
    request_state::RequestState,
};

/// SQL condition of a row that has not been sent or is on the wire.
pub(super) const IN_QUEUE: &str =
    "(state IN ('held', 'queued', 'sending') OR (state = 'not-sent' AND next_try IS NOT NULL))";

/// An entry of the send queue. It has left the queue when its state is neither waiting nor *Sending*.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueEntry {
    pub key: String,
    pub connection: String,
    pub identity: Arc<Identity>,
    pub has_pin: bool,
    pub cards: Arc<[String]>,
    pub state: RequestState,
    pub held_until: Option<i64>,
    pub next_try: Option<i64>,
    pub not_before: Option<i64>,
    pub rank: f64,
    /// Field requests only: from this time on it has to be checked again before it is sent.
    pub check_at: Option<i64>,
    /// It is not sent until the user decides.
    pub undecided: bool,
    /// The request before it in its sequence keeps it from being sent.
    pub in_sequence: Option<InSequence>,
}

impl QueueEntry {
    pub(super) fn of(row: &OutboxRow) -> Self {
        Self {
            key: row.key.clone(),
            connection: row.connection.clone(),
            identity: Arc::clone(&row.identity),
            has_pin: row.has_pin,
            cards: Arc::clone(&row.cards),
            state: row.state,
            held_until: row.held_until,
            next_try: row.next_try,
            not_before: row.not_before,
            rank: row.rank,
            check_at: row.check_at,
            undecided: row.undecided,
            in_sequence: row.in_sequence,
        }
    }

    /// Whether it is in the queue: not sent yet, or on the wire.
    pub fn is_in_queue(&self) -> bool {
        match self.state {
            RequestState::Held | RequestState::Queued | RequestState::Sending => true,
            RequestState::NotSent => self.next_try.is_some(),
            _ => false,
        }
    }
}

pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<QueueEntry>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT key, connection, origin, organisation, unit, account, has_pin, cards, state, held_until, next_try, not_before, rank, \
         check_at, undecided, in_sequence \
         FROM submission LEFT JOIN tenant ON tenant.id = submission.tenant WHERE {IN_QUEUE}"
    ))?;
    statement.query_map([], read)?.collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<QueueEntry> {
    Ok(QueueEntry {
        key: row.get("key")?,
        connection: row.get("connection")?,
        identity: Arc::new(Identity {
            tenant: Tenant {
                origin: row.get::<_, Option<String>>("origin")?.unwrap_or_default(),
                organisation: row.get::<_, Option<String>>("organisation")?.unwrap_or_default(),
            },
            unit: row.get("unit")?,
            user: row.get("account")?,
        }),
        has_pin: row.get("has_pin")?,
        cards: outbox_table::json::<Vec<String>>(row, "cards")?.into(),
        state: row.get("state")?,
        held_until: row.get("held_until")?,
        next_try: row.get("next_try")?,
        not_before: row.get("not_before")?,
        rank: row.get("rank")?,
        check_at: row.get("check_at")?,
        undecided: row.get("undecided")?,
        in_sequence: row.get("in_sequence")?,
    })
}
