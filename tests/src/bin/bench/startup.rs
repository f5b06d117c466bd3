//! Measures the time from the start until the window's content is complete, and the memory of all its processes then.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use acceptance::session::{Keyring, Session};

use crate::{
    browser,
    figures::{Figures, Goal, median},
    process::Running,
    programs::Programs,
    screen::Screen,
};

/// Longer than any start, including later changes of the page.
const WATCH_TIME: Duration = Duration::from_secs(4);
/// Pause between two starts, so that the end of one does not slow down the next.
const PAUSE_BETWEEN_STARTS: Duration = Duration::from_millis(500);

const RUNS: usize = 9;
const QUICK_RUNS: usize = 2;

const MIB_BYTES: f64 = 1_048_576.0;

struct Subject {
    name: &'static str,
    command: Box<dyn Fn(&Session) -> Command>,
    content: Vec<f64>,
    window: Vec<f64>,
    memory: Vec<f64>,
}

impl Subject {
    fn new(name: &'static str, command: impl Fn(&Session) -> Command + 'static) -> Self {
        Self { name, command: Box::new(command), content: Vec::new(), window: Vec::new(), memory: Vec::new() }
    }
}

pub async fn measure(programs: &Programs, quick: bool) -> Result<Figures, Box<dyn Error>> {
    let session = Session::with_display(Keyring::Unlocked, (1400, 900))?;
    let data = session.path("data");
    let mut subjects = vec![desk(programs, &data), empty(programs)];
    let server = match programs.chromium.clone() {
        Some(chromium) => {
            let server = browser::Server::start(&session.path("browser-desk")).await?;
            subjects.push(in_chromium(chromium, &session.path("chromium"), server.url.clone()));
            Some(server)
        }
        None => None,
    };
    let screen = Screen::open(&session.display())?;
    let mut figures = Figures::default();
    // The first start of each creates its files and fills the system's caches.
    for subject in &mut subjects {
        start(subject, &session, &screen)?;
        subject.content.clear();
        subject.window.clear();
        subject.memory.clear();
    }
    for _ in 0..if quick { QUICK_RUNS } else { RUNS } {
        for subject in &mut subjects {
            start(subject, &session, &screen)?;
        }
    }
    let ours = &subjects[0];
    for other in &subjects[1..] {
        let tauri = other.name == EMPTY_WINDOW;
        let (time, memory) = if tauri { (1.3, 1.25) } else { (1.0, 1.0) };
        let beside = |values: &[f64]| (other.name, median(values));
        figures.row("start to content, ms", median(&ours.content), beside(&other.content), Goal::AtMost(time));
        figures.row(
            "memory (PSS) of all processes, MiB",
            median(&ours.memory),
            beside(&other.memory),
            Goal::AtMost(memory),
        );
    }
    for subject in &subjects {
        figures.raw(format!("{}: window on the screen", subject.name), "ms", &subject.window);
        figures.raw(format!("{}: content", subject.name), "ms", &subject.content);
        figures.raw(format!("{}: memory", subject.name), "MiB", &subject.memory);
    }
    if server.is_none() {
        figures.note("Chromium is not installed here, so nothing was compared with it.");
    }
    Ok(figures)
}

const EMPTY_WINDOW: &str = "empty Tauri window";

fn desk(programs: &Programs, data: &Path) -> Subject {
    let (program, data) = (programs.desk.clone(), data.to_owned());
    Subject::new("desk", move |session| {
        let mut command = session.command(&program);
        command.arg("--data-dir").arg(&data);
        command
    })
}

fn empty(programs: &Programs) -> Subject {
    let program = programs.empty_window.clone();
    Subject::new(EMPTY_WINDOW, move |session| session.command(&program))
}

fn in_chromium(chromium: PathBuf, profile: &Path, url: String) -> Subject {
    let profile = profile.to_owned();
    Subject::new("Chromium `--app`", move |session| {
        let mut command = session.command(&chromium);
        command.arg(format!("--app={url}")).arg(format!("--user-data-dir={}", profile.display())).args([
            "--window-size=1280,800",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--password-store=basic",
        ]);
        // It refuses to start as root otherwise; the Tauri windows have no such sandbox either.
        if fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
            command.arg("--no-sandbox");
        }
        command
    })
}

fn start(subject: &mut Subject, session: &Session, screen: &Screen) -> Result<(), Box<dyn Error>> {
    let mut command = (subject.command)(session);
    let log = fs::OpenOptions::new().create(true).append(true).open(session.log())?;
    command.stdout(log.try_clone()?).stderr(log);
    // The screen is watched from before the start.
    let started = Instant::now();
    let running = Running::start(command)?;
    let seen = screen.watch(WATCH_TIME)?;
    let memory = running.memory();
    drop(running);
    let Some(seen) = seen else {
        let log = fs::read_to_string(session.log()).unwrap_or_default();
        return Err(format!("{} showed nothing\n{log}", subject.name).into());
    };
    let millis = |at: Instant| at.saturating_duration_since(started).as_secs_f64() * 1_000.0;
    subject.window.push(millis(seen.window));
    subject.content.push(millis(seen.content));
    #[allow(clippy::cast_precision_loss)] // far below 2^52
    subject.memory.push(memory as f64 / MIB_BYTES);
    std::thread::sleep(PAUSE_BETWEEN_STARTS);
    Ok(())
}
