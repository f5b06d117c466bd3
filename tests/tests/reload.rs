//! The page is reloaded while a request is on its way to the outbox: by a key, which the window refuses, by the page
//! itself, or because the page's process died. Nothing is sent twice and no typed text is lost.
#![cfg(target_os = "linux")]

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use acceptance::{
    desktop::{Desktop, Launch},
    drafts::{self, Household},
    steps::{settings, slow_scanner},
    window::{Window, key},
    x_input::{Hand, Key},
};
use crmcom::catalogue::{self, Operation};
use sandbox::{Options, PASSWORD, Sandbox, USERNAME};

const RUN_INTERVAL: Duration = Duration::from_millis(300);

async fn signed_in(test: &'static str) -> (Desktop, Sandbox) {
    let sandbox =
        Sandbox::start(Options { run_every: RUN_INTERVAL, ..Options::default() }).expect("the sandbox starts");
    let mut launch = Launch::new(test);
    launch.settings = settings(sandbox.url(), "R11", 0);
    launch.settings["preferences"]["scanner"] = slow_scanner();
    let desktop = Desktop::start(launch).await;
    desktop.window.sign_in(USERNAME, PASSWORD).await;
    (desktop, sandbox)
}

fn reset_pin() -> &'static Operation {
    catalogue::find("conax.reset-pin").expect("it is declared")
}

fn inputs(number: u8) -> Vec<(String, String)> {
    drafts::inputs(reset_pin(), Household(number))
}

async fn fill_in(window: &Window, number: u8) {
    window.visit("#/operations/conax.reset-pin").await;
    window.see("form", reset_pin().wording.title).await;
    window.walk(&inputs(number)).await;
}

/// A slow disk: while it is held, the journal cannot be written. The desk waits five seconds for it.
struct SlowDisk(rusqlite::Connection);

impl SlowDisk {
    fn of(desktop: &Desktop) -> Self {
        let journal = rusqlite::Connection::open(journal(desktop)).expect("the journal opens");
        journal.busy_timeout(Duration::from_secs(20)).expect("it waits for its turn");
        journal.execute_batch("BEGIN IMMEDIATE").expect("nobody else writes now");
        Self(journal)
    }

    fn mend(self) {
        self.0.execute_batch("ROLLBACK").expect("it is let go");
    }
}

fn journal(desktop: &Desktop) -> PathBuf {
    desktop.data().join("journal.db")
}

/// Keys of all requests that the desk has made for a card.
fn keys(desktop: &Desktop, card: &str) -> Vec<String> {
    let journal = rusqlite::Connection::open(journal(desktop)).expect("the journal opens");
    let mut rows = journal.prepare("SELECT key FROM submission WHERE smartcard = ?1 ORDER BY seq").expect("it is one");
    rows.query_map([card], |row| row.get(0)).expect("they are read").map(|key| key.expect("it is text")).collect()
}

fn card(number: u8) -> String {
    format!("019{number:08}")
}

/// By the time this request completes, everything that the page handed over before has been accepted.
async fn another_is_sent(desktop: &Desktop, number: u8) {
    fill_in(&desktop.window, number).await;
    desktop.window.send(None).await;
    desktop.window.state_of(&card(number), "Completed").await;
}

#[tokio::test]
async fn no_key_reloads_the_page_during_a_send() {
    let (desktop, sandbox) = signed_in("reload-keys").await;
    let window = &desktop.window;
    let all: [&[char]; 8] = [
        &[key::F5],
        &[key::SHIFT, key::F5],
        &[key::CONTROL, key::F5],
        &[key::CONTROL, 'r'],
        &[key::CONTROL, key::SHIFT, 'r'],
        &[key::CONTROL, key::SHIFT, key::F5],
        &[key::ALT, key::LEFT],
        &[key::ALT, key::RIGHT],
    ];
    fill_in(window, 2).await;
    window.mark().await;
    // A listener that blocks a key runs before the web view acts on the key.
    let record = "window.refused = []; addEventListener('keydown', event => refused.push(event.defaultPrevented))";
    window.run(record, vec![]).await;
    let disk = SlowDisk::of(&desktop);
    window.send(None).await;
    for pressed in all {
        window.press(pressed).await;
        assert!(window.is_marked().await, "{pressed:?} loaded the page anew");
    }
    disk.mend();
    let refused = window.run("return refused.filter(Boolean).length", vec![]).await;
    assert!(refused.as_u64() >= Some(6), "reloads are refused by the page, not only missing here: {refused}");
    window.state_of(&card(2), "Completed").await;
    another_is_sent(&desktop, 3).await;
    assert_eq!((keys(&desktop, &card(2)).len(), sandbox.control().posts(reset_pin().path)), (1, 2));
    desktop.close().await;
}

#[tokio::test]
async fn the_web_views_menu_has_only_text_actions() {
    let (desktop, _sandbox) = signed_in("reload-menu").await;
    let window = &desktop.window;
    fill_in(window, 2).await;
    window.mark().await;
    let hand = Hand::on(&desktop.session.display()).expect("there is a mouse");
    let record = "window.menus = []; addEventListener('contextmenu', event => menus.push(event.defaultPrevented))";
    window.run(record, vec![]).await;
    let place = "const box = document.querySelector(arguments[0]).getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2]";
    let middle = async |of: &str| {
        let at = window.run(place, vec![of.into()]).await;
        #[allow(clippy::cast_possible_truncation)] // a pixel of the window
        let at = |which: usize| at[which].as_f64().expect("it is drawn") as i16;
        (at(0), at(1))
    };
    let heard = async |count: usize| {
        window
            .until("the page heard of the click", async |window| {
                let heard = window.run("return menus.length", vec![]).await;
                (heard.as_u64() == u64::try_from(count).ok()).then_some(())
            })
            .await;
    };
    let title = middle("main h1").await;
    hand.ask_for_menu(title).expect("it is pressed");
    heard(1).await;
    assert_eq!(window.run("return menus[0]", vec![]).await, true, "the page has no menu");
    // Even if the page's own handler does not run, the window shows no menu: the next click would close the menu and be
    // lost.
    window.run("addEventListener('contextmenu', event => event.stopImmediatePropagation(), true)", vec![]).await;
    let menus = || hand.menus().expect("they are counted");
    // Without a window manager, some clicks open no menu.
    let asks = async |place: (i16, i16)| {
        for _ in 0..5 {
            hand.ask_for_menu(place).expect("it is pressed");
            tokio::time::sleep(Duration::from_millis(600)).await;
            if menus() > 0 {
                return true;
            }
        }
        false
    };
    assert!(!asks(title).await, "no menu outside of a field");
    assert!(asks(middle("[name=smartcard_identifier]").await).await, "a field has its menu");
    hand.press(&[Key::Escape]).expect("it is pressed");
    window.until("the menu is gone", async |_| (menus() == 0).then_some(())).await;
    assert!(window.is_marked().await, "the page is still the same");
    desktop.close().await;
}

async fn loaded_anew(window: &Window) {
    window.mark().await;
    window.run("setTimeout(() => location.reload())", vec![]).await;
    window.is_back().await;
}

#[tokio::test]
async fn a_form_survives_a_reload_and_is_one_request() {
    let (desktop, sandbox) = signed_in("reload-form").await;
    let window = &desktop.window;
    fill_in(window, 2).await;
    let disk = SlowDisk::of(&desktop);
    window.send(None).await;
    loaded_anew(window).await;
    window.see("form", reset_pin().wording.title).await;
    for (input, typed) in inputs(2) {
        window.holds(&input, &typed).await;
    }
    window.send(None).await;
    disk.mend();
    window.holds("smartcard_identifier", "").await;
    window.state_of(&card(2), "Completed").await;
    another_is_sent(&desktop, 3).await;
    assert_eq!((keys(&desktop, &card(2)).len(), sandbox.control().posts(reset_pin().path)), (1, 2));

    // The same with a form that was filled in from another request and that the user did not change.
    window.visit(&filled_by(&desktop, 2)).await;
    window.holds("smartcard_identifier", &card(2)).await;
    let disk = SlowDisk::of(&desktop);
    window.send(None).await;
    loaded_anew(window).await;
    window.holds("smartcard_identifier", &card(2)).await;
    window.send(None).await;
    disk.mend();
    window.holds("smartcard_identifier", "").await;
    another_is_sent(&desktop, 4).await;
    assert_eq!((keys(&desktop, &card(2)).len(), sandbox.control().posts(reset_pin().path)), (2, 4));
    desktop.close().await;
}

fn filled_by(desktop: &Desktop, number: u8) -> String {
    format!("#/operations/conax.reset-pin?from={}", keys(desktop, &card(number))[0])
}

/// The user does nothing: a request that the page handed over is accepted once.
#[tokio::test]
async fn a_request_accepted_during_a_reload_is_not_offered_again() {
    let (desktop, sandbox) = signed_in("reload-taken").await;
    let window = &desktop.window;
    fill_in(window, 2).await;
    let disk = SlowDisk::of(&desktop);
    window.send(None).await;
    window.mark().await;
    window.run("setTimeout(() => location.reload())", vec![]).await;
    disk.mend();
    window.is_back().await;
    window.state_of(&card(2), "Completed").await;
    window.visit("#/operations/conax.reset-pin").await;
    window.holds("smartcard_identifier", "").await;
    another_is_sent(&desktop, 3).await;
    assert_eq!((keys(&desktop, &card(2)).len(), sandbox.control().posts(reset_pin().path)), (1, 2));
    desktop.close().await;
}

/// After the page died, WebDriver cannot reach the application any more. Only key presses are left, as for a real user.
struct Blind {
    desktop: Desktop,
    hand: Hand,
}

impl Blind {
    /// Kills the page's process and waits until the page is there again.
    async fn of(desktop: Desktop) -> Self {
        let before = drawn(&desktop);
        desktop.kill_page();
        let hand = Hand::on(&desktop.session.display()).expect("there is a keyboard");
        let blind = Self { desktop, hand };
        blind.until("the page is loaded again", |desktop| drawn(desktop) > before).await;
        blind.hand.take_the_window().expect("the window is there");
        blind
    }

    /// Presses keys again and again, because nothing reports when the page receives them.
    async fn press_until(&self, keys: &[Key], what: &str, holds: impl Fn(&Desktop) -> bool) {
        self.until(what, |desktop| {
            self.hand.press(keys).expect("they are pressed");
            holds(desktop)
        })
        .await;
    }

    /// More often than the page can miss.
    async fn press_often(&self, keys: &[Key]) {
        for _ in 0..5 {
            self.hand.press(keys).expect("they are pressed");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    async fn until(&self, what: &str, holds: impl Fn(&Desktop) -> bool) {
        let limit = Instant::now() + Duration::from_mins(1);
        while !holds(&self.desktop) {
            if Instant::now() >= limit {
                let picture = self.desktop.window.last_picture("ppm");
                self.hand.save_picture(&picture).expect("it is saved");
                panic!("expected that {what}; the display: {}", picture.display());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Opens the application again, with WebDriver.
    async fn sees_again(self) -> Desktop {
        let desktop = self.desktop.restart().await;
        desktop.window.see("link", "Requests").await;
        desktop
    }
}

/// How often the page was drawn since the application was opened.
fn drawn(desktop: &Desktop) -> usize {
    let logs = fs::read_dir(desktop.data().join("logs")).expect("there are logs").flatten();
    let lines = logs.filter_map(|log| fs::read_to_string(log.path()).ok());
    lines.map(|text| text.matches("the page is drawn").count()).sum()
}

#[tokio::test]
async fn a_form_survives_a_killed_web_process() {
    let (desktop, sandbox) = signed_in("crash-form").await;
    fill_in(&desktop.window, 2).await;
    desktop.window.read("Draft kept on this computer").await;
    let blind = Blind::of(desktop).await;
    let send = [Key::Control, Key::Enter];
    blind.press_until(&send, "the form is sent", |desktop| keys(desktop, &card(2)).len() == 1).await;
    let desktop = blind.sees_again().await;
    another_is_sent(&desktop, 3).await;
    assert_eq!((keys(&desktop, &card(2)).len(), sandbox.control().posts(reset_pin().path)), (1, 2));
    desktop.close().await;
}

#[tokio::test]
async fn a_send_is_one_request_although_the_web_process_is_killed() {
    let (desktop, sandbox) = signed_in("crash-send").await;
    let send = [Key::Control, Key::Enter];
    fill_in(&desktop.window, 2).await;
    let disk = SlowDisk::of(&desktop);
    desktop.window.send(None).await;
    let blind = Blind::of(desktop).await;
    // Sent again, both before the outcome of the first send is known and afterwards.
    blind.press_often(&send).await;
    disk.mend();
    blind.press_until(&send, "it is there", |desktop| !keys(desktop, &card(2)).is_empty()).await;
    let desktop = blind.sees_again().await;
    another_is_sent(&desktop, 3).await;
    assert_eq!((keys(&desktop, &card(2)).len(), sandbox.control().posts(reset_pin().path)), (1, 2));

    // The same with a form that was filled in from another request and that the user did not change.
    desktop.window.visit(&filled_by(&desktop, 2)).await;
    desktop.window.holds("smartcard_identifier", &card(2)).await;
    let disk = SlowDisk::of(&desktop);
    desktop.window.send(None).await;
    let blind = Blind::of(desktop).await;
    blind.press_often(&send).await;
    disk.mend();
    blind.press_until(&send, "it is there", |desktop| keys(desktop, &card(2)).len() > 1).await;
    let desktop = blind.sees_again().await;
    another_is_sent(&desktop, 4).await;
    assert_eq!((keys(&desktop, &card(2)).len(), sandbox.control().posts(reset_pin().path)), (2, 4));
    desktop.close().await;
}

const PAIRING: &str = "conax_web_services/provisioning_requests/create_pairing";
const PAIRED_CARD: &str = "01900000006";

async fn scan_both(window: &Window) {
    const CAN_SEND_SCRIPT: &str = "const one = document.activeElement;
        return one.getAttribute('aria-keyshortcuts') === 'Enter' && !one.hasAttribute('aria-disabled')";
    window.visit("#/field").await;
    window.see("heading", "^Field mode$").await;
    for code in ["stb-0000-0006", PAIRED_CARD] {
        window.scan(code).await;
        window.read(code).await;
    }
    window
        .until("it can be sent", async |window| (window.run(CAN_SEND_SCRIPT, vec![]).await == true).then_some(()))
        .await;
    // An Enter that comes sooner may be taken for the end of a scan.
    tokio::time::sleep(Duration::from_millis(400)).await;
}

#[tokio::test]
async fn a_scanned_pair_survives_a_killed_web_process() {
    let (desktop, sandbox) = signed_in("crash-pair").await;
    scan_both(&desktop.window).await;
    let blind = Blind::of(desktop).await;
    blind.press_until(&[Key::Enter], "it is sent", |desktop| keys(desktop, PAIRED_CARD).len() == 1).await;
    let desktop = blind.sees_again().await;
    another_is_sent(&desktop, 3).await;
    assert_eq!((keys(&desktop, PAIRED_CARD).len(), sandbox.control().posts(PAIRING)), (1, 1));
    desktop.close().await;
}

#[tokio::test]
async fn a_scanned_pair_is_paired_once_although_the_web_process_is_killed() {
    let (desktop, sandbox) = signed_in("crash-paired").await;
    scan_both(&desktop.window).await;
    let disk = SlowDisk::of(&desktop);
    desktop.window.press(&[key::ENTER]).await;
    let blind = Blind::of(desktop).await;
    blind.press_often(&[Key::Enter]).await;
    disk.mend();
    // The first key press may have been lost with the page, and the others may have come before the new page was there.
    blind.press_until(&[Key::Enter], "it is there", |desktop| !keys(desktop, PAIRED_CARD).is_empty()).await;
    let desktop = blind.sees_again().await;
    another_is_sent(&desktop, 3).await;
    assert_eq!((keys(&desktop, PAIRED_CARD).len(), sandbox.control().posts(PAIRING)), (1, 1));
    desktop.close().await;
}
