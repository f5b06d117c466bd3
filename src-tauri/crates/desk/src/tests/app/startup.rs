//! Opening a profile with missing, broken or newer files.

use std::fs;

use crate::tests::harness::*;
use crate::{Desk, OpenError, error::problem::ProblemCode, view::RequestQuery};

#[tokio::test]
async fn a_profile_is_open_in_one_window_only() {
    let bed = Bed::new();
    let desk = bed.open().await;
    assert!(matches!(Desk::open(bed.options()).await, Err(OpenError::AlreadyOpen(_))));
    desk.shutdown().await;
    drop(desk);
    bed.open().await.shutdown().await;
}

#[tokio::test]
async fn a_journal_that_cannot_be_opened_stops_sending_and_nothing_else() {
    for bytes in [&b"this is no journal, just a text in its place"[..], b""] {
        let code = ProblemCode::JournalCorrupt;
        let bed = Bed::new();
        fs::create_dir_all(bed.data_dir()).unwrap();
        fs::write(bed.data_dir().join("journal.db"), bytes).unwrap();
        let desk = bed.open().await;
        sign_in(&desk, "sandbox", false).await;
        assert_eq!(desk.app.snapshot().await.unwrap().journal.unwrap().code, code);
        assert_eq!(desk.outbox.send(reset_pin(CARD)).await.unwrap_err().code, code);
        desk.mirror.refresh_requests().await.unwrap();
        let page = desk.requests.request_page(RequestQuery::default()).await.unwrap();
        assert!(!page.rows.is_empty(), "the server's requests can still be read");
        desk.requests.request(page.rows[0].key.clone()).await.unwrap();
        desk.shutdown().await;
        assert_eq!(fs::read(bed.data_dir().join("journal.db")).unwrap(), bytes, "it is left as it was");
    }
}

#[tokio::test]
async fn a_newer_journal_has_its_own_problem() {
    let bed = Bed::new();
    bed.open().await.shutdown().await;
    let path = bed.data_dir().join("journal.db");
    // `user_version` is at byte 60 of the header.
    let mut bytes = fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&path, &bytes).unwrap();
    for log in ["journal.db-wal", "journal.db-shm"] {
        let _ = fs::remove_file(bed.data_dir().join(log));
    }
    let desk = bed.open().await;
    assert_eq!(desk.app.snapshot().await.unwrap().journal.unwrap().code, ProblemCode::JournalNewer);
    desk.shutdown().await;
}

#[tokio::test]
async fn broken_replaceable_files_are_reported_and_recreated() {
    let bed = Bed::new();
    fs::create_dir_all(bed.data_dir()).unwrap();
    fs::write(bed.data_dir().join("cache.db"), "this is no cache, just a text in its place").unwrap();
    fs::write(bed.data_dir().join("settings.json"), "{").unwrap();
    let administrator = bed.dir.path().join("connections.json");
    fs::write(&administrator, "[").unwrap();
    let options = crate::Options { administrator_file: Some(administrator), ..bed.options() };
    let desk = Desk::open(options).await.unwrap();
    let snapshot = desk.app.snapshot().await.unwrap();
    let codes: Vec<_> = snapshot.notices.iter().map(|notice| notice.code).collect();
    assert_eq!(codes, [ProblemCode::SettingsCorrupt, ProblemCode::AdministratorFileCorrupt, ProblemCode::CacheRebuilt]);
    assert!(snapshot.notices[0].detail.as_deref().unwrap().contains("settings.set-aside-1.json"));
    assert_eq!(snapshot.connection, "sandbox", "the desk is of use all the same");
    hold(&desk, 3).await;
    desk.shutdown().await;
    drop(desk);
    let desk = bed.open().await;
    assert!(desk.app.snapshot().await.unwrap().notices.is_empty(), "told once");
    assert_eq!(desk.app.snapshot().await.unwrap().preferences.hold_seconds, 3);
    desk.shutdown().await;
}
