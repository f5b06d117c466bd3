//! The rate at which the rows of a sheet leave, compared with the outbox alone: the same forms, handed over one by one.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, atomic::AtomicUsize},
    time::{Duration, Instant},
};

use desk::{
    Desk,
    view::{BatchPace, BatchState, BatchView, DeskEvent, FormDraft, SheetMatching},
};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    task::JoinSet,
};

use crate::{
    figures::{Figures, Goal},
    outbox,
    programs::Programs,
    server::{self, Result, Server},
};

const ROUNDS: usize = 5;
/// Number of concurrent callers of `Desk::send`.
const CALLERS: usize = 64;
const INTERVAL: Duration = Duration::from_millis(10);
/// Time limit between two events of the desk; the first three rows may wait for a processing run.
const EVENT_LIMIT: Duration = Duration::from_mins(3);
/// Known to the sandbox.
const BOX: &str = "stb-0000-0001";
const CARD_FIELD: &str = "smartcard_set";
/// Rows that the user lets be without an outcome: more than a sheet has here, because an outcome after a minute would make
/// any bound the rate.
const MOST_OPEN: u32 = 5_000;

/// Outcomes after this many seconds, with the requests in flight and the rows.
const RUNS: [(u32, u32, u32); 3] = [(0, 4, 2_000), (0, 16, 6_000), (60, 4, 2_000)];
const QUICK_RUNS: [(u32, u32, u32); 1] = [(0, 4, 200)];

pub async fn measure(programs: &Programs, scratch: &Path, quick: bool, figures: &mut Figures) -> Result<()> {
    for (outcome_s, in_flight, rows) in if quick { QUICK_RUNS.to_vec() } else { RUNS.to_vec() } {
        let run_every = (outcome_s * 1_000).to_string();
        // Three items of a household are one card of Conax, at least.
        let items = (rows * 5).to_string();
        let arguments = ["--latency-ms", outbox::FAST_SERVER_MS, "--run-every-ms", &run_every, "--items", &items];
        // The same items are on each server, and this one answers at once.
        let cards = server::cards(&Server::start(programs, &["--run-every-ms", "0", "--items", &items])?, rows).await?;
        let (mut alone, mut sheet) = (Vec::new(), Vec::new());
        for round in 0..if quick { 1 } else { ROUNDS } {
            // One after the other in turn: what else the machine does changes meanwhile.
            for of_sheet in [round % 2 == 1, round % 2 == 0] {
                // A sandbox for each run, so that none is affected by another's data.
                let server = Server::start(programs, &arguments)?;
                let dir = tempfile::Builder::new().prefix("rates-").tempdir_in(scratch)?;
                let (desk, connection) = server::desk(&server.url, "R11", dir.path(), in_flight).await?;
                server::sign_in(&desk, connection).await?;
                server::synced(&desk).await?;
                let at_once = outcome_s == 0;
                if of_sheet {
                    sheet.push(run(&desk, &cards, at_once).await?);
                } else {
                    alone.push(send(&desk, &cards, at_once).await?);
                }
                desk.shutdown().await;
            }
        }
        let what =
            format!("{rows} rows of a sheet at {in_flight} in flight, outcomes after {outcome_s} s, each second");
        let (of_sheet, of_outbox) = usual_pair(&sheet, &alone);
        figures.row(&what, of_sheet, ("outbox alone", of_outbox), Goal::AtLeast(0.95));
        figures.raw(format!("sheet at {in_flight}, outcomes after {outcome_s} s"), "a second", &sheet);
        figures.raw(format!("outbox alone at {in_flight}, outcomes after {outcome_s} s"), "a second", &alone);
    }
    Ok(())
}

/// The rates of the round with the median ratio: those of two rounds are not compared.
fn usual_pair(sheet: &[f64], alone: &[f64]) -> (f64, f64) {
    let mut pairs: Vec<(f64, f64)> = sheet.iter().copied().zip(alone.iter().copied()).collect();
    pairs.sort_by(|one, other| (one.0 / one.1).total_cmp(&(other.0 / other.1)));
    pairs.get(pairs.len() / 2).copied().unwrap_or((f64::NAN, f64::NAN))
}

/// Sends the forms by `Desk::send`; the rate at which they leave.
async fn send(desk: &Desk, cards: &[String], at_once: bool) -> Result<f64> {
    let started = Instant::now();
    let (cards, next) = (Arc::new(cards.to_vec()), Arc::new(AtomicUsize::new(0)));
    let count = u32::try_from(cards.len())?;
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (desk, cards, next) = (desk.clone(), Arc::clone(&cards), Arc::clone(&next));
        callers.spawn(async move {
            while let Some(number) = outbox::take(&next, count) {
                desk.outbox.send(form(&cards[number as usize], at_once)).await?;
            }
            Ok::<_, desk::problem::Problem>(())
        });
    }
    while let Some(ended) = callers.join_next().await {
        ended??;
    }
    left(desk).await?;
    Ok(f64::from(count) / started.elapsed().as_secs_f64())
}

fn form(card: &str, at_once: bool) -> FormDraft {
    let mut values = fixed(at_once, "stb_set.0.stb_ca_id");
    values.insert("smartcard_set.0.smartcard_ca_id".to_owned(), card.to_owned());
    FormDraft { operation: server::PAIRING.to_owned(), values }
}

/// Values that are the same in all rows.
fn fixed(at_once: bool, set_top_box: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::from([(set_top_box.to_owned(), BOX.to_owned())]);
    if at_once {
        values.insert("process_immediately".to_owned(), "true".to_owned());
    }
    values
}

/// Runs a sheet; the rate at which its rows leave after the first three were completed.
async fn run(desk: &Desk, cards: &[String], at_once: bool) -> Result<f64> {
    let sheet = desk.bulk.bring_sheet_text(format!("Card\n{}\n", cards.join("\n"))).await?;
    let matching = SheetMatching {
        operation: server::PAIRING.to_owned(),
        columns: vec![Some(CARD_FIELD.to_owned())],
        fixed: fixed(at_once, "stb_set"),
        ..SheetMatching::default()
    };
    let id = desk.bulk.match_bulk_sheet(sheet.id, matching).await?.id;
    let pace = BatchPace { per_hour: None, hours: None, most_open: MOST_OPEN };
    let mut events = desk.events();
    desk.bulk.start_bulk_sheet(id.clone(), None, pace).await?;
    let batch =
        batch_when(&mut events, |batch| !matches!(batch.state, BatchState::Planned | BatchState::Canary)).await?;
    let (started, before) = (Instant::now(), batch.sent);
    let count = u32::try_from(cards.len())?;
    let over = |batch: &BatchView| !matches!(batch.state, BatchState::Running | BatchState::Done);
    let batch = batch_when(&mut events, |batch| batch.sent == count || over(batch)).await?;
    if batch.sent < count {
        return Err(format!("the sheet does not go on: {batch:?}").into());
    }
    left(desk).await?;
    Ok(f64::from(count - before) / started.elapsed().as_secs_f64())
}

/// Waits for an event of the batch. To read it instead would count all of its rows, again and again.
async fn batch_when(events: &mut Receiver<DeskEvent>, wanted: impl Fn(&BatchView) -> bool) -> Result<BatchView> {
    loop {
        match tokio::time::timeout(EVENT_LIMIT, events.recv()).await? {
            Ok(DeskEvent::Batch { batch }) if wanted(&batch) => return Ok(*batch),
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return Err("the desk was closed".into()),
        }
    }
}

/// Waits until no row waits for its turn.
async fn left(desk: &Desk) -> Result<()> {
    loop {
        let outbox = desk.app.snapshot().await?.outbox;
        if outbox.unknown != 0 {
            return Err(format!("{} of the sends ended as unknown", outbox.unknown).into());
        }
        if outbox.held + outbox.queued + outbox.sending + outbox.not_sent == 0 {
            return Ok(());
        }
        tokio::time::sleep(INTERVAL).await;
    }
}
