//! Every page in light and in dark: a picture for people to look at, and no findings from axe-core.
#![cfg(target_os = "linux")]

use acceptance::{
    desktop::{Desktop, Launch},
    drafts::{self, Household},
    steps,
    window::key,
};
use crmcom::catalogue::{self, OPERATIONS, Provider};

mod cards;
mod dialogs;
mod field;
mod inspection;
mod lists;
mod moved_connection;

use inspection::{Look, SIZES};

async fn every_page(theme: &'static str, test: &'static str) {
    let mut launch = Launch::new(test);
    launch.settings = steps::preferences(theme, 0);
    launch.arguments = ["--sandbox-run-every", "300", "--sandbox-rejected", "400"].map(str::to_owned).into();
    let desktop = Desktop::start(launch).await;
    let window = &desktop.window;
    let mut look = Look::new(window, theme, &SIZES);

    window.see("button", "^Sign in").await;
    look.at("sign-in").await;
    window.type_sign_in(sandbox::USERNAME, "wrong").await;
    window.press(&[key::ENTER]).await;
    window.invalid("password", "Not accepted. Check what you typed").await;
    look.at("sign-in-refused").await;
    window.sign_in(sandbox::USERNAME, sandbox::PASSWORD).await;

    let pairing = catalogue::find("conax.create-pairing").expect("it is declared");
    let rejected = drafts::sentinel_card(Provider::Conax, "0666");
    for card in ["01900000002", &rejected] {
        window.visit(&format!("#/operations/{}", pairing.id)).await;
        window.see("form", pairing.wording.title).await;
        window.walk(&drafts::inputs_for_card(pairing, Household(2), card)).await;
        window.send(None).await;
        window.state_of(card, if card == rejected { "Rejected" } else { "Completed" }).await;
    }
    look.at("requests").await;
    window.tab_to_role("row", &rejected).await;
    window.press(&[key::ENTER]).await;
    window.read("Rejected by the CA system").await;
    look.at("request-rejected").await;

    let lost = drafts::sentinel_card(Provider::Conax, "0503");
    window.visit("#/operations/conax.reset-pin").await;
    let reset_pin = catalogue::find("conax.reset-pin").expect("it is declared");
    window.see("form", reset_pin.wording.title).await;
    window.walk(&drafts::inputs_for_card(reset_pin, Household(3), &lost)).await;
    window.send(None).await;
    window.state_of(&lost, "Unknown").await;
    window.click("cell", &lost).await;
    window.read("Checks").await;
    look.at("request-unknown").await;
    window.visit("#/requests").await;
    window.see("row", "Completed").await;
    window.tab_to_role("row", "Unknown").await;
    window.press(&[key::SPACE]).await;
    window.press(&[key::DOWN]).await;
    window.press(&[key::SPACE]).await;
    window.read("2 selected").await;
    look.at("requests-all").await;
    window.press(&[key::ESCAPE]).await;
    window.tab_to_role("row", &rejected).await;
    window.press(&[key::ENTER]).await;
    window.see("complementary", "Rejected").await;
    look.at("requests-open").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("complementary", "Rejected").await;
    window.press(&[key::CONTROL, 'o']).await;
    window.see("dialog", "Outbox").await;
    look.at("outbox").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "Outbox").await;

    records(&mut look).await;
    window.visit("#/home").await;
    window.read("Your requests today").await;
    window.see("heading", "^Home$").await;
    look.at("home").await;
    window.press(&[key::CONTROL, 'k']).await;
    window.until("the palette has the focus", async |window| (window.focused().await == "palette").then_some(())).await;
    window.read("Create pairing").await;
    look.at("palette").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "").await;

    for operation in OPERATIONS {
        window.visit(&format!("#/operations/{}", operation.id)).await;
        window.see("form", &format!("^{}$", operation.wording.title)).await;
        look.at(&format!("form-{}", operation.id)).await;
    }
    let unpair = catalogue::find("nagra.unpair").expect("it is declared");
    window.visit(&format!("#/operations/{}", unpair.id)).await;
    window.see("form", unpair.wording.title).await;
    window.walk(&drafts::inputs(unpair, Household(3))).await;
    window.press(&[key::CONTROL, key::ENTER]).await;
    window.see("dialog", "Unpair").await;
    look.at("unpair-question").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "Unpair").await;

    window.visit("#/operations/conax.set-pin").await;
    window.see("form", "Set PIN").await;
    window.press(&[key::CONTROL, key::ENTER]).await;
    window.invalid("pin", "Fill in “New PIN”").await;
    look.at("form-with-faults").await;

    window.visit("#/settings").await;
    window.see("heading", "^Settings$").await;
    look.at("settings").await;

    what_was_rejected(&mut look).await;
    retries(&mut look).await;

    look.must_find_nothing().await;
    desktop.close().await;
}

/// The pages of acts and of sheets.
async fn records(look: &mut Look<'_>) {
    let window = look.window;
    window.visit("#/history").await;
    window.see("row", "Completed").await;
    window.see("row", "Unknown").await;
    look.at("history").await;
    window.visit("#/bulk").await;
    window.see("button", "Choose a file").await;
    window.see("heading", "^Bulk$").await;
    look.at("bulk").await;
}

/// The supervisors' pages, and the knowledge about causes.
async fn what_was_rejected(look: &mut Look<'_>) {
    let window = look.window;
    window.visit("#/rejected").await;
    window.see("option", "Conax logged CRM.COM out").await;
    window.see("button", "^Retry all").await;
    look.at("rejected").await;
    window.click("option", "CLIENT_NOT_FOUND").await;
    window.see("button", "Why grouped").await;
    for (button, dialog, page) in [
        ("Why grouped", "Why these have one cause", "rejected-why"),
        ("^Edit$", "About this cause", "rejected-knowledge"),
        ("^Dismiss", "Dismiss", "rejected-dismiss"),
        ("^Snooze$", "Snooze", "rejected-snooze"),
    ] {
        window.click("button", button).await;
        window.see("dialog", dialog).await;
        look.at(page).await;
        window.press(&[key::ESCAPE]).await;
        window.gone("dialog", "").await;
    }
    window.click("option", "CLIENT_NOT_FOUND").await;
    window.press(&[key::ENTER]).await;
    window.press(&[key::ENTER]).await;
    window.see("complementary", "Request").await;
    window.read("Answer of Conax").await;
    look.at("rejected-request").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("complementary", "Request").await;

    window.click("button", "^Overview$").await;
    window.see("region", "Overview").await;
    window.see("button", "under 1 h: ").await;
    look.at("rejected-overview").await;
    window.tab_to_role("radio", "Charts").await;
    window.press(&[key::RIGHT]).await;
    window.see("table", "Open, by age").await;
    look.at("rejected-overview-tables").await;
    window.click("button", "^Overview$").await;
    window.gone("region", "Overview").await;

    window.visit("#/handover").await;
    window.read("Assignments").await;
    look.at("handover").await;
}

/// From the dry run to the paused retries, and the forms for retrying one request with changes.
async fn retries(look: &mut Look<'_>) {
    let window = look.window;
    window.visit("#/rejected").await;
    window.click("option", "CLIENT_NOT_FOUND").await;
    window.click("button", "^Retry all").await;
    window.see("region", "Requests left out").await;
    look.at("retry-left-out").await;
    window.click("button", "^Cancel$").await;
    window.gone("dialog", "").await;

    window.click("option", "logged CRM.COM out").await;
    window.click("button", "^Reset PIN \\d").await;
    window.click("button", "^Retry all").await;
    window.see("button", "^Send ").await;
    look.at("retry-dry-run").await;
    window.click("button", "^Send ").await;
    window.read("sent: ").await;
    look.at("retry-finished").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "").await;
    window.see("region", "^Retries$").await;
    look.at("rejected-retries").await;

    // In the small window, the pane covers the row's other buttons.
    window.resize(SIZES[0].0, SIZES[0].1).await;
    window.visit("#/rejected").await;
    window.click("option", "logged CRM.COM out").await;
    window.press(&[key::ENTER]).await;
    window.press(&[key::ENTER]).await;
    window.see("complementary", "Request").await;
    window.click("button", "^Retry with changes$").await;
    window.input("subscription_identifier").await;
    window.read("linked to it").await;
    look.at("retry-with-changes").await;
}

#[tokio::test]
async fn every_page_in_light() {
    every_page("light", "pages-light").await;
}

#[tokio::test]
async fn every_page_in_dark() {
    every_page("dark", "pages-dark").await;
}
