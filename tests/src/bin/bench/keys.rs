//! From a key press until the display shows what it found, in the real window over many requests.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use crate::{
    figures::{Figures, median},
    programs::Programs,
    screen::Screen,
    server::{Result, Server},
    sync::{QUICK_REQUESTS, REQUESTS},
    things,
};
use acceptance::{
    desktop::{Desktop, Launch},
    steps,
    window::{Window, key},
};
use store::Owner;

const KEYS: usize = 40;
const QUICK_KEYS: usize = 6;
/// A key that finds the same rows as the one before changes nothing on the screen.
const NOTHING: Duration = Duration::from_secs(1);
/// Reading the lists may take so long.
const SYNCED: Duration = Duration::from_mins(5);

/// No part of the list changes any more for so long.
const REST: Duration = Duration::from_millis(150);

/// A field that is typed into, and what it finds.
struct Place {
    /// Typed letter by letter, and taken away again.
    words: &'static [&'static str],
    field: &'static str,
    rows: &'static str,
    /// Only rows that say this count.
    saying: &'static str,
    /// Answers the first and the last line of the list on the window.
    lines: &'static str,
}

const REQUESTS_PAGE: Place = Place {
    words: &["0190", "operator", "stb-00", "rejected", "S10", "gold"],
    field: "main input[type=search], main input[role=searchbox], main input[type=text], main input:not([type])",
    rows: "main [role=row], main tbody tr",
    saying: "",
    lines: "[document.querySelector('main thead').getBoundingClientRect().bottom, \
        document.querySelector('main tbody').closest('div').getBoundingClientRect().bottom]",
};

/// What is found says how old it is; what is offered at once, such as asking the server, does not.
const SEARCH: Place = Place {
    words: &["01900001234", "card-777", "0190", "S10", "1234", "stb-00"],
    field: "[role=dialog] input[name=palette]",
    rows: "[role=dialog] button",
    saying: "as of",
    lines: "(bottom => [bottom, bottom + 360])(field.getBoundingClientRect().bottom)",
};

/// Notes of the last key when it was pressed, when its rows were in the page, and when the second frame after that
/// began. Answers the first and the last line of the list on the display.
const WATCH: &str = r"
const [fieldAt, rowsAt, saying, lines] = arguments;
window.keyMeasured = null;
window.keyWatch?.abort();
window.keyWatch = new AbortController();
const rows = () => [...document.querySelectorAll(rowsAt)].map(row => row.textContent).filter(text => text.includes(saying)).join('\n');
let before = rows();
addEventListener('keydown', () => {
  window.keyMeasured = { pressed: Date.now(), from: performance.now(), rows: null, second: null };
  before = rows();
}, { capture: true, signal: window.keyWatch.signal });
const observer = new MutationObserver(() => {
  const key = window.keyMeasured;
  if (!key || key.rows !== null || rows() === before) return;
  key.rows = performance.now() - key.from;
  requestAnimationFrame(() => requestAnimationFrame(() => { key.second = performance.now() - key.from; }));
});
observer.observe(document.body, { subtree: true, childList: true, characterData: true });
window.keyWatch.signal.addEventListener('abort', () => observer.disconnect());
const field = document.querySelector(fieldAt);
field?.focus();
return field && new Function('field', 'return ' + lines)(field).map(line => line + window.screenY);
";

const SYNCED_AT: &str = r#"
const query = { filter: {}, sort: "created", ascending: false, limit: 1, offset: 0 };
window.__TAURI_INTERNALS__.invoke("requests", { query })
  .then(page => arguments[0](page.synced === null ? "" : "yes"), problem => arguments[0]("failed " + JSON.stringify(problem)));
"#;

pub async fn measure(programs: &Programs, quick: bool) -> Result<Figures> {
    let requests = if quick { QUICK_REQUESTS } else { REQUESTS };
    let backlog = requests.to_string();
    let server = Server::start(programs, &["--run-every-ms", "0", "--backlog", &backlog])?;
    let mut launch = Launch::new("bench-keys");
    launch.settings = steps::settings(&server.url, "R11", 5);
    let desktop = Desktop::start(launch).await;
    let window = &desktop.window;
    window.sign_in(sandbox::USERNAME, sandbox::PASSWORD).await;
    let limit = Instant::now() + SYNCED;
    while window.ask(SYNCED_AT).await != "yes" {
        if Instant::now() > limit {
            return Err("the lists are not read in time".into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let wanted = if quick { QUICK_KEYS } else { KEYS };
    let mut figures = Figures::default();
    window.visit("#/requests").await;
    window.see("row", "").await;
    let what = format!("key press to paint over {requests} requests");
    type_into(&desktop, &REQUESTS_PAGE, wanted, &what, &mut figures).await?;

    let owner = Owner { connection: steps::CONNECTION.to_owned(), user: sandbox::USERNAME.to_owned() };
    let count = things::fill(&desktop.data().join("cache.db"), &owner, quick)?;
    window.visit("#/home").await;
    window.press(&[key::CONTROL, 'k']).await;
    window.see("dialog", "").await;
    let what = format!("key press in the search to paint, {count} things and {requests} requests");
    type_into(&desktop, &SEARCH, wanted, &what, &mut figures).await?;
    desktop.close().await;
    Ok(figures)
}

async fn type_into(desktop: &Desktop, place: &Place, wanted: usize, what: &str, figures: &mut Figures) -> Result<()> {
    let window = &desktop.window;
    let watched = [place.field, place.rows, place.saying, place.lines].map(Into::into).into();
    let lines = window.run(WATCH, watched).await;
    let [Some(top), Some(bottom)] = [0, 1].map(|at| lines[at].as_f64().map(pixels)) else {
        return Err(format!("{what}: the page has no such field").into());
    };
    let screen = Arc::new(Screen::open(&desktop.session.display())?.between(top, bottom));
    let (mut keys, mut pressed) = (Vec::new(), 0);
    'typing: loop {
        let found = keys.len();
        for word in place.words {
            for letter in word.chars().chain(word.chars().map(|_| key::BACKSPACE)) {
                pressed += 1;
                keys.extend(press(window, &screen, letter).await?);
                if keys.len() >= wanted {
                    break 'typing;
                }
            }
        }
        if keys.len() == found {
            return Err(format!("{what}: no key changes the rows").into());
        }
    }
    let times = |of: fn(&Key) -> f64| keys.iter().map(of).collect::<Vec<_>>();
    let shown = times(|key| key.shown);
    figures.alone(&format!("{what}, median of {} keys, ms", keys.len()), median(&shown), 50.0);
    figures.raw(format!("{what}: each key, until the display shows its rows"), "ms", &shown);
    figures.raw("until its rows are in the page", "ms", &times(|key| key.rows));
    figures.raw("until the second frame after that", "ms", &times(|key| key.second));
    figures.note(format!("{pressed} keys were pressed; those that changed no row are not counted."));
    Ok(())
}

/// Milliseconds from the press of one key.
struct Key {
    rows: f64,
    second: f64,
    shown: f64,
}

/// `None`: the key changed no row.
async fn press(window: &Window, screen: &Arc<Screen>, letter: char) -> Result<Option<Key>> {
    // What the key before it brings late is not this one's.
    while !changes(screen.clone(), REST).await?.is_empty() {}
    let watching = tokio::spawn(changes(screen.clone(), NOTHING));
    window.press(&[letter]).await;
    let pictures = watching.await??;
    let limit = Instant::now() + NOTHING;
    while !pictures.is_empty() && Instant::now() < limit {
        let key = window.run("return window.keyMeasured", vec![]).await;
        if let (Some(pressed), Some(rows), Some(second)) =
            (key["pressed"].as_f64(), key["rows"].as_f64(), key["second"].as_f64())
        {
            let since = |picture: &SystemTime| {
                picture.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1_000.0 - pressed
            };
            // A picture before that shows only what was typed.
            let shown = pictures.iter().map(since).find(|&shown| shown >= rows);
            return Ok(shown.map(|shown| Key { rows, second, shown }));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(None)
}

/// When the screen changed: watched for so long, and on until it rests.
async fn changes(screen: Arc<Screen>, long: Duration) -> std::result::Result<Vec<SystemTime>, String> {
    let looking = tokio::task::spawn_blocking(move || screen.changes(long, REST).map_err(|error| error.to_string()));
    looking.await.map_err(|error| error.to_string())?
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a display has a few thousand lines
fn pixels(at: f64) -> u16 {
    at.round().clamp(0.0, f64::from(u16::MAX)) as u16
}
