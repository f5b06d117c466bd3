use super::*;
use crate::journal::{
    NewOutboxRow, OutboxRow,
    batches::{Batch, BatchKind, BatchState, Chosen, OriginRecord, Pace, Plan, Taken},
    field_jobs::FieldNote,
    retries::Retry,
    sheets::{SheetRecord, SheetRow},
    tests::{ann, leading, sample},
    timeline::StepKind,
    triage::MarkField,
};

const DAY: i64 = 86_400_000;
const NOW: i64 = 1_000 * DAY;
const BEFORE: i64 = NOW - 365 * DAY;
/// Number of a household's card that is searched for in the files.
const CARD: &str = "01977000077";
const WORDS: &str = "Mrs Sentinel of 9 Harbour Street";

fn journal() -> (tempfile::TempDir, Journal) {
    let dir = tempfile::tempdir().unwrap();
    let journal = leading(&dir.path().join("journal.db"), "test");
    (dir, journal)
}

fn new(key: &str, days_ago: i64) -> NewOutboxRow {
    NewOutboxRow {
        created: NOW - days_ago * DAY,
        smartcard: Some(CARD.to_owned()),
        cards: vec![CARD.to_owned()],
        values: [("smartcard_identifier".to_owned(), CARD.to_owned())].into(),
        body: serde_json::json!({ "note": WORDS }).as_object().cloned().unwrap(),
        ..sample(key, RequestState::Queued)
    }
}

fn ends(journal: &Journal, key: &str, days_ago: i64, change: impl FnOnce(&mut OutboxRow) + Send + 'static) {
    let changed = journal.change(key, RequestState::ALL, NOW - days_ago * DAY, |row| {
        row.server = Some(format!("{{\"words\":\"{WORDS}\"}}"));
        change(row);
        vec![(StepKind::Completed, Some(WORDS.to_owned()))]
    });
    assert!(changed.unwrap().is_some());
}

/// A row with a request on the server of the same name, ended.
fn ended(journal: &Journal, key: &'static str, state: RequestState, days_ago: i64) {
    journal.add(&new(key, days_ago)).unwrap();
    ends(journal, key, days_ago, move |row| {
        row.state = state;
        row.server_id = Some(format!("id-{key}"));
    });
}

fn retried(journal: &Journal, request: &str, key: &'static str, state: RequestState, days_ago: i64) {
    let of = retry(request);
    let new = new(key, days_ago);
    assert!(journal.write(move |journal| journal.retry(new, &of)).wait().unwrap().is_some());
    ends(journal, key, days_ago, move |row| {
        row.state = state;
        row.server_id = Some(format!("id-{key}"));
    });
}

fn retry(request: &str) -> Retry {
    Retry {
        request: request.to_owned(),
        rejected_at: Some(900),
        fingerprint: "f".to_owned(),
        changed: false,
        batch: None,
    }
}

fn purge(journal: &Journal) -> u32 {
    let found = journal.to_purge(BEFORE).unwrap();
    purge_these(journal, found.rows)
}

fn purge_these(journal: &Journal, rows: Vec<i64>) -> u32 {
    let gone = journal.write(move |journal| {
        let purge = journal.begin_purge(NOW, "ann", BEFORE)?;
        journal.purge_batches(BEFORE)?;
        journal.purge(purge, BEFORE, &rows, |connection, at| format!("{connection} {}", at / DAY))
    });
    gone.wait().unwrap()
}

fn keys(journal: &Journal) -> Vec<String> {
    let guard = journal.read();
    let mut statement = guard.prepare("SELECT key FROM submission ORDER BY key").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn purges_only_rows_that_ended_long_ago() {
    let (_dir, journal) = journal();
    for (key, state) in [
        ("completed", RequestState::Completed),
        ("refused", RequestState::Refused),
        ("cancelled", RequestState::Cancelled),
        ("not-sent", RequestState::NotSent),
    ] {
        ended(&journal, key, state, 400);
    }
    ended(&journal, "closed", RequestState::Unknown, 400);
    ends(&journal, "closed", 400, |row| row.closed = true);
    ended(&journal, "unwatched", RequestState::Pending, 400);
    ends(&journal, "unwatched", 400, |row| row.unwatched = true);

    ended(&journal, "stays-young", RequestState::Completed, 364);
    ended(&journal, "stays-changed-since", RequestState::Completed, 400);
    ends(&journal, "stays-changed-since", 3, |_| ());
    ended(&journal, "stays-tried-again", RequestState::NotSent, 400);
    ends(&journal, "stays-tried-again", 400, |row| row.next_try = Some(NOW));
    for (key, state) in [
        ("stays-held", RequestState::Held),
        ("stays-queued", RequestState::Queued),
        ("stays-sending", RequestState::Sending),
        ("stays-pending", RequestState::Pending),
        ("stays-other", RequestState::Other),
        ("stays-unknown", RequestState::Unknown),
        ("stays-rejected", RequestState::Rejected),
    ] {
        ended(&journal, key, state, 400);
    }

    let found = journal.to_purge(BEFORE).unwrap();
    let one = |state| (state, 1);
    let states = [
        RequestState::Pending,
        RequestState::Completed,
        RequestState::Refused,
        RequestState::NotSent,
        RequestState::Unknown,
        RequestState::Cancelled,
    ];
    assert_eq!(found.states, states.map(one));
    assert_eq!((found.rows.len(), found.open, found.made), (6, 1, Some((NOW - 400 * DAY, NOW - 400 * DAY))));
    let before = keys(&journal);
    assert_eq!(before.len(), 16, "to look is to change nothing");
    assert_eq!(journal.purged_before().unwrap(), None);
    assert_eq!(purge(&journal), 6);
    assert_eq!(journal.purged_before().unwrap(), Some(BEFORE));
    let stay: Vec<String> = before.into_iter().filter(|key| key.starts_with("stays")).collect();
    assert_eq!(keys(&journal), stay);
    assert_eq!(journal.to_purge(BEFORE).unwrap().rows, [0; 0]);
}

#[test]
fn a_rejected_row_is_purged_once_dismissed_or_cleared() {
    let (_dir, journal) = journal();
    for key in ["dismissed", "reopened", "cleared", "again", "taken-back", "open"] {
        ended(&journal, key, RequestState::Rejected, 400);
    }
    journal
        .write(|journal| {
            journal.mark("test", "id-dismissed", MarkField::Dismissal, Some(WORDS), NOW, "ann")?;
            journal.mark("test", "id-reopened", MarkField::Dismissal, Some("x"), NOW - 1, "ann")?;
            journal.mark("test", "id-reopened", MarkField::Dismissal, None, NOW, "ann")?;
            journal.mark("test", "id-open", MarkField::Note, Some("stays"), NOW, "ann")
        })
        .wait()
        .unwrap();
    retried(&journal, "id-cleared", "cleared-by", RequestState::Completed, 2);
    retried(&journal, "id-again", "again-by", RequestState::Rejected, 2);
    retried(&journal, "id-taken-back", "taken-back-by", RequestState::Cancelled, 2);
    assert_eq!(journal.to_purge(BEFORE).unwrap().open, 3);
    assert_eq!(purge(&journal), 3);
    let stay = ["again-by", "cleared-by", "open", "reopened", "taken-back", "taken-back-by"];
    assert_eq!(keys(&journal), stay, "a retry that was rejected in its turn is to be seen to");
    assert_eq!(journal.mark_history("test", "id-dismissed").unwrap(), []);
    assert_eq!(journal.mark_history("test", "id-open").unwrap().len(), 1);
}

#[test]
fn rows_changed_since_the_preview_stay() {
    let (_dir, journal) = journal();
    ended(&journal, "a", RequestState::Unknown, 400);
    ends(&journal, "a", 400, |row| row.closed = true);
    ended(&journal, "b", RequestState::Completed, 400);
    let found = journal.to_purge(BEFORE).unwrap().rows;
    ends(&journal, "a", 400, |row| row.closed = false);
    assert_eq!(purge_these(&journal, found.clone()), 1);
    assert_eq!(keys(&journal), ["a"]);
    assert_eq!(purge_these(&journal, found), 0, "nor is it counted twice");
    let counted: u32 = journal.purges().unwrap().iter().flat_map(|purge| &purge.counts).map(|c| c.requests).sum();
    assert_eq!(counted, 1);
}

#[test]
fn a_purged_row_cannot_be_sent_again() {
    let (dir, journal) = journal();
    ended(&journal, "a", RequestState::Completed, 400);
    ended(&journal, "other", RequestState::Pending, 1);
    retried(&journal, "R1", "b", RequestState::Completed, 400);
    retried(&journal, "R2", "c", RequestState::Rejected, 400);
    retried(&journal, "id-c", "d", RequestState::Completed, 400);
    retried(&journal, "R3", "e", RequestState::Refused, 400);
    assert_eq!(purge(&journal), 5);
    drop(journal);
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    assert_eq!(keys(&journal), ["other"]);

    assert!(journal.add(&new("a", 0)).is_err(), "its key is used up");
    for request in ["R1", "R2", "id-c"] {
        let (new, of) = (new("once-more", 0), retry(request));
        assert_eq!(journal.write(move |journal| journal.retry(new, &of)).wait().unwrap(), None, "{request}");
    }
    let (new, of) = (new("allowed", 0), retry("R3"));
    assert!(journal.write(move |journal| journal.retry(new, &of)).wait().unwrap().is_some(), "that came to nothing");

    let tenant = ann().tenant;
    let (ours, in_writing) = (journal.is_ours(&tenant, "id-a").unwrap(), {
        let tenant = tenant.clone();
        journal.write(move |journal| journal.is_ours(&tenant, "id-a")).wait().unwrap()
    });
    assert!(ours && in_writing, "no row whose outcome is unknown takes it");
    assert!(!journal.is_ours(&tenant, "id-nobodys").unwrap());
    let elsewhere = Tenant { organisation: "OTHER".to_owned(), ..tenant };
    assert!(!journal.is_ours(&elsewhere, "id-a").unwrap());
    let anothers = |id: &'static str| journal.write(move |journal| journal.is_anothers("other", id)).wait().unwrap();
    assert!(anothers("id-a"), "an answer that comes again is no other row's");
    assert!(!anothers("id-nobodys"));
}

#[test]
fn a_detached_server_may_reuse_purged_ids() {
    let (_dir, journal) = journal();
    ended(&journal, "a", RequestState::Completed, 400);
    purge(&journal);
    journal.write(|journal| journal.detach("test")).wait().unwrap();
    assert!(!journal.is_ours(&ann().tenant, "id-a").unwrap());
}

#[test]
fn the_change_counter_continues_after_a_purge_of_the_last_change() {
    let (_dir, journal) = journal();
    ended(&journal, "a", RequestState::Completed, 500);
    ended(&journal, "b", RequestState::Completed, 400);
    let before = journal.last_change().unwrap();
    purge(&journal);
    let purged = journal.last_change().unwrap();
    assert_eq!(purged, before + 2);
    journal.add(&new("c", 0)).unwrap();
    assert_eq!(journal.last_change().unwrap(), purged + 1);
    journal.write(|journal| journal.search_again("test", NOW)).wait().unwrap();
    ends(&journal, "c", 0, |row| row.state = RequestState::Completed);
    assert_eq!(journal.last_change().unwrap(), purged + 2);
}

#[test]
fn counts_by_day_and_user_stay_with_the_purging_user() {
    let (_dir, journal) = journal();
    ended(&journal, "a", RequestState::Completed, 400);
    ended(&journal, "b", RequestState::Completed, 400);
    ended(&journal, "c", RequestState::Refused, 400);
    let bobs = NewOutboxRow { user: "bob".to_owned(), ..new("d", 401) };
    journal.add(&bobs).unwrap();
    ends(&journal, "d", 401, |row| row.state = RequestState::Completed);
    purge(&journal);
    let count = |day: i64, user: &str, state, requests| PurgeCount {
        day: format!("test {}", 1_000 - day),
        user: user.to_owned(),
        operation: "conax.set-pin".to_owned(),
        state,
        requests,
    };
    let counts = vec![
        count(401, "bob", RequestState::Completed, 1),
        count(400, "ann", RequestState::Completed, 2),
        count(400, "ann", RequestState::Refused, 1),
    ];
    let purge = Purge { at: NOW, by: "ann".to_owned(), ended_before: BEFORE, counts };
    assert_eq!(journal.purges().unwrap(), [purge]);
}

#[test]
fn a_batch_is_purged_whole_or_not_at_all() {
    let (_dir, journal) = journal();
    let batch = |id: &'static str, key: &'static str| {
        let chosen = Chosen {
            request: format!("R-{id}"),
            key: format!("server-R-{id}"),
            rejected_at: None,
            fingerprint: "f".to_owned(),
        };
        let stored = Batch {
            id: id.to_owned(),
            kind: BatchKind::Retries,
            connection: "test".to_owned(),
            identity: ann(),
            user: "ann".to_owned(),
            state: BatchState::Planning,
            paused: None,
            created: NOW - 400 * DAY,
            title: None,
            error: None,
            pace: Pace::default(),
        };
        let form = Plan { form: Some(serde_json::json!({ "card": CARD })), ..Plan::default() };
        let of = Retry { batch: Some(id.to_owned()), ..retry(&format!("R-{id}")) };
        let (new, of) = (new(key, 400), OriginRecord::Retry(of));
        let taken = journal.write(move |journal| {
            journal.add_batch_rows(id, 0, &[chosen])?;
            journal.add_batch(&stored)?;
            journal.plan(id, &[(0, form)])?;
            journal.change_batch(id, &[BatchState::Planning], NOW, |batch| batch.state = BatchState::Running)?;
            journal.take_row(id, 0, new, &of)
        });
        assert!(matches!(taken.wait().unwrap(), Taken::Sent(_)));
        ends(&journal, key, 400, |row| row.state = RequestState::Completed);
    };
    batch("done", "a");
    batch("paused", "b");
    let to = |id: &'static str, state| {
        let from = &[BatchState::Running];
        journal.write(move |journal| journal.change_batch(id, from, NOW, |batch| batch.state = state)).wait().unwrap()
    };
    assert!(to("done", BatchState::Done).is_some() && to("paused", BatchState::Paused).is_some());
    assert_eq!(journal.to_purge(BEFORE).unwrap().rows.len(), 1);
    assert_eq!(purge(&journal), 1);
    assert_eq!(keys(&journal), ["b"]);
    let left: Vec<String> = journal.batches("test").unwrap().into_iter().map(|batch| batch.id).collect();
    assert_eq!(left, ["paused"]);
    assert_eq!(journal.batch_counts("paused").unwrap().total, 1);
}

#[test]
fn a_batch_without_sent_rows_is_purged_with_its_plan() {
    let (_dir, journal) = journal();
    let form = Plan { form: Some(serde_json::json!({ "card": CARD })), ..Plan::default() };
    let chosen =
        Chosen { request: "R".to_owned(), key: "server-R".to_owned(), rejected_at: None, fingerprint: "f".to_owned() };
    let stored = |id: &str, days_ago: i64| Batch {
        id: id.to_owned(),
        kind: BatchKind::Retries,
        connection: "test".to_owned(),
        identity: ann(),
        user: "ann".to_owned(),
        state: BatchState::Planning,
        paused: None,
        created: NOW - days_ago * DAY,
        title: None,
        error: None,
        pace: Pace::default(),
    };
    for (id, days_ago, state) in
        [("old", 400, BatchState::Stopped), ("young", 3, BatchState::Stopped), ("planned", 400, BatchState::Planned)]
    {
        let (stored, chosen, form) = (stored(id, days_ago), chosen.clone(), form.clone());
        let written = journal.write(move |journal| {
            journal.add_batch_rows(id, 0, &[chosen])?;
            journal.add_batch(&stored)?;
            journal.plan(id, &[(0, form)])?;
            journal.change_batch(id, &[BatchState::Planning], NOW, |batch| batch.state = state)
        });
        assert!(written.wait().unwrap().is_some());
    }
    assert_eq!(journal.to_purge(BEFORE).unwrap().rows, [0; 0]);
    assert_eq!(journal.write(|journal| journal.purge_batches(BEFORE)).wait().unwrap(), 1);
    let left: Vec<String> = journal.batches("test").unwrap().into_iter().map(|batch| batch.id).collect();
    assert_eq!(left, ["young", "planned"]);
    assert_eq!(journal.batch_counts("old").unwrap().total, 0);
}

#[test]
fn a_purge_leaves_no_byte_of_a_household_in_any_file() {
    let (dir, journal) = journal();
    for key in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        ended(&journal, key, RequestState::Completed, 400);
    }
    let in_field = NewOutboxRow { check_at: Some(NOW), ..new("in-field", 400) };
    let note = FieldNote {
        made: NOW,
        others_since: NOW,
        mirror: None,
        lists_excused: false,
        baselines: serde_json::json!({ "card": CARD, "words": WORDS }),
        why: None,
        looked_at: None,
    };
    journal.write(move |journal| journal.add_in_field(in_field, &note, None)).wait().unwrap();
    ends(&journal, "in-field", 400, |row| row.state = RequestState::Completed);
    journal.add(&NewOutboxRow { smartcard: None, cards: Vec::new(), ..sample("stays", RequestState::Queued) }).unwrap();
    let holds = || {
        let files = std::fs::read_dir(dir.path()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
        let found = |bytes: &[u8], words: &str| bytes.windows(words.len()).any(|part| part == words.as_bytes());
        files.filter(|bytes| found(bytes, CARD) || found(bytes, WORDS)).count()
    };
    assert!(holds() > 0);
    assert_eq!(purge(&journal), 9);
    journal.empty_log().unwrap();
    assert_eq!(holds(), 0);
    assert!(journal.get("stays").unwrap().is_some());
    assert_eq!(journal.field_note("in-field").unwrap(), None);
}

#[test]
fn a_sequence_is_purged_as_a_whole() {
    let (_dir, journal) = journal();
    let rows = vec![new("a", 400), new("b", 400)];
    journal.write(move |journal| journal.add_sequence(rows)).wait().unwrap();
    ends(&journal, "a", 400, |row| row.state = RequestState::Completed);
    assert!(journal.to_purge(BEFORE).unwrap().rows.is_empty(), "its second request has not ended");
    ends(&journal, "b", 400, |row| row.state = RequestState::Rejected);
    assert!(journal.to_purge(BEFORE).unwrap().rows.is_empty(), "a rejection is still to be dealt with");
    let dismissed =
        |journal: &Transaction<'_>| journal.mark("test", "b", MarkField::Dismissal, Some(WORDS), NOW, "ann");
    journal.write(dismissed).wait().unwrap();
    let rows = journal.to_purge(BEFORE).unwrap().rows;
    assert_eq!(rows.len(), 2);
    assert_eq!(purge_these(&journal, rows[..1].to_vec()), 2, "a piece that ends in a sequence takes all of it");
    assert_eq!(keys(&journal), [""; 0]);
}

#[test]
fn counts_of_an_earlier_version_get_the_only_connection_that_was_purged() {
    for (connections, known) in [(vec!["test"], "test"), (vec!["test", "other"], "")] {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        crate::journal::schema::migrations().to_version(&mut connection, 10).unwrap();
        for (place, name) in connections.iter().enumerate() {
            let purged =
                "INSERT INTO purged (key, connection, tenant, state, change) VALUES (?1, ?2, 1, 'completed', ?1)";
            connection.execute(purged, rusqlite::params![place.to_string(), name]).unwrap();
        }
        let count = "INSERT INTO purge_count VALUES (1, '2026-01-15', 'ann', 'conax.reset-pin', 'completed', 7)";
        connection.execute(count, []).unwrap();
        crate::journal::schema::migrations().to_latest(&mut connection).unwrap();
        let kept = "SELECT connection, requests FROM purge_count";
        let kept: (String, i64) = connection.query_row(kept, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(kept, (known.to_owned(), 7));
    }
}

#[test]
fn sheets_are_purged_with_their_batch_and_unsent_ones_by_their_age() {
    let (_dir, journal) = journal();
    let add = |id: &'static str, days_ago: i64, state: Option<BatchState>| {
        let sheet = SheetRecord {
            id: id.to_owned(),
            connection: "test".to_owned(),
            tenant: ann().tenant,
            user: "ann".to_owned(),
            created: NOW - days_ago * DAY,
            name: String::new(),
            source: serde_json::json!({}),
            matching: None,
            rows: 1,
            again: false,
        };
        let batch = state.map(|state| Batch {
            id: id.to_owned(),
            kind: BatchKind::Sheet,
            connection: "test".to_owned(),
            identity: ann(),
            user: "ann".to_owned(),
            state,
            paused: None,
            created: NOW - days_ago * DAY,
            title: None,
            error: None,
            pace: Pace::default(),
        });
        let added = journal.write(move |journal| {
            journal.add_sheet_rows(id, 0, &[SheetRow { line: 2, cells: vec![CARD.to_owned()] }])?;
            journal.add_sheet(&sheet)?;
            batch.map_or(Ok(()), |batch| journal.add_batch(&batch))
        });
        added.wait().unwrap();
    };
    add("brought", 400, None);
    add("checked", 400, Some(BatchState::Planned));
    add("done", 400, Some(BatchState::Done));
    add("paused", 400, Some(BatchState::Paused));
    add("young", 3, None);
    journal.write(|journal| journal.purge_batches(BEFORE)).wait().unwrap();
    let left: Vec<String> = journal.sheets("test").unwrap().into_iter().map(|sheet| sheet.id).collect();
    assert_eq!(left, ["young", "paused"]);
    assert!(journal.sheet_rows("done", 0, 1).unwrap().is_empty());
}
