use std::fs;

use store::Journal;

use crate::tests::harness::*;
use crate::{
    Desk, OpenError,
    error::problem::{Outcome, ProblemCode},
    view::{RequestQuery, RequestState},
};

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
async fn a_crash_leaves_unknown_what_was_on_the_wire_and_drops_what_had_a_pin() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &id, false).await;
    hold(&desk, 60).await;
    let mut keys = Vec::new();
    for draft in [reset_pin(CARD), set_pin("01900000002", "8351"), reset_pin("01900000003")] {
        keys.push(desk.outbox.send(draft).await.unwrap().key);
    }
    desk.shutdown().await;
    drop(desk);
    // As if the process had died while the first was on the wire.
    let journal = Journal::open(&bed.data_dir().join("journal.db")).unwrap();
    let first = keys[0].clone();
    let sending = journal.write(move |journal| {
        journal.change(&first, &[store::RequestState::Held], 1, |row| {
            row.state = store::RequestState::Sending;
            vec![]
        })
    });
    sending.await.unwrap();
    drop(journal);

    let posts = bed.control().all_posts();
    bed.later_by(120);
    let desk = bed.open().await;
    let unknown = desk.requests.request(keys[0].clone()).await.unwrap();
    assert_eq!(unknown.row.state, RequestState::Unknown);
    assert_eq!(unknown.problem.unwrap().code, ProblemCode::Interrupted);
    let with_pin = desk.requests.request(keys[1].clone()).await.unwrap();
    assert_eq!(with_pin.row.state, RequestState::NotSent);
    let problem = with_pin.problem.unwrap();
    assert_eq!((problem.code, problem.outcome), (ProblemCode::PinNotKept, Some(Outcome::NotSent)));
    assert_eq!(desk.requests.row(&keys[2]).await.unwrap().state, RequestState::Held, "it can still be undone");
    assert_eq!(bed.control().all_posts(), posts, "nothing left by itself at the start");
    desk.outbox.undo(keys[2].clone()).await.unwrap();
    desk.shutdown().await;
}

#[tokio::test]
async fn what_waits_survives_a_restart_and_is_sent_and_watched() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &id, false).await;
    hold(&desk, 60).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    desk.shutdown().await;
    drop(desk);

    let desk = bed.open().await;
    bed.later(&desk, 61);
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.shutdown().await;
    drop(desk);
    bed.control().run_processing_now();
    bed.later_by(60);
    let desk = bed.open().await;
    until(&desk, &key, &[RequestState::Completed]).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_pin_is_in_no_file() {
    const PIN: &str = "8351";
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let mut draft = set_pin(CARD, PIN);
    draft.values.insert("priority".to_owned(), "REGULAR".to_owned());
    let form = crate::view::Form::from(draft.clone());
    desk.outbox.keep_form(form.clone()).await.unwrap();
    let kept = desk.outbox.kept_form("conax.set-pin".to_owned()).await.unwrap().unwrap().draft;
    assert!(!kept.values.contains_key("pin") && kept.values.contains_key("smartcard_identifier"));
    let checked = desk.outbox.check_form(draft.clone()).await.unwrap();
    assert!(!checked.body.to_string().contains(PIN), "the preview shows dots");
    assert!(!format!("{draft:?}").contains(PIN));

    let sent = desk.outbox.send(form).await.unwrap().key;
    assert_eq!(
        desk.outbox.kept_form("conax.set-pin".to_owned()).await.unwrap(),
        None,
        "a sent form does not come back"
    );
    until(&desk, &sent, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    bed.later(&desk, 60);
    until(&desk, &sent, &[RequestState::Completed]).await;
    let lost = desk.outbox.send(set_pin("01900000206", PIN)).await.unwrap().key;
    until(&desk, &lost, &[RequestState::Unknown]).await;
    hold(&desk, 60).await;
    desk.outbox.send(set_pin("01900000003", PIN)).await.unwrap();
    desk.mirror.refresh_requests().await.unwrap();
    for key in [&sent, &lost] {
        let detail = format!("{:?}", desk.requests.request(key.clone()).await.unwrap());
        assert!(!detail.contains(&format!("\"{PIN}\"")), "{detail}");
    }
    // Numbers and ids may contain four such digits by chance; the PIN as a value may not.
    for shape in [format!("\"{PIN}\""), format!(">{PIN}<"), format!("={PIN}")] {
        assert_eq!(files_with(&bed.data_dir(), &shape), Vec::<std::path::PathBuf>::new(), "{shape}");
    }
    assert!(files_with(&bed.data_dir(), CARD).len() > 1, "the search finds what is there");
    desk.shutdown().await;
    assert!(desk.outbox.memory().pins.is_empty());
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
async fn a_newer_journal_is_told_apart() {
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
async fn broken_files_that_may_be_lost_are_told_and_made_anew() {
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

#[tokio::test]
async fn while_the_journal_cannot_be_written_nothing_leaves() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 5).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    let journal = desk.core.journal.as_ref().unwrap();
    journal.refuse_writes(true);
    assert_eq!(desk.outbox.send(set_pin(CARD, "8351")).await.unwrap_err().code, ProblemCode::JournalUnavailable);
    assert!(desk.outbox.memory().pins.is_empty(), "what did not become a row leaves no PIN behind");
    let posts = bed.control().all_posts();
    bed.later(&desk, 6);
    when(&desk, "told", || async { desk.app.snapshot().await.unwrap().journal.is_some() }).await;
    assert_eq!(bed.control().all_posts(), posts);
    assert_eq!(desk.requests.row(&key).await.unwrap().state, RequestState::Held);

    desk.core.journal.as_ref().unwrap().refuse_writes(false);
    bed.later(&desk, 6);
    until(&desk, &key, &[RequestState::Pending]).await;
    assert!(desk.app.snapshot().await.unwrap().journal.is_none(), "it works again");

    desk.core.journal.as_ref().unwrap().refuse_writes(true);
    desk.outbox.send(reset_pin(CARD)).await.unwrap_err();
    desk.core.journal.as_ref().unwrap().refuse_writes(false);
    bed.later(&desk, 6);
    when(&desk, "working again, although nothing waits", || async {
        desk.app.snapshot().await.unwrap().journal.is_none()
    })
    .await;
    desk.shutdown().await;
}

#[tokio::test]
async fn the_last_sandboxs_requests_are_not_taken_for_the_new_ones() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.mirror.refresh_requests().await.unwrap();
    desk.shutdown().await;
    drop(desk);
    // The next sandbox starts its numbers anew: the same id may be another request.
    let desk = bed.open().await;
    session_over(&desk, "sandbox");
    let page = desk.requests.request_page(RequestQuery::default()).await.unwrap();
    assert_eq!(page.rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), [key.as_str()]);
    assert!(page.rows[0].unwatched && page.rows[0].id.is_none());
    desk.shutdown().await;
}
