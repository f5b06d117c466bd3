//! Nothing lost, nothing sent twice: thousands of sends under every fault at once, with the sending process killed at
//! random. At the end the sandbox's own record and the journal agree row by row.
//!
//! `STORM_SEED=7 cargo test -p acceptance --test storm` replays a seed; `STORM_SENDS` sets how many.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use acceptance::steps;
use sandbox::{Chaos, Recorded, Sandbox};
use serde_json::json;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};

const SENDS: usize = 2_000;
const KILLS: u32 = 10;
/// Only ends a run that never would.
const LIMIT: Duration = Duration::from_mins(4);

/// What stands in the journal of one form.
#[derive(Debug)]
struct Row {
    state: String,
    server_id: Option<String>,
    card: String,
    has_pin: bool,
    provider: String,
    evidence: serde_json::Value,
}

/// The way to the sandbox. It can be closed: then connections are refused, and open ones are cut.
struct Gate {
    address: SocketAddr,
    open: Arc<AtomicBool>,
}

impl Gate {
    async fn to(sandbox: &str) -> Self {
        let server: SocketAddr = sandbox.trim_start_matches("http://").parse().expect("an address");
        let mut listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let open = Arc::new(AtomicBool::new(true));
        let state = Arc::clone(&open);
        tokio::spawn(async move {
            loop {
                let mut guests = JoinSet::new();
                while state.load(SeqCst) {
                    // Looks at the switch from time to time.
                    let Ok(Ok((mut guest, _))) = timeout(Duration::from_millis(20), listener.accept()).await else {
                        continue;
                    };
                    guests.spawn(async move {
                        if let Ok(mut server) = TcpStream::connect(server).await {
                            let _ = tokio::io::copy_bidirectional(&mut guest, &mut server).await;
                        }
                    });
                }
                drop(listener);
                drop(guests);
                while !state.load(SeqCst) {
                    sleep(Duration::from_millis(10)).await;
                }
                listener = TcpListener::bind(address).await.expect("the same port again");
            }
        });
        Self { address, open }
    }
}

/// Forms of every kind: most have a card of their own, some are twins, some have a PIN, some are Nagravision's.
fn forms(random: &mut fastrand::Rng, sends: usize) -> Vec<serde_json::Value> {
    let mut card = String::new();
    let form = |operation: &str, values: serde_json::Value| json!({ "operation": operation, "values": values });
    (0..sends)
        .map(|number| match random.u8(0..100) {
            0..2 => {
                form("nagra.unpair", json!({ "smartcard_identifier": format!("2000000{:03}54", random.u8(1..20)) }))
            }
            2..4 => {
                let which = random.u8(1..20);
                let values = json!({
                    "subscription_identifier": format!("S{}", 99 + which),
                    "smartcard_identifier": format!("019000000{which:02}"),
                    "pin": format!("{:04}", random.u16(..10_000)),
                });
                form("conax.set-pin", values)
            }
            kind => {
                if kind > 6 || card.is_empty() {
                    // No ending of it is a sentinel's.
                    card = format!("03{number:07}55");
                }
                let values = json!({
                    "smartcard_set.0.smartcard_ca_id": card,
                    "stb_set.0.stb_ca_id": format!("stb-{number:06}-55"),
                });
                form(
                    "conax.create-pairing",
                    if kind > 6 {
                        values
                    } else {
                        json!({
                            "smartcard_set.0.smartcard_ca_id": card,
                            "stb_set.0.stb_ca_id": "stb-twin-55",
                        })
                    },
                )
            }
        })
        .collect()
}

fn sender(directory: &Path, list: &Path, log: &Path, leave_pending: bool) -> Child {
    let log = fs::OpenOptions::new().create(true).append(true).open(log).expect("a log");
    let mut command = Command::new(env!("CARGO_BIN_EXE_storm_sender"));
    command.arg(directory).arg(list).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    if leave_pending {
        command.env("STORM_LEAVE_PENDING", "1");
    }
    command.spawn().expect("it starts")
}

async fn ended(child: &mut Child) -> bool {
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            return status.success();
        }
        sleep(Duration::from_millis(20)).await;
    }
}

fn rows(directory: &Path) -> Vec<Row> {
    let journal = rusqlite::Connection::open(directory.join("journal.db")).expect("it opens");
    let mut statement = journal
        .prepare(
            "SELECT state, server_id, smartcard, has_pin, provider, evidence FROM submission \
             LEFT JOIN answer ON submission = seq ORDER BY seq",
        )
        .expect("its tables");
    let row = |row: &rusqlite::Row<'_>| {
        let evidence: Option<String> = row.get(5)?;
        Ok(Row {
            state: row.get(0)?,
            server_id: row.get(1)?,
            card: row.get(2)?,
            has_pin: row.get(3)?,
            provider: row.get(4)?,
            evidence: evidence.map(|text| serde_json::from_str(&text).expect("JSON")).unwrap_or_default(),
        })
    };
    statement.query_map([], row).expect("rows").collect::<Result<_, _>>().expect("rows")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_record_and_the_journal_agree_whatever_happens() {
    let seed: u64 = env::var("STORM_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let sends: usize = env::var("STORM_SENDS").ok().and_then(|sends| sends.parse().ok()).unwrap_or(SENDS);
    println!("replay with STORM_SEED={seed} STORM_SENDS={sends}");
    let mut random = fastrand::Rng::with_seed(seed);
    let options = sandbox::Options { run_every: Duration::ZERO, seed, ..sandbox::Options::default() };
    let sandbox = Sandbox::start(options).expect("it starts");
    let control = sandbox.control();
    let seeded: BTreeSet<String> = control.record().into_iter().map(|request| request.id).collect();
    let gate = Gate::to(sandbox.url()).await;

    let directory = tempfile::tempdir().expect("a directory");
    let profile = directory.path().join("profile");
    fs::create_dir(&profile).expect("a profile");
    let mut settings = steps::settings(&format!("http://{}", gate.address), "R11", 0);
    settings["connections"][0]["time_zone"] = "UTC".into();
    settings["preferences"]["maxInFlight"] = 8.into();
    fs::write(profile.join("settings.json"), settings.to_string()).expect("settings");
    let list = directory.path().join("list");
    let forms = forms(&mut random, sends);
    let lines: Vec<String> = forms.iter().map(ToString::to_string).collect();
    fs::write(&list, lines.join("\n")).expect("a list");
    let log = directory.path().join("log");

    control.set_chaos(Chaos { unavailable: 2, hang: 1, cut: 2, lose: 2, truncate: 2, reject: 5, ..Chaos::default() });
    for _ in 0..KILLS {
        let mut child = sender(&profile, &list, &log, true);
        for _ in 0..random.u8(2..5) {
            sleep(Duration::from_millis(random.u64(150..600))).await;
            match random.u8(0..4) {
                0 => control.expire_tokens(),
                1 => {
                    gate.open.store(false, SeqCst);
                    sleep(Duration::from_millis(random.u64(50..150))).await;
                    gate.open.store(true, SeqCst);
                }
                2 => _ = control.run_processing_now(),
                _ => {}
            }
        }
        // SIGKILL: it has no time for anything.
        child.kill().expect("it is killed");
        child.wait().expect("it is gone");
    }
    // The storm is over, but not for those who must find out what it left.
    let mut child = sender(&profile, &list, &log, true);
    assert!(
        timeout(LIMIT, ended(&mut child)).await.expect("it settles"),
        "{}",
        fs::read_to_string(&log).unwrap_or_default()
    );
    control.set_chaos(Chaos { reject: 5, ..Chaos::default() });
    control.run_processing_now();
    let mut child = sender(&profile, &list, &log, false);
    let success = timeout(LIMIT, ended(&mut child)).await.expect("it ends");
    assert!(success, "{}", fs::read_to_string(&log).unwrap_or_default());

    let record: Vec<Recorded> = control.record().into_iter().filter(|request| !seeded.contains(&request.id)).collect();
    let rows = rows(&profile);
    let faults = compare(&forms, &rows, &record);
    let count = |state: &str| rows.iter().filter(|row| row.state == state).count();
    let unknown = count("unknown");
    println!(
        "{} rows, {} requests; completed {}, rejected {}, not sent {}, unknown {unknown}",
        rows.len(),
        record.len(),
        count("completed"),
        count("rejected"),
        count("not-sent"),
    );
    assert!(faults.is_empty(), "STORM_SEED={seed} STORM_SENDS={sends}\n{}", faults.join("\n"));
    assert!(unknown < sends / 10, "a desk that gives up is no proof: {unknown} unknown");
    assert!(count("completed") + count("rejected") > sends / 2);
    assert!(count("completed") > 0 && count("rejected") > 0);
}

/// Every way in which the journal and the server's record contradict each other.
fn compare(forms: &[serde_json::Value], rows: &[Row], record: &[Recorded]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: &str, row: &dyn std::fmt::Debug| faults.push(format!("{what}: {row:?}"));
    if rows.len() != forms.len() {
        fault("rows and forms differ in number", &(rows.len(), forms.len()));
    }
    let by_id: BTreeMap<&str, &Recorded> = record.iter().map(|request| (request.id.as_str(), request)).collect();
    let mut taken = BTreeSet::new();
    for row in rows {
        let told = row.server_id.as_deref().and_then(|id| by_id.get(id));
        match (row.state.as_str(), told) {
            ("completed" | "rejected", Some(request)) => {
                if request.state.to_lowercase() != row.state {
                    fault("wrong final state", &(row, request));
                }
                if !taken.insert(request.id.clone()) {
                    fault("two rows, one request", &row);
                }
            }
            ("completed" | "rejected", None) => fault("the server has no such request", &row),
            ("not-sent", None) if row.has_pin => {}
            ("unknown", None) => {
                let undecided = |why: &str| row.evidence[why].as_array().is_some_and(|found| !found.is_empty());
                let decided_by_nobody = row.provider == "nagravision" || row.has_pin || undecided("candidates");
                if !decided_by_nobody {
                    fault("this could have been decided", &row);
                }
            }
            _ => fault("no state to end in", &row),
        }
    }
    // By card: what the server made is one row's each, or of one whose outcome nobody could decide.
    let mut cards: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for request in record {
        for card in &request.cards {
            let entry = cards.entry(card).or_default();
            entry.0 += 1;
            entry.1 += usize::from(taken.contains(&request.id));
        }
    }
    for row in rows.iter().filter(|row| row.state == "unknown") {
        // A Nagravision card's CA id is its serial number without the last two characters.
        let card = if row.provider == "nagravision" { &row.card[..10] } else { row.card.as_str() };
        if let Some(entry) = cards.get_mut(card) {
            entry.2 += 1;
        }
    }
    for (card, (made, known, unknown)) in cards {
        if made > known + unknown {
            let of_it: Vec<&Row> = rows.iter().filter(|row| row.card == card).collect();
            fault("more requests than rows that may have made them", &(card, made, known, unknown, of_it));
        }
    }
    faults
}
