//! Signing out, wiping or removing a connection while its session is being restored ends that session too.

use store::LastSignIn;

use super::bent::{Bend, Bent};
use crate::tests::harness::*;
use crate::{Desk, sessions::session::ActiveSession};

/// A profile that was closed with a session and a stored password.
async fn left_signed_in(bed: &Bed) -> String {
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    assert!(sign_in(&desk, &id, true).await.stored);
    desk.shutdown().await;
    id
}

/// Waits until the keyring was read at the start.
async fn restored(desk: &Desk) {
    drop(desk.sessions.shared.restoring.lock().await);
}

async fn until_it(holds: impl Fn() -> bool) {
    while !holds() {
        tokio::task::yield_now().await;
    }
}

async fn nothing_is_left(bed: &Bed, desk: &Desk, id: &str) {
    until_it(|| bed.keyring.accounts().is_empty()).await;
    assert!(desk.sessions.memory().sessions.is_empty(), "it came back");
    let stored = desk.core.settings().get().last_sign_in.get(id).is_some_and(|last| last.stored || last.kept);
    assert!(!stored, "the next start would look for it");
}

#[tokio::test]
async fn a_session_does_not_come_back_to_whoever_signs_out_while_the_keyring_answers() {
    let bed = Bed::new();
    let id = left_signed_in(&bed).await;
    bed.keyring.hold(Some("/token"));
    let desk = bed.open().await;
    until_it(|| bed.keyring.is_waited_for()).await;
    let (leaving, of) = (desk.clone(), desk.clone());
    let leaving = tokio::spawn(async move { leaving.sessions.sign_out().await });
    until_it(|| of.sessions.memory().left.contains(&id)).await;
    bed.keyring.hold(None);
    leaving.await.unwrap().unwrap();
    restored(&desk).await;
    nothing_is_left(&bed, &desk, &id).await;
    assert_eq!(bed.control().posts("authentication/token/release"), 1, "the server is told too");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_session_does_not_come_back_to_whoever_signed_out_before_the_keyring_answered() {
    let bed = Bed::new();
    let id = left_signed_in(&bed).await;
    bed.keyring.hold(Some("probe"));
    let desk = bed.open().await;
    until_it(|| bed.keyring.is_waited_for()).await;
    desk.sessions.sign_out().await.unwrap();
    bed.keyring.hold(None);
    restored(&desk).await;
    nothing_is_left(&bed, &desk, &id).await;
    sign_in(&desk, &id, false).await;
    assert!(desk.app.snapshot().await.unwrap().session.is_some_and(|session| session.stored), "a new one is one");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_wipe_before_the_keyring_answered_ends_its_sessions() {
    let bed = Bed::new();
    let id = left_signed_in(&bed).await;
    bed.keyring.hold(Some("probe"));
    let desk = bed.open().await;
    until_it(|| bed.keyring.is_waited_for()).await;
    desk.app.wipe().await.unwrap();
    bed.keyring.hold(None);
    restored(&desk).await;
    nothing_is_left(&bed, &desk, &id).await;
    desk.shutdown().await;
}

/// A session as it was read from the keyring, not restored yet.
fn read_of_keyring(bed: &Bed, desk: &Desk, id: &str) -> (LastSignIn, ActiveSession) {
    let last = desk.core.settings().get().last_sign_in[id].clone();
    let live = ActiveSession::restored(last.identity().unwrap(), &last, crmcom::Token::new("T"), None, desk.core.now());
    assert!(last.stored && bed.keyring.accounts().len() == 2);
    (last, live)
}

#[tokio::test]
async fn a_session_that_was_read_goes_on_only_where_nobody_ended_it_since() {
    type End = fn(Desk, String) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;
    let ends: [(&str, End); 4] = [
        ("signed out", |desk, _| Box::pin(async move { desk.sessions.sign_out().await.unwrap() })),
        ("wiped", |desk, _| Box::pin(async move { _ = desk.app.wipe().await.unwrap() })),
        ("taken away", |desk, id| Box::pin(async move { desk.app.remove_connection(id).await.unwrap() })),
        ("moved", |desk, id| {
            Box::pin(async move {
                let elsewhere = connection_draft("https://elsewhere.example", "Test");
                desk.app.save_connection(crate::view::ConnectionDraft { id: Some(id), ..elsewhere }).await.unwrap();
            })
        }),
    ];
    for (what, end) in ends {
        let bed = Bed::new();
        let id = left_signed_in(&bed).await;
        bed.keyring.refuse(Some(store::SecretError::Locked("locked".to_owned())));
        let desk = bed.open().await;
        restored(&desk).await;
        until_it(|| desk.core.memory().keyring.state == crate::view::KeyringState::Locked).await;
        bed.keyring.refuse(None);
        let (last, live) = read_of_keyring(&bed, &desk, &id);
        end(desk.clone(), id.clone()).await;
        desk.sessions.resume_session(&id, &last, live).await;
        assert!(desk.sessions.memory().sessions.is_empty(), "{what}, and it came back");
        nothing_is_left(&bed, &desk, &id).await;
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn a_session_that_was_read_goes_on_where_nobody_ended_it() {
    let bed = Bed::new();
    let id = left_signed_in(&bed).await;
    bed.keyring.refuse(Some(store::SecretError::Locked("locked".to_owned())));
    let desk = bed.open().await;
    until_it(|| desk.core.memory().keyring.state == crate::view::KeyringState::Locked).await;
    let (last, live) = read_of_keyring(&bed, &desk, &id);
    desk.sessions.resume_session(&id, &last, live.clone()).await;
    assert!(desk.sessions.memory().sessions.contains_key(&id));
    bed.keyring.refuse(None);
    desk.sessions.resume_session(&id, &last, live).await;
    assert_eq!(bed.keyring.accounts().len(), 2, "twice is once");
    assert_eq!(bed.control().posts("authentication/token/release"), 0);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_renewal_that_ends_after_the_sign_out_leaves_nothing_in_the_keyring() {
    let bed = Bed::new();
    let way = Bent::to(bed.sandbox.url()).await;
    let desk = bed.open().await;
    let id = own_connection(&desk, way.url()).await;
    sign_in(&desk, &id, true).await;
    bed.control().expire_tokens();
    let asked = way.asked("authentication/token");
    way.bend(Bend { hangs: Some("authentication/token "), ..Bend::default() });
    let reading = desk.clone();
    let reading = tokio::spawn(async move { reading.mirror.refresh_requests().await });
    way.asked_again("authentication/token", asked).await;
    desk.sessions.sign_out().await.unwrap();
    way.bend(Bend::default());
    assert!(reading.await.unwrap().is_err(), "nobody is signed in");
    nothing_is_left(&bed, &desk, &id).await;
    desk.shutdown().await;
}
