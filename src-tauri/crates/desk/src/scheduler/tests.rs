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
        in_sequence: None,
    }
}

#[test]
fn sends_nothing_before_the_end_of_a_requested_pause() {
    let mut scheduler = scheduler([row("a", 1.0, &[]), QueueEntry { has_pin: true, ..row("b", 2.0, &[]) }]);
    let now = 1_000_000;
    scheduler.pause_connection("test", now + 30_000);
    scheduler.pause_connection("test", now + 10_000);
    assert!(pick(&mut scheduler, 5).is_empty(), "not even one with a PIN");
    assert_eq!((scheduler.next_change(), scheduler.paused_until("test")), (Some(now + 30_000), Some(now + 30_000)));
    assert_eq!(scheduler.waits_for("a", |_, _| true), Some(WaitsFor::Server));
    scheduler.advance(now + 29_999);
    assert!(pick(&mut scheduler, 5).is_empty());
    scheduler.advance(now + 30_000);
    assert_eq!(pick(&mut scheduler, 5), ["a", "b"]);
}

#[test]
fn a_pause_ends_after_the_clock_is_set_back() {
    let mut scheduler = scheduler([row("a", 1.0, &[])]);
    scheduler.pause_connection("test", 1_030_000);
    scheduler.advance(1_000_000 - 3_600_000);
    assert_eq!(pick(&mut scheduler, 5), ["a"]);
}

fn scheduler(rows: impl IntoIterator<Item = QueueEntry>) -> Scheduler {
    Scheduler::new(rows.into_iter().collect(), 1_000_000)
}

fn pick(scheduler: &mut Scheduler, room: usize) -> Vec<String> {
    scheduler.take_ready(room, |_, _| true).into_iter().map(|row| row.key).collect()
}

fn ended(scheduler: &mut Scheduler, key: &str) {
    scheduler.upsert(QueueEntry { state: RequestState::Pending, ..row(key, 0.0, &[]) });
    scheduler.release(key);
}

fn waits(scheduler: &Scheduler, key: &str) -> Option<WaitsFor> {
    scheduler.waits_for(key, |_, _| true)
}

#[test]
fn rows_leave_in_order_and_those_of_one_card_one_at_a_time() {
    let mut scheduler =
        scheduler([row("c", 3.0, &["2"]), row("b", 2.0, &["1", "2"]), row("a", 1.0, &["1"]), row("d", 4.0, &[])]);
    assert_eq!(pick(&mut scheduler, 9), ["a", "d"]);
    assert_eq!((waits(&scheduler, "b"), waits(&scheduler, "c")), (Some(WaitsFor::Turn), Some(WaitsFor::Turn)));
    assert!(pick(&mut scheduler, 9).is_empty(), "nobody is picked twice");
    scheduler.upsert(QueueEntry { state: RequestState::Sending, ..row("a", 1.0, &["1"]) });
    assert!(pick(&mut scheduler, 9).is_empty(), "the card's next row waits until the ending is written down");
    ended(&mut scheduler, "a");
    assert_eq!(pick(&mut scheduler, 9), ["b"]);
    ended(&mut scheduler, "b");
    assert_eq!(pick(&mut scheduler, 9), ["c"]);
}

#[test]
fn the_same_number_on_another_connection_is_another_card() {
    let mut scheduler =
        scheduler([row("a", 1.0, &["1"]), QueueEntry { connection: "live".to_owned(), ..row("b", 2.0, &["1"]) }]);
    assert_eq!(pick(&mut scheduler, 9), ["a", "b"]);
}

#[test]
fn rows_leave_within_the_limit_and_only_with_a_session() {
    let other = QueueEntry { identity: as_user("bob"), ..row("b", 0.5, &[]) };
    let mut scheduler = scheduler([row("a", 1.0, &[]), other, row("c", 2.0, &[])]);
    let picked = scheduler.take_ready(1, |_, identity| identity.user == "ann");
    assert_eq!(picked[0].key, "a");
    assert_eq!(scheduler.waits_for("b", |_, identity| identity.user == "ann"), Some(WaitsFor::Session));
    assert_eq!(pick(&mut scheduler, 9), ["b", "c"]);
}

#[test]
fn a_held_row_blocks_its_card_until_its_time() {
    let held = QueueEntry { state: RequestState::Held, held_until: Some(1_005_000), ..row("a", 1.0, &["1"]) };
    let mut scheduler = scheduler([held.clone(), row("b", 2.0, &["1"])]);
    assert!(pick(&mut scheduler, 9).is_empty());
    assert_eq!((waits(&scheduler, "a"), scheduler.next_change()), (Some(WaitsFor::Hold), Some(1_005_000)));
    scheduler.advance(1_004_999);
    assert!(scheduler.ended_holds(9).is_empty());
    scheduler.advance(1_005_000);
    assert_eq!(scheduler.ended_holds(9), ["a"], "the journal is told first");
    assert!(pick(&mut scheduler, 9).is_empty());
    scheduler.upsert(QueueEntry { state: RequestState::Queued, held_until: None, ..held });
    assert!(scheduler.ended_holds(9).is_empty());
    assert_eq!(pick(&mut scheduler, 9), ["a"]);
}

#[test]
fn a_scheduled_row_leaves_at_its_time_and_blocks_no_row_before() {
    let later = QueueEntry { not_before: Some(9_000_000), ..row("a", 1.0, &["1"]) };
    let mut scheduler = scheduler([later, row("b", 2.0, &["1"]), row("c", 3.0, &["1"])]);
    assert_eq!(waits(&scheduler, "a"), Some(WaitsFor::Time));
    assert_eq!(pick(&mut scheduler, 9), ["b"]);
    scheduler.advance(9_000_000);
    assert_eq!(waits(&scheduler, "c"), Some(WaitsFor::Turn));
    assert!(pick(&mut scheduler, 9).is_empty(), "one of the card is on the wire, though its place is behind");
    ended(&mut scheduler, "b");
    assert_eq!(pick(&mut scheduler, 9), ["a"], "its place is before the one that came later");
}

#[test]
fn an_edited_row_stays_and_blocks_its_card() {
    let edited = QueueEntry { state: RequestState::Held, ..row("a", 1.0, &["1"]) };
    let mut scheduler = scheduler([edited, row("b", 2.0, &["1"])]);
    scheduler.advance(i64::MAX / 2);
    assert!(scheduler.ended_holds(9).is_empty() && pick(&mut scheduler, 9).is_empty());
    assert_eq!((waits(&scheduler, "a"), waits(&scheduler, "b")), (Some(WaitsFor::Edit), Some(WaitsFor::Turn)));
    assert_eq!(scheduler.next_change(), None);
}

#[test]
fn a_moved_row_takes_its_new_place() {
    let mut scheduler = scheduler([row("a", 1.0, &["1"]), row("b", 2.0, &["1"]), row("c", 3.0, &[])]);
    scheduler.upsert(row("b", 0.5, &["1"]));
    assert_eq!(pick(&mut scheduler, 1), ["b"]);
    assert_eq!(waits(&scheduler, "a"), Some(WaitsFor::Turn));
    scheduler.upsert(row("c", 0.1, &[]));
    assert_eq!(pick(&mut scheduler, 9), ["c"]);
}

#[test]
fn a_connection_that_fails_is_tried_by_one_row_at_a_time() {
    let mut scheduler = scheduler([row("a", 1.0, &[]), row("b", 2.0, &[]), row("c", 3.0, &[]), row("d", 4.0, &[])]);
    assert_eq!(pick(&mut scheduler, 2), ["a", "b"]);
    let until = scheduler.record_failure("a", "test", true, 0);
    assert_eq!(until, 1_002_000);
    assert_eq!(
        scheduler.record_failure("b", "test", true, 0),
        until,
        "what left together fails together: that is one failure"
    );
    let tried =
        |key: &str, rank| QueueEntry { state: RequestState::NotSent, next_try: Some(until), ..row(key, rank, &[]) };
    scheduler.upsert(tried("a", 1.0));
    scheduler.upsert(tried("b", 2.0));
    scheduler.release("a");
    scheduler.release("b");
    assert!(pick(&mut scheduler, 9).is_empty());
    assert_eq!((waits(&scheduler, "a"), waits(&scheduler, "d")), (Some(WaitsFor::Network), Some(WaitsFor::Network)));
    assert_eq!(scheduler.next_change(), Some(until));

    scheduler.advance(until);
    assert_eq!(pick(&mut scheduler, 9), ["a"]);
    assert!(pick(&mut scheduler, 9).is_empty(), "until it has an answer nobody else tries");
    assert!(
        scheduler.must_stay("b", "test", false)
            && !scheduler.must_stay("a", "test", false)
            && !scheduler.must_stay("b", "test", true)
    );
    assert_eq!(scheduler.record_failure("a", "test", true, 0), until + 4_000, "and the wait grows");
    scheduler.release("a");
    scheduler.advance(until + 4_000);
    assert_eq!(pick(&mut scheduler, 9), ["a"]);
    assert!(scheduler.record_answer("test"));
    assert_eq!(pick(&mut scheduler, 9), ["b", "c", "d"], "any answer lets all of them go");
    assert!(!scheduler.record_answer("test"), "which is news once");
}

#[test]
fn the_answer_of_a_failed_sign_in_does_not_reconnect() {
    let mut scheduler = scheduler([row("a", 1.0, &[]), row("b", 2.0, &[])]);
    assert_eq!(pick(&mut scheduler, 1), ["a"]);
    scheduler.record_failure("a", "test", false, 0);
    scheduler.release("a");
    assert!(!scheduler.record_answer("test"));
    assert!(pick(&mut scheduler, 9).is_empty());
    scheduler.end_backoff("test");
    assert_eq!(pick(&mut scheduler, 9), ["a"], "somebody wants it tried now");
    scheduler.end_outage("test");
    assert_eq!(pick(&mut scheduler, 9), ["b"]);
}

#[test]
fn a_server_that_hangs_after_an_outage_is_tried_by_one_row() {
    let mut scheduler = scheduler([row("a", 1.0, &[]), row("b", 2.0, &[])]);
    scheduler.record_further_failure("a", "test", 0);
    assert_eq!(pick(&mut scheduler, 1), ["a"], "one lost answer alone stops nobody");
    scheduler.record_failure("a", "test", true, 0);
    scheduler.release("a");
    scheduler.advance(1_002_000);
    assert_eq!(pick(&mut scheduler, 1), ["a"]);
    scheduler.record_further_failure("a", "test", 0);
    ended(&mut scheduler, "a");
    assert!(pick(&mut scheduler, 9).is_empty());
}

#[test]
fn a_pin_does_not_wait_for_the_network() {
    let with_pin = QueueEntry { has_pin: true, ..row("p", 2.0, &[]) };
    let mut scheduler = scheduler([row("a", 1.0, &[])]);
    pick(&mut scheduler, 1);
    scheduler.record_failure("a", "test", true, 0);
    scheduler.release("a");
    scheduler.upsert(with_pin);
    assert_eq!(pick(&mut scheduler, 9), ["p"], "it is sent now or not at all");
}

#[test]
fn a_pin_behind_a_row_that_waits_for_the_network_is_known() {
    let pin = QueueEntry { has_pin: true, ..row("p", 2.0, &["1"]) };
    let mut scheduler = scheduler([row("a", 1.0, &["1"]), pin, QueueEntry { has_pin: true, ..row("q", 3.0, &["2"]) }]);
    assert!(!scheduler.is_behind_outage("p"), "the first of the card may leave at once");
    assert_eq!(pick(&mut scheduler, 1), ["a"]);
    scheduler.record_failure("a", "test", true, 0);
    assert!(!scheduler.is_behind_outage("p"), "it is not known yet what becomes of the first");
    scheduler.release("a");
    assert!(scheduler.is_behind_outage("p"));
    assert!(!scheduler.is_behind_outage("q"), "of another card: it is tried at once");
    scheduler.end_outage("test");
    assert!(!scheduler.is_behind_outage("p"));
}

#[test]
fn a_clock_set_back_does_not_stall_the_queue() {
    let held = QueueEntry { state: RequestState::Held, held_until: Some(1_005_000), ..row("a", 1.0, &[]) };
    let mut scheduler = scheduler([held, row("b", 2.0, &[])]);
    pick(&mut scheduler, 1);
    scheduler.record_failure("b", "test", true, 0);
    scheduler.release("b");
    scheduler.advance(1_000_000 - 3 * 3_600_000);
    assert_eq!(scheduler.ended_holds(9), ["a"]);
    assert_eq!(pick(&mut scheduler, 9), ["b"]);
}

#[test]
fn holds_and_waits_end_while_a_laptop_sleeps() {
    let held = QueueEntry { state: RequestState::Held, held_until: Some(1_005_000), ..row("a", 1.0, &[]) };
    let later = QueueEntry { not_before: Some(2_000_000), ..row("c", 3.0, &[]) };
    let mut scheduler = scheduler([held, row("b", 2.0, &[]), later]);
    pick(&mut scheduler, 1);
    scheduler.record_failure("b", "test", true, 0);
    scheduler.release("b");
    scheduler.advance(1_000_000 + 8 * 3_600_000);
    assert_eq!(scheduler.ended_holds(9), ["a"]);
    assert_eq!(pick(&mut scheduler, 9), ["b"], "one tries whether the network is back as well");
    scheduler.end_outage("test");
    assert_eq!(pick(&mut scheduler, 9), ["c"]);
}

#[test]
fn a_row_that_left_the_queue_is_forgotten() {
    let mut scheduler = scheduler([row("a", 1.0, &["1"]), row("b", 2.0, &["1"])]);
    scheduler.upsert(QueueEntry { state: RequestState::Cancelled, ..row("a", 1.0, &["1"]) });
    assert_eq!(pick(&mut scheduler, 9), ["b"]);
    ended(&mut scheduler, "b");
    assert!(
        scheduler.rows.is_empty()
            && scheduler.cards.is_empty()
            && scheduler.ready.is_empty()
            && scheduler.timers.is_empty()
    );
    assert!(scheduler.nothing_claimed());
}

#[test]
fn a_clock_read_late_is_not_taken_for_one_set_back() {
    let later = QueueEntry { not_before: Some(1_005_000), ..row("a", 1.0, &[]) };
    let mut scheduler = scheduler([later]);
    scheduler.advance(1_005_000);
    scheduler.advance(1_004_999);
    assert_eq!(pick(&mut scheduler, 9), ["a"], "its time had come already");
    let later = QueueEntry { not_before: Some(1_005_000), ..row("b", 2.0, &[]) };
    scheduler.upsert(later);
    scheduler.advance(900_000);
    assert!(pick(&mut scheduler, 9).is_empty(), "its time is to come again");
    assert_eq!(waits(&scheduler, "b"), Some(WaitsFor::Time));
}

fn of_field(key: &str, rank: f64, cards: &[&str]) -> QueueEntry {
    QueueEntry { check_at: Some(1_000_000 + CHECK_VALIDITY_MS), ..row(key, rank, cards) }
}

#[test]
fn a_field_row_leaves_while_fresh_and_later_only_after_a_check() {
    let mut scheduler = scheduler([of_field("a", 1.0, &["1"]), of_field("b", 2.0, &["1"]), row("c", 3.0, &["1"])]);
    assert_eq!(scheduler.next_change(), Some(1_000_000 + CHECK_VALIDITY_MS), "then it is to be looked at");
    assert!(!scheduler.any_unchecked());
    scheduler.advance(1_000_000 + CHECK_VALIDITY_MS);
    assert!(pick(&mut scheduler, 9).is_empty());
    assert_eq!(scheduler.take_unchecked(|_, _| false), None, "nobody is signed in");
    assert_eq!(
        scheduler.take_unchecked(|_, _| true),
        Some(("test".to_owned(), vec!["a".to_owned()])),
        "the next one when it is first"
    );
    scheduler.upsert(QueueEntry { check_at: Some(1_000_000 + 2 * CHECK_VALIDITY_MS), ..of_field("a", 1.0, &["1"]) });
    assert_eq!(pick(&mut scheduler, 9), ["a"]);
    ended(&mut scheduler, "a");
    assert_eq!(scheduler.take_unchecked(|_, _| true), Some(("test".to_owned(), vec!["b".to_owned()])));
    assert_eq!(waits(&scheduler, "c"), Some(WaitsFor::Turn));
}

#[test]
fn a_row_that_waits_for_a_decision_stays_and_blocks_its_card() {
    let mut scheduler =
        scheduler([QueueEntry { undecided: true, ..of_field("a", 1.0, &["1"]) }, row("b", 2.0, &["1"])]);
    scheduler.advance(i64::MAX / 2);
    assert!(pick(&mut scheduler, 9).is_empty() && scheduler.take_unchecked(|_, _| true).is_none());
    assert_eq!((waits(&scheduler, "a"), waits(&scheduler, "b")), (Some(WaitsFor::Decision), Some(WaitsFor::Turn)));
    scheduler.upsert(QueueEntry { state: RequestState::Cancelled, undecided: true, ..of_field("a", 1.0, &["1"]) });
    assert_eq!(pick(&mut scheduler, 9), ["b"]);
}

#[test]
fn a_check_probes_a_lost_connection_like_a_row() {
    let mut scheduler = scheduler([row("x", 0.0, &[]), of_field("a", 1.0, &[]), row("b", 2.0, &[])]);
    assert_eq!(pick(&mut scheduler, 1), ["x"]);
    let until = scheduler.record_failure("x", "test", true, 0);
    scheduler.upsert(QueueEntry { state: RequestState::NotSent, next_try: Some(until), ..row("x", 9.0, &[]) });
    scheduler.release("x");
    scheduler.advance(1_000_000 + CHECK_VALIDITY_MS);
    assert!(scheduler.take_unchecked(|_, _| true).is_some());
    assert_eq!(waits(&scheduler, "a"), Some(WaitsFor::Network));
    assert!(
        scheduler.take_unchecked(|_, _| true).is_none() && pick(&mut scheduler, 9).is_empty(),
        "one at a time tries"
    );
    let later = scheduler.record_failure("a", "test", true, 0);
    assert_eq!(later, 1_000_000 + CHECK_VALIDITY_MS + 4_000, "and the wait grows");
    assert!(scheduler.take_unchecked(|_, _| true).is_none() && pick(&mut scheduler, 9).is_empty());
    scheduler.advance(later);
    assert!(scheduler.take_unchecked(|_, _| true).is_some());
    scheduler.end_check("a", "test");
    assert_eq!(pick(&mut scheduler, 9), ["b"], "the look came to nothing, and another row tries");
    assert!(scheduler.take_unchecked(|_, _| true).is_none());
}

#[test]
fn a_row_with_a_pin_is_not_held_for_a_check() {
    let mut scheduler = scheduler([QueueEntry { has_pin: true, ..of_field("p", 1.0, &[]) }]);
    scheduler.advance(1_000_000 + 10 * CHECK_VALIDITY_MS);
    assert_eq!(pick(&mut scheduler, 9), ["p"]);
}

#[test]
fn a_clock_set_back_makes_no_check_fresh() {
    let mut scheduler = scheduler([of_field("a", 1.0, &[])]);
    scheduler.advance(1_000_000 - 3 * 3_600_000);
    assert!(pick(&mut scheduler, 9).is_empty() && scheduler.any_unchecked());
    scheduler.upsert(QueueEntry { state: RequestState::Cancelled, ..of_field("a", 1.0, &[]) });
    assert!(!scheduler.any_unchecked() && scheduler.ageing.is_empty());
}
