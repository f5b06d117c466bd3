//! A profile that an older desk wrote opens with everything that is in it, and nothing of it leaves by itself.
//!
//! `tests/profiles/<commit>` has its files, which never change, and `expected.json`, which says what is in them. What a
//! start makes of them stands in [`startup`].

mod contents;
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
    problem::ProblemCode,
    view::{FormDraft, RequestFilter, SheetMatching},
};
use rusqlite::{Connection, OpenFlags};
use sandbox::Sandbox;
use serde_json::json;

use crate::{
    profile::Profile,
    server::{Servers, until},
    shown::{all_of, faults_of, sessions_are_back},
};

fn built_in() -> Sandbox {
    Sandbox::start(sandbox::Options::default()).expect("it starts")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_row_has_its_expected_state() {
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
async fn contents_beside_the_rows_are_kept() {
    for left in profile::closed() {
        contents::contents_are_kept(Profile::copy(left).await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sheet_leaves_out_requests_of_an_older_desk() {
    // Completed, pending, and rejected.
    const ROWS: &str = "Card;Subscription\n01900000006;S105\n01900000004;S103\n01900000010;S109\n";
    let columns = ["smartcard_identifier", "subscription_identifier"].map(|field| Some(field.to_owned())).to_vec();
    for left in profile::closed() {
        let profile = Profile::copy(left).await;
        let (_servers, built_in) = (Servers::of(&profile).await, built_in());
        let desk = profile.open(&built_in).await;
        desk.app.select_connection(profile.connection("North")).await.expect("it is there");
        let sheet = desk.bulk.bring_sheet_text(ROWS.to_owned()).await.expect("it is read");
        let resets = SheetMatching {
            operation: "conax.reset-pin".to_owned(),
            columns: columns.clone(),
            ..SheetMatching::default()
        };
        let sheet = desk.bulk.match_bulk_sheet(sheet.id, resets).await.expect("it is checked");
        let check = sheet.check.expect("a check");
        assert_eq!((check.already_sent, check.under_way, check.batch.ready), (1, 1, 1), "{left:?}");
        desk.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_journal_is_unchanged_and_the_desk_reports_why_it_does_not_send() {
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
async fn the_profiles_files_match_their_description() {
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
