//! The sending process of the fault test: sends what a list says, once each, however often it is killed and started.
//!
//! `storm_sender DIRECTORY LIST`: the list has a form a line, as JSON. Forms become rows in the order of the list, so the
//! number of rows in the journal says where to go on. At the end it does what a person would: looks for lost requests,
//! and sends again what may be. It ends when nothing is left that can be decided.

use std::{collections::BTreeSet, env, error::Error, fs, path::Path, time::Duration};

use acceptance::another;
use desk::{
    Desk, KeyringChoice, MemoryKeyring, Options,
    view::{FormDraft, RequestState},
};
use tokio::time::sleep;

/// Looks without a find, before a person takes the word for it.
const LOOKS: usize = 3;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [directory, list] = arguments.as_slice() else { return Err("storm_sender DIRECTORY LIST".into()) };
    let forms: Vec<FormDraft> =
        fs::read_to_string(list)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let sent = rows_in(Path::new(directory))?;
    let options = Options {
        keyring: KeyringChoice::Memory(MemoryKeyring::default()),
        read_timeout: Duration::from_millis(700),
        ..Options::new(directory.into())
    };
    let desk = Desk::open(options).await?;
    another::sign_in_at_last(&desk).await;
    for form in forms.into_iter().skip(sent) {
        while let Err(problem) = desk.send(form.clone()).await {
            eprintln!("not taken yet: {problem}");
            another::sign_in_at_last(&desk).await;
        }
    }
    settle(&desk).await?;
    desk.shutdown().await;
    Ok(())
}

/// Forms that became rows in a former run. No journal yet: none.
fn rows_in(directory: &Path) -> rusqlite::Result<usize> {
    let path = directory.join("journal.db");
    if !path.exists() {
        return Ok(0);
    }
    let journal = rusqlite::Connection::open(path)?;
    let rows: i64 = journal.query_row("SELECT count(*) FROM submission", [], |row| row.get(0))?;
    Ok(usize::try_from(rows).unwrap_or(0))
}

/// Until every row is where it can be brought.
async fn settle(desk: &Desk) -> Result<(), Box<dyn Error>> {
    loop {
        let page = desk.outbox(0, 500).await?;
        let (unknown, waiting): (Vec<_>, Vec<_>) =
            page.rows.into_iter().partition(|row| row.state == RequestState::Unknown);
        let mut open = !waiting.is_empty();
        let mut looked = BTreeSet::new();
        for row in &unknown {
            let Some(mut evidence) = desk.request(row.key.clone()).await?.evidence else {
                desk.look_again(row.key.clone()).await?;
                open = true;
                continue;
            };
            let in_vain = evidence.looks.iter().rev().take_while(|look| look.problem.is_none()).count();
            // One look is for all rows of its type.
            if !evidence.no_list && in_vain < LOOKS && looked.insert(row.request_type.clone()) {
                open = true;
                match desk.look_again(row.key.clone()).await {
                    Ok(detail) => evidence = detail.evidence.unwrap_or_default(),
                    Err(problem) => eprintln!("cannot be looked at: {problem}"),
                }
            }
            open |= !evidence.no_list && in_vain < LOOKS;
            if evidence.may_send_again && desk.send_again(row.key.clone()).await.is_ok() {
                open = true;
            }
        }
        if !open {
            // What is not processed yet is waited for by whoever runs this.
            if env::var_os("STORM_LEAVE_PENDING").is_some() || desk.snapshot().await?.outbox.pending == 0 {
                return Ok(());
            }
            if let Err(problem) = desk.refresh_requests().await {
                eprintln!("the lists cannot be read: {problem}");
                another::sign_in_at_last(desk).await;
            }
        }
        sleep(Duration::from_millis(100)).await;
    }
}
