//! Tests of shared commits, and of failures in them.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use super::*;

#[test]
fn writes_during_a_commit_share_the_next_one_and_fail_separately() {
    let (_dir, journal) = journal();
    let commits = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&commits);
    journal.listen(move |rows| {
        heard.lock().unwrap().push(rows.into_iter().map(|row| row.key).collect::<Vec<_>>());
    });
    // The first one blocks the writer until the others wait.
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let first = journal.write(move |journal| {
        gate.recv().unwrap();
        journal.add(sample("first", RequestState::Queued))
    });
    let rest: Vec<_> = ["a", "a", "b", "c"]
        .map(|key| {
            journal.write(move |journal| {
                let added = journal.add(sample(key, RequestState::Queued))?;
                if key == "c" { Err(Error::Database(rusqlite::Error::QueryReturnedNoRows)) } else { Ok(added) }
            })
        })
        .into();
    go.send(()).unwrap();
    first.wait().unwrap();
    let answers: Vec<bool> = rest.into_iter().map(|answer| answer.wait().is_ok()).collect();
    assert_eq!(answers, [true, true, true, false], "a key that is there is answered; a failure is its own");
    assert_eq!(journal.steps("a").unwrap().len(), 1);
    assert_eq!(*commits.lock().unwrap(), [["first", "a", "b"]], "one commit, and told of what is in it");
    assert!(journal.get("c").unwrap().is_none(), "what failed left nothing behind");
    assert!(journal.steps("c").unwrap().is_empty());
}

#[test]
fn a_failing_change_rolls_its_commit_back() {
    let (_dir, journal) = journal();
    journal.add(&sample("a", RequestState::Queued)).unwrap();
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let first = journal.write(move |journal| {
        gate.recv().unwrap();
        journal.add(sample("first", RequestState::Queued))
    });
    let changes = [true, false].map(|fails| {
        journal.write_changes(move |journal| {
            let changed = journal.change("a", &[RequestState::Queued], 2_000, |row| {
                row.state = RequestState::Sending;
                vec![(StepKind::Sending, None)]
            })?;
            if fails { Err(Error::Database(rusqlite::Error::QueryReturnedNoRows)) } else { Ok(changed) }
        })
    });
    go.send(()).unwrap();
    assert!(first.wait().is_err(), "it is not on the disk, and is not said to be");
    let [failed, next] = changes.map(|answer| answer.wait().ok());
    assert!(failed.is_none());
    assert!(journal.get("first").unwrap().is_none());
    assert!(next.flatten().is_some(), "the next commit finds the row as it was");
    assert_eq!(journal.get("a").unwrap().unwrap().state, RequestState::Sending);
}

#[test]
fn a_failed_commit_fails_all_its_changes() {
    let (dir, journal) = journal();
    let told = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&told);
    journal.listen(move |_| heard.store(true, SeqCst));
    // Deferred constraints are checked when the transaction is committed.
    let answers = [0, 1].map(|number| {
        journal.write(move |journal| {
            if number == 0 {
                journal.break_the_commit()?;
            }
            journal.add(sample(&format!("row-{number}"), RequestState::Queued))
        })
    });
    let failed = answers.map(|answer| answer.wait().is_err());
    // They may be in two commits; then the second one succeeds.
    assert!(failed[0]);
    assert_eq!(journal.get("row-1").unwrap().is_none(), failed[1], "what is reported done is done, and no more");
    assert!(journal.get("row-0").unwrap().is_none());
    assert_eq!(told.load(SeqCst), !failed[1]);
    journal.add(&sample("later", RequestState::Queued)).unwrap();
    drop(journal);
    assert!(Journal::open(&dir.path().join("journal.db")).unwrap().get("later").unwrap().is_some());
}

#[test]
fn a_rolled_back_change_leaves_no_trace() {
    let (_dir, journal) = journal();
    journal.add(&sample("a", RequestState::Queued)).unwrap();
    let sending = |row: &mut OutboxRow| {
        row.state = RequestState::Sending;
        vec![(StepKind::Sending, None)]
    };
    let accepted = |row: &mut OutboxRow| {
        row.state = RequestState::Pending;
        row.server_number = Some("5001".to_owned());
        vec![(StepKind::Accepted, None)]
    };
    let begun = journal.change("a", &[RequestState::Queued], 2_000, sending).unwrap().unwrap();
    let failed = journal.write(move |journal| {
        journal.change("a", &[RequestState::Sending], 3_000, accepted)?;
        Err::<(), _>(Error::Database(rusqlite::Error::QueryReturnedNoRows))
    });
    assert!(failed.wait().is_err());
    let broken = journal.write(move |journal| {
        journal.change("a", &[RequestState::Sending], 3_000, accepted)?;
        journal.break_the_commit()
    });
    assert!(broken.wait().is_err());
    assert_eq!(journal.get("a").unwrap().as_ref(), Some(&begun), "on the disk it never changed");
    let ended = journal.change("a", &[RequestState::Sending], 4_000, accepted).unwrap().unwrap();
    assert_eq!((ended.updated, ended.sent), (4_000, begun.sent));
    assert_eq!(journal.get("a").unwrap(), Some(ended), "nor did the row that is kept for its ending");
    assert!(journal.change("a", &[RequestState::Sending], 5_000, accepted).unwrap().is_none(), "it ends once");
}

#[test]
fn reading_does_not_wait_for_a_commit() {
    let (_dir, journal) = journal();
    journal.add(&sample("a", RequestState::Queued)).unwrap();
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let writing = journal.write(move |journal| {
        journal.change("a", &[RequestState::Queued], 2_000, |row| {
            row.state = RequestState::Cancelled;
            vec![]
        })?;
        gate.recv().unwrap();
        Ok(())
    });
    assert_eq!(journal.get("a").unwrap().unwrap().state, RequestState::Queued, "as it was before");
    go.send(()).unwrap();
    writing.wait().unwrap();
    assert_eq!(journal.get("a").unwrap().unwrap().state, RequestState::Cancelled);
}

fn try_writing(journal: &Transaction<'_>) -> Result<(), Error> {
    journal.try_writing()
}

#[test]
fn no_write_happens_while_writes_are_refused() {
    let (_dir, journal) = journal();
    journal.refuse_writes(true);
    assert!(journal.add(&sample("a", RequestState::Queued)).is_err());
    assert!(journal.write(try_writing).wait().is_err());
    journal.refuse_writes(false);
    journal.write(try_writing).wait().unwrap();
    journal.add(&sample("a", RequestState::Queued)).unwrap();
}
