//! The real window, by keyboard: the main operation and the events that may interrupt it.
#![cfg(target_os = "linux")]

use std::time::Duration;

use acceptance::{
    desktop::{Desktop, Launch},
    drafts::{self, Household},
    session::Keyring,
    steps::{self, settings},
    window::key,
};
use crmcom::catalogue::{self, Operation, Provider};
use sandbox::{Options, PASSWORD, Sandbox, USERNAME};

const RUN_INTERVAL: Duration = Duration::from_millis(300);

/// A desk on the built-in sandbox, signed in.
async fn signed_in(test: &'static str, hold_seconds: u32) -> Desktop {
    let mut launch = Launch::new(test);
    launch.settings = steps::preferences("light", hold_seconds);
    launch.arguments = ["--sandbox-run-every", "300"].map(str::to_owned).into();
    let desktop = Desktop::start(launch).await;
    desktop.window.sign_in(USERNAME, PASSWORD).await;
    desktop
}

/// A desk on a sandbox that the test controls, signed in.
async fn signed_in_outside(test: &'static str, hold_seconds: u32) -> (Desktop, Sandbox) {
    let sandbox =
        Sandbox::start(Options { run_every: RUN_INTERVAL, ..Options::default() }).expect("the sandbox starts");
    let mut launch = Launch::new(test);
    launch.settings = settings(sandbox.url(), "R11", hold_seconds);
    let desktop = Desktop::start(launch).await;
    desktop.window.sign_in(USERNAME, PASSWORD).await;
    (desktop, sandbox)
}

fn form(operation: &Operation) -> String {
    format!("#/operations/{}", operation.id)
}

/// The card whose last characters an operation asks for before it is sent.
fn asks_for<'a>(operation: &Operation, inputs: &'a [(String, String)]) -> Option<&'a str> {
    operation.confirmation.is_some().then(|| card_of(operation, inputs))
}

fn card_of<'a>(operation: &Operation, inputs: &'a [(String, String)]) -> &'a str {
    let names = drafts::card_inputs(operation);
    inputs.iter().find(|(input, _)| names.contains(input)).map(|(_, typed)| typed.as_str()).expect("it names a card")
}

async fn every_operation_of(provider: Provider, test: &'static str) {
    let desktop = signed_in(test, 0).await;
    let window = &desktop.window;
    for (operation, household) in catalogue::OPERATIONS.iter().zip(1..) {
        if operation.provider != Some(provider) {
            continue;
        }
        let inputs = drafts::inputs(operation, Household(household));
        window.visit(&form(operation)).await;
        window.see("form", &format!("^{}$", operation.wording.title)).await;
        window.walk(&inputs).await;
        window.send(asks_for(operation, &inputs)).await;
        window.state_of(card_of(operation, &inputs), "Completed").await;
    }
    desktop.close().await;
}

#[tokio::test]
async fn every_conax_operation_by_keyboard() {
    every_operation_of(Provider::Conax, "conax-operations").await;
}

#[tokio::test]
async fn every_nagravision_operation_by_keyboard() {
    every_operation_of(Provider::Nagravision, "nagravision-operations").await;
}

#[tokio::test]
async fn a_resync_by_keyboard_is_accepted_and_never_called_completed() {
    let (desktop, sandbox) = signed_in_outside("resync", 0).await;
    let window = &desktop.window;
    let operation = catalogue::find("provisioning.resync").expect("it is declared");
    window.press(&[key::ALT, 'y']).await;
    window.see("form", &format!("^{}$", operation.wording.title)).await;
    window.walk(&drafts::inputs(operation, Household(4))).await;
    window.send(None).await;
    window.read("CRM.COM accepted it and reports no further").await;
    assert_eq!(sandbox.control().posts(operation.path), 1, "it was sent once");
    desktop.close().await;
}

#[tokio::test]
async fn a_wrong_password_is_reported_at_the_input_and_other_inputs_stay() {
    let mut launch = Launch::new("wrong-password");
    launch.settings = steps::preferences("light", 0);
    let desktop = Desktop::start(launch).await;
    let window = &desktop.window;
    window.type_sign_in(USERNAME, "not-the-password").await;
    window.press(&[key::ENTER]).await;
    window.read("The server did not accept this sign-in").await;
    window.invalid("password", "Not accepted. Check what you typed").await;
    assert_eq!(window.value_of("username").await, USERNAME, "what was right is not typed again");
    window.fill("password", PASSWORD).await;
    window.press(&[key::ENTER]).await;
    window.at("#/home").await;
    desktop.close().await;
}

#[tokio::test]
async fn a_session_that_ends_over_a_form_loses_no_input() {
    let (desktop, sandbox) = signed_in_outside("expired-session", 0).await;
    let window = &desktop.window;
    let operation = catalogue::find("conax.add-service").expect("it is declared");
    let inputs = drafts::inputs(operation, Household(3));
    let (half, rest) = inputs.split_at(2);
    window.visit(&form(operation)).await;
    window.walk(half).await;

    sandbox.control().expire_tokens();
    window.press(&[key::CONTROL, 'r']).await;
    window.see("dialog", "Sign in to continue").await;
    window.fill("password", PASSWORD).await;
    window.press(&[key::ENTER]).await;
    window.gone("dialog", "Sign in to continue").await;

    assert_eq!(window.route().await, form(operation), "the page below stayed");
    for (input, typed) in half {
        assert_eq!(window.value_of(input).await, *typed, "{input} was typed before the session ended");
    }
    window.tab_to(&half[1].0).await;
    window.walk(rest).await;
    window.send(None).await;
    window.state_of(card_of(operation, &inputs), "Completed").await;
    assert_eq!(sandbox.control().posts(operation.path), 1, "it was sent once");
    desktop.close().await;
}

#[tokio::test]
async fn a_request_sent_without_a_session_leaves_after_the_sign_in() {
    let (desktop, sandbox) = signed_in_outside("dead-session", 0).await;
    let window = &desktop.window;
    let operation = catalogue::find("conax.reset-pin").expect("it is declared");
    let inputs = drafts::inputs(operation, Household(4));
    let before = sandbox.control().requests();
    window.visit(&form(operation)).await;
    window.walk(&inputs).await;
    sandbox.control().expire_tokens();
    window.send(None).await;
    window.see("dialog", "Sign in to continue").await;
    window.fill("password", PASSWORD).await;
    window.press(&[key::ENTER]).await;
    window.gone("dialog", "Sign in to continue").await;
    window.state_of(card_of(operation, &inputs), "Completed").await;
    assert_eq!(sandbox.control().requests(), before + 1, "one send, one request");
    desktop.close().await;
}

#[tokio::test]
async fn a_missing_permission_shows_the_servers_words_and_keeps_the_session() {
    let (desktop, sandbox) = signed_in_outside("permission", 0).await;
    let window = &desktop.window;
    let denied = catalogue::find("conax.reset-pin").expect("it is declared");
    let inputs = drafts::inputs(denied, Household(4));
    sandbox.control().deny(USERNAME, denied.id);
    let before = sandbox.control().requests();
    window.visit(&form(denied)).await;
    window.walk(&inputs).await;
    window.send(None).await;
    window.read("has no permission").await;
    window.visit("#/requests").await;
    window.state_of(card_of(denied, &inputs), "Refused").await;
    assert_eq!(sandbox.control().requests(), before, "nothing was made");
    assert_eq!(sandbox.control().posts(denied.path), 1, "it was sent once");

    let allowed = catalogue::find("conax.create-pairing").expect("it is declared");
    let inputs = drafts::inputs(allowed, Household(5));
    window.visit(&form(allowed)).await;
    window.walk(&inputs).await;
    window.send(None).await;
    window.state_of(card_of(allowed, &inputs), "Completed").await;
    assert!(window.find("dialog", "Sign in to continue").await.is_none(), "nobody is asked to sign in");
    desktop.close().await;
}

#[tokio::test]
async fn undo_within_the_hold_returns_the_form_and_sends_nothing() {
    let (desktop, sandbox) = signed_in_outside("undo", 30).await;
    let window = &desktop.window;
    let operation = catalogue::find("conax.set-pin").expect("it is declared");
    let inputs = drafts::inputs(operation, Household(5));
    window.visit(&form(operation)).await;
    window.walk(&inputs).await;
    window.send(None).await;
    window.see("button", "^Undo").await;
    window
        .until("the form is empty for the next job", async |window| {
            window.value_of("smartcard_identifier").await.is_empty().then_some(())
        })
        .await;
    window.press(&[key::CONTROL, 'z']).await;
    window.gone("button", "^Undo").await;
    for (input, typed) in &inputs {
        if input == "pin" {
            assert_eq!(window.value_of(input).await, "", "a PIN is never given back");
        } else {
            window.holds(input, typed).await;
        }
    }
    assert_eq!(sandbox.control().posts(operation.path), 0, "nothing left");
    window.state_of(card_of(operation, &inputs), "Cancelled").await;
    desktop.close().await;
}

#[tokio::test]
async fn a_rejected_request_shows_its_reason_and_opens_as_a_new_form() {
    let desktop = signed_in("rejected", 0).await;
    let window = &desktop.window;
    let operation = catalogue::find("conax.create-pairing").expect("it is declared");
    let card = drafts::sentinel_card(Provider::Conax, "0666");
    let inputs = drafts::inputs_for_card(operation, Household(6), &card);
    window.visit(&form(operation)).await;
    window.walk(&inputs).await;
    window.send(None).await;
    window.state_of(&card, "Rejected").await;
    window.tab_to_role("row", &card).await;
    window.press(&[key::ENTER]).await;
    window.read("Rejected by the CA system").await;
    window.read("Edit and send as new…").await;
    window.tab_to_role("button", "Edit and send as new…").await;
    window.press(&[key::ENTER]).await;
    window.see("form", operation.wording.title).await;
    for (input, typed) in &inputs {
        window.holds(input, typed).await;
    }
    desktop.close().await;
}

#[tokio::test]
async fn invalid_input_is_reported_at_the_field_and_not_sent() {
    let (desktop, sandbox) = signed_in_outside("bad-input", 0).await;
    let window = &desktop.window;
    let operation = catalogue::find("conax.set-pin").expect("it is declared");
    window.visit(&form(operation)).await;
    window.walk(&[("subscription_identifier".to_owned(), "S106".to_owned())]).await;
    window.press(&[key::CONTROL, key::ENTER]).await;
    window.invalid("smartcard_identifier", "Enter the card's").await;
    window
        .until("the first faulty input has the focus", async |window| {
            (window.focused().await == "smartcard_identifier").then_some(())
        })
        .await;
    window.type_keys("01900000007").await;
    window.fill("pin", "739").await;
    window.press(&[key::CONTROL, key::ENTER]).await;
    window.invalid("pin", "4 digits. You typed 3").await;
    window.holds("subscription_identifier", "S106").await;
    assert_eq!(sandbox.control().posts(operation.path), 0, "nothing faulty leaves");
    window.fill("pin", drafts::PIN).await;
    window.send(None).await;
    window.state_of("01900000007", "Completed").await;
    desktop.close().await;
}

#[tokio::test]
async fn the_palette_opens_each_operation_and_page() {
    let desktop = signed_in("palette", 0).await;
    let window = &desktop.window;
    for (words, route, title) in
        [("clear pin", "#/operations/nagra.clear-pin", "Clear PIN"), ("settings", "#/settings", "Settings")]
    {
        window.press(&[key::CONTROL, 'k']).await;
        window
            .until("the palette has the focus", async |window| (window.focused().await == "palette").then_some(()))
            .await;
        window.type_keys(words).await;
        window.holds("palette", words).await;
        window.until("something is found", async |window| window.find("option", words).await).await;
        window.press(&[key::ENTER]).await;
        window.at(route).await;
        // A page that is still being loaded takes the focus when it appears.
        window.see("heading", &format!("^{title}$")).await;
        if route.contains("operations") {
            window
                .until("the form has the focus", async |window| {
                    (window.focused().await == "smartcard_identifier").then_some(())
                })
                .await;
        }
    }
    desktop.close().await;
}

async fn without_keyring(keyring: Keyring, test: &'static str) {
    let mut launch = Launch::new(test);
    launch.keyring = keyring;
    launch.settings = steps::preferences("light", 0);
    let desktop = Desktop::start(launch).await;
    desktop.window.read("No keyring on this computer").await;
    desktop.window.sign_in(USERNAME, PASSWORD).await;
    desktop.window.read("In memory only").await;
    // Nothing is stored, so the next start asks again.
    let desktop = desktop.restart().await;
    desktop.window.input("password").await;
    desktop.close().await;
}

#[tokio::test]
async fn without_a_keyring_a_badge_says_that_the_session_is_in_memory() {
    without_keyring(Keyring::NoProvider, "no-keyring").await;
}

#[tokio::test]
async fn the_desk_opens_without_a_session_bus() {
    without_keyring(Keyring::NoBus, "no-bus").await;
}

#[tokio::test]
async fn a_restart_restores_session_window_placement_and_draft() {
    let (desktop, sandbox) = signed_in_outside("restart", 0).await;
    let operation = catalogue::find("conax.set-pin").expect("it is declared");
    let inputs = drafts::inputs(operation, Household(8));
    desktop.window.visit(&form(operation)).await;
    desktop.window.walk(&inputs).await;
    desktop.window.read("Draft kept on this computer").await;
    // The draft is stored 0.4 s after the last key.
    tokio::time::sleep(Duration::from_secs(1)).await;
    desktop.window.resize(1111, 777).await;
    let desktop = desktop.restart().await;
    let window = &desktop.window;
    window.until("the session is there without a sign-in", async |window| window.find("link", "Requests").await).await;
    window.visit(&form(operation)).await;
    for (input, typed) in &inputs {
        window.holds(input, if input == "pin" { "" } else { typed }).await;
    }
    let size = window.run("return [window.innerWidth, window.innerHeight]", vec![]).await;
    assert_eq!(size, serde_json::json!([1111, 777]), "the window comes back as it was left");
    drop(sandbox);
    desktop.close().await;
}

#[tokio::test]
async fn a_scanner_that_ends_with_two_enters_fills_the_form_and_sends_nothing() {
    let (desktop, sandbox) = signed_in_outside("two-enters", 0).await;
    let window = &desktop.window;
    let operation = catalogue::find("nagra.clear-pin").expect("it is declared");
    let inputs = drafts::inputs(operation, Household(6));
    window.visit(&form(operation)).await;
    window.see("form", &format!("^{}$", operation.wording.title)).await;
    for (input, typed) in &inputs {
        window.tab_to(input).await;
        window.scan(typed).await;
        window.press(&[key::ENTER]).await;
    }
    for (input, typed) in &inputs {
        window.holds(input, typed).await;
    }
    // A sent request would be on its way by now: there is no undo hold.
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(sandbox.control().posts(operation.path), 0, "the second Enter is the scanner's");
    assert_eq!(window.route().await, form(operation));
    window.send(asks_for(operation, &inputs)).await;
    window.state_of(card_of(operation, &inputs), "Completed").await;
    assert_eq!(sandbox.control().posts(operation.path), 1);
    desktop.close().await;
}
