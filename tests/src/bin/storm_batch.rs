//! The batch process of the fault test: retries all rejected requests in one batch, although it is killed and restarted
//! repeatedly.
//!
//! `storm_batch DIRECTORY` acts as the operator: it starts a planned batch, resumes a paused one, and signs in again.
//! Each command comes twice, as from a reloaded page. It ends when the batch is done.

use std::{env, error::Error, time::Duration};

use acceptance::second_desk;
use desk::{
    Desk, KeyringChoice, MemoryKeyring, Options,
    problem::Problem,
    view::{BatchState, RejectedSelection},
};
use tokio::time::sleep;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let directory = env::args().nth(1).ok_or("storm_batch DIRECTORY")?;
    let options = Options {
        keyring: KeyringChoice::Memory(MemoryKeyring::default()),
        read_timeout: Duration::from_millis(700),
        ..Options::new(directory.into())
    };
    let desk = Desk::open(options).await?;
    second_desk::sign_in_at_last(&desk).await;
    loop {
        match step(&desk).await {
            Ok(true) => break,
            Ok(false) => {}
            Err(problem) => {
                eprintln!("not yet: {problem}");
                second_desk::sign_in_at_last(&desk).await;
            }
        }
        sleep(Duration::from_millis(100)).await;
    }
    desk.shutdown().await;
    Ok(())
}

/// Returns true when the batch is done.
async fn step(desk: &Desk) -> Result<bool, Problem> {
    let Some(batch) = desk.batches.batches().await?.into_iter().next() else {
        let all = RejectedSelection { all: true, ..RejectedSelection::default() };
        let id = desk::new_key();
        let (first, again) = tokio::join!(
            desk.retries.plan_retries(id.clone(), all.clone()),
            desk.retries.plan_retries(id.clone(), all)
        );
        assert_eq!((first?.id, again?.id), (id.clone(), id), "one plan");
        return Ok(false);
    };
    let id = batch.id;
    match batch.state {
        BatchState::Planned => {
            let start = |desk: Desk| {
                let id = id.clone();
                async move { desk.retries.start_batch(id, Some(batch.ready)).await }
            };
            second_desk::twice(desk, "start_batch", start).await?;
        }
        BatchState::Paused => {
            let go_on = |desk: Desk| {
                let id = id.clone();
                async move { desk.retries.resume_batch(id).await }
            };
            second_desk::twice(desk, "resume_batch", go_on).await?;
        }
        BatchState::Planning | BatchState::Canary | BatchState::Running => desk.mirror.refresh_requests().await?,
        BatchState::Stopped | BatchState::Done => return Ok(true),
    }
    Ok(false)
}
