//! The desk as a screen reader receives it, through AT-SPI from the real window: each control has a role and a name, each Tab
//! is one event of the focus, and what happens to a request is announced in words.
#![cfg(target_os = "linux")]

use std::time::{Duration, Instant};

use acceptance::{
    desktop::{Desktop, Launch},
    screen_reader::{Event, Object, ScreenReader, Seen, role},
    steps::settings,
    window::{Window, key},
    x_input::{Hand, Key},
};
use sandbox::{Options, PASSWORD, Sandbox, USERNAME};

const RUN_INTERVAL: Duration = Duration::from_millis(300);
const FOCUS_LIMIT: Duration = Duration::from_secs(5);
const ANNOUNCED_LIMIT: Duration = Duration::from_secs(30);
/// The undo hold, in seconds.
const HOLD: u32 = 2;
const REJECTED: u32 = 40;
const TABS: usize = 12;
const PAGES: [&str; 11] = [
    "#/home",
    "#/requests",
    "#/rejected",
    "#/entities",
    "#/entities/smartcard/01900000001",
    "#/history",
    "#/field",
    "#/handover",
    "#/settings",
    "#/operations/conax.create-pairing",
    "#/operations/conax.add-service",
];

struct Walk {
    desktop: Desktop,
    reader: ScreenReader,
    _sandbox: Sandbox,
}

impl Walk {
    async fn start(test: &'static str) -> Self {
        let options = Options { run_every: RUN_INTERVAL, rejected: REJECTED, ..Options::default() };
        let sandbox = Sandbox::start(options).expect("the sandbox starts");
        let mut launch = Launch::new(test);
        launch.settings = settings(sandbox.url(), "R11", HOLD);
        launch.screen_reader = true;
        let desktop = Desktop::start(launch).await;
        let reader = ScreenReader::on(&desktop.session.bus).await.expect("the bus of accessibility answers");
        desktop.window.sign_in(USERNAME, PASSWORD).await;
        Self { desktop, reader, _sandbox: sandbox }
    }

    fn window(&self) -> &Window {
        &self.desktop.window
    }

    async fn objects(&self) -> Vec<(Object, Seen)> {
        let page = self.reader.page().await.expect("the window has a page");
        self.reader.all_below(&page).await
    }

    /// The controls that say nothing.
    async fn nameless(&self) -> Vec<Seen> {
        self.reader.rest().await;
        let all = self.objects().await;
        assert!(all.iter().any(|(_, seen)| seen.focusable), "the page is there: {all:?}");
        let says_nothing =
            |seen: &Seen| seen.name.trim().is_empty() || [role::INVALID, role::UNKNOWN].contains(&seen.role);
        all.into_iter().map(|(_, seen)| seen).filter(|seen| seen.focusable && says_nothing(seen)).collect()
    }

    /// Names of the objects that are presented as combo boxes but are none, such as buttons.
    async fn false_combo_boxes(&self) -> Vec<String> {
        const FALSE_SCRIPT: &str = "
            const { queryAllByRole } = window.TestingLibraryDom;
            return arguments[0].filter((name) => queryAllByRole(document.body, 'combobox', { name }).length === 0);";
        let seen = self.objects().await.into_iter().map(|(_, seen)| seen);
        let presented: Vec<String> =
            seen.filter(|seen| seen.role == role::COMBO_BOX && seen.focusable).map(|seen| seen.name).collect();
        let found = self.window().run(FALSE_SCRIPT, vec![presented.into()]).await;
        serde_json::from_value(found).expect("names")
    }

    /// Waits for an event of the focus, which a busy machine may report late, and returns it with all that follow.
    async fn focus_events(&self) -> Vec<Event> {
        let gains = |events: Vec<Event>| events.into_iter().filter(|it| it.detail == "focused" && it.on == 1);
        let limit = Instant::now() + FOCUS_LIMIT;
        let mut focused: Vec<Event> = Vec::new();
        while focused.is_empty() && Instant::now() < limit {
            focused.extend(gains(self.reader.rest().await));
        }
        focused.extend(gains(self.reader.rest().await));
        focused
    }

    /// What was added to the page as a paragraph of its own, until all of the texts were.
    async fn announced(&self, wanted: &[&str]) -> Vec<String> {
        let limit = Instant::now() + ANNOUNCED_LIMIT;
        let mut heard: Vec<String> = Vec::new();
        loop {
            for event in self.reader.take_events() {
                let Some(child) = event.child.filter(|_| event.member == "ChildrenChanged" && event.detail == "add")
                else {
                    continue;
                };
                let live = self.reader.look_at(&event.source).await.is_ok_and(|seen| LIVE_ROLES.contains(&seen.role));
                if live {
                    heard.extend(self.reader.text_of(&child).await);
                }
            }
            if wanted.iter().all(|text| heard.iter().any(|said| said.contains(text))) {
                return heard;
            }
            assert!(Instant::now() < limit, "{wanted:?} is announced, heard was {heard:#?}");
            tokio::time::sleep(RUN_INTERVAL).await;
        }
    }

    /// Pairs by the form, and returns what was said from the key on.
    async fn pair(&self, box_number: &str, wanted: &[&str]) -> Vec<String> {
        let window = self.window();
        window.visit("#/operations/conax.create-pairing").await;
        window.see("form", "").await;
        window.fill("smartcard_set.0.smartcard_ca_id", "01900000003").await;
        window.fill("stb_set.0.stb_ca_id", box_number).await;
        // A screen reader has read the page before: the web view reports changes only of what was read.
        let all = self.objects().await;
        assert!(all.iter().any(|(_, seen)| LIVE_ROLES.contains(&seen.role)), "there is a region for messages");
        self.reader.rest().await;
        window.press(&[key::CONTROL, key::ENTER]).await;
        self.announced(wanted).await
    }
}

/// A region for messages, polite or urgent.
const LIVE_ROLES: [u32; 3] = [role::ALERT, role::NOTIFICATION, role::STATUS_BAR];

#[tokio::test]
async fn each_control_of_each_page_has_a_role_and_a_name() {
    let walk = Walk::start("accessibility-names").await;
    for page in PAGES {
        walk.window().visit(page).await;
        walk.window().see("main", "").await;
        assert_eq!(walk.nameless().await, [], "on {page}");
        assert_eq!(walk.false_combo_boxes().await, Vec::<String>::new(), "on {page}");
    }
    walk.window().visit("#/requests").await;
    walk.window().see("row", "Rejected, [0-9]+").await;
    let rows = walk.objects().await;
    let rows: Vec<_> = rows.iter().filter(|(_, seen)| seen.role == role::TABLE_ROW && seen.focusable).collect();
    assert!(rows.len() > 10 && rows.iter().all(|(_, seen)| seen.name.contains(", ")), "{rows:?}");
    walk.window().press(&[key::CONTROL, 'k']).await;
    walk.window().see("option", "").await;
    assert_eq!(walk.nameless().await, [], "in the search");
    walk.desktop.close().await;
}

#[tokio::test]
async fn each_tab_is_one_event_of_the_focus() {
    let walk = Walk::start("accessibility-focus").await;
    let hand = Hand::on(&walk.desktop.session.display()).expect("the display is there");
    hand.take_the_window().expect("the window takes the keys");
    for page in PAGES {
        walk.window().visit(page).await;
        walk.window().see("main", "").await;
        for tab in 0..TABS {
            walk.reader.rest().await;
            hand.press(&[Key::Tab]).expect("the key is pressed");
            let focused = walk.focus_events().await;
            assert_eq!(focused.len(), 1, "Tab {tab} on {page}: {focused:?}");
        }
    }
    walk.desktop.close().await;
}

#[tokio::test]
async fn the_chosen_result_of_the_search_is_an_event() {
    let walk = Walk::start("accessibility-search").await;
    walk.window().press(&[key::CONTROL, 'k']).await;
    walk.window().see("option", "").await;
    walk.window().type_keys("pair").await;
    walk.window().see("option", "Create pairing").await;
    walk.reader.rest().await;
    walk.window().press(&[key::DOWN]).await;
    let events = walk.reader.rest().await;
    let chosen = events.iter().filter(|it| {
        it.member == "ActiveDescendantChanged" || (it.detail == "selected" || it.detail == "focused") && it.on == 1
    });
    assert!(chosen.count() > 0, "{events:?}");
    walk.desktop.close().await;
}

#[tokio::test]
async fn each_step_of_a_request_is_announced_once() {
    let walk = Walk::start("accessibility-steps").await;
    let steps =
        ["Create pairing 01900000003: held. Undo for 2 s", "Create pairing 01900000003: sending", ": Completed"];
    let heard = walk.pair("stb-0000-0003", &steps).await;
    for step in steps {
        assert_eq!(heard.iter().filter(|said| said.contains(step)).count(), 1, "{step}: {heard:#?}");
    }
    let (named, _) = heard.iter().find_map(|said| said.split_once(": Completed")).expect("it was awaited");
    assert!(names_a_request(named), "{named}");

    let heard = walk.pair("stb-9999-0001", &[": Rejected. "]).await;
    let outcomes: Vec<_> = heard.iter().filter(|said| said.contains(": Rejected")).collect();
    assert_eq!(outcomes.len(), 1, "{heard:#?}");
    let (named, reason) = outcomes[0].split_once(": Rejected. ").expect("it was awaited");
    assert!(names_a_request(named) && reason.contains(char::is_alphabetic), "{named}: {reason}");
    walk.desktop.close().await;
}

/// Whether the text is the job with the number of its request.
fn names_a_request(text: &str) -> bool {
    let number = text.strip_prefix("Create pairing ").unwrap_or_default();
    !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit())
}
