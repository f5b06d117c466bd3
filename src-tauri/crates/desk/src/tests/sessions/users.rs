//! A request leaves as the identity it was made for, or waits.

use std::sync::Arc;

use store::{identity::Identity, journal::Doubt};

use super::{CARDS, made};
use crate::tests::harness::*;
use crate::view::{RequestState, SignIn, WaitsFor};

#[tokio::test]
async fn rows_do_not_leave_under_the_next_user() {
    let bed = Bed::new();
    let desk = bed.open().await;
    hold(&desk, 0).await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &id, false).await;
    let before = bed.control().record().len();
    bed.control().set_latency(std::time::Duration::from_millis(300));
    bed.control().expire_tokens();
    let mut keys = Vec::new();
    for card in CARDS {
        keys.push(desk.outbox.send(reset_pin(card)).await.unwrap().key);
    }
    until(&desk, &keys[0], &[RequestState::Sending]).await;
    desk.sessions.sign_out().await.unwrap();
    desk.sessions.sign_in(supervisor(&id)).await.unwrap();
    for key in &keys {
        when(&desk, "waiting again", || async {
            desk.requests.row(key).await.unwrap().waits_for == Some(WaitsFor::Session)
        })
        .await;
    }
    assert_eq!(made(&bed, before), [], "nobody else's session sends them");
    sign_in(&desk, &id, false).await;
    for key in &keys {
        until(&desk, key, &[RequestState::Pending]).await;
    }
    let made = made(&bed, before);
    assert_eq!(made.len(), CARDS.len());
    assert!(made.iter().all(|(user, _)| user == sandbox::USERNAME), "{made:?}");
    desk.shutdown().await;
}

#[tokio::test]
async fn rows_of_one_unit_do_not_leave_under_another() {
    let bed = Bed::new();
    let desk = bed.open().await;
    hold(&desk, 60).await;
    let in_unit = |unit: &str| SignIn::Password {
        connection: "sandbox".to_owned(),
        username: sandbox::USERNAME.to_owned(),
        password: sandbox::PASSWORD.to_owned(),
        unit: Some(unit.to_owned()),
        keep: false,
    };
    desk.sessions.sign_in(in_unit("U1")).await.unwrap();
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    desk.sessions.sign_in(in_unit("U2")).await.unwrap();
    let row = desk.outbox.send_now(key.clone()).await.unwrap();
    assert_eq!(row.waits_for, Some(WaitsFor::Session));
    desk.sessions.sign_in(in_unit("U1")).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn two_spellings_are_one_user_once_the_server_confirms_it() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let ann = desk.sessions.identity("sandbox").unwrap();
    let spelled = |user: &str| Arc::new(Identity { user: user.to_owned(), ..Identity::clone(&ann) });
    let other = spelled("OPERATOR");
    assert!(
        desk.sessions.can_send("sandbox", &ann) && !desk.sessions.can_send("sandbox", &other),
        "a name is what was typed"
    );
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    when(&desk, "named", || async { desk.sessions.memory.lock().named_as(&ann).is_some() }).await;
    assert!(!desk.sessions.can_send("sandbox", &other), "nobody said who that is");
    desk.sessions.learn_user(&other, Some(sandbox::USERNAME.to_owned()));
    assert!(desk.sessions.can_send("sandbox", &other), "the server names both the same");
    desk.sessions.learn_user(&spelled("Operator"), Some("somebody".to_owned()));
    assert!(!desk.sessions.can_send("sandbox", &spelled("Operator")));
    let colleague = spelled("supervisor");
    desk.sessions.learn_user(&colleague, Some(sandbox::USERNAME.to_owned()));
    assert!(
        !desk.sessions.can_send("sandbox", &colleague),
        "a server that books all on one user makes nobody somebody else"
    );
    let elsewhere = Identity { unit: Some("U9".to_owned()), ..Identity::clone(&ann) };
    assert!(!desk.sessions.can_send("sandbox", &elsewhere));
    desk.shutdown().await;
}

#[tokio::test]
async fn each_web_api_key_is_its_own_user() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let one = desk.sessions.user_of_key(&crmcom::Secret::new("KEY-1"));
    let two = desk.sessions.user_of_key(&crmcom::Secret::new("KEY-2"));
    assert_ne!(one, two, "what one key made does not leave under another");
    assert!(!one.contains("KEY-1"));
    desk.shutdown().await;
    drop(desk);
    let desk = bed.open().await;
    assert_eq!(desk.sessions.user_of_key(&crmcom::Secret::new("KEY-1")), one, "after a restart it is the same");
    desk.shutdown().await;
}

#[test]
fn doubts_have_stable_words() {
    let words: Vec<&str> = Doubt::ALL.iter().map(|doubt| doubt.as_str()).collect();
    assert_eq!(words, ["moved", "token-refused", "put-back", "other-computer", "unproven"]);
}

#[tokio::test]
async fn rows_of_one_user_do_not_leave_under_another() {
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
