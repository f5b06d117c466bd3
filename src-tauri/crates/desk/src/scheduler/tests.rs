use super::*;

fn as_user(user: &str) -> Arc<Identity> {
    Arc::new(Identity { user: user.to_owned(), ..Identity::default() })
}

fn row(key: &str, rank: f64, cards: &[&str]) -> QueueEntry {
    QueueEntry {
        key: key.to_owned(),
        connection: "test".to_owned(),
        identity: as_user("ann"),
        has_pin: false,
        cards: cards.iter().map(|card| (*card).to_owned()).collect(),
        state: RequestState::Queued,
        held_until: None,
        next_try: None,
        not_before: None,
        rank,
        check_at: None,
        undecided: false,
    }
}

#[test]
fn a_server_that_asks_for_a_pause_is_left_alone_until_then() {
    let mut line = line([row("a", 1.0, &[]), QueueEntry { has_pin: true, ..row("b", 2.0, &[]) }]);
    let now = 1_000_000;
    line.rest("test", now + 30_000);
    line.rest("test", now + 10_000);
    assert!(pick(&mut line, 5).is_empty(), "not even one with a PIN");
    assert_eq!((line.next(), line.rests_until("test")), (Some(now + 30_000), Some(now + 30_000)));
    assert_eq!(line.waits_for("a", |_, _| true), Some(WaitsFor::Server));
    line.advance(now + 29_999);
    assert!(pick(&mut line, 5).is_empty());
    line.advance(now + 30_000);
    assert_eq!(pick(&mut line, 5), ["a", "b"]);
}

#[test]
fn a_pause_ends_though_the_clock_was_set_back() {
    let mut line = line([row("a", 1.0, &[])]);
    line.rest("test", 1_030_000);
    line.advance(1_000_000 - 3_600_000);
    assert_eq!(pick(&mut line, 5), ["a"]);
}

fn line(rows: impl IntoIterator<Item = QueueEntry>) -> Scheduler {
    Scheduler::new(rows.into_iter().collect(), 1_000_000)
}

fn pick(line: &mut Scheduler, room: usize) -> Vec<String> {
    line.take_ready(room, |_, _| true).into_iter().map(|row| row.key).collect()
}

fn ended(line: &mut Scheduler, key: &str) {
    line.upsert(QueueEntry { state: RequestState::Pending, ..row(key, 0.0, &[]) });
    line.release(key);
}

fn waits(line: &Scheduler, key: &str) -> Option<WaitsFor> {
    line.waits_for(key, |_, _| true)
}

#[test]
fn rows_leave_in_order_and_those_of_one_card_one_at_a_time() {
    let mut line = line([row("c", 3.0, &["2"]), row("b", 2.0, &["1", "2"]), row("a", 1.0, &["1"]), row("d", 4.0, &[])]);
    assert_eq!(pick(&mut line, 9), ["a", "d"]);
    assert_eq!((waits(&line, "b"), waits(&line, "c")), (Some(WaitsFor::Turn), Some(WaitsFor::Turn)));
    assert!(pick(&mut line, 9).is_empty(), "nobody is picked twice");
    line.upsert(QueueEntry { state: RequestState::Sending, ..row("a", 1.0, &["1"]) });
    assert!(pick(&mut line, 9).is_empty(), "the card's next row waits until the ending is written down");
    ended(&mut line, "a");
    assert_eq!(pick(&mut line, 9), ["b"]);
    ended(&mut line, "b");
    assert_eq!(pick(&mut line, 9), ["c"]);
}

#[test]
fn the_same_number_on_another_connection_is_another_card() {
    let mut line = line([row("a", 1.0, &["1"]), QueueEntry { connection: "live".to_owned(), ..row("b", 2.0, &["1"]) }]);
    assert_eq!(pick(&mut line, 9), ["a", "b"]);
}

#[test]
fn only_as_many_leave_as_there_is_room_for_and_only_with_a_session() {
    let other = QueueEntry { identity: as_user("bob"), ..row("b", 0.5, &[]) };
    let mut line = line([row("a", 1.0, &[]), other, row("c", 2.0, &[])]);
    let picked = line.take_ready(1, |_, identity| identity.user == "ann");
    assert_eq!(picked[0].key, "a");
    assert_eq!(line.waits_for("b", |_, identity| identity.user == "ann"), Some(WaitsFor::Session));
    assert_eq!(pick(&mut line, 9), ["b", "c"]);
}

#[test]
fn a_hold_ends_by_time_and_holds_its_card_up() {
    let held = QueueEntry { state: RequestState::Held, held_until: Some(1_005_000), ..row("a", 1.0, &["1"]) };
    let mut line = line([held.clone(), row("b", 2.0, &["1"])]);
    assert!(pick(&mut line, 9).is_empty());
    assert_eq!((waits(&line, "a"), line.next()), (Some(WaitsFor::Hold), Some(1_005_000)));
    line.advance(1_004_999);
    assert!(line.holds_over(9).is_empty());
    line.advance(1_005_000);
    assert_eq!(line.holds_over(9), ["a"], "the journal is told first");
    assert!(pick(&mut line, 9).is_empty());
    line.upsert(QueueEntry { state: RequestState::Queued, held_until: None, ..held });
    assert!(line.holds_over(9).is_empty());
    assert_eq!(pick(&mut line, 9), ["a"]);
}

#[test]
fn a_scheduled_row_leaves_at_its_time_and_holds_nobody_up_before() {
    let later = QueueEntry { not_before: Some(9_000_000), ..row("a", 1.0, &["1"]) };
    let mut line = line([later, row("b", 2.0, &["1"]), row("c", 3.0, &["1"])]);
    assert_eq!(waits(&line, "a"), Some(WaitsFor::Time));
    assert_eq!(pick(&mut line, 9), ["b"]);
    line.advance(9_000_000);
    assert_eq!(waits(&line, "c"), Some(WaitsFor::Turn));
    assert!(pick(&mut line, 9).is_empty(), "one of the card is on the wire, though its place is behind");
    ended(&mut line, "b");
    assert_eq!(pick(&mut line, 9), ["a"], "its place is before the one that came later");
}

#[test]
fn what_is_edited_stays_and_holds_its_card_up() {
    let edited = QueueEntry { state: RequestState::Held, ..row("a", 1.0, &["1"]) };
    let mut line = line([edited, row("b", 2.0, &["1"])]);
    line.advance(i64::MAX / 2);
    assert!(line.holds_over(9).is_empty() && pick(&mut line, 9).is_empty());
    assert_eq!((waits(&line, "a"), waits(&line, "b")), (Some(WaitsFor::Edit), Some(WaitsFor::Turn)));
    assert_eq!(line.next(), None);
}

#[test]
fn a_moved_row_takes_its_new_place() {
    let mut line = line([row("a", 1.0, &["1"]), row("b", 2.0, &["1"]), row("c", 3.0, &[])]);
    line.upsert(row("b", 0.5, &["1"]));
    assert_eq!(pick(&mut line, 1), ["b"]);
    assert_eq!(waits(&line, "a"), Some(WaitsFor::Turn));
    line.upsert(row("c", 0.1, &[]));
    assert_eq!(pick(&mut line, 9), ["c"]);
}

#[test]
fn a_connection_that_fails_is_tried_by_one_row_at_a_time() {
    let mut line = line([row("a", 1.0, &[]), row("b", 2.0, &[]), row("c", 3.0, &[]), row("d", 4.0, &[])]);
    assert_eq!(pick(&mut line, 2), ["a", "b"]);
    let until = line.failed("a", "test", true, 0);
    assert_eq!(until, 1_002_000);
    assert_eq!(line.failed("b", "test", true, 0), until, "what left together fails together: that is one failure");
    let tried =
        |key: &str, rank| QueueEntry { state: RequestState::NotSent, next_try: Some(until), ..row(key, rank, &[]) };
    line.upsert(tried("a", 1.0));
    line.upsert(tried("b", 2.0));
    line.release("a");
    line.release("b");
    assert!(pick(&mut line, 9).is_empty());
    assert_eq!((waits(&line, "a"), waits(&line, "d")), (Some(WaitsFor::Network), Some(WaitsFor::Network)));
    assert_eq!(line.next(), Some(until));

    line.advance(until);
    assert_eq!(pick(&mut line, 9), ["a"]);
    assert!(pick(&mut line, 9).is_empty(), "until it has an answer nobody else tries");
    assert!(line.stays("b", "test", false) && !line.stays("a", "test", false) && !line.stays("b", "test", true));
    assert_eq!(line.failed("a", "test", true, 0), until + 4_000, "and the wait grows");
    line.release("a");
    line.advance(until + 4_000);
    assert_eq!(pick(&mut line, 9), ["a"]);
    assert!(line.answered("test"));
    assert_eq!(pick(&mut line, 9), ["b", "c", "d"], "any answer lets all of them go");
    assert!(!line.answered("test"), "which is news once");
}

#[test]
fn a_sign_in_that_fails_is_not_mended_by_its_own_answer() {
    let mut line = line([row("a", 1.0, &[]), row("b", 2.0, &[])]);
    assert_eq!(pick(&mut line, 1), ["a"]);
    line.failed("a", "test", false, 0);
    line.release("a");
    assert!(!line.answered("test"));
    assert!(pick(&mut line, 9).is_empty());
    line.try_now("test");
    assert_eq!(pick(&mut line, 9), ["a"], "somebody wants it tried now");
    line.works("test");
    assert_eq!(pick(&mut line, 9), ["b"]);
}

#[test]
fn a_server_that_hangs_after_it_was_away_is_not_tried_by_all() {
    let mut line = line([row("a", 1.0, &[]), row("b", 2.0, &[])]);
    line.failed_again("a", "test", 0);
    assert_eq!(pick(&mut line, 1), ["a"], "one lost answer alone stops nobody");
    line.failed("a", "test", true, 0);
    line.release("a");
    line.advance(1_002_000);
    assert_eq!(pick(&mut line, 1), ["a"]);
    line.failed_again("a", "test", 0);
    ended(&mut line, "a");
    assert!(pick(&mut line, 9).is_empty());
}

#[test]
fn a_pin_does_not_wait_for_the_network() {
    let with_pin = QueueEntry { has_pin: true, ..row("p", 2.0, &[]) };
    let mut line = line([row("a", 1.0, &[])]);
    pick(&mut line, 1);
    line.failed("a", "test", true, 0);
    line.release("a");
    line.upsert(with_pin);
    assert_eq!(pick(&mut line, 9), ["p"], "it is sent now or not at all");
}

#[test]
fn a_clock_that_was_set_back_stalls_nothing() {
    let held = QueueEntry { state: RequestState::Held, held_until: Some(1_005_000), ..row("a", 1.0, &[]) };
    let mut line = line([held, row("b", 2.0, &[])]);
    pick(&mut line, 1);
    line.failed("b", "test", true, 0);
    line.release("b");
    line.advance(1_000_000 - 3 * 3_600_000);
    assert_eq!(line.holds_over(9), ["a"]);
    assert_eq!(pick(&mut line, 9), ["b"]);
}

#[test]
fn a_laptop_that_slept_finds_holds_and_waits_over() {
    let held = QueueEntry { state: RequestState::Held, held_until: Some(1_005_000), ..row("a", 1.0, &[]) };
    let later = QueueEntry { not_before: Some(2_000_000), ..row("c", 3.0, &[]) };
    let mut line = line([held, row("b", 2.0, &[]), later]);
    pick(&mut line, 1);
    line.failed("b", "test", true, 0);
    line.release("b");
    line.advance(1_000_000 + 8 * 3_600_000);
    assert_eq!(line.holds_over(9), ["a"]);
    assert_eq!(pick(&mut line, 9), ["b"], "one tries whether the network is back as well");
    line.works("test");
    assert_eq!(pick(&mut line, 9), ["c"]);
}

#[test]
fn a_row_that_left_the_line_is_forgotten() {
    let mut line = line([row("a", 1.0, &["1"]), row("b", 2.0, &["1"])]);
    line.upsert(QueueEntry { state: RequestState::Cancelled, ..row("a", 1.0, &["1"]) });
    assert_eq!(pick(&mut line, 9), ["b"]);
    ended(&mut line, "b");
    assert!(line.rows.is_empty() && line.cards.is_empty() && line.ready.is_empty() && line.timers.is_empty());
    assert!(line.nothing_claimed());
}

#[test]
fn a_clock_that_is_read_late_is_not_one_that_was_set_back() {
    let later = QueueEntry { not_before: Some(1_005_000), ..row("a", 1.0, &[]) };
    let mut line = line([later]);
    line.advance(1_005_000);
    line.advance(1_004_999);
    assert_eq!(pick(&mut line, 9), ["a"], "its time had come already");
    let later = QueueEntry { not_before: Some(1_005_000), ..row("b", 2.0, &[]) };
    line.upsert(later);
    line.advance(900_000);
    assert!(pick(&mut line, 9).is_empty(), "its time is to come again");
    assert_eq!(waits(&line, "b"), Some(WaitsFor::Time));
}

fn of_field(key: &str, rank: f64, cards: &[&str]) -> QueueEntry {
    QueueEntry { check_at: Some(1_000_000 + CHECK_VALIDITY_MS), ..row(key, rank, cards) }
}

#[test]
fn a_row_of_the_field_leaves_while_it_is_fresh_and_then_only_checked() {
    let mut line = line([of_field("a", 1.0, &["1"]), of_field("b", 2.0, &["1"]), row("c", 3.0, &["1"])]);
    assert_eq!(line.next(), Some(1_000_000 + CHECK_VALIDITY_MS), "then it is to be looked at");
    assert!(!line.any_unchecked());
    line.advance(1_000_000 + CHECK_VALIDITY_MS);
    assert!(pick(&mut line, 9).is_empty());
    assert_eq!(line.look(|_, _| false), None, "nobody is signed in");
    assert_eq!(
        line.look(|_, _| true),
        Some(("test".to_owned(), vec!["a".to_owned()])),
        "the next one when it is first"
    );
    line.upsert(QueueEntry { check_at: Some(1_000_000 + 2 * CHECK_VALIDITY_MS), ..of_field("a", 1.0, &["1"]) });
    assert_eq!(pick(&mut line, 9), ["a"]);
    ended(&mut line, "a");
    assert_eq!(line.look(|_, _| true), Some(("test".to_owned(), vec!["b".to_owned()])));
    assert_eq!(waits(&line, "c"), Some(WaitsFor::Turn));
}

#[test]
fn what_somebody_decides_stays_and_holds_its_card_up() {
    let mut line = line([QueueEntry { undecided: true, ..of_field("a", 1.0, &["1"]) }, row("b", 2.0, &["1"])]);
    line.advance(i64::MAX / 2);
    assert!(pick(&mut line, 9).is_empty() && line.look(|_, _| true).is_none());
    assert_eq!((waits(&line, "a"), waits(&line, "b")), (Some(WaitsFor::Decision), Some(WaitsFor::Turn)));
    line.upsert(QueueEntry { state: RequestState::Cancelled, undecided: true, ..of_field("a", 1.0, &["1"]) });
    assert_eq!(pick(&mut line, 9), ["b"]);
}

#[test]
fn a_look_tries_a_connection_that_is_down_as_a_row_does() {
    let mut line = line([row("x", 0.0, &[]), of_field("a", 1.0, &[]), row("b", 2.0, &[])]);
    assert_eq!(pick(&mut line, 1), ["x"]);
    let until = line.failed("x", "test", true, 0);
    line.upsert(QueueEntry { state: RequestState::NotSent, next_try: Some(until), ..row("x", 9.0, &[]) });
    line.release("x");
    line.advance(1_000_000 + CHECK_VALIDITY_MS);
    assert!(line.look(|_, _| true).is_some());
    assert_eq!(waits(&line, "a"), Some(WaitsFor::Network));
    assert!(line.look(|_, _| true).is_none() && pick(&mut line, 9).is_empty(), "one at a time tries");
    let later = line.failed("a", "test", true, 0);
    assert_eq!(later, 1_000_000 + CHECK_VALIDITY_MS + 4_000, "and the wait grows");
    assert!(line.look(|_, _| true).is_none() && pick(&mut line, 9).is_empty());
    line.advance(later);
    assert!(line.look(|_, _| true).is_some());
    line.looked("a", "test");
    assert_eq!(pick(&mut line, 9), ["b"], "the look came to nothing, and another row tries");
    assert!(line.look(|_, _| true).is_none());
}

#[test]
fn a_pin_is_not_kept_back_to_be_checked() {
    let mut line = line([QueueEntry { has_pin: true, ..of_field("p", 1.0, &[]) }]);
    line.advance(1_000_000 + 10 * CHECK_VALIDITY_MS);
    assert_eq!(pick(&mut line, 9), ["p"]);
}

#[test]
fn a_clock_that_was_set_back_makes_nothing_fresh() {
    let mut line = line([of_field("a", 1.0, &[])]);
    line.advance(1_000_000 - 3 * 3_600_000);
    assert!(pick(&mut line, 9).is_empty() && line.any_unchecked());
    line.upsert(QueueEntry { state: RequestState::Cancelled, ..of_field("a", 1.0, &[]) });
    assert!(!line.any_unchecked() && line.ageing.is_empty());
}
