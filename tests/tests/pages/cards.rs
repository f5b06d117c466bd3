//! Looking up cards and boxes, their pages, and the forms that show known facts about them.

use acceptance::{
    desktop::{Desktop, Launch},
    steps,
    window::{Window, key},
};

use crate::inspection::{Look, SIZES};

/// The built-in sandbox with more households than usual.
fn launch(test: &'static str, theme: &str, hold_seconds: u32) -> Launch {
    let mut launch = Launch::new(test);
    launch.settings = steps::preferences(theme, hold_seconds);
    launch.settings["preferences"]["scanner"] = steps::slow_scanner();
    launch.arguments = ["--sandbox-run-every", "300", "--sandbox-items", "400"].map(str::to_owned).into();
    launch
}

async fn open(launch: Launch) -> Desktop {
    let desktop = Desktop::start(launch).await;
    desktop.window.sign_in(sandbox::USERNAME, sandbox::PASSWORD).await;
    desktop
}

pub async fn signed_in(test: &'static str, theme: &str, hold_seconds: u32) -> Desktop {
    open(launch(test, theme, hold_seconds)).await
}

/// On a desktop with a high-contrast theme.
pub async fn signed_in_with_more_contrast(test: &'static str, theme: &str, hold_seconds: u32) -> Desktop {
    open(Launch { toolkit: "gtk-theme-name=HighContrast", ..launch(test, theme, hold_seconds) }).await
}

async fn close_search(window: &Window) {
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "").await;
}

async fn send_form(window: &Window, operation: &str, inputs: &[(&str, &str)]) {
    fill_form(window, operation, inputs).await;
    window.send(None).await;
}

async fn fill_form(window: &Window, operation: &str, inputs: &[(&str, &str)]) {
    window.visit(&format!("#/operations/{operation}")).await;
    window.see("form", "").await;
    let inputs: Vec<_> = inputs.iter().map(|(input, typed)| ((*input).to_owned(), (*typed).to_owned())).collect();
    window.walk(&inputs).await;
}

/// A paired card with a service, known from a look-up and from the desk's own requests.
pub async fn known_card(window: &Window) {
    let card = "01900000003";
    let pairing = [
        ("subscription_identifier", "S102"),
        ("smartcard_set.0.smartcard_ca_id", card),
        ("stb_set.0.stb_ca_id", "stb-0000-0003"),
    ];
    send_form(window, "conax.create-pairing", &pairing).await;
    window.state_of(card, "Completed").await;
    let service = [("smartcard_identifier", card), ("service_identifier", "GOLD"), ("subscription_identifier", "S102")];
    send_form(window, "conax.add-service", &service).await;
    window.state_of(card, "Completed[^]*Add").await;
}

async fn cards(look: &mut Look<'_>) {
    let window = look.window;
    window.visit("#/entities").await;
    window.read("No cards or boxes yet").await;
    look.at("entities-empty").await;

    known_card(window).await;
    window.search("CARD-7").await;
    window.see("option", "Ask the server for CARD-7").await;
    window.see("option", "Use CARD-7 as typed").await;
    look.at("palette-as-typed").await;
    window.press(&[key::ENTER]).await;
    window.see("option", "^CARD-7|^01900000007").await;
    look.at("palette-answer").await;
    window.press(&[key::ENTER]).await;
    window.see("heading", "01900000007|CARD-7").await;
    window.search("019000").await;
    window.see("option", "^(CARD-7|01900000007)[^]*look-up").await;
    look.at("palette-hits").await;
    for asked in ["S102", "CARD-9", "STB0000003"] {
        let before = window.route().await;
        window.search(asked).await;
        window.press(&[key::CONTROL, key::ENTER]).await;
        window.gone("option", "Ask(ing)? the server").await;
        window.press(&[key::ENTER]).await;
        window
            .until("its page opens", async |window| {
                let route = window.route().await;
                (route.starts_with("#/entities/") && route != before).then_some(())
            })
            .await;
    }
    window.visit("#/entities").await;
    window.see("heading", "Cards and boxes").await;
    window.read("01900000009").await;
    look.at("entities").await;
    window.visit("#/home").await;
    window.read("Recent cards").await;
    window.see("link", "01900000009").await;
    look.at("home-recent-cards").await;

    window.visit("#/entities/smartcard/01900000003").await;
    window.see("link", "stb-0000-0003").await;
    window.read("GOLD").await;
    look.at("card").await;
    household(look).await;
    window.visit("#/entities/subscription/S102").await;
    window.see("heading", "S102").await;
    window.read("Holder").await;
    look.at("subscription").await;
    window.visit("#/entities/item/77777777").await;
    window.read("server has no entry for this number").await;
    look.at("card-unknown").await;

    let with_warning = [
        ("subscription_identifier", "S103"),
        ("smartcard_set.0.smartcard_ca_id", "01900000004"),
        ("stb_set.0.stb_ca_id", "stb-0000-0003"),
    ];
    fill_form(window, "conax.create-pairing", &with_warning).await;
    window.read("Found").await;
    window.see("list", "^Set-top boxes$").await;
    look.at("form-pairing-preview").await;

    let card = [("smartcard_identifier", "01900000003")];
    fill_form(window, "conax.add-service", &card).await;
    window.tab_to("service_identifier").await;
    window.press(&[key::DOWN]).await;
    window.read("List of").await;
    window.see("option", "").await;
    look.at("form-services-list").await;

    // The sandbox never answers for a card with this ending.
    window.search("01900000408").await;
    window.press(&[key::CONTROL, key::ENTER]).await;
    window.see("option", "Asking the server for 01900000408").await;
    look.at("palette-asking").await;
    window.press(&[key::ESCAPE]).await;
    window.see("option", "Ask the server for 01900000408").await;
    close_search(window).await;
    // This card is answered as by a proxy in front of the server.
    window.search("01900000503").await;
    window.press(&[key::CONTROL, key::ENTER]).await;
    window.read("This answer is not from CRM.COM").await;
    look.at("palette-no-answer").await;
    close_search(window).await;

    // Only with the keyboard: the focused element shows that it is focused.
    window.visit("#/entities").await;
    window.see("heading", "Cards and boxes").await;
    window.tab_to_role("link", "\\d{3}").await;
    window.press(&[key::DOWN]).await;
    look.at("entities-focus").await;

    window.visit("#/settings").await;
    window.see("heading", "^Settings$").await;
    window.fill("look_ups_kept", "50").await;
    window.invalid("look_ups_kept", "At least 100").await;
    for (section, picture) in [("^Scanner", "scanner"), ("^Look-ups", "look-ups"), ("^Cards and boxes", "rules")] {
        window.see("heading", section).await;
        let shown = "const name = new RegExp(arguments[0], 'i');
            [...document.querySelectorAll('main h2')].find(one => name.test(one.textContent)).scrollIntoView()";
        window.run(shown, vec![section.into()]).await;
        look.at(&format!("settings-{picture}")).await;
    }
}

/// The changes of a household before they are sent, and the replacement of its card.
async fn household(look: &mut Look<'_>) {
    let window = look.window;
    for service in ["Gold", "Sport"] {
        window.click("checkbox", service).await;
    }
    window.read("2 changes").await;
    look.at("card-changed").await;
    window.press(&[key::CONTROL, key::ENTER]).await;
    window.see("button", "Send 2 requests").await;
    look.at("card-review").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "").await;
    window.press(&[key::ESCAPE]).await;
    window.read("Changes cleared").await;
    window.press(&[key::ALT, 'x']).await;
    window.see("dialog", "").await;
    window.fill("new", "01900000009").await;
    window.see("button", "Send \\d requests").await;
    look.at("card-replace").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "").await;
}

#[tokio::test]
async fn cards_in_light() {
    let desktop = signed_in("cards-light", "light", 0).await;
    let mut look = Look::new(&desktop.window, "light", &SIZES);
    cards(&mut look).await;
    look.must_find_nothing().await;
    desktop.close().await;
}

#[tokio::test]
async fn cards_in_dark() {
    let desktop = signed_in("cards-dark", "dark", 0).await;
    let mut look = Look::new(&desktop.window, "dark", &SIZES);
    cards(&mut look).await;
    look.must_find_nothing().await;
    desktop.close().await;
}
