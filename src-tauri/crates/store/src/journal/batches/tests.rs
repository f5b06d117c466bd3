use super::*;
use crate::{
    journal::{retries::Retry, tests::sample},
    request_state::RequestState,
};

fn journal() -> (tempfile::TempDir, Journal) {
    let dir = tempfile::tempdir().unwrap();
    let journal = crate::journal::tests::leading(&dir.path().join("journal.db"), "test");
    (dir, journal)
}

/// A batch `B` of `rows` rows, all ready, and in progress.
fn running(journal: &Journal, rows: u32) {
    let chosen: Vec<Chosen> = (0..rows)
        .map(|place| Chosen {
            request: format!("R{place}"),
            key: format!("server-R{place}"),
            rejected_at: Some(900),
            fingerprint: "f".to_owned(),
        })
        .collect();
    let batch = Batch {
        id: "B".to_owned(),
        kind: BatchKind::Retries,
        connection: "test".to_owned(),
        identity: crate::journal::tests::ann(),
        user: "ann".to_owned(),
        state: BatchState::Planning,
        paused: None,
        created: 1_000,
        title: None,
        error: None,
        pace: Pace::default(),
    };
    let form = Plan { form: Some(serde_json::json!({ "operation": "x" })), ..Plan::default() };
    let plans: Vec<(u32, Plan)> = (0..rows).map(|place| (place, form.clone())).collect();
    journal
        .write(move |w| {
            w.add_batch_rows("B", 0, &chosen)?;
            w.add_batch(&batch)?;
            assert!(w.plan("B", &plans)?);
            w.change_batch("B", &[BatchState::Planning], 1_000, |batch| batch.state = BatchState::Running)
        })
        .wait()
        .unwrap();
}

#[test]
fn a_batch_replaces_an_incomplete_plan_and_starts_once() {
    let (_dir, journal) = journal();
    let begin = |journal: &Journal| journal.write(|w| w.begin_batch("B")).wait().unwrap();
    let chosen =
        Chosen { request: "R9".to_owned(), key: "k".to_owned(), rejected_at: None, fingerprint: "f".to_owned() };
    journal.write(move |w| w.add_batch_rows("B", 0, &[chosen])).wait().unwrap();
    assert!(begin(&journal), "what was written of it before it failed is no batch");
    running(&journal, 2);
    assert!(!begin(&journal), "it is there");
    assert_eq!(journal.batch_counts("B").unwrap().total, 2);
}

fn take(journal: &Journal, place: u32, key: &str) -> Taken {
    let new = sample(key, RequestState::Queued);
    let of = OriginRecord::Retry(Retry {
        request: format!("R{place}"),
        rejected_at: Some(900),
        fingerprint: "f".to_owned(),
        changed: false,
        batch: Some("B".to_owned()),
    });
    journal.write(move |w| w.take_row("B", place, new, &of)).wait().unwrap()
}

fn ends(journal: &Journal, key: &str, state: RequestState) {
    let changed = journal.change(key, &[RequestState::Queued, RequestState::Unknown], 2_000, move |row| {
        row.state = state;
        Vec::new()
    });
    assert!(changed.unwrap().is_some());
}

#[test]
fn a_row_is_sent_once() {
    let (_dir, journal) = journal();
    running(&journal, 2);
    assert!(matches!(take(&journal, 0, "a"), Taken::Sent(row) if row.key == "a"));
    assert_eq!(take(&journal, 0, "b"), Taken::No);
    assert!(journal.get("b").unwrap().is_none());
    let counts = journal.batch_counts("B").unwrap();
    assert_eq!((counts.total, counts.ready, counts.sent, counts.open), (2, 2, 1, 1));
}

#[test]
fn rows_retried_elsewhere_are_left_out() {
    let (_dir, journal) = journal();
    running(&journal, 1);
    let new = sample("by-hand", RequestState::Queued);
    let of =
        Retry { request: "R0".to_owned(), rejected_at: None, fingerprint: "f".to_owned(), changed: true, batch: None };
    journal.write(move |w| w.retry(new, &of)).wait().unwrap();
    assert_eq!(take(&journal, 0, "a"), Taken::LeftOut);
    let (rows, total) = journal.batch_rows("B", BatchPart::LeftOut, 0, 10).unwrap();
    assert_eq!((total, rows[0].gap), (1, Some(LeftOut::AlreadyRetried)));
    assert!(journal.ready_rows("B", 10).unwrap().is_empty());
}

#[test]
fn a_paused_batch_withdraws_rows_that_have_not_left() {
    let (_dir, journal) = journal();
    running(&journal, 3);
    take(&journal, 0, "a");
    take(&journal, 1, "b");
    ends(&journal, "a", RequestState::Pending);
    let paused = journal.write(|w| {
        w.change_batch("B", ACTIVE_BATCH_STATES, 3_000, |batch| {
            batch.state = BatchState::Paused;
            batch.paused = Some(PauseReason::ByHand);
        })
    });
    assert!(paused.wait().unwrap().is_some());
    assert_eq!(journal.get("b").unwrap().unwrap().state, RequestState::Cancelled);
    assert_eq!(take(&journal, 2, "c"), Taken::No, "a batch that is paused sends nothing");
    let counts = journal.batch_counts("B").unwrap();
    assert_eq!((counts.sent, counts.open, counts.failed), (1, 1, 0), "what was taken back is not sent");
    journal
        .write(|w| w.change_batch("B", &[BatchState::Paused], 4_000, |b| b.state = BatchState::Running))
        .wait()
        .unwrap();
    assert!(matches!(take(&journal, 1, "d"), Taken::Sent(_)), "it can be sent after all");
}

#[test]
fn after_a_restart_no_batch_continues_by_itself() {
    let (dir, journal) = journal();
    running(&journal, 2);
    take(&journal, 0, "a");
    journal.write(|w| w.add_batch_rows("never-came", 0, &[])).wait().unwrap();
    drop(journal);
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    journal.write(|w| w.pause_batches(5_000)).wait().unwrap();
    let batch = journal.batch("B").unwrap().unwrap();
    assert_eq!((batch.state, batch.paused), (BatchState::Paused, Some(PauseReason::Closed)));
    assert_eq!(journal.get("a").unwrap().unwrap().state, RequestState::Cancelled);
    assert!(journal.batches_at_work().unwrap().is_empty());
    assert_eq!(journal.ready_rows("B", 10).unwrap().len(), 2);
}

#[test]
fn outcomes_are_read_once_and_in_order() {
    let (_dir, journal) = journal();
    running(&journal, 4);
    for (place, key) in ["a", "b", "c", "d"].into_iter().enumerate() {
        take(&journal, u32::try_from(place).unwrap(), key);
    }
    ends(&journal, "c", RequestState::Rejected);
    ends(&journal, "a", RequestState::Unknown);
    ends(&journal, "d", RequestState::Completed);
    let ended = journal.ended_in("B", 0).unwrap();
    assert_eq!(ended.iter().map(|ended| ended.key.as_str()).collect::<Vec<_>>(), ["c", "a", "d"]);
    let last = ended[2].change;
    assert!(journal.ended_in("B", last).unwrap().is_empty());
    ends(&journal, "a", RequestState::Completed);
    assert_eq!(journal.ended_in("B", last).unwrap().len(), 1, "what was unknown has an outcome after all");
    let counts = journal.batch_counts("B").unwrap();
    assert_eq!((counts.completed, counts.rejected, counts.unknown, counts.open), (2, 1, 0, 1));
}

#[test]
fn batches_of_an_earlier_version_keep_their_rows() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal.db");
    let mut earlier = Connection::open(&path).unwrap();
    crate::journal::schema::migrations().to_version(&mut earlier, 13).unwrap();
    earlier
        .execute_batch(
            "INSERT INTO batch (id, connection, user, state, created) VALUES ('B', 'test', 'ann', 'planned', 1000);
             INSERT INTO batch_row (batch, place, request, key, rejected_at, fingerprint, form, mapped, submission)
             VALUES ('B', 0, 'R0', 'server-R0', 900, 'f', '{\"operation\":\"x\"}', '[]', NULL),
                    ('B', 1, 'R1', 'server-R1', 901, 'f', NULL, NULL, 'sent');",
        )
        .unwrap();
    drop(earlier);
    let journal = Journal::open(&path).unwrap();
    let batch = journal.batch("B").unwrap().unwrap();
    assert_eq!((batch.kind, batch.pace), (BatchKind::Retries, Pace::default()));
    let (rows, total) = journal.batch_rows("B", BatchPart::All, 0, 10).unwrap();
    assert_eq!(total, 2);
    let chosen = rows[0].origin.rejected().unwrap();
    assert_eq!((chosen.request.as_str(), chosen.rejected_at), ("R0", Some(900)));
    assert!(rows[0].form.is_some() && rows[0].mapped.is_some());
    assert_eq!(rows[1].submission.as_deref(), Some("sent"));
}
