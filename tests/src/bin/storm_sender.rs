//! The sending process of the fault test: sends the forms of a list, each once, although it is killed and restarted
//! repeatedly. In between it acts as users do: it edits waiting requests, signs out, and signs in as another user.
//!
//! `storm_sender DIRECTORY LIST`: the list has one form per line, as JSON. Forms become rows in the order of the list,
//! so the number of rows in the journal shows where to continue. At the end it acts as the operator: it reconciles lost
//! requests, and sends again those that may be. It ends when no decision is left to be made.
//!
//! Commands come twice, as from a reloaded page. `STORM_RETRY` makes it mark and retry some of the rejected requests.
//!
//! `STORM_KEYRING` names a file that replaces this computer's keyring. `STORM_LATER=SECONDS` only adds the forms to the
//! outbox, to be sent then. `STORM_CLOCK=SECONDS` is the time by which this run's clock is ahead.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    process,
    time::{Duration, Instant},
};

use acceptance::{second_desk, steps};
use chrono::{TimeDelta, Utc};
use crmcom::Limits;
use desk::{
    Clock, Desk, KeyringChoice, MemoryKeyring, Options,
    view::{
        DoubtView, Evidence, Form, FormDraft, RejectedSelection, RequestFilter, RequestQuery, RequestRow, RequestState,
        TriageAction, WaitsFor,
    },
};
use store::secrets::Secrets;
use tokio::time::{sleep, timeout};

/// Number of unsuccessful searches before the operator takes the result as final.
const SEARCHES_BEFORE_DECISION: usize = 3;
/// Number of rejected requests that are marked and retried.
const MAX_RETRIED_REQUESTS: usize = 20;
/// The users that send, in turn.
const USERS: [(&str, &str); 2] = [("operator", "sandbox-1"), ("supervisor", "sandbox-2")];
const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// The box of requests that are alike.
const TWIN_BOX: &str = "stb-twin-55";
const REPORT_INTERVAL: Duration = Duration::from_secs(15);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [directory, list] = arguments.as_slice() else { return Err("storm_sender DIRECTORY LIST".into()) };
    std::thread::spawn(|| {
        // Ends with the test that started it, even if that is killed.
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        process::exit(1);
    });
    let number = |name: &str| env::var(name).ok().and_then(|text| text.parse::<i64>().ok());
    let forms: Vec<FormDraft> =
        fs::read_to_string(list)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let sent = rows_in(Path::new(directory))?;
    let ahead = TimeDelta::seconds(number("STORM_CLOCK").unwrap_or(0));
    let keyring = keyring().await?;
    let options = Options {
        keyring: KeyringChoice::Memory(keyring.clone()),
        clock: Clock::new(move || Utc::now() + ahead),
        read_timeout: Duration::from_millis(700),
        limits: Limits { total: Duration::from_millis(1_500), ..Limits::default() },
        ..Options::new(directory.into())
    };
    let desk = Desk::open(options).await?;
    if let Some(later) = number("STORM_LATER") {
        sign_in(&desk, 0).await;
        let at = (Utc::now() + TimeDelta::seconds(later)).timestamp_millis();
        for form in forms.into_iter().skip(sent) {
            #[allow(clippy::cast_precision_loss)] // milliseconds since 1970 are far below 2^53
            desk.outbox.send_later(form, at as f64).await?;
        }
    } else {
        let mut random = fastrand::Rng::with_seed(number("STORM_RUN").unwrap_or(1).unsigned_abs());
        let mut who = random.usize(..USERS.len());
        sign_in(&desk, who).await;
        for form in forms.into_iter().skip(sent) {
            let row = put(&desk, form, who, &mut random).await;
            if random.u8(..100) < 8 {
                change(&desk, &row, &mut random).await;
            }
            if random.u8(..100) < 3 {
                who = 1 - who;
                // Requests on the wire belong to the other user.
                let _ = desk.sessions.sign_out().await;
                sign_in(&desk, who).await;
            }
        }
        if env::var_os("STORM_RETRY").is_some() {
            Box::pin(retry_some(&desk, &mut random)).await?;
        }
        settle(&desk, who, &mut random).await?;
    }
    desk.shutdown().await;
    keep(&keyring).await
}

/// Adds a form to the outbox: for now or soon, as an office or a field request. The command comes twice.
async fn put(desk: &Desk, mut draft: FormDraft, who: usize, random: &mut fastrand::Rng) -> RequestRow {
    let release = &desk.app.snapshot().await.expect("a snapshot").connections[0].release;
    if draft.operation.starts_with("nagra.") && release != "R11" {
        // The release no longer has its methods.
        let card = format!("04{}", draft.values["smartcard_identifier"]);
        draft = second_desk::pairing(&card, "stb-instead-55");
    }
    // A PIN cannot wait.
    let kind = if draft.values.contains_key("pin") { 0 } else { random.u8(..10) };
    #[allow(clippy::cast_precision_loss)] // milliseconds since 1970 are far below 2^53
    let soon = (Utc::now().timestamp_millis() + random.i64(..500)) as f64;
    let form = Form::from(draft);
    let send = async || match kind {
        0..8 => desk.outbox.send(form.clone()).await,
        8 => desk.outbox.send_later(form.clone(), soon).await,
        _ => desk.field.send_in_field(form.clone(), None).await,
    };
    loop {
        let (first, again) = tokio::join!(send(), send());
        match (first, again) {
            (Ok(first), Ok(again)) => {
                assert_eq!(first.key, again.key, "one click makes one row");
                return first;
            }
            (Ok(row), Err(_)) | (Err(_), Ok(row)) => return row,
            (Err(problem), Err(_)) => {
                eprintln!("not taken yet: {problem}");
                sign_in(desk, who).await;
            }
        }
    }
}

/// Marks and retries some of the rejected requests.
async fn retry_some(desk: &Desk, random: &mut fastrand::Rng) -> Result<(), Box<dyn Error>> {
    let filter = RequestFilter { states: vec![RequestState::Rejected], mine: true, ..RequestFilter::default() };
    let query = RequestQuery { filter, limit: 500, ..RequestQuery::default() };
    let mut rejected = desk.requests.request_page(query).await?.rows;
    random.shuffle(&mut rejected);
    for row in rejected.into_iter().take(MAX_RETRIED_REQUESTS) {
        let mark = |desk: Desk| {
            let selection = RejectedSelection { keys: vec![row.key.clone()], ..RejectedSelection::default() };
            let note = TriageAction::Note { text: Some("tried again".to_owned()) };
            async move { desk.rejected.mark(selection, note).await }
        };
        assert_eq!(second_desk::twice(desk, "mark", mark).await?, 1, "{row:?}");
        // It asks the server, which fails at times in the storm.
        let draft = desk.retries.prefill(row.key.clone(), None).await.ok().and_then(|rebuilt| rebuilt.draft);
        let Some(draft) = draft else { continue };
        let form = Form::from(draft);
        let (first, again) = tokio::join!(
            desk.retries.retry(row.key.clone(), form.clone()),
            desk.retries.retry(row.key.clone(), form.clone())
        );
        match (first, again) {
            (Ok(first), Ok(again)) => assert_eq!((&first.key, &again.key), (&form.key, &form.key), "one retry"),
            (first, again) => eprintln!("not retried: {first:?}, {again:?}"),
        }
    }
    Ok(())
}

/// Edits a request that has not been sent, with another box.
async fn change(desk: &Desk, row: &RequestRow, random: &mut fastrand::Rng) {
    let Ok(mut draft) = desk.outbox.edit(row.key.clone()).await else { return };
    if let Some(stb) = draft.values.get_mut("stb_set.0.stb_ca_id") {
        *stb = format!("changed-{:06}-55", random.u32(..1_000_000));
    }
    if row.operation.as_deref() == Some("conax.set-pin") {
        draft.values.insert("pin".to_owned(), "4711".to_owned());
    }
    if random.bool() {
        sleep(Duration::from_millis(random.u64(..50))).await;
    }
    let replace = |desk: Desk| {
        let (key, draft) = (row.key.clone(), draft.clone());
        async move { desk.outbox.replace(key, draft, None).await }
    };
    while let Err(problem) = second_desk::twice(desk, "replace", replace).await {
        eprintln!("not changed yet: {problem}");
        sleep(POLL_INTERVAL).await;
    }
}

async fn sign_in(desk: &Desk, who: usize) {
    let (username, password) = USERS[who];
    while let Err(problem) = second_desk::sign_in_as(desk, username, password, true).await {
        eprintln!("not signed in yet: {problem}");
        sleep(POLL_INTERVAL).await;
    }
}

/// Number of forms that became rows in an earlier run; zero without a journal.
fn rows_in(directory: &Path) -> rusqlite::Result<usize> {
    let path = directory.join("journal.db");
    if !path.exists() {
        return Ok(0);
    }
    let journal = rusqlite::Connection::open(path)?;
    let rows: i64 = journal.query_row("SELECT count(*) FROM submission", [], |row| row.get(0))?;
    Ok(usize::try_from(rows).unwrap_or(0))
}

fn keyring_file() -> Option<PathBuf> {
    env::var_os("STORM_KEYRING").map(PathBuf::from)
}

/// This computer's keyring, as saved by the last run that was not killed.
async fn keyring() -> Result<MemoryKeyring, Box<dyn Error>> {
    let keyring = MemoryKeyring::default();
    if let Some(file) = keyring_file().filter(|file| file.exists()) {
        let entries: BTreeMap<String, String> = serde_json::from_slice(&fs::read(file)?)?;
        let secrets = Secrets::memory(keyring.clone());
        for (account, secret) in entries {
            secrets.set(&account, &secret).await?;
        }
    }
    Ok(keyring)
}

async fn keep(keyring: &MemoryKeyring) -> Result<(), Box<dyn Error>> {
    let Some(file) = keyring_file() else { return Ok(()) };
    let secrets = Secrets::memory(keyring.clone());
    let mut entries = BTreeMap::new();
    for account in keyring.accounts() {
        if let Some(secret) = secrets.get(&account).await? {
            entries.insert(account, secret);
        }
    }
    Ok(fs::write(file, serde_json::to_vec(&entries)?)?)
}

/// Whether this run cannot resolve the row: its connection leads elsewhere, or the profile was restored from a backup.
fn is_left(row: &RequestRow) -> bool {
    let left = matches!(row.doubt, Some(DoubtView::Moved { .. } | DoubtView::PutBack));
    left || row.state == RequestState::Unknown && row.unwatched
}

/// The only candidate, which a user that knows the card would accept: no other request was ever sent for it, which the
/// desk cannot know if it had not read the lists before.
fn only_one(row: &RequestRow, evidence: &Evidence) -> Option<String> {
    let [candidate] = evidence.candidates.as_slice() else { return None };
    let is_its_own = row.set_top_box.as_deref() != Some(TWIN_BOX) && candidate.user == row.user;
    let unread = candidate.unsure.iter().any(|parameter| parameter.name == "knownBefore");
    (is_its_own && unread).then(|| candidate.id.clone())
}

/// Prints the rows that are not settled yet.
async fn tell(desk: &Desk, waiting: &[RequestRow], unknown: &[RequestRow]) -> Result<(), Box<dyn Error>> {
    let pending = desk.app.snapshot().await?.outbox.pending;
    eprintln!("{} wait, {} are unknown, {pending} pending; for example:", waiting.len(), unknown.len());
    for row in waiting.iter().take(3).chain(unknown.iter().take(3)) {
        let RequestRow { key, state, user, waits_for, waits_since, next_try, doubt, .. } = row;
        eprintln!(
            "  {key} {state:?} of {user:?} waits for {waits_for:?} since {waits_since:?}, next {next_try:?}, {doubt:?}"
        );
    }
    Ok(())
}

/// Works until no row can be advanced further.
async fn settle(desk: &Desk, mut who: usize, random: &mut fastrand::Rng) -> Result<(), Box<dyn Error>> {
    let mut told = Instant::now();
    loop {
        let page = desk.outbox.outbox_page(0, 500).await?;
        let rows = page.rows.into_iter().filter(|row| !is_left(row));
        let (unknown, waiting): (Vec<_>, Vec<_>) = rows.partition(|row| row.state == RequestState::Unknown);
        let mut open = !waiting.is_empty();
        if told.elapsed() > REPORT_INTERVAL {
            told = Instant::now();
            tell(desk, &waiting, &unknown).await?;
        }
        for row in waiting.iter().filter(|row| row.waits_for == Some(WaitsFor::Edit)) {
            // The desk was killed during the edit: a user that sees that completes it.
            change(desk, row, random).await;
        }
        for row in waiting.iter().filter(|row| row.waits_for == Some(WaitsFor::Decision)) {
            // Its token was refused twice; a user that sees that sends it again.
            desk.outbox
                .decide(row.key.clone(), true)
                .await
                .map_or_else(|problem| eprintln!("undecided: {problem}"), drop);
        }
        let wants = |who: usize| {
            let mut rows = waiting.iter().filter(|row| row.waits_for == Some(WaitsFor::Session));
            rows.any(|row| row.user.as_deref() == Some(USERS[who].0))
        };
        if wants(who) || wants(1 - who) {
            who = if wants(who) { who } else { 1 - who };
            sign_in(desk, who).await;
        }
        let mut looked = BTreeSet::new();
        for row in &unknown {
            let Some(mut evidence) = desk.requests.request(row.key.clone()).await?.evidence else {
                desk.reconcile
                    .look_again(row.key.clone())
                    .await
                    .map_or_else(|problem| eprintln!("not looked: {problem}"), drop);
                open = true;
                continue;
            };
            let in_vain = evidence.looks.iter().rev().take_while(|look| look.problem.is_none()).count();
            // One search covers all rows of its type.
            if !evidence.no_list && in_vain < SEARCHES_BEFORE_DECISION && looked.insert(row.request_type.clone()) {
                open = true;
                match desk.reconcile.look_again(row.key.clone()).await {
                    Ok(detail) => evidence = detail.evidence.unwrap_or_default(),
                    Err(problem) => {
                        eprintln!("cannot be looked at: {problem}");
                        timeout(Duration::from_secs(3), sign_in(desk, who)).await.unwrap_or_default();
                    }
                }
            }
            open |= !evidence.no_list && in_vain < SEARCHES_BEFORE_DECISION;
            if evidence.may_send_again && desk.reconcile.send_again(row.key.clone()).await.is_ok() {
                open = true;
            }
            if let Some(id) = only_one(row, &evidence) {
                match desk.reconcile.adopt(row.key.clone(), id).await {
                    Ok(_) => open = true,
                    Err(problem) => eprintln!("cannot be taken: {problem}"),
                }
            }
        }
        if !open {
            // The caller waits for requests that are not processed yet.
            let left = env::var_os("STORM_LEAVE_PENDING").is_some();
            if left || desk.app.snapshot().await?.outbox.pending == 0 || watched(desk).await? == 0 {
                return Ok(());
            }
            if let Err(problem) = desk.mirror.refresh_requests().await {
                eprintln!("the lists cannot be read: {problem}");
                sign_in(desk, who).await;
            }
        }
        sleep(POLL_INTERVAL).await;
    }
}

/// Number of pending requests that are watched for their outcome.
async fn watched(desk: &Desk) -> Result<usize, Box<dyn Error>> {
    let filter = RequestFilter { states: vec![RequestState::Pending], mine: true, ..RequestFilter::default() };
    let query = RequestQuery { filter, limit: 500, ..RequestQuery::default() };
    let rows = desk.requests.request_page(query).await?.rows;
    Ok(rows.iter().filter(|row| !row.unwatched && row.connection == steps::CONNECTION).count())
}
