//! Groups many rejected requests for the page, compared with a `GROUP BY` on the stored column alone.

use std::{hint::black_box, path::Path, time::Instant};

use desk::{Desk, view::RejectedQuery};
use rusqlite::{Connection, types::Value};

use crate::{
    figures::{Figures, Goal, median},
    programs::Programs,
    server::{self, Result, Server},
    sync::{QUICK_REQUESTS, REQUESTS},
};

const ROUNDS: usize = 30;

/// The size of each group only.
const COUNT: &str = "SELECT grp, count(*) FROM request WHERE connection = ?1 AND grp IS NOT NULL GROUP BY grp";
/// The page's figures of each group, as far as a single statement can compute them.
const FIGURES: &str = "SELECT grp, count(*), count(DISTINCT smartcard), count(DISTINCT subscription), min(rejected_at), \
    max(rejected_at) FROM request WHERE connection = ?1 AND grp IS NOT NULL GROUP BY grp";

pub async fn measure(programs: &Programs, scratch: &Path, quick: bool) -> Result<Figures> {
    let requests = if quick { QUICK_REQUESTS } else { REQUESTS };
    let rejected = requests.to_string();
    let server = Server::start(programs, &["--run-every-ms", "0", "--release", "R13", "--rejected", &rejected])?;
    let dir = tempfile::Builder::new().prefix("rejected-").tempdir_in(scratch)?;
    let (desk, connection) = server::desk(&server.url, "R13", dir.path(), 4).await?;
    server::sign_in(&desk, connection.clone()).await?;
    server::synced(&desk).await?;
    // Without the server, no data is added to the tables meanwhile.
    drop(server);
    let bare = Connection::open(dir.path().join("cache.db"))?;
    store::words::register(&bare)?;
    let (mut ours, mut counted, mut beside) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(asked(&desk).await?);
        beside.push(run(&bare, FIGURES, &connection)?);
        counted.push(run(&bare, COUNT, &connection)?);
    }
    let page = desk.rejected.rejected_page(RejectedQuery::default()).await?;
    let mut figures = Figures::default();
    let (open, groups) = (page.open, page.groups.len());
    let what = format!("{open} rejected requests in {groups} groups, ms");
    figures.row(&what, median(&ours), ("GROUP BY, the same figures", median(&beside)), Goal::AtMost(2.0));
    figures.row(&what, median(&ours), ("GROUP BY, counts alone", median(&counted)), Goal::AtMost(2.0));
    figures.alone(&what, median(&ours), 1_000.0);
    desk.shutdown().await;
    Ok(figures)
}

async fn asked(desk: &Desk) -> Result<f64> {
    let started = Instant::now();
    black_box(desk.rejected.rejected_page(RejectedQuery::default()).await?);
    Ok(millis(started))
}

/// Reads all values of all rows.
fn run(connection: &Connection, sql: &str, of: &str) -> Result<f64> {
    let started = Instant::now();
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([of])?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            black_box(row.get::<_, Value>(column)?);
        }
    }
    Ok(millis(started))
}

fn millis(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1_000.0
}
