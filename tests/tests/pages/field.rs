//! The field mode in the sizes of a small screen, and all of it with more contrast.

use acceptance::{
    drafts,
    window::{Window, key},
};
use crmcom::catalogue::Provider;

use crate::{
    cards::{known_card, signed_in, signed_in_with_more_contrast},
    inspection::{Look, SIZES},
};

const FIELD_SIZES: [(u32, u32); 2] = [(1024, 640), (800, 600)];
/// Long enough to take pictures of held requests.
const HOLD_S: u32 = 60;

/// A pairing from two scans, held until the user sends it.
async fn pair(window: &Window, card: &str, set_top_box: &str) {
    for (tile, code) in [("^Card$", card), ("^Box$", set_top_box)] {
        window.scan(code).await;
        window.see("group", tile).await;
        window.read(code).await;
    }
    window.see("button", "^Send pairing").await;
    window.read("After sending").await;
}

async fn send_now(window: &Window) {
    window.click("button", "^Send pairing").await;
    window.see("button", "^Send now").await;
}

async fn field(look: &mut Look<'_>) {
    let window = look.window;
    look.in_sizes(&FIELD_SIZES);
    window.visit("#/field").await;
    window.read("What you send appears here").await;
    look.at("field-empty").await;
    window.click("button", "Type the card").await;
    window.see("dialog", "").await;
    window.type_keys("019000000091").await;
    window.see("button", "^Use 01900000009").await;
    look.at("field-type").await;
    window.click("button", "^Cancel").await;
    window.gone("dialog", "").await;

    pair(window, "01900000004", "stb-0000-0004").await;
    look.at("field-scanned").await;
    send_now(window).await;
    look.at("field-held").await;
    window.click("button", "^Send now").await;
    window.read("Completed").await;
    look.at("field-completed").await;

    // The box is now part of a pairing, and the card's request stays pending.
    pair(window, &drafts::sentinel_card(Provider::Conax, "0777"), "stb-0000-0004").await;
    window.read("is paired with").await;
    look.at("field-warned").await;
    send_now(window).await;
    window.click("button", "^Send now").await;
    window.read("Pending").await;
    look.at("field-pending").await;

    window.scan("01900000005").await;
    window.read("Scan the box first").await;
    window.click("button", "^Other jobs").await;
    window.see("dialog", "Other jobs").await;
    look.at("field-other-jobs").await;
    window.click("button", "^Set PIN").await;
    window.input("pin").await;
    look.at("field-other-job").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "").await;

    window.click("link", "^Print slip").await;
    window.read("Signature").await;
    look.at("field-slip").await;

    window.visit("#/field/jobs").await;
    window.fill("lines", "01900000006 stb-0000-0006 S105 Papadopoulou, 2nd floor\n019000000077 stb-0000-0007 S106\nstb-0000-0008 01900000008 S107 Swapped\n1,9E+10 stb-0000-0009").await;
    window.click("button", "^Read lines").await;
    window.see("button", "^Add \\d").await;
    look.at("field-jobs-read").await;
    window.click("button", "^Add \\d").await;
    window.see("button", "^Clear done jobs").await;
    window.read("Papadopoulou").await;
    window.read("found").await;
    look.at("field-jobs").await;
    window.click("link", "Papadopoulou").await;
    window.read("Job 1 of").await;
    look.at("field-job").await;
}

#[tokio::test]
async fn field_in_light() {
    let desktop = signed_in("field-light", "light", HOLD_S).await;
    let mut look = Look::new(&desktop.window, "light", &FIELD_SIZES);
    field(&mut look).await;
    look.must_find_nothing().await;
    desktop.close().await;
}

#[tokio::test]
async fn field_in_dark() {
    let desktop = signed_in("field-dark", "dark", HOLD_S).await;
    let mut look = Look::new(&desktop.window, "dark", &FIELD_SIZES);
    field(&mut look).await;
    look.must_find_nothing().await;
    desktop.close().await;
}

#[tokio::test]
async fn field_with_more_contrast() {
    let desktop = signed_in_with_more_contrast("field-contrast", "light", HOLD_S).await;
    let mut look = Look::with_more_contrast(&desktop.window, "light", &FIELD_SIZES).await;
    field(&mut look).await;
    look.must_find_nothing().await;
    desktop.close().await;
}

#[tokio::test]
async fn a_card_with_more_contrast() {
    let desktop = signed_in_with_more_contrast("card-contrast", "dark", 0).await;
    let window = &desktop.window;
    let mut look = Look::with_more_contrast(window, "dark", &SIZES).await;
    known_card(window).await;
    window.visit("#/home").await;
    window.see("heading", "^Home$").await;
    look.at("home").await;
    window.visit("#/entities/smartcard/01900000003").await;
    window.see("link", "stb-0000-0003").await;
    window.read("GOLD").await;
    look.at("card").await;
    look.must_find_nothing().await;
    desktop.close().await;
}
