use store::SecretError;

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{DeskEvent, KeyringState, RequestState, SessionState, SignIn, WaitsFor},
};

#[tokio::test]
async fn wrong_credentials_are_told_at_the_field() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let problem = desk.sessions.sign_in(password("sandbox", "wrong", false)).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::WrongCredentials);
    assert_eq!(problem.fields[0].field, "password");
    let problem = desk.sessions.sign_in(password("sandbox", "", false)).await.unwrap_err();
    assert_eq!((problem.code, problem.fields[0].field.as_str()), (ProblemCode::InvalidInput, "password"));
    assert!(desk.app.snapshot().await.unwrap().session.is_none());
    assert_eq!(desk.outbox.send(reset_pin(CARD)).await.unwrap_err().code, ProblemCode::NotSignedIn);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_web_api_key_signs_in() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let key = |key: &str| SignIn::WebApiKey {
        connection: "sandbox".to_owned(),
        web_api_key: key.to_owned(),
        unit: None,
        keep: false,
    };
    let session = desk.sessions.sign_in(key(" SANDBOX-KEY-1\n")).await.unwrap();
    assert!(!session.user.contains("SANDBOX-KEY"), "the key is not a name");
    assert_eq!(desk.sessions.sign_in(key("wrong")).await.unwrap_err().fields[0].field, "web_api_key");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_token_is_found_again_after_a_restart_and_gone_after_signing_out() {
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
async fn without_a_keyring_the_session_is_in_memory_and_the_badge_says_why() {
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
async fn a_keyring_that_is_unlocked_by_hand_gives_the_session_back_when_it_is_tried_again() {
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
async fn a_token_that_is_too_long_for_the_keyring_is_its_own_problem() {
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
async fn an_expired_session_asks_for_a_sign_in_and_then_sends_what_waited() {
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
async fn a_kept_password_renews_the_session_unseen() {
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
async fn a_session_that_nobody_uses_ends_by_the_clock() {
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
async fn what_one_user_made_does_not_leave_under_another() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    let by_key = SignIn::WebApiKey {
        connection: "sandbox".to_owned(),
        web_api_key: sandbox::WEB_API_KEY.to_owned(),
        unit: None,
        keep: false,
    };
    desk.sessions.sign_in(by_key).await.unwrap();
    desk.outbox.send_now(key.clone()).await.unwrap();
    when(&desk, "waiting for its user", || async {
        desk.requests.row(&key).await.unwrap().waits_for == Some(WaitsFor::Session)
    })
    .await;
    sign_in(&desk, "sandbox", false).await;
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn the_organisation_is_the_connections_and_without_one_nobody_signs_in() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    assert_eq!(sign_in(&desk, &id, false).await.organisation, sandbox::ORGANISATION);
    desk.sessions.sign_out().await.unwrap();
    // As in a settings file written by hand.
    desk.core.settings().change(|settings| settings.connections[0].organisation = " ".to_owned()).unwrap();
    let by_key = SignIn::WebApiKey {
        connection: id.clone(),
        web_api_key: sandbox::WEB_API_KEY.to_owned(),
        unit: None,
        keep: false,
    };
    for request in [password(&id, sandbox::PASSWORD, false), by_key] {
        assert_eq!(desk.sessions.sign_in(request).await.unwrap_err().code, ProblemCode::NoOrganisation);
    }
    let snapshot = desk.app.snapshot().await.unwrap();
    let told = snapshot.connections.iter().find(|connection| connection.id == id).unwrap().problem.clone().unwrap();
    assert_eq!((told.code, told.fields[0].field.as_str()), (ProblemCode::NoOrganisation, "organisation"));
    desk.shutdown().await;
}
