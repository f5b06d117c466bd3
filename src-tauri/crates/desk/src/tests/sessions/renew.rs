//! Tokens are renewed, and sessions end.

use super::{CARDS, doubt, made, signed_in_and_kept};
use crate::tests::harness::*;
use crate::view::{DeskEvent, DoubtView, RequestState, SessionState, StepKind, WaitsFor};

#[tokio::test]
async fn after_a_sign_in_an_expired_session_sends_its_waiting_rows() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let mut events = desk.events();
    let seeded = bed.control().requests();
    bed.control().expire_tokens();
    let key = desk.outbox.send(set_pin(CARD, "8351")).await.unwrap().key;
    heard(&mut events, "that the session ended", |event| matches!(event, DeskEvent::SessionEnded)).await;
    when(&desk, "waiting for the session", || async {
        desk.requests.row(&key).await.unwrap().waits_for == Some(WaitsFor::Session)
    })
    .await;
    assert_eq!(desk.app.snapshot().await.unwrap().session.unwrap().state, SessionState::Ended);
    sign_in(&desk, "sandbox", false).await;
    until(&desk, &key, &[RequestState::Pending]).await;
    assert_eq!(bed.control().requests(), seeded + 1, "sent once, although it left twice");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_stored_password_renews_the_session_once_for_all_calls() {
    let bed = Bed::new();
    let desk = bed.open().await;
    hold(&desk, 0).await;
    assert!(sign_in(&desk, "sandbox", true).await.renews_itself);
    bed.control().expire_tokens();
    let sign_ins = || bed.control().posts("authentication/token");
    let before = sign_ins();
    let keys = [
        desk.outbox.send(reset_pin(CARD)).await.unwrap().key,
        desk.outbox.send(reset_pin("01900000002")).await.unwrap().key,
        desk.outbox.send(reset_pin("01900000003")).await.unwrap().key,
    ];
    desk.mirror.refresh_requests().await.unwrap();
    for key in keys {
        until(&desk, &key, &[RequestState::Pending]).await;
    }
    assert_eq!(sign_ins(), before + 1, "four calls were refused and one renewed the session");
    assert_eq!(desk.app.snapshot().await.unwrap().session.unwrap().state, SessionState::Active);
    desk.shutdown().await;
}

#[tokio::test]
async fn an_unused_session_ends_by_the_clock() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let mut events = desk.events();
    desk.core.wake.sync.notify_one();
    bed.later(&desk, 2 * 3_600);
    heard(&mut events, "that the session ended", |event| matches!(event, DeskEvent::SessionEnded)).await;
    assert_eq!(desk.app.snapshot().await.unwrap().session.unwrap().state, SessionState::Ended);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_row_edited_during_a_renewal_leaves_as_edited() {
    let bed = Bed::new();
    let desk = bed.open().await;
    signed_in_and_kept(&bed, &desk).await;
    let before = bed.control().record().len();
    bed.control().expire_tokens();
    bed.control().set_latency(std::time::Duration::from_millis(400));
    let key = desk.outbox.send(reset_pin(CARDS[0])).await.unwrap().key;
    when(&desk, "refused", || async {
        let detail = desk.requests.request(key.clone()).await.unwrap();
        detail.row.state == RequestState::Queued
            && detail.timeline.iter().any(|step| step.step == StepKind::SessionEnded)
    })
    .await;
    desk.outbox.edit(key.clone()).await.unwrap();
    desk.outbox.replace(key.clone(), reset_pin(CARDS[1]), None).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    let made = made(&bed, before);
    assert_eq!(made, [(sandbox::USERNAME.to_owned(), vec![CARDS[1].to_owned()])], "what the journal holds was posted");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_row_refused_with_two_tokens_requires_a_decision() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = signed_in_and_kept(&bed, &desk).await;
    let before = bed.control().record().len();
    bed.control().expire_tokens();
    bed.control().set_latency(std::time::Duration::from_millis(150));
    let first = desk.sessions.memory.lock().sessions[&id].token.clone();
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    when(&desk, "renewed", || async {
        desk.sessions.memory.lock().sessions.get(&id).is_some_and(|live| live.token != first)
    })
    .await;
    bed.control().expire_tokens();
    when(&desk, "put before somebody", || async {
        desk.requests.row(&key).await.unwrap().waits_for == Some(WaitsFor::Decision)
    })
    .await;
    assert_eq!(doubt(&desk, &key).await, Some(DoubtView::TokenRefused));
    sign_in(&desk, &id, true).await;
    let other = desk.outbox.send(reset_pin(CARDS[1])).await.unwrap().key;
    until(&desk, &other, &[RequestState::Pending]).await;
    assert_eq!(
        desk.requests.row(&key).await.unwrap().waits_for,
        Some(WaitsFor::Decision),
        "another sign-in decides nothing"
    );
    desk.outbox.decide(key.clone(), true).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    assert_eq!(made(&bed, before).len(), 2);
    desk.shutdown().await;
}
