//! How the desk starts from outside: by a link, a second time, and hidden with the user's session. The user's own profile
//! alone has one window, so these tests have it, in the home directory of their own desktop.
#![cfg(target_os = "linux")]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    time::{Duration, Instant},
};

use acceptance::{
    desktop::start_driver,
    paths,
    second_desk::{self, pairing},
    session::{Keyring, Session},
    steps::settings,
    window::{Window, key},
    x_input::Hand,
};
use sandbox::{Options, PASSWORD, Sandbox, USERNAME};
use serde_json::{Value, json};

const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// Longer than a hidden desk waits for a stop of sending to be over by itself.
const HIDDEN_FOR: Duration = Duration::from_secs(15);
const START_LIMIT: Duration = Duration::from_secs(40);

fn profile(session: &Session) -> PathBuf {
    session.path("home/.local/share/app.provisioning-desk")
}

/// A desktop with the user's own profile.
fn desktop(settings: &Value) -> Session {
    let session = Session::with_display(Keyring::Unlocked, (1400, 900)).expect("a desktop starts");
    let dir = profile(&session);
    fs::create_dir_all(&dir).expect("the profile is made");
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o700)).expect("it is private");
    fs::write(dir.join("settings.json"), settings.to_string()).expect("the settings are written");
    session
}

/// Opens the window of the user's own profile.
async fn open(session: &mut Session, arguments: &[String], test: &str) -> Window {
    let port = start_driver(session).await.expect("tauri-driver starts");
    let opened = Window::open(port, &paths::desk_binary().to_string_lossy(), arguments, test).await;
    opened.unwrap_or_else(|error| panic!("{error}\n{}", fs::read_to_string(session.log()).unwrap_or_default()))
}

/// Starts the desk once more, as a menu or a browser does, and waits for the end of that process.
fn start_again(session: &Session, arguments: &[&str]) {
    let ended = session.command(paths::desk_binary()).args(arguments).status().expect("it starts");
    assert_eq!(ended.code(), Some(0), "it hands over to the desk that runs");
}

/// Whether the desk's window is shown.
fn is_shown(session: &Session) -> bool {
    let hand = Hand::on(&session.display()).expect("the display is there");
    hand.title().is_ok_and(|title| title.contains("Provisioning Desk"))
}

async fn becomes_shown(session: &Session) {
    let limit = Instant::now() + START_LIMIT;
    while !is_shown(session) {
        assert!(Instant::now() < limit, "the window is not shown\n{}", fs::read_to_string(session.log()).unwrap());
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

async fn stays_hidden(session: &Session, time: Duration) {
    let limit = Instant::now() + time;
    while Instant::now() < limit {
        assert!(!is_shown(session), "the window is shown");
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

/// Starts the desk as the user's session does, and waits until it runs.
fn start_hidden(session: &mut Session) {
    let mut desk = session.command(paths::desk_binary());
    desk.arg("--hidden");
    session.spawn(desk).expect("it starts");
    let name = "app.provisioning-desk.SingleInstance";
    let waited = session.command("gdbus").args(["wait", "--session", "--timeout", "40", name]).status();
    assert!(waited.is_ok_and(|status| status.success()), "it is on the bus");
}

fn link(server: &str, organisation: &str, address: &str) -> String {
    let server = server.replace(':', "%3A").replace('/', "%2F");
    format!("provisioning-desk://open?server={server}&organisation={organisation}#{address}")
}

/// Keeps a picture of a dialog of a link, and fails if it is hard to read.
async fn photographed(window: &Window, name: &str) {
    window.save_picture(&paths::target().join(format!("screenshots/{name}-dark-1024x640.png"))).await;
    let violations = window.violations().await;
    assert!(violations.is_empty(), "{name}: {violations:?}");
}

/// The paths of the requests that arrived; signing in is none.
fn writes(sandbox: &Sandbox) -> Vec<String> {
    sandbox.control().all_posts().into_keys().filter(|path| path.contains("provisioning_requests")).collect()
}

#[tokio::test]
async fn a_link_opens_its_page_in_a_new_window_and_in_one_that_is_open() {
    let sandbox = Sandbox::start(Options::default()).expect("the sandbox starts");
    let mut settings = settings(sandbox.url(), "R11", 0);
    settings["preferences"]["theme"] = "dark".into();
    let mut other = settings["connections"][0].clone();
    other["id"] = "other".into();
    other["name"] = "Branch office".into();
    other["organisation"] = "BRANCH".into();
    settings["connections"].as_array_mut().expect("connections").push(other);
    let mut session = desktop(&settings);
    let first = link(sandbox.url(), "DEMO", "/history");
    let window = open(&mut session, &[first], "links").await;
    window.resize(1024, 640).await;
    window
        .until("the page waits for the sign-in", async |window| {
            (window.route().await == "#/sign-in?next=%2Fhistory").then_some(())
        })
        .await;
    window.type_sign_in(USERNAME, PASSWORD).await;
    window.press(&[key::ENTER]).await;
    window.until("the page is open", async |window| (window.route().await == "#/history").then_some(())).await;

    start_again(&session, &[&link(sandbox.url(), "DEMO", "/operations/conax.reset-pin")]);
    window.see("form", "Reset PIN").await;
    window.holds("smartcard_identifier", "").await;

    let fills = r"/operations/conax.reset-pin?with=%7B%22smartcard_identifier%22%3A%2201900000001%22%7D";
    start_again(&session, &[&link(sandbox.url(), "DEMO", fills)]);
    window.see("dialog", "This link was not opened").await;
    photographed(&window, "link-not-opened").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "This link was not opened").await;
    window.holds("smartcard_identifier", "").await;

    start_again(&session, &[&link(sandbox.url(), "BRANCH", "/home")]);
    window.see("dialog", "Change the connection").await;
    for words in ["Acceptance", "DEMO", "Branch office", "BRANCH"] {
        window.read(words).await;
    }
    photographed(&window, "link-of-another-connection").await;
    // The safe answer has the focus.
    window.press(&[key::ENTER]).await;
    window.gone("dialog", "Change the connection").await;
    assert_eq!(window.route().await, "#/operations/conax.reset-pin");

    start_again(&session, &[&link("https://crm.example.evil.test", "DEMO", "/home")]);
    window.read("you have no connection to it").await;
    photographed(&window, "link-without-connection").await;
    window.press(&[key::ESCAPE]).await;
    let refused =
        session.command(paths::desk_binary()).args([&link(sandbox.url(), "DEMO", "/home"), "--hidden"]).output();
    assert_eq!(refused.expect("it starts").status.code(), Some(2), "a link comes alone");
    assert_eq!(window.route().await, "#/operations/conax.reset-pin");
    assert_eq!(writes(&sandbox), [] as [String; 0], "a link sends nothing");
    window.close().await;
}

#[tokio::test]
async fn the_settings_enter_the_desk_into_the_users_session_and_take_it_out() {
    let mut session = desktop(&json!({ "version": 1, "preferences": { "theme": "light" } }));
    let window = open(&mut session, &[], "session-start").await;
    let entry = session.path("home/.config/autostart/app.provisioning-desk.desktop");
    window.visit("#/settings").await;
    window.see("switch", "Start Provisioning Desk").await;
    assert!(!entry.exists(), "off by default");
    window.click("switch", "Start Provisioning Desk").await;
    window.until("it is entered", async |_| entry.exists().then_some(())).await;
    let text = fs::read_to_string(&entry).expect("it is there");
    let exec = format!("Exec=\"{}\" --hidden", paths::desk_binary().display());
    assert!(text.lines().any(|line| line == exec), "{text}");
    let valid = session.command("desktop-file-validate").arg(&entry).output().expect("it runs");
    assert!(valid.status.success(), "{}", String::from_utf8_lossy(&valid.stdout));
    window.save_picture(&paths::target().join("screenshots/session-start.png")).await;
    window.click("switch", "Start Provisioning Desk").await;
    window.until("it is taken out", async |_| (!entry.exists()).then_some(())).await;
    window.close().await;
}

#[tokio::test]
async fn a_hidden_desk_shows_its_window_when_it_is_started_again() {
    let mut session = desktop(&json!({ "version": 1 }));
    start_hidden(&mut session);
    stays_hidden(&session, HIDDEN_FOR).await;
    start_again(&session, &["--hidden"]);
    stays_hidden(&session, Duration::from_secs(3)).await;
    start_again(&session, &[]);
    becomes_shown(&session).await;
}

#[tokio::test]
async fn a_hidden_desk_shows_its_window_when_requests_wait_for_a_sign_in() {
    let sandbox = Sandbox::start(Options::default()).expect("the sandbox starts");
    let mut session = desktop(&settings(sandbox.url(), "R11", 60));
    // Its session is not in the keyring of the next start.
    let desk = second_desk::open(&profile(&session)).await;
    desk.outbox.send(pairing("01900000001", "02300000001")).await.expect("it waits");
    desk.shutdown().await;
    drop(desk);
    start_hidden(&mut session);
    becomes_shown(&session).await;
    assert_eq!(writes(&sandbox), [] as [String; 0], "nothing is sent without a session");
}
