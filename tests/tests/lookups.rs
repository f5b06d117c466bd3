//! The real window, by keyboard and scanner: every identifier on a card or a bill can be looked up, and is known
//! afterwards without a network.
#![cfg(target_os = "linux")]

use std::time::Duration;

use acceptance::{desktop::Desktop, recording_proxy::Wire, steps::wired, window::key};
use sandbox::{Options, Sandbox};

const RUN_INTERVAL: Duration = Duration::from_millis(300);

/// A signed-in desk with a network that the test can cut.
async fn signed_in(test: &'static str) -> (Desktop, Sandbox, Wire) {
    wired(test, Options { run_every: RUN_INTERVAL, items: 400, ..Options::default() }).await
}

#[tokio::test]
async fn a_card_looked_up_once_opens_offline() {
    let (desktop, _sandbox, mut wire) = signed_in("look-up").await;
    let window = &desktop.window;
    // Nothing is known about this card yet: Enter asks the server.
    window.search("CARD-7").await;
    window.see("option", "Ask the server for CARD-7").await;
    window.press(&[key::ENTER]).await;
    window.see("option", "^CARD-7|^01900000007").await;
    window.take_a_breath().await;
    window.press(&[key::ENTER]).await;
    window.see("heading", "01900000007|CARD-7").await;
    window.read("Conax card").await;
    window.read("As of").await;

    wire.cut().await;
    window.visit("#/home").await;
    window.see("heading", "^Home$").await;
    // Found in the cache by another of its identifiers.
    window.search("01900000007").await;
    window.see("option", "^(CARD-7|01900000007)[^]*look-up").await;
    window.press(&[key::ENTER]).await;
    window.read("Conax card").await;
    window.read("CARD-7").await;

    // An unknown identifier can still be used as typed, and the page says that the server could not be reached.
    window.search("CARD-8").await;
    window.see("option", "Use CARD-8 as typed").await;
    window.press(&[key::CONTROL, key::ENTER]).await;
    window.see("option", "Use CARD-8 as typed").await;
    window.read("cannot be reached").await;
    desktop.close().await;
}

#[tokio::test]
async fn twelve_digits_suggest_the_first_eleven_and_are_not_cut_silently() {
    let (desktop, _sandbox, _wire) = signed_in("twelve-digits").await;
    let window = &desktop.window;
    window.search("019000000091").await;
    window.see("option", "Use the first 11: 01900000009").await;
    assert_eq!(window.value_of("palette").await, "019000000091", "what was typed stays");
    window.click("option", "Use the first 11").await;
    window.holds("palette", "01900000009").await;
    desktop.close().await;
}

#[tokio::test]
async fn a_cards_page_shows_its_requests_and_starts_the_next_operation() {
    let (desktop, _sandbox, _wire) = signed_in("card-page").await;
    let window = &desktop.window;
    window.visit("#/operations/conax.create-pairing").await;
    window.see("form", "").await;
    window
        .walk(&[
            ("subscription_identifier".to_owned(), "S102".to_owned()),
            ("smartcard_set.0.smartcard_ca_id".to_owned(), "01900000003".to_owned()),
            ("stb_set.0.stb_ca_id".to_owned(), "stb-0000-0003".to_owned()),
        ])
        .await;
    window.send(None).await;
    window.state_of("01900000003", "Completed").await;

    window.visit("#/entities/smartcard/01900000003").await;
    window.see("heading", "01900000003").await;
    window.see("link", "stb-0000-0003").await;
    window.read("As far as we know").await;
    // The key of a job starts the job for this card.
    window.press(&[key::F8]).await;
    window
        .until("the form of a PIN reset opens", async |window| {
            window.route().await.starts_with("#/operations/conax.reset-pin").then_some(())
        })
        .await;
    window.holds("smartcard_identifier", "01900000003").await;

    // A pairing form for that box says which card it is paired with, but can still be sent.
    window.visit("#/operations/conax.create-pairing").await;
    window.see("form", "").await;
    window
        .walk(&[
            ("smartcard_set.0.smartcard_ca_id".to_owned(), "01900000004".to_owned()),
            ("stb_set.0.stb_ca_id".to_owned(), "stb-0000-0003".to_owned()),
        ])
        .await;
    window.read("01900000003").await;
    window.send(None).await;
    window.state_of("01900000004", "Completed").await;
    desktop.close().await;
}

#[tokio::test]
async fn a_scan_goes_to_the_matching_field() {
    let (desktop, sandbox, _wire) = signed_in("scan-routing").await;
    let window = &desktop.window;
    window.visit("#/operations/conax.create-pairing").await;
    window.see("form", "").await;
    window.tab_to("subscription_identifier").await;
    // The box first, with the focus in neither field.
    window.scan("stb-0000-0005").await;
    window.scan("01900000005").await;
    window.holds("stb_set.0.stb_ca_id", "stb-0000-0005").await;
    window.holds("smartcard_set.0.smartcard_ca_id", "01900000005").await;
    assert_eq!(window.value_of("subscription_identifier").await, "", "what was routed elsewhere is taken back");
    assert_eq!(sandbox.control().posts("conax_web_services/provisioning_requests/create_pairing"), 0, "no scan sends");
    desktop.close().await;
}
