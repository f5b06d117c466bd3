//! From a key press to the frame that shows what it found, in the real window over many requests.

use std::time::{Duration, Instant};

use acceptance::{
    desktop::{Desktop, Launch},
    steps,
    window::{Window, key},
};
use serde_json::Value;

use crate::{
    figures::{Figures, median},
    programs::Programs,
    server::{Result, Server},
    sync::{QUICK_REQUESTS, REQUESTS},
};

/// Typed into the field that filters the list, letter by letter, and taken away again.
const WORDS: [&str; 6] = ["0190", "operator", "stb-00", "rejected", "S10", "gold"];
const KEYS: usize = 40;
const QUICK_KEYS: usize = 6;
/// A key that finds the same rows as the one before changes nothing on the screen.
const NOTHING: Duration = Duration::from_secs(1);
/// Reading the lists may take so long.
const SYNCED: Duration = Duration::from_mins(5);

/// Notes for each key the time to the second frame after the rows changed.
const WATCH: &str = r"
window.keysMeasured = [];
let pressed = null;
const rows = () => [...document.querySelectorAll('main [role=row], main tbody tr')].map(row => row.textContent).join('\n');
let before = rows();
addEventListener('keydown', () => { pressed = performance.now(); before = rows(); }, true);
new MutationObserver(() => {
  if (pressed === null || rows() === before) return;
  const from = pressed;
  pressed = null;
  requestAnimationFrame(() => requestAnimationFrame(() => window.keysMeasured.push(performance.now() - from)));
}).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });
const field = document.querySelector('main input[type=search], main input[role=searchbox], main input[type=text], main input:not([type])');
field?.focus();
return field !== null;
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
    if window.run(WATCH, vec![]).await != true {
        return Err("the requests page has no field to filter by".into());
    }
    let wanted = if quick { QUICK_KEYS } else { KEYS };
    let (mut times, mut pressed) = (Vec::new(), 0);
    'typing: loop {
        let found = times.len();
        for word in WORDS {
            for letter in word.chars().chain(word.chars().map(|_| key::BACKSPACE)) {
                window.press(&[letter]).await;
                pressed += 1;
                let limit = Instant::now() + NOTHING;
                let before = times.len();
                while times.len() == before && Instant::now() < limit {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    times = measured(window).await;
                }
                if times.len() >= wanted {
                    break 'typing;
                }
            }
        }
        if times.len() == found {
            return Err("no key changes the rows".into());
        }
    }
    let mut figures = Figures::default();
    let what = format!("key press to paint over {requests} requests, median of {} keys, ms", times.len());
    figures.alone(&what, median(&times), 50.0);
    figures.raw("each key", "ms", &times);
    figures.note(format!("{pressed} keys were pressed; those that changed no row are not counted."));
    desktop.close().await;
    Ok(figures)
}

async fn measured(window: &Window) -> Vec<f64> {
    let measured = window.run("return window.keysMeasured", vec![]).await;
    measured.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}
