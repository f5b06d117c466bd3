//! The scheduler: knows which rows wait to leave, which one leaves next, and the reason why the others wait.
//!
//! It holds the journal's waiting rows in memory and is updated by every commit ([`store::Journal::listen`]), so that
//! finding the next row costs the same for ten rows as for ten thousand. It reads no clock and sends nothing.

use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use store::{Identity, QueueEntry, RequestState};

use crate::{backoff, view::WaitsFor};

type Key = Arc<str>;
/// A connection and an identity. A row leaves only through the connection and as the identity that it was made for.
type Session = (String, Arc<Identity>);

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
    ready: HashMap<Session, Ready>,
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

#[derive(Debug)]
struct ScheduledRow {
    row: QueueEntry,
    cards: Vec<String>,
    /// Its place in the queues of its cards. A row that is scheduled for later has none, so as not to hold up today's
    /// rows; a row on the wire is before all others.
    position: Option<QueuePosition>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// On the wire, or on its way there.
    InFlight,
    Edited,
    Timed(i64),
    HoldEnded,
    Behind,
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
struct Ready {
    plain: BTreeSet<QueuePosition>,
    with_pin: BTreeSet<QueuePosition>,
}

#[derive(Debug, Clone, PartialEq)]
struct QueuePosition {
    rank: f64,
    /// Keys grow with time.
    key: Key,
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

/// A connection on which the last try failed: one row at a time tries it.
#[derive(Debug)]
struct Outage {
    until: i64,
    tries: u32,
    /// Any answer of the server ends the outage; otherwise only a try that succeeds does.
    by_answer: bool,
    trying: Option<Key>,
}

impl Outage {
    /// Whether the back-off is over. A back-off that seems longer than possible belongs to a clock that was set back.
    fn over(&self, now: i64) -> bool {
        self.until <= now || self.until - now > backoff::MAX_RESEND_DELAY_MS
    }
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

    fn leave_cards(&mut self, cards: &[String], place: &QueuePosition) {
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
    fn reposition(&mut self, key: &Key) {
        let Some(entry) = self.rows.get(key) else { return };
        let out = entry.row.state == RequestState::Sending || self.claimed.contains(key);
        let waits = entry.row.not_before.is_some_and(|at| at > self.now);
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

    fn unstage(&mut self, key: &Key) {
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
            Stage::InFlight | Stage::Edited | Stage::Behind | Stage::Undecided => {}
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
                None if row.undecided => Stage::Undecided,
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
            Stage::InFlight | Stage::Edited | Stage::Behind | Stage::Undecided => {}
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
        let sessions: Vec<Session> =
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

    /// Records that the server asked to be left alone until then. A longer pause that was asked for before still
    /// counts.
    pub(crate) fn pause_connection(&mut self, connection: &str, until: i64) {
        let known = self.pauses.entry(connection.to_owned()).or_insert(until);
        *known = (*known).max(until);
    }

    /// The end of the pause that a server asked for. A pause that seems longer than possible belongs to a clock that
    /// was set back.
    pub(crate) fn paused_until(&self, connection: &str) -> Option<i64> {
        let until = *self.pauses.get(connection)?;
        (1..=MAX_SERVER_PAUSE_MS).contains(&(until - self.now)).then_some(until)
    }

    fn next_of(&self, session: &Session) -> Option<QueuePosition> {
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

    pub(crate) fn nothing_claimed(&self) -> bool {
        self.claimed.is_empty()
    }

    /// Records that a try of this row failed before it reached the server. Returns the time at which the connection is
    /// tried again.
    ///
    /// Rows that left together and fail together count as one failure.
    pub(crate) fn record_failure(&mut self, row: &str, connection: &str, by_answer: bool, chance: u8) -> i64 {
        let now = self.now;
        let outage = self.outages.entry(connection.to_owned()).or_insert(Outage {
            until: now,
            tries: 0,
            by_answer,
            trying: None,
        });
        if outage.tries == 0 || outage.trying.as_deref() == Some(row) {
            outage.tries = outage.tries.saturating_add(1);
            outage.until = now + backoff::resend_delay(outage.tries, chance);
            outage.by_answer = by_answer;
            outage.trying = None;
        }
        outage.until
    }

    /// Records that the server answered something. True: rows that waited for an answer may leave.
    pub(crate) fn record_answer(&mut self, connection: &str) -> bool {
        self.outages.get(connection).is_some_and(|outage| outage.by_answer) && self.outages.remove(connection).is_some()
    }

    /// Records that a request arrived at the server, which ends the outage.
    pub(crate) fn end_outage(&mut self, connection: &str) {
        self.outages.remove(connection);
    }

    pub(crate) fn end_backoff(&mut self, connection: &str) {
        let now = self.now;
        if let Some(outage) = self.outages.get_mut(connection) {
            outage.until = now;
        }
    }

    /// Records that the try of a connection that is down ended without an answer.
    pub(crate) fn record_further_failure(&mut self, row: &str, connection: &str, chance: u8) {
        if self.outages.contains_key(connection) {
            self.record_failure(row, connection, true, chance);
        }
    }

    /// Whether a row that was picked must not leave after all, because its connection was found to fail, or its server
    /// asked for a pause, meanwhile.
    pub(crate) fn must_stay(&self, row: &str, connection: &str, has_pin: bool) -> bool {
        self.paused_until(connection).is_some()
            || !has_pin && self.outages.get(connection).is_some_and(|outage| outage.trying.as_deref() != Some(row))
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

    /// The reason why a row has not left yet; `None` if it is about to leave or is on the wire.
    pub(crate) fn waits_for(&self, key: &str, can_send: impl Fn(&str, &Identity) -> bool) -> Option<WaitsFor> {
        let entry = self.rows.get(key)?;
        let row = &entry.row;
        match entry.stage {
            Stage::Edited => Some(WaitsFor::Edit),
            Stage::Timed(_) if row.state == RequestState::Held => Some(WaitsFor::Hold),
            Stage::Timed(_) => Some(WaitsFor::Time),
            Stage::Behind => Some(WaitsFor::Turn),
            Stage::Undecided => Some(WaitsFor::Decision),
            Stage::InFlight | Stage::HoldEnded => None,
            _ if !can_send(&row.connection, &row.identity) => Some(WaitsFor::Session),
            _ if self.paused_until(&row.connection).is_some() => Some(WaitsFor::Server),
            _ if self.outages.contains_key(&row.connection) && !row.has_pin => Some(WaitsFor::Network),
            Stage::Ready | Stage::Fresh(_) | Stage::Unchecked => None,
        }
    }
}

impl Ready {
    fn of(&mut self, has_pin: bool) -> &mut BTreeSet<QueuePosition> {
        if has_pin { &mut self.with_pin } else { &mut self.plain }
    }
}

fn position_of(row: &QueueEntry, key: &Key) -> QueuePosition {
    QueuePosition { rank: row.rank, key: Key::clone(key) }
}

#[cfg(test)]
pub(crate) mod proptests;
pub(crate) mod recheck;
#[cfg(test)]
mod tests;
