//! The number of keys that the most frequent jobs need besides the typed numbers, counted with keys of the X server in the
//! real window.
#![cfg(target_os = "linux")]

use std::time::Duration;

use acceptance::{
    desktop::{Desktop, Launch},
    second_desk::{self, pairing_number, send_to_be_rejected},
    steps::{CONNECTION, settings, slow_scanner},
    window::Window,
    x_input::{Hand, Key},
};
use sandbox::{Chaos, Options, PASSWORD, Sandbox, USERNAME};
use serde_json::{Value, json};
use tempfile::TempDir;

const RUN_INTERVAL: Duration = Duration::from_millis(300);
/// Longer than a scanner's pause, so that a key is a person's.
const KEY_PAUSE: Duration = Duration::from_millis(300);
/// A person's answer to a scan comes later than 500 ms.
const ANSWER_PAUSE: Duration = Duration::from_millis(700);
const CARD: &str = "01900000001";
const PAIRING: &str = "conax_web_services/provisioning_requests/create_pairing";
const ADD_SERVICE: &str = "conax_web_services/provisioning_requests/add_subscriptions";
/// Requests of the biggest outage.
const OUTAGE: usize = 40;
const RESET_PIN: &str = "conax_web_services/provisioning_requests/reset_pin_to_default_value";

fn sandbox() -> Sandbox {
    Sandbox::start(Options { run_every: RUN_INTERVAL, ..Options::default() }).expect("the sandbox starts")
}

/// A person at the desk whose keys are counted.
struct Person {
    desktop: Desktop,
    hand: Hand,
    sandbox: Sandbox,
    keys: usize,
}

impl Person {
    async fn start(test: &'static str) -> Self {
        Self::at(sandbox(), test, settings).await
    }

    /// The keys of a scanner count as one. A busy machine may deliver them late.
    async fn with_scanner(test: &'static str) -> Self {
        let slow = |url: &str, release: &str, hold: u32| {
            let mut settings = settings(url, release, hold);
            settings["preferences"]["scanner"] = slow_scanner();
            settings
        };
        Self::at(sandbox(), test, slow).await
    }

    /// At a desk that has read the rejections of an outage.
    async fn after_an_outage(test: &'static str) -> Self {
        let sandbox = sandbox();
        let directory = TempDir::new().expect("a directory");
        std::fs::write(directory.path().join("settings.json"), settings(sandbox.url(), "R11", 0).to_string())
            .expect("it is written");
        let other = second_desk::open(directory.path()).await;
        sandbox.control().set_chaos(Chaos { reject: 100, ..Chaos::default() });
        send_to_be_rejected(&other, &sandbox, (0..OUTAGE).map(pairing_number).collect()).await;
        sandbox.control().set_chaos(Chaos::default());
        other.shutdown().await;
        let person = Self::at(sandbox, test, settings).await;
        // The chosen cause stays when others are read, so all of them are there before the page opens.
        person.window().see("link", "Rejected[^]*4[0-9]").await;
        person
    }

    async fn at(sandbox: Sandbox, test: &'static str, settings: impl Fn(&str, &str, u32) -> Value) -> Self {
        let mut launch = Launch::new(test);
        launch.settings = settings(sandbox.url(), "R11", 0);
        let desktop = Desktop::start(launch).await;
        desktop.window.sign_in(USERNAME, PASSWORD).await;
        let hand = Hand::on(&desktop.session.display()).expect("the display is there");
        hand.take_the_window().expect("the window takes the keys");
        Self { desktop, hand, sandbox, keys: 0 }
    }

    fn window(&self) -> &Window {
        &self.desktop.window
    }

    async fn press(&mut self, keys: &[Key]) {
        self.hand.press(keys).expect("the keys are pressed");
        self.keys += 1;
        tokio::time::sleep(KEY_PAUSE).await;
    }

    async fn scan(&mut self, code: &str, enters: usize) {
        self.hand.scan(code, enters).expect("the code is scanned");
        self.keys += 1;
        self.window().read(code).await;
    }

    /// Types a number or the beginning of a name, which are not counted.
    async fn type_text(&self, text: &str) {
        self.hand.type_text(text).expect("the text is typed");
        tokio::time::sleep(KEY_PAUSE).await;
    }

    async fn focus_is(&self, what: &str, script: &str) {
        self.window().until(what, async |window| (window.run(script, vec![]).await == true).then_some(())).await;
    }

    async fn focus_on_input(&self, name: &str) {
        self.focus_is(
            &format!("the focus is on the input {name}"),
            &format!("return document.activeElement?.name === '{name}'"),
        )
        .await;
    }

    async fn sent(&self, path: &str, times: usize) {
        self.window()
            .until(&format!("{path} was sent"), async |_| (self.sandbox.control().posts(path) == times).then_some(()))
            .await;
    }

    async fn end(self) {
        self.desktop.close().await;
    }
}

const ENTER: [Key; 1] = [Key::Enter];
const SEND: [Key; 2] = [Key::Control, Key::Enter];
const REJECTED_PAGE: [Key; 2] = [Key::Alt, Key::Letter('3')];

#[tokio::test]
async fn a_pairing_in_the_field_takes_two_scans_and_an_enter() {
    let mut person = Person::with_scanner("keystrokes-pair").await;
    person.window().visit("#/field").await;
    person.window().see("heading", "^Field mode$").await;
    // Each scan ends with two Enters; none of them sends.
    person.scan("stb-0000-0006", 2).await;
    person.scan("01900000006", 2).await;
    person
        .focus_is(
            "the button that sends has the focus",
            "const one = document.activeElement;
            return one.getAttribute('aria-keyshortcuts') === 'Enter' && !one.hasAttribute('aria-disabled')",
        )
        .await;
    tokio::time::sleep(ANSWER_PAUSE).await;
    assert_eq!(person.sandbox.control().posts(PAIRING), 0, "the Enters of a scanner send nothing");
    person.press(&ENTER).await;
    person.sent(PAIRING, 1).await;
    assert_eq!(person.keys, 3);
    person
        .focus_is(
            "the focus is on the next pairing, not on a button without effect",
            "return document.activeElement?.matches('section[aria-label]') === true",
        )
        .await;
    person.end().await;
}

#[tokio::test]
async fn a_typed_number_in_the_field_needs_no_click() {
    let mut person = Person::start("keystrokes-typed").await;
    person.window().visit("#/field").await;
    person.window().see("heading", "^Field mode$").await;
    person.type_text("01900000007").await;
    person.press(&ENTER).await;
    person.type_text("stb-0000-0007").await;
    person.press(&ENTER).await;
    person.window().read("stb-0000-0007").await;
    tokio::time::sleep(ANSWER_PAUSE).await;
    person.press(&ENTER).await;
    person.sent(PAIRING, 1).await;
    person.end().await;
}

#[tokio::test]
async fn a_pin_is_reset_by_three_keys_at_most() {
    let mut person = Person::start("keystrokes-pin").await;
    person.press(&[Key::Function(8)]).await;
    person.focus_on_input("smartcard_identifier").await;
    person.type_text(CARD).await;
    person.window().holds("subscription_identifier", "S100").await;
    person.press(&SEND).await;
    person.sent(RESET_PIN, 1).await;
    assert!(person.keys <= 3, "{} keys", person.keys);
    person.end().await;
}

#[tokio::test]
async fn a_service_is_added_by_two_letters_of_its_name_and_four_keys() {
    let listed = |url: &str, release: &str, hold: u32| {
        let mut settings = settings(url, release, hold);
        settings["rules"] = json!({ CONNECTION: { "serviceType": "SERVICES" } });
        settings
    };
    let mut person = Person::at(sandbox(), "keystrokes-service", listed).await;
    person.press(&[Key::Function(4)]).await;
    person.focus_on_input("smartcard_identifier").await;
    person.type_text(CARD).await;
    person.window().holds("subscription_identifier", "S100").await;
    person.press(&ENTER).await;
    person.focus_on_input("service_identifier").await;
    person.type_text("go").await;
    person.window().see("option", "Gold").await;
    person.press(&ENTER).await;
    person.window().holds("service_identifier", "GOLD").await;
    person.press(&SEND).await;
    person.sent(ADD_SERVICE, 1).await;
    assert_eq!(person.keys, 4);
    person.end().await;
}

#[tokio::test]
async fn the_cause_of_the_biggest_group_is_one_key_away() {
    let mut person = Person::after_an_outage("keystrokes-cause").await;
    person.press(&REJECTED_PAGE).await;
    person.window().has_focus("listbox", "^Causes$").await;
    person
        .focus_is(
            "the biggest group is the active one, and its cause has a heading",
            "const active = document.getElementById(document.activeElement?.getAttribute('aria-activedescendant'));
            const name = active?.querySelector('b')?.textContent;
            return active?.getAttribute('aria-posinset') === '1' && active.textContent.startsWith('40') &&
                [...document.querySelectorAll('h2')].some((heading) => heading.textContent === name)",
        )
        .await;
    assert_eq!(person.keys, 1);
    person.end().await;
}

#[tokio::test]
async fn one_rejected_request_is_retried_by_four_keys() {
    let mut person = Person::after_an_outage("keystrokes-retry-one").await;
    let posts = person.sandbox.control().posts(PAIRING);
    person.press(&REJECTED_PAGE).await;
    person.window().has_focus("listbox", "^Causes$").await;
    person.press(&ENTER).await;
    person.window().has_focus("row", "").await;
    person.press(&SEND).await;
    person.window().has_focus("button", "^Send 1$").await;
    person.press(&ENTER).await;
    person.sent(PAIRING, posts + 1).await;
    assert_eq!(person.keys, 4);
    person.end().await;
}

#[tokio::test]
async fn the_biggest_outage_is_retried_by_three_keys() {
    let mut person = Person::after_an_outage("keystrokes-retry-all").await;
    let posts = person.sandbox.control().posts(PAIRING);
    person.press(&REJECTED_PAGE).await;
    person.window().has_focus("listbox", "^Causes$").await;
    person.press(&SEND).await;
    person.window().has_focus("button", &format!("^Send {OUTAGE}$")).await;
    person.press(&ENTER).await;
    person.sent(PAIRING, posts + OUTAGE).await;
    assert_eq!(person.keys, 3);
    person.end().await;
}
