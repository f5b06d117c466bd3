//! After a day's work no token, password, key or PIN is anywhere on the disk, in a log, in the
//! captured output or in the web view's storage. The keyring's own file, which is encrypted, is
//! searched like all others.
#![cfg(target_os = "linux")]

use std::{fs, time::Duration};

use acceptance::{
    desktop::{Desktop, Launch},
    drafts::{self, Household},
    recording_proxy::Wire,
    secrets::{self, Secret},
    steps::settings,
    window::{Window, key},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use crmcom::catalogue::{self, OPERATIONS, Provider};
use sandbox::{Options, PASSWORD, Sandbox, USERNAME, WEB_API_KEY};

const WRONG_PASSWORD: &str = "wrong-Passw0rd-9f31";

/// Everything that a page of the window may store on its own.
const STORAGE_SCRIPT: &str = "
    const done = arguments[arguments.length - 1];
    const kept = { cookies: document.cookie, local: { ...localStorage }, session: { ...sessionStorage }, history: history.state };
    const databases = indexedDB.databases ? indexedDB.databases() : Promise.resolve([]);
    const caches_ = window.caches ? caches.keys().catch(() => []) : Promise.resolve([]);
    Promise.all([databases, caches_]).then(
        ([databases, caches]) => done(JSON.stringify({ ...kept, databases, caches })),
        problem => done(JSON.stringify({ ...kept, problem: String(problem) })));";

async fn work(window: &Window, sandbox: &Sandbox) {
    window.type_sign_in(USERNAME, WRONG_PASSWORD).await;
    window.press(&[key::ENTER]).await;
    window.invalid("password", "Not accepted. Check what you typed").await;
    // Kept in the keyring, so that it is used again without being typed.
    window.tab_to("password").await;
    window.fill("password", PASSWORD).await;
    window.click("checkbox", "Remember me").await;
    window.tab_to("password").await;
    window.press(&[key::ENTER]).await;
    window.at("#/home").await;

    for (operation, household) in OPERATIONS.iter().zip(1..) {
        let inputs = drafts::inputs(operation, Household(household));
        window.visit(&format!("#/operations/{}", operation.id)).await;
        window.see("form", &format!("^{}$", operation.wording.title)).await;
        window.walk(&inputs).await;
        let asks = operation.confirmation.is_some().then(|| inputs[0].1.as_str());
        window.send(asks).await;
    }
    // The token expires and is renewed, and a server fails while it is handling a PIN.
    sandbox.control().expire_tokens();
    let set_pin = catalogue::find("conax.set-pin").expect("it is declared");
    for ending in ["0409", "0666", "0206", "0503"] {
        let card = drafts::sentinel_card(Provider::Conax, ending);
        window.visit("#/operations/conax.set-pin").await;
        window.see("form", "Set PIN").await;
        window.walk(&drafts::inputs_for_card(set_pin, Household(2), &card)).await;
        window.send(None).await;
        let state = match ending {
            "0409" => "Refused",
            "0666" => "Rejected",
            _ => "Unknown",
        };
        window.state_of(&card, state).await;
    }
    window.click("cell", "0409").await;
    window.read("Timeline").await;
    // A form with a PIN in it is left; its draft is kept without the PIN.
    window.visit("#/operations/conax.set-pin").await;
    window.see("form", "Set PIN").await;
    window.walk(&drafts::inputs(set_pin, Household(9))).await;
    window.read("Draft kept on this computer").await;
}

async fn sign_in_by_key(window: &Window) {
    window.click("button", "^Sign out").await;
    window.input("password").await;
    window.tab_to("way").await;
    window.press(&[key::RIGHT]).await;
    window.fill("web_api_key", WEB_API_KEY).await;
    window.press(&[key::ENTER]).await;
    window.at("#/home").await;
}

fn all(wire: &Wire) -> Vec<Secret> {
    let basic = basic(WEB_API_KEY);
    let tokens = wire.tokens();
    assert!(tokens.len() >= 3, "the run used several tokens, seen: {}", tokens.len());
    let fixed = [
        ("the password", PASSWORD.to_owned()),
        ("a wrong password", WRONG_PASSWORD.to_owned()),
        ("the Web API key", WEB_API_KEY.to_owned()),
        ("the Web API key as a header", basic),
        ("a PIN", drafts::PIN.to_owned()),
        ("a PIN behind a card", drafts::sentinel_card(Provider::Conax, "0666") + drafts::PIN),
        ("a PIN with dashes", drafts::PIN.chars().map(String::from).collect::<Vec<_>>().join("-")),
        ("a PIN with blanks", drafts::PIN.chars().map(String::from).collect::<Vec<_>>().join(" ")),
        ("a PIN between letters", format!("x{}x", drafts::PIN)),
        ("a PIN in a name", format!("SET_PIN_{}", drafts::PIN)),
        ("a PIN twice", drafts::PIN.repeat(2)),
        ("a wide PIN", wide(drafts::PIN)),
    ];
    let tokens = tokens.into_iter().map(|token| ("a token", token));
    fixed.into_iter().chain(tokens).map(|(name, value)| Secret::new(name, value)).collect()
}

/// In full-width digits.
fn wide(pin: &str) -> String {
    pin.chars().filter_map(|digit| char::from_u32(u32::from(digit) + 0xfee0)).collect()
}

/// Encoded as in the HTTP header.
fn basic(key: &str) -> String {
    BASE64_STANDARD.encode(format!("{key}:"))
}

#[tokio::test]
async fn no_secret_is_left_in_any_file() {
    // A server that repeats each PIN in every known spelling.
    let options = Options { run_every: Duration::from_millis(300), repeat_pins: true, ..Options::default() };
    let sandbox = Sandbox::start(options).expect("the sandbox starts");
    let wire = Wire::to(sandbox.url()).await.expect("the wire is laid");
    let mut launch = Launch::new("secrecy");
    launch.settings = settings(wire.url(), "R11", 0);
    let desktop = Desktop::start(launch).await;
    work(&desktop.window, &sandbox).await;
    sign_in_by_key(&desktop.window).await;

    let secrets = all(&wire);
    // The key itself is sent only in its encoded form, as a header.
    for secret in secrets.iter().filter(|secret| secret.value != WEB_API_KEY) {
        assert!(secret.is_in(&wire.seen()), "{} was never used, so to search for it proves nothing", secret.name);
    }
    let storage = desktop.window.ask(STORAGE_SCRIPT).await;
    assert!(storage.contains("cookies"), "the web view tells what it keeps: {storage}");
    let leaked: Vec<_> = secrets.iter().filter(|secret| secret.is_in(storage.as_bytes())).map(|one| one.name).collect();
    assert!(leaked.is_empty(), "the web view keeps {leaked:?}: {storage}");

    // Both while it runs and after it has ended, because the write-ahead logs are separate files.
    let running = secrets::found_below(desktop.session.root(), &secrets, &[]).expect("everything can be read");
    let session = desktop.close().await;
    let ended = secrets::found_below(session.root(), &secrets, &[]).expect("everything can be read");
    assert!(running.is_empty() && ended.is_empty(), "found while it ran: {running:?}; when it had ended: {ended:?}");

    // The same search finds planted secrets among the files that such a run leaves.
    let log = session.path("data/planted.log");
    for secret in &secrets {
        fs::write(&log, format!("request failed: {{\"x\":\"{}\"}}", secret.value)).expect("planted");
        let found = secrets::found_below(session.root(), &secrets, &[]).expect("everything can be read");
        assert!(found.iter().any(|place| place.contains("planted.log")), "{} is overlooked", secret.name);
    }
    let names: Vec<_> = secrets::files(session.root()).expect("files").into_iter().collect();
    for expected in ["journal.db", "cache.db", "settings.json", "session.log", "logs"] {
        let there = names.iter().any(|file| file.to_string_lossy().contains(expected));
        assert!(there, "{expected} was searched: {names:?}");
    }
}
