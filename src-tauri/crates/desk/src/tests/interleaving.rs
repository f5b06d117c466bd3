//! Anything that somebody, the network or a restart does, in any order, on a real journal and over real sockets: what
//! the journal says of each request at the end is what the server has. `lineup::properties` goes through many more orders
//! without either; `tests/tests/storm.rs` kills the process.

use std::{collections::BTreeSet, time::Duration};

use proptest::{prelude::*, test_runner::Config};
use sandbox::Chaos;

use super::bed::*;
use crate::{
    Desk,
    view::{FormDraft, RequestState as State},
};

/// Longer than it ever takes.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone)]
enum Move {
    Send {
        card: u8,
        later: bool,
        field: bool,
    },
    Cancel(usize),
    Edit(usize),
    Replace(usize),
    PutBack(usize),
    Before(usize, usize),
    Clock(i64),
    /// So many of a hundred calls are cut, lost after they were done, or answered with a page.
    Trouble(u8, u8, u8),
    TokensDie,
    Hold(bool),
    /// What waits for a decision is decided.
    Decide(usize, bool),
    Restart,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let row = 0..12_usize;
    let one = prop_oneof![
        6 => (0..3_u8, prop::bool::weighted(0.2), any::<bool>())
            .prop_map(|(card, later, field)| Move::Send { card, later, field }),
        2 => row.clone().prop_map(Move::Cancel),
        2 => row.clone().prop_map(Move::Edit),
        1 => row.clone().prop_map(Move::Replace),
        1 => row.clone().prop_map(Move::PutBack),
        2 => (row.clone(), row.clone()).prop_map(|(row, other)| Move::Before(row, other)),
        2 => (row, any::<bool>()).prop_map(|(row, send)| Move::Decide(row, send)),
        3 => (-300..3_000_i64).prop_map(Move::Clock),
        2 => (0..40_u8, 0..40_u8, 0..20_u8).prop_map(|(cut, lose, unavailable)| Move::Trouble(cut, lose, unavailable)),
        1 => Just(Move::TokensDie),
        1 => any::<bool>().prop_map(Move::Hold),
        1 => Just(Move::Restart),
    ];
    prop::collection::vec(one, 5..30)
}

struct World {
    bed: Bed,
    desk: Desk,
    connection: String,
    /// Keys of what was sent, by the number in their own card.
    rows: Vec<String>,
}

impl World {
    async fn new() -> Self {
        let bed = Bed::new();
        let desk = bed.open().await;
        hold(&desk, 0).await;
        let connection = own_connection(&desk, bed.sandbox.url()).await;
        sign_in(&desk, &connection, true).await;
        Self { bed, desk, connection, rows: Vec::new() }
    }

    /// Its second card is in no other request.
    fn pairing(card: u8, number: usize) -> FormDraft {
        form(
            "conax.create-pairing",
            &[
                ("smartcard_set.0.smartcard_ca_id", &format!("0190000000{}", card + 1)),
                ("smartcard_set.1.smartcard_ca_id", &own_card(number)),
                ("stb_set.0.stb_ca_id", "stb-0000-0001"),
            ],
        )
    }

    fn nth(&self, number: usize) -> Option<String> {
        self.rows.get(number % self.rows.len().max(1)).cloned()
    }

    async fn make(&mut self, one: Move) {
        let row = |number: &usize| self.nth(*number);
        match &one {
            Move::Send { card, later, field } => {
                let draft = Self::pairing(*card, self.rows.len());
                let at = crate::told::millis(self.desk.now() + 600_000);
                let sent = match (*later, *field) {
                    (true, _) => self.desk.send_later(draft, at).await,
                    (false, true) => self.desk.send_in_field(draft, None).await,
                    (false, false) => self.desk.send(draft).await,
                };
                self.rows.push(sent.unwrap().key);
            }
            // What comes too late is refused, and changes nothing.
            Move::Cancel(number) => {
                if let Some(key) = row(number) {
                    let _ = self.desk.cancel(key).await;
                }
            }
            Move::Edit(number) => {
                if let Some(key) = row(number) {
                    let _ = self.desk.edit(key).await;
                }
            }
            Move::Replace(number) => {
                if let Some(key) = row(number) {
                    let draft = Self::pairing(2, *number % self.rows.len());
                    let _ = self.desk.replace(key, draft, None).await;
                }
            }
            Move::PutBack(number) => {
                if let Some(key) = row(number) {
                    let _ = self.desk.send_now(key).await;
                }
            }
            Move::Before(number, other) => {
                if let (Some(key), other) = (row(number), row(other)) {
                    let _ = self.desk.move_before(key, other).await;
                }
            }
            Move::Decide(number, send) => {
                if let Some(key) = row(number) {
                    let _ = self.desk.decide(key, *send).await;
                }
            }
            Move::Clock(seconds) => self.bed.later(&self.desk, *seconds),
            Move::Trouble(cut, lose, unavailable) => self.bed.control().set_chaos(Chaos {
                cut: *cut,
                lose: *lose,
                unavailable: *unavailable,
                ..Chaos::default()
            }),
            Move::TokensDie => self.bed.control().expire_tokens(),
            Move::Hold(on) => hold(&self.desk, if *on { 5 } else { 0 }).await,
            Move::Restart => {
                self.desk.shutdown().await;
                self.desk = self.bed.open().await;
                sign_in(&self.desk, &self.connection, true).await;
            }
        }
    }

    async fn check_order(&self) {
        let mut cards = BTreeSet::new();
        for row in self.desk.outbox(0, 500).await.unwrap().rows {
            if row.state == State::Sending {
                for card in row.smartcard.unwrap_or_default().split(", ") {
                    assert!(cards.insert(card.to_owned()), "two requests of card {card} are on the wire");
                }
            }
        }
    }

    /// The trouble is over: all that waits leaves.
    async fn come_to_rest(&self) {
        self.bed.control().set_chaos(Chaos::default());
        sign_in(&self.desk, &self.connection, true).await;
        for key in &self.rows {
            // One that somebody still edits, or that waits for its time.
            let _ = self.desk.send_now(key.clone()).await;
        }
        let rest = async {
            while !self.desk.outbox(0, 500).await.unwrap().rows.iter().all(|row| row.state == State::Unknown) {
                // Time goes on while nothing happens, which nobody tells of.
                self.bed.later(&self.desk, 30);
                for decision in self.desk.field_day().await.unwrap().decisions {
                    // One whose outcome nobody knows is not decided this way.
                    let _ = self.desk.decide(decision.row.key, true).await;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let rested = tokio::time::timeout(PATIENCE, rest).await;
        assert!(rested.is_ok(), "never at rest: {:?}", self.desk.outbox(0, 500).await.unwrap().rows);
    }

    async fn check_record(&self) {
        let record = self.bed.control().record();
        for (number, key) in self.rows.iter().enumerate() {
            let row = self.desk.row(key).await.unwrap();
            let made: Vec<_> = record.iter().filter(|made| made.cards.contains(&own_card(number))).collect();
            let told = row.id.as_ref().map(|id| made.iter().any(|made| made.id == *id));
            match row.state {
                State::Pending => assert_eq!(
                    (made.len(), told),
                    (1, Some(true)),
                    "{row:?} {:?} {:?}",
                    record.iter().find(|made| Some(&made.id) == row.id.as_ref()),
                    self.desk.request(key.clone()).await.unwrap().timeline
                ),
                State::Cancelled => assert_eq!(made.len(), 0, "what was taken back never left: {row:?}"),
                State::Unknown => assert!(made.len() <= 1, "sent twice: {row:?}"),
                _ => panic!("it is not at rest: {row:?}"),
            }
        }
    }
}

fn own_card(number: usize) -> String {
    format!("019100{number:05}")
}

proptest! {
    // Each is a desk of its own with its files.
    #![proptest_config(Config { cases: 25, ..Config::default() })]

    #[test]
    fn the_journal_and_the_server_agree_whatever_happened(moves in moves()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new().await;
            for one in moves {
                world.make(one).await;
                world.check_order().await;
            }
            world.come_to_rest().await;
            world.check_record().await;
            world.desk.shutdown().await;
        });
    }
}
