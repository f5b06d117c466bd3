//! The tour in the real window, walked by the keyboard alone from the first start to a completed pairing.
#![cfg(target_os = "linux")]

use std::fs;

use acceptance::{
    desktop::{Desktop, Launch},
    paths, steps,
    window::key,
};
use serde_json::Value;

#[tokio::test]
async fn the_tour_leads_from_the_first_start_to_a_completed_pairing() {
    let mut launch = Launch::new("tour");
    launch.settings = steps::preferences("light", 1);
    launch.arguments = ["--sandbox-run-every", "300"].map(str::to_owned).into();
    let desktop = Desktop::start(launch).await;
    let window = &desktop.window;
    let pictures = paths::target().join("screenshots");
    window.tab_to_role("button", "^Start the tour$").await;
    window.press(&[key::ENTER]).await;
    window.read("Tour, step 1 of 7").await;
    window.tab_to_role("button", "^Fill in$").await;
    window.press(&[key::ENTER]).await;
    window.tab_to_role("button", "^Sign in").await;
    window.press(&[key::ENTER]).await;

    window.read("Tour, step 2 of 7").await;
    window.press(&[key::F2]).await;
    window.read("Tour, step 3 of 7").await;
    window
        .until("the card is asked for", async |window| window.focused().await.contains("smartcard").then_some(()))
        .await;
    window.type_keys("01900000001").await;
    window.press(&[key::ENTER]).await;
    window.read("Tour, step 4 of 7").await;
    window.until("the box is asked for", async |window| window.focused().await.contains("stb").then_some(())).await;
    window.save_picture(&pictures.join("tour-step.png")).await;
    window.type_keys("stb-0000-0001").await;
    window.read("Tour, step 5 of 7").await;
    window.press(&[key::CONTROL, key::ENTER]).await;
    window.read("Tour, step 7 of 7").await;
    window.read("Completed").await;
    let violations = window.violations().await;
    assert!(violations.is_empty(), "{violations:?}");
    window.save_picture(&pictures.join("tour-end.png")).await;
    let route = window.route().await;
    window.press(&[key::ESCAPE]).await;
    window.gone("region", "^Tour$").await;
    assert_eq!(window.route().await, route, "Esc closes the tour, and leaves the form open");
    let saved = window
        .until("the tour is not offered again", async |_| {
            let text = fs::read(desktop.data().join("settings.json")).ok()?;
            let settings: Value = serde_json::from_slice(&text).ok()?;
            (settings["preferences"]["tourSeen"] == true).then_some(true)
        })
        .await;
    assert!(saved);
    desktop.close().await;
}
