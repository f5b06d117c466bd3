//! Sends through the outbox, compared with a bare loop that sends the same bodies to the same sandbox.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use crmcom::{Release, catalogue::Draft};
use desk::Desk;
use serde_json::{Map, Value};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::{
    figures::{Figures, Goal, median},
    programs::Programs,
    server::{self, Result, Server},
};

const SENDS: u32 = 10_000;
const QUICK_SENDS: u32 = 500;
const ROUNDS: usize = 3;
/// Number of concurrent callers of `Desk::send`, as for a long list.
const CALLERS: usize = 64;

/// Interval of reading the counts; the window is notified of changes as often.
const COUNT_INTERVAL: Duration = Duration::from_millis(30);
/// Scheduled time of ten thousand rows of a waiting list; by then all of them are in the outbox.
const LEAVE_AFTER: Duration = Duration::from_secs(20);
/// Number of sends per slot to a server with latency, so that all runs take equally long.
const SENDS_PER_SLOT: u32 = 500;
/// Latencies in milliseconds, from a server on the same computer to the minimum of one in the next room; a real CRM
/// takes longer.
const LATENCIES_MS: [&str; 3] = ["2", FAST_SERVER_MS, "20"];
/// The latency for which the outbox has a goal of its own.
pub const FAST_SERVER_MS: &str = "5";

/// Start of the measured time.
#[derive(Clone, Copy)]
enum Counted {
    /// When the first form is passed to the desk: rows are sent while others are added.
    WithEnqueuing,
    /// When scheduled rows become due: all of them are in the outbox.
    Leaving,
}

pub async fn measure(programs: &Programs, scratch: &Path, quick: bool) -> Result<Figures> {
    let sends = if quick { QUICK_SENDS } else { SENDS };
    let mut figures = Figures::default();
    for in_flight in [4, 16] {
        let (mut leaving, mut whole, mut bare) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..if quick { 1 } else { ROUNDS } {
            // A sandbox for each run, so that none is affected by another's data.
            let server = Server::start(programs, &["--run-every-ms", "0"])?;
            bare.push(bare_rate(&server, sends, in_flight).await?);
            drop(server);
            for (counted, rates) in [(Counted::Leaving, &mut leaving), (Counted::WithEnqueuing, &mut whole)] {
                let server = Server::start(programs, &["--run-every-ms", "0"])?;
                let dir = tempfile::Builder::new().prefix("outbox-").tempdir_in(scratch)?;
                rates.push(desk_rate(&server, sends, in_flight, &dir, counted).await?);
            }
        }
        let beside = || ("bare reqwest loop", median(&bare));
        let what = format!("{sends} waiting rows at {in_flight} in flight, each second");
        figures.row(&what, median(&leaving), beside(), Goal::AtLeast(0.8));
        let what = format!("{sends} sends at {in_flight} in flight, each second, from `Desk::send` on");
        figures.row(&what, median(&whole), beside(), Goal::AtLeast(0.8));
        figures.raw(format!("waiting rows at {in_flight}"), "a second", &leaving);
        figures.raw(format!("from `Desk::send` on at {in_flight}"), "a second", &whole);
        figures.raw(format!("bare at {in_flight}"), "a second", &bare);
    }
    // The loopback answers in a tenth of a millisecond; with latency the disk is not the limit.
    for millis in LATENCIES_MS {
        let arguments = ["--run-every-ms", "0", "--latency-ms", millis];
        for in_flight in [4, 16] {
            let sends = in_flight * if quick { SENDS_PER_SLOT / 10 } else { SENDS_PER_SLOT };
            let (mut leaving, mut bare) = (Vec::new(), Vec::new());
            for _ in 0..if quick { 1 } else { ROUNDS } {
                let server = Server::start(programs, &arguments)?;
                bare.push(bare_rate(&server, sends, in_flight).await?);
                drop(server);
                let server = Server::start(programs, &arguments)?;
                let dir = tempfile::Builder::new().prefix("outbox-").tempdir_in(scratch)?;
                leaving.push(desk_rate(&server, sends, in_flight, &dir, Counted::Leaving).await?);
            }
            let what = format!("{sends} waiting rows at {in_flight} in flight, answers take {millis} ms, each second");
            let goal = if millis == FAST_SERVER_MS { 0.95 } else { 0.8 };
            figures.row(&what, median(&leaving), ("bare reqwest loop", median(&bare)), Goal::AtLeast(goal));
            figures.raw(format!("waiting rows at {in_flight}, {millis} ms"), "a second", &leaving);
            figures.raw(format!("bare at {in_flight}, {millis} ms"), "a second", &bare);
        }
    }
    Ok(figures)
}

async fn desk_rate(server: &Server, sends: u32, in_flight: u32, dir: &TempDir, counted: Counted) -> Result<f64> {
    let (desk, connection) = server::desk(&server.url, "R11", dir.path(), in_flight).await?;
    server::sign_in(&desk, connection).await?;
    let mut started = Instant::now();
    let later = match counted {
        Counted::WithEnqueuing => None,
        Counted::Leaving => Some(SystemTime::now() + LEAVE_AFTER * sends / SENDS),
    };
    enqueue(&desk, sends, later).await?;
    if let Some(later) = later {
        let left = later.duration_since(SystemTime::now()).map_err(|_| "the rows came too late into the outbox")?;
        tokio::time::sleep(left).await;
        started = Instant::now();
    }
    loop {
        let waiting = desk.app.snapshot().await?.outbox;
        if waiting.held + waiting.queued + waiting.sending + waiting.not_sent == 0 {
            break;
        }
        tokio::time::sleep(COUNT_INTERVAL).await;
    }
    let rate = f64::from(sends) / started.elapsed().as_secs_f64();
    let outbox = desk.app.snapshot().await?.outbox;
    if outbox.unknown != 0 {
        return Err(format!("{} of the sends ended as unknown", outbox.unknown).into());
    }
    desk.shutdown().await;
    arrived(server, sends).await?;
    Ok(rate)
}

/// Passes all forms to the desk, as an import of a long list does.
async fn enqueue(desk: &Desk, sends: u32, later: Option<SystemTime>) -> Result<()> {
    let at = later.map(|later| later.duration_since(UNIX_EPOCH)).transpose()?.map(|at| at.as_secs_f64() * 1_000.0);
    let next = Arc::new(AtomicUsize::new(0));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (desk, next) = (desk.clone(), Arc::clone(&next));
        callers.spawn(async move {
            while let Some(number) = take(&next, sends) {
                let form = server::pairing(number);
                match at {
                    Some(at) => desk.outbox.send_later(form, at).await?,
                    None => desk.outbox.send(form).await?,
                };
            }
            Ok::<_, desk::problem::Problem>(())
        });
    }
    while let Some(ended) = callers.join_next().await {
        ended??;
    }
    Ok(())
}

async fn bare_rate(server: &Server, sends: u32, in_flight: u32) -> Result<f64> {
    let http = reqwest::Client::new();
    let token = server::token(&http, &server.url).await?;
    let bodies: Vec<Vec<u8>> = (0..sends).map(|number| body(number, &token)).collect::<Result<_>>()?;
    let (bodies, next) = (Arc::new(bodies), Arc::new(AtomicUsize::new(0)));
    let path = crmcom::catalogue::find(server::PAIRING).ok_or("the catalogue has pairings")?.path;
    let url = server.method(path);
    let started = Instant::now();
    let mut loops = JoinSet::new();
    for _ in 0..in_flight {
        let (http, bodies, next, url) = (http.clone(), Arc::clone(&bodies), Arc::clone(&next), url.clone());
        loops.spawn(async move {
            while let Some(number) = take(&next, sends) {
                let body = bodies[number as usize].clone();
                let request = http.post(&url).header("content-type", "application/json; charset=UTF-8").body(body);
                let answer = request.send().await.map_err(|error| error.to_string())?;
                let answer = answer.bytes().await.map_err(|error| error.to_string())?;
                if memchr::memmem::find(&answer, b"\"code\":\"OK\"").is_none() {
                    return Err(String::from_utf8_lossy(&answer).into_owned());
                }
            }
            Ok(())
        });
    }
    while let Some(ended) = loops.join_next().await {
        ended??;
    }
    let rate = f64::from(sends) / started.elapsed().as_secs_f64();
    arrived(server, sends).await?;
    Ok(rate)
}

/// The next of the sends, for one of several callers.
pub fn take(next: &AtomicUsize, sends: u32) -> Option<u32> {
    u32::try_from(next.fetch_add(1, Ordering::Relaxed)).ok().filter(|number| *number < sends)
}

/// The body as the desk would send it.
fn body(number: u32, token: &str) -> Result<Vec<u8>> {
    let form = server::pairing(number);
    let values: BTreeMap<_, _> = form.values.into_iter().collect();
    let checked = Draft { operation: form.operation, values }.check(Release::R11).ok_or("it is declared")?;
    let submission = checked.submission.ok_or_else(|| format!("{:?}", checked.faults))?;
    let mut body = Map::new();
    body.insert("token".to_owned(), token.into());
    body.extend(submission.body);
    Ok(Value::Object(body).to_string().into_bytes())
}

/// Checks that every send created exactly one request on the server.
async fn arrived(server: &Server, sends: u32) -> Result<()> {
    let http = reqwest::Client::new();
    let token = server::token(&http, &server.url).await?;
    let list = server.method("conax_web_services/provisioning_requests/list");
    let query = format!("{list}?token={token}&type=CREATE_PAIRING");
    let answer: Value = http.get(query).send().await?.json().await?;
    // No seeded box has such a number.
    let ours = |request: &&Value| request.to_string().contains("-5\"");
    let made = answer["data"].as_array().map_or(0, |made| made.iter().filter(ours).count());
    if made != sends as usize {
        return Err(format!("{sends} sends made {made} requests on the server").into());
    }
    Ok(())
}
