//! A batch of retries under every fault: no row is sent twice, and each row is accounted for.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use acceptance::{second_desk, steps};
use crmcom::Release;
use desk::{
    Desk,
    view::{BatchPart, BatchRowView, BatchState, BatchView, FormDraft, RejectedSelection, RequestState},
};
use sandbox::{Chaos, Recorded, Sandbox};
use tokio::time::{sleep, timeout};

use crate::{WAIT_LIMIT, ended, runner, seed};

const PAIRINGS: usize = 190;
/// Number of requests of a provider with methods that the server no longer has when they are retried.
const WITHOUT_METHOD: usize = 10;
const KILLS: u32 = 6;

fn forms() -> Vec<FormDraft> {
    let form = |operation: &str, values: &[(&str, String)]| FormDraft {
        operation: operation.to_owned(),
        values: values.iter().map(|(input, text)| ((*input).to_owned(), text.clone())).collect(),
    };
    let clearing = |number: usize| {
        let card = ("smartcard_identifier", format!("2000000{number:03}54"));
        form("nagra.clear-pin", &[("subscription_identifier", format!("S{}", 99 + number)), card])
    };
    // Twenty cards with ten boxes each: rows of one card are sent one after the other.
    (0..PAIRINGS).map(second_desk::pairing_number).chain((1..=WITHOUT_METHOD).map(clearing)).collect()
}

/// Sends the forms, all of which the CA systems reject.
async fn make_rejected(directory: &Path, sandbox: &Sandbox) {
    let desk = second_desk::open(directory).await;
    sandbox.control().set_chaos(Chaos { reject: 100, ..Chaos::default() });
    second_desk::send_to_be_rejected(&desk, sandbox, forms()).await;
    desk.shutdown().await;
}

async fn rows(desk: &Desk, batch: &BatchView) -> Vec<BatchRowView> {
    let page = desk.retries.batch_rows(batch.id.clone(), BatchPart::All, 0, 500).await.expect("rows");
    assert_eq!(page.rows.len(), page.total as usize);
    page.rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_row_of_a_batch_is_sent_twice_or_lost() {
    let seed = seed();
    let mut random = fastrand::Rng::with_seed(seed);
    let options = sandbox::Options { run_every: Duration::ZERO, seed, ..sandbox::Options::default() };
    let sandbox = Sandbox::start(options).expect("it starts");
    let control = sandbox.control();
    let directory = tempfile::tempdir().expect("a directory");
    let profile = directory.path().join("profile");
    fs::create_dir(&profile).expect("a profile");
    let mut settings = steps::settings(sandbox.url(), "R11", 0);
    settings["connections"][0]["time_zone"] = "UTC".into();
    settings["preferences"]["maxInFlight"] = 8.into();
    fs::write(profile.join("settings.json"), settings.to_string()).expect("settings");
    make_rejected(&profile, &sandbox).await;
    let before = control.record();

    control.set_chaos(Chaos { unavailable: 3, cut: 3, lose: 4, truncate: 2, reject: 5, ..Chaos::default() });
    control.set_release(Release::R13);
    let log = directory.path().join("log");
    for _ in 0..KILLS {
        let mut child = runner(&profile, None, &log);
        for _ in 0..random.u8(4..9) {
            sleep(Duration::from_millis(random.u64(100..400))).await;
            control.run_processing_now();
        }
        if random.bool() {
            control.expire_tokens();
        }
        // SIGKILL: the process has no time to do anything.
        child.kill().expect("it is killed");
        child.wait().expect("it is gone");
    }
    let mut child = runner(&profile, None, &log);
    let success = timeout(WAIT_LIMIT, ended(&mut child, &sandbox)).await.expect("it ends");
    assert!(success, "{}", fs::read_to_string(&log).unwrap_or_default());

    control.set_chaos(Chaos::default());
    let desk = second_desk::open(&profile).await;
    let batches = desk.batches.batches().await.expect("batches");
    let [batch] = batches.as_slice() else { panic!("one batch, not {batches:?}") };
    println!("{batch:?}");
    assert_eq!(batch.state, BatchState::Done);
    let rows = rows(&desk, batch).await;
    let new: Vec<Recorded> = control.record().split_off(before.len());
    let faults = compare(&rows, &new);
    assert!(faults.is_empty(), "STORM_SEED={seed}\n{}", faults.join("\n"));
    let sum = batch.left_out + batch.completed + batch.rejected + batch.failed + batch.unknown;
    assert_eq!((sum, batch.open), (batch.total, 0), "each row has an ending or a reason why it was not sent");
    assert!(batch.completed > 0 && batch.rejected > 0 && batch.failed > 0, "a storm without these proves little");
    let again = RejectedSelection { all: true, ..RejectedSelection::default() };
    let again =
        desk.retries.plan_retries(desk::new_key(), again).await.expect("what was rejected again can be retried");
    assert!(again.total >= batch.rejected, "{again:?}");
    desk.shutdown().await;
}

/// All contradictions between the batch and the server's record.
fn compare(rows: &[BatchRowView], record: &[Recorded]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: &str, row: &dyn std::fmt::Debug| faults.push(format!("{what}: {row:?}"));
    let mut left: BTreeMap<&str, &Recorded> = record.iter().map(|request| (request.id.as_str(), request)).collect();
    // By card: requests that may have been created without the desk's knowledge.
    let mut lost: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        let Some(retry) = &row.retry else {
            if row.left_out.is_none() {
                fault("neither sent nor left out", row);
            }
            continue;
        };
        let made = retry.id.as_deref().and_then(|id| left.remove(id));
        match (retry.state, made) {
            (RequestState::Refused, None) => {}
            (RequestState::Unknown, None) => {
                for card in retry.smartcard.iter().flat_map(|cards| cards.split(", ")) {
                    *lost.entry(card.to_owned()).or_default() += 1;
                }
            }
            (RequestState::Completed, Some(made)) if made.state == "COMPLETED" => {}
            (RequestState::Rejected, Some(made)) if made.state == "REJECTED" => {}
            (_, made) => fault("not accounted for", &(row, made)),
        }
    }
    for request in left.into_values() {
        let one = request.cards.first().and_then(|card| lost.get_mut(card)).filter(|count| **count > 0);
        match one {
            Some(count) => *count -= 1,
            None => fault("more requests than rows that may have made them", request),
        }
    }
    faults
}
