//! The frame around the page, which only a real window has: its title, its zoom, and the menu of
//! the right mouse button.
#![cfg(target_os = "linux")]

use acceptance::{
    desktop::{Desktop, Launch},
    drafts::{self, Household},
    steps,
    window::{Window, key},
    x_input::{Hand, Key},
    xsettings::TextSize,
};
use crmcom::catalogue;
use sandbox::{PASSWORD, USERNAME};

async fn signed_in(test: &'static str) -> Desktop {
    let mut launch = Launch::new(test);
    launch.settings = steps::preferences("light", 0);
    launch.settings["preferences"]["scanner"] = steps::slow_scanner();
    let desktop = Desktop::start(launch).await;
    desktop.window.sign_in(USERNAME, PASSWORD).await;
    desktop
}

/// Width of the page in its own pixels, of which a larger zoom leaves fewer.
async fn width(window: &Window) -> u64 {
    window.run("return innerWidth", vec![]).await.as_u64().expect("the page has a width")
}

async fn becomes(window: &Window, wanted: u64) {
    let what = format!("the page is {wanted} pixels wide");
    window.until(&what, async |window| (width(window).await.abs_diff(wanted) <= 1).then_some(())).await;
}

#[tokio::test]
async fn the_window_keeps_its_zoom_and_names_its_page() {
    let desktop = signed_in("zoom").await;
    let window = &desktop.window;
    let hand = Hand::on(&desktop.session.display()).expect("there is a keyboard");
    hand.take_the_window().expect("it has the keyboard");
    let title = |page: &str| format!("SANDBOX · Sandbox · {page} · Provisioning Desk");
    window.until("the title names the page", async |_| (hand.title().ok()? == title("Home")).then_some(())).await;

    let whole = width(window).await;
    for _ in 0..2 {
        hand.press(&[Key::Control, Key::Letter('=')]).expect("it is pressed");
    }
    window.read("Zoom 125 %").await;
    becomes(window, whole * 100 / 125).await;
    hand.press(&[Key::Control, Key::Letter('-')]).expect("it is pressed");
    becomes(window, whole * 100 / 110).await;

    let desktop = desktop.restart().await;
    desktop.window.read("Sign in to Sandbox").await;
    becomes(&desktop.window, whole * 100 / 110).await;
    let hand = Hand::on(&desktop.session.display()).expect("there is a keyboard");
    hand.take_the_window().expect("it has the keyboard");
    hand.press(&[Key::Control, Key::Letter('0')]).expect("it is pressed");
    becomes(&desktop.window, whole).await;
    desktop.close().await;
}

#[tokio::test]
async fn the_page_is_as_large_as_the_text_of_the_system() {
    let mut launch = Launch::new("text-size");
    launch.settings = steps::preferences("light", 0);
    let desktop = Desktop::start(launch).await;
    desktop.window.read("Sign in to Sandbox").await;
    let usual = width(&desktop.window).await;
    let mut system = TextSize::on(&desktop.session.display(), 150).expect("the desktop has settings");
    becomes(&desktop.window, usual * 100 / 150).await;
    system.set(125).expect("it is chosen");
    becomes(&desktop.window, usual * 100 / 125).await;
    let desktop = desktop.restart().await;
    desktop.window.read("Sign in to Sandbox").await;
    becomes(&desktop.window, usual * 100 / 125).await;
    let hand = Hand::on(&desktop.session.display()).expect("there is a keyboard");
    hand.take_the_window().expect("it has the keyboard");
    hand.press(&[Key::Control, Key::Letter('=')]).expect("it is pressed");
    desktop.window.read("Zoom 110 %").await;
    becomes(&desktop.window, usual * 10_000 / 125 / 110).await;
    desktop.close().await;
}

#[tokio::test]
async fn a_right_click_on_a_row_opens_its_own_menu_and_no_browsers() {
    let desktop = signed_in("row-menu").await;
    let window = &desktop.window;
    let reset_pin = catalogue::find("conax.reset-pin").expect("it is declared");
    window.visit("#/operations/conax.reset-pin").await;
    window.see("form", reset_pin.wording.title).await;
    window.walk(&drafts::inputs(reset_pin, Household(1))).await;
    window.send(None).await;
    window.visit("#/requests").await;
    window.see("row", "Reset PIN").await;
    let hand = Hand::on(&desktop.session.display()).expect("there is a mouse");
    let middle = "const row = document.querySelector('tbody tr[aria-rowindex=\"2\"]').getBoundingClientRect();
        return [row.x + 200, row.y + row.height / 2]";
    let at = window.run(middle, vec![]).await;
    #[allow(clippy::cast_possible_truncation)] // a pixel of the window
    let at = |which: usize| at[which].as_f64().expect("it is drawn") as i16;
    hand.ask_for_menu((at(0), at(1))).expect("it is pressed");
    window.see("menu", "Actions for this row").await;
    assert_eq!(hand.menus().expect("they are counted"), 0, "the web view shows none of its own");
    window.see("menuitem", "Open card").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("menu", "").await;
    window.see("row", "Reset PIN").await;
    desktop.close().await;
}
