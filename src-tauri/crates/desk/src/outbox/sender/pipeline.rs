//! The pipeline between scheduler and server: rows that are ready, and the slots by which they leave.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crmcom::{Client, Token};
use store::OutboxRow;
use tokio::sync::mpsc::UnboundedSender;

/// Rows made ready beyond the slots, at most. A crash leaves them *Unknown* although they had not left, so they are
/// few; only a server that answers faster than the disk needs more than one or two.
const MAX_PREPARED_ROWS: usize = 32;

/// A row that is durable as *Sending*, with the token and the client that it leaves by.
pub(crate) struct InFlight {
    pub(crate) row: OutboxRow,
    pub(crate) token: Token,
    pub(crate) client: Client,
}

/// An event that a task of the sender reports to it.
pub(super) enum SenderEvent {
    Ready {
        asked: usize,
        rows: Vec<InFlight>,
        took: Duration,
    },
    /// The ending is still to be written down, but a slot is free again or took a row that was ready.
    Answered,
}

/// The pipeline between scheduler and server.
pub(super) struct SendPipeline {
    pub(super) slots: Arc<Slots>,
    pub(super) getting_ready: usize,
    commit: Duration,
    /// Each task of the sender holds a clone; the sender ends when the last one is dropped.
    pub(super) told: UnboundedSender<SenderEvent>,
}

/// The slots: one for each request that may be on the wire. After its answer a slot takes the next row itself, without
/// the sender.
pub(super) struct Slots(Mutex<SlotState>);

pub(super) struct SlotState {
    pub(super) ready: VecDeque<InFlight>,
    pub(super) slots: usize,
    taken: usize,
    answer: Duration,
}

impl Slots {
    pub(super) fn lock(&self) -> MutexGuard<'_, SlotState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SlotState {
    /// The row that takes a slot now. Rows before it that must not leave are moved to `stay`.
    pub(super) fn next(&mut self, stays: impl Fn(&OutboxRow) -> bool, stay: &mut Vec<InFlight>) -> Option<InFlight> {
        while self.taken < self.slots {
            let next = self.ready.pop_front()?;
            if stays(&next.row) {
                stay.push(next);
                continue;
            }
            self.taken += 1;
            return Some(next);
        }
        None
    }

    pub(super) fn answered(&mut self, took: Duration) {
        self.taken -= 1;
        self.answer = average(self.answer, took);
    }
}

/// Moving average with a weight of one eighth: one slow answer says little.
fn average(known: Duration, new: Duration) -> Duration {
    (known * 7 + new) / 8
}

impl SendPipeline {
    pub(super) fn new(told: UnboundedSender<SenderEvent>) -> Self {
        let none_taken = SlotState { ready: VecDeque::new(), slots: 0, taken: 0, answer: Duration::from_millis(50) };
        Self {
            slots: Arc::new(Slots(Mutex::new(none_taken))),
            getting_ready: 0,
            commit: Duration::from_millis(2),
            told,
        }
    }

    pub(super) fn on_event(&mut self, news: SenderEvent) {
        if let SenderEvent::Ready { asked, rows, took } = news {
            self.getting_ready -= asked;
            self.commit = average(self.commit, took);
            self.slots.lock().ready.extend(rows);
        }
    }

    /// How many rows to pick now so that no slot waits for the disk: beyond the slots four commits' worth, because one
    /// commit may be under way, and because answers come together as their requests left.
    pub(super) fn room(&self) -> usize {
        let slots = self.slots.lock();
        let answer = slots.answer.as_micros().max(1);
        let during = (4 * slots.slots as u128 * self.commit.as_micros()).div_ceil(answer);
        let ahead = usize::try_from(during).unwrap_or(MAX_PREPARED_ROWS).clamp(1, MAX_PREPARED_ROWS);
        let waiting = slots.ready.len() + self.getting_ready;
        let room = (slots.slots + ahead).saturating_sub(slots.taken + waiting);
        // A commit of few rows costs as much as one of many, so some rows are awaited while others get ready or leave.
        if waiting == 0 || 2 * room >= ahead { room } else { 0 }
    }
}
