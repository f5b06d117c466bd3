//! Requests that wait for the user's decision because their connection now leads to another server.

use std::{fs, path::Path, time::Duration};

use acceptance::{
    desktop::{Desktop, Launch},
    drafts::{self, Household},
    steps,
    window::{Window, key},
};
use crmcom::catalogue;
use sandbox::{Options, Sandbox};
use serde_json::Value;

use super::inspection::{Look, SIZES};

const LONG_ADDRESS: &str = "https://crm-provisioning-old.north.cable-operator.example:8443/webapi";
const CARDS: [&str; 2] = ["01900000002", "01900000003"];

fn server() -> Sandbox {
    Sandbox::start(Options { run_every: Duration::ZERO, ..Options::default() }).expect("it starts")
}

/// Another user moves the connection, as an administrator does.
fn lead_to(url: &str, data: &Path) {
    let path = data.join("settings.json");
    let mut settings: Value = serde_json::from_slice(&fs::read(&path).expect("settings")).expect("JSON");
    settings["connections"][0]["server_url"] = url.into();
    fs::write(path, settings.to_string()).expect("settings");
}

/// Gives the server that the requests were made for a long name, as operators do.
fn name_at_length(url: &str, data: &Path) {
    let journal = rusqlite::Connection::open(data.join("journal.db")).expect("it opens");
    let named =
        journal.execute("UPDATE tenant SET origin = ?2 WHERE origin = ?1", [url, LONG_ADDRESS]).expect("it is named");
    assert_eq!(named, 1);
}

async fn sees_outbox(window: &Window) {
    window.press(&[key::CONTROL, 'o']).await;
    window.see("dialog", "Outbox").await;
}

async fn doubts(theme: &'static str, test: &'static str) {
    let (old, new) = (server(), server());
    let seeded = old.control().record().len();
    let mut launch = Launch::new(test);
    launch.settings = steps::settings(old.url(), "R11", 60);
    launch.settings["preferences"]["theme"] = theme.into();
    let desktop = Desktop::start(launch).await;
    desktop.window.sign_in(sandbox::USERNAME, sandbox::PASSWORD).await;
    let pairing = catalogue::find("conax.create-pairing").expect("it is declared");
    for card in CARDS {
        desktop.window.visit(&format!("#/operations/{}", pairing.id)).await;
        desktop.window.see("form", pairing.wording.title).await;
        desktop.window.walk(&drafts::inputs_for_card(pairing, Household(2), card)).await;
        desktop.window.send(None).await;
        desktop.window.state_of(card, "Held").await;
    }
    let moves = |data: &Path| {
        name_at_length(old.url(), data);
        lead_to(new.url(), data);
    };
    let desktop = desktop.restart_after(moves).await;
    let window = &desktop.window;
    let mut look = Look::new(window, theme, &SIZES);
    window.read("leads to another server").await;
    window.see("button", "^Sign in").await;
    look.at("moved-sign-in").await;
    window.sign_in(sandbox::USERNAME, sandbox::PASSWORD).await;
    window.visit("#/requests").await;
    window.see("row", CARDS[0]).await;
    look.at("moved-requests").await;
    sees_outbox(window).await;
    window.see("button", &format!("Send: .*{}", CARDS[0])).await;
    window.read("Made for").await;
    look.at("moved-outbox").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "Outbox").await;
    window.click("cell", CARDS[0]).await;
    window.read("Made for").await;
    look.at("moved-request").await;
    assert!(made(&new, seeded).is_empty(), "nobody said a word yet");

    sees_outbox(window).await;
    window.click("button", &format!("Send: .*{}", CARDS[0])).await;
    window.gone("button", &format!("Send: .*{}", CARDS[0])).await;
    window
        .until("it is sent there", async |_| made(&new, seeded).iter().any(|card| card == CARDS[0]).then_some(()))
        .await;
    assert!(made(&old, seeded).is_empty());
    look.must_find_nothing().await;
    desktop.close().await;
}

/// Cards of the requests that a server has in addition to its seed.
fn made(server: &Sandbox, seeded: usize) -> Vec<String> {
    server.control().record().into_iter().skip(seeded).flat_map(|made| made.cards).collect()
}

#[tokio::test]
async fn rows_that_wait_for_a_decision_in_light() {
    doubts("light", "doubts_light").await;
}

#[tokio::test]
async fn rows_that_wait_for_a_decision_in_dark() {
    doubts("dark", "doubts_dark").await;
}
