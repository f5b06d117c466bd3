//! Measures how the grid of a large sheet is drawn while the wheel turns, in the real window.
//!
//! WebDriver only prepares the sheet: under WebDriver the page is drawn through OpenGL, which takes longer than the grid. For
//! the measurement the desk is started as by users, and the X server turns the wheel.

use std::{
    fs,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use acceptance::{
    desktop::{Desktop, Launch},
    paths,
    session::Session,
    steps,
    window::Window,
    x_input::{Hand, Key},
};
use serde_json::Value;

use crate::{
    figures::Figures,
    process::Running,
    programs::Programs,
    screen::Screen,
    server::{Result, Server},
    sheets::SheetFormat,
};

const ROWS: u32 = 100_000;
const QUICK_ROWS: u32 = 5_000;
/// Longer than starting, and than opening the page. The window's picture never rests: the caret blinks.
const START_TIME: Duration = Duration::from_secs(5);
const PAGE_OPEN_TIME: Duration = Duration::from_secs(3);
/// Steps of the wheel: as fast as a free-spinning one sends them, in both directions.
const STEP_INTERVAL: Duration = Duration::from_millis(12);
const STEPS: u32 = 400;
const TURNS: usize = 4;
const REST: Duration = Duration::from_millis(200);
const CHECK_LIMIT: Duration = Duration::from_mins(2);
const FRAME_GOAL_MS: f64 = 50.0;

const GRID_SCRIPT: &str = "
const grid = document.querySelector('main [data-grid]').getBoundingClientRect();
const head = document.querySelector('main [data-grid] thead').getBoundingClientRect();
return [head.bottom + screenY, grid.bottom + screenY, (grid.left + grid.right) / 2 + screenX];
";

const CHOOSE_SCRIPT: &str = "
const select = document.querySelector(`select[name='job']`);
Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(select, 'conax.reset-pin');
select.dispatchEvent(new Event('change', { bubbles: true }));
";

const CHECKED_SCRIPT: &str = "
return [...document.querySelectorAll('main button')].some(button => button.textContent.includes('Repair all'))
  && !document.querySelector('main').textContent.includes('rows checked') ? 'yes' : ''";

pub async fn measure(programs: &Programs, quick: bool) -> Result<Figures> {
    let rows = if quick { QUICK_ROWS } else { ROWS };
    let server = Server::start(programs, &["--run-every-ms", "0"])?;
    let mut launch = Launch::new("bench-grid");
    launch.settings = steps::settings(&server.url, "R11", 5);
    let desktop = Desktop::start(launch).await;
    let window = &desktop.window;
    window.sign_in(sandbox::USERNAME, sandbox::PASSWORD).await;
    let exports = desktop.data().join("exports");
    fs::create_dir_all(&exports)?;
    SheetFormat::Csv.write(&exports.join("to-open.csv"), rows)?;
    window.visit("#/bulk").await;
    window.click("button", "Choose a file").await;
    window.see("grid", "Rows of the sheet").await;
    window.run(CHOOSE_SCRIPT, vec![]).await;
    window.click("button", "Check the rows").await;
    let limit = Instant::now() + CHECK_LIMIT;
    while window.run(CHECKED_SCRIPT, vec![]).await != "yes" {
        if Instant::now() > limit {
            return Err("the sheet is not checked in time".into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let place = places(window).await?;
    let route = window.route().await;
    let session = desktop.close().await;
    let frames = tokio::task::spawn_blocking(move || turn(&session, &route, place).map_err(|error| error.to_string()));
    let mut frames = frames.await??;
    frames.sort_by(f64::total_cmp);
    let (mut figures, count) = (Figures::default(), frames.len());
    let what = format!("{rows} rows in the grid, the wheel turned fast");
    let at = |share: usize| frames.get(count * share / 1_000).or(frames.last()).copied().unwrap_or(f64::NAN);
    figures.alone(&format!("{what}: median frame, ms"), at(500), FRAME_GOAL_MS);
    figures.alone(&format!("{what}: 99 of 100 frames, ms"), at(990), FRAME_GOAL_MS);
    figures.alone(&format!("{what}: longest frame, ms"), at(1_000), FRAME_GOAL_MS);
    let tenths: Vec<_> = (1..=10).map(|tenth| at(tenth * 100)).collect();
    figures.raw(format!("{what}: time between two pictures, {count} frames, each tenth"), "ms", &tenths);
    figures.raw("the ten longest frames", "ms", &frames[count.saturating_sub(10)..]);
    Ok(figures)
}

/// Top and bottom line of the rows on the display, and a column within them.
async fn places(window: &Window) -> Result<[u16; 3]> {
    let told = window.run(GRID_SCRIPT, vec![]).await;
    let places: Option<Vec<u16>> =
        told.as_array().map(|places| places.iter().filter_map(Value::as_f64).map(pixels).collect());
    places.and_then(|places| places.try_into().ok()).ok_or_else(|| format!("no grid: {told}").into())
}

/// Opens the sheet as users do, turns the wheel over it, and returns the times between two pictures in milliseconds.
fn turn(session: &Session, route: &str, [top, bottom, x]: [u16; 3]) -> Result<Vec<f64>> {
    let mut command = session.command(paths::desk_binary());
    let log = fs::OpenOptions::new().create(true).append(true).open(session.log())?;
    command.arg("--data-dir").arg(session.path("data")).stdout(log.try_clone()?).stderr(log);
    let screen = Screen::open(&session.display())?;
    let hand = Arc::new(Hand::on(&session.display())?);
    let _running = Running::start(command)?;
    thread::sleep(START_TIME);
    hand.take_the_window()?;
    hand.press(&[Key::Control, Key::Letter('k')])?;
    thread::sleep(PAGE_OPEN_TIME);
    hand.type_text(route)?;
    thread::sleep(PAGE_OPEN_TIME);
    hand.press(&[Key::Enter])?;
    thread::sleep(PAGE_OPEN_TIME);
    let screen = screen.between(top, bottom);
    let mut frames = Vec::new();
    for turn in 0..TURNS {
        let turning = {
            let (hand, down) = (Arc::clone(&hand), turn % 2 == 0);
            thread::spawn(move || {
                // The first picture has to be from before the first step.
                thread::sleep(REST / 2);
                let place = (x, top.midpoint(bottom));
                let turned = hand.turn_wheel(place, down, STEPS, STEP_INTERVAL);
                turned.map(|()| Instant::now()).map_err(|error| error.to_string())
            })
        };
        let pictures = screen.changes(2 * PAGE_OPEN_TIME, REST)?;
        let stopped = turning.join().map_err(|_| "the wheel was not turned")??;
        // After the last step the row under the pointer changes its colour, which is no frame of the movement.
        let moving = pictures.windows(2).filter(|pair| pair[1] <= stopped);
        frames.extend(moving.map(|pair| (pair[1] - pair[0]).as_secs_f64() * 1_000.0));
    }
    hand.save_picture(&paths::target().join("screenshots/bench-grid.ppm"))?;
    if frames.is_empty() {
        return Err("the wheel moves nothing".into());
    }
    Ok(frames)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a display has a few thousand lines
fn pixels(at: f64) -> u16 {
    at.round().clamp(0.0, f64::from(u16::MAX)) as u16
}
