//! The line-up: who waits to leave, who may leave next, and for what the others wait.
//!
//! It is the journal's waiting rows in memory, kept by every commit ([`store::Journal::listen`]), so that saying who
//! leaves next costs the same for ten rows and for ten thousand. It knows no clock and sends nothing.

use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use store::{Identity, State, Waiting};

use crate::{backoff, view::WaitsFor};

type Key = Arc<str>;
/// Rows leave through the connection and as the identity they were made for.
type Session = (String, Arc<Identity>);

/// Longer holds would be forgotten. One that seems longer belongs to a clock that was set back.
pub(crate) const LONGEST_HOLD: i64 = 60_000;

/// No server is left alone for longer, whatever it asks for.
pub(crate) const LONGEST_PAUSE: i64 = 15 * 60_000;

/// A row of the field that could leave for longer is checked again before it does.
pub(crate) const FRESH: i64 = 60_000;

/// The sender and the journal read the clock and come here in either order. That is no clock that was set back, after
/// which every row is looked at anew.
const A_MOMENT: i64 = 1_000;

#[derive(Debug, Default)]
pub(crate) struct Lineup {
    rows: HashMap<Key, Entry>,
    /// The order on each card of each connection.
    cards: HashMap<String, BTreeSet<Place>>,
    ready: HashMap<Session, Ready>,
    /// Rows that wait for nothing but a time.
    timers: BTreeSet<(i64, Key)>,
    /// Rows of the field that could leave, and when they are too old to leave unchecked.
    ageing: BTreeSet<(i64, Key)>,
    /// Those that are: they leave when they were checked.
    unchecked: BTreeSet<Key>,
    /// Holds that are over, until the journal says so too.
    holds_over: BTreeSet<Key>,
    /// Connections that are not tried by everybody, because the last try failed.
    down: HashMap<String, Down>,
    /// Connections whose server asked for a pause, and until when.
    resting: HashMap<String, i64>,
    /// With the sender, from being picked until its ending is written down.
    claimed: HashSet<Key>,
    now: i64,
}

#[derive(Debug)]
struct Entry {
    row: Waiting,
    cards: Vec<String>,
    /// Its place on its cards. One that leaves next week has none, so as not to hold up today's; one that is on the
    /// wire is before all.
    turn: Option<Place>,
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
    /// Of the field: ready, until it is too old.
    Fresh(i64),
    /// Of the field: it waited too long to leave as it is.
    Unchecked,
    /// Of the field: somebody decides.
    Undecided,
}

/// Rows of a session that could leave, in order. Those with a PIN do not wait for the network.
#[derive(Debug, Default)]
struct Ready {
    plain: BTreeSet<Place>,
    with_pin: BTreeSet<Place>,
}

#[derive(Debug, Clone, PartialEq)]
struct Place {
    rank: f64,
    /// Keys grow with time.
    key: Key,
}

impl Eq for Place {}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.total_cmp(&other.rank).then_with(|| self.key.cmp(&other.key))
    }
}

/// A connection whose last try failed: one row at a time tries it.
#[derive(Debug)]
struct Down {
    until: i64,
    tries: u32,
    /// Any answer of the server ends it; otherwise only a try that works.
    by_answer: bool,
    trying: Option<Key>,
}

impl Down {
    /// A wait that seems longer than any belongs to a clock that was set back.
    fn over(&self, now: i64) -> bool {
        self.until <= now || self.until - now > backoff::LONGEST_RESEND
    }
}

impl Lineup {
    pub(crate) fn new(rows: Vec<Waiting>, now: i64) -> Self {
        let mut line = Self { now, ..Self::default() };
        for row in rows {
            line.put(row);
        }
        line
    }

    /// A row as the journal has it now. False: that changes nothing here.
    pub(crate) fn put(&mut self, row: Waiting) -> bool {
        // With the sender: its place does not depend on its state until it is released.
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
        self.rows.insert(Key::clone(&key), Entry { row, cards, turn: None, stage: Stage::Behind });
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

    fn leave_cards(&mut self, cards: &[String], place: &Place) {
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

    /// Finds a row's stage anew, and that of the rows of its cards which it comes before.
    fn settle(&mut self, key: &Key) {
        let Some(entry) = self.rows.get(key) else { return };
        let out = entry.row.state == State::Sending || self.claimed.contains(key);
        let waits = entry.row.not_before.is_some_and(|at| at > self.now);
        let turn = match () {
            () if out => Some(Place { rank: f64::NEG_INFINITY, key: Key::clone(key) }),
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

    fn join_cards(&mut self, cards: &[String], place: &Place) {
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
            State::Sending => Stage::Out,
            _ if self.claimed.contains(key) => Stage::Out,
            State::Held if row.held_until.is_none() => Stage::Edited,
            State::Held => match row.held_until.filter(|end| (1..=LONGEST_HOLD).contains(&(end - self.now))) {
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

    /// A PIN does not wait for the network, so there is nothing to check.
    fn ready_stage(&self, row: &Waiting) -> Stage {
        match row.check_at.filter(|_| !row.has_pin) {
            None => Stage::Ready,
            // What seems fresher than anything can be belongs to a clock that was set back.
            Some(until) if (1..=FRESH + A_MOMENT).contains(&(until - self.now)) => Stage::Fresh(until),
            Some(_) => Stage::Unchecked,
        }
    }

    /// The clock stands here now. A clock that was set back holds nothing up for longer than it did before.
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

    /// Rows whose hold is over, some at a time.
    pub(crate) fn holds_over(&self, most: usize) -> Vec<String> {
        self.holds_over.iter().take(most).map(ToString::to_string).collect()
    }

    /// Picks who leaves now, in order. Each is claimed until it is [released](Self::release).
    pub(crate) fn pick(&mut self, room: usize, can_send: impl Fn(&str, &Identity) -> bool) -> Vec<Waiting> {
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

    /// The server asked to be left alone until then.
    pub(crate) fn rest(&mut self, connection: &str, until: i64) {
        let known = self.resting.entry(connection.to_owned()).or_insert(until);
        *known = (*known).max(until);
    }

    /// Until when a server wants to be left alone. A pause that seems longer than any belongs to a clock that was set
    /// back.
    pub(crate) fn rests_until(&self, connection: &str) -> Option<i64> {
        let until = *self.resting.get(connection)?;
        (1..=LONGEST_PAUSE).contains(&(until - self.now)).then_some(until)
    }

    fn next_of(&self, session: &Session) -> Option<Place> {
        if self.rests_until(&session.0).is_some() {
            return None;
        }
        let ready = self.ready.get(session)?;
        let may_try = self.down.get(&session.0).is_none_or(|down| down.trying.is_none() && down.over(self.now));
        let plain = ready.plain.first().filter(|_| may_try);
        plain.into_iter().chain(ready.with_pin.first()).min().cloned()
    }

    /// The sender is done with it.
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

    /// A try of that row failed before it reached the server. Answers when the connection is tried again.
    ///
    /// Rows that left together and fail together are one failure.
    pub(crate) fn failed(&mut self, row: &str, connection: &str, by_answer: bool, chance: u8) -> i64 {
        let now = self.now;
        let down =
            self.down.entry(connection.to_owned()).or_insert(Down { until: now, tries: 0, by_answer, trying: None });
        if down.tries == 0 || down.trying.as_deref() == Some(row) {
            down.tries = down.tries.saturating_add(1);
            down.until = now + backoff::resend(down.tries, chance);
            down.by_answer = by_answer;
            down.trying = None;
        }
        down.until
    }

    /// The server answered something. True: rows that waited for that may leave.
    pub(crate) fn answered(&mut self, connection: &str) -> bool {
        self.down.get(connection).is_some_and(|down| down.by_answer) && self.down.remove(connection).is_some()
    }

    /// A request arrived there, or somebody wants it tried now.
    pub(crate) fn works(&mut self, connection: &str) {
        self.down.remove(connection);
    }

    pub(crate) fn try_now(&mut self, connection: &str) {
        let now = self.now;
        if let Some(down) = self.down.get_mut(connection) {
            down.until = now;
        }
    }

    /// The try of a connection that is down ended without an answer.
    pub(crate) fn failed_again(&mut self, row: &str, connection: &str, chance: u8) {
        if self.down.contains_key(connection) {
            self.failed(row, connection, true, chance);
        }
    }

    /// A row that was picked must not leave after all: meanwhile the connection was found to fail.
    pub(crate) fn stays(&self, row: &str, connection: &str, has_pin: bool) -> bool {
        self.rests_until(connection).is_some()
            || !has_pin && self.down.get(connection).is_some_and(|down| down.trying.as_deref() != Some(row))
    }

    /// When something changes by time alone.
    pub(crate) fn next(&self) -> Option<i64> {
        let timed = [&self.timers, &self.ageing].into_iter().filter_map(|times| times.first()).map(|(at, _)| *at);
        let tries = self.down.values().filter(|down| down.trying.is_none()).map(|down| down.until);
        let pauses = self.resting.keys().filter_map(|connection| self.rests_until(connection));
        tries.filter(|until| *until > self.now).chain(pauses).chain(timed).min()
    }

    /// It has not left.
    pub(crate) fn waits(&self, key: &str) -> bool {
        self.rows.get(key).is_some_and(|entry| entry.stage != Stage::Out)
    }

    /// What a row that has not left waits for; nothing, when it is about to leave or on the wire.
    pub(crate) fn waits_for(&self, key: &str, can_send: impl Fn(&str, &Identity) -> bool) -> Option<WaitsFor> {
        let entry = self.rows.get(key)?;
        let row = &entry.row;
        match entry.stage {
            Stage::Edited => Some(WaitsFor::Edit),
            Stage::Timed(_) if row.state == State::Held => Some(WaitsFor::Hold),
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
    fn of(&mut self, has_pin: bool) -> &mut BTreeSet<Place> {
        if has_pin { &mut self.with_pin } else { &mut self.plain }
    }
}

fn place(row: &Waiting, key: &Key) -> Place {
    Place { rank: row.rank, key: Key::clone(key) }
}

#[cfg(test)]
pub(crate) mod proptests;
pub(crate) mod recheck;
#[cfg(test)]
mod tests;
