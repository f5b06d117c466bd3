//! The desk with a real Secret Service: gnome-keyring in a private D-Bus session.
//!
//! The bus is found by environment variables, which a running test must not change. The desk therefore runs in this
//! same program, started again inside the session ([`in_session`]), one process for each start of the desk.
#![cfg(target_os = "linux")]

use std::{
    env, fs,
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::Path,
    time::Duration,
};

use acceptance::{
    session::{self, Keyring, Session},
    steps,
};
use desk::{
    Desk, Options,
    view::{DeskEvent, KeyringState, SessionState, SignIn},
};
use sandbox::{PASSWORD, Sandbox, USERNAME, WEB_API_KEY};
use serde_json::{Value, json};

const STEP_VARIABLE: &str = "DESK_KEYRING_STEP";
const DATA_VARIABLE: &str = "DESK_KEYRING_DATA";
const ANSWER_PREFIX: &str = "answer of the desk: ";

fn by_password(keep: bool) -> SignIn {
    SignIn::Password {
        connection: steps::CONNECTION.to_owned(),
        username: USERNAME.to_owned(),
        password: PASSWORD.to_owned(),
        unit: None,
        keep,
    }
}

/// One run of a desk inside a session: starts, does one step, prints the state of the desk, and ends.
#[tokio::test]
#[ignore = "the other tests run it inside a session"]
async fn in_session() {
    let data = env::var_os(DATA_VARIABLE).expect("the data directory is told");
    let desk = Desk::open(Options::new(data.into())).await.expect("the desk opens");
    let mut events = desk.events();
    let mut snapshot = desk.app.snapshot().await.expect("a snapshot");
    let mut done = Value::Null;
    while snapshot.keyring.state == KeyringState::Unknown {
        let told = tokio::time::timeout(Duration::from_secs(20), events.recv()).await;
        assert!(matches!(told, Ok(Ok(DeskEvent::Snapshot | DeskEvent::Requests))), "the keyring is never told of");
        snapshot = desk.app.snapshot().await.expect("a snapshot");
    }
    match env::var(STEP_VARIABLE).as_deref() {
        Ok("sign in") => _ = desk.sessions.sign_in(by_password(false)).await.expect("signed in"),
        Ok("sign in and keep") => _ = desk.sessions.sign_in(by_password(true)).await.expect("signed in"),
        Ok("sign in by key") => {
            let connection = steps::CONNECTION.to_owned();
            let sign_in = SignIn::WebApiKey { connection, web_api_key: WEB_API_KEY.to_owned(), unit: None, keep: true };
            desk.sessions.sign_in(sign_in).await.expect("signed in");
        }
        Ok("read") => {
            // The keyring answers after the start.
            while desk.app.snapshot().await.expect("a snapshot").session.is_none() {
                let told = tokio::time::timeout(Duration::from_secs(20), events.recv()).await;
                assert!(told.is_ok(), "the session of the last run does not come back");
            }
            done = json!(desk.mirror.refresh_requests().await.map_err(|problem| problem.to_string()));
        }
        Ok("sign out") => {
            while desk.app.snapshot().await.expect("a snapshot").session.is_none() {
                let told = tokio::time::timeout(Duration::from_secs(20), events.recv()).await;
                assert!(told.is_ok(), "the session of the last run does not come back");
            }
            desk.sessions.sign_out().await.expect("signed out");
        }
        Ok("unlock by hand") => {
            assert_eq!(snapshot.keyring.state, KeyringState::Locked, "nobody unlocked it yet");
            assert!(snapshot.session.is_none(), "it cannot be read");
            unlock_by_hand();
            let tried = desk.app.try_keyring().await.expect("it is asked");
            done = json!(tried.keyring.state);
        }
        _ => {}
    }
    snapshot = desk.app.snapshot().await.expect("a snapshot");
    let session = snapshot.session.map(|session| {
        json!({
            "user": session.user,
            "stored": session.stored,
            "renews": session.renews_itself,
            "active": session.state == SessionState::Active,
        })
    });
    let keyring = json!({ "state": snapshot.keyring.state, "detail": snapshot.keyring.detail });
    println!("\n{ANSWER_PREFIX}{}", json!({ "keyring": keyring, "session": session, "done": done }));
    desk.shutdown().await;
}

/// Unlocks the keyring as another program of the desktop does for the user: by the daemon's control socket, without a
/// window. A packet is its length, the command (1: unlock), and the password after the password's length.
fn unlock_by_hand() {
    let directory = env::var_os("XDG_RUNTIME_DIR").expect("a session has one");
    let mut socket = UnixStream::connect(Path::new(&directory).join("keyring/control")).expect("the keyring listens");
    let word = |number: usize| u32::try_from(number).expect("it is short").to_be_bytes();
    let packet =
        [&word(12 + session::PASSWORD.len())[..], &word(1), &word(session::PASSWORD.len()), session::PASSWORD].concat();
    // The first byte lets the other side check the sender's credentials.
    socket.write_all(&[0]).and_then(|()| socket.write_all(&packet)).expect("it is told");
    let mut answer = [0; 8];
    socket.read_exact(&mut answer).expect("it answers");
    assert_eq!(answer[4..], [0; 4], "it takes its password");
}

/// Starts a desk inside the session, lets it do `step`, and returns the state that it printed.
async fn desk(session: &Session, data: &Path, step: &str) -> Value {
    let mut command = session.command(env::current_exe().expect("this program has a path"));
    command
        .args(["--ignored", "--exact", "--nocapture", "in_session"])
        .env(STEP_VARIABLE, step)
        .env(DATA_VARIABLE, data);
    // With a display, the keyring would open its own window and wait for the user.
    command.env_remove("DISPLAY");
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("it runs").expect("it starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    let answer = printed.lines().find_map(|line| line.strip_prefix(ANSWER_PREFIX));
    let Some(answer) = answer else {
        panic!("“{step}” fails:\n{printed}{}", String::from_utf8_lossy(&output.stderr));
    };
    serde_json::from_str(answer).expect("it told in JSON")
}

/// A profile with a connection to a sandbox.
fn profile(session: &Session) -> (std::path::PathBuf, Sandbox) {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let data = session.path("data");
    fs::create_dir_all(&data).expect("the data directory is made");
    fs::write(data.join("settings.json"), steps::settings(sandbox.url(), "R11", 0).to_string()).expect("settings");
    (data, sandbox)
}

/// How many of the desk's secrets the keyring holds.
fn held(session: &Session) -> usize {
    session.secrets_of("provisioning-desk").expect("the keyring answers").len()
}

#[tokio::test]
async fn a_token_is_stored_read_after_a_restart_and_deleted_by_sign_out() {
    let session = Session::start(Keyring::Unlocked).expect("a session");
    let (data, sandbox) = profile(&session);

    let first = desk(&session, &data, "sign in").await;
    assert_eq!(first["keyring"]["state"], "ready", "{first}");
    assert_eq!(first["session"]["stored"], true, "{first}");
    assert_eq!(held(&session), 1, "the token and nothing else: the password was not to be kept");

    let posts = sandbox.control().posts("authentication/token");
    let second = desk(&session, &data, "read").await;
    assert_eq!(second["session"]["user"], USERNAME, "{second}");
    assert_eq!(second["session"]["stored"], true, "{second}");
    assert_eq!(second["done"], json!({ "Ok": null }), "the token that was read is good: {second}");
    assert_eq!(sandbox.control().posts("authentication/token"), posts, "nobody signed in again");

    desk(&session, &data, "sign out").await;
    assert_eq!(held(&session), 0, "sign-out leaves nothing behind");
    assert_eq!(sandbox.control().posts("authentication/token/release"), 1, "and gives the token back");
    let last = desk(&session, &data, "").await;
    assert_eq!(last["session"], Value::Null, "{last}");
}

#[tokio::test]
async fn a_stored_password_renews_a_session_that_ended_meanwhile() {
    let session = Session::start(Keyring::Unlocked).expect("a session");
    let (data, sandbox) = profile(&session);
    for (step, secrets) in [("sign in and keep", 2), ("sign in by key", 2)] {
        let first = desk(&session, &data, step).await;
        assert_eq!(first["session"]["renews"], true, "{step}: {first}");
        assert_eq!(held(&session), secrets, "{step}: the token and what renews it");
        sandbox.control().expire_tokens();
        let second = desk(&session, &data, "read").await;
        assert_eq!(second["done"], json!({ "Ok": null }), "{step}: renewed without asking: {second}");
        assert_eq!(second["session"]["active"], true, "{step}: {second}");
    }
    desk(&session, &data, "sign out").await;
    assert_eq!(held(&session), 0, "sign-out forgets what was kept too");
}

#[tokio::test]
async fn a_missing_keyring_is_reported_and_nothing_is_stored_elsewhere() {
    for keyring in [Keyring::NoBus, Keyring::NoProvider] {
        let session = Session::start(keyring).expect("a session");
        let (data, _sandbox) = profile(&session);
        let told = desk(&session, &data, "sign in").await;
        assert_eq!(told["keyring"]["state"], "missing", "{keyring:?}: {told}");
        assert_eq!(told["session"]["active"], true, "{keyring:?}: signed in all the same");
        assert_eq!(told["session"]["stored"], false, "{keyring:?}: in memory only");
        let next = desk(&session, &data, "").await;
        assert_eq!(next["session"], Value::Null, "{keyring:?}: nothing was stored anywhere: {next}");
    }
}

#[tokio::test]
async fn a_locked_keyring_is_reported_as_locked() {
    let session = Session::start(Keyring::Unlocked).expect("a session");
    let (data, _sandbox) = profile(&session);
    desk(&session, &data, "sign in").await;
    session.lock_keyring().expect("it can be locked");
    let told = desk(&session, &data, "").await;
    assert_eq!(told["keyring"]["state"], "locked", "{told}");
    assert_eq!(told["session"], Value::Null, "a locked session cannot be read: {told}");
    let told = desk(&session, &data, "sign in").await;
    assert_eq!(told["keyring"]["state"], "locked", "{told}");
    assert_eq!(told["session"]["stored"], false, "{told}");
}

#[tokio::test]
async fn a_keyring_unlocked_later_restores_the_session() {
    let session = Session::start(Keyring::Unlocked).expect("a session");
    let (data, sandbox) = profile(&session);
    desk(&session, &data, "sign in").await;
    let posts = sandbox.control().posts("authentication/token");
    session.lock_keyring().expect("it can be locked");
    let told = desk(&session, &data, "unlock by hand").await;
    assert_eq!(told["done"], "ready", "{told}");
    assert_eq!(told["session"]["user"], USERNAME, "{told}");
    assert_eq!(told["session"]["stored"], true, "{told}");
    assert_eq!(sandbox.control().posts("authentication/token"), posts, "nobody signed in again");
}
