//! The household of a card in the real window, by the keyboard: services are ticked, the difference is read as requests,
//! and they leave one after the other.
#![cfg(target_os = "linux")]

use std::time::Duration;

use acceptance::{
    desktop::Desktop,
    paths,
    recording_proxy::Wire,
    steps::wired,
    window::{Window, key},
};
use sandbox::{Chaos, Options, Sandbox};

const RUN_INTERVAL: Duration = Duration::from_millis(300);
const CARD: &str = "01900000003";

async fn signed_in(test: &'static str) -> (Desktop, Sandbox, Wire) {
    wired(test, Options { run_every: RUN_INTERVAL, ..Options::default() }).await
}

/// Opens the page of a card that has one service, by its number.
async fn open_card(window: &Window) {
    window.visit("#/operations/conax.add-service").await;
    window.see("form", "").await;
    let inputs = [("smartcard_identifier", CARD), ("service_identifier", "GOLD"), ("subscription_identifier", "S102")];
    window.walk(&inputs.map(|(input, typed)| (input.to_owned(), typed.to_owned()))).await;
    window.send(None).await;
    window.state_of(CARD, "Completed").await;

    window.search(CARD).await;
    window.see("option", CARD).await;
    window.press(&[key::ENTER]).await;
    focus_on_tick(window, "Gold").await;
}

/// Waits until a tick has the focus.
async fn focus_on_tick(window: &Window, name: &str) {
    const FOCUS_SCRIPT: &str = "
        const active = document.activeElement;
        return active?.getAttribute('role') === 'checkbox' && new RegExp(arguments[0], 'i').test(active.textContent);";
    window.see("checkbox", name).await;
    window
        .until(&format!("the focus is on the tick “{name}”"), async |window| {
            (window.run(FOCUS_SCRIPT, vec![name.into()]).await == true).then_some(())
        })
        .await;
}

/// Moves to a service by the first letter of its name, and presses its tick.
async fn press_tick(window: &Window, name: &str) {
    window.see("checkbox", name).await;
    window.press(&[name.chars().next().expect("it has a letter").to_ascii_lowercase()]).await;
    focus_on_tick(window, name).await;
    window.press(&[key::SPACE]).await;
}

async fn send_difference(window: &Window, requests: u32) {
    window.press(&[key::CONTROL, key::ENTER]).await;
    window.see("dialog", "").await;
    window.see("button", &format!("Send {requests} request")).await;
    window.press(&[key::CONTROL, key::ENTER]).await;
    window.gone("dialog", "").await;
}

#[tokio::test]
async fn ticked_services_are_sent_one_after_the_other() {
    let (desktop, _sandbox, _wire) = signed_in("household-ticks").await;
    let window = &desktop.window;
    open_card(window).await;
    window.press(&[key::SPACE]).await;
    press_tick(window, "Sport").await;
    window.read("2 changes, not sent yet").await;
    send_difference(window, 2).await;
    window.read("All 2 requests are completed").await;
    for (name, checked) in [("Gold", "false"), ("Sport", "true")] {
        window
            .until(&format!("{name} is {checked}"), async |window| {
                let tick = window.see("checkbox", name).await;
                (tick.attr("aria-checked").await.ok().flatten().as_deref() == Some(checked)).then_some(())
            })
            .await;
    }
    desktop.close().await;
}

#[tokio::test]
async fn a_rejection_halts_the_rest_and_asks() {
    let (desktop, sandbox, _wire) = signed_in("household-halt").await;
    let window = &desktop.window;
    open_card(window).await;
    sandbox.control().set_chaos(Chaos { reject: 100, ..Chaos::default() });
    press_tick(window, "Sport").await;
    press_tick(window, "Kids").await;
    send_difference(window, 2).await;
    window.read("Halted: 0 of 2 completed").await;
    window.see("button", "Send the rest").await;
    for (width, height) in [(1024, 640), (1280, 800)] {
        window.resize(width, height).await;
        window.see("list", "Requests in the order of sending").await;
        window.save_picture(&paths::target().join(format!("screenshots/household-halted-{width}.png"))).await;
    }
    window.click("button", "Drop the rest").await;
    window.read("Ended: 0 of 2 completed").await;
    desktop.close().await;
}
