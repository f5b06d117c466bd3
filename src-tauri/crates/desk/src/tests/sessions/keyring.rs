//! Sessions in the keyring. Signing out, wiping or removing a connection while its session is being restored ends that
//! session too.

use store::{LastSignIn, SecretError};

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    sessions::session::ActiveSession,
    tests::distorting_proxy::{DistortingProxy, Distortion},
    view::{KeyringState, SessionState},
};

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
async fn a_sign_out_during_the_keyrings_answer_ends_the_session() {
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
async fn a_sign_out_before_the_keyrings_answer_ends_the_session() {
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
async fn a_wipe_before_the_keyrings_answer_ends_its_sessions() {
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
async fn a_restored_session_ended_meanwhile_does_not_continue() {
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
async fn a_restored_session_continues() {
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
    let way = DistortingProxy::to(bed.sandbox.url()).await;
    let desk = bed.open().await;
    let id = own_connection(&desk, way.url()).await;
    sign_in(&desk, &id, true).await;
    bed.control().expire_tokens();
    let asked = way.asked("authentication/token");
    way.distort(Distortion { hangs: Some("authentication/token "), ..Distortion::default() });
    let reading = desk.clone();
    let reading = tokio::spawn(async move { reading.mirror.refresh_requests().await });
    way.asked_again("authentication/token", asked).await;
    desk.sessions.sign_out().await.unwrap();
    way.distort(Distortion::default());
    assert!(reading.await.unwrap().is_err(), "nobody is signed in");
    nothing_is_left(&bed, &desk, &id).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_token_survives_a_restart_and_is_deleted_by_sign_out() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    let session = sign_in(&desk, &id, false).await;
    assert!(session.stored && session.ends.is_some());
    let token = desk.sessions.memory().sessions[&id].token.clone();
    desk.shutdown().await;
    drop(desk);
    assert!(files_with(&bed.data_dir(), token.expose()).is_empty(), "a token is in the keyring and in no file");

    let desk = bed.open().await;
    when(&desk, "signed in again", || async { desk.app.snapshot().await.unwrap().session.is_some() }).await;
    desk.mirror.refresh_requests().await.unwrap();
    desk.sessions.sign_out().await.unwrap();
    assert_eq!(bed.keyring.accounts(), Vec::<String>::new(), "signing out leaves nothing");
    desk.shutdown().await;
    drop(desk);
    let desk = bed.open().await;
    when(&desk, "the keyring asked", || async {
        desk.app.snapshot().await.unwrap().keyring.state == KeyringState::Ready
    })
    .await;
    assert!(desk.app.snapshot().await.unwrap().session.is_none());
    desk.shutdown().await;
}

#[tokio::test]
async fn without_a_keyring_the_session_is_in_memory_with_a_reason() {
    for (error, state) in [
        (SecretError::Missing("none".to_owned()), KeyringState::Missing),
        (SecretError::Locked("locked".to_owned()), KeyringState::Locked),
        (SecretError::Failed("broken".to_owned()), KeyringState::Failed),
    ] {
        let bed = Bed::new();
        bed.keyring.refuse(Some(error.clone()));
        let desk = bed.open().await;
        when(&desk, "told", || async { desk.app.snapshot().await.unwrap().keyring.state == state }).await;
        let session = sign_in(&desk, "sandbox", true).await;
        assert!(!session.stored && session.renews_itself, "it is kept in memory only");
        let snapshot = desk.app.snapshot().await.unwrap();
        assert_eq!(snapshot.keyring.detail, Some(error.to_string()));
        assert!(files_with(&bed.data_dir(), sandbox::PASSWORD).is_empty(), "never in a file");
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn trying_an_unlocked_keyring_again_restores_the_session() {
    let locked = || Some(SecretError::Locked("prompt dismissed".to_owned()));
    let state = async |desk: &Desk| desk.app.snapshot().await.unwrap().keyring.state;
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &id, false).await;
    desk.shutdown().await;
    drop(desk);

    bed.keyring.refuse(locked());
    let desk = bed.open().await;
    when(&desk, "locked", || async { state(&desk).await == KeyringState::Locked }).await;
    assert!(desk.app.snapshot().await.unwrap().session.is_none(), "it cannot be read");
    let still = desk.app.try_keyring().await.unwrap();
    assert!(still.keyring.state == KeyringState::Locked && still.session.is_none(), "nobody unlocked it");
    bed.keyring.refuse(None);
    let back = desk.app.try_keyring().await.unwrap();
    assert_eq!(back.keyring.state, KeyringState::Ready);
    assert!(back.session.is_some_and(|session| session.stored && session.state == SessionState::Active));
    let again = desk.app.try_keyring().await.unwrap();
    assert!(again.session.is_some(), "once more changes nothing");
    desk.shutdown().await;
    drop(desk);

    // A session made meanwhile stays, and goes into the keyring now.
    bed.keyring.refuse(locked());
    let desk = bed.open().await;
    when(&desk, "locked", || async { state(&desk).await == KeyringState::Locked }).await;
    assert!(!sign_in(&desk, &id, false).await.stored);
    bed.keyring.refuse(None);
    assert!(desk.app.try_keyring().await.unwrap().session.is_some_and(|session| session.stored));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_token_too_long_for_the_keyring_has_its_own_problem() {
    let bed = Bed::new();
    let desk = bed.open().await;
    bed.keyring.take_at_most(8);
    let session = sign_in(&desk, "sandbox", false).await;
    assert!(!session.stored);
    let notices = desk.app.snapshot().await.unwrap().notices;
    assert!(notices.iter().any(|notice| notice.code == ProblemCode::KeyringTooLong), "{notices:?}");
    desk.shutdown().await;
}

#[tokio::test]
async fn keyring_entries_of_an_earlier_version_are_migrated() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &id, true).await;
    let identity = desk.sessions.identity(&id).unwrap();
    let token = desk.sessions.memory().sessions[&id].token.clone();
    desk.shutdown().await;
    drop(desk);
    // As an earlier version left it.
    let secrets = store::Secrets::memory(bed.keyring.clone());
    for account in bed.keyring.accounts() {
        secrets.delete(&account).await.unwrap();
    }
    secrets.set(&format!("{id}/operator/token"), token.expose()).await.unwrap();
    secrets.set(&format!("{id}/operator/password"), sandbox::PASSWORD).await.unwrap();
    let path = bed.data_dir().join("settings.json");
    let mut settings: store::Settings = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let last = settings.last_sign_in.get_mut(&id).unwrap();
    *last = LastSignIn { origin: String::new(), key_user: None, ..last.clone() };
    std::fs::write(&path, serde_json::to_vec(&settings).unwrap()).unwrap();

    let desk = bed.open().await;
    when(&desk, "signed in again", || async { desk.sessions.identity(&id).is_some() }).await;
    assert_eq!(desk.sessions.identity(&id).unwrap(), identity);
    let accounts = bed.keyring.accounts();
    assert!(!accounts.iter().any(|account| account.starts_with(&format!("{id}/operator/"))), "{accounts:?}");
    assert_eq!(accounts.iter().filter(|account| account.starts_with(&id)).count(), 2, "{accounts:?}");
    desk.shutdown().await;
}
