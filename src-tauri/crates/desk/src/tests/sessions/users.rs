//! A request leaves as the identity it was made for, to the server it was made for, or waits.

use std::sync::Arc;

use store::{Doubt, Identity, LastSignIn};

use crate::tests::harness::*;
use crate::{
    Desk, Options,
    error::problem::ProblemCode,
    view::{ConnectionDraft, DoubtView, RequestState, SignIn, Step, WaitsFor},
};

/// The path of the requests sent by these tests.
const RESET: &str = "conax_web_services/provisioning_requests/reset_pin_to_default_value";

const CARDS: [&str; 4] = ["01900000001", "01900000002", "01900000003", "01900000004"];

fn supervisor(connection: &str) -> SignIn {
    SignIn::Password {
        connection: connection.to_owned(),
        username: "supervisor".to_owned(),
        password: "sandbox-2".to_owned(),
        unit: None,
        keep: false,
    }
}

/// A draft as the dialog for an existing connection holds it.
fn draft(id: &str, url: &str) -> ConnectionDraft {
    ConnectionDraft { id: Some(id.to_owned()), ..connection_draft(url, "Test") }
}

/// A desk with a connection of its own, signed in with a stored password, and without an undo hold.
async fn signed_in_and_kept(bed: &Bed, desk: &Desk) -> String {
    hold(desk, 0).await;
    let id = own_connection(desk, bed.sandbox.url()).await;
    sign_in(desk, &id, true).await;
    id
}

async fn doubt(desk: &Desk, key: &str) -> Option<DoubtView> {
    desk.requests.row(key).await.unwrap().doubt
}

/// The requests in the sandbox's record since `before`: user and cards of each.
fn made(bed: &Bed, before: usize) -> Vec<(String, Vec<String>)> {
    let record = bed.control().record();
    record[before..].iter().map(|request| (request.user.clone(), request.cards.clone())).collect()
}

#[tokio::test]
async fn what_is_on_the_wire_does_not_leave_as_who_signs_in_next() {
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
async fn what_was_made_in_one_unit_does_not_leave_in_another() {
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
async fn two_spellings_are_one_person_once_the_server_says_so() {
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
    when(&desk, "named", || async { desk.sessions.memory().named_as(&ann).is_some() }).await;
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
async fn a_key_is_somebody_of_its_own() {
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

/// A desk with a connection that led to another server when it was last open: a request waits, and the password is
/// stored.
async fn moved_while_away(bed: &Bed, to: &str) -> (Desk, String, String) {
    let desk = bed.open().await;
    let id = signed_in_and_kept(bed, &desk).await;
    let at = crate::time::millis(desk.core.now() + 60_000);
    let key = desk.outbox.send_later(reset_pin(CARD), at).await.unwrap().key;
    desk.shutdown().await;
    drop(desk);
    let path = bed.data_dir().join("settings.json");
    let mut settings: store::Settings = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    to.clone_into(&mut settings.connections[0].server_url);
    std::fs::write(&path, serde_json::to_vec(&settings).unwrap()).unwrap();
    bed.later_by(120);
    let desk = bed.open().await;
    desk.app.select_connection(id.clone()).await.unwrap();
    (desk, id, key)
}

#[tokio::test]
async fn a_connection_that_was_moved_while_away_sends_nothing_there_by_itself() {
    let (bed, other) = (Bed::new(), Bed::new());
    let (desk, id, key) = moved_while_away(&bed, other.sandbox.url()).await;
    let posts = || other.control().all_posts().into_values().sum::<usize>();
    when(&desk, "the keyring asked", || async { desk.sessions.memory().profile_checked }).await;
    desk.core.wake.all();
    tokio::task::yield_now().await;
    assert!(desk.app.snapshot().await.unwrap().session.is_none(), "the token is the other server's");
    let row = desk.requests.row(&key).await.unwrap();
    assert_eq!((row.state, row.waits_for), (RequestState::Queued, Some(WaitsFor::Decision)));
    let Some(DoubtView::Moved { from, to }) = doubt(&desk, &key).await else { panic!("{row:?}") };
    assert!(bed.sandbox.url().contains(from.split(' ').next().unwrap()), "{from}");
    assert!(other.sandbox.url().contains(to.split(' ').next().unwrap()), "{to}");
    let notices = desk.app.snapshot().await.unwrap().notices;
    assert!(notices.iter().any(|notice| notice.code == ProblemCode::ConnectionMoved), "{notices:?}");
    // Neither token nor password stays stored for another server.
    when(&desk, "forgotten", || async { !bed.keyring.accounts().iter().any(|account| account.starts_with(&id)) }).await;
    assert_eq!(posts(), 0, "not even a sign-in");

    // The user decides, under the user's own identity.
    assert_eq!(desk.outbox.decide(key.clone(), true).await.unwrap_err().code, ProblemCode::NotSignedIn);
    sign_in(&desk, &id, false).await;
    assert_eq!(
        desk.requests.row(&key).await.unwrap().waits_for,
        Some(WaitsFor::Decision),
        "signing in decides nothing"
    );
    desk.outbox.decide(key.clone(), true).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    assert_eq!((bed.control().posts(RESET), other.control().posts(RESET)), (0, 1));
    desk.shutdown().await;
}

#[tokio::test]
async fn what_waits_for_a_server_that_moved_can_be_cancelled() {
    let (bed, other) = (Bed::new(), Bed::new());
    let (desk, _, key) = moved_while_away(&bed, other.sandbox.url()).await;
    let row = desk.outbox.decide(key.clone(), false).await.unwrap();
    assert_eq!((row.state, row.doubt), (RequestState::Cancelled, None));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_connection_that_moves_while_requests_are_under_way_parts_from_them() {
    let (bed, other) = (Bed::new(), Bed::new());
    let desk = bed.open().await;
    let id = signed_in_and_kept(&bed, &desk).await;
    let pending = desk.outbox.send(reset_pin(CARDS[0])).await.unwrap().key;
    until(&desk, &pending, &[RequestState::Pending]).await;
    hold(&desk, 60).await;
    let waits = desk.outbox.send(reset_pin(CARDS[1])).await.unwrap().key;
    desk.app.save_connection(draft(&id, other.sandbox.url())).await.unwrap();
    assert!(desk.app.snapshot().await.unwrap().session.is_none());
    assert_eq!(other.control().all_posts().len(), 0, "the old token is given back to the server that gave it");
    sign_in(&desk, &id, false).await;
    let row = desk.requests.row(&waits).await.unwrap();
    assert_eq!((row.state, row.waits_for), (RequestState::Queued, Some(WaitsFor::Decision)), "it is not held any more");
    assert!(matches!(doubt(&desk, &waits).await, Some(DoubtView::Moved { .. })));
    let row = desk.requests.row(&pending).await.unwrap();
    assert!(row.unwatched && row.id.is_some(), "the other server knows nothing of it");
    let detail = desk.requests.request(pending.clone()).await.unwrap();
    assert!(detail.timeline.iter().any(|step| step.step == Step::Detached), "it says so");
    assert_eq!(other.control().posts(RESET), 0);

    // Back at its own server, the row goes on by itself.
    desk.app.save_connection(draft(&id, bed.sandbox.url())).await.unwrap();
    sign_in(&desk, &id, false).await;
    until(&desk, &waits, &[RequestState::Pending]).await;
    assert!(!desk.requests.row(&pending).await.unwrap().unwatched);
    desk.shutdown().await;
}

#[tokio::test]
async fn what_is_changed_while_a_token_is_renewed_leaves_as_it_is_then() {
    let bed = Bed::new();
    let desk = bed.open().await;
    signed_in_and_kept(&bed, &desk).await;
    let before = bed.control().record().len();
    bed.control().expire_tokens();
    bed.control().set_latency(std::time::Duration::from_millis(400));
    let key = desk.outbox.send(reset_pin(CARDS[0])).await.unwrap().key;
    when(&desk, "refused", || async {
        let detail = desk.requests.request(key.clone()).await.unwrap();
        detail.row.state == RequestState::Queued && detail.timeline.iter().any(|step| step.step == Step::SessionEnded)
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
async fn what_two_tokens_were_refused_for_waits_for_somebody() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = signed_in_and_kept(&bed, &desk).await;
    let before = bed.control().record().len();
    bed.control().expire_tokens();
    bed.control().set_latency(std::time::Duration::from_millis(150));
    let first = desk.sessions.memory().sessions[&id].token.clone();
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    when(&desk, "renewed", || async {
        desk.sessions.memory().sessions.get(&id).is_some_and(|live| live.token != first)
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

#[tokio::test]
async fn an_answer_that_names_another_rows_request_proves_nothing() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let first = desk.outbox.send(reset_pin(CARDS[0])).await.unwrap().key;
    let first = until(&desk, &first, &[RequestState::Pending]).await;
    hold(&desk, 60).await;
    let second = desk.outbox.send(reset_pin(CARDS[1])).await.unwrap().key;
    let request = serde_json::from_value(serde_json::json!({ "id": first.id, "number": first.number })).unwrap();
    desk.outbox.apply_server_state(&second, &[store::RequestState::Held], Arc::new(request)).await.unwrap();
    let row = desk.requests.row(&second).await.unwrap();
    assert_eq!((row.state, row.id), (RequestState::Held, None), "it is news of the other row");
    let of_another = serde_json::json!({
        "id": first.id, "log_information": { "created_by_user": { "username": "somebody" } }
    });
    let of_another = Arc::new(serde_json::from_value(of_another).unwrap());
    desk.outbox
        .apply_server_state(&second, &[store::RequestState::Held, store::RequestState::Sending], of_another)
        .await
        .unwrap();
    let operator = desk.sessions.identity("sandbox").unwrap();
    assert_ne!(
        desk.sessions.memory().named_as(&operator).as_deref(),
        Some("somebody"),
        "nor does it tell who sent this one"
    );
    desk.shutdown().await;
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// A desk with a request scheduled for later, shut down until that time has passed.
async fn waits_over_a_restart(bed: &Bed, machine: &str) -> String {
    let desk = open_on(bed, machine).await;
    signed_in_and_kept(bed, &desk).await;
    let at = crate::time::millis(desk.core.now() + 60_000);
    let key = desk.outbox.send_later(reset_pin(CARD), at).await.unwrap().key;
    desk.shutdown().await;
    drop(desk);
    bed.later_by(120);
    key
}

async fn open_on(bed: &Bed, machine: &str) -> Desk {
    Desk::open(Options { machine: Some(machine.to_owned()), ..bed.options() }).await.unwrap()
}

#[tokio::test]
async fn a_profile_that_was_put_back_sends_nothing_again() {
    let bed = Bed::new();
    let key = waits_over_a_restart(&bed, "here").await;
    let backup = bed.dir.path().join("backup");
    copy(&bed.data_dir(), &backup);
    let posts = || bed.control().posts(RESET);
    let desk = open_on(&bed, "here").await;
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.shutdown().await;
    drop(desk);
    assert_eq!(posts(), 1, "a restart alone puts nothing before anybody");

    std::fs::remove_dir_all(bed.data_dir()).unwrap();
    copy(&backup, &bed.data_dir());
    let desk = open_on(&bed, "here").await;
    when(&desk, "put before somebody", || async {
        desk.requests.row(&key).await.unwrap().waits_for == Some(WaitsFor::Decision)
    })
    .await;
    assert_eq!(doubt(&desk, &key).await, Some(DoubtView::PutBack));
    let notices = desk.app.snapshot().await.unwrap().notices;
    assert!(notices.iter().any(|notice| notice.code == ProblemCode::ProfilePutBack), "{notices:?}");
    when(&desk, "signed in", || async { !desk.sessions.memory().sessions.is_empty() }).await;
    assert_eq!(posts(), 1, "it was sent before");
    desk.outbox.decide(key.clone(), false).await.unwrap();
    desk.shutdown().await;
}

#[tokio::test]
async fn what_a_start_changes_does_not_make_an_older_profile_newer() {
    let bed = Bed::new();
    let desk = bed.open().await;
    hold(&desk, 60).await;
    sign_in(&desk, "sandbox", false).await;
    let mut keys = Vec::new();
    for card in CARDS {
        keys.push(desk.outbox.send(reset_pin(card)).await.unwrap().key);
    }
    let (profile, change) =
        (desk.sessions.shared.profile_id.clone(), desk.core.read_journal(store::Journal::last_change).await.unwrap());
    desk.shutdown().await;
    drop(desk);
    // One more request was made since, and the profile put back. A start holds each of these rows anew.
    let secrets = store::Secrets::memory(bed.keyring.clone());
    secrets.set(&format!("profile/{profile}"), &(change + 1).to_string()).await.unwrap();
    let desk = bed.open().await;
    when(&desk, "checked", || async { desk.sessions.memory().profile_checked }).await;
    for key in &keys {
        assert_eq!(doubt(&desk, key).await, Some(DoubtView::PutBack));
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn a_profile_from_another_computer_sends_nothing_by_itself() {
    let bed = Bed::new();
    let key = waits_over_a_restart(&bed, "here").await;
    let desk = open_on(&bed, "there").await;
    let row = desk.requests.row(&key).await.unwrap();
    assert_eq!((row.waits_for, doubt(&desk, &key).await), (Some(WaitsFor::Decision), Some(DoubtView::OtherComputer)));
    desk.shutdown().await;
    drop(desk);
    let desk = open_on(&bed, "there").await;
    assert_eq!(doubt(&desk, &key).await, Some(DoubtView::OtherComputer), "a start decides nothing");
    desk.shutdown().await;
}

#[tokio::test]
async fn without_a_keyring_the_check_of_the_profile_falls_away_and_that_is_said() {
    let bed = Bed::new();
    waits_over_a_restart(&bed, "here").await;
    let options = Options { keyring: crate::KeyringChoice::None, ..bed.options() };
    let desk = Desk::open(options).await.unwrap();
    when(&desk, "checked", || async { desk.sessions.memory().profile_checked }).await;
    let notices = desk.app.snapshot().await.unwrap().notices;
    assert!(notices.iter().any(|notice| notice.code == ProblemCode::ProfileUnchecked), "{notices:?}");
    desk.shutdown().await;
}

#[tokio::test]
async fn what_an_earlier_desk_kept_is_moved_once() {
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
    when(&desk, "forgotten", || async { desk.outbox.memory().pins.is_empty() }).await;
    sign_in(&desk, "sandbox", false).await;
    assert_eq!(
        desk.requests.row(&key).await.unwrap().state,
        RequestState::NotSent,
        "next morning's sign-in changes no PIN"
    );
    desk.shutdown().await;
}

#[test]
fn doubts_have_words_that_stay() {
    let words: Vec<&str> = Doubt::ALL.iter().map(|doubt| doubt.as_str()).collect();
    assert_eq!(words, ["moved", "token-refused", "put-back", "other-computer", "unproven"]);
}
