//! A profile that an older desk wrote opens with everything that is in it, and nothing of it leaves by itself.
//!
//! `tests/profiles/<commit>` has its files, which never change, and `expected.json`, which says what is in them. What a
//! start makes of them stands in [`startup`].

mod profile;
mod purges;
mod server;
mod shown;
mod startup;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use desk::{
    Desk,
    problem::ProblemCode,
    view::{ConnectionDraft, FormDraft, KnowledgeSource, RejectedQuery, RejectedView, RequestFilter, TriageStatus},
};
use rusqlite::{Connection, OpenFlags};
use sandbox::Sandbox;
use serde_json::{Value, json};
use store::{Cache, Journal, is_older};

use crate::{
    profile::{Profile, list, maybe, number, text},
    server::{Servers, until},
    shown::{all_of, faults_of, sessions_are_back, word},
};

fn built_in() -> Sandbox {
    Sandbox::start(sandbox::Options::default()).expect("it starts")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_row_is_there_in_the_state_that_it_must_have() {
    for left in profile::all() {
        let profile = Profile::copy(left).await;
        let (_servers, built_in) = (Servers::of(&profile).await, built_in());
        let desk = profile.open(&built_in).await;
        let snapshot = desk.app.snapshot().await.expect("a snapshot");
        assert_eq!((snapshot.journal, snapshot.notices), (None, Vec::new()), "{left:?}");
        let faults = faults_of(&desk, &profile).await;
        assert!(faults.is_empty(), "{left:?}\n{}", faults.join("\n"));
        for connection in snapshot.connections {
            desk.app.select_connection(connection.id.clone()).await.expect("it is there");
            let mine = RequestFilter { mine: true, ..RequestFilter::default() };
            let counted = desk.requests.request_counts(mine).await.expect("counts").total as usize;
            let known = profile.rows.iter().filter(|row| row.connection == connection.id).count();
            assert_eq!(counted, known, "and no others, of {}, {left:?}", connection.name);
        }
        desk.shutdown().await;
        drop(desk);
        nothing_is_lost_beside_the_rows(&profile);
    }
}

/// Tables from which a start deletes rows together with the built-in sandbox's requests are left out.
fn nothing_is_lost_beside_the_rows(profile: &Profile) {
    let kept = ["answer", "batch", "batch_row", "field_job", "field_note", "form", "grouping", "knowledge"];
    let kept = kept.into_iter().chain(["knowledge_past", "named_user", "profile", "step", "tenant"]);
    let kept = kept.chain(["purge", "purge_count", "purged"]);
    let journal = Connection::open(profile.journal()).expect("it opens");
    for table in kept {
        // An older desk did not have this table.
        let before = profile.expected["tables"]["journal"][table].as_u64().unwrap_or(0);
        let count = journal.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0));
        let count = count.expect("a table").unsigned_abs();
        assert!(count >= before, "{count} of {before} rows of {table}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_leaves_by_itself_and_a_second_start_changes_nothing() {
    for left in profile::all() {
        let profile = Profile::copy(left).await;
        let (servers, built_in) = (Servers::of(&profile).await, built_in());
        let desk = profile.open(&built_in).await;
        sessions_are_back(&desk, &profile).await;
        let first = all_of(&desk, &profile).await;
        desk.shutdown().await;
        drop(desk);

        let desk = profile.open(&built_in).await;
        sessions_are_back(&desk, &profile).await;
        let second = all_of(&desk, &profile).await;
        let faults = faults_of(&desk, &profile).await;
        assert!(faults.is_empty(), "{left:?}\n{}", faults.join("\n"));
        for (what, before) in &first {
            assert_eq!(second.get(what), Some(before), "{what}, {left:?}");
        }
        assert_eq!(second.len(), first.len(), "{left:?}");
        let accounts: BTreeSet<String> = profile.keyring.accounts().into_iter().collect();
        assert!(accounts.iter().all(|account| startup::is_kept(account, &profile)), "{left:?} {accounts:#?}");
        assert_eq!(accounts.len(), startup::kept_accounts(&profile), "{left:?} {accounts:#?}");
        assert_eq!(servers.writes(), Vec::<String>::new(), "{left:?}");

        // Requests are sent one at a time and in order. If another one had been ready, it would have been sent before
        // this one.
        let values = [("subscription_identifier", "S100"), ("smartcard_identifier", "01900000099")];
        let sent = desk.outbox.send(form("conax.reset-pin", &values)).await.expect("it is taken").key;
        desk.outbox.send_now(sent).await.expect("it is held");
        until("it is sent", || async { !servers.writes().is_empty() }).await;
        let path = "/crmapi/rest/v2/conax_web_services/provisioning_requests/reset_pin_to_default_value";
        assert_eq!(servers.writes(), [format!("POST {path}")], "{left:?}");
        assert!(built_in.control().all_posts().is_empty(), "{left:?}");
        desk.shutdown().await;
    }
}

fn form(operation: &str, values: &[(&str, &str)]) -> FormDraft {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    FormDraft { operation: operation.to_owned(), values }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_made_of_it_is_there() {
    for left in profile::closed() {
        what_people_made_of_one_is_there(Profile::copy(left).await).await;
    }
}

async fn what_people_made_of_one_is_there(profile: Profile) {
    let (_servers, built_in) = (Servers::of(&profile).await, built_in());
    let desk = profile.open(&built_in).await;
    let all = all_of(&desk, &profile).await;
    batches_are_there(&desk, &profile).await;
    retries_are_there(&desk, &profile).await;
    marks_are_there(&desk, &profile, false).await;
    groups_are_there(&desk, &profile, &all).await;
    for form in list(&profile.expected, "forms") {
        let values: Value = serde_json::from_str(&text(form, "form")).expect("JSON");
        assert_eq!(all[&format!("form {} of {}", text(form, "operation"), text(form, "connection"))], values);
    }
    look_ups_are_there(&desk, &profile).await;
    let snapshot = desk.app.snapshot().await.expect("a snapshot");
    assert_eq!((snapshot.preferences.hold_seconds, snapshot.preferences.views.len()), (60, 1));
    assert_eq!(all[&format!("rules of {}", profile.connection("North"))]["usualWaitMinutes"], 9);
    settings_are_there(&desk, &profile).await;
    where_it_led_before_all_goes_on(&desk, &profile).await;
    purges::records_are_there(&desk, &profile).await;
    purges::rows_stay_away(&desk, &profile).await;
    desk.shutdown().await;
    drop(desk);
    purges::their_requests_stay_theirs(&profile);
    the_field_is_there(&profile, &all);
}

/// Every preference of the file, and the proxy of each connection. A proxy's password is in the keyring.
async fn settings_are_there(desk: &Desk, profile: &Profile) {
    let snapshot = desk.app.snapshot().await.expect("a snapshot");
    let shown = json!(snapshot.preferences);
    for (name, kept) in profile.settings_before["preferences"].as_object().expect("preferences") {
        assert_eq!(shown[name], *kept, "{name}");
    }
    for kept in list(&profile.settings_before, "connections") {
        let shown = snapshot.connections.iter().find(|shown| kept["id"] == *shown.id).expect("a connection");
        assert_eq!(shown.proxy, maybe(kept, "proxy"), "{}", shown.name);
    }
}

async fn batches_are_there(desk: &Desk, profile: &Profile) {
    for batch in list(&profile.expected, "batches") {
        let id = text(batch, "id");
        let shown = desk.retries.batch(id.clone()).await.expect("it is there");
        assert_eq!((shown.state, shown.paused), startup::batch(batch), "{batch}");
        assert_eq!(u64::from(shown.total), number(batch, "rows"), "{batch}");
        let own = profile.rows.iter().filter(|row| row.batch.as_ref() == Some(&id));
        let taken_back = own.filter(|row| startup::state(row, profile) == "cancelled").count();
        assert_eq!(u64::from(shown.sent) + taken_back as u64, number(batch, "sent"), "{batch}");
    }
}

/// A retry takes the place of its original request, unless the retry was itself rejected or taken back.
async fn retries_are_there(desk: &Desk, profile: &Profile) {
    let north = profile.connection("North");
    let mut shown = BTreeMap::new();
    for show in [TriageStatus::Open, TriageStatus::Cleared] {
        let view = RejectedView { show, ..RejectedView::default() };
        let rows = desk.rejected.rejected_requests(view, 0, 500).await.expect("rows").rows;
        shown.extend(rows.into_iter().map(|row| (row.row.id.expect("an id"), (row.review, row.last_retry.map(word)))));
    }
    for retry in list(&profile.expected, "retries").iter().filter(|retry| retry["connection"] == *north) {
        let found = shown.get(&text(retry, "request"));
        if profile.purged().iter().any(|parent| parent["server_id"] == retry["request"]) {
            assert_eq!(found, None, "{retry}");
            continue;
        }
        let row = profile.rows.iter().find(|row| retry["submission"] == *row.key);
        let purged = || profile.purged().iter().find(|row| row["key"] == retry["submission"]);
        let state = row.map(|row| startup::state(row, profile)).or_else(|| purged()?["state"].as_str());
        match state.expect("a row, or one that was purged") {
            "rejected" => assert_eq!(found, None, "{retry}"),
            "cancelled" => assert_eq!(found, Some(&(TriageStatus::Open, None)), "{retry}"),
            "completed" => assert_eq!(found, Some(&(TriageStatus::Cleared, Some("completed"))), "{retry}"),
            state => assert_eq!(found, Some(&(TriageStatus::Open, Some(state))), "{retry}"),
        }
    }
}

/// The marks of each request, and the marks that they replaced.
async fn marks_are_there(desk: &Desk, profile: &Profile, of_before: bool) {
    let version =
        |field: &Value, value: &Value, by: &Value, counts: bool| json!([field, value, by, counts]).to_string();
    let mut noted = BTreeMap::<(String, String), BTreeSet<String>>::new();
    for mark in list(&profile.expected, "marks").iter().filter(|mark| (mark["of_before"] == true) == of_before) {
        let versions = noted.entry((text(mark, "connection"), text(mark, "request"))).or_default();
        if startup::keeps_mark(mark) {
            versions.insert(version(&mark["field"], &mark["value"], &mark["by"], mark["past"] == 0));
        }
    }
    for ((connection, request), expected) in noted {
        let own = |row: &&profile::Row| row.connection == connection && row.server_id.as_ref() == Some(&request);
        let key = profile.rows.iter().find(own).map_or_else(|| format!("server-{request}"), |row| row.key.clone());
        let history = desk.rejected.mark_history(key).await.unwrap_or_else(|problem| panic!("{request}: {problem:?}"));
        let found = history
            .into_iter()
            .map(|mark| version(&json!(mark.field), &json!(mark.value), &json!(mark.by), mark.current));
        assert_eq!(found.collect::<BTreeSet<_>>(), expected, "{request} of {connection}");
    }
}

/// After a connection leads to its earlier server again, that server's marks and requests are shown again.
async fn where_it_led_before_all_goes_on(desk: &Desk, profile: &Profile) {
    let Some(before) = profile.expected["led_before"].as_object() else { return };
    let connections = desk.app.snapshot().await.expect("a snapshot").connections;
    for connection in connections.into_iter().filter(|connection| before.contains_key(&connection.id)) {
        let server_url = text(&profile.expected["led_before"], &connection.id);
        let draft = ConnectionDraft {
            id: Some(connection.id.clone()),
            name: connection.name,
            server_url,
            organisation: connection.organisation,
            unit: connection.unit,
            release: connection.release,
            time_zone: connection.time_zone,
            kind: connection.kind,
            ca_file: connection.ca_file,
            proxy: connection.proxy,
        };
        desk.app.save_connection(draft).await.expect("it is saved");
        for row in profile.rows.iter().filter(|row| row.connection == connection.id) {
            let shown = desk.requests.request(row.key.clone()).await.expect("it is there").row;
            assert_eq!(word(shown.state), row.state, "{}", row.about);
            assert_eq!(shown.doubt.is_some(), row.state == "queued" && !row.of_before, "{}", row.about);
            let watched = row.state == "pending" && row.of_before;
            assert!(!watched || !shown.unwatched, "{}", row.about);
        }
    }
    marks_are_there(desk, profile, true).await;
}

/// Groups are still joined and split as before, with their knowledge, even if their keys have changed.
async fn groups_are_there(desk: &Desk, profile: &Profile, all: &BTreeMap<String, Value>) {
    let north = profile.connection("North");
    let groups = desk.rejected.rejected_page(RejectedQuery::default()).await.expect("groups").groups;
    let counted: BTreeMap<_, _> = groups.iter().map(|group| (group.id.clone(), group.count)).collect();
    let mut counts: Vec<u64> = counted.values().copied().map(u64::from).collect();
    let of_before = profile.expected["groups"][&north].as_object().expect("groups").iter();
    let mut expected: Vec<u64> = of_before.clone().filter_map(|(_, count)| count.as_u64()).collect();
    counts.sort_unstable();
    expected.sort_unstable();
    assert_eq!(counts, expected, "{counted:?}");
    for (group, count) in of_before.filter(|(group, _)| !is_older(group)) {
        assert_eq!(counted.get(group).copied().map(u64::from), count.as_u64(), "{group}");
    }
    let (journal, path) = (profile.journal(), profile.journal().with_file_name("cache.db"));
    let older = Cache::open(&path, Some(&journal)).and_then(|cache| cache.older_groups()).expect("it opens");
    let today = |group: &str| {
        let today = older.lead(group);
        assert!(today.len() == 1 && !is_older(&today[0]), "{group} leads to {today:?}");
        today.into_iter().next().unwrap_or_default()
    };
    let leads = |kept: &&Value| kept["leads_nowhere"] != true;
    for grouping in list(&profile.expected, "groupings").iter().filter(leads) {
        let of = today(&text(grouping, "fingerprint"));
        assert!(!counted.contains_key(&of), "{of} is in another one, or in parts");
        let Some(joined) = maybe(grouping, "joined") else {
            assert!(counted.keys().any(|part| part.starts_with(&of)), "parts of {of}: {counted:?}");
            continue;
        };
        let shape = &all[&format!("group {} of {north}", today(&joined))][2];
        assert!(list(shape, "parts").iter().any(|part| part["fingerprint"] == *of), "{of} in {shape}");
    }
    for known in list(&profile.expected, "knowledge").iter().filter(leads).filter(|known| known["past"] == 0) {
        let id = today(&text(known, "grp"));
        let group = groups.iter().find(|group| group.id == id).expect("a group");
        assert_eq!(group.knowledge.title, maybe(known, "title"));
        assert_eq!(group.knowledge.source, KnowledgeSource::Written);
    }
    old_causes_are_listed(desk, profile).await;
}

/// Knowledge, joins and splits by keys of earlier rules, where no request leads to a cause of today.
async fn old_causes_are_listed(desk: &Desk, profile: &Profile) {
    let nowhere = |member| list(&profile.expected, member).iter().filter(|kept| kept["leads_nowhere"] == true);
    let mut expected: Vec<String> = nowhere("knowledge").map(|known| text(known, "title")).collect();
    expected.extend(nowhere("groupings").map(|grouping| {
        let group = text(grouping, "fingerprint");
        match maybe(grouping, "joined") {
            Some(joined) => format!("{group} + {joined}"),
            None => format!("{group} / {}", text(grouping, "split_by")),
        }
    }));
    let causes = desk.rejected.old_causes().await.expect("causes");
    let found: Vec<String> = causes.into_iter().filter_map(|cause| cause.knowledge.title).collect();
    assert_eq!(found, expected);
}

/// Look-ups of the user of the last sign-in.
async fn look_ups_are_there(desk: &Desk, profile: &Profile) {
    let recents = desk.lookups.recents().await.expect("recents");
    let (mut pinned, mut kept) = (0, 0);
    let north = profile.connection("North");
    let unit = &profile.settings()["last_sign_in"][&north]["unit"];
    let own = |entities: &&Value| {
        let of_unit = entities.get("unit").is_none_or(|of| of == unit);
        entities["connection"] == *north && entities["user"] == "supervisor" && of_unit
    };
    for entities in list(&profile.expected, "things").iter().filter(own) {
        kept += number(entities, "things");
        pinned += number(entities, "things") * number(entities, "pinned");
    }
    assert_eq!(recents.pinned.len() as u64, pinned);
    assert!(pinned > 0 && u64::from(recents.kept) >= kept, "{} of {kept}", recents.kept);
}

/// Jobs are shown to the user of the last sign-in; the jobs of other users are looked for in the journal.
fn the_field_is_there(profile: &Profile, all: &BTreeMap<String, Value>) {
    let journal = Journal::open(&profile.journal()).expect("it opens");
    let last = profile.settings()["last_sign_in"].clone();
    for job in list(&profile.expected, "jobs") {
        let (id, connection, user) = (text(job, "id"), text(job, "connection"), text(job, "user"));
        // A Web API key has no user name: data kept for it belongs to the user of the last sign-in by a key.
        let by_key = user == "Web API key";
        let owner = if by_key { text(&last[&connection], "key_user") } else { user.clone() };
        let kept = journal.jobs(&connection, &owner).expect("jobs").into_iter().find(|kept| kept.id == id);
        let kept = kept.unwrap_or_else(|| panic!("{job} is lost"));
        assert_eq!((kept.closed, kept.submission), (job["closed"] == 1, maybe(job, "submission")), "{job}");
        if last[&connection]["user"] == *user {
            let shown = &all[&format!("job {id}")];
            assert_eq!((shown[0] == true, &shown[1]), (job["closed"] == 1, &job["submission"]), "{shown}");
        }
    }
    let decisions = &all[&format!("field of {}", profile.connection("North"))][1];
    for note in list(&profile.expected, "field_notes") {
        let key = text(note, "submission");
        let kept = journal.field_note(&key).expect("it is read").unwrap_or_else(|| panic!("{note} is lost"));
        assert_eq!(kept.why.is_some(), note["undecided"] == 1, "{note}");
        let open = decisions.as_array().expect("decisions").iter().any(|decision| decision[0] == *key);
        assert!(kept.why.is_none() || open, "what was to be decided still is: {decisions}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_of_a_newer_desk_stays_as_it_is_and_the_desk_says_why_nothing_is_sent() {
    for left in profile::closed() {
        let profile = Profile::copy(left).await;
        let newer = Connection::open(profile.journal()).expect("it opens");
        newer.pragma_update(None, "user_version", 1_000).expect("it is written");
        newer.close().expect("it closes");
        let before = fs::read(profile.journal()).expect("it is there");
        let (servers, built_in) = (Servers::of(&profile).await, built_in());
        let desk = profile.open(&built_in).await;
        sessions_are_back(&desk, &profile).await;
        let told = desk.app.snapshot().await.expect("a snapshot").journal.expect("a problem");
        assert_eq!(told.code, ProblemCode::JournalNewer, "{left:?}");
        assert!(told.message.contains("journal.db"), "{told:?}");
        let values = [("subscription_identifier", "S100"), ("smartcard_identifier", "01900000099")];
        let refused =
            desk.outbox.send(form("conax.reset-pin", &values)).await.expect_err("there is no journal to write it into");
        assert_eq!(refused.code, ProblemCode::JournalNewer);
        desk.shutdown().await;
        drop(desk);
        assert_eq!(servers.writes(), Vec::<String>::new());
        assert!(fs::read(profile.journal()).expect("it is there") == before, "byte for byte");
        let log = profile.journal().with_extension("db-wal");
        assert!(fs::metadata(log).map_or(0, |log| log.len()) == 0, "nor does anything wait in a log");
    }
}

/// The other tests depend on this: the files have the content that `expected.json` describes.
#[tokio::test]
async fn the_files_hold_what_is_expected_of_them() {
    for left in profile::closed() {
        let profile = Profile::copy(left).await;
        for (name, tables) in profile.expected["tables"].as_object().expect("files") {
            let path = profile.path().join(name).with_extension("db");
            let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("it opens");
            for (table, expected) in tables.as_object().expect("tables") {
                let count = file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0));
                assert_eq!(json!(count.expect("a table")), *expected, "{table} of {name}, {left:?}");
            }
        }
    }
    for left in profile::all() {
        let profile = Profile::copy(left).await;
        let journal = Connection::open(profile.journal()).expect("it opens");
        let mut statement = journal.prepare("SELECT key, state FROM submission").expect("its tables");
        let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
        let found: BTreeMap<String, String> = found.collect::<Result<_, _>>().expect("rows");
        let known = profile.rows.iter().map(|row| (row.key.clone(), row.state.clone()));
        assert_eq!(found, known.collect(), "{left:?}");
        assert_eq!(found.values().collect::<BTreeSet<_>>().len(), 11, "each state that there is");
    }
}
