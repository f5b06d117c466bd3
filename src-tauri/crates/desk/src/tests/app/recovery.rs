//! Rows of a former run at the next start.

use store::journal::Journal;

use crate::tests::harness::*;
use crate::{
    error::problem::{Outcome, ProblemCode},
    view::{RequestQuery, RequestState},
};

#[tokio::test]
async fn after_a_crash_sending_rows_are_unknown_and_pin_rows_not_sent() {
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
        journal.change(&first, &[RequestState::Held], 1, |row| {
            row.state = RequestState::Sending;
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
async fn waiting_rows_survive_a_restart_and_are_sent_and_watched() {
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
async fn requests_of_the_previous_sandbox_are_detached() {
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
