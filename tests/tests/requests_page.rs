//! The requests page and the outbox in the real window, by keyboard.
#![cfg(target_os = "linux")]

use std::time::Duration;

use acceptance::{
    desktop::{Desktop, Launch},
    drafts::{self, Household},
    steps::settings,
    window::{Window, key},
};
use crmcom::catalogue::{self, Operation};
use sandbox::{Options, PASSWORD, Sandbox, USERNAME};

const RUN_INTERVAL: Duration = Duration::from_millis(300);

fn sandbox(port: u16) -> Sandbox {
    Sandbox::start(Options { port, run_every: RUN_INTERVAL, ..Options::default() }).expect("the sandbox starts")
}

async fn signed_in(test: &'static str, sandbox: &Sandbox) -> Desktop {
    let mut launch = Launch::new(test);
    launch.settings = settings(sandbox.url(), "R11", 0);
    let desktop = Desktop::start(launch).await;
    desktop.window.sign_in(USERNAME, PASSWORD).await;
    desktop
}

/// Sends the operation for a household and returns the card.
async fn send(window: &Window, operation: &Operation, household: u8) -> String {
    let inputs = drafts::inputs(operation, Household(household));
    window.visit(&format!("#/operations/{}", operation.id)).await;
    window.see("form", &format!("^{}$", operation.wording.title)).await;
    window.walk(&inputs).await;
    window.send(None).await;
    let cards = drafts::card_inputs(operation);
    inputs.into_iter().find(|(input, _)| cards.contains(input)).map(|(_, typed)| typed).expect("it names a card")
}

#[tokio::test]
async fn waiting_requests_are_shown_edited_and_leave_once_when_the_server_returns() {
    let first = sandbox(0);
    let port = first.url().rsplit(':').next().and_then(|port| port.trim_end_matches('/').parse().ok());
    let port = port.expect("the sandbox's address ends in its port");
    let desktop = signed_in("outbox-edit", &first).await;
    let window = &desktop.window;
    let operation = catalogue::find("conax.reset-pin").expect("it is declared");

    drop(first);
    let card = send(window, operation, 4).await;
    window.press(&[key::CONTROL, 'o']).await;
    window.see("dialog", "^Outbox: 1 request").await;
    window.read("Waits until the server can be reached").await;
    window.click("button", "^Edit: ").await;
    window.read("which waits in the outbox").await;
    window.holds("smartcard_identifier", &card).await;

    let second = sandbox(port);
    window.press(&[key::ESCAPE]).await;
    window.read("It is sent after you finish editing").await;
    window.press(&[key::CONTROL, 'r']).await;
    window.see("dialog", "Sign in to continue").await;
    window.fill("password", PASSWORD).await;
    window.press(&[key::ENTER]).await;
    window.gone("dialog", "Sign in to continue").await;
    assert_eq!(second.control().posts(operation.path), 0, "leaving the form sends nothing");

    window.click("button", "^Continue editing$").await;
    window.see("form", &format!("^{}$", operation.wording.title)).await;
    window.holds("smartcard_identifier", &card).await;
    window.send(None).await;
    window.state_of(&card, "Completed").await;
    assert_eq!(second.control().posts(operation.path), 1, "one request, however often it was taken out");
    desktop.close().await;
}

#[tokio::test]
async fn a_view_is_filtered_selected_and_restored_from_its_address() {
    let sandbox = sandbox(0);
    let desktop = signed_in("requests-view", &sandbox).await;
    let window = &desktop.window;
    let operation = catalogue::find("conax.reset-pin").expect("it is declared");
    let other = send(window, operation, 4).await;
    window.state_of(&other, "Completed").await;
    let card = send(window, operation, 5).await;
    window.state_of(&card, "Completed").await;

    window.visit("#/requests?mine=true&sort=number").await;
    window.see("row", &other).await;
    window.fill("text", &card).await;
    window.gone("row", &other).await;
    let view = format!("#/requests?text={card}&mine=true&sort=number");
    window.at(&view).await;

    window.tab_to_role("row", &card).await;
    window.press(&[key::SPACE]).await;
    window.read("1 selected").await;
    assert_eq!(window.violations().await, Vec::<String>::new());
    window.press(&[key::ESCAPE]).await;
    window.read("Rows 1 to 1 of 1").await;
    window.press(&[key::ENTER]).await;
    window.read("Timeline").await;

    window.run("window.location.reload()", vec![]).await;
    window.read("Timeline").await;
    window.see("row", &card).await;
    window.gone("row", &other).await;
    desktop.close().await;
}

/// Reads the clipboard from another program.
fn clipboard(desktop: &Desktop) -> String {
    let output = desktop.session.command("xclip").args(["-selection", "clipboard", "-o"]).output();
    String::from_utf8(output.expect("xclip runs").stdout).expect("it is text")
}

#[tokio::test]
async fn copied_text_is_on_the_clipboard_for_other_programs() {
    let sandbox = sandbox(0);
    let mut desktop = signed_in("copying", &sandbox).await;
    let operation = catalogue::find("conax.reset-pin").expect("it is declared");
    let mut cards = Vec::new();
    for household in [4, 5] {
        let card = send(&desktop.window, operation, household).await;
        desktop.window.state_of(&card, "Completed").await;
        cards.push(card);
    }
    let mut marker = desktop.session.command("xclip");
    let file = desktop.session.path("marker");
    std::fs::write(&file, "MARKER").expect("it is written");
    marker.args(["-quiet", "-selection", "clipboard", "-i"]).arg(&file);
    desktop.session.spawn(marker).expect("xclip starts");
    let window = &desktop.window;
    window.until("the marker on the clipboard", async |_| (clipboard(&desktop) == "MARKER").then_some(())).await;

    window.visit("#/requests?mine=true&sort=number").await;
    window.tab_to_role("row", &cards[0]).await;
    window.press(&[key::CONTROL, 'a']).await;
    window.read("2 selected").await;
    window.press(&[key::CONTROL, 'c']).await;
    window.read("2 rows copied").await;
    let rows = clipboard(&desktop);
    assert_eq!(rows.lines().count(), 3, "a heading and two rows: {rows}");
    assert!(cards.iter().all(|card| rows.contains(card.as_str())), "{rows}");

    window.press(&[key::ESCAPE]).await;
    window.press(&[key::ENTER]).await;
    window.read("Timeline").await;
    window.click("button", "^More$").await;
    window.click("menuitem", "^As cURL, without the token$").await;
    window
        .until("the command on the clipboard", async |_| clipboard(&desktop).starts_with("curl ").then_some(()))
        .await;
    assert!(clipboard(&desktop).contains(r#""token":"'"$TOKEN"'""#), "without the token: {}", clipboard(&desktop));

    window.click("button", &format!("^Copy {}$", cards[0])).await;
    window.until("the card on the clipboard", async |_| (clipboard(&desktop) == cards[0]).then_some(())).await;
    desktop.close().await;
}
