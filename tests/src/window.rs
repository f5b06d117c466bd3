//! The real window, read and driven as by a user: by role and name, and by keys.
//!
//! There are no sleeps of a fixed time: each wait repeats its check until it succeeds, and reports the screen's content
//! if it never does.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use fantoccini::{
    Client, ClientBuilder,
    actions::{InputSource, KeyAction, KeyActions},
    elements::{Element, ElementRef},
    error::{CmdError, ErrorStatus},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::paths;

/// Scanners take about ten milliseconds a character.
const SCANNER_KEY_INTERVAL: Duration = Duration::from_millis(8);
/// Maximum time until the window shows something.
const WAIT_LIMIT: Duration = Duration::from_secs(30);
/// Time-out of WebDriver; a hanging window must not hang the tests.
const WEBDRIVER_TIMEOUT: Duration = Duration::from_secs(30);
/// Interval between two checks.
const POLL_INTERVAL: Duration = Duration::from_millis(40);

/// Name of the member with the id of an element in WebDriver's answers.
const ELEMENT_ID_MEMBER: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Keys without a letter, as WebDriver encodes them.
pub mod key {
    pub const CONTROL: char = '\u{e009}';
    pub const SHIFT: char = '\u{e008}';
    pub const ALT: char = '\u{e00a}';
    pub const TAB: char = '\u{e004}';
    pub const F2: char = '\u{e032}';
    pub const F5: char = '\u{e035}';
    pub const F8: char = '\u{e038}';
    pub const ENTER: char = '\u{e007}';
    pub const BACKSPACE: char = '\u{e003}';
    pub const ESCAPE: char = '\u{e00c}';
    pub const HOME: char = '\u{e011}';
    pub const DOWN: char = '\u{e015}';
    pub const LEFT: char = '\u{e012}';
    pub const RIGHT: char = '\u{e014}';
    pub const SPACE: char = ' ';
}

pub struct Window {
    client: Client,
    /// Name of the pictures of a failure.
    test: String,
}

impl Window {
    /// Asks the WebDriver at `port` to start the application.
    pub async fn open(port: u16, application: &str, arguments: &[String], test: &str) -> Result<Self, String> {
        let mut capabilities = serde_json::Map::new();
        let options = json!({ "application": application, "args": arguments });
        capabilities.insert("tauri:options".to_owned(), options);
        // The pool keeps one connection open: tauri-driver resets clients that close after each call.
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let address = format!("http://127.0.0.1:{port}");
        let client = timeout(WEBDRIVER_TIMEOUT, builder.capabilities(capabilities).connect(&address))
            .await
            .map_err(|_| "the window does not open in time".to_owned())?
            .map_err(|error| format!("the window does not open: {error}"))?;
        Ok(Self { client, test: test.to_owned() })
    }

    /// Ends WebDriver's session, and kills an application that is still running.
    pub async fn close(self) {
        let closed = timeout(WEBDRIVER_TIMEOUT, self.client.close()).await;
        assert!(closed.is_ok(), "WebDriver does not end");
    }

    /// Runs JavaScript in the page; `script` is a function's body.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        match timeout(WEBDRIVER_TIMEOUT, self.client.execute(script, arguments)).await {
            Ok(Ok(value)) => value,
            // The element was redrawn before it was returned, so nothing was found.
            Ok(Err(CmdError::Standard(error))) if error.error == ErrorStatus::StaleElementReference => Value::Null,
            Ok(Err(error)) => self.fail(&format!("a script ran: {error}")).await,
            Err(late) => panic!("the page hangs, it answered no script: {late}"),
        }
    }

    /// Runs JavaScript that later passes a text to the last of its `arguments`.
    pub async fn ask(&self, script: &str) -> String {
        match timeout(WEBDRIVER_TIMEOUT, self.client.execute_async(script, vec![])).await {
            Ok(Ok(value)) => text(&value),
            Ok(Err(error)) => self.fail(&format!("a script ran: {error}")).await,
            Err(late) => panic!("the page hangs, it answered no script: {late}"),
        }
    }

    /// Sets a mark on the page that a reload removes.
    pub async fn mark(&self) {
        self.run("window.marked = true", vec![]).await;
    }

    pub async fn is_marked(&self) -> bool {
        self.run("return window.marked === true", vec![]).await == true
    }

    /// Waits until the page was reloaded since it was marked, and is drawn.
    pub async fn is_back(&self) {
        const DRAWN_SCRIPT: &str = "return window.marked !== true && document.querySelector('main') !== null";
        let limit = Instant::now() + WAIT_LIMIT;
        // In between there is no page, and no script runs.
        while !timeout(WEBDRIVER_TIMEOUT, self.client.execute(DRAWN_SCRIPT, vec![]))
            .await
            .is_ok_and(|it| it.is_ok_and(|it| it == true))
        {
            if Instant::now() > limit {
                self.fail("the page is loaded again").await;
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Waits until `look` returns a value.
    pub async fn until<T>(&self, what: &str, mut look: impl AsyncFnMut(&Self) -> Option<T>) -> T {
        let limit = Instant::now() + WAIT_LIMIT;
        loop {
            if let Some(found) = look(self).await {
                return found;
            }
            if Instant::now() > limit {
                self.fail(what).await;
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Opens a page by its route, such as `#/requests`.
    pub async fn visit(&self, route: &str) {
        // The old page keeps its focus until the new one is drawn, and would receive typed keys.
        let go = "
            if (window.location.hash === arguments[0]) return;
            document.activeElement?.blur();
            window.location.hash = arguments[0];";
        self.run(go, vec![route.into()]).await;
        self.until(&format!("{route} is the page"), async |window| (window.route().await == route).then_some(())).await;
    }

    pub async fn route(&self) -> String {
        text(&self.run("return window.location.hash", vec![]).await)
    }

    /// Waits for an element with the role and a name that matches the expression `name`.
    pub async fn see(&self, role: &str, name: &str) -> Element {
        self.until(&format!("a {role} named “{name}” is seen"), async |window| window.find(role, name).await).await
    }

    /// Waits until no element has the role and the name.
    pub async fn gone(&self, role: &str, name: &str) {
        self.until(&format!("no {role} named “{name}” is seen"), async |window| {
            window.find(role, name).await.is_none().then_some(())
        })
        .await;
    }

    /// Waits until the page contains `words`, anywhere.
    pub async fn read(&self, words: &str) {
        self.until(&format!("the page says “{words}”"), async |window| {
            window.page_text().await.to_lowercase().contains(&words.to_lowercase()).then_some(())
        })
        .await;
    }

    pub async fn page_text(&self) -> String {
        text(&self.run("return document.body.innerText", vec![]).await)
    }

    pub async fn find(&self, role: &str, name: &str) -> Option<Element> {
        const FIND_SCRIPT: &str = "
            if (!window.TestingLibraryDom) return 'inject';
            const name = arguments[1] === '' ? undefined : new RegExp(arguments[1], 'i');
            return window.TestingLibraryDom.queryAllByRole(document.body, arguments[0], { name })[0] ?? null;";
        let mut found = self.run(FIND_SCRIPT, vec![role.into(), name.into()]).await;
        if found == "inject" {
            self.inject(&paths::ui_module("@testing-library/dom/dist/@testing-library/dom.umd.min.js")).await;
            found = self.run(FIND_SCRIPT, vec![role.into(), name.into()]).await;
        }
        self.element(&found)
    }

    /// The input with this name, which is its path in the request body.
    pub async fn input(&self, name: &str) -> Element {
        self.until(&format!("there is an input “{name}”"), async |window| {
            let script = "return document.querySelector(`[name=\"${arguments[0]}\"]`)";
            window.element(&window.run(script, vec![name.into()]).await)
        })
        .await
    }

    /// Waits until the input contains the text.
    pub async fn holds(&self, name: &str, wanted: &str) {
        self.until(&format!("the input “{name}” holds “{wanted}”"), async |window| {
            (window.value_of(name).await == wanted).then_some(())
        })
        .await;
    }

    /// Waits until the input is marked as invalid, with `words` in its message.
    pub async fn invalid(&self, name: &str, words: &str) {
        const DESCRIPTION_SCRIPT: &str = "
            const input = document.querySelector(`[name=\"${arguments[0]}\"]`);
            if (input?.getAttribute('aria-invalid') !== 'true') return '';
            const ids = ['aria-describedby', 'aria-errormessage'].flatMap(name => (input.getAttribute(name) ?? '').split(' '));
            return ids.map(id => document.getElementById(id)?.textContent ?? '').join(' ');";
        self.until(&format!("the input “{name}” is marked and told “{words}”"), async |window| {
            let told = text(&window.run(DESCRIPTION_SCRIPT, vec![name.into()]).await);
            told.contains(words).then_some(())
        })
        .await;
        // The focus moves to the first faulty input, and selects it, in the next frame.
        self.ask("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done('')));")
            .await;
    }

    pub async fn value_of(&self, name: &str) -> String {
        self.input(name).await;
        let script = "return document.querySelector(`[name=\"${arguments[0]}\"]`).value";
        text(&self.run(script, vec![name.into()]).await)
    }

    /// Name of the input that has the focus.
    pub async fn focused(&self) -> String {
        text(&self.run("return document.activeElement?.getAttribute('name') ?? ''", vec![]).await)
    }

    /// Moves the focus to an input with the Tab key.
    pub async fn tab_to(&self, name: &str) {
        self.input(name).await;
        for _ in 0..80 {
            if self.focused().await == name {
                return;
            }
            self.press(&[key::TAB]).await;
        }
        self.fail(&format!("Tab reaches the input “{name}”")).await;
    }

    /// Moves the focus with the Tab key to the element with the role and the name. In a grid the arrows go on from the row
    /// that Tab reaches.
    pub async fn tab_to_role(&self, role: &str, name: &str) {
        // Checked in one script, because a redraw in between would replace the element.
        const FOCUS_SCRIPT: &str = "
            const name = arguments[1] === '' ? undefined : new RegExp(arguments[1], 'i');
            const found = window.TestingLibraryDom.queryAllByRole(document.body, arguments[0], { name })[0];
            const { activeElement } = document;
            return found === activeElement ? 'here' : activeElement?.matches('[role=grid] tr') ? 'row' : 'elsewhere';";
        let mut next = key::HOME;
        for _ in 0..80 {
            self.see(role, name).await;
            let focused = text(&self.run(FOCUS_SCRIPT, vec![role.into(), name.into()]).await);
            match focused.as_str() {
                "here" => return,
                "row" if role == "row" => {
                    self.press(&[next]).await;
                    next = key::DOWN;
                }
                _ => self.press(&[key::TAB]).await,
            }
        }
        self.fail(&format!("Tab reaches the {role} “{name}”")).await;
    }

    /// Holds the keys down in order and releases them: `[CONTROL, ENTER]`.
    pub async fn press(&self, keys: &[char]) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for &value in keys {
            actions = actions.then(KeyAction::Down { value });
        }
        for &value in keys.iter().rev() {
            actions = actions.then(KeyAction::Up { value });
        }
        self.driven(self.client.perform_actions(actions).await).await;
    }

    /// Types into the focused element.
    pub async fn type_keys(&self, typed: &str) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in typed.chars().map(|letter| if letter == '\n' { key::ENTER } else { letter }) {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.driven(self.client.perform_actions(actions).await).await;
    }

    /// Types as a keyboard scanner does: the code, fast and evenly, and Enter.
    pub async fn scan(&self, code: &str) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in code.chars().chain([key::ENTER]) {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value })
                .then(KeyAction::Pause { duration: SCANNER_KEY_INTERVAL });
        }
        self.driven(self.client.perform_actions(actions).await).await;
    }

    /// Replaces the input's text by `typed`.
    pub async fn fill(&self, name: &str, typed: &str) {
        self.tab_to(name).await;
        self.press(&[key::CONTROL, 'a']).await;
        self.type_keys(typed).await;
        self.until(&format!("the input “{name}” holds what was typed"), async |window| {
            (window.value_of(name).await == typed).then_some(())
        })
        .await;
    }

    /// Clicks the element with the role and the name, and finds it again if it was redrawn.
    pub async fn click(&self, role: &str, name: &str) {
        self.until(&format!("a {role} named “{name}” can be pressed"), async |window| {
            let element = window.find(role, name).await?;
            timeout(WEBDRIVER_TIMEOUT, element.click()).await.ok()?.ok()
        })
        .await;
    }

    pub async fn resize(&self, width: u32, height: u32) {
        self.driven(self.client.set_window_size(width, height).await).await;
        self.until(&format!("the window is {width} × {height}"), async |window| {
            let size = window.run("return [window.innerWidth, window.innerHeight]", vec![]).await;
            (size == json!([width, height])).then_some(())
        })
        .await;
    }

    /// Waits until a visible element of what is on top has the focus, the role, and a name that fits; an empty name fits any.
    pub async fn has_focus(&self, role: &str, name: &str) {
        const FOCUS_SCRIPT: &str = "
            const active = document.activeElement;
            const top = [...document.querySelectorAll('[role=dialog]')].at(-1) ?? document.body;
            if (!active || active === document.body || !top.contains(active) || !active.checkVisibility()) return false;
            const name = arguments[1] === '' ? undefined : new RegExp(arguments[1], 'i');
            return window.TestingLibraryDom.queryAllByRole(document.body, arguments[0], { name }).includes(active);";
        self.see(role, name).await;
        self.until(&format!("the focus is on the {role} “{name}”"), async |window| {
            (window.run(FOCUS_SCRIPT, vec![role.into(), name.into()]).await == true).then_some(())
        })
        .await;
    }

    /// Zooms the page of a window of this width, in percent, as by the user's keys.
    pub async fn zoom(&self, percent: u32, width: u32) {
        self.run("window.__TAURI_INTERNALS__.invoke('set_zoom', { percent: arguments[0] })", vec![percent.into()])
            .await;
        self.until(&format!("the zoom is {percent} %"), async |window| {
            let inner = window.run("return innerWidth", vec![]).await.as_u64()?;
            (inner.abs_diff(u64::from(width * 100 / percent)) <= 1).then_some(())
        })
        .await;
    }

    pub async fn picture(&self) -> Option<Vec<u8>> {
        // The page's present state may not be painted yet.
        let painted =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";
        let _ = self.client.execute_async(painted, vec![]).await;
        timeout(WEBDRIVER_TIMEOUT, self.client.screenshot()).await.ok()?.ok()
    }

    /// Saves a picture for users.
    pub async fn save_picture(&self, path: &Path) {
        let picture = self.picture().await.expect("the window can be photographed");
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory).expect("the pictures have a directory");
        }
        fs::write(path, picture).expect("the picture is written");
    }

    /// The problems that axe-core finds on the page, one line for each.
    pub async fn violations(&self) -> Vec<String> {
        if self.run("return window.axe === undefined", vec![]).await == true {
            self.inject(&paths::ui_module("axe-core/axe.min.js")).await;
        }
        let script = "
            const done = arguments[arguments.length - 1];
            window.axe.run(document, { resultTypes: ['violations'] }).then(
                found => done(found.violations.map(rule =>
                    rule.id + ': ' + rule.help + ' — ' + rule.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | '))),
                problem => done(['axe: ' + problem]));";
        let run = timeout(WEBDRIVER_TIMEOUT, self.client.execute_async(script, vec![])).await;
        let found = run.expect("axe-core ends").expect("axe-core runs");
        found.as_array().into_iter().flatten().map(text).collect()
    }

    async fn inject(&self, library: &str) {
        self.run(library, vec![]).await;
    }

    fn element(&self, found: &Value) -> Option<Element> {
        let id = found.get(ELEMENT_ID_MEMBER)?.as_str()?;
        Some(Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned())))
    }

    async fn driven(&self, outcome: Result<(), CmdError>) {
        if let Err(error) = outcome {
            self.fail(&format!("WebDriver acts: {error}")).await;
        }
    }

    /// Path of the picture of a failed test.
    pub fn last_picture(&self, ending: &str) -> PathBuf {
        paths::target().join("acceptance").join(format!("{}.{ending}", self.test))
    }

    /// Ends the test with a report of the screen's content.
    pub async fn fail(&self, expected: &str) -> ! {
        let mut told = format!("expected that {expected}");
        let picture = self.last_picture("png");
        if let Some(bytes) = self.picture().await
            && fs::create_dir_all(picture.parent().unwrap_or(&picture)).is_ok()
            && fs::write(&picture, bytes).is_ok()
        {
            let _ = write!(told, "\npicture: {}", picture.display());
        }
        let script = "
            const named = [...document.querySelectorAll('[name], [role], button, a, h1, h2')].slice(0, 120);
            return location.hash + '\\nfocus: ' + (document.activeElement?.outerHTML ?? '').slice(0, 160) + '\\n' +
                named.map(element => '<' + element.tagName.toLowerCase() +
                    ['name', 'role', 'aria-label', 'aria-invalid', 'aria-valuetext', 'value'].filter(attribute => element.hasAttribute(attribute))
                        .map(attribute => ` ${attribute}=\"${element.getAttribute(attribute)}\"`).join('') + '> ' +
                    element.textContent.slice(0, 60)).join('\\n') + '\\n---\\n' + document.body.innerText.slice(0, 3000)";
        match timeout(WEBDRIVER_TIMEOUT, self.client.execute(script, vec![])).await {
            Ok(Ok(page)) => {
                let _ = write!(told, "\npage: {}", text(&page));
            }
            Ok(Err(error)) => {
                let _ = write!(told, "\nthe page does not answer: {error}");
            }
            Err(_) => told.push_str("\nthe page hangs"),
        }
        panic!("{told}");
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
