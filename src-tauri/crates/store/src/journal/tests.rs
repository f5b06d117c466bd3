mod commits;
mod files;

use std::{collections::BTreeMap, path::Path, sync::Arc};

use super::{timeline::insert_step, *};
use crate::{
    Error,
    identity::{Identity, Tenant},
    journal::timeline::{StepKind, TimelineStep},
    mirror_mark::MirrorMark,
    request_state::RequestState,
};

pub(crate) fn ann() -> Identity {
    let tenant = Tenant { origin: "https://crm.example:443".to_owned(), organisation: "DEMO".to_owned() };
    Identity { tenant, unit: None, user: "ann".to_owned() }
}

/// A journal with a connection that leads to a tenant.
pub(crate) fn leading(path: &Path, connection: &'static str) -> Journal {
    let journal = Journal::open(path).unwrap();
    journal.write(move |journal| journal.leads(connection, &ann().tenant, None, 0)).wait().unwrap();
    journal
}

pub(crate) fn sample(key: &str, state: RequestState) -> NewOutboxRow {
    NewOutboxRow {
        key: key.to_owned(),
        connection: "test".to_owned(),
        identity: Arc::new(ann()),
        user: "ann".to_owned(),
        operation: "conax.set-pin".to_owned(),
        provider: "conax".to_owned(),
        request_type: "UPDATE_CA_PIN_TO_GIVEN_VALUE".to_owned(),
        path: "conax_web_services/provisioning_requests/reset_pin_to_given_value".to_owned(),
        values: BTreeMap::from([("smartcard_identifier".to_owned(), "01900000001".to_owned())]),
        body: serde_json::Map::new(),
        fingerprint: format!("of {key}"),
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
        sequence: None,
        after: None,
    }
}

fn journal() -> (tempfile::TempDir, Journal) {
    let dir = tempfile::tempdir().unwrap();
    let journal = leading(&dir.path().join("journal.db"), "test");
    (dir, journal)
}

#[test]
fn a_row_survives_a_restart_with_its_leading_zeros() {
    let (dir, journal) = journal();
    let added = journal.add(&sample("a", RequestState::Held)).unwrap();
    drop(journal);
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    let read = journal.get("a").unwrap().unwrap();
    assert_eq!(read, added);
    assert_eq!(read.values["smartcard_identifier"], "01900000001", "leading zeros are part of a number");
    assert_eq!(journal.steps("a").unwrap(), [TimelineStep { at: 1_000, step: StepKind::Held, detail: None, by: None }]);
}

#[test]
fn a_sent_row_keeps_its_mirror_mark() {
    let (dir, journal) = journal();
    journal.add(&sample("a", RequestState::Queued)).unwrap();
    assert_eq!(journal.get("a").unwrap().unwrap().mirror_mark(), None);
    let mark = MirrorMark { generation: i64::MIN, seq: 1_768_471_200_001 };
    let left = journal.change("a", &[RequestState::Queued], 2_000, move |row| {
        row.state = RequestState::Sending;
        row.set_mirror_mark(mark);
        Vec::new()
    });
    assert_eq!(left.unwrap().unwrap().mirror_mark(), Some(mark));
    drop(journal);
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    assert_eq!(journal.get("a").unwrap().unwrap().mirror_mark(), Some(mark));
}

#[test]
fn adding_an_existing_key_returns_the_stored_row() {
    let (dir, journal) = journal();
    journal.add(&sample("a", RequestState::Held)).unwrap();
    let left = |row: &mut OutboxRow| {
        row.state = RequestState::Sending;
        vec![(StepKind::Sending, None)]
    };
    let row = journal.change("a", &[RequestState::Held], 2_000, left).unwrap().unwrap();
    let told = std::sync::Arc::new(std::sync::atomic::AtomicUsize::default());
    let again = || NewOutboxRow { created: 9_000, smartcard: None, ..sample("a", RequestState::Queued) };
    let twice = |journal: &Journal| {
        let told = std::sync::Arc::clone(&told);
        journal.listen(move |_| _ = told.fetch_add(1, std::sync::atomic::Ordering::SeqCst));
        assert_eq!(journal.add(&again()).unwrap(), row);
        assert_eq!(journal.steps("a").unwrap().len(), 2, "nothing happened to it");
    };
    twice(&journal);
    drop(journal);
    // It is also known after a restart.
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    twice(&journal);
    assert_eq!(told.load(std::sync::atomic::Ordering::SeqCst), 0, "nobody is told of a change");
    assert_eq!(journal.waiting().unwrap().len(), 1);
}

#[test]
fn a_change_applies_only_to_the_named_states() {
    let (_dir, journal) = journal();
    journal.add(&sample("a", RequestState::Held)).unwrap();
    let cancel = |row: &mut OutboxRow| {
        row.state = RequestState::Cancelled;
        vec![(StepKind::Cancelled, None)]
    };
    let changed = journal.change("a", &[RequestState::Held], 2_000, cancel).unwrap().unwrap();
    assert_eq!((changed.state, changed.updated), (RequestState::Cancelled, 2_000));
    let again = journal.change("a", &[RequestState::Held], 3_000, |_| panic!("it is not held any more")).unwrap();
    assert!(again.is_none());
    assert_eq!(journal.steps("a").unwrap().len(), 2, "a change that did not happen leaves no step");
}

#[test]
fn waiting_rows_are_in_the_queue_in_order() {
    let (_dir, journal) = journal();
    for (key, state) in [("b", RequestState::Held), ("a", RequestState::Queued), ("c", RequestState::Queued)] {
        journal.add(&sample(key, state)).unwrap();
    }
    let not_sent = |next_try| {
        move |row: &mut OutboxRow| {
            row.state = RequestState::NotSent;
            row.next_try = next_try;
            vec![]
        }
    };
    journal.change("c", &[RequestState::Queued], 2_000, not_sent(None)).unwrap();
    let here = ["test".to_owned()];
    let keys = || journal.outbox(&here, 0, 10).unwrap().into_iter().map(|row| row.key).collect::<Vec<_>>();
    assert_eq!(keys(), ["b", "a"], "a final NotSent is not tried again");
    journal.change("c", &[RequestState::NotSent], 2_000, not_sent(Some(9_000))).unwrap();
    assert_eq!(keys(), ["b", "a", "c"]);
    let mut waiting = journal.waiting().unwrap();
    waiting.sort_by(|a, b| a.rank.total_cmp(&b.rank));
    assert_eq!(waiting.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["b", "a", "c"]);
    assert!(journal.waits_in("test").unwrap());
    assert!(!journal.waits_in("other").unwrap());
}

#[test]
fn sending_and_unknown_rows_come_first_in_the_outbox() {
    let (_dir, journal) = journal();
    for key in ["a", "b", "c", "d", "e"] {
        journal.add(&sample(key, RequestState::Queued)).unwrap();
    }
    for (key, state) in [("c", RequestState::Sending), ("d", RequestState::Unknown), ("e", RequestState::Unknown)] {
        let closed = key == "e";
        let change = move |row: &mut OutboxRow| {
            (row.state, row.closed) = (state, closed);
            vec![]
        };
        journal.change(key, &[RequestState::Queued], 2_000, change).unwrap();
    }
    let here = ["test".to_owned()];
    let rows = journal.outbox(&here, 0, 3).unwrap();
    assert_eq!(rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["d", "c", "a"]);
    assert_eq!(journal.outbox(&here, 3, 3).unwrap()[0].key, "b");
    assert_eq!(journal.outbox(&["other".to_owned()], 0, 3).unwrap(), [], "another connection has an outbox of its own");
    assert_eq!(journal.outbox_counts().unwrap(), [("test".to_owned(), 4)]);
    let counts = journal.counts("test").unwrap();
    assert!(counts.contains(&(RequestState::Unknown, 1)), "one that was left so asks for nothing any more: {counts:?}");
}

#[test]
fn body_and_answer_change_with_the_row() {
    let (_dir, journal) = journal();
    journal.add(&sample("a", RequestState::Queued)).unwrap();
    let told = |number: u64| {
        move |row: &mut OutboxRow| {
            row.server = Some(serde_json::json!({ "id": number }).to_string());
            row.body = Arc::new(serde_json::Map::from_iter([("edited".to_owned(), number.into())]));
            vec![]
        }
    };
    for number in [1, 2] {
        let changed = journal.change("a", &[RequestState::Queued], 2_000, told(number)).unwrap();
        let read = journal.get("a").unwrap();
        assert_eq!(read, changed);
        assert_eq!(read.unwrap().body["edited"], number);
        let known = journal.told_of("test", "01900000001").unwrap();
        assert_eq!(known, [serde_json::json!({ "id": number })]);
    }
    journal.change("a", &[RequestState::Queued], 2_000, |row| (row.server = None, vec![]).1).unwrap();
    assert_eq!(journal.get("a").unwrap().unwrap().server, None);
    assert!(journal.told_of("test", "01900000001").unwrap().is_empty());
}

#[test]
fn each_change_of_a_row_increments_the_counter() {
    let (_dir, journal) = journal();
    let change = || -> i64 {
        journal.read().query_row("SELECT change FROM submission WHERE key = 'a'", [], |row| row.get(0)).unwrap()
    };
    journal.add(&sample("a", RequestState::Held)).unwrap();
    journal.add(&sample("b", RequestState::Held)).unwrap();
    assert_eq!(change(), 1);
    journal.change("a", &[RequestState::Held], 2_000, |_| vec![]).unwrap();
    assert_eq!(change(), 3, "above every change of any row");
    journal.change("a", &[RequestState::Queued], 2_000, |_| vec![]).unwrap();
    assert_eq!(change(), 3, "what did not happen does not count");
}

#[test]
fn changed_rows_with_a_server_id_come_in_the_order_of_their_changes() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    for key in ["a", "b", "c"] {
        journal.add(&sample(key, RequestState::Queued)).unwrap();
    }
    let answered = |key: &str| {
        journal.change(key, &[RequestState::Queued], 5, |row| {
            row.state = RequestState::Pending;
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
