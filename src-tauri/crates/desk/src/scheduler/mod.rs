//! The scheduler: knows which rows wait to leave, which one leaves next, and the reason why the others wait.
//!
//! It holds the journal's waiting rows in memory and is updated by every commit ([`store::journal::Journal::listen`]), so that
//! finding the next row costs the same for ten rows as for ten thousand. It reads no clock and sends nothing.

mod availability;
mod outage;
pub(crate) mod recheck;
mod scheduled_row;
mod staging;

#[cfg(test)]
pub(crate) mod proptests;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use store::{identity::Identity, journal::QueueEntry, request_state::RequestState};

use self::{
    outage::Outage,
    scheduled_row::{Key, QueuePosition, Ready, ScheduledRow, Stage},
};
use crate::view::WaitsFor;

/// A connection and an identity. A row leaves only through the connection and as the identity that it was made for.
type SessionKey = (String, Arc<Identity>);

/// Longest undo hold, in milliseconds: the user would forget a longer one. A hold that seems longer belongs to a clock
/// that was set back.
pub(crate) const MAX_HOLD_MS: i64 = 60_000;

/// Longest pause that a server is granted, in milliseconds, even if it asks for more.
pub(crate) const MAX_SERVER_PAUSE_MS: i64 = 15 * 60_000;

/// A field-mode row that could have left for this long, in milliseconds, is checked again before it does.
pub(crate) const CHECK_VALIDITY_MS: i64 = 60_000;

/// Tolerance for time that runs backwards, in milliseconds: the sender and the journal each read the clock and get here
/// in either order. Only a larger step is a clock that was set back, after which every row is staged anew.
const CLOCK_TOLERANCE_MS: i64 = 1_000;

#[derive(Debug, Default)]
pub(crate) struct Scheduler {
    rows: HashMap<Key, ScheduledRow>,
    /// The rows of each card of each connection, in the order of leaving.
    cards: HashMap<String, BTreeSet<QueuePosition>>,
    ready: HashMap<SessionKey, Ready>,
    /// Rows that wait only for a time.
    timers: BTreeSet<(i64, Key)>,
    /// Field-mode rows that could leave, by the time at which they become too old to leave unchecked.
    ageing: BTreeSet<(i64, Key)>,
    /// Field-mode rows that are too old; they leave after a check.
    unchecked: BTreeSet<Key>,
    /// Rows past the end of their hold, until the journal has recorded that.
    ended_holds: BTreeSet<Key>,
    /// Connections on which the last try failed, so that only one row at a time tries them.
    outages: HashMap<String, Outage>,
    /// The ends of the pauses that servers asked for, by connection.
    pauses: HashMap<String, i64>,
    /// Rows that the sender holds, from being picked until their ending is written down.
    claimed: HashSet<Key>,
    now: i64,
}

impl Scheduler {
    pub(crate) fn new(rows: Vec<QueueEntry>, now: i64) -> Self {
        let mut scheduler = Self { now, ..Self::default() };
        for row in rows {
            scheduler.upsert(row);
        }
        scheduler
    }

    /// Inserts, updates or removes a row, as the journal has it now. False: that changes nothing here.
    pub(crate) fn upsert(&mut self, row: QueueEntry) -> bool {
        // The sender holds the row: its place does not depend on its state until it is released.
        let claimed = self.claimed.contains(row.key.as_str()) && row.is_in_queue();
        if claimed
            && let Some(entry) = self.rows.get_mut(row.key.as_str())
            && entry.row.cards == row.cards
        {
            entry.row = row;
            return false;
        }
        let key = Key::from(row.key.as_str());
        let was_in_queue = self.remove(&key);
        if !row.is_in_queue() {
            return was_in_queue;
        }
        let cards: Vec<String> = row.cards.iter().map(|card| format!("{}\n{card}", row.connection)).collect();
        self.rows.insert(Key::clone(&key), ScheduledRow { row, cards, position: None, stage: Stage::Behind });
        self.reposition(&key);
        true
    }

    fn remove(&mut self, key: &Key) -> bool {
        self.unstage(key);
        let Some(entry) = self.rows.remove(key) else { return false };
        if let Some(position) = &entry.position {
            self.leave_cards(&entry.cards, position);
        }
        true
    }

    /// Sets the current time. After a clock was set back, no row waits longer than it did before.
    pub(crate) fn advance(&mut self, now: i64) {
        if (1..=CLOCK_TOLERANCE_MS).contains(&(self.now - now)) {
            return;
        }
        let back = now < self.now;
        self.now = now;
        let due: Vec<Key> = if back {
            self.rows.keys().cloned().collect()
        } else {
            let times = self.timers.iter().take_while(|(at, _)| *at <= now);
            times.chain(self.ageing.iter().take_while(|(at, _)| *at <= now)).map(|(_, key)| Key::clone(key)).collect()
        };
        for key in &due {
            self.reposition(key);
        }
    }

    /// Rows past the end of their hold, at most `most` of them.
    pub(crate) fn ended_holds(&self, most: usize) -> Vec<String> {
        self.ended_holds.iter().take(most).map(ToString::to_string).collect()
    }

    /// Picks the rows that leave now, in order, at most `room` of them. Each is claimed until it is
    /// [released](Self::release).
    pub(crate) fn take_ready(&mut self, room: usize, can_send: impl Fn(&str, &Identity) -> bool) -> Vec<QueueEntry> {
        let sessions: Vec<SessionKey> =
            self.ready.keys().filter(|(connection, identity)| can_send(connection, identity)).cloned().collect();
        let mut picked = Vec::new();
        while picked.len() < room {
            let next = sessions.iter().filter_map(|session| self.next_of(session)).min();
            let Some(place) = next else { break };
            let Some(entry) = self.rows.get(&place.key) else { break };
            let row = entry.row.clone();
            if let Some(outage) = self.outages.get_mut(&row.connection).filter(|_| !row.has_pin) {
                outage.trying = Some(Key::clone(&place.key));
            }
            self.claimed.insert(Key::clone(&place.key));
            self.reposition(&place.key);
            picked.push(row);
        }
        picked
    }

    fn next_of(&self, session: &SessionKey) -> Option<QueuePosition> {
        if self.paused_until(&session.0).is_some() {
            return None;
        }
        let ready = self.ready.get(session)?;
        let may_try =
            self.outages.get(&session.0).is_none_or(|outage| outage.trying.is_none() && outage.over(self.now));
        let plain = ready.plain.first().filter(|_| may_try);
        plain.into_iter().chain(ready.with_pin.first()).min().cloned()
    }

    /// Releases a row that the sender is done with.
    pub(crate) fn release(&mut self, key: &str) {
        let Some(key) = self.claimed.take(key) else { return };
        for outage in self.outages.values_mut() {
            if outage.trying.as_ref() == Some(&key) {
                outage.trying = None;
            }
        }
        self.reposition(&key);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Number of rows that the sender holds.
    pub(crate) fn claimed(&self) -> usize {
        self.claimed.len()
    }

    pub(crate) fn nothing_claimed(&self) -> bool {
        self.claimed.is_empty()
    }

    /// The next time at which something changes by time alone.
    pub(crate) fn next_change(&self) -> Option<i64> {
        let timed = [&self.timers, &self.ageing].into_iter().filter_map(|times| times.first()).map(|(at, _)| *at);
        let tries = self.outages.values().filter(|outage| outage.trying.is_none()).map(|outage| outage.until);
        let pauses = self.pauses.keys().filter_map(|connection| self.paused_until(connection));
        tries.filter(|until| *until > self.now).chain(pauses).chain(timed).min()
    }

    /// Whether the row is in the queue and has not left.
    pub(crate) fn is_waiting(&self, key: &str) -> bool {
        self.rows.get(key).is_some_and(|entry| entry.stage != Stage::InFlight)
    }

    /// Number of a connection's rows that wait for a decision.
    pub(crate) fn undecided(&self, connection: &str) -> usize {
        let undecided = |entry: &&ScheduledRow| entry.stage == Stage::Undecided && entry.row.connection == connection;
        self.rows.values().filter(undecided).count()
    }

    /// Whether a row waits that only a person brings on its way: by a decision, or by a sign-in.
    pub(crate) fn needs_person(&self, can_send: impl Fn(&str, &Identity) -> bool) -> bool {
        let waiting = || self.rows.values().filter(|entry| entry.stage != Stage::InFlight);
        let sessions: HashSet<_> = waiting().map(|entry| (&entry.row.connection, &entry.row.identity)).collect();
        waiting().any(|entry| entry.stage == Stage::Undecided)
            || sessions.into_iter().any(|(connection, identity)| !can_send(connection, identity))
    }

    /// Whether the row is behind one of its cards' rows that waits for the network.
    pub(crate) fn is_behind_outage(&self, key: &str) -> bool {
        let Some(entry) = self.rows.get(key).filter(|entry| entry.stage == Stage::Behind) else { return false };
        let firsts = entry.cards.iter().filter_map(|card| self.cards.get(card)?.first());
        self.outages.contains_key(&entry.row.connection)
            && firsts.filter_map(|first| self.rows.get(&first.key)).any(|first| {
                !first.row.has_pin && matches!(first.stage, Stage::Ready | Stage::Fresh(_) | Stage::Unchecked)
            })
    }

    /// The reason why a row has not left yet; `None` if it is about to leave or is on the wire.
    pub(crate) fn waits_for(&self, key: &str, can_send: impl Fn(&str, &Identity) -> bool) -> Option<WaitsFor> {
        let entry = self.rows.get(key)?;
        let row = &entry.row;
        match entry.stage {
            Stage::Edited => Some(WaitsFor::Edit),
            Stage::Timed(_) if row.state == RequestState::Held => Some(WaitsFor::Hold),
            Stage::Timed(_) => Some(WaitsFor::Time),
            Stage::Behind => Some(WaitsFor::Turn),
            Stage::BehindRequest => Some(WaitsFor::RequestBefore),
            Stage::Undecided => Some(WaitsFor::Decision),
            Stage::InFlight | Stage::HoldEnded => None,
            _ if !can_send(&row.connection, &row.identity) => Some(WaitsFor::Session),
            _ if self.paused_until(&row.connection).is_some() => Some(WaitsFor::Server),
            _ if self.outages.contains_key(&row.connection) && !row.has_pin => Some(WaitsFor::Network),
            Stage::Ready | Stage::Fresh(_) | Stage::Unchecked => None,
        }
    }
}
