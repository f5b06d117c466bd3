//! The stages of rows: places a row in the queues of its cards, and files it under its stage.

use std::{collections::BTreeSet, sync::Arc};

use store::{
    journal::{InSequence, QueueEntry},
    request_state::RequestState,
};

use super::{
    CHECK_VALIDITY_MS, CLOCK_TOLERANCE_MS, MAX_HOLD_MS, Scheduler,
    scheduled_row::{Key, QueuePosition, Stage, position_of},
};

impl Scheduler {
    pub(super) fn leave_cards(&mut self, cards: &[String], place: &QueuePosition) {
        for card in cards {
            let Some(queue) = self.cards.get_mut(card) else { continue };
            queue.remove(place);
            let first = queue.first().map(|place| Key::clone(&place.key));
            match first {
                Some(first) => self.stage(&first),
                None => _ = self.cards.remove(card),
            }
        }
    }

    /// Recomputes the stage of a row, and of the rows behind it on its cards.
    pub(super) fn reposition(&mut self, key: &Key) {
        let Some(entry) = self.rows.get(key) else { return };
        let out = entry.row.state == RequestState::Sending || self.claimed.contains(key);
        let waits = entry.row.not_before.is_some_and(|at| at > self.now) || entry.row.in_sequence.is_some();
        let position = match () {
            () if out => Some(QueuePosition { rank: f64::NEG_INFINITY, key: Key::clone(key) }),
            () if waits => None,
            () => Some(position_of(&entry.row, key)),
        };
        if entry.position != position {
            let (cards, before) = (entry.cards.clone(), entry.position.clone());
            if let Some(before) = before {
                self.leave_cards(&cards, &before);
            }
            if let Some(position) = &position {
                self.join_cards(&cards, position);
            }
        }
        if let Some(entry) = self.rows.get_mut(key) {
            entry.position = position;
        }
        self.stage(key);
    }

    fn join_cards(&mut self, cards: &[String], place: &QueuePosition) {
        for card in cards {
            let queue = self.cards.entry(card.clone()).or_default();
            queue.insert(place.clone());
            let next = queue.range(place..).nth(1).map(|place| Key::clone(&place.key));
            if let Some(next) = next {
                self.stage(&next);
            }
        }
    }

    pub(super) fn unstage(&mut self, key: &Key) {
        let Some(entry) = self.rows.get(key) else { return };
        match entry.stage {
            Stage::Timed(at) => _ = self.timers.remove(&(at, Key::clone(key))),
            Stage::HoldEnded => _ = self.ended_holds.remove(key),
            Stage::Unchecked => _ = self.unchecked.remove(key),
            Stage::Ready | Stage::Fresh(_) => {
                if let Stage::Fresh(until) = entry.stage {
                    self.ageing.remove(&(until, Key::clone(key)));
                }
                let session = (entry.row.connection.clone(), Arc::clone(&entry.row.identity));
                if let Some(ready) = self.ready.get_mut(&session) {
                    ready.of(entry.row.has_pin).remove(&position_of(&entry.row, key));
                    if ready.plain.is_empty() && ready.with_pin.is_empty() {
                        self.ready.remove(&session);
                    }
                }
            }
            Stage::InFlight | Stage::Edited | Stage::Behind | Stage::BehindRequest | Stage::Undecided => {}
        }
    }

    fn stage(&mut self, key: &Key) {
        self.unstage(key);
        let Some(entry) = self.rows.get(key) else { return };
        let row = &entry.row;
        let first =
            |card: &String| self.cards.get(card).and_then(BTreeSet::first).is_none_or(|first| first.key == *key);
        let stage = match row.state {
            RequestState::Sending => Stage::InFlight,
            _ if self.claimed.contains(key) => Stage::InFlight,
            RequestState::Held if row.held_until.is_none() => Stage::Edited,
            RequestState::Held => match row.held_until.filter(|end| (1..=MAX_HOLD_MS).contains(&(end - self.now))) {
                Some(end) => Stage::Timed(end),
                None => Stage::HoldEnded,
            },
            _ => match row.not_before.filter(|at| *at > self.now) {
                Some(at) => Stage::Timed(at),
                None if row.undecided || row.in_sequence == Some(InSequence::Halted) => Stage::Undecided,
                None if row.in_sequence.is_some() => Stage::BehindRequest,
                None if entry.cards.iter().all(first) => self.ready_stage(row),
                None => Stage::Behind,
            },
        };
        match stage {
            Stage::Timed(at) => _ = self.timers.insert((at, Key::clone(key))),
            Stage::HoldEnded => _ = self.ended_holds.insert(Key::clone(key)),
            Stage::Unchecked => _ = self.unchecked.insert(Key::clone(key)),
            Stage::Ready | Stage::Fresh(_) => {
                if let Stage::Fresh(until) = stage {
                    self.ageing.insert((until, Key::clone(key)));
                }
                let ready = self.ready.entry((row.connection.clone(), Arc::clone(&row.identity))).or_default();
                ready.of(row.has_pin).insert(position_of(row, key));
            }
            Stage::InFlight | Stage::Edited | Stage::Behind | Stage::BehindRequest | Stage::Undecided => {}
        }
        if let Some(entry) = self.rows.get_mut(key) {
            entry.stage = stage;
        }
    }

    /// The stage of a row that is first on all its cards. A row with a PIN does not wait for the network, so it needs
    /// no check.
    fn ready_stage(&self, row: &QueueEntry) -> Stage {
        match row.check_at.filter(|_| !row.has_pin) {
            None => Stage::Ready,
            // A row that seems fresher than possible belongs to a clock that was set back.
            Some(until) if (1..=CHECK_VALIDITY_MS + CLOCK_TOLERANCE_MS).contains(&(until - self.now)) => {
                Stage::Fresh(until)
            }
            Some(_) => Stage::Unchecked,
        }
    }
}
