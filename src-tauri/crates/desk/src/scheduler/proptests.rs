//! Property tests: the scheduler keeps its invariants under events of any kind in any order.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use proptest::prelude::*;
use store::{journal::InSequence, request_state::RequestState};

use super::{CHECK_VALIDITY_MS, CLOCK_TOLERANCE_MS, QueueEntry, Scheduler};

/// An event that happens to one row, or to all of them.
#[derive(Debug, Clone)]
enum Event {
    Enqueue {
        cards: Vec<u8>,
        held: bool,
        later: bool,
        has_pin: bool,
        field: bool,
    },
    /// Rows of one commit, each on a card, which leave one after the other.
    Sequence(Vec<u8>),
    Cancel(usize),
    Edit(usize),
    Replace(usize),
    Move(usize, i8),
    Pick(usize),
    /// The request did not reach the server.
    Failed(usize),
    Answered(usize, RequestState),
    /// The server refused the token, and the row goes back into the queue.
    Refused(usize),
    /// The process died, and another one starts from the journal.
    Crash,
    Clock(i64),
    Heard,
    /// The field-mode rows that waited too long are checked. `away`: the server cannot be reached. `in_the_way`: a bit
    /// for each row about which the user has to decide.
    Look {
        away: bool,
        in_the_way: u8,
    },
    Decide(usize, bool),
}

fn event() -> impl Strategy<Value = Event> {
    let row = 0..12_usize;
    let ending = prop_oneof![
        Just(RequestState::Pending),
        Just(RequestState::Refused),
        Just(RequestState::Unknown),
        Just(RequestState::Completed)
    ];
    prop_oneof![
        4 => (prop::collection::vec(0..3_u8, 0..3), any::<[bool; 4]>())
            .prop_map(|(cards, [held, later, has_pin, field])| Event::Enqueue { cards, held, later, has_pin, field }),
        2 => prop::collection::vec(0..3_u8, 2..5).prop_map(Event::Sequence),
        1 => row.clone().prop_map(Event::Cancel),
        1 => row.clone().prop_map(Event::Edit),
        1 => row.clone().prop_map(Event::Replace),
        1 => (row.clone(), any::<i8>()).prop_map(|(row, to)| Event::Move(row, to)),
        5 => (1..5_usize).prop_map(Event::Pick),
        2 => row.clone().prop_map(Event::Failed),
        4 => (row.clone(), ending).prop_map(|(row, state)| Event::Answered(row, state)),
        1 => row.clone().prop_map(Event::Refused),
        3 => (any::<bool>(), any::<u8>()).prop_map(|(away, in_the_way)| Event::Look { away, in_the_way }),
        2 => (row, any::<bool>()).prop_map(|(row, send)| Event::Decide(row, send)),
        1 => Just(Event::Crash),
        2 => (-100_000..100_000_i64).prop_map(Event::Clock),
        1 => Just(Event::Heard),
    ]
}

const WAITING_STATES: &[RequestState] = &[RequestState::Held, RequestState::Queued, RequestState::NotSent];

/// A small model of journal and sender: the states that the desk writes, in the order in which it writes them.
#[derive(Default)]
struct World {
    journal: BTreeMap<String, QueueEntry>,
    scheduler: Scheduler,
    now: i64,
    /// How often each row left; `may_leave` is how often it is allowed to.
    /// The row before each row of a sequence, and the rows that a person let leave without it.
    after: BTreeMap<String, String>,
    excused: BTreeSet<String>,
    left: BTreeMap<String, u32>,
    may_leave: BTreeMap<String, u32>,
}

impl World {
    fn nth(&self, number: usize) -> Option<String> {
        self.journal.keys().nth(number % self.journal.len().max(1)).cloned()
    }

    /// Changes a row as a commit does: the journal first, then the scheduler.
    fn change(&mut self, key: &str, from: &[RequestState], change: impl FnOnce(&mut QueueEntry)) -> bool {
        let Some(row) = self.journal.get_mut(key).filter(|row| from.contains(&row.state)) else { return false };
        change(row);
        let row = row.clone();
        self.scheduler.advance(self.now);
        self.scheduler.upsert(row.clone());
        self.move_next(&row);
        true
    }

    /// Frees or halts the row after a changed one, as the journal's commit does.
    fn move_next(&mut self, row: &QueueEntry) {
        let next = match row.state {
            RequestState::Completed => None,
            RequestState::Pending | RequestState::Other => return,
            _ if row.is_in_queue() => return,
            _ => Some(InSequence::Halted),
        };
        let of = |key: &String| self.after.get(key) == Some(&row.key);
        let waiting = self.journal.iter().find(|(key, other)| of(key) && other.in_sequence == Some(InSequence::Waits));
        let Some(key) = waiting.map(|(key, _)| key.clone()) else { return };
        self.change(&key, WAITING_STATES, |row| row.in_sequence = next);
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Enqueue { cards, held, later, has_pin, field } => {
                let row = self.new_row(&cards);
                self.enqueue(QueueEntry {
                    has_pin,
                    state: if held { RequestState::Held } else { RequestState::Queued },
                    held_until: held.then_some(self.now + 5_000),
                    not_before: (later && !held).then_some(self.now + 50_000),
                    check_at: field.then_some(self.now + CHECK_VALIDITY_MS + i64::from(held) * 5_000),
                    ..row
                });
            }
            Event::Sequence(cards) => self.enqueue_sequence(&cards),
            Event::Cancel(number) => self.at(number, WAITING_STATES, |row| row.state = RequestState::Cancelled),
            Event::Edit(number) => self.at(number, WAITING_STATES, |row| {
                if row.state != RequestState::NotSent || row.next_try.is_some() {
                    (row.state, row.held_until, row.next_try) = (RequestState::Held, None, None);
                    row.undecided = false;
                }
            }),
            Event::Replace(number) => {
                let fresh = self.now + CHECK_VALIDITY_MS;
                self.at(number, &[RequestState::Held], |row| {
                    if row.held_until.is_none() {
                        row.state = RequestState::Queued;
                        row.check_at = row.check_at.map(|_| fresh);
                    }
                });
            }
            Event::Move(number, to) => self.at(number, WAITING_STATES, |row| row.rank = f64::from(to) + 0.5),
            Event::Pick(room) => self.pick(room),
            Event::Failed(number) => self.fail(number),
            Event::Answered(number, ending) => {
                let Some(key) = self.nth(number) else { return };
                if self.change(&key, &[RequestState::Sending], |row| row.state = ending) {
                    self.scheduler.end_outage("test");
                    self.scheduler.release(&key);
                }
            }
            Event::Refused(number) => {
                let Some(key) = self.nth(number) else { return };
                if self.change(&key, &[RequestState::Sending], |row| row.state = RequestState::Queued) {
                    *self.may_leave.get_mut(&key).unwrap() += 1;
                    self.scheduler.release(&key);
                }
            }
            Event::Crash => {
                for row in self.journal.values_mut() {
                    match row.state {
                        RequestState::Sending => row.state = RequestState::Unknown,
                        RequestState::Held if row.held_until.is_some() && !row.has_pin => {
                            row.held_until = Some(self.now + 5_000);
                        }
                        RequestState::Held | RequestState::Queued | RequestState::NotSent if row.has_pin => {
                            (row.state, row.next_try) = (RequestState::NotSent, None);
                        }
                        _ => {}
                    }
                }
                let ended: Vec<QueueEntry> = self.journal.values().filter(|row| !row.is_in_queue()).cloned().collect();
                for row in ended {
                    self.move_next(&row);
                }
                self.scheduler = Scheduler::new(self.journal.values().cloned().collect(), self.now);
            }
            Event::Clock(by) => {
                self.now += by;
                self.scheduler.advance(self.now);
                for key in self.scheduler.ended_holds(100) {
                    self.change(&key, &[RequestState::Held], |row| {
                        (row.state, row.held_until) = (RequestState::Queued, None);
                    });
                }
            }
            Event::Heard => _ = self.scheduler.record_answer("test"),
            Event::Look { away, in_the_way } => self.look(away, in_the_way),
            Event::Decide(number, send) => self.decide(number, send),
        }
    }

    fn new_row(&self, cards: &[u8]) -> QueueEntry {
        let number = self.journal.len();
        QueueEntry {
            key: format!("row-{number:03}"),
            connection: "test".to_owned(),
            identity: Arc::default(),
            has_pin: false,
            cards: cards.iter().map(ToString::to_string).collect(),
            state: RequestState::Queued,
            held_until: None,
            next_try: None,
            not_before: None,
            rank: f64::from(u16::try_from(number).unwrap()),
            check_at: None,
            undecided: false,
            in_sequence: None,
        }
    }

    fn enqueue(&mut self, row: QueueEntry) {
        self.may_leave.insert(row.key.clone(), 1);
        self.scheduler.advance(self.now);
        self.journal.insert(row.key.clone(), row.clone());
        self.scheduler.upsert(row);
    }

    fn enqueue_sequence(&mut self, cards: &[u8]) {
        let mut before: Option<String> = None;
        for card in cards {
            let row = self.new_row(&[*card]);
            let in_sequence = before.as_ref().map(|_| InSequence::Waits);
            let key = row.key.clone();
            self.enqueue(QueueEntry { in_sequence, ..row });
            if let Some(before) = before.replace(key.clone()) {
                self.after.insert(key, before);
            }
        }
    }

    fn decide(&mut self, number: usize, send: bool) {
        let Some(key) = self.nth(number) else { return };
        if self.journal[&key].in_sequence == Some(InSequence::Halted) {
            self.excused.insert(key.clone());
            self.change(&key, WAITING_STATES, |row| {
                row.in_sequence = None;
                if !send {
                    row.state = RequestState::Cancelled;
                }
            });
            return;
        }
        if !self.journal[&key].undecided {
            return;
        }
        let now = self.now;
        self.change(&key, WAITING_STATES, |row| {
            row.undecided = false;
            (row.state, row.check_at) = (if send { RequestState::Queued } else { RequestState::Cancelled }, Some(now));
        });
    }

    fn at(&mut self, number: usize, from: &[RequestState], change: impl FnOnce(&mut QueueEntry)) {
        if let Some(key) = self.nth(number) {
            self.change(&key, from, change);
        }
    }

    fn pick(&mut self, room: usize) {
        self.scheduler.advance(self.now);
        for row in self.scheduler.take_ready(room, |_, _| true) {
            assert!(!row.undecided, "nobody decided: {row:?}");
            let completed = |before: &String| self.journal[before].state == RequestState::Completed;
            let free = self.excused.contains(&row.key) || self.after.get(&row.key).is_none_or(completed);
            assert!(free, "the request before it was not completed: {row:?}");
            let fresh =
                |at: i64| (-CLOCK_TOLERANCE_MS..=CHECK_VALIDITY_MS + 2 * CLOCK_TOLERANCE_MS).contains(&(at - self.now));
            assert!(row.has_pin || row.check_at.is_none_or(fresh), "it was not checked: {row:?} at {}", self.now);
            let begun = self.change(&row.key, &[RequestState::Queued, RequestState::NotSent], |row| {
                (row.state, row.next_try) = (RequestState::Sending, None);
            });
            assert!(begun, "picked, although it cannot leave: {row:?}");
            *self.left.entry(row.key).or_default() += 1;
        }
    }

    fn look(&mut self, away: bool, in_the_way: u8) {
        self.scheduler.advance(self.now);
        let Some((connection, keys)) = self.scheduler.take_unchecked(|_, _| true) else { return };
        for (number, key) in keys.iter().enumerate().filter(|_| !away) {
            assert!(self.scheduler.is_unchecked(key));
            let (stays, fresh) = (in_the_way >> (number % 8) & 1 == 1, self.now + CHECK_VALIDITY_MS);
            self.change(key, &[RequestState::Queued, RequestState::NotSent], |row| {
                if stays {
                    (row.undecided, row.state, row.next_try) = (true, RequestState::Queued, None);
                } else {
                    row.check_at = Some(fresh);
                }
            });
        }
        if away {
            self.scheduler.record_failure(&keys[0], &connection, true, 0);
        } else {
            self.scheduler.end_outage(&connection);
            self.scheduler.end_check(&keys[0], &connection);
        }
    }

    fn fail(&mut self, number: usize) {
        let Some(key) = self.nth(number) else { return };
        if self.journal[&key].state != RequestState::Sending {
            return;
        }
        let again = self.scheduler.record_failure(&key, "test", true, 0);
        self.change(&key, &[RequestState::Sending], |row| {
            row.state = RequestState::NotSent;
            row.next_try = (!row.has_pin).then_some(again);
        });
        *self.may_leave.get_mut(&key).unwrap() += 1;
        self.scheduler.release(&key);
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let mut cards: BTreeMap<&str, &str> = BTreeMap::new();
        for row in self.journal.values().filter(|row| row.state == RequestState::Sending) {
            for card in row.cards.iter().collect::<std::collections::BTreeSet<_>>() {
                let other = cards.insert(card, &row.key);
                prop_assert!(other.is_none(), "two of card {card} on the wire: {} and {other:?}", row.key);
            }
        }
        for (key, left) in &self.left {
            prop_assert!(left <= &self.may_leave[key], "{key} left {left} times");
        }
        Ok(())
    }

    /// Checks that no row is lost: with time, sessions and a network, all waiting rows leave.
    fn drain(&mut self) -> Result<(), TestCaseError> {
        self.now += 1_000_000;
        for _ in 0..3 * self.journal.len() + 3 {
            self.happen(Event::Clock(100_000));
            for number in 0..self.journal.len() {
                self.happen(Event::Decide(number, true));
            }
            self.happen(Event::Look { away: false, in_the_way: 0 });
            self.happen(Event::Pick(100));
            self.check()?;
            let open = [RequestState::Sending, RequestState::Pending];
            let sending = self.journal.values().filter(|row| open.contains(&row.state));
            for key in sending.map(|row| row.key.clone()).collect::<Vec<_>>() {
                self.change(&key, &open, |row| row.state = RequestState::Completed);
                self.scheduler.end_outage("test");
                self.scheduler.release(&key);
            }
        }
        // A row that is being edited holds up its cards, and the rows behind it hold up theirs.
        let edited = self.journal.values().any(|row| row.state == RequestState::Held);
        let waits = self.journal.values().filter(|row| row.is_in_queue() && row.state != RequestState::Held);
        for row in waits {
            let behind = !row.cards.is_empty() || row.in_sequence.is_some();
            prop_assert!(edited && behind, "it waits for ever: {row:?}");
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn no_row_leaves_twice_or_beside_its_card_and_none_is_lost(
        events in prop::collection::vec(event(), 1..80)
    ) {
        let mut world = World { now: 1_000_000, ..World::default() };
        for event in events {
            world.happen(event);
            world.check()?;
        }
        world.drain()?;
    }
}
