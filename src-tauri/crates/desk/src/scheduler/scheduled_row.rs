//! A row in the scheduler: its place in the queues of its cards, and its stage on the way to the server.

use std::{cmp::Ordering, collections::BTreeSet, sync::Arc};

use store::journal::QueueEntry;

pub(super) type Key = Arc<str>;

#[derive(Debug)]
pub(super) struct ScheduledRow {
    pub(super) row: QueueEntry,
    pub(super) cards: Vec<String>,
    /// Its place in the queues of its cards. A row that is scheduled for later has none, so as not to hold up today's
    /// rows, and so does a row that waits for the request before it, which might be behind it; a row on the wire is
    /// before all others.
    pub(super) position: Option<QueuePosition>,
    pub(super) stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// On the wire, or on its way there.
    InFlight,
    Edited,
    Timed(i64),
    HoldEnded,
    Behind,
    /// The request before it in its sequence was not completed yet.
    BehindRequest,
    Ready,
    /// A field-mode row that is ready, until it is too old.
    Fresh(i64),
    /// A field-mode row that waited too long to leave unchecked.
    Unchecked,
    /// The user has to decide.
    Undecided,
}

/// Rows of a session that could leave, in order. Rows with a PIN do not wait for the network.
#[derive(Debug, Default)]
pub(super) struct Ready {
    pub(super) plain: BTreeSet<QueuePosition>,
    pub(super) with_pin: BTreeSet<QueuePosition>,
}

impl Ready {
    pub(super) fn of(&mut self, has_pin: bool) -> &mut BTreeSet<QueuePosition> {
        if has_pin { &mut self.with_pin } else { &mut self.plain }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct QueuePosition {
    pub(super) rank: f64,
    /// Keys grow with time.
    pub(super) key: Key,
}

impl Eq for QueuePosition {}

impl PartialOrd for QueuePosition {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for QueuePosition {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.total_cmp(&other.rank).then_with(|| self.key.cmp(&other.key))
    }
}

pub(super) fn position_of(row: &QueueEntry, key: &Key) -> QueuePosition {
    QueuePosition { rank: row.rank, key: Key::clone(key) }
}
