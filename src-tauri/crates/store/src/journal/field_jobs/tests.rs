use serde_json::json;

use super::*;
use crate::{MirrorMark, RequestState, journal::tests::sample};

fn journal() -> (tempfile::TempDir, Journal) {
    let dir = tempfile::tempdir().unwrap();
    let journal = crate::journal::tests::leading(&dir.path().join("journal.db"), "test");
    (dir, journal)
}

fn made(key: &str) -> NewOutboxRow {
    NewOutboxRow { check_at: Some(61_000), has_pin: false, ..sample(key, RequestState::Queued) }
}

fn noted() -> FieldNote {
    FieldNote {
        made: 1_000,
        others_since: 1_000,
        mirror: Some(MirrorMark { generation: -7, seq: 12 }),
        lists_excused: true,
        baselines: json!([{"text": "01"}]),
        why: None,
        looked_at: None,
    }
}

fn add_jobs(journal: &Journal, user: &'static str, ids: &[&str], at: i64) {
    let line = JobLine { smartcard: Some("01900000001".to_owned()), ..JobLine::default() };
    let jobs: Vec<_> = ids.iter().map(|id| ((*id).to_owned(), line.clone())).collect();
    journal.write(move |w| w.add_jobs("test", user, &jobs, at)).wait().unwrap();
}

fn ids(journal: &Journal, user: &str) -> Vec<String> {
    journal.jobs("test", user).unwrap().into_iter().map(|job| job.id).collect()
}

#[test]
fn a_request_its_note_and_its_job_are_one_durable_commit() {
    let (dir, journal) = journal();
    add_jobs(&journal, "ann", &["j1", "j2"], 1_000);
    journal.write(|w| w.add_in_field(made("a"), &noted(), Some("j2"))).wait().unwrap();
    let failed = journal.write(|w| {
        w.add_in_field(made("b"), &noted(), Some("j1"))?;
        Err::<(), _>(Error::from(rusqlite::Error::InvalidQuery))
    });
    assert!(failed.wait().is_err());
    drop(journal);
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    let jobs = journal.jobs("test", "ann").unwrap();
    assert_eq!([&jobs[0].submission, &jobs[1].submission], [&None, &Some("a".to_owned())]);
    assert_eq!(journal.field_note("a").unwrap(), Some(noted()));
    assert_eq!(journal.field_note("b").unwrap(), None, "what failed left nothing");
    let row = journal.get("a").unwrap().unwrap();
    assert_eq!((row.check_at, row.undecided), (Some(61_000), false));
    assert_eq!(journal.waiting().unwrap()[0].check_at, Some(61_000), "the line knows it after a start");
}

#[test]
fn an_existing_request_keeps_its_note_and_job() {
    let (_dir, journal) = journal();
    add_jobs(&journal, "ann", &["j1", "j2"], 1_000);
    journal.write(|w| w.add_in_field(made("a"), &noted(), Some("j1"))).wait().unwrap();
    let later = FieldNote { made: 9_000, ..noted() };
    journal.write(move |w| w.add_in_field(made("a"), &later, Some("j2"))).wait().unwrap();
    assert_eq!(journal.field_note("a").unwrap(), Some(noted()));
    assert_eq!(journal.jobs("test", "ann").unwrap()[1].submission, None);
}

#[test]
fn a_job_of_another_user_is_not_linked_shown_closed_or_cleared() {
    let (_dir, journal) = journal();
    add_jobs(&journal, "bob", &["j1"], 1_000);
    journal.write(|w| w.add_in_field(made("a"), &noted(), Some("j1"))).wait().unwrap();
    assert!(journal.get("a").unwrap().is_some(), "it is sent all the same");
    assert!(journal.jobs("test", "ann").unwrap().is_empty());
    assert!(!journal.write(|w| w.close_job("test", "ann", "j1", true)).wait().unwrap());
    assert_eq!(journal.write(|w| w.clear_jobs("test", "ann", true)).wait().unwrap(), 0);
    let job = &journal.jobs("test", "bob").unwrap()[0];
    assert_eq!((job.closed, &job.submission), (false, &None));
}

#[test]
fn clearing_removes_finished_jobs_or_all() {
    let (_dir, journal) = journal();
    add_jobs(&journal, "ann", &["closed", "completed", "sent", "open"], 1_000);
    for (key, job) in [("a", "completed"), ("b", "sent")] {
        journal.write(move |w| w.add_in_field(made(key), &noted(), Some(job))).wait().unwrap();
    }
    let completed = |row: &mut OutboxRow| {
        row.state = RequestState::Completed;
        Vec::new()
    };
    journal.change("a", &[RequestState::Queued], 2_000, completed).unwrap();
    assert!(journal.write(|w| w.close_job("test", "ann", "closed", true)).wait().unwrap());
    assert_eq!(journal.write(|w| w.clear_jobs("test", "ann", false)).wait().unwrap(), 2);
    assert_eq!(ids(&journal, "ann"), ["sent", "open"]);
    add_jobs(&journal, "ann", &["new"], 2_000);
    assert_eq!(journal.jobs("test", "ann").unwrap()[2].place, 5, "no place is given twice");
    assert_eq!(journal.write(|w| w.clear_jobs("test", "ann", true)).wait().unwrap(), 3);
    assert!(ids(&journal, "ann").is_empty());
}

#[test]
fn old_jobs_are_purged_and_their_requests_stay() {
    let (_dir, journal) = journal();
    add_jobs(&journal, "ann", &["old"], 1_000);
    add_jobs(&journal, "ann", &["new"], 5_000);
    journal.write(|w| w.add_in_field(made("a"), &noted(), Some("old"))).wait().unwrap();
    assert_eq!(journal.write(|w| w.purge_jobs(5_000)).wait().unwrap(), 1);
    assert_eq!(ids(&journal, "ann"), ["new"]);
    assert!(journal.get("a").unwrap().is_some() && journal.field_note("a").unwrap().is_some());
}

#[test]
fn finds_exactly_the_rows_that_wait_for_a_decision() {
    let (_dir, journal) = journal();
    for key in ["a", "b", "c", "d"] {
        journal.write(move |w| w.add_in_field(made(key), &noted(), None)).wait().unwrap();
    }
    journal.add(&NewOutboxRow { check_at: None, ..sample("desk", RequestState::Queued) }).unwrap();
    let change = |key: &str, change: fn(&mut OutboxRow)| {
        let change = move |row: &mut OutboxRow| {
            change(row);
            Vec::new()
        };
        journal.change(key, &[RequestState::Queued], 2_000, change).unwrap().unwrap();
    };
    change("a", |row| row.undecided = true);
    change("b", |row| (row.state, row.undecided) = (RequestState::Cancelled, true));
    change("c", |row| row.state = RequestState::Unknown);
    change("desk", |row| row.state = RequestState::Unknown);
    let keys = |user| {
        let rows = journal.undecided_in_field("test", user).unwrap();
        rows.into_iter().map(|row| row.key).collect::<Vec<_>>()
    };
    assert_eq!(keys("ann"), ["c", "a"]);
    assert!(keys("bob").is_empty());
    assert_eq!(journal.waiting_in_field("test", "ann").unwrap(), 2, "the undecided one and the queued one");
}
