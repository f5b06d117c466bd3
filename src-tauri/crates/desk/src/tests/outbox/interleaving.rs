//! Actions of two users, the network and restarts in any order, on a real journal and over real sockets: at the end the
//! journal and the server agree on each request, under the name of the user that made it.
//! `scheduler::proptests` covers many more orders without either; `tests/tests/storm` kills the process.

use std::{collections::BTreeSet, time::Duration};

use proptest::{prelude::*, test_runner::Config};
use sandbox::Chaos;

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{FormDraft, RequestRow, RequestState, SignIn, WaitsFor},
};

const USERS: [(&str, &str); 2] = [(sandbox::USERNAME, sandbox::PASSWORD), ("supervisor", "sandbox-2")];

/// Longer than any run takes.
const WAIT_LIMIT: Duration = Duration::from_mins(1);

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
    /// Percentages of calls that are cut, lost after they were carried out, and answered with a page of one status or
    /// another.
    Trouble(u8, u8, u8, u8),
    TokensDie,
    SignOut,
    SignIn {
        who: usize,
        keep: bool,
    },
    Hold(bool),
    /// Decides on a row that waits for a decision.
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
        2 => (0..40_u8, 0..40_u8, 0..20_u8, 0..10_u8)
            .prop_map(|(cut, lose, unavailable, denied)| Move::Trouble(cut, lose, unavailable, denied)),
        2 => Just(Move::TokensDie),
        1 => Just(Move::SignOut),
        3 => (0..2_usize, any::<bool>()).prop_map(|(who, keep)| Move::SignIn { who, keep }),
        1 => any::<bool>().prop_map(Move::Hold),
        1 => Just(Move::Restart),
    ];
    prop::collection::vec(one, 5..30)
}

struct World {
    bed: Bed,
    desk: Desk,
    connection: String,
    /// Index of the user that is signed in.
    who: usize,
    /// Keys of the requests sent, by the number in the card of their own.
    rows: Vec<String>,
    /// The user that made each of them.
    made_by: Vec<&'static str>,
}

impl World {
    async fn new() -> Self {
        let bed = Bed::new();
        let desk = bed.open().await;
        hold(&desk, 0).await;
        let connection = own_connection(&desk, bed.sandbox.url()).await;
        sign_in(&desk, &connection, true).await;
        Self { bed, desk, connection, who: 0, rows: Vec::new(), made_by: Vec::new() }
    }

    /// The second card is in no other request.
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

    /// Repeats until it succeeds: the server's faults affect sign-ins too.
    async fn sign_in_as(&mut self, who: usize, keep: bool) {
        self.who = who;
        let (username, password) = USERS[who];
        loop {
            let who = SignIn::Password {
                connection: self.connection.clone(),
                username: username.to_owned(),
                password: password.to_owned(),
                unit: None,
                keep,
            };
            if self.desk.sessions.sign_in(who).await.is_ok() {
                return;
            }
        }
    }

    fn nth(&self, number: usize) -> Option<String> {
        self.rows.get(number % self.rows.len().max(1)).cloned()
    }

    async fn make(&mut self, one: Move) {
        let row = |number: &usize| self.nth(*number);
        match &one {
            Move::Send { card, later, field } => {
                let draft = Self::pairing(*card, self.rows.len());
                let at = crate::time::millis(self.desk.core.now() + 600_000);
                let sent = match (*later, *field) {
                    (true, _) => self.desk.outbox.send_later(draft, at).await,
                    (false, true) => self.desk.field.send_in_field(draft, None).await,
                    (false, false) => self.desk.outbox.send(draft).await,
                };
                match sent {
                    Ok(row) => {
                        self.rows.push(row.key);
                        self.made_by.push(USERS[self.who].0);
                    }
                    Err(problem) => assert_eq!(problem.code, ProblemCode::NotSignedIn, "{problem:?}"),
                }
            }
            // A move that comes too late is refused and changes nothing.
            Move::Cancel(number) => {
                if let Some(key) = row(number) {
                    let _ = self.desk.outbox.cancel(key).await;
                }
            }
            Move::Edit(number) => {
                if let Some(key) = row(number) {
                    let _ = self.desk.outbox.edit(key).await;
                }
            }
            Move::Replace(number) => {
                if let Some(key) = row(number) {
                    let draft = Self::pairing(2, *number % self.rows.len());
                    let _ = self.desk.outbox.replace(key, draft, None).await;
                }
            }
            Move::PutBack(number) => {
                if let Some(key) = row(number) {
                    let _ = self.desk.outbox.send_now(key).await;
                }
            }
            Move::Before(number, other) => {
                if let (Some(key), other) = (row(number), row(other)) {
                    let _ = self.desk.outbox.move_before(key, other).await;
                }
            }
            Move::Decide(number, send) => {
                if let Some(key) = row(number) {
                    let _ = self.desk.outbox.decide(key, *send).await;
                }
            }
            Move::Clock(seconds) => self.bed.later(&self.desk, *seconds),
            Move::Trouble(cut, lose, unavailable, denied) => self.bed.control().set_chaos(Chaos {
                cut: *cut,
                lose: *lose,
                unavailable: *unavailable,
                forbid: *denied,
                unauthorize: *denied,
                security: *denied,
                ..Chaos::default()
            }),
            Move::TokensDie => self.bed.control().expire_tokens(),
            Move::SignOut => {
                let _ = self.desk.sessions.sign_out().await;
            }
            Move::SignIn { who, keep } => self.sign_in_as(*who, *keep).await,
            Move::Hold(on) => hold(&self.desk, if *on { 5 } else { 0 }).await,
            Move::Restart => {
                self.desk.shutdown().await;
                self.desk = self.bed.open().await;
                self.sign_in_as(self.who, true).await;
            }
        }
    }

    async fn check_order(&self) {
        let mut cards = BTreeSet::new();
        for row in self.desk.outbox.outbox_page(0, 500).await.unwrap().rows {
            if row.state == RequestState::Sending {
                for card in row.smartcard.unwrap_or_default().split(", ") {
                    assert!(cards.insert(card.to_owned()), "two requests of card {card} are on the wire");
                }
            }
        }
    }

    /// Ends the faults: all waiting rows leave as soon as their user is signed in.
    async fn come_to_rest(&mut self) {
        self.bed.control().set_chaos(Chaos::default());
        self.sign_in_as(0, true).await;
        for key in &self.rows {
            // A row that is still being edited, or that waits for its time.
            let _ = self.desk.outbox.send_now(key.clone()).await;
        }
        let rest = async {
            loop {
                let mut waits = self.desk.outbox.outbox_page(0, 500).await.unwrap().rows;
                waits.retain(|row| row.state != RequestState::Unknown);
                if waits.is_empty() {
                    return;
                }
                // Rows of others may wait behind it.
                let misses_the_other = |row: &RequestRow| {
                    row.waits_for == Some(WaitsFor::Session) && row.user.as_deref() != Some(USERS[self.who].0)
                };
                if waits.iter().any(misses_the_other) {
                    self.sign_in_as(1 - self.who, true).await;
                }
                // Time passes without an event to tell of it.
                self.bed.later(&self.desk, 30);
                for row in waits.into_iter().filter(|row| row.waits_for == Some(WaitsFor::Decision)) {
                    let _ = self.desk.outbox.decide(row.key, true).await;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let rested = tokio::time::timeout(WAIT_LIMIT, rest).await;
        assert!(rested.is_ok(), "never at rest: {:?}", self.desk.outbox.outbox_page(0, 500).await.unwrap().rows);
    }

    async fn check_record(&self) {
        let record = self.bed.control().record();
        for (number, (key, by)) in self.rows.iter().zip(&self.made_by).enumerate() {
            let row = self.desk.requests.row(key).await.unwrap();
            let made: Vec<_> = record.iter().filter(|made| made.cards.contains(&own_card(number))).collect();
            assert!(made.iter().all(|made| made.user == *by), "under another's name: {row:?} {made:?}");
            assert_eq!(row.user.as_deref(), Some(*by));
            let told = row.id.as_ref().map(|id| made.iter().any(|made| made.id == *id));
            match row.state {
                RequestState::Pending => {
                    let timeline = self.desk.requests.request(key.clone()).await.unwrap().timeline;
                    assert_eq!((made.len(), told), (1, Some(true)), "{row:?} {timeline:?}");
                    let cards: BTreeSet<&str> = row.smartcard.iter().flat_map(|cards| cards.split(", ")).collect();
                    let posted: BTreeSet<&str> = made[0].cards.iter().map(String::as_str).collect();
                    assert_eq!(posted, cards, "it left as the journal has it: {row:?} {timeline:?}");
                }
                RequestState::Cancelled | RequestState::Refused => assert_eq!(made.len(), 0, "it never left: {row:?}"),
                RequestState::Unknown => assert!(made.len() <= 1, "sent twice: {row:?}"),
                _ => panic!("it is not at rest: {row:?}"),
            }
        }
    }
}

fn own_card(number: usize) -> String {
    format!("019100{number:05}")
}

proptest! {
    // Each case is a desk of its own with its files.
    #![proptest_config(Config { cases: 40, ..Config::default() })]

    #[test]
    fn the_journal_and_the_server_agree_after_any_interleaving(moves in moves()) {
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
