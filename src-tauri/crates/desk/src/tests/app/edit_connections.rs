//! Connections are added, changed, tested and removed.

use std::fs;

use store::settings::Settings;

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    tests::{
        connections::{draft, faults},
        sessions::{CARDS, RESET, doubt, signed_in_and_kept},
    },
    view::{
        ConnectionDraft, DoubtView, EntityKind, EntityRef, Hop, RequestQuery, RequestState, ResolvedState, StepKind,
        WaitsFor,
    },
};

#[tokio::test]
async fn a_connection_is_added_changed_and_removed() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let added = desk.app.save_connection(draft()).await.unwrap();
    assert!(!added.read_only && added.problem.is_none());
    let changed = ConnectionDraft { id: Some(added.id.clone()), name: "LIVE".to_owned(), ..draft() };
    assert_eq!(desk.app.save_connection(changed).await.unwrap().id, added.id);
    let names: Vec<_> = desk.app.snapshot().await.unwrap().connections.into_iter().map(|known| known.name).collect();
    assert_eq!(names, ["LIVE", "Sandbox"]);
    desk.app.select_connection(added.id.clone()).await.unwrap();
    desk.app.remove_connection(added.id.clone()).await.unwrap();
    assert_eq!(desk.app.snapshot().await.unwrap().connection, "sandbox", "another one is chosen");
    assert_eq!(desk.app.remove_connection(added.id).await.unwrap_err().code, ProblemCode::NotFound);
    desk.shutdown().await;
}

#[tokio::test]
async fn each_invalid_field_is_reported_at_the_field() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let bad = ConnectionDraft {
        name: " ".to_owned(),
        server_url: "http://crm.example".to_owned(),
        organisation: String::new(),
        release: "R99".to_owned(),
        time_zone: "Mars/Olympus".to_owned(),
        ca_file: Some("/nowhere/ca.pem".to_owned()),
        proxy: Some("gopher://me:secret@proxy:3128".to_owned()),
        ..draft()
    };
    let checked = desk.app.check_connection(bad.clone()).await.unwrap();
    let problem = desk.app.save_connection(bad).await.unwrap_err();
    assert_eq!(checked, problem.fields);
    assert_eq!(desk.app.check_connection(draft()).await.unwrap(), []);
    assert_eq!(desk.app.snapshot().await.unwrap().connections.len(), 1, "to check is not to save");
    assert_eq!(problem.code, ProblemCode::InvalidInput);
    assert_eq!(
        faults(&problem),
        [
            ("name", "required"),
            ("organisation", "required"),
            ("server_url", "notHttps"),
            ("time_zone", "unknownTimeZone"),
            ("proxy", "badProxy"),
            ("release", "unknownRelease"),
            ("ca_file", "caFileUnreadable"),
        ]
    );
    for (draft, code) in [
        (ConnectionDraft { release: "R3".to_owned(), ..draft() }, ProblemCode::UnknownRelease),
        (ConnectionDraft { ca_file: Some("/nowhere/ca.pem".to_owned()), ..draft() }, ProblemCode::CaFileUnreadable),
        (ConnectionDraft { server_url: "crm".to_owned(), ..draft() }, ProblemCode::InvalidInput),
        (ConnectionDraft { name: "Sandbox".to_owned(), ..draft() }, ProblemCode::InvalidInput),
    ] {
        assert_eq!(desk.app.save_connection(draft).await.unwrap_err().code, code);
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn saves_a_time_zone_by_its_name_and_reports_an_unknown_one() {
    let bed = Bed::new();
    let desk = bed.open().await;
    for (typed, saved) in
        [("europe/athens", "Europe/Athens"), ("US/Eastern", "US/Eastern"), (" Etc/GMT+2", "Etc/GMT+2")]
    {
        let draft = ConnectionDraft { name: typed.to_owned(), time_zone: typed.to_owned(), ..draft() };
        assert_eq!(desk.app.save_connection(draft).await.unwrap().time_zone, saved);
    }
    let id = desk.app.snapshot().await.unwrap().connections[0].id.clone();
    desk.core.settings.lock().change(|settings| settings.connections[0].time_zone = "Mars/Olympus".to_owned()).unwrap();
    let snapshot = desk.app.select_connection(id).await.unwrap();
    let problem = snapshot.connections[0].problem.clone().unwrap();
    assert_eq!(faults(&problem), [("time_zone", "unknownTimeZone")]);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_connection_with_an_unknown_release_stays_listed_with_a_problem() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = desk.app.save_connection(draft()).await.unwrap().id;
    desk.core.settings.lock().change(|settings| settings.connections[0].release = "R42".to_owned()).unwrap();
    let snapshot = desk.app.select_connection(id.clone()).await.unwrap();
    let known = snapshot.connections.iter().find(|known| known.id == id).unwrap();
    assert_eq!(known.problem.as_ref().unwrap().code, ProblemCode::UnknownRelease);
    assert_eq!(desk.sessions.sign_in(password(&id, "x", false)).await.unwrap_err().code, ProblemCode::UnknownRelease);
    desk.shutdown().await;
}

#[tokio::test]
async fn built_in_and_managed_connections_cannot_be_changed() {
    let bed = Bed::new();
    let path = bed.dir.path().join("connections.json");
    fs::write(
        &path,
        r#"{"version":1,"connections":[{"id":"hq","name":"Head office","server_url":"https://crm.example",
            "organisation":"DEMO","release":"R11","time_zone":"UTC","kind":"live"}]}"#,
    )
    .unwrap();
    let desk = Desk::open(crate::Options { administrator_file: Some(path), ..bed.options() }).await.unwrap();
    let snapshot = desk.app.snapshot().await.unwrap();
    assert_eq!(snapshot.connections.iter().map(|known| known.id.as_str()).collect::<Vec<_>>(), ["hq", "sandbox"]);
    assert!(snapshot.connections.iter().all(|known| known.read_only));
    assert!(snapshot.connections[1].demo.is_some(), "the sandbox's credentials are shown");
    for id in ["hq", "sandbox"] {
        let changed = ConnectionDraft { id: Some(id.to_owned()), ..draft() };
        assert_eq!(desk.app.save_connection(changed).await.unwrap_err().code, ProblemCode::ConnectionReadOnly);
        assert_eq!(desk.app.remove_connection(id.to_owned()).await.unwrap_err().code, ProblemCode::ConnectionReadOnly);
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn a_connection_with_waiting_requests_is_not_removed() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &id, false).await;
    hold(&desk, 60).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    let problem = desk.app.remove_connection(id.clone()).await.unwrap_err();
    assert_eq!(faults(&problem), [("connection", "requestsWaiting")]);
    desk.outbox.undo(key.clone()).await.unwrap();
    desk.app.remove_connection(id).await.unwrap();
    assert!(desk.requests.request(key).await.is_ok(), "what was done stays in the journal");
    desk.shutdown().await;
}

#[tokio::test]
async fn data_of_one_server_is_not_shown_for_another() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &id, false).await;
    hold(&desk, 0).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    let listed = || async { desk.requests.request_page(RequestQuery::default()).await.unwrap() };
    when(&desk, "read", || async { listed().await.synced.is_some() && listed().await.rows.len() > 1 }).await;
    let card = EntityRef { kind: EntityKind::Smartcard, text: CARD.to_owned(), by: None };
    let found = || async { desk.lookups.resolve(card.clone(), None).await.unwrap() };
    assert_eq!(found().await.state, ResolvedState::Found);

    let same = ConnectionDraft { id: Some(id.clone()), server_url: bed.sandbox.url().to_owned(), ..draft() };
    let renamed = ConnectionDraft { organisation: sandbox::ORGANISATION.to_owned(), ..same };
    desk.app.save_connection(renamed.clone()).await.unwrap();
    assert!(listed().await.rows.len() > 1, "another name is the same server");
    assert!(found().await.entity.is_some());

    desk.app
        .save_connection(ConnectionDraft { server_url: "https://crm.example".to_owned(), ..renamed })
        .await
        .unwrap();
    let left = listed().await;
    assert_eq!(left.rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), [key], "what this desk sent stays");
    assert!(left.synced.is_none());
    assert!(found().await.entity.is_none(), "{:?}", found().await);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_connection_test_names_the_failing_hop() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let good = ConnectionDraft { server_url: bed.sandbox.url().to_owned(), ..draft() };
    let hops = desk.app.test_connection(good).await.unwrap();
    assert!(hops.iter().all(|hop| hop.problem.is_none()), "{hops:?}");
    assert_eq!(hops.last().unwrap().hop, Hop::Crm);
    assert_eq!(hops.last().unwrap().detail, None, "the refusal that proves CRM.COM is no fault to read");
    let gone = ConnectionDraft { server_url: "http://127.0.0.1:1".to_owned(), name: String::new(), ..draft() };
    let hops = desk.app.test_connection(gone).await.unwrap();
    let last = hops.last().unwrap();
    assert_eq!((last.hop, last.problem.as_ref().unwrap().code), (Hop::Server, ProblemCode::ServerUnreachable));
    desk.shutdown().await;
}

/// A draft as the dialog for an existing connection holds it.
fn draft_at(id: &str, url: &str) -> ConnectionDraft {
    ConnectionDraft { id: Some(id.to_owned()), ..connection_draft(url, "Test") }
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
    let mut settings: Settings = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    to.clone_into(&mut settings.connections[0].server_url);
    std::fs::write(&path, serde_json::to_vec(&settings).unwrap()).unwrap();
    bed.later_by(120);
    let desk = bed.open().await;
    desk.app.select_connection(id.clone()).await.unwrap();
    (desk, id, key)
}

#[tokio::test]
async fn a_connection_moved_between_runs_sends_nothing_by_itself() {
    let (bed, other) = (Bed::new(), Bed::new());
    let (desk, id, key) = moved_while_away(&bed, other.sandbox.url()).await;
    let posts = || other.control().all_posts().into_values().sum::<usize>();
    when(&desk, "the keyring asked", || async { desk.sessions.memory.lock().profile_checked }).await;
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
async fn a_row_for_a_moved_server_can_be_cancelled() {
    let (bed, other) = (Bed::new(), Bed::new());
    let (desk, _, key) = moved_while_away(&bed, other.sandbox.url()).await;
    let row = desk.outbox.decide(key.clone(), false).await.unwrap();
    assert_eq!((row.state, row.doubt), (RequestState::Cancelled, None));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_connection_moved_during_requests_detaches_them() {
    let (bed, other) = (Bed::new(), Bed::new());
    let desk = bed.open().await;
    let id = signed_in_and_kept(&bed, &desk).await;
    let pending = desk.outbox.send(reset_pin(CARDS[0])).await.unwrap().key;
    until(&desk, &pending, &[RequestState::Pending]).await;
    hold(&desk, 60).await;
    let waits = desk.outbox.send(reset_pin(CARDS[1])).await.unwrap().key;
    desk.app.save_connection(draft_at(&id, other.sandbox.url())).await.unwrap();
    assert!(desk.app.snapshot().await.unwrap().session.is_none());
    assert_eq!(other.control().all_posts().len(), 0, "the old token is given back to the server that gave it");
    sign_in(&desk, &id, false).await;
    let row = desk.requests.row(&waits).await.unwrap();
    assert_eq!((row.state, row.waits_for), (RequestState::Queued, Some(WaitsFor::Decision)), "it is not held any more");
    assert!(matches!(doubt(&desk, &waits).await, Some(DoubtView::Moved { .. })));
    let row = desk.requests.row(&pending).await.unwrap();
    assert!(row.unwatched && row.id.is_some(), "the other server knows nothing of it");
    let detail = desk.requests.request(pending.clone()).await.unwrap();
    assert!(detail.timeline.iter().any(|step| step.step == StepKind::Detached), "it says so");
    assert_eq!(other.control().posts(RESET), 0);

    // Back at its own server, the row goes on by itself.
    desk.app.save_connection(draft_at(&id, bed.sandbox.url())).await.unwrap();
    sign_in(&desk, &id, false).await;
    until(&desk, &waits, &[RequestState::Pending]).await;
    assert!(!desk.requests.row(&pending).await.unwrap().unwatched);
    desk.shutdown().await;
}
