//! The desk by the keyboard alone, with keys of the X server in the real window: after each navigation, dialog, step and
//! close the focus is on a visible control of what is on top, and Esc closes one layer. Keys that a script dispatches
//! cannot show this, because the page is not rendered between two of their listeners.
#![cfg(target_os = "linux")]

use std::time::Duration;

use acceptance::{
    desktop::{Desktop, Launch},
    steps::settings,
    window::Window,
    x_input::{Hand, Key},
};
use sandbox::{Options, PASSWORD, Sandbox, USERNAME};

const RUN_INTERVAL: Duration = Duration::from_millis(300);
/// Longer than a scanner's pause, so that a key is a person's.
const KEY_PAUSE: Duration = Duration::from_millis(300);
/// A synchronisation that adds nothing for so long has ended.
const SYNC_PAUSE: Duration = Duration::from_secs(2);
/// Number of requests of which only the first ones are read at once.
const REJECTED: u32 = 700;
const NAGRA_CARD: &str = "200000000154";

struct Walk {
    desktop: Desktop,
    hand: Hand,
    _sandbox: Sandbox,
}

impl Walk {
    async fn start(test: &'static str) -> Self {
        let options = Options { run_every: RUN_INTERVAL, rejected: REJECTED, ..Options::default() };
        let sandbox = Sandbox::start(options).expect("the sandbox starts");
        let mut launch = Launch::new(test);
        launch.settings = settings(sandbox.url(), "R11", 0);
        let desktop = Desktop::start(launch).await;
        desktop.window.sign_in(USERNAME, PASSWORD).await;
        let hand = Hand::on(&desktop.session.display()).expect("the display is there");
        hand.take_the_window().expect("the window takes the keys");
        Self { desktop, hand, _sandbox: sandbox }
    }

    fn window(&self) -> &Window {
        &self.desktop.window
    }

    async fn press(&self, keys: &[Key]) {
        self.hand.press(keys).expect("the keys are pressed");
        tokio::time::sleep(KEY_PAUSE).await;
    }

    fn type_text(&self, text: &str) {
        self.hand.type_text(text).expect("the text is typed");
    }

    /// Waits until the focus is on a visible element with the role and the name, in what is on top.
    async fn focus_on(&self, role: &str, name: &str) {
        self.window().has_focus(role, name).await;
    }

    /// Waits until the focus is on a row that contains the text.
    async fn focus_in_row(&self, place: &str) {
        const ROW_SCRIPT: &str = "
            const row = document.activeElement?.closest('[role=grid] tr');
            return row?.getAttribute('aria-rowindex') ?? '';";
        self.window()
            .until(&format!("the focus is in row {place}"), async |window| {
                let found = window.run(ROW_SCRIPT, vec![]).await;
                (found.as_str() == Some(place)).then_some(())
            })
            .await;
    }

    /// Waits until the focus is on a visible control of the page, outside its head.
    async fn focus_in_page(&self) {
        const CONTROL_SCRIPT: &str = "
            const active = document.activeElement;
            return active?.closest('main') !== null && active.closest('header') === null && active.checkVisibility() &&
                active.matches('a, button, input, select, textarea, [tabindex]');";
        self.window()
            .until("the focus is on a control of the page", async |window| {
                (window.run(CONTROL_SCRIPT, vec![]).await == true).then_some(())
            })
            .await;
    }

    /// Number of rows of the grid with its header, once it grows no more.
    async fn row_count(&self) -> u64 {
        const COUNT_SCRIPT: &str =
            "return Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount'))";
        let mut before = 0;
        self.window()
            .until("the list is read", async |window| {
                tokio::time::sleep(SYNC_PAUSE).await;
                let now = window.run(COUNT_SCRIPT, vec![]).await.as_u64().unwrap_or_default();
                let rests = now > u64::from(REJECTED) && now == before;
                before = now;
                rests.then_some(now)
            })
            .await
    }

    /// Waits until the route begins with `start`.
    async fn at(&self, start: &str) {
        self.window()
            .until(&format!("{start} is the page"), async |window| {
                window.route().await.starts_with(start).then_some(())
            })
            .await;
    }

    /// Opens the palette over a page and closes it by Esc, which leaves the page where it is.
    async fn palette_over(&self, page: &str) {
        self.press(&PALETTE).await;
        self.focus_on("combobox", "").await;
        self.press(&ESCAPE).await;
        self.window().gone("dialog", "").await;
        self.at(page).await;
    }

    async fn end(self) {
        self.desktop.close().await;
    }
}

const ESCAPE: [Key; 1] = [Key::Escape];
const ENTER: [Key; 1] = [Key::Enter];
const PALETTE: [Key; 2] = [Key::Control, Key::Letter('k')];
const BACK: [Key; 2] = [Key::Alt, Key::Left];

fn page(digit: char) -> [Key; 2] {
    [Key::Alt, Key::Letter(digit)]
}

#[tokio::test]
async fn each_page_focuses_its_main_control() {
    let walk = Walk::start("keyboard-pages").await;
    walk.focus_on("textbox", "Search").await;

    walk.press(&page('2')).await;
    walk.row_count().await;
    walk.press(&[Key::Home]).await;
    walk.focus_in_row("2").await;
    walk.press(&[Key::Down]).await;
    walk.focus_in_row("3").await;

    walk.press(&page('3')).await;
    walk.focus_on("listbox", "^Causes$").await;
    walk.press(&ENTER).await;
    walk.focus_in_row("2").await;

    walk.press(&page('4')).await;
    walk.at("#/entities").await;
    walk.focus_in_page().await;
    walk.press(&page('5')).await;
    walk.at("#/history").await;
    // The sign-in of this walk.
    walk.focus_in_row("2").await;
    walk.press(&[Key::Control, Key::Letter(',')]).await;
    walk.at("#/settings").await;
    walk.focus_in_page().await;
    walk.press(&page('6')).await;
    walk.focus_on("region", "").await;
    walk.press(&ESCAPE).await;
    walk.at("#/home").await;
    walk.focus_on("textbox", "Search").await;
    walk.press(&[Key::Function(4)]).await;
    walk.focus_on("combobox", "^Smartcard").await;
    walk.press(&BACK).await;
    walk.at("#/home").await;
    walk.focus_on("textbox", "Search").await;
    walk.end().await;
}

#[tokio::test]
async fn long_lists_keep_the_focus_on_every_jump_and_on_the_way_back() {
    let walk = Walk::start("keyboard-lists").await;
    walk.press(&page('2')).await;
    let last = walk.row_count().await;
    for _ in 0..2 {
        walk.press(&[Key::End]).await;
        walk.focus_in_row(&last.to_string()).await;
        walk.press(&[Key::Up]).await;
        walk.focus_in_row(&(last - 1).to_string()).await;
        walk.press(&[Key::Home]).await;
        walk.focus_in_row("2").await;
    }
    for _ in 0..12 {
        walk.press(&[Key::PageDown]).await;
        walk.focus_on("row", "").await;
    }
    let script = "return document.activeElement.getAttribute('aria-rowindex')";
    let place = walk.window().run(script, vec![]).await.as_str().unwrap_or_default().to_owned();
    walk.press(&[Key::Letter(' ')]).await;
    walk.window().read("1 selected").await;

    walk.press(&ENTER).await;
    walk.focus_on("complementary", "^Request").await;
    walk.press(&ESCAPE).await;
    walk.focus_in_row(&place).await;
    walk.press(&[Key::Function(2)]).await;
    walk.at("#/operations").await;
    walk.press(&ESCAPE).await;
    walk.at("#/requests").await;
    walk.focus_in_row(&place).await;
    walk.window().read("1 selected").await;
    walk.press(&ESCAPE).await;
    walk.window()
        .until("nothing is selected", async |window| (!window.page_text().await.contains("1 selected")).then_some(()))
        .await;
    walk.focus_in_row(&place).await;
    walk.end().await;
}

#[tokio::test]
async fn a_dialog_has_the_focus_in_each_step_and_gives_it_back() {
    let walk = Walk::start("keyboard-dialogs").await;
    walk.press(&page('3')).await;
    walk.focus_on("listbox", "^Causes$").await;
    walk.press(&[Key::Control, Key::Enter]).await;
    walk.focus_on("combobox", "^Which service has the Conax CA id").await;
    // The list of services is a layer of its own.
    walk.press(&[Key::Down]).await;
    walk.window().see("button", "^Refresh").await;
    walk.press(&ESCAPE).await;
    walk.window().gone("button", "^Refresh").await;
    walk.focus_on("combobox", "^Which service has the Conax CA id").await;
    walk.press(&ESCAPE).await;
    walk.window().gone("dialog", "").await;
    walk.focus_on("listbox", "^Causes$").await;
    walk.at("#/rejected").await;

    walk.press(&[Key::Control, Key::Letter('o')]).await;
    walk.window().see("dialog", "^Outbox").await;
    walk.focus_on("button", "^Close$").await;
    walk.press(&ESCAPE).await;
    walk.window().gone("dialog", "").await;
    walk.focus_on("listbox", "^Causes$").await;
    walk.end().await;
}

#[tokio::test]
async fn escape_closes_the_layer_on_top_and_no_other() {
    let walk = Walk::start("keyboard-layers").await;
    walk.press(&page('2')).await;
    // Rows that are read meanwhile come before the one with the focus.
    walk.row_count().await;
    walk.press(&[Key::Home]).await;
    walk.focus_in_row("2").await;
    walk.press(&ENTER).await;
    walk.focus_on("complementary", "^Request").await;
    // The first palette is loaded on demand, the second one is there already.
    for _ in 0..2 {
        walk.palette_over("#/requests/").await;
        walk.focus_on("complementary", "^Request").await;
    }
    walk.press(&[Key::Function(3)]).await;
    walk.at("#/operations/nagra.unpair").await;
    walk.focus_on("combobox", "").await;
    for _ in 0..2 {
        walk.palette_over("#/operations/nagra.unpair").await;
        walk.focus_on("combobox", "").await;
    }
    walk.window().tab_to("smartcard_identifier").await;
    walk.type_text(NAGRA_CARD);
    tokio::time::sleep(KEY_PAUSE).await;
    walk.press(&[Key::Control, Key::Enter]).await;
    walk.focus_on("textbox", "").await;
    walk.press(&ESCAPE).await;
    walk.window().gone("dialog", "").await;
    walk.at("#/operations/nagra.unpair").await;
    walk.window().holds("smartcard_identifier", NAGRA_CARD).await;
    walk.press(&ESCAPE).await;
    walk.at("#/requests/").await;
    walk.focus_on("complementary", "^Request").await;
    walk.press(&ESCAPE).await;
    walk.focus_in_row("2").await;
    walk.end().await;
}
