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
};
use acceptance::{
    desktop::{Desktop, Launch},
    steps,
    window::{Window, key},
};

/// Typed into the field that filters the list, letter by letter, and taken away again.
const WORDS: [&str; 6] = ["0190", "operator", "stb-00", "rejected", "S10", "gold"];
const KEYS: usize = 40;
const QUICK_KEYS: usize = 6;
/// A key that finds the same rows as the one before changes nothing on the screen.
const NOTHING: Duration = Duration::from_secs(1);
/// Reading the lists may take so long.
const SYNCED: Duration = Duration::from_mins(5);

/// No part of the list changes any more for so long.
const REST: Duration = Duration::from_millis(150);

/// Notes of the last key when it was pressed, when its rows were in the page, and when the second frame after that
/// began. Answers the first and the last line of the list on the display.
const WATCH: &str = r"
window.keyMeasured = null;
const rows = () => [...document.querySelectorAll('main [role=row], main tbody tr')].map(row => row.textContent).join('\n');
let before = rows();
addEventListener('keydown', () => {
  window.keyMeasured = { pressed: Date.now(), from: performance.now(), rows: null, second: null };
  before = rows();
}, true);
new MutationObserver(() => {
  const key = window.keyMeasured;
  if (!key || key.rows !== null || rows() === before) return;
  key.rows = performance.now() - key.from;
  requestAnimationFrame(() => requestAnimationFrame(() => { key.second = performance.now() - key.from; }));
}).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });
const field = document.querySelector('main input[type=search], main input[role=searchbox], main input[type=text], main input:not([type])');
field?.focus();
const list = document.querySelector('main tbody')?.closest('div').getBoundingClientRect();
const head = document.querySelector('main thead')?.getBoundingClientRect();
return field && list && head ? [window.screenY + head.bottom, window.screenY + list.bottom] : null;
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
    window.visit("#/requests").await;
    window.see("row", "").await;
    let place = window.run(WATCH, vec![]).await;
    let [Some(top), Some(bottom)] = [0, 1].map(|at| place[at].as_f64().map(pixels)) else {
        return Err("the requests page has no field to filter by, or no list".into());
    };
    let display = desktop.session.display();
    let screen = Arc::new(Screen::open(&display)?.between(top, bottom));
    let wanted = if quick { QUICK_KEYS } else { KEYS };
    let (mut keys, mut pressed) = (Vec::new(), 0);
    'typing: loop {
        let found = keys.len();
        for word in WORDS {
            for letter in word.chars().chain(word.chars().map(|_| key::BACKSPACE)) {
                pressed += 1;
                keys.extend(press(window, &screen, letter).await?);
                if keys.len() >= wanted {
                    break 'typing;
                }
            }
        }
        if keys.len() == found {
            return Err("no key changes the rows".into());
        }
    }
    let times = |of: fn(&Key) -> f64| keys.iter().map(of).collect::<Vec<_>>();
    let shown = times(|key| key.shown);
    let mut figures = Figures::default();
    let what = format!("key press to paint over {requests} requests, median of {} keys, ms", keys.len());
    figures.alone(&what, median(&shown), 50.0);
    figures.raw("each key, until the display shows its rows", "ms", &shown);
    figures.raw("until its rows are in the page", "ms", &times(|key| key.rows));
    figures.raw("until the second frame after that", "ms", &times(|key| key.second));
    figures.note(format!("{pressed} keys were pressed; those that changed no row are not counted."));
    desktop.close().await;
    Ok(figures)
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
    while changed(screen, REST).await?.is_some() {}
    let watching = tokio::spawn(changed_within(screen.clone(), NOTHING));
    window.press(&[letter]).await;
    let Some(shown) = watching.await?? else { return Ok(None) };
    let limit = Instant::now() + NOTHING;
    loop {
        let key = window.run("return window.keyMeasured", vec![]).await;
        if let (Some(pressed), Some(rows), Some(second)) =
            (key["pressed"].as_f64(), key["rows"].as_f64(), key["second"].as_f64())
        {
            let shown = shown.duration_since(UNIX_EPOCH)?.as_secs_f64() * 1_000.0 - pressed;
            return Ok(Some(Key { rows, second, shown }));
        }
        if Instant::now() > limit {
            return Ok(None);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn changed(screen: &Arc<Screen>, long: Duration) -> Result<Option<SystemTime>> {
    Ok(changed_within(screen.clone(), long).await?)
}

async fn changed_within(screen: Arc<Screen>, long: Duration) -> std::result::Result<Option<SystemTime>, String> {
    let looking = tokio::task::spawn_blocking(move || screen.changed(long).map_err(|error| error.to_string()));
    looking.await.map_err(|error| error.to_string())?
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a display has a few thousand lines
fn pixels(at: f64) -> u16 {
    at.round().clamp(0.0, f64::from(u16::MAX)) as u16
}
