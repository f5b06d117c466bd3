//! The scheduler: knows which rows wait to leave, which one leaves next, and the reason why the others wait.
//!
//! It holds the journal's waiting rows in memory and is updated by every commit ([`store::journal::Journal::listen`]), so that
//! finding the next row costs the same for ten rows as for ten thousand. It reads no clock and sends nothing.

use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use store::{identity::Identity, journal::QueueEntry, request_state::RequestState};

use crate::{backoff, view::WaitsFor};

type Key = Arc<str>;
/// A connection and an identity. A row leaves only through the connection and as the identity that it was made for.
type Session = (String, Arc<Identity>);

/// Longest undo hold, in milliseconds: the user would forget a longer one. A hold that seems longer belongs to a clock
/// that was set back.
pub(crate) const LONGEST_HOLD: i64 = 60_000;

/// Longest pause that a server is granted, in milliseconds, even if it asks for more.
pub(crate) const LONGEST_PAUSE: i64 = 15 * 60_000;

/// A field-mode row that could have left for this long, in milliseconds, is checked again before it does.
pub(crate) const FRESH: i64 = 60_000;

/// Tolerance for time that runs backwards, in milliseconds: the sender and the journal each read the clock and get here
/// in either order. Only a larger step is a clock that was set back, after which every row is staged anew.
const A_MOMENT: i64 = 1_000;

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
    holds_over: BTreeSet<Key>,
    /// Connections on which the last try failed, so that only one row at a time tries them.
    down: HashMap<String, Outage>,
    /// The ends of the pauses that servers asked for, by connection.
    resting: HashMap<String, i64>,
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
    turn: Option<QueuePosition>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// On the wire, or on its way there.
    Out,
    Edited,
    Timed(i64),
    HoldOver,
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
        self.until <= now || self.until - now > backoff::LONGEST_RESEND
    }
}

impl Scheduler {
    pub(crate) fn new(rows: Vec<QueueEntry>, now: i64) -> Self {
        let mut line = Self { now, ..Self::default() };
        for row in rows {
            line.upsert(row);
        }
        line
    }

    /// Inserts, updates or removes a row, as the journal has it now. False: that changes nothing here.
    pub(crate) fn upsert(&mut self, row: QueueEntry) -> bool {
        // The sender holds the row: its place does not depend on its state until it is released.
        let claimed = self.claimed.contains(row.key.as_str()) && row.in_line();
        if claimed
            && let Some(entry) = self.rows.get_mut(row.key.as_str())
            && entry.row.cards == row.cards
        {
            entry.row = row;
            return false;
        }
        let key = Key::from(row.key.as_str());
        let was_in_line = self.take_out(&key);
        if !row.in_line() {
            return was_in_line;
        }
        let cards: Vec<String> = row.cards.iter().map(|card| format!("{}\n{card}", row.connection)).collect();
        self.rows.insert(Key::clone(&key), ScheduledRow { row, cards, turn: None, stage: Stage::Behind });
        self.settle(&key);
        true
    }

    fn take_out(&mut self, key: &Key) -> bool {
        self.unstage(key);
        let Some(entry) = self.rows.remove(key) else { return false };
        if let Some(turn) = &entry.turn {
            self.leave_cards(&entry.cards, turn);
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
    fn settle(&mut self, key: &Key) {
        let Some(entry) = self.rows.get(key) else { return };
        let out = entry.row.state == RequestState::Sending || self.claimed.contains(key);
        let waits = entry.row.not_before.is_some_and(|at| at > self.now);
        let turn = match () {
            () if out => Some(QueuePosition { rank: f64::NEG_INFINITY, key: Key::clone(key) }),
            () if waits => None,
            () => Some(place(&entry.row, key)),
        };
        if entry.turn != turn {
            let (cards, before) = (entry.cards.clone(), entry.turn.clone());
            if let Some(before) = before {
                self.leave_cards(&cards, &before);
            }
            if let Some(turn) = &turn {
                self.join_cards(&cards, turn);
            }
        }
        if let Some(entry) = self.rows.get_mut(key) {
            entry.turn = turn;
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
            Stage::HoldOver => _ = self.holds_over.remove(key),
            Stage::Unchecked => _ = self.unchecked.remove(key),
            Stage::Ready | Stage::Fresh(_) => {
                if let Stage::Fresh(until) = entry.stage {
                    self.ageing.remove(&(until, Key::clone(key)));
                }
                let session = (entry.row.connection.clone(), Arc::clone(&entry.row.identity));
                if let Some(ready) = self.ready.get_mut(&session) {
                    ready.of(entry.row.has_pin).remove(&place(&entry.row, key));
                    if ready.plain.is_empty() && ready.with_pin.is_empty() {
                        self.ready.remove(&session);
                    }
                }
            }
            Stage::Out | Stage::Edited | Stage::Behind | Stage::Undecided => {}
        }
    }

    fn stage(&mut self, key: &Key) {
        self.unstage(key);
        let Some(entry) = self.rows.get(key) else { return };
        let row = &entry.row;
        let first =
            |card: &String| self.cards.get(card).and_then(BTreeSet::first).is_none_or(|first| first.key == *key);
        let stage = match row.state {
            RequestState::Sending => Stage::Out,
            _ if self.claimed.contains(key) => Stage::Out,
            RequestState::Held if row.held_until.is_none() => Stage::Edited,
            RequestState::Held => match row.held_until.filter(|end| (1..=LONGEST_HOLD).contains(&(end - self.now))) {
                Some(end) => Stage::Timed(end),
                None => Stage::HoldOver,
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
            Stage::HoldOver => _ = self.holds_over.insert(Key::clone(key)),
            Stage::Unchecked => _ = self.unchecked.insert(Key::clone(key)),
            Stage::Ready | Stage::Fresh(_) => {
                if let Stage::Fresh(until) = stage {
                    self.ageing.insert((until, Key::clone(key)));
                }
                let ready = self.ready.entry((row.connection.clone(), Arc::clone(&row.identity))).or_default();
                ready.of(row.has_pin).insert(place(row, key));
            }
            Stage::Out | Stage::Edited | Stage::Behind | Stage::Undecided => {}
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
            Some(until) if (1..=FRESH + A_MOMENT).contains(&(until - self.now)) => Stage::Fresh(until),
            Some(_) => Stage::Unchecked,
        }
    }

    /// Sets the current time. After a clock was set back, no row waits longer than it did before.
    pub(crate) fn advance(&mut self, now: i64) {
        if (1..=A_MOMENT).contains(&(self.now - now)) {
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
            self.settle(key);
        }
    }

    /// Rows past the end of their hold, at most `most` of them.
    pub(crate) fn holds_over(&self, most: usize) -> Vec<String> {
        self.holds_over.iter().take(most).map(ToString::to_string).collect()
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
            if let Some(down) = self.down.get_mut(&row.connection).filter(|_| !row.has_pin) {
                down.trying = Some(Key::clone(&place.key));
            }
            self.claimed.insert(Key::clone(&place.key));
            self.settle(&place.key);
            picked.push(row);
        }
        picked
    }

    /// Records that the server asked to be left alone until then. A longer pause that was asked for before still
    /// counts.
    pub(crate) fn rest(&mut self, connection: &str, until: i64) {
        let known = self.resting.entry(connection.to_owned()).or_insert(until);
        *known = (*known).max(until);
    }

    /// The end of the pause that a server asked for. A pause that seems longer than possible belongs to a clock that
    /// was set back.
    pub(crate) fn rests_until(&self, connection: &str) -> Option<i64> {
        let until = *self.resting.get(connection)?;
        (1..=LONGEST_PAUSE).contains(&(until - self.now)).then_some(until)
    }

    fn next_of(&self, session: &Session) -> Option<QueuePosition> {
        if self.rests_until(&session.0).is_some() {
            return None;
        }
        let ready = self.ready.get(session)?;
        let may_try = self.down.get(&session.0).is_none_or(|down| down.trying.is_none() && down.over(self.now));
        let plain = ready.plain.first().filter(|_| may_try);
        plain.into_iter().chain(ready.with_pin.first()).min().cloned()
    }

    /// Releases a row that the sender is done with.
    pub(crate) fn release(&mut self, key: &str) {
        let Some(key) = self.claimed.take(key) else { return };
        for down in self.down.values_mut() {
            if down.trying.as_ref() == Some(&key) {
                down.trying = None;
            }
        }
        self.settle(&key);
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
    pub(crate) fn failed(&mut self, row: &str, connection: &str, by_answer: bool, chance: u8) -> i64 {
        let now = self.now;
        let down =
            self.down.entry(connection.to_owned()).or_insert(Outage { until: now, tries: 0, by_answer, trying: None });
        if down.tries == 0 || down.trying.as_deref() == Some(row) {
            down.tries = down.tries.saturating_add(1);
            down.until = now + backoff::resend_delay(down.tries, chance);
            down.by_answer = by_answer;
            down.trying = None;
        }
        down.until
    }

    /// Records that the server answered something. True: rows that waited for an answer may leave.
    pub(crate) fn answered(&mut self, connection: &str) -> bool {
        self.down.get(connection).is_some_and(|down| down.by_answer) && self.down.remove(connection).is_some()
    }

    /// Records that a request arrived at the server, which ends the outage.
    pub(crate) fn works(&mut self, connection: &str) {
        self.down.remove(connection);
    }

    pub(crate) fn try_now(&mut self, connection: &str) {
        let now = self.now;
        if let Some(down) = self.down.get_mut(connection) {
            down.until = now;
        }
    }

    /// Records that the try of a connection that is down ended without an answer.
    pub(crate) fn failed_again(&mut self, row: &str, connection: &str, chance: u8) {
        if self.down.contains_key(connection) {
            self.failed(row, connection, true, chance);
        }
    }

    /// Whether a row that was picked must not leave after all, because its connection was found to fail, or its server
    /// asked for a pause, meanwhile.
    pub(crate) fn stays(&self, row: &str, connection: &str, has_pin: bool) -> bool {
        self.rests_until(connection).is_some()
            || !has_pin && self.down.get(connection).is_some_and(|down| down.trying.as_deref() != Some(row))
    }

    /// The next time at which something changes by time alone.
    pub(crate) fn next(&self) -> Option<i64> {
        let timed = [&self.timers, &self.ageing].into_iter().filter_map(|times| times.first()).map(|(at, _)| *at);
        let tries = self.down.values().filter(|down| down.trying.is_none()).map(|down| down.until);
        let pauses = self.resting.keys().filter_map(|connection| self.rests_until(connection));
        tries.filter(|until| *until > self.now).chain(pauses).chain(timed).min()
    }

    /// Whether the row is in the queue and has not left.
    pub(crate) fn waits(&self, key: &str) -> bool {
        self.rows.get(key).is_some_and(|entry| entry.stage != Stage::Out)
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
            Stage::Out | Stage::HoldOver => None,
            _ if !can_send(&row.connection, &row.identity) => Some(WaitsFor::Session),
            _ if self.rests_until(&row.connection).is_some() => Some(WaitsFor::Server),
            _ if self.down.contains_key(&row.connection) && !row.has_pin => Some(WaitsFor::Network),
            Stage::Ready | Stage::Fresh(_) | Stage::Unchecked => None,
        }
    }
}

impl Ready {
    fn of(&mut self, has_pin: bool) -> &mut BTreeSet<QueuePosition> {
        if has_pin { &mut self.with_pin } else { &mut self.plain }
    }
}

fn place(row: &QueueEntry, key: &Key) -> QueuePosition {
    QueuePosition { rank: row.rank, key: Key::clone(key) }
}

#[cfg(test)]
pub(crate) mod proptests;
pub(crate) mod recheck;
#[cfg(test)]
mod tests;
