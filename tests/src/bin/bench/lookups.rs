//! The universal search and a cached look-up, with many entities and requests, compared with the same SQL on a bare
//! connection.

use std::{hint::black_box, path::Path, time::Instant};

use desk::{
    Desk,
    view::{EntityKind, EntityRef, IdentifierKind, ResolvedState},
};
use rusqlite::{Connection, params};
use store::{Cache, DescriptionSource, Identifiers, Owner, ReportedEntity};

use crate::{
    figures::{Figures, Goal, median},
    programs::Programs,
    server::{self, Result, Server},
    sync::{QUICK_REQUESTS, REQUESTS},
};

const ENTITIES: u32 = 200_000;
const QUICK_ENTITIES: u32 = 5_000;
const ROUNDS: usize = 30;
/// Number of entities that are stored in one transaction.
const CHUNK_ENTITIES: u32 = 5_000;
/// Goal for the first results, in milliseconds.
const FIRST_RESULTS_GOAL_MS: f64 = 20.0;

/// A number that is typed key by key.
const TYPED_NUMBER: &str = "01900001234";
/// Texts that occur in many entities, in few, or only partly in many.
const TYPED_PARTS: [&str; 5] = ["123", "1234", "00001234", "900001", "CARD-777"];
/// In the range of the others, but not assigned.
const UNKNOWN_NUMBER: &str = "01900999999";

/// Columns of an entity, as the desk reads them.
const ROW: &str = "seq, kind, serial_number, alternative_code, id, number, code, ca_id, provider, name, product, state, \
    subscription, account, ownership, asked, learnt, used, pinned, server";

pub async fn measure(programs: &Programs, scratch: &Path, quick: bool) -> Result<Figures> {
    let requests = if quick { QUICK_REQUESTS } else { REQUESTS };
    let backlog = requests.to_string();
    let server = Server::start(programs, &["--run-every-ms", "0", "--backlog", &backlog])?;
    let dir = tempfile::Builder::new().prefix("things-").tempdir_in(scratch)?;
    let (desk, connection) = server::desk(&server.url, "R11", dir.path(), 4).await?;
    server::sign_in(&desk, connection.clone()).await?;
    server::synced(&desk).await?;
    // Without the server, no data is added to the tables meanwhile.
    drop(server);
    let path = dir.path().join("cache.db");
    let entities = fill(&path, &Owner { connection, user: sandbox::USERNAME.to_owned() }, quick)?;
    let bare = Connection::open(&path)?;
    let owner: i64 = bare.query_row("SELECT id FROM owner ORDER BY things DESC LIMIT 1", [], |row| row.get(0))?;
    let mut figures = Figures::default();
    let typed = (1..=TYPED_NUMBER.len()).map(|length| &TYPED_NUMBER[..length]);
    for text in typed.chain(TYPED_PARTS).chain([UNKNOWN_NUMBER]) {
        let (mut searched, mut by_sql) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            searched.push(search(&desk, text).await?);
            by_sql.push(search_bare(&bare, owner, text)?);
        }
        let ours = median(&searched);
        figures.row(
            &format!("search: {text}, ms"),
            ours,
            ("bare SQL", median(&by_sql)),
            Goal::FigureAtMost(FIRST_RESULTS_GOAL_MS),
        );
        figures.raw(format!("search: {text}"), "ms", &searched);
    }
    let (mut resolved, mut by_sql) = (Vec::new(), Vec::new());
    for number in 0..200 {
        let serial = serial(number * (entities / 200));
        // Once before, because the first answer is followed by a write that records the use.
        resolve(&desk, &serial).await?;
        resolved.push(resolve(&desk, &serial).await?);
        by_sql.push(look_up_bare(&bare, owner, &serial)?);
    }
    figures.row("a cached look-up, ms", median(&resolved), ("bare SQL", median(&by_sql)), Goal::AtMost(5.0));
    figures.raw("a cached look-up", "ms", &resolved);
    desk.shutdown().await;
    Ok(figures)
}

fn serial(number: u32) -> String {
    format!("019{number:08}")
}

/// Stores cards as after a look-up, and returns their number.
pub fn fill(path: &Path, owner: &Owner, quick: bool) -> Result<u32> {
    let entities = if quick { QUICK_ENTITIES } else { ENTITIES };
    let cache = Cache::open(path, None)?;
    let now = chrono::Utc::now().timestamp_millis();
    for first in (0..entities).step_by(CHUNK_ENTITIES as usize) {
        let told: Vec<ReportedEntity> = (first..(first + CHUNK_ENTITIES).min(entities)).map(card).collect();
        cache.keep_entities(owner, &told, DescriptionSource::Lookup, now, entities)?;
    }
    Ok(entities)
}

fn card(number: u32) -> ReportedEntity {
    let names = Identifiers {
        serial_number: Some(serial(number)),
        alternative_code: Some(format!("CARD-{number}")),
        id: Some(format!("{:032X}", u128::from(number) * 0x9E37_79B9_7F4A_7C15)),
        ..Identifiers::default()
    };
    let server = format!(r#"{{"id":"{number}","serial_number":"{}","state":"EFFECTIVE"}}"#, serial(number));
    ReportedEntity {
        name: Some("Conax card".to_owned()),
        product: Some("SMARTCARD".to_owned()),
        state: Some("EFFECTIVE".to_owned()),
        server: Some(server),
        ..ReportedEntity::new(store::CachedKind::Smartcard, names)
    }
}

async fn search(desk: &Desk, text: &str) -> Result<f64> {
    let started = Instant::now();
    let found = desk.lookups.search(text.to_owned()).await?;
    let took = millis(started);
    if found.hits.is_empty() != (text == UNKNOWN_NUMBER) {
        return Err(format!("{} hits by {text}", found.hits.len()).into());
    }
    black_box(found);
    Ok(took)
}

async fn resolve(desk: &Desk, serial: &str) -> Result<f64> {
    let of = EntityRef { kind: EntityKind::Smartcard, text: serial.to_owned(), by: Some(IdentifierKind::SerialNumber) };
    let started = Instant::now();
    let resolved = desk.lookups.resolve(of, None).await?;
    // Included, because the command passes JSON to the window.
    black_box(serde_json::to_string(&resolved)?);
    let took = millis(started);
    if resolved.state != ResolvedState::Found {
        return Err(format!("{serial} is not found").into());
    }
    Ok(took)
}

/// The first twenty entities that start with the text, and that contain it.
fn search_bare(bare: &Connection, owner: i64, text: &str) -> Result<f64> {
    let text = text.to_lowercase();
    let started = Instant::now();
    let begun = format!(
        "SELECT {ROW} FROM thing WHERE seq IN \
         (SELECT thing FROM thing_name WHERE owner = ?1 AND text >= ?2 AND text < ?3 LIMIT 20)"
    );
    rows(bare, &begun, params![owner, text, format!("{text}\u{10FFFF}")])?;
    if text.len() > 2 {
        let held = format!(
            "SELECT {ROW} FROM thing WHERE seq IN (SELECT rowid FROM thing_text WHERE thing_text MATCH ?1 LIMIT 20)"
        );
        rows(bare, &held, params![format!("\"{text}\"")])?;
    }
    Ok(millis(started))
}

fn look_up_bare(bare: &Connection, owner: i64, serial: &str) -> Result<f64> {
    let started = Instant::now();
    let sql = format!(
        "SELECT {ROW} FROM thing_name CROSS JOIN thing ON seq = thing \
         WHERE thing_name.owner = ?1 AND thing_name.text = ?2 AND by = ?3"
    );
    rows(bare, &sql, params![owner, serial, store::IdentifierKind::SerialNumber])?;
    Ok(millis(started))
}

/// Reads all values of all rows.
fn rows(bare: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<()> {
    let mut statement = bare.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            black_box(row.get::<_, rusqlite::types::Value>(column)?);
        }
    }
    Ok(())
}

fn millis(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1_000.0
}
