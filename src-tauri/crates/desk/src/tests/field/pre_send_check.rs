//! The check of requests that are made without a network, before they leave.

use crmcom::Release;
use serde_json::json;

use super::{CARDS, FieldDesk};
use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    tests::distorting_proxy::Distortion,
    view::{DecideWhy, RequestState, Step, WaitsFor},
};

#[tokio::test]
async fn offline_requests_are_checked_and_leave_in_order_when_the_network_returns() {
    let van = FieldDesk::new().await;
    let before = van.sent().len();
    van.cut();
    let mut keys = Vec::new();
    for card in CARDS {
        keys.push(van.queue(card).await);
    }
    let day = van.desk.field.field_day().await.unwrap();
    assert_eq!((day.waiting, day.away_since.is_some(), day.decisions.len()), (3, true, 0));
    van.bed.later(&van.desk, 600);
    let lists = van.bed.control().lists("PENDING");
    van.reconnect();
    for key in &keys {
        van.pending(key).await;
        let steps = van.steps(key).await;
        let checked = steps.iter().position(|step| *step == Step::Checked);
        let left = steps.iter().rposition(|step| *step == Step::Sending);
        assert!(checked.is_some() && checked < left, "{steps:?}");
    }
    assert_eq!(van.sent()[before..], CARDS, "in order, and each once");
    assert!(van.bed.control().lists("PENDING") > lists, "the lists were read first");
    let day = van.desk.field.field_day().await.unwrap();
    assert_eq!((day.waiting, day.away_since), (0, None));
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_request_that_never_waited_leaves_unchecked() {
    let van = FieldDesk::new().await;
    let key = van.send(CARD).await;
    van.pending(&key).await;
    assert_eq!(van.steps(&key).await, [Step::Queued, Step::Sending, Step::Accepted]);
    hold(&van.desk, 5).await;
    let held = van.send(CARDS[1]).await;
    assert_eq!(van.waits_for(&held).await, Some(WaitsFor::Hold), "the hold is the same as everywhere");
    van.bed.later(&van.desk, 6);
    van.pending(&held).await;
    assert!(!van.steps(&held).await.contains(&Step::Checked));
    van.desk.shutdown().await;
}

#[tokio::test]
async fn rows_wait_while_the_check_is_impossible() {
    let mut van = FieldDesk::new().await;
    let before = van.sent().len();
    van.cut();
    let key = van.queue(CARD).await;
    for _ in 0..3 {
        van.bed.later(&van.desk, 700);
        when(&van.desk, "tried", || async { van.desk.core.scheduler().next_change().is_some() }).await;
    }
    assert_eq!(van.waits_for(&key).await, Some(WaitsFor::Network));
    van.restart_offline().await;
    assert_eq!(van.sent().len(), before);
    van.reconnect();
    van.pending(&key).await;
    assert!(van.steps(&key).await.contains(&Step::Checked), "a restart is no check");
    assert_eq!(van.sent()[before..], [CARD]);
    van.desk.shutdown().await;
}

#[tokio::test]
async fn detects_others_requests_although_the_clock_was_set_back() {
    let ahead = 3 * 3_600;
    // At once, and when the clock shows the former time again, which proves nothing then.
    for later in [0, ahead] {
        let van = FieldDesk::new().await;
        van.bed.later_by(ahead);
        van.cut();
        let key = van.queue(CARD).await;
        van.other_desk_sends(CARD).await;
        let before = van.sent().len();
        van.bed.later(&van.desk, later - ahead);
        van.reconnect();
        let why = van.undecided(&key).await.why;
        assert!(matches!(why, DecideWhy::Meanwhile { .. }), "{why:?}");
        assert_eq!(van.sent().len(), before, "nothing left");
        // The same counter says that a request already decided on is no obstacle any more.
        van.desk.outbox.decide(key.clone(), true).await.unwrap();
        van.pending(&key).await;
        van.desk.shutdown().await;
    }
}

#[tokio::test]
async fn detects_others_completed_requests_that_seem_too_old_to_keep() {
    let van = FieldDesk::far_ahead().await;
    van.cut();
    let key = van.queue(CARD).await;
    van.other_desk_completes(CARD).await;
    let before = van.sent().len();
    van.reconnect();
    let why = van.undecided(&key).await.why;
    let DecideWhy::Meanwhile { other } = why else { panic!("{why:?}") };
    assert_eq!(other.state, RequestState::Completed);
    assert_eq!(van.desk.retention.purge_others_requests().await.unwrap(), 0, "somebody has to see it");
    assert_eq!(van.sent().len(), before, "nothing left");
    van.desk.shutdown().await;
}

#[tokio::test]
async fn requests_that_seem_too_old_are_kept_only_while_a_row_waits() {
    let van = FieldDesk::far_ahead().await;
    van.other_desk_completes(CARD).await;
    assert_eq!(van.completed().await, 0);
    van.cut();
    let key = van.queue(CARD).await;
    van.other_desk_completes(CARD).await;
    van.reconnect();
    van.undecided(&key).await;
    assert!(van.completed().await > 0, "it waits");
    van.desk.outbox.decide(key, false).await.unwrap();
    assert!(van.desk.retention.purge_others_requests().await.unwrap() > 0);
    assert_eq!(van.completed().await, 0);
    van.desk.shutdown().await;
}

#[tokio::test]
async fn requests_reported_meanwhile_but_not_kept_require_a_decision() {
    let van = FieldDesk::new().await;
    let before = van.sent().len();
    van.cut();
    let key = van.queue(CARD).await;
    let told = serde_json::from_value(json!({
        "id": "x", "life_cycle_state": "COMPLETED", "log_information": {"created_date": "2026-01-15T12:00:00"}
    }));
    let told =
        crate::requests::from_server::mirrored(&told.unwrap(), crmcom::catalogue::Provider::Conax, chrono_tz::Tz::UTC);
    let (of, none) = (van.connection.clone(), store::Kept { completed_from: i64::MAX, rejected_from: i64::MAX });
    van.desk.core.cache(move |cache| cache.mirror_kept(&of, std::slice::from_ref(&told), none)).await.unwrap();
    van.reconnect();
    let why = van.undecided(&key).await.why;
    let DecideWhy::Unread { lists, problem: None } = why else { panic!("{why:?}") };
    assert_eq!(lists.iter().map(|list| list.list.as_str()).collect::<Vec<_>>(), ["COMPLETED", "REJECTED"]);
    assert_eq!(van.sent().len(), before, "nothing left");
    van.desk.outbox.decide(key.clone(), true).await.unwrap();
    van.pending(&key).await;
    van.desk.shutdown().await;
}

#[tokio::test]
async fn requests_known_before_the_row_do_not_stop_it() {
    for release in [Release::R11, Release::R13] {
        let van = FieldDesk::at(release).await;
        van.other_desk_sends(CARD).await;
        van.desk.mirror.refresh_requests().await.unwrap();
        van.cut();
        let key = van.queue(CARD).await;
        van.reconnect();
        van.pending(&key).await;
        assert!(van.steps(&key).await.contains(&Step::Checked));
        van.desk.shutdown().await;
    }
}

#[tokio::test]
async fn detects_a_request_completed_a_minute_ago_at_every_release() {
    for release in [Release::new(9, 0, 0), Release::R11, Release::R13] {
        let van = FieldDesk::at(release).await;
        van.cut();
        let key = van.queue(CARD).await;
        van.other_desk_sends(CARD).await;
        van.bed.control().run_processing_now();
        // Less than a quarter of an hour after the long list was read.
        van.gate.open();
        van.bed.later(&van.desk, 300);
        let why = van.undecided(&key).await.why;
        let DecideWhy::Meanwhile { other } = why else { panic!("{release}: {why:?}") };
        assert_eq!(other.state, RequestState::Completed);
        van.desk.shutdown().await;
    }
}

#[tokio::test]
async fn rows_checked_in_sequence_share_one_reading_of_the_long_list() {
    let van = FieldDesk::new().await;
    van.cut();
    let keys = [van.queue(CARD).await, van.send(CARD).await, van.send(CARD).await];
    let before = van.way.asked("COMPLETED");
    van.reconnect();
    for key in &keys {
        van.pending(key).await;
        assert!(van.steps(key).await.contains(&Step::Checked));
    }
    assert_eq!(van.way.asked("COMPLETED") - before, 1, "each waited behind the one before");
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_stopped_check_leaves_the_row_unchecked_and_requires_a_decision() {
    let van = FieldDesk::patient().await;
    let before = van.sent().len();
    van.cut();
    let key = van.queue(CARD).await;
    van.looked_at("COMPLETED").await;
    van.desk.mirror.stop_refresh().await.unwrap();
    van.still_unchecked(&key).await;
    // That re-check had no result: the next one also sees requests made only now.
    van.other_desk_sends(CARD).await;
    let asked = van.way.asked("COMPLETED");
    van.bed.later(&van.desk, 6);
    let why = van.undecided(&key).await.why;
    assert!(matches!(why, DecideWhy::Meanwhile { .. }), "{why:?}");
    van.desk.outbox.decide(key.clone(), true).await.unwrap();
    let why = van.undecided(&key).await.why;
    let DecideWhy::Unread { lists, problem } = why else { panic!("{why:?}") };
    assert_eq!((lists.len(), lists[0].list.as_str(), problem), (1, "COMPLETED", None));
    assert!(lists[0].as_of.is_some(), "when it was read before");
    assert_eq!(van.way.asked("COMPLETED"), asked, "it is not begun again behind whoever stopped it");
    assert_eq!(van.sent().len(), before + 1, "nothing of ours left");
    van.desk.outbox.decide(key.clone(), true).await.unwrap();
    van.pending(&key).await;
    assert_eq!(van.sent().len(), before + 2, "that was decided");
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_wipe_or_a_forgotten_connection_leaves_the_row_unchecked() {
    // While the lists are read, and afterwards, while the card is looked up.
    for (words, wiped) in [("COMPLETED", true), ("installed_items", true), ("installed_items", false)] {
        let van = FieldDesk::patient().await;
        let before = van.sent().len();
        let key = van.done_and_looked_at(words).await;
        if wiped {
            van.desk.app.wipe().await.unwrap();
        } else {
            let id = van.connection.clone();
            van.desk.mirror.shared.stop_reading.notify_waiters();
            van.desk.core.cache(move |cache| cache.forget_server(&id)).await.unwrap();
        }
        let read = van.way.asked("COMPLETED");
        van.way.distort(Distortion { hangs: Some("COMPLETED"), ..Distortion::default() });
        van.bed.later(&van.desk, 6);
        van.way.asked_again("COMPLETED", read).await;
        assert!(van.desk.core.scheduler().is_unchecked(&key), "{words}: it is looked at anew");
        assert_eq!(van.sent().len(), before + 1, "{words}: nothing of ours left");
        van.is_meanwhile(&key).await;
        van.desk.shutdown().await;
    }
}

#[tokio::test]
async fn an_unreadable_list_requires_a_decision() {
    for release in [Release::R11, Release::R13] {
        let van = FieldDesk::at(release).await;
        let before = van.sent().len();
        van.cut();
        let key = van.queue(CARD).await;
        van.way.distort(Distortion { fails: Some("REJECTED"), ..Distortion::default() });
        van.reconnect();
        let why = van.undecided(&key).await.why;
        let DecideWhy::Unread { lists, problem } = why else { panic!("{why:?}") };
        let unread: Vec<_> = lists.iter().map(|list| list.list.as_str()).collect();
        assert_eq!(unread, ["REJECTED"], "{release}: the others were read");
        assert_eq!(problem.map(|problem| problem.code), Some(ProblemCode::NotJson));
        assert_eq!(van.sent().len(), before, "nothing left");
        van.desk.outbox.decide(key.clone(), true).await.unwrap();
        van.pending(&key).await;
        let timeline = van.desk.requests.request(key).await.unwrap().timeline;
        let checked = timeline.into_iter().find(|entry| entry.step == Step::Checked).unwrap();
        assert_eq!(checked.detail.as_deref(), Some("NotJson"), "the timeline says what was not looked at");
        van.desk.shutdown().await;
    }
}
