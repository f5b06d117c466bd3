//! Steps of a user at the desk, with the keyboard alone.

use std::time::Duration;

use sandbox::{Options, PASSWORD, Sandbox, USERNAME};
use serde_json::{Value, json};

use crate::{
    desktop::{Desktop, Launch},
    recording_proxy::Wire,
    window::{Window, key},
};

/// Id of the connection to a sandbox outside the application.
pub const CONNECTION: &str = "acceptance";

/// `settings.json` with a selected connection to the test's own server.
pub fn settings(server_url: &str, release: &str, hold_seconds: u32) -> Value {
    json!({
        "version": 1,
        "selected": CONNECTION,
        "connections": [{
            "id": CONNECTION,
            "name": "Acceptance",
            "server_url": server_url,
            "organisation": "DEMO",
            "release": release,
            "time_zone": "Europe/Athens",
            "kind": "test",
        }],
        "preferences": { "holdSeconds": hold_seconds, "theme": "light" },
    })
}

/// A preference for tests that scan: a machine that is busy with other tests delivers keys late.
pub fn slow_scanner() -> Value {
    json!({ "on": true, "gapMillis": 2000, "shortest": 6, "prefix": "", "suffix": "" })
}

/// `settings.json` for the built-in sandbox.
pub fn preferences(theme: &str, hold_seconds: u32) -> Value {
    json!({ "version": 1, "preferences": { "holdSeconds": hold_seconds, "theme": theme } })
}

/// A desk in its window, signed in, with a network connection to the sandbox that the test can cut; slow keys still
/// count as scanned.
pub async fn wired(test: &'static str, options: Options) -> (Desktop, Sandbox, Wire) {
    let sandbox = Sandbox::start(options).expect("the sandbox starts");
    let wire = Wire::to(sandbox.url()).await.expect("the wire is up");
    let mut launch = Launch::new(test);
    launch.settings = settings(wire.url(), "R11", 0);
    launch.settings["connections"][0]["time_zone"] = "UTC".into();
    launch.settings["preferences"]["scanner"] = slow_scanner();
    let desktop = Desktop::start(launch).await;
    desktop.window.sign_in(USERNAME, PASSWORD).await;
    (desktop, sandbox, wire)
}

/// A user's next Enter comes later than this.
const SCANNER_ENTER_DELAY: Duration = Duration::from_millis(350);

impl Window {
    /// Types into the universal search.
    pub async fn search(&self, typed: &str) {
        self.press(&[key::CONTROL, 'k']).await;
        self.until("the search has the focus", async |window| (window.focused().await == "palette").then_some(()))
            .await;
        self.press(&[key::CONTROL, 'a']).await;
        self.type_keys(typed).await;
        self.holds("palette", typed).await;
    }

    /// Signs in, from the sign-in page to the home page.
    pub async fn sign_in(&self, username: &str, password: &str) {
        self.type_sign_in(username, password).await;
        self.press(&[key::ENTER]).await;
        self.at("#/home").await;
        self.see("heading", "^Home$").await;
    }

    /// Fills in the sign-in form; the focus stays in its last input.
    pub async fn type_sign_in(&self, username: &str, password: &str) {
        self.fill("username", username).await;
        self.fill("password", password).await;
    }

    pub async fn at(&self, route: &str) {
        self.until(&format!("{route} is the page"), async |window| (window.route().await == route).then_some(())).await;
    }

    /// Moves to each input with Enter and types its text.
    pub async fn walk(&self, inputs: &[(String, String)]) {
        for (input, typed) in inputs {
            self.enter_to(input).await;
            self.type_keys(typed).await;
            self.until(&format!("“{input}” holds what was typed"), async |window| {
                (window.value_of(input).await == *typed).then_some(())
            })
            .await;
        }
    }

    /// Pauses, because keys are as fast as a scanner's here, and a second Enter right after one would count as a
    /// scanner's.
    pub async fn take_a_breath(&self) {
        tokio::time::sleep(SCANNER_ENTER_DELAY).await;
    }

    async fn enter_to(&self, input: &str) {
        // The home page's search has the focus until the form is drawn; Enter would open the palette there.
        self.until("the form has the focus", async |window| {
            (window.run("return !!document.activeElement?.closest('form')", vec![]).await == true).then_some(())
        })
        .await;
        for entered in 0..12 {
            let before = self.focused().await;
            if before == input {
                return;
            }
            if entered > 0 {
                self.take_a_breath().await;
            }
            self.press(&[key::ENTER]).await;
            self.until(&format!("Enter goes on from “{before}”"), async |window| {
                (window.focused().await != before).then_some(())
            })
            .await;
        }
        self.fail(&format!("Enter leads to “{input}”")).await;
    }

    /// Sends the form, and answers the confirmation of an operation that has one.
    pub async fn send(&self, asks_for: Option<&str>) {
        self.press(&[key::CONTROL, key::ENTER]).await;
        if let Some(card) = asks_for {
            self.see("dialog", "Unpair").await;
            self.until("the question has the focus", async |window| {
                (window.focused().await == "confirmation").then_some(())
            })
            .await;
            self.type_keys(&card[card.len() - 4..]).await;
            self.press(&[key::ENTER]).await;
            self.gone("dialog", "Unpair").await;
        }
    }

    /// Waits until the newest request that this desk sent for the card is in `state`.
    pub async fn state_of(&self, card: &str, state: &str) {
        self.run("window.location.hash = '#/requests?mine=true'", vec![]).await;
        self.see("row", &format!("{state}[^]*{card}")).await;
    }
}
