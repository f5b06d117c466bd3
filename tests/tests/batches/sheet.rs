//! A sheet of two thousand rows under every fault, brought again as it was, repaired, and as its report: the journal, the
//! server's record and the reports agree row by row, and no row is sent twice.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use acceptance::{gate::Gate, pairing_sheet, second_desk, steps};
use desk::{
    Desk,
    view::{BatchPart, BatchState, BatchView, BulkFilter, BulkRow, ExportFormat, LeftOut, RequestState},
};
use sandbox::{Chaos, Recorded, Sandbox, USERNAME};
use tokio::time::{Instant, sleep, timeout};

use crate::{
    WAIT_LIMIT,
    agreement::{card, contradictions, reasons},
    ended, report, runner, seed,
};

const ROWS: usize = 2_000;
/// Items of the server, of which more than that many are cards of Conax.
const ITEMS: u32 = 7_000;
/// Rows of these that repeat earlier ones.
const REPEATED: usize = 5;
const KILLS: u32 = 6;
const KILL_AFTER_AT_MOST: Duration = Duration::from_secs(20);
const STORM: Chaos = Chaos {
    unavailable: 2,
    hang: 0,
    cut: 2,
    lose: 2,
    truncate: 2,
    limit: 0,
    busy: 0,
    trickle: 0,
    forbid: 1,
    unauthorize: 0,
    deny: 0,
    security: 0,
    repeat: 0,
    replay: 0,
    reject: 4,
};

/// A server, the way to it, and the profile of a desk.
struct Storm {
    sandbox: Sandbox,
    gate: Gate,
    directory: tempfile::TempDir,
    random: fastrand::Rng,
    /// CA ids that the server knows.
    cards: Vec<String>,
    boxes: Vec<String>,
    /// Number of requests that the server began with.
    seeded: usize,
}

impl Storm {
    async fn new(seed: u64) -> Self {
        let options = sandbox::Options { run_every: Duration::ZERO, seed, items: ITEMS, ..sandbox::Options::default() };
        let sandbox = Sandbox::start(options).expect("it starts");
        let (cards, boxes) = sandbox.control().conax_ca_ids();
        assert!(cards.len() >= ROWS && boxes.len() >= ROWS, "{} cards, {} boxes", cards.len(), boxes.len());
        let gate = Gate::to(sandbox.url()).await;
        let directory = tempfile::tempdir().expect("a directory");
        let storm = Self {
            seeded: sandbox.control().requests(),
            sandbox,
            gate,
            directory,
            random: fastrand::Rng::with_seed(seed),
            cards,
            boxes,
        };
        fs::create_dir(storm.profile()).expect("a profile");
        let mut settings = steps::settings(&format!("http://{}", storm.gate.address), "R11", 0);
        settings["connections"][0]["time_zone"] = "UTC".into();
        settings["preferences"]["maxInFlight"] = 8.into();
        fs::write(storm.profile().join("settings.json"), settings.to_string()).expect("settings");
        storm
    }

    fn profile(&self) -> PathBuf {
        self.directory.path().join("profile")
    }

    fn log(&self) -> PathBuf {
        self.directory.path().join("log")
    }

    /// The requests that were made.
    fn record(&self) -> Vec<Recorded> {
        self.sandbox.control().record().split_off(self.seeded)
    }

    /// Sends a sheet, in a process that is killed, with expired sessions and a lost network in between.
    async fn send(&mut self, sheet: &Path, kills: u32) {
        let control = self.sandbox.control();
        for kill in 0..kills {
            let mut child = runner(&self.profile(), Some(sheet), &self.log());
            // The first one is killed before it sends anything.
            let longest = if kill == 0 { Duration::from_millis(self.random.u64(300..900)) } else { KILL_AFTER_AT_MOST };
            let (begun, goal) = (Instant::now(), control.requests() + self.random.usize(100..350));
            while begun.elapsed() < longest && control.requests() < goal {
                sleep(Duration::from_millis(50)).await;
                match self.random.u8(0..40) {
                    0 => control.expire_tokens(),
                    1 => self.gate.shut_for(Duration::from_millis(self.random.u64(50..400))).await,
                    _ => _ = control.run_processing_now(),
                }
            }
            // SIGKILL: the process has no time to do anything.
            child.kill().expect("it is killed");
            child.wait().expect("it is gone");
        }
        let mut child = runner(&self.profile(), Some(sheet), &self.log());
        let success = timeout(WAIT_LIMIT, ended(&mut child, &self.sandbox)).await;
        let said = fs::read_to_string(self.log()).unwrap_or_default();
        assert!(success == Ok(true), "it does not end\n{}", &said[said.len().saturating_sub(4_000)..]);
    }

    /// A card's number. Of some, the last four digits decide what the server does with it.
    fn card(&self, row: usize) -> String {
        match row % 100 {
            13 => format!("03{row:05}0666"), // rejected
            37 => format!("03{row:05}0409"), // refused
            59 => format!("03{row:05}0499"), // cut off
            _ => self.cards[row].clone(),
        }
    }

    /// The sheet, with its cards as `written`; one of ten rows is not processed at once.
    fn sheet(&self, name: &str, written: impl Fn(usize, String) -> String) -> PathBuf {
        let mut text = String::from("Card;Box;At once\n");
        for row in (0..ROWS - REPEATED).chain(100..100 + REPEATED) {
            let at_once = if row % 10 == 0 { "" } else { "x" };
            writeln!(text, "{};{};{at_once}", written(row, self.card(row)), self.boxes[row]).expect("memory");
        }
        let path = self.directory.path().join(name);
        fs::write(&path, text).expect("it is written");
        path
    }

    /// Saves the report of a sheet, which says the same as the journal in each format, and returns the CSV file.
    async fn report(&self, desk: &Desk, sheet: &str) -> PathBuf {
        let (rows, csv) = (rows(desk, sheet).await, self.directory.path().join(format!("{sheet}.csv")));
        for (path, format) in [(csv.with_extension("xlsx"), ExportFormat::Xlsx), (csv.clone(), ExportFormat::Csv)] {
            report::save(desk, sheet, &path, format).await;
            let faults = report::differences(&report::read(&path), &rows);
            assert!(faults.is_empty(), "{}\n{}", path.display(), faults.join("\n"));
        }
        csv
    }

    /// The desk after the storm, which has looked for the requests whose answers were lost.
    async fn desk(&self) -> Desk {
        let desk = second_desk::open(&self.profile()).await;
        let unknown = |rows: Vec<BulkRow>| {
            let requests = rows.into_iter().filter_map(|row| row.request);
            requests.filter(|request| request.state == RequestState::Unknown).map(|request| request.key)
        };
        for sheet in desk.bulk.bulk_sheets().await.expect("sheets") {
            // One search is for all requests of a type.
            if let Some(key) = unknown(rows(&desk, &sheet.id).await).next() {
                desk.reconcile.look_again(key).await.expect("the lists are read");
            }
        }
        desk
    }
}

fn without_zero(card: &str) -> String {
    card.trim_start_matches('0').to_owned()
}

async fn rows(desk: &Desk, sheet: &str) -> Vec<BulkRow> {
    let mut rows = Vec::new();
    loop {
        let (from, all) = (u32::try_from(rows.len()).expect("few"), BulkFilter::Part { part: BatchPart::All });
        let page = desk.bulk.bulk_rows(sheet.to_owned(), all, from, 500).await.expect("rows");
        if page.rows.is_empty() {
            return rows;
        }
        rows.extend(page.rows);
    }
}

async fn rows_of_all_sheets(desk: &Desk) -> Vec<BulkRow> {
    let mut all = Vec::new();
    for sheet in desk.bulk.bulk_sheets().await.expect("sheets") {
        all.extend(rows(desk, &sheet.id).await);
    }
    all
}

/// Brings a sheet and repairs it. Each row that was done, or that may have been, must be left out, and no other one.
async fn brought(desk: &Desk, file: &Path) -> BatchView {
    let before = rows_of_all_sheets(desk).await;
    let reasons: BTreeMap<&str, LeftOut> = reasons(&before);
    let batch = loop {
        if let Some(batch) = pairing_sheet::planned(desk, file).await.expect("it is brought") {
            break batch;
        }
    };
    let own: [Option<LeftOut>; 2] = [Some(LeftOut::Missing), Some(LeftOut::SameRow)];
    for row in rows(desk, &batch.id).await.iter().filter(|row| !own.contains(&row.left_out)) {
        assert_eq!(row.left_out.as_ref(), reasons.get(card(row)), "{}: {row:?}", file.display());
    }
    let name = file.file_name().unwrap_or_default();
    println!("{}: {} ready, {} left out", name.display(), batch.ready, batch.left_out);
    batch
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_row_of_a_sheet_is_sent_twice_however_often_it_is_brought() {
    let seed = seed();
    let mut storm = Storm::new(seed).await;
    let control = storm.sandbox.control();
    let agree = async |desk: &Desk, record: &[Recorded]| {
        let faults = contradictions(&rows_of_all_sheets(desk).await, record, USERNAME);
        assert!(faults.is_empty(), "STORM_SEED={seed}\n{}", faults.join("\n"));
    };

    // Some cards lost their first zero, and some cells are an error of the spreadsheet.
    let march = |row: usize, card: String| match row % 400 {
        11 => "#N/A".to_owned(),
        _ if row % 50 == 7 => without_zero(&card),
        _ => card,
    };
    control.set_chaos(STORM);
    let file = storm.sheet("march.csv", march);
    storm.send(&file, KILLS).await;
    control.set_chaos(Chaos::default());
    let said = fs::read_to_string(storm.log()).expect("a log");
    assert!(said.contains("for another user: Paused Some(Session)"), "another user pauses it\n{said}");
    let desk = storm.desk().await;
    agree(&desk, &storm.record()).await;
    let first = pairing_sheet::planned(&desk, &file).await.expect("it is there").expect("a batch");
    println!("{first:?}");
    assert_eq!((first.state, first.total as usize, first.open), (BatchState::Done, ROWS, 0));
    assert_eq!(first.left_out as usize, REPEATED + ROWS / 400);
    assert!(first.completed as usize > ROWS / 2 && first.rejected > 10 && first.failed > 5 && first.unknown > 10);
    let report = storm.report(&desk, &first.id).await;

    // The same sheet: what failed goes.
    let file = storm.sheet("again.csv", march);
    let again = brought(&desk, &file).await;
    assert_eq!(again.ready, first.rejected + first.failed);
    desk.shutdown().await;
    drop(desk);
    storm.send(&file, 0).await;

    // The sheet repaired, but without the first zeros of its cards: the repaired rows go, with what failed again.
    let desk = storm.desk().await;
    agree(&desk, &storm.record()).await;
    let file = storm.sheet("repaired.csv", |_, card| without_zero(&card));
    let again = brought(&desk, &file).await;
    // One refused and one rejected card of a hundred, unless their answers were lost, and the repaired ones.
    let most = 2 * ROWS / 100 + ROWS / 400;
    assert!((most / 2..=most).contains(&(again.ready as usize)), "{again:?}");
    desk.shutdown().await;
    drop(desk);
    control.set_chaos(STORM);
    storm.send(&file, 1).await;
    control.set_chaos(Chaos::default());

    // The report of the first run: what the others completed is left out as well.
    let desk = storm.desk().await;
    agree(&desk, &storm.record()).await;
    storm.report(&desk, &again.id).await;
    let again = brought(&desk, &report).await;
    assert!(again.ready > 0 && again.ready < first.rejected + first.failed, "{again:?}");
    desk.shutdown().await;
}
