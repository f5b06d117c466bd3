//! Sheets of many rows: read, matched and checked, compared with reading the same files by the bare libraries; then the rate
//! at which the rows leave, compared with the same forms put into the outbox.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use desk::view::{DeskEvent, SheetMatching};
use serde_json::{Value, json};

use crate::{
    figures::{Figures, Goal, median},
    process,
    programs::Programs,
    rates,
    server::{self, Result, Server},
    sheets::SheetFormat,
};

/// Rows of a sheet with the seconds that it may take.
const SHEETS: [(u32, f64); 2] = [(10_000, 3.0), (100_000, 30.0)];
const QUICK_SHEETS: [(u32, f64); 1] = [(2_000, 3.0)];
const ROUNDS: usize = 3;
const FIRST_FINDINGS_GOAL_MS: f64 = 300.0;
const MEMORY_GOAL_MIB: f64 = 150.0;
/// What the rows of a sheet are.
const RESETS: &str = "resets";
const PAIRINGS: &str = "pairings";
/// Requests in the lists, from which boxes are known.
const KNOWN_REQUESTS: &str = "50000";
const MIB_BYTES: f64 = 1_048_576.0;
const MEMORY_INTERVAL: Duration = Duration::from_millis(25);

pub async fn measure(programs: &Programs, scratch: &Path, quick: bool) -> Result<Figures> {
    let mut figures = Figures::default();
    let server = Server::start(programs, &["--run-every-ms", "0"])?;
    for (rows, most) in if quick { QUICK_SHEETS.to_vec() } else { SHEETS.to_vec() } {
        for format in SheetFormat::ALL {
            read(&server, scratch, (rows, most), format, if quick { 1 } else { ROUNDS }, &mut figures)?;
        }
    }
    drop(server);
    for (rows, most) in if quick { QUICK_SHEETS.to_vec() } else { SHEETS.to_vec() } {
        known_boxes(programs, scratch, (rows, most), &mut figures)?;
    }
    rates::measure(programs, scratch, quick, &mut figures).await?;
    Ok(figures)
}

fn read(
    server: &Server,
    scratch: &Path,
    (rows, most): (u32, f64),
    format: SheetFormat,
    rounds: usize,
    figures: &mut Figures,
) -> Result<()> {
    let (mut bare, mut whole, mut read, mut checked) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut first, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let dir = tempfile::Builder::new().prefix("bulk-").tempdir_in(scratch)?;
        let file = dir.path().join(format!("sheet.{}", format.name().to_lowercase()));
        format.write(&file, rows)?;
        bare.push(format.read_bare(&file)?);
        let told = in_child(&server.url, dir.path(), &file, RESETS)?;
        let number = |name: &str| told[name].as_f64().unwrap_or(f64::NAN);
        if number("rows") < f64::from(rows) {
            return Err(format!("{} of {rows} rows were read", number("rows")).into());
        }
        whole.push(number("read") + number("checked"));
        read.push(number("read"));
        checked.push(number("checked"));
        first.push(number("first") * 1_000.0);
        memory.push(number("over_idle") / MIB_BYTES);
    }
    let what = format!("{rows} rows of {}", format.name());
    let beside = (format.bare(), median(&bare));
    figures.row(&format!("{what} read, matched and checked, s"), median(&whole), beside, Goal::FigureAtMost(most));
    figures.alone(&format!("{what}: first findings, ms"), median(&first), FIRST_FINDINGS_GOAL_MS);
    figures.alone(&format!("{what}: greatest memory over the idle desk, MiB"), median(&memory), MEMORY_GOAL_MIB);
    figures.raw(format!("{what}: read"), "s", &read);
    figures.raw(format!("{what}: matched and checked"), "s", &checked);
    figures.raw(format!("{what}: first findings"), "ms", &first);
    figures.raw(format!("{what}: memory"), "MiB", &memory);
    figures.raw(format!("{what}: {}", format.bare()), "s", &bare);
    Ok(())
}

/// Checks pairings whose boxes are those that the cards are known to be paired with: of the first cards by requests that others
/// made, of the rest not at all.
fn known_boxes(programs: &Programs, scratch: &Path, (rows, most): (u32, f64), figures: &mut Figures) -> Result<()> {
    let server = Server::start(programs, &["--run-every-ms", "0", "--backlog", KNOWN_REQUESTS])?;
    let dir = tempfile::Builder::new().prefix("bulk-").tempdir_in(scratch)?;
    let file = dir.path().join("sheet.csv");
    let cards: Vec<String> = (0..u64::from(rows)).map(|row| format!("{:011}", 1_910_000_000 + row * 3)).collect();
    fs::write(&file, format!("Card\n{}\n", cards.join("\n")))?;
    let told = in_child(&server.url, dir.path(), &file, PAIRINGS)?;
    let number = |name: &str| told[name].as_f64().unwrap_or(f64::NAN);
    if number("ready") == 0.0 {
        return Err("no box is known".into());
    }
    let what = format!("{rows} pairings with the known box, {KNOWN_REQUESTS} requests in the lists");
    figures.alone(&format!("{what}: matched and checked, s"), number("checked"), most);
    figures.alone(
        &format!("{what}: greatest memory over the idle desk, MiB"),
        number("over_idle") / MIB_BYTES,
        MEMORY_GOAL_MIB,
    );
    figures.raw(format!("{what}: boxes known"), "rows", &[number("ready")]);
    Ok(())
}

/// The argument that makes this program the child below.
pub const CHILD_ARGUMENT: &str = "bulk-child";

/// Brings a sheet in a process of its own, so that its memory is the sheet's.
fn in_child(url: &str, data_dir: &Path, file: &Path, rows: &str) -> Result<Value> {
    let output = Command::new(env::current_exe()?).args([CHILD_ARGUMENT, url, rows]).args([data_dir, file]).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

pub async fn child(arguments: &[String]) -> Result<()> {
    let [url, rows, data_dir, file] = arguments else { return Err("url, rows, directory and file".into()) };
    let (desk, connection) = server::desk(url, "R11", Path::new(data_dir), 4).await?;
    server::sign_in(&desk, connection).await?;
    server::synced(&desk).await?;
    let memory = Memory::watch();
    let started = Instant::now();
    let sheet = desk.bulk.bring_sheet_file(PathBuf::from(file)).await?;
    let read = started.elapsed().as_secs_f64();
    let mut events = desk.events();
    let started = Instant::now();
    let first = tokio::spawn(async move {
        while let Ok(event) = events.recv().await {
            if matches!(&event, DeskEvent::Sheet { progress } if !progress.findings.is_empty()) {
                break;
            }
        }
        started.elapsed().as_secs_f64()
    });
    let sheet = desk.bulk.match_bulk_sheet(sheet.id, matching(rows)).await?;
    let checked = started.elapsed().as_secs_f64();
    let over_idle = memory.over_idle();
    let first = first.await?;
    desk.shutdown().await;
    let ready = sheet.check.map_or(0, |check| check.batch.ready);
    println!(
        "{}",
        json!({ "rows": sheet.rows, "ready": ready, "read": read, "checked": checked, "first": first, "over_idle": over_idle })
    );
    Ok(())
}

fn matching(rows: &str) -> SheetMatching {
    let columns = |names: &[&str]| names.iter().map(|name| (!name.is_empty()).then(|| (*name).to_owned())).collect();
    if rows == PAIRINGS {
        return SheetMatching {
            operation: server::PAIRING.to_owned(),
            columns: columns(&["smartcard_set"]),
            known: vec!["stb_set".to_owned()],
            ..SheetMatching::default()
        };
    }
    SheetMatching {
        operation: "conax.reset-pin".to_owned(),
        columns: columns(&["smartcard_identifier", "subscription_identifier", "", ""]),
        ..SheetMatching::default()
    }
}

/// Watches the memory of this process and of the one that reads workbooks.
struct Memory {
    idle: u64,
    most: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
}

impl Memory {
    fn watch() -> Self {
        let id = std::process::id();
        let idle = process::memory_of(id);
        let (most, stop) = (Arc::new(AtomicU64::new(idle)), Arc::new(AtomicBool::new(false)));
        thread::spawn({
            let (most, stop) = (Arc::clone(&most), Arc::clone(&stop));
            move || {
                while !stop.load(Relaxed) {
                    most.fetch_max(process::memory_of(id), Relaxed);
                    thread::sleep(MEMORY_INTERVAL);
                }
            }
        });
        Self { idle, most, stop }
    }

    fn over_idle(&self) -> u64 {
        self.stop.store(true, Relaxed);
        self.most.load(Relaxed).saturating_sub(self.idle)
    }
}
