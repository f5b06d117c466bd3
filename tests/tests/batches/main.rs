//! Batches under every fault, in a process that is killed repeatedly.
//!
//! `STORM_SEED=7 cargo test -p acceptance --test batches` replays a seed.

mod agreement;
mod report;
mod retries;
mod sheet;

use std::{
    env, fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use sandbox::Sandbox;
use tokio::time::sleep;

/// Only ends a run that would never end.
const WAIT_LIMIT: Duration = Duration::from_mins(3);

fn seed() -> u64 {
    let seed = env::var("STORM_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    println!("replay with STORM_SEED={seed}");
    seed
}

/// Starts the process that sends a batch: the rows of a sheet, or all rejected requests.
fn runner(directory: &Path, sheet: Option<&Path>, log: &Path) -> Child {
    let log = fs::OpenOptions::new().create(true).append(true).open(log).expect("a log");
    let mut command = Command::new(env!("CARGO_BIN_EXE_storm_batch"));
    command.arg(directory).args(sheet).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    command.spawn().expect("it starts")
}

async fn ended(child: &mut Child, sandbox: &Sandbox) -> bool {
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            return status.success();
        }
        sandbox.control().run_processing_now();
        sleep(Duration::from_millis(100)).await;
    }
}
