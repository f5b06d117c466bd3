//! A hidden desk shows its window when sending has stopped, whatever connection is selected.

use crmcom::Release;

use crate::Desk;
use crate::tests::{
    distorting_proxy::{DistortingProxy, Distortion},
    harness::*,
};
use crate::view::RequestState;

async fn stopped(desk: &Desk) -> bool {
    desk.app.has_sending_stopped().await.unwrap()
}

async fn keyring_asked(desk: &Desk) {
    when(desk, "the keyring asked", || async { desk.sessions.memory.lock().profile_checked }).await;
}

#[tokio::test]
async fn a_request_of_another_connection_than_the_selected_one_waits_for_its_sign_in() {
    let bed = Bed::new();
    let desk = bed.open().await;
    keyring_asked(&desk).await;
    hold(&desk, 60).await;
    let other = own_connection_named(&desk, bed.sandbox.url(), "Other").await;
    sign_in(&desk, &other, false).await;
    desk.outbox.send(reset_pin(CARD)).await.unwrap();
    desk.app.select_connection("sandbox".to_owned()).await.unwrap();
    assert!(!stopped(&desk).await, "it leaves by itself, and nothing waits for the selected connection's sign-in");
    sign_in(&desk, "sandbox", false).await;
    session_over(&desk, &other);
    assert!(stopped(&desk).await, "the session of the selected connection does not send it");
    desk.sessions.sign_in(supervisor(&other)).await.unwrap();
    assert!(stopped(&desk).await, "another user's session does not send it either");
    sign_in(&desk, &other, false).await;
    assert!(!stopped(&desk).await);
    desk.shutdown().await;
}

#[tokio::test]
async fn an_unknown_outcome_of_another_connection_is_looked_up_with_a_session_alone() {
    const RESET: &str = "reset_pin_to_default_value";
    let bed = Bed::new();
    let way = DistortingProxy::to(bed.sandbox.url()).await;
    let desk = bed.signed_in().await;
    keyring_asked(&desk).await;
    let other = own_connection_at(&desk, way.url(), Release::R11).await;
    sign_in(&desk, &other, false).await;
    way.distort(Distortion { fails: Some(RESET), ..Distortion::default() });
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Unknown]).await;
    desk.app.select_connection("sandbox".to_owned()).await.unwrap();
    assert!(!stopped(&desk).await, "its session looks it up");
    session_over(&desk, &other);
    assert!(stopped(&desk).await);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_decision_is_asked_for_in_any_connection() {
    let bed = Bed::new();
    let desk = bed.open().await;
    keyring_asked(&desk).await;
    hold(&desk, 60).await;
    let other = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &other, false).await;
    desk.outbox.send(reset_pin(CARD)).await.unwrap();
    desk.app.select_connection("sandbox".to_owned()).await.unwrap();
    let now = desk.core.now();
    let doubted = desk.core.journal(move |journal| journal.doubt_waiting(store::journal::Doubt::OtherComputer, now));
    assert_eq!(doubted.await.unwrap(), 1);
    bed.later(&desk, 61);
    when(&desk, "asked for", || stopped(&desk)).await;
    desk.shutdown().await;
}
