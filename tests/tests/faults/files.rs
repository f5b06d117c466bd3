//! Files that are corrupt, newer, or locked by another window.

use std::{collections::BTreeMap, fs, time::Duration};

use desk::{Desk, OpenError, Options, problem::ProblemCode, view::RequestState};
use sandbox::Sandbox;
use tokio::time::timeout;

use crate::harness::*;

#[tokio::test]
async fn broken_settings_are_set_aside_and_reported() {
    for (text, code) in [
        ("{ \"version\": 1, \"connections\": [", ProblemCode::SettingsCorrupt),
        ("\u{0}\u{0}\u{0}", ProblemCode::SettingsCorrupt),
        ("{ \"version\": 99, \"connections\": {} }", ProblemCode::SettingsNewer),
    ] {
        let bench = Bench::new();
        bench.write("settings.json", text);
        let desk = bench.open().await;
        let snapshot = desk.app.snapshot().await.expect("the desk works with its defaults");
        assert_eq!(snapshot.notices.iter().map(|notice| notice.code).collect::<Vec<_>>(), [code], "{text}");
        let kept = fs::read_dir(bench.path()).expect("the directory").flatten().map(|entry| entry.path());
        let kept = kept.filter(|path| fs::read_to_string(path).is_ok_and(|kept| kept == text)).count();
        assert_eq!(kept, 1, "{text}: the file is kept");
    }
}

#[tokio::test]
async fn a_journal_that_cannot_be_opened_stops_sending_and_is_not_replaced() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    for (what, code) in [
        ("garbage", ProblemCode::JournalCorrupt),
        ("empty", ProblemCode::JournalCorrupt),
        ("newer", ProblemCode::JournalNewer),
    ] {
        let bench = Bench::connected_to(sandbox.url(), "R11");
        // A journal with a row, which is then damaged.
        let desk = bench.open().await;
        sign_in(&desk).await.expect("signed in");
        let row = desk.outbox.send(reset_pin("01900000002")).await.expect("in the outbox");
        standing(&desk, &row.key, &[RequestState::Pending]).await;
        desk.shutdown().await;
        drop(desk);
        let journal = bench.path().join("journal.db");
        // Closing it checkpoints the write-ahead log.
        let closed = async {
            while bench.path().join("journal.db-wal").exists() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(WAIT_LIMIT, closed).await.expect("the first desk closes its journal");
        match what {
            "newer" => {
                let connection = rusqlite::Connection::open(&journal).expect("it opens");
                connection.pragma_update(None, "user_version", 9_999).expect("it is from the future");
            }
            _ => fs::write(&journal, if what == "empty" { "" } else { "this was a journal once" }).expect("written"),
        }
        let before = fs::read(&journal).expect("it is there");
        let posts = sandbox.control().all_posts();

        let desk = bench.open().await;
        let snapshot = desk.app.snapshot().await.expect("everything else works");
        let told = snapshot.journal.expect("it is told that sending is stopped");
        assert_eq!(told.code, code, "{what}: {told:?}");
        sign_in(&desk).await.expect("signing in works");
        let problem = desk.outbox.send(reset_pin("01900000002")).await.expect_err("nothing may leave");
        assert_eq!(problem.code, code, "{what}: {problem:?}");
        let kept = desk.outbox.keep_form(reset_pin("01900000002")).await;
        assert!(kept.is_ok(), "{what}: the form is not lost: {kept:?}");
        desk.shutdown().await;
        drop(desk);
        assert_eq!(fs::read(&journal).expect("it is there"), before, "{what}: it stays as it was");
        let writes =
            |posts: BTreeMap<String, usize>| posts.into_iter().filter(|(path, _)| path.contains("pin")).collect();
        let (before, after): (Vec<_>, Vec<_>) = (writes(posts), writes(sandbox.control().all_posts()));
        assert_eq!(after, before, "{what}: nothing was sent");
    }
}

#[tokio::test]
async fn a_broken_cache_is_rebuilt_and_no_row_is_lost() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let desk = bench.open().await;
    sign_in(&desk).await.expect("signed in");
    let row = desk.outbox.send(reset_pin("01900000002")).await.expect("in the outbox");
    standing(&desk, &row.key, &[RequestState::Pending]).await;
    desk.shutdown().await;
    drop(desk);
    fs::write(bench.path().join("cache.db"), "rubbish").expect("written");

    let desk = bench.open().await;
    let snapshot = desk.app.snapshot().await.expect("a snapshot");
    assert!(snapshot.notices.iter().any(|notice| notice.code == ProblemCode::CacheRebuilt), "{:?}", snapshot.notices);
    assert!(rows(&desk).await.iter().any(|found| found.key == row.key), "what was sent is in the journal");
}

#[tokio::test]
async fn a_profile_opens_once_at_a_time() {
    let bench = Bench::new();
    let _first = bench.open().await;
    let second = Desk::open(Options::new(bench.path().to_owned())).await;
    assert!(matches!(second, Err(OpenError::AlreadyOpen(_))), "two desks would send the same rows");
}
