//! Order, number and conditions of the requests on the wire.

use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    tests::distorting_proxy::{DistortingProxy, Distortion},
    view::{RequestState, WaitsFor},
};

#[tokio::test]
async fn requests_of_one_card_leave_in_order_and_others_overtake() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let first = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    hold(&desk, 0).await;
    let second = desk.outbox.send(set_pin(CARD, "8351")).await.unwrap().key;
    let other = desk.outbox.send(reset_pin("01900000002")).await.unwrap().key;
    until(&desk, &other, &[RequestState::Pending]).await;
    when(&desk, "waiting for its turn", || async {
        desk.requests.row(&second).await.unwrap().waits_for == Some(WaitsFor::Turn)
    })
    .await;
    desk.outbox.send_now(first.clone()).await.unwrap();
    let second = until(&desk, &second, &[RequestState::Pending]).await;
    let first = until(&desk, &first, &[RequestState::Pending]).await;
    let number = |row: crate::view::RequestRow| row.number.unwrap().parse::<u64>().unwrap();
    assert!(number(first) < number(second), "the server saw them in the order they were made");
    desk.shutdown().await;
}

#[tokio::test]
async fn requests_on_the_wire_are_limited_and_each_leaves_once() {
    const RESET: &str = "reset_pin_to_default_value";
    let bed = Bed::new();
    let way = DistortingProxy::to(bed.sandbox.url()).await;
    let desk = bed.open().await;
    let id = own_connection_at(&desk, way.url(), crmcom::Release::R11).await;
    sign_in(&desk, &id, false).await;
    way.distort(Distortion { hangs: Some(RESET), ..Distortion::default() });
    let mut keys = Vec::new();
    for card in 1..=19 {
        keys.push(desk.outbox.send(reset_pin(&format!("019000000{card:02}"))).await.unwrap().key);
    }
    way.asked_again(RESET, 3).await;
    // Long enough for a fifth call to arrive.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(way.asked(RESET), 4);
    way.distort(Distortion::default());
    for key in &keys {
        until(&desk, key, &[RequestState::Pending]).await;
    }
    assert_eq!(
        (way.asked(RESET), bed.control().posts("conax_web_services/provisioning_requests/reset_pin_to_default_value")),
        (19, 19)
    );
    desk.shutdown().await;
}

#[tokio::test]
async fn sends_nothing_while_the_journal_cannot_be_written() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 5).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    let journal = desk.core.journal.as_ref().unwrap();
    journal.refuse_writes(true);
    assert_eq!(desk.outbox.send(set_pin(CARD, "8351")).await.unwrap_err().code, ProblemCode::JournalUnavailable);
    assert!(desk.outbox.memory.lock().pins.is_empty(), "what did not become a row leaves no PIN behind");
    let posts = bed.control().all_posts();
    bed.later(&desk, 6);
    when(&desk, "told", || async { desk.app.snapshot().await.unwrap().journal.is_some() }).await;
    assert_eq!(bed.control().all_posts(), posts);
    assert_eq!(desk.requests.row(&key).await.unwrap().state, RequestState::Held);

    desk.core.journal.as_ref().unwrap().refuse_writes(false);
    bed.later(&desk, 6);
    until(&desk, &key, &[RequestState::Pending]).await;
    assert!(desk.app.snapshot().await.unwrap().journal.is_none(), "it works again");

    desk.core.journal.as_ref().unwrap().refuse_writes(true);
    desk.outbox.send(reset_pin(CARD)).await.unwrap_err();
    desk.core.journal.as_ref().unwrap().refuse_writes(false);
    bed.later(&desk, 6);
    when(&desk, "working again, although nothing waits", || async {
        desk.app.snapshot().await.unwrap().journal.is_none()
    })
    .await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_pin_does_not_outlive_the_day() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    bed.control().expire_tokens();
    let key = desk.outbox.send(set_pin(CARD, "8351")).await.unwrap().key;
    when(&desk, "waiting for a session", || async {
        desk.requests.row(&key).await.unwrap().waits_for == Some(WaitsFor::Session)
    })
    .await;
    bed.later(&desk, 25 * 3_600);
    until(&desk, &key, &[RequestState::NotSent]).await;
    when(&desk, "forgotten", || async { desk.outbox.memory.lock().pins.is_empty() }).await;
    sign_in(&desk, "sandbox", false).await;
    assert_eq!(
        desk.requests.row(&key).await.unwrap().state,
        RequestState::NotSent,
        "next morning's sign-in changes no PIN"
    );
    desk.shutdown().await;
}
