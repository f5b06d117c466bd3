//! Waiting rows are scheduled, edited and moved.

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{ConnectionCount, RequestState, StepKind, WaitsFor},
};

const OTHER_CARD: &str = "01900000002";

async fn order(desk: &Desk) -> Vec<String> {
    desk.outbox.outbox_page(0, 50).await.unwrap().rows.into_iter().map(|row| row.key).collect()
}

fn in_minutes(desk: &Desk, minutes: i64) -> f64 {
    crate::time::millis(desk.core.now() + minutes * 60_000)
}

#[tokio::test]
async fn a_scheduled_request_leaves_at_its_time() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    // A session of an hour must not end before the scheduled time.
    sign_in(&desk, "sandbox", true).await;
    let row = desk.outbox.send_later(reset_pin(CARD), in_minutes(&desk, 60)).await.unwrap();
    assert_eq!((row.state, row.waits_for), (RequestState::Queued, Some(WaitsFor::Time)));
    assert!(row.leaves_at.is_some() && row.waits_since.is_some());
    let now = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &now, &[RequestState::Pending]).await;
    bed.later(&desk, 3_500);
    assert_eq!(desk.outbox.outbox_page(0, 5).await.unwrap().rows[0].waits_for, Some(WaitsFor::Time));
    bed.later(&desk, 101);
    until(&desk, &row.key, &[RequestState::Pending]).await;
    let steps = desk.requests.request(row.key).await.unwrap().timeline;
    assert_eq!(steps[0].step, StepKind::Scheduled);

    let past = desk.outbox.send_later(reset_pin(CARD), in_minutes(&desk, -60)).await.unwrap().key;
    until(&desk, &past, &[RequestState::Pending]).await;
    let early = desk.outbox.send_later(reset_pin(CARD), in_minutes(&desk, 60)).await.unwrap().key;
    desk.outbox.send_now(early.clone()).await.unwrap();
    until(&desk, &early, &[RequestState::Pending]).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn the_outbox_is_the_selected_connections_and_names_the_others() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let here = desk.outbox.send_later(reset_pin(CARD), in_minutes(&desk, 60)).await.unwrap().key;
    let other = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &other, false).await;
    for card in [CARD, OTHER_CARD] {
        desk.outbox.send_later(reset_pin(card), in_minutes(&desk, 60)).await.unwrap();
    }
    let page = desk.outbox.outbox_page(0, 50).await.unwrap();
    assert_eq!((page.rows.len(), page.total), (2, 2));
    assert_eq!(page.elsewhere, [ConnectionCount { connection: "sandbox".to_owned(), count: 1 }]);
    desk.app.select_connection("sandbox".to_owned()).await.unwrap();
    let page = desk.outbox.outbox_page(0, 50).await.unwrap();
    assert_eq!(page.rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), [here]);
    assert_eq!(page.elsewhere, [ConnectionCount { connection: other.clone(), count: 2 }]);

    desk.core.settings.lock().change(|settings| settings.connections.clear()).unwrap();
    let page = desk.outbox.outbox_page(0, 50).await.unwrap();
    assert_eq!((page.total, page.elsewhere.len()), (3, 0), "the rows of a removed connection have no other place");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_pin_cannot_be_scheduled() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let problem = desk.outbox.send_later(set_pin(CARD, "8351"), in_minutes(&desk, 60)).await.unwrap_err();
    assert_eq!((problem.code, problem.fields[0].field.as_str()), (ProblemCode::InvalidInput, "pin"));
    assert!(desk.outbox.memory.lock().pins.is_empty());
    assert_eq!(desk.outbox.outbox_page(0, 5).await.unwrap().total, 0);
    desk.shutdown().await;
}

#[tokio::test]
async fn an_edited_request_keeps_its_position_and_timeline() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let first = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    let second = desk.outbox.send(reset_pin(OTHER_CARD)).await.unwrap().key;
    let form = desk.outbox.edit(first.clone()).await.unwrap();
    assert_eq!(form.values["smartcard_identifier"], CARD);
    bed.later(&desk, 61);
    until(&desk, &second, &[RequestState::Pending]).await;
    let row = &desk.outbox.outbox_page(0, 5).await.unwrap().rows[0];
    assert_eq!((row.key.as_str(), row.waits_for), (first.as_str(), Some(WaitsFor::Edit)), "it does not leave");
    assert_eq!(
        desk.outbox.edit(first.clone()).await.unwrap().values,
        form.values,
        "a window that was closed asks again"
    );

    let wrong = crate::view::FormDraft { values: std::collections::BTreeMap::new(), ..form.clone() };
    assert_eq!(desk.outbox.replace(first.clone(), wrong, None).await.unwrap_err().code, ProblemCode::InvalidInput);
    hold(&desk, 0).await;
    let row = desk.outbox.replace(first.clone(), reset_pin("01900000003"), None).await.unwrap();
    assert_eq!((row.key.as_str(), row.smartcard.as_deref()), (first.as_str(), Some("01900000003")));
    until(&desk, &first, &[RequestState::Pending]).await;
    let detail = desk.requests.request(first.clone()).await.unwrap();
    let steps: Vec<StepKind> = detail.timeline.into_iter().map(|entry| entry.step).collect();
    assert_eq!(steps, [StepKind::Held, StepKind::Edited, StepKind::Queued, StepKind::Sending, StepKind::Accepted]);
    assert!(detail.parameters.iter().any(|told| told.value.as_deref() == Some("01900000003")), "what left is new");
    assert_eq!(desk.outbox.edit(first.clone()).await.unwrap_err().code, ProblemCode::TooLate);
    assert_eq!(desk.outbox.replace(first, form, None).await.unwrap_err().code, ProblemCode::TooLate);
    assert_eq!(desk.outbox.edit("no such row".to_owned()).await.unwrap_err().code, ProblemCode::NotFound);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_row_being_edited_survives_a_restart() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &id, true).await;
    hold(&desk, 60).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    desk.outbox.edit(key.clone()).await.unwrap();
    desk.shutdown().await;
    drop(desk);
    bed.later_by(3_600);
    let desk = bed.open().await;
    sign_in(&desk, &id, true).await;
    let other = desk.outbox.send(reset_pin(OTHER_CARD)).await.unwrap().key;
    desk.outbox.send_now(other.clone()).await.unwrap();
    until(&desk, &other, &[RequestState::Pending]).await;
    assert_eq!(desk.outbox.outbox_page(0, 5).await.unwrap().rows[0].waits_for, Some(WaitsFor::Edit));
    desk.outbox.send_now(key.clone()).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_pin_is_typed_again_after_an_edit() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let key = desk.outbox.send(set_pin(CARD, "8351")).await.unwrap().key;
    let form = desk.outbox.edit(key.clone()).await.unwrap();
    assert!(!form.values.contains_key("pin") && desk.outbox.memory.lock().pins.is_empty());
    assert_eq!(desk.outbox.send_now(key.clone()).await.unwrap_err().code, ProblemCode::PinNotKept);
    assert_eq!(desk.outbox.replace(key.clone(), form, None).await.unwrap_err().code, ProblemCode::InvalidInput);
    hold(&desk, 0).await;
    desk.outbox.replace(key.clone(), set_pin(CARD, "1538"), None).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    assert!(desk.outbox.memory.lock().pins.is_empty());
    desk.shutdown().await;
}

#[tokio::test]
async fn a_moved_request_leaves_at_its_new_position() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let mut keys = Vec::new();
    for _ in 0..3 {
        keys.push(desk.outbox.send(reset_pin(CARD)).await.unwrap().key);
    }
    let [a, b, c] = [&keys[0], &keys[1], &keys[2]].map(Clone::clone);
    desk.outbox.move_before(c.clone(), Some(a.clone())).await.unwrap();
    assert_eq!(order(&desk).await, [c.clone(), a.clone(), b.clone()]);
    desk.outbox.move_before(a.clone(), None).await.unwrap();
    assert_eq!(order(&desk).await, [c.clone(), b.clone(), a.clone()]);
    // More often than there are numbers between two ranks.
    for _ in 0..70 {
        let now = order(&desk).await;
        desk.outbox.move_before(now[2].clone(), Some(now[1].clone())).await.unwrap();
        assert_eq!(order(&desk).await, [now[0].clone(), now[2].clone(), now[1].clone()]);
    }
    let now = order(&desk).await;
    bed.later(&desk, 61);
    let mut numbers = Vec::new();
    for key in &now {
        numbers.push(until(&desk, key, &[RequestState::Pending]).await.number.unwrap().parse::<u64>().unwrap());
    }
    assert!(numbers.is_sorted(), "the server saw them in the order that was asked for: {numbers:?}");
    assert_eq!(desk.outbox.move_before(a.clone(), Some(b)).await.unwrap_err().code, ProblemCode::TooLate);
    assert_eq!(desk.outbox.move_before("none".to_owned(), Some(a)).await.unwrap_err().code, ProblemCode::NotFound);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_clock_jump_loses_no_row_and_sends_none_twice() {
    for jump in [8 * 3_600, -8 * 3_600] {
        let bed = Bed::new();
        let desk = bed.signed_in().await;
        sign_in(&desk, "sandbox", true).await;
        hold(&desk, 30).await;
        let held = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
        bed.later(&desk, jump);
        until(&desk, &held, &[RequestState::Pending]).await;
        bed.later(&desk, 3_600);
        bed.later(&desk, -jump);
        let path = "conax_web_services/provisioning_requests/reset_pin_to_default_value";
        assert_eq!(bed.control().posts(path), 1);
        desk.shutdown().await;
    }
}
