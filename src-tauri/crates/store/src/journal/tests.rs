use std::{
    collections::BTreeMap,
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use rusqlite::params;

use super::{writing::insert_step, *};

pub(crate) fn sample(key: &str, state: State) -> NewSubmission {
    NewSubmission {
        key: key.to_owned(),
        connection: "test".to_owned(),
        user: "ann".to_owned(),
        unit: None,
        operation: "conax.set-pin".to_owned(),
        provider: "conax".to_owned(),
        request_type: "UPDATE_CA_PIN_TO_GIVEN_VALUE".to_owned(),
        path: "conax_web_services/provisioning_requests/reset_pin_to_given_value".to_owned(),
        values: BTreeMap::from([("smartcard_identifier".to_owned(), "01900000001".to_owned())]),
        body: serde_json::Map::new(),
        has_pin: true,
        cards: vec!["01900000001".to_owned()],
        smartcard: Some("01900000001".to_owned()),
        set_top_box: None,
        service: None,
        subscription: Some("S100".to_owned()),
        priority: None,
        created: 1_000,
        state,
        held_until: Some(6_000),
        not_before: None,
        check_at: None,
    }
}

fn journal() -> (tempfile::TempDir, Journal) {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    (dir, journal)
}

#[test]
fn a_row_survives_and_keeps_its_zeros() {
    let (dir, journal) = journal();
    let added = journal.add(&sample("a", State::Held)).unwrap();
    drop(journal);
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    let read = journal.get("a").unwrap().unwrap();
    assert_eq!(read, added);
    assert_eq!(read.values["smartcard_identifier"], "01900000001", "leading zeros are part of a number");
    assert_eq!(journal.steps("a").unwrap(), [Step { at: 1_000, step: StepKind::Held, detail: None }]);
}

#[test]
fn a_change_happens_only_from_the_states_it_names() {
    let (_dir, journal) = journal();
    journal.add(&sample("a", State::Held)).unwrap();
    let cancel = |row: &mut Submission| {
        row.state = State::Cancelled;
        vec![(StepKind::Cancelled, None)]
    };
    let changed = journal.change("a", &[State::Held], 2_000, cancel).unwrap().unwrap();
    assert_eq!((changed.state, changed.updated), (State::Cancelled, 2_000));
    let again = journal.change("a", &[State::Held], 3_000, |_| panic!("it is not held any more")).unwrap();
    assert!(again.is_none());
    assert_eq!(journal.steps("a").unwrap().len(), 2, "a change that did not happen leaves no step");
}

#[test]
fn what_waits_is_in_the_line_in_its_order() {
    let (_dir, journal) = journal();
    for (key, state) in [("b", State::Held), ("a", State::Queued), ("c", State::Queued)] {
        journal.add(&sample(key, state)).unwrap();
    }
    let not_sent = |next_try| {
        move |row: &mut Submission| {
            row.state = State::NotSent;
            row.next_try = next_try;
            vec![]
        }
    };
    journal.change("c", &[State::Queued], 2_000, not_sent(None)).unwrap();
    let keys = || journal.outbox(0, 10).unwrap().0.into_iter().map(|row| row.key).collect::<Vec<_>>();
    assert_eq!(keys(), ["b", "a"], "a final NotSent is not tried again");
    journal.change("c", &[State::NotSent], 2_000, not_sent(Some(9_000))).unwrap();
    assert_eq!(keys(), ["b", "a", "c"]);
    let mut waiting = journal.waiting().unwrap();
    waiting.sort_by(|a, b| a.rank.total_cmp(&b.rank));
    assert_eq!(waiting.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["b", "a", "c"]);
    assert!(journal.waits_in("test").unwrap());
    assert!(!journal.waits_in("other").unwrap());
}

#[test]
fn what_is_on_the_wire_or_unknown_stands_first_in_the_outbox() {
    let (_dir, journal) = journal();
    for key in ["a", "b", "c", "d", "e"] {
        journal.add(&sample(key, State::Queued)).unwrap();
    }
    for (key, state) in [("c", State::Sending), ("d", State::Unknown), ("e", State::Unknown)] {
        let closed = key == "e";
        let change = move |row: &mut Submission| {
            (row.state, row.closed) = (state, closed);
            vec![]
        };
        journal.change(key, &[State::Queued], 2_000, change).unwrap();
    }
    let (rows, total) = journal.outbox(0, 3).unwrap();
    assert_eq!((rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), total), (vec!["d", "c", "a"], 4));
    assert_eq!(journal.outbox(3, 3).unwrap().0[0].key, "b");
    let counts = journal.counts("test").unwrap();
    assert!(counts.contains(&(State::Unknown, 1)), "one that was left so asks for nothing any more: {counts:?}");
}

#[test]
fn a_broken_journal_is_an_error_and_stays() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal.db");
    for bytes in [b"".as_slice(), b"this is no database, but long enough to look like a file of one ....."] {
        fs::write(&path, bytes).unwrap();
        let error = Journal::open(&path).unwrap_err();
        assert!(matches!(error, Error::Corrupt { .. }), "{error:?}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "it must not be replaced");
    }
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().filter(|e| e.as_ref().unwrap().file_name() == "journal.db").count(),
        1
    );
}

#[test]
fn a_damaged_page_is_found_at_opening() {
    let (dir, journal) = journal();
    for number in 0..200 {
        journal.add(&sample(&format!("row-{number}"), State::Queued)).unwrap();
    }
    drop(journal);
    let path = dir.path().join("journal.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, Error::Corrupt { .. }), "{error:?}");
}

#[test]
fn a_damaged_journal_and_its_log_stay_as_they_are() {
    let (dir, journal) = journal();
    for number in 0..50 {
        journal.add(&sample(&format!("row-{number}"), State::Queued)).unwrap();
    }
    drop(journal);
    // A crash: the log is left beside the file.
    let crashed = tempfile::tempdir().unwrap();
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    for number in 50..100 {
        journal.add(&sample(&format!("row-{number}"), State::Queued)).unwrap();
    }
    let path = crashed.path().join("journal.db");
    for end in ["db", "db-wal"] {
        fs::copy(dir.path().join("journal.db").with_extension(end), path.with_extension(end)).unwrap();
    }
    assert!(Journal::open(&path).is_ok(), "whole, it opens");
    for end in ["db", "db-wal"] {
        fs::copy(dir.path().join("journal.db").with_extension(end), path.with_extension(end)).unwrap();
    }
    let mut bytes = fs::read(&path).unwrap();
    // All but the first page: some of them are not in the log.
    bytes[4_096..].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    let log = fs::read(path.with_extension("db-wal")).unwrap();
    assert!(!log.is_empty(), "rows that were never merged");

    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, Error::Corrupt { .. }), "{error:?}");
    assert!(fs::read(&path).unwrap() == bytes, "nothing is merged into a broken file");
    assert!(fs::read(path.with_extension("db-wal")).unwrap() == log, "and what could be merged is still there");
}

#[test]
fn a_journal_of_a_newer_version_is_left_alone() {
    let (dir, journal) = journal();
    drop(journal);
    let connection = Connection::open(dir.path().join("journal.db")).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let error = Journal::open(&dir.path().join("journal.db")).unwrap_err();
    assert!(matches!(error, Error::Newer { .. }), "{error:?}");
}

#[test]
fn a_log_without_its_journal_is_no_reason_to_start_a_new_one() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("journal.db-wal"), b"rows that were never merged").unwrap();
    assert!(matches!(Journal::open(&dir.path().join("journal.db")), Err(Error::Corrupt { .. })));
    assert!(!dir.path().join("journal.db").exists());
}

#[test]
fn the_migrations_are_valid() {
    tables::migrations().validate().unwrap();
    let mut connection = Connection::open_in_memory().unwrap();
    tables::migrations().to_latest(&mut connection).unwrap();
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, tables::VERSION, "a journal of this version must not count as a newer one's");
}

#[test]
fn rows_of_the_first_release_keep_their_order_and_learn_when_they_left() {
    let mut connection = Connection::open_in_memory().unwrap();
    tables::migrations().to_version(&mut connection, 1).unwrap();
    for (key, state, next_try) in [("b", "queued", None), ("a", "unknown", None), ("c", "not-sent", Some(9_000))] {
        connection
            .execute(
                "INSERT INTO submission (key, connection, user, operation, provider, request_type, path, form, body, \
                 has_pin, cards, created, updated, state, next_try) \
                 VALUES (?1, 'test', 'ann', 'o', 'conax', 'T', 'p', '{}', '{}', 0, '[]', 1000, 2000, ?2, ?3)",
                params![key, state, next_try],
            )
            .unwrap();
    }
    for (key, at) in [("a", 1_500), ("a", 1_700), ("c", 1_600)] {
        insert_step(&connection, key, at, StepKind::Sending, None).unwrap();
    }
    tables::migrations().to_latest(&mut connection).unwrap();
    let rows = row::select(&connection, "ORDER BY rank", []).unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.key.as_str(), row.rank, row.waits_since, row.sent)).collect();
    assert_eq!(
        told,
        [("b", 1.0, Some(2_000), None), ("a", 2.0, None, Some(1_700)), ("c", 3.0, Some(2_000), Some(1_600))]
    );
    let changes: i64 = connection.query_row("SELECT max(change) FROM submission", [], |row| row.get(0)).unwrap();
    assert_eq!(changes, 3, "each row is a change to whoever follows the journal");
}

#[test]
fn rows_of_the_third_version_keep_their_long_texts() {
    let mut connection = Connection::open_in_memory().unwrap();
    tables::migrations().to_version(&mut connection, 3).unwrap();
    for (key, server, problem, evidence) in [
        ("a", Some(r#"{"id":"9"}"#), None, None),
        ("b", None, None, None),
        ("c", None, Some(r#"{"code":"timedOut"}"#), Some(r#"{"looks":[]}"#)),
    ] {
        connection
            .execute(
                "INSERT INTO submission (key, connection, user, operation, provider, request_type, path, form, body, \
                 has_pin, cards, created, updated, state, smartcard, server, problem, evidence) VALUES (?1, 'test', \
                 'ann', 'o', 'conax', 'T', 'some/path', '{\"input\":\"007\"}', '{\"member\":\"008\"}', 0, '[]', 1000, \
                 2000, 'unknown', '0190', ?2, ?3, ?4)",
                params![key, server, problem, evidence],
            )
            .unwrap();
    }
    tables::migrations().to_latest(&mut connection).unwrap();
    let rows = row::select(&connection, "ORDER BY seq", []).unwrap();
    for row in &rows {
        assert_eq!((row.path.as_str(), row.values["input"].as_str()), ("some/path", "007"), "{}", row.key);
        assert_eq!((row.body["member"].as_str(), row.smartcard.as_deref()), (Some("008"), Some("0190")));
    }
    let answers: Vec<_> = rows
        .iter()
        .map(|row| (row.key.as_str(), row.server.is_some(), row.problem.is_some(), row.evidence.is_some()))
        .collect();
    assert_eq!(answers, [("a", true, false, false), ("b", false, false, false), ("c", false, true, true)]);
}

#[test]
fn what_is_asked_and_what_came_of_it_change_with_the_row() {
    let (_dir, journal) = journal();
    journal.add(&sample("a", State::Queued)).unwrap();
    let told = |number: u64| {
        move |row: &mut Submission| {
            row.server = Some(serde_json::json!({ "id": number }).to_string());
            row.body = Arc::new(serde_json::Map::from_iter([("edited".to_owned(), number.into())]));
            vec![]
        }
    };
    for number in [1, 2] {
        let changed = journal.change("a", &[State::Queued], 2_000, told(number)).unwrap();
        let read = journal.get("a").unwrap();
        assert_eq!(read, changed);
        assert_eq!(read.unwrap().body["edited"], number);
        let known = journal.told_of("test", "01900000001").unwrap();
        assert_eq!(known, [serde_json::json!({ "id": number })]);
    }
    journal.change("a", &[State::Queued], 2_000, |row| (row.server = None, vec![]).1).unwrap();
    assert_eq!(journal.get("a").unwrap().unwrap().server, None);
    assert!(journal.told_of("test", "01900000001").unwrap().is_empty());
}

#[test]
fn each_change_of_a_row_counts_on() {
    let (_dir, journal) = journal();
    let change = || -> i64 {
        journal.read().query_row("SELECT change FROM submission WHERE key = 'a'", [], |row| row.get(0)).unwrap()
    };
    journal.add(&sample("a", State::Held)).unwrap();
    journal.add(&sample("b", State::Held)).unwrap();
    assert_eq!(change(), 1);
    journal.change("a", &[State::Held], 2_000, |_| vec![]).unwrap();
    assert_eq!(change(), 3, "above every change of any row");
    journal.change("a", &[State::Queued], 2_000, |_| vec![]).unwrap();
    assert_eq!(change(), 3, "what did not happen does not count");
}

#[test]
fn what_comes_during_a_commit_shares_the_next_one_and_stands_or_falls_alone() {
    let (_dir, journal) = journal();
    let commits = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&commits);
    journal.listen(move |rows| {
        heard.lock().unwrap().push(rows.into_iter().map(|row| row.key).collect::<Vec<_>>());
    });
    // The first holds the writer until the others wait.
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let first = journal.write(move |journal| {
        gate.recv().unwrap();
        journal.add(sample("first", State::Queued))
    });
    let rest: Vec<_> = ["a", "a", "b", "c"]
        .map(|key| {
            journal.write(move |journal| {
                let added = journal.add(sample(key, State::Queued))?;
                if key == "c" { Err(Error::Database(rusqlite::Error::QueryReturnedNoRows)) } else { Ok(added) }
            })
        })
        .into();
    go.send(()).unwrap();
    first.wait().unwrap();
    let answers: Vec<bool> = rest.into_iter().map(|answer| answer.wait().is_ok()).collect();
    assert_eq!(answers, [true, false, true, false], "a key that is taken and a failure of its own");
    assert_eq!(*commits.lock().unwrap(), [["first", "a", "b"]], "one commit, and told of what is in it");
    assert!(journal.get("c").unwrap().is_none(), "what failed left nothing behind");
    assert!(journal.steps("c").unwrap().is_empty());
}

#[test]
fn a_change_that_fails_takes_its_commit_with_it() {
    let (_dir, journal) = journal();
    journal.add(&sample("a", State::Queued)).unwrap();
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let first = journal.write(move |journal| {
        gate.recv().unwrap();
        journal.add(sample("first", State::Queued))
    });
    let changes = [true, false].map(|fails| {
        journal.write_changes(move |journal| {
            let changed = journal.change("a", &[State::Queued], 2_000, |row| {
                row.state = State::Sending;
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
    assert_eq!(journal.get("a").unwrap().unwrap().state, State::Sending);
}

#[test]
fn a_commit_that_fails_fails_all_that_is_in_it() {
    let (dir, journal) = journal();
    let told = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&told);
    journal.listen(move |_| heard.store(true, SeqCst));
    // Deferred constraints are looked at when the transaction is committed.
    let answers = [0, 1].map(|number| {
        journal.write(move |journal| {
            if number == 0 {
                journal.break_the_commit()?;
            }
            journal.add(sample(&format!("row-{number}"), State::Queued))
        })
    });
    let failed = answers.map(|answer| answer.wait().is_err());
    // They may have come in two commits: then the second one is sound.
    assert!(failed[0]);
    assert_eq!(journal.get("row-1").unwrap().is_none(), failed[1], "what is reported done is done, and no more");
    assert!(journal.get("row-0").unwrap().is_none());
    assert_eq!(told.load(SeqCst), !failed[1]);
    journal.add(&sample("later", State::Queued)).unwrap();
    drop(journal);
    assert!(Journal::open(&dir.path().join("journal.db")).unwrap().get("later").unwrap().is_some());
}

#[test]
fn a_change_that_is_taken_back_is_forgotten_whole() {
    let (_dir, journal) = journal();
    journal.add(&sample("a", State::Queued)).unwrap();
    let sending = |row: &mut Submission| {
        row.state = State::Sending;
        vec![(StepKind::Sending, None)]
    };
    let accepted = |row: &mut Submission| {
        row.state = State::Pending;
        row.server_number = Some("5001".to_owned());
        vec![(StepKind::Accepted, None)]
    };
    let begun = journal.change("a", &[State::Queued], 2_000, sending).unwrap().unwrap();
    let failed = journal.write(move |journal| {
        journal.change("a", &[State::Sending], 3_000, accepted)?;
        Err::<(), _>(Error::Database(rusqlite::Error::QueryReturnedNoRows))
    });
    assert!(failed.wait().is_err());
    let broken = journal.write(move |journal| {
        journal.change("a", &[State::Sending], 3_000, accepted)?;
        journal.break_the_commit()
    });
    assert!(broken.wait().is_err());
    assert_eq!(journal.get("a").unwrap().as_ref(), Some(&begun), "on the disk it never changed");
    let ended = journal.change("a", &[State::Sending], 4_000, accepted).unwrap().unwrap();
    assert_eq!((ended.updated, ended.sent), (4_000, begun.sent));
    assert_eq!(journal.get("a").unwrap(), Some(ended), "nor did the row that is kept for its ending");
    assert!(journal.change("a", &[State::Sending], 5_000, accepted).unwrap().is_none(), "it ends once");
}

#[test]
fn reading_does_not_wait_for_a_commit() {
    let (_dir, journal) = journal();
    journal.add(&sample("a", State::Queued)).unwrap();
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let writing = journal.write(move |journal| {
        journal.change("a", &[State::Queued], 2_000, |row| {
            row.state = State::Cancelled;
            vec![]
        })?;
        gate.recv().unwrap();
        Ok(())
    });
    assert_eq!(journal.get("a").unwrap().unwrap().state, State::Queued, "as it was before");
    go.send(()).unwrap();
    writing.wait().unwrap();
    assert_eq!(journal.get("a").unwrap().unwrap().state, State::Cancelled);
}

fn try_writing(journal: &Writing<'_>) -> Result<(), Error> {
    journal.try_writing()
}

#[test]
fn while_writes_are_refused_nothing_is_written() {
    let (_dir, journal) = journal();
    journal.refuse_writes(true);
    assert!(journal.add(&sample("a", State::Queued)).is_err());
    assert!(journal.write(try_writing).wait().is_err());
    journal.refuse_writes(false);
    journal.write(try_writing).wait().unwrap();
    journal.add(&sample("a", State::Queued)).unwrap();
}

#[test]
fn rows_of_which_the_server_told_are_followed_in_the_order_of_their_changes() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    for key in ["a", "b", "c"] {
        journal.add(&sample(key, State::Queued)).unwrap();
    }
    let answered = |key: &str| {
        journal.change(key, &[State::Queued], 5, |row| {
            row.state = State::Pending;
            row.server_id = Some(row.key.clone());
            Vec::new()
        })
    };
    answered("b").unwrap();
    answered("a").unwrap();
    let after = |change| -> Vec<(i64, String)> {
        let rows = journal.answered_after(change, 10).unwrap();
        rows.into_iter().map(|(change, row)| (change, row.key)).collect()
    };
    let all = after(0);
    assert_eq!(all.iter().map(|(_, key)| key.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    assert_eq!(after(all[0].0), all[1..]);
    assert_eq!(after(all[1].0), []);
    assert_eq!(journal.answered_after(0, 1).unwrap().len(), 1);
}
