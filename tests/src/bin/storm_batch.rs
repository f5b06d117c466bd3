//! The batch process of the fault test: retries all rejected requests in one batch, or sends a sheet, although it is killed
//! and restarted repeatedly.
//!
//! `storm_batch DIRECTORY [SHEET]` acts as the operator: it starts a planned batch, resumes a paused one, and signs in again.
//! Each command comes twice, as from a reloaded page. While a sheet is sent, another user signs in once. It ends when the
//! batch is done.

use std::{
    env,
    error::Error,
    path::{Path, PathBuf},
    time::Duration,
};

use acceptance::{pairing_sheet, second_desk};
use desk::{
    Desk, KeyringChoice, MemoryKeyring, Options,
    problem::Problem,
    view::{BatchKind, BatchPace, BatchState, BatchView, RejectedSelection},
};
use tokio::time::sleep;

const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// Rows of a sheet that are sent before another user signs in.
const SENT_BEFORE_ANOTHER_USER: u32 = 100;
const PACE: BatchPace = BatchPace { per_hour: None, hours: None, most_open: 200 };

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let directory = arguments.next().ok_or("storm_batch DIRECTORY [SHEET]")?;
    let sheet = arguments.next().map(PathBuf::from);
    let options = Options {
        keyring: KeyringChoice::Memory(MemoryKeyring::default()),
        read_timeout: Duration::from_millis(700),
        ..Options::new(directory.into())
    };
    let desk = Desk::open(options).await?;
    second_desk::sign_in_at_last(&desk).await;
    let mut another_at = None;
    loop {
        match step(&desk, sheet.as_deref(), &mut another_at).await {
            Ok(true) => break,
            Ok(false) => {}
            Err(problem) => {
                eprintln!("not yet: {problem}");
                second_desk::sign_in_at_last(&desk).await;
            }
        }
        sleep(POLL_INTERVAL).await;
    }
    desk.shutdown().await;
    Ok(())
}

/// Returns true when the batch is done. `another_at`: number of sent rows at which another user signs in; `u32::MAX` after
/// that.
async fn step(desk: &Desk, sheet: Option<&Path>, another_at: &mut Option<u32>) -> Result<bool, Problem> {
    let batch = match sheet {
        Some(sheet) => pairing_sheet::planned(desk, sheet).await?,
        None => planned_retries(desk).await?,
    };
    let Some(batch) = batch else { return Ok(false) };
    let id = batch.id.clone();
    match batch.state {
        BatchState::Planned => {
            let start = |desk: Desk| {
                let (id, typed) = (id.clone(), Some(batch.ready));
                async move {
                    match batch.kind {
                        BatchKind::Retries => desk.retries.start_batch(id, typed).await,
                        BatchKind::Sheet => desk.bulk.start_bulk_sheet(id, typed, PACE).await,
                    }
                }
            };
            second_desk::twice(desk, "start_batch", start).await?;
        }
        BatchState::Paused => {
            let go_on = |desk: Desk| {
                let id = id.clone();
                async move {
                    match batch.kind {
                        BatchKind::Retries => desk.retries.resume_batch(id).await,
                        BatchKind::Sheet => desk.bulk.resume_bulk_sheet(id, None).await,
                    }
                }
            };
            second_desk::twice(desk, "resume_batch", go_on).await?;
        }
        BatchState::Running if batch.kind == BatchKind::Sheet => {
            let at = *another_at.get_or_insert(batch.sent + SENT_BEFORE_ANOTHER_USER);
            if batch.sent >= at {
                another_user(desk, &batch).await?;
                *another_at = Some(u32::MAX);
            }
            desk.mirror.refresh_requests().await?;
        }
        BatchState::Planning | BatchState::Canary | BatchState::Running => desk.mirror.refresh_requests().await?,
        BatchState::Stopped | BatchState::Done => return Ok(true),
    }
    Ok(false)
}

async fn planned_retries(desk: &Desk) -> Result<Option<BatchView>, Problem> {
    let newest = desk.batches.batches().await?.into_iter().next();
    if newest.is_none() {
        let all = RejectedSelection { all: true, ..RejectedSelection::default() };
        let id = desk::new_key();
        let (first, again) = tokio::join!(
            desk.retries.plan_retries(id.clone(), all.clone()),
            desk.retries.plan_retries(id.clone(), all)
        );
        assert_eq!((first?.id, again?.id), (id.clone(), id), "one plan");
    }
    Ok(newest)
}

/// Another user signs in at this computer, which pauses the batch; then the operator is back.
async fn another_user(desk: &Desk, batch: &BatchView) -> Result<(), Problem> {
    let _ = desk.sessions.sign_out().await;
    second_desk::sign_in_as(desk, "supervisor", "sandbox-2", false).await?;
    loop {
        let now = desk.batches.batch(batch.id.clone()).await?;
        if now.state != BatchState::Running {
            eprintln!("for another user: {:?} {:?}", now.state, now.paused);
            break;
        }
        sleep(POLL_INTERVAL).await;
    }
    second_desk::sign_in_at_last(desk).await;
    Ok(())
}
