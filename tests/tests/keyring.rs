//! The real Secret Service: gnome-keyring on a D-Bus session of the test's own.
//!
//! A desk finds its bus in the environment of its process, so each desk here is a process of its own:
//! this test program again, told by `STEP` what to do. Each step is a start of the desk.

#![cfg(target_os = "linux")]

use std::{env, path::PathBuf, process::Output};

use acceptance::{
    secrets::{Secret, found_below},
    session::{Keyring, Session},
};
use desk::{
    Desk, Options,
    view::{ConnectionDraft, ConnectionKind, KeyringState, SessionState, SignIn, Snapshot},
};
use sandbox::Sandbox;

const STEP: &str = "DESK_KEYRING_STEP";
const DATA: &str = "DESK_KEYRING_DATA";
const SERVER: &str = "DESK_KEYRING_SERVER";

fn run(session: &Session, server: &Sandbox, step: &str) -> Output {
    let me = env::current_exe().expect("the test program has a path");
    session
        .command(me)
        .args(["--exact", "a_desk_in_the_session", "--ignored", "--nocapture"])
        .env(STEP, step)
        .env(DATA, session.path("data"))
        .env(SERVER, server.url())
        .output()
        .expect("the test program starts again")
}

fn passes(session: &Session, server: &Sandbox, step: &str) {
    let output = run(session, server, step);
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "step “{step}”:\n{said}");
    assert!(said.contains("1 passed"), "step “{step}” ran: {said}");
}

fn sandbox() -> Sandbox {
    Sandbox::start(sandbox::Options::default()).expect("the sandbox starts")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_kept_found_after_a_restart_and_gone_after_signing_out() {
    let server = sandbox();
    let session = Session::start(Keyring::Unlocked).expect("a session");
    passes(&session, &server, "sign-in");
    passes(&session, &server, "find");
    let password = [Secret::new("the password", sandbox::PASSWORD)];
    let found = found_below(&session.path("data"), &password, &[]).expect("the files can be read");
    assert!(found.is_empty(), "in a file: {found:?}");
    passes(&session, &server, "sign-out");
    passes(&session, &server, "find-nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bus_without_a_keyring_and_no_bus_at_all_are_a_missing_keyring() {
    let server = sandbox();
    for keyring in [Keyring::NoProvider, Keyring::NoBus] {
        let session = Session::start(keyring).expect("a session");
        passes(&session, &server, "missing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_is_not_a_missing_one() {
    let server = sandbox();
    let session = Session::start(Keyring::Unlocked).expect("a session");
    session.lock_keyring().expect("the collection locks");
    passes(&session, &server, "locked");
}

/// One start of the desk inside of a session; does nothing on its own.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "the other tests start it in a session of theirs"]
async fn a_desk_in_the_session() {
    let Ok(step) = env::var(STEP) else { return };
    let data = PathBuf::from(env::var_os(DATA).expect("a data directory"));
    let desk = Desk::open(Options::new(data)).await.expect("the desk opens");
    let server = env::var(SERVER).expect("a server");
    match step.as_str() {
        "sign-in" => {
            assert!(sign_in(&desk, &server).await.stored, "the token is in the keyring");
        }
        "find" => {
            let found = settled(&desk, |snapshot| snapshot.session.is_some()).await;
            let session = found.session.expect("the session of the last start");
            assert_eq!((session.state, session.stored), (SessionState::Active, true));
            desk.refresh_requests().await.expect("the server takes the token that was found");
        }
        "sign-out" => {
            settled(&desk, |snapshot| snapshot.session.is_some()).await;
            desk.sign_out().await.expect("signed out");
        }
        "find-nothing" => {
            let found = settled(&desk, |snapshot| snapshot.keyring.state == KeyringState::Ready).await;
            assert!(found.session.is_none(), "nobody is signed in");
        }
        "missing" => is_in_memory(&desk, &server, KeyringState::Missing).await,
        "locked" => is_in_memory(&desk, &server, KeyringState::Locked).await,
        other => panic!("no step {other}"),
    }
    desk.shutdown().await;
}

/// The badge says what is wrong in the keyring's words, and signing in works all the same.
async fn is_in_memory(desk: &Desk, server: &str, state: KeyringState) {
    let told = settled(desk, |snapshot| snapshot.keyring.state != KeyringState::Unknown).await;
    assert_eq!(told.keyring.state, state, "{:?}", told.keyring);
    assert!(told.keyring.detail.is_some_and(|words| !words.is_empty()), "it says why");
    assert!(!sign_in(desk, server).await.stored, "the session is in memory only");
    desk.refresh_requests().await.expect("the session works");
}

async fn sign_in(desk: &Desk, server: &str) -> desk::view::Session {
    let draft = ConnectionDraft {
        id: None,
        name: "Acceptance".to_owned(),
        server_url: server.to_owned(),
        organisation: sandbox::ORGANISATION.to_owned(),
        unit: None,
        release: "R11".to_owned(),
        time_zone: "UTC".to_owned(),
        kind: ConnectionKind::Test,
        ca_file: None,
        proxy: None,
    };
    let connection = desk.save_connection(draft).await.expect("the connection is saved").id;
    desk.select_connection(connection.clone()).await.expect("the connection is chosen");
    let request = SignIn::Password {
        connection,
        username: sandbox::USERNAME.to_owned(),
        password: sandbox::PASSWORD.to_owned(),
        organisation: sandbox::ORGANISATION.to_owned(),
        unit: None,
        keep: false,
    };
    desk.sign_in(request).await.expect("signed in")
}

/// The snapshot when it is as wanted; asks again at each event.
async fn settled(desk: &Desk, wanted: impl Fn(&Snapshot) -> bool) -> Snapshot {
    let mut events = desk.events();
    let wait = async {
        loop {
            let snapshot = desk.snapshot().await.expect("a snapshot");
            if wanted(&snapshot) {
                return snapshot;
            }
            let _ = events.recv().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), wait).await.expect("the keyring answers in time")
}
