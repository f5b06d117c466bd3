use std::sync::Arc;

use rusqlite_migration::{M, Migrations};

use super::*;
use crate::journal::{
    tests::{ann, sample},
    triage::MarkField,
};

fn tenant(origin: &str) -> Tenant {
    Tenant { origin: origin.to_owned(), organisation: "DEMO".to_owned() }
}

fn journal() -> (tempfile::TempDir, Journal) {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    leads(&journal, &ann().tenant);
    (dir, journal)
}

fn leads(journal: &Journal, to: &Tenant) -> Leads {
    let to = to.clone();
    journal.write(move |journal| journal.leads("test", &to, None, 5_000)).wait().unwrap()
}

fn state(journal: &Journal, key: &str, state: RequestState, id: Option<&'static str>) {
    let change = move |row: &mut super::super::OutboxRow| {
        row.state = state;
        row.server_id = id.map(str::to_owned);
        Vec::new()
    };
    assert!(journal.change(key, &[RequestState::Queued], 2_000, change).unwrap().is_some());
}

/// Key of the row that became a request.
fn of_request(journal: &Journal, tenant: &Tenant, id: &str) -> String {
    let rest = "WHERE submission.tenant = (SELECT id FROM tenant WHERE origin = ?1 AND organisation = ?2) \
        AND server_id = ?3 AND id_twice = 0";
    let mut rows = outbox_table::select(&journal.read(), rest, [&tenant.origin, &tenant.organisation, id]).unwrap();
    assert_eq!(rows.len(), 1);
    rows.remove(0).key
}

#[test]
fn rows_for_a_moved_server_wait_for_a_decision() {
    let (_dir, journal) = journal();
    for key in ["waits", "pending", "unknown", "ended"] {
        journal.add(&sample(key, RequestState::Queued)).unwrap();
    }
    state(&journal, "pending", RequestState::Pending, Some("1"));
    state(&journal, "unknown", RequestState::Unknown, None);
    state(&journal, "ended", RequestState::Completed, Some("2"));
    assert_eq!(leads(&journal, &ann().tenant), Leads::There, "it leads where it led");
    assert!(!journal.get("waits").unwrap().unwrap().undecided);

    let new = tenant("https://new.example:443");
    assert_eq!(leads(&journal, &new), Leads::Elsewhere(ann().tenant));
    let row = |key: &str| journal.get(key).unwrap().unwrap();
    assert_eq!((row("waits").undecided, row("waits").doubt), (true, Some(Doubt::Moved)));
    assert_eq!(row("waits").identity.tenant, ann().tenant, "whom it was made for does not change");
    for key in ["pending", "unknown"] {
        assert!(row(key).unwatched && row(key).next_look.is_none(), "{key}: the other server knows nothing of it");
        let steps = journal.steps(key).unwrap();
        assert_eq!(steps.last().map(|step| step.step), Some(StepKind::Detached), "{key} says so");
    }
    assert_eq!(row("pending").server_id.as_deref(), Some("1"), "nothing is lost");
    assert_eq!(journal.steps("ended").unwrap().len(), 1, "what ended stays as it is");

    assert_eq!(leads(&journal, &ann().tenant), Leads::Elsewhere(new));
    assert_eq!((row("waits").undecided, row("waits").doubt), (false, None), "it is what it was made for");
    assert!(!row("pending").unwatched && row("pending").next_look.is_some());
}

#[test]
fn marks_stay_with_the_server_they_were_made_for() {
    let (_dir, journal) = journal();
    let mark = |value: &'static str| {
        journal.write(move |j| j.mark("test", "R1", MarkField::Note, Some(value), 1_000, "ann")).wait().unwrap();
    };
    mark("old");
    leads(&journal, &tenant("https://new.example:443"));
    assert!(journal.marks("test").unwrap().is_empty());
    mark("new");
    leads(&journal, &ann().tenant);
    let values: Vec<_> = journal.marks("test").unwrap().into_iter().map(|mark| mark.value).collect();
    assert_eq!(values, [Some("old".to_owned())]);
}

#[test]
fn an_id_belongs_to_one_row_of_its_server() {
    let (_dir, journal) = journal();
    for key in ["a", "b"] {
        journal.add(&sample(key, RequestState::Queued)).unwrap();
    }
    let mut other = sample("c", RequestState::Queued);
    other.identity = Arc::new(Identity { tenant: tenant("https://new.example:443"), ..ann() });
    journal.add(&other).unwrap();
    state(&journal, "a", RequestState::Pending, Some("7"));
    state(&journal, "c", RequestState::Pending, Some("7"));
    let twice = journal.change("b", &[RequestState::Queued], 2_000, |row| {
        row.server_id = Some("7".to_owned());
        Vec::new()
    });
    assert!(twice.is_err(), "two rows of one server never have the same request");
    assert_eq!(of_request(&journal, &ann().tenant, "7"), "a");
    assert_eq!(of_request(&journal, &other.identity.tenant, "7"), "c");
}

/// Connection, user, state, next try and server id.
type Earlier = (&'static str, &'static str, &'static str, Option<i64>, Option<&'static str>);

/// A journal as an earlier version left it.
fn earlier(path: &std::path::Path, rows: &[Earlier]) {
    let before: Vec<M<'static>> = crate::journal::schema::steps().into_iter().take(6).collect();
    let mut connection = Connection::open(path).unwrap();
    Migrations::new(before).to_latest(&mut connection).unwrap();
    for (number, (of, user, state, next_try, id)) in (0_i64..).zip(rows) {
        let key = format!("row-{number}");
        connection
            .execute(
                "INSERT INTO submission (key, connection, user, operation, provider, request_type, has_pin, cards, \
                 created, updated, state, next_try, server_id, rank, change) VALUES (?1, ?2, ?3, 'conax.reset-pin', \
                 'conax', 'T', 0, '[]', 1, 1, ?4, ?5, ?6, ?7, ?7)",
                params![key, of, user, state, next_try, id, number + 1],
            )
            .unwrap();
        connection
            .execute("INSERT INTO form VALUES (?1, 'path', '{}', '{}')", [connection.last_insert_rowid()])
            .unwrap();
    }
    connection
        .execute_batch(
            "INSERT INTO mark VALUES ('one', 'R1', 'note', 'older', 10, 'ann'), ('two', 'R1', 'note', 'newer', 20, 'bob');
             INSERT INTO grouping VALUES ('f1', 'f2', NULL);
             INSERT INTO retry VALUES ('row-0', 'one', 'R1', 5, 'f1', 0, NULL);
             INSERT INTO field_job (id, connection, user, place, created) VALUES ('job', 'one', 'ann', 1, 1);",
        )
        .unwrap();
}

#[test]
fn rows_of_an_earlier_version_get_an_identity_only_if_proven() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal.db");
    let rows = [
        ("one", "ann", "queued", None, None),
        ("one", "bob", "queued", None, None),
        ("one", "Web API key", "not-sent", Some(9), None),
        ("one", "ann", "completed", None, Some("7")),
        ("one", "ann", "completed", None, Some("7")),
        ("two", "ann", "pending", None, Some("7")),
        ("gone", "ann", "queued", None, None),
    ];
    earlier(&path, &rows);
    let journal = Journal::open(&path).unwrap();
    let row = |key: &str| journal.get(key).unwrap().unwrap();
    assert!(row("row-0").undecided, "nothing leaves before it is known whom it is for");

    let (to, who) = (ann().tenant, ann());
    let signed_in = who.clone();
    journal.write(move |j| j.leads("one", &signed_in.tenant, Some(&signed_in), 50)).wait().unwrap();
    let second = to.clone();
    journal.write(move |j| j.leads("two", &second, None, 50)).wait().unwrap();
    assert_eq!((row("row-0").undecided, row("row-0").doubt), (false, None), "ann was signed in last");
    assert_eq!(*row("row-0").identity, who);
    for other in ["row-1", "row-2", "row-6"] {
        assert_eq!((row(other).undecided, row(other).doubt), (true, Some(Doubt::Unproven)), "{other}");
    }
    // Every server id is kept; of duplicates on a server, the earliest row owns the id.
    for key in ["row-3", "row-4", "row-5"] {
        assert_eq!(row(key).server_id.as_deref(), Some("7"), "{key}");
    }
    assert_eq!(of_request(&journal, &to, "7"), "row-3");
    let anothers = |key: &'static str| journal.write(move |j| j.is_anothers(key, "7")).wait().unwrap();
    assert!(anothers("row-0") && !anothers("row-3") && !anothers("row-4"), "what both have stays both's");
    // Both connections lead to one server: the newest mark is in effect, and the other is kept.
    let marks = journal.marks("two").unwrap();
    let values: Vec<_> = marks.iter().map(|mark| (mark.value.as_deref(), mark.current)).collect();
    assert_eq!(values.len(), 2, "{values:?}");
    assert!(values.contains(&(Some("newer"), true)) && values.contains(&(Some("older"), false)), "{values:?}");
    assert_eq!(journal.retries_of("one", "R1").unwrap().len(), 1);
    assert_eq!(journal.jobs("one", "ann").unwrap().len(), 1);
}

#[test]
fn a_restored_profile_sends_nothing_by_itself() {
    let (_dir, journal) = journal();
    for key in ["waits", "wire"] {
        journal.add(&sample(key, RequestState::Queued)).unwrap();
    }
    state(&journal, "wire", RequestState::Sending, None);
    let doubted = journal.write(|j| j.doubt_waiting(Doubt::PutBack, 3_000)).wait().unwrap();
    assert_eq!(doubted, 1);
    assert_eq!(journal.get("waits").unwrap().unwrap().doubt, Some(Doubt::PutBack));
    assert!(journal.waiting().unwrap().iter().any(|row| row.key == "waits" && row.undecided));
}

#[test]
fn the_servers_name_of_a_user_is_stored() {
    let (_dir, journal) = journal();
    journal.write(|j| j.name_user(&ann().tenant, "Ann", "ann")).wait().unwrap();
    assert_eq!(journal.named_users().unwrap(), [(ann().tenant, "Ann".to_owned(), "ann".to_owned())]);
}
