//! Measures the time from a key press until the display shows the results, in the real window with many requests and
//! entities.
//!
//! WebDriver only prepares the window: under WebDriver the page is drawn through OpenGL, which the desk avoids if it is
//! rendered in software. For the measurement the desk is started as by users, and the X server generates the keys.

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use acceptance::{
    desktop::{Desktop, Launch},
    session::Session,
    steps,
    window::{Window, key},
    x_input::{Hand, Key},
};
use store::Owner;

use crate::{
    figures::{Figures, median},
    lookups,
    process::Running,
    programs::Programs,
    screen::Screen,
    server::{Result, Server},
    sync::{QUICK_REQUESTS, REQUESTS},
};

const KEYS: usize = 40;
const QUICK_KEYS: usize = 6;
/// A key with the same results as the one before does not change the screen.
const NO_CHANGE_TIMEOUT: Duration = Duration::from_secs(1);
/// Time without changes after which the list counts as complete.
const QUIET_TIME: Duration = Duration::from_millis(150);
/// Longer than starting, and than opening a page. The caret blinks, so the screen never stops changing.
const START_TIME: Duration = Duration::from_secs(5);
const PAGE_OPEN_TIME: Duration = Duration::from_secs(2);
/// Maximum duration of reading the lists.
const SYNC_LIMIT: Duration = Duration::from_mins(5);

/// An input and its list of results.
struct Place {
    what: String,
    opens: &'static [Key],
    /// Typed letter by letter, and deleted again.
    words: &'static [&'static str],
    /// Position on the display; not needed if the input has the focus when the page opens.
    field: Option<(u16, u16)>,
    /// First and last line of its list on the display.
    lines: (u16, u16),
}

const REQUESTS_SCRIPT: &str = r"
const field = document.querySelector('main input[name=text]').getBoundingClientRect();
const head = document.querySelector('main thead').getBoundingClientRect();
const list = document.querySelector('main tbody').closest('div').getBoundingClientRect();
return [head.bottom + screenY, list.bottom + screenY, (field.left + field.right) / 2 + screenX, (field.top + field.bottom) / 2 + screenY];
";

const SEARCH_SCRIPT: &str = r"
const field = document.querySelector('[role=dialog] input[name=palette]').getBoundingClientRect();
return [field.bottom + screenY, field.bottom + screenY + 360, 0, 0];
";

const SYNCED_SCRIPT: &str = r#"
const query = { filter: {}, sort: "created", ascending: false, limit: 1, offset: 0 };
window.__TAURI_INTERNALS__.invoke("request_page", { query })
  .then(page => arguments[0](page.synced === null ? "" : "yes"), problem => arguments[0]("failed " + JSON.stringify(problem)));
"#;

pub async fn measure(programs: &Programs, quick: bool) -> Result<Figures> {
    let requests = if quick { QUICK_REQUESTS } else { REQUESTS };
    let server = Server::start(programs, &["--run-every-ms", "0", "--backlog", &requests.to_string()])?;
    let mut launch = Launch::new("bench-keys");
    launch.settings = steps::settings(&server.url, "R11", 5);
    let desktop = Desktop::start(launch).await;
    let window = &desktop.window;
    window.sign_in(sandbox::USERNAME, sandbox::PASSWORD).await;
    let limit = Instant::now() + SYNC_LIMIT;
    while window.ask(SYNCED_SCRIPT).await != "yes" {
        if Instant::now() > limit {
            return Err("the lists are not read in time".into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let owner = Owner { connection: steps::CONNECTION.to_owned(), user: sandbox::USERNAME.to_owned() };
    let count = lookups::fill(&desktop.data().join("cache.db"), &owner, quick)?;
    window.visit("#/requests").await;
    window.see("row", "").await;
    let [top, bottom, x, y] = places(window, REQUESTS_SCRIPT).await?;
    let list = Place {
        what: format!("key press to paint over {requests} requests"),
        opens: &[Key::Alt, Key::Letter('2')],
        words: &["0190", "operator", "stb-00", "rejected", "S10", "gold"],
        field: Some((x, y)),
        lines: (top, bottom),
    };
    window.press(&[key::CONTROL, 'k']).await;
    window.see("dialog", "").await;
    let [top, bottom, ..] = places(window, SEARCH_SCRIPT).await?;
    let search = Place {
        what: format!("key press in the search to paint, {count} things and {requests} requests"),
        opens: &[Key::Control, Key::Letter('k')],
        words: &["01900001234", "card-777", "0190", "S10", "1234", "stb-00"],
        field: None,
        lines: (top, bottom),
    };
    let session = desktop.close().await;
    let wanted = if quick { QUICK_KEYS } else { KEYS };
    tokio::task::spawn_blocking(move || {
        let mut figures = Figures::default();
        for place in [list, search] {
            type_into(&session, &place, wanted, &mut figures).map_err(|error| format!("{}: {error}", place.what))?;
        }
        Ok::<_, String>(figures)
    })
    .await?
    .map_err(Into::into)
}

async fn places(window: &Window, script: &str) -> Result<[u16; 4]> {
    let told = window.run(script, vec![]).await;
    let places: Option<Vec<u16>> =
        told.as_array().map(|places| places.iter().filter_map(serde_json::Value::as_f64).map(pixels).collect());
    places.and_then(|places| places.try_into().ok()).ok_or_else(|| format!("no such field: {told}").into())
}

/// Opens the desk as users do, and types.
fn type_into(session: &Session, place: &Place, wanted: usize, figures: &mut Figures) -> Result<()> {
    let mut command = session.command(acceptance::paths::desk_binary());
    let log = fs::OpenOptions::new().create(true).append(true).open(session.log())?;
    command.arg("--data-dir").arg(session.path("data")).stdout(log.try_clone()?).stderr(log);
    let screen = Screen::open(&session.display())?;
    let hand = Hand::on(&session.display())?;
    let _running = Running::start(command)?;
    std::thread::sleep(START_TIME);
    hand.take_the_window()?;
    hand.press(place.opens)?;
    std::thread::sleep(PAGE_OPEN_TIME);
    if let Some((x, y)) = place.field {
        hand.click(x, y)?;
        std::thread::sleep(PAGE_OPEN_TIME);
    }
    let (top, bottom) = place.lines;
    let screen = Arc::new(screen.between(top, bottom));
    let (mut first, mut last, mut pressed) = (Vec::new(), Vec::new(), 0);
    'typing: loop {
        let found = first.len();
        for word in place.words {
            let letters = word.chars().map(Key::Letter);
            for letter in letters.chain(word.chars().map(|_| Key::Backspace)) {
                pressed += 1;
                if let Some((began, ended)) = press(&hand, &screen, letter)? {
                    first.push(began);
                    last.push(ended);
                }
                if first.len() >= wanted {
                    break 'typing;
                }
            }
        }
        if first.len() == found {
            return Err("no key changes the list".into());
        }
    }
    let (what, keys) = (&place.what, first.len());
    // Both lists are drawn once, when the results are complete.
    figures.alone(&format!("{what}, median of {keys} keys, ms"), median(&first), 50.0);
    figures.raw(format!("{what}: each key, until the list changes on the display"), "ms", &first);
    figures.raw("until it changes no more", "ms", &last);
    figures.note(format!("{pressed} keys were pressed; those that changed nothing in the list are not counted."));
    Ok(())
}

/// Milliseconds from the press until the first and until the last change of the list.
fn press(hand: &Hand, screen: &Arc<Screen>, letter: Key) -> Result<Option<(f64, f64)>> {
    // Late changes of the previous key must not be counted for this one.
    while !screen.changes(QUIET_TIME, QUIET_TIME)?.is_empty() {}
    let watched = screen.clone();
    let watching =
        std::thread::spawn(move || watched.changes(NO_CHANGE_TIMEOUT, QUIET_TIME).map_err(|error| error.to_string()));
    // The first picture has to be from before the key press.
    std::thread::sleep(QUIET_TIME / 5);
    let pressed = Instant::now();
    hand.press(&[letter])?;
    let changes = watching.join().map_err(|_| "the screen was not watched")??;
    let since = |at: &Instant| at.saturating_duration_since(pressed).as_secs_f64() * 1_000.0;
    Ok(changes.first().map(since).zip(changes.last().map(since)))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a display has a few thousand lines
fn pixels(at: f64) -> u16 {
    at.round().clamp(0.0, f64::from(u16::MAX)) as u16
}
