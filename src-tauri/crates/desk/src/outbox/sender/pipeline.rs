//! What is between the line-up and the server: rows that are ready, and the slots that they leave by.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crmcom::{Client, Token};
use store::Submission;
use tokio::sync::mpsc::UnboundedSender;

/// Rows made ready beyond the slots. A crash leaves them *Unknown* although they had not left, so they are few; only a
/// server that answers faster than the disk needs more than one or two.
const MOST_AHEAD: usize = 32;

/// A row that is durable as *Sending*, and the way that it leaves by.
pub(crate) struct Leaving {
    pub(crate) row: Submission,
    pub(crate) token: Token,
    pub(crate) client: Client,
}

/// What a task of the sender tells it.
pub(super) enum News {
    Ready {
        asked: usize,
        rows: Vec<Leaving>,
        took: Duration,
    },
    /// The ending is still to be written down, but a slot is free again or took a row that was ready.
    Answered,
}

/// What is between the line-up and the server.
pub(super) struct Wire {
    pub(super) slots: Arc<Slots>,
    pub(super) getting_ready: usize,
    commit: Duration,
    /// Held by whatever the sender began: it ends when nobody has it any more.
    pub(super) told: UnboundedSender<News>,
}

/// The requests that are on the wire at a time. A slot whose answer came takes the next row itself, without the sender.
pub(super) struct Slots(Mutex<SlotState>);

pub(super) struct SlotState {
    pub(super) ready: VecDeque<Leaving>,
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
    /// The row that takes a slot now; those before it that must stay are put aside.
    pub(super) fn next(&mut self, stays: impl Fn(&Submission) -> bool, stay: &mut Vec<Leaving>) -> Option<Leaving> {
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

/// A moving one: one slow answer says little.
fn average(known: Duration, new: Duration) -> Duration {
    (known * 7 + new) / 8
}

impl Wire {
    pub(super) fn new(told: UnboundedSender<News>) -> Self {
        let none_taken = SlotState { ready: VecDeque::new(), slots: 0, taken: 0, answer: Duration::from_millis(50) };
        Self {
            slots: Arc::new(Slots(Mutex::new(none_taken))),
            getting_ready: 0,
            commit: Duration::from_millis(2),
            told,
        }
    }

    pub(super) fn hear(&mut self, news: News) {
        if let News::Ready { asked, rows, took } = news {
            self.getting_ready -= asked;
            self.commit = average(self.commit, took);
            self.slots.lock().ready.extend(rows);
        }
    }

    /// How many rows to pick now, so that no slot waits for the disk: beyond the slots four commits' worth, because one
    /// may be under way, and because answers come together as their requests left.
    pub(super) fn room(&self) -> usize {
        let slots = self.slots.lock();
        let answer = slots.answer.as_micros().max(1);
        let during = (4 * slots.slots as u128 * self.commit.as_micros()).div_ceil(answer);
        let ahead = usize::try_from(during).unwrap_or(MOST_AHEAD).clamp(1, MOST_AHEAD);
        let waiting = slots.ready.len() + self.getting_ready;
        let room = (slots.slots + ahead).saturating_sub(slots.taken + waiting);
        // Few at a time cost as much as many, so some are awaited while others get ready or leave.
        if waiting == 0 || 2 * room >= ahead { room } else { 0 }
    }
}
