//! The first sync of many requests, compared with the bare cost of decoding the same bytes and inserting the same rows.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use rusqlite::{Connection, params_from_iter, types};
use serde_json::{Value, json};

use crate::{
    figures::{Figures, Goal, median},
    process,
    programs::Programs,
    server::{self, Result, Server},
};

pub const REQUESTS: u32 = 100_000;
pub const QUICK_REQUESTS: u32 = 2_000;
const ROUNDS: usize = 3;
const STATES: [&str; 3] = ["PENDING", "REJECTED", "COMPLETED"];

const MIB_BYTES: f64 = 1_048_576.0;

pub async fn measure(programs: &Programs, scratch: &Path, quick: bool) -> Result<Figures> {
    let requests = if quick { QUICK_REQUESTS } else { REQUESTS };
    let backlog = requests.to_string();
    let mut figures = Figures::default();
    for (release, how) in [("R11", "one unpaged answer"), ("R13", "by pages")] {
        let (mut ours, mut bare, mut memory) = (Vec::new(), Vec::new(), Vec::new());
        let (mut decode, mut insert) = (Vec::new(), Vec::new());
        let server = Server::start(programs, &["--run-every-ms", "0", "--release", release, "--backlog", &backlog])?;
        let bytes = lists(&server).await?;
        for _ in 0..if quick { 1 } else { ROUNDS } {
            let dir = tempfile::Builder::new().prefix("sync-").tempdir_in(scratch)?;
            let told = in_child(&server.url, release, dir.path())?;
            let number = |name: &str| told[name].as_f64().unwrap_or(f64::NAN);
            if number("rows") < f64::from(requests) {
                return Err(format!("the sync brought {} of {requests} requests", number("rows")).into());
            }
            let decoding = decode_bare(&bytes)?;
            let inserting = insert_bare(&dir.path().join("cache.db"), &dir.path().join("bare.db"))?;
            ours.push(number("rows") / number("seconds"));
            bare.push(number("rows") / (decoding + inserting));
            memory.push(number("over_idle") / MIB_BYTES);
            decode.push(decoding * 1_000.0);
            insert.push(inserting * 1_000.0);
        }
        let what = format!("first sync of {requests} requests, {how}, requests a second");
        figures.row(&what, median(&ours), ("bare decode + insert", median(&bare)), Goal::AtLeast(0.5));
        figures.alone(&format!("peak memory over the idle desk, {how}, MiB"), median(&memory), 150.0);
        figures.raw(format!("desk, {how}"), "requests a second", &ours);
        figures.raw(format!("bare, {how}"), "requests a second", &bare);
        figures.raw("of which bare decode", "ms", &decode);
        figures.raw("of which bare insert", "ms", &insert);
        figures.raw(format!("peak over idle, {how}"), "MiB", &memory);
    }
    Ok(figures)
}

/// The server's complete lists.
async fn lists(server: &Server) -> Result<Vec<Vec<u8>>> {
    let http = reqwest::Client::new();
    let token = server::token(&http, &server.url).await?;
    let list = server.method("conax_web_services/provisioning_requests/list");
    let mut lists = Vec::new();
    for state in STATES {
        let query = format!("{list}?token={token}&life_cycle_state={state}");
        lists.push(http.get(query).send().await?.error_for_status()?.bytes().await?.to_vec());
    }
    Ok(lists)
}

fn decode_bare(lists: &[Vec<u8>]) -> Result<f64> {
    let started = Instant::now();
    for list in lists {
        let answer: Value = serde_json::from_slice(list)?;
        std::hint::black_box(&answer);
    }
    Ok(started.elapsed().as_secs_f64())
}

/// Seconds for inserting the rows of a database into the same tables of an empty one, in one transaction.
fn insert_bare(from: &Path, into: &Path) -> Result<f64> {
    let source = Connection::open(from)?;
    store::words::register(&source)?;
    // The tables of a virtual table, and those of SQLite, are created with it.
    let made = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' \
                AND name NOT IN (SELECT shadow.name FROM sqlite_master AS shadow JOIN sqlite_master AS virtual \
                ON virtual.sql LIKE 'CREATE VIRTUAL%' AND shadow.name LIKE virtual.name || '\\_%' ESCAPE '\\')";
    let made: Vec<(String, String, String)> = source
        .prepare(made)?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<std::result::Result<_, _>>()?;
    let mut target = Connection::open(into)?;
    store::words::register(&target)?;
    target.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    target.pragma_update(None, "synchronous", "normal")?;
    for (_, _, sql) in &made {
        target.execute_batch(sql)?;
    }
    let mut tables = Vec::new();
    for (_, table, sql) in made.iter().filter(|(kind, ..)| kind == "table") {
        if !sql.starts_with("CREATE VIRTUAL") {
            tables.push(Table::read(&source, table)?);
        }
    }
    let started = Instant::now();
    let transaction = target.transaction()?;
    for table in &tables {
        let mut insert = transaction.prepare(&table.insert)?;
        for row in &table.rows {
            insert.execute(params_from_iter(row))?;
        }
    }
    transaction.commit()?;
    Ok(started.elapsed().as_secs_f64())
}

struct Table {
    insert: String,
    rows: Vec<Vec<types::Value>>,
}

impl Table {
    fn read(source: &Connection, table: &str) -> Result<Self> {
        // Without the columns that SQLite computes itself.
        let columns: Vec<String> = source
            .prepare("SELECT name FROM pragma_table_info(?1)")?
            .query_map([table], |row| row.get(0))?
            .collect::<std::result::Result<_, _>>()?;
        let (names, places) = (columns.join(", "), vec!["?"; columns.len()].join(", "));
        let rows = source
            .prepare(&format!("SELECT {names} FROM {table}"))?
            .query_map([], |row| (0..columns.len()).map(|column| row.get(column)).collect())?
            .collect::<std::result::Result<_, _>>()?;
        Ok(Self { insert: format!("INSERT INTO {table} ({names}) VALUES ({places})"), rows })
    }
}

/// The argument that makes this program the child below.
pub const CHILD_ARGUMENT: &str = "sync-child";

/// Runs the sync in a process of its own, so that its memory is the sync's.
fn in_child(url: &str, release: &str, data_dir: &Path) -> Result<Value> {
    let output = Command::new(env::current_exe()?).args([CHILD_ARGUMENT, url, release]).arg(data_dir).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

pub async fn child(arguments: &[String]) -> Result<()> {
    let [url, release, data_dir] = arguments else { return Err("url, release and directory".into()) };
    let told = bring(url, release, &PathBuf::from(data_dir)).await?;
    println!("{told}");
    Ok(())
}

/// Signs in, and waits for the lists.
async fn bring(url: &str, release: &str, data_dir: &Path) -> Result<Value> {
    let (desk, connection) = server::desk(url, release, data_dir, 4).await?;
    let idle = process::resident();
    process::forget_peak()?;
    let started = Instant::now();
    server::sign_in(&desk, connection).await?;
    server::synced(&desk).await?;
    let seconds = started.elapsed().as_secs_f64();
    let over_idle = process::peak().saturating_sub(idle);
    let rows = desk.requests.request_counts(desk::view::RequestFilter::default()).await?.total;
    desk.shutdown().await;
    Ok(json!({ "rows": rows, "seconds": seconds, "over_idle": over_idle }))
}
