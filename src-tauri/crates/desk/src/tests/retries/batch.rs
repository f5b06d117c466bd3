//! Bulk retries.

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{
        BatchPart, BatchState, BatchView, DeskEvent, FormDraft, LeftOut, MissingWhy, PauseReason, RejectedSelection,
        RejectedView, RequestState,
    },
};

const RESET: &str = "conax_web_services/provisioning_requests/reset_pin_to_default_value";

/// Rejected PIN resets of the first `count` cards. Returns their keys.
async fn rejected(bed: &Bed, desk: &Desk, count: usize) -> Vec<String> {
    rejected_of(bed, desk, resets(count)).await
}

fn resets(count: usize) -> Vec<FormDraft> {
    (1..=count).map(|card| reset_pin(&format!("019000000{card:02}"))).collect()
}

fn only(keys: &[String]) -> RejectedSelection {
    RejectedSelection { all: false, keys: keys.to_vec(), view: RejectedView::default() }
}

async fn planned(desk: &Desk, keys: &[String]) -> BatchView {
    let id = desk.retries.plan_retries(crate::new_key(), only(keys)).await.unwrap().id;
    comes_to(desk, &id, &[BatchState::Planned]).await
}

async fn comes_to(desk: &Desk, id: &str, states: &[BatchState]) -> BatchView {
    let now = || async { desk.batches.batch(id.to_owned()).await.unwrap() };
    when(desk, &format!("{states:?}"), || async { states.contains(&now().await.state) }).await;
    now().await
}

async fn open_rows(desk: &Desk, id: &str, count: u32) -> BatchView {
    let now = || async { desk.batches.batch(id.to_owned()).await.unwrap() };
    when(desk, "all of them are pending", || async {
        let batch = now().await;
        batch.open == count && desk.outbox.outbox_page(0, 1).await.unwrap().total == 0
    })
    .await;
    now().await
}

fn reject(bed: &Bed, reject: u8) {
    bed.control().set_chaos(sandbox::Chaos { reject, ..sandbox::Chaos::default() });
}

/// The CA system processes the pending requests, and the desk learns of it.
fn process(bed: &Bed, desk: &Desk) {
    bed.control().run_processing_now();
    bed.later(desk, 61);
}

/// Runs the processing until the batch is in one of the states.
async fn run_until(bed: &Bed, desk: &Desk, id: &str, states: &[BatchState]) -> BatchView {
    let mut events = desk.events();
    for _ in 0..600 {
        let batch = desk.batches.batch(id.to_owned()).await.unwrap();
        if states.contains(&batch.state) {
            return batch;
        }
        process(bed, desk);
        let _ = tokio::time::timeout(std::time::Duration::from_millis(50), events.recv()).await;
    }
    panic!("not {states:?} but {:?}", desk.batches.batch(id.to_owned()).await);
}

#[tokio::test]
async fn a_dry_run_reports_sendable_rows_and_sends_nothing() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let mut drafts = resets(2);
    drafts.push(set_pin("01900000003", "0417"));
    let mut keys = rejected_of(&bed, &desk, drafts).await;
    let retried = desk.retries.retry(keys[1].clone(), reset_pin("01900000002")).await.unwrap();
    until(&desk, &retried.key, &[RequestState::Pending]).await;
    let posts = bed.control().all_posts();
    keys.push(retried.key);
    let mut events = desk.events();
    let batch = planned(&desk, &keys).await;
    heard(&mut events, "it got on", |event| matches!(event, DeskEvent::Batch { .. })).await;
    assert_eq!(
        (batch.total, batch.looked_at, batch.ready, batch.left_out),
        (3, 3, 1, 2),
        "a pending one is not chosen"
    );
    let rows = desk.retries.batch_rows(batch.id.clone(), BatchPart::LeftOut, 0, 10).await.unwrap();
    assert_eq!(rows.total, 2);
    let of = |key: &str| rows.rows.iter().find(|row| row.parent.key == key).unwrap();
    assert_eq!(of(&keys[1]).left_out, Some(LeftOut::AlreadyRetried));
    assert_eq!(of(&keys[2]).left_out, Some(LeftOut::Missing));
    assert_eq!(of(&keys[2]).missing[0].why, MissingWhy::Pin);
    let ready = desk.retries.batch_rows(batch.id.clone(), BatchPart::Ready, 0, 10).await.unwrap();
    assert_eq!((ready.total, ready.rows[0].parent.key.as_str()), (1, keys[0].as_str()));
    assert_eq!(bed.control().all_posts(), posts, "a dry run sends nothing");
    let again = desk.batches.batches().await.unwrap().remove(0);
    assert!(again.reading > batch.reading, "what is read later has the greater number");
    assert_eq!(again, BatchView { reading: again.reading, ..batch });
    let nothing = desk.retries.plan_retries(crate::new_key(), only(&["server-none".to_owned()])).await.unwrap_err();
    assert_eq!(nothing.code, ProblemCode::NotFound);
    desk.shutdown().await;
}

#[tokio::test]
async fn three_rows_go_first_and_the_rest_after_their_completion() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let keys = rejected(&bed, &desk, 8).await;
    let batch = planned(&desk, &keys).await;
    desk.retries.start_batch(batch.id.clone(), None).await.unwrap();
    let canary = open_rows(&desk, &batch.id, 3).await;
    assert_eq!((canary.state, canary.sent), (BatchState::Canary, 3));
    assert_eq!(bed.control().posts(RESET), 8 + 3, "the others wait for the outcome");
    process(&bed, &desk);
    let running = open_rows(&desk, &batch.id, 5).await;
    assert_eq!((running.state, running.completed, running.sent), (BatchState::Running, 3, 8));
    let done = run_until(&bed, &desk, &batch.id, &[BatchState::Done]).await;
    assert_eq!((done.completed, done.open, done.failed, done.unknown), (8, 0, 0, 0));
    assert_eq!(bed.control().posts(RESET), 16, "each once");
    let rows = desk.retries.batch_rows(batch.id.clone(), BatchPart::All, 0, 50).await.unwrap();
    assert!(rows.rows.iter().all(|row| row.retry.as_ref().is_some_and(|retry| retry.state == RequestState::Completed)));
    assert_eq!(desk.retries.start_batch(batch.id, None).await.unwrap_err().code, ProblemCode::TooLate);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_canary_that_fails_keeps_the_others_back() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let keys = rejected(&bed, &desk, 6).await;
    let batch = planned(&desk, &keys).await;
    assert_eq!(batch.title.as_deref(), Some("Conax failed for a moment"), "as its cause is called");
    reject(&bed, 100);
    let mut events = desk.events();
    desk.retries.start_batch(batch.id.clone(), None).await.unwrap();
    open_rows(&desk, &batch.id, 3).await;
    let paused = run_until(&bed, &desk, &batch.id, &[BatchState::Paused]).await;
    assert_eq!(paused.paused, Some(PauseReason::Canary));
    assert!(paused.error.is_some_and(|error| error.contains("could not be carried out")));
    assert_eq!(bed.control().posts(RESET), 6 + 3);
    // The cause is fixed, and the batch is resumed.
    reject(&bed, 0);
    when(&desk, "all of the canary ended", || async { desk.batches.batch(batch.id.clone()).await.unwrap().open == 0 })
        .await;
    let on = desk.retries.resume_batch(batch.id.clone()).await.unwrap();
    assert_eq!((on.state, on.paused, on.error), (BatchState::Running, None, None));
    let done = run_until(&bed, &desk, &batch.id, &[BatchState::Done]).await;
    assert_eq!((done.completed, done.rejected), (3, 3));
    while let Ok(event) = events.try_recv() {
        assert!(!matches!(event, DeskEvent::Settled { .. }), "a batch is told of as one, not row by row");
    }
    let failed = desk.retries.batch_rows(batch.id, BatchPart::Failed, 0, 10).await.unwrap();
    assert_eq!(failed.total, 3);
    desk.shutdown().await;
}

#[tokio::test]
async fn five_equal_errors_in_a_row_pause_the_batch() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let keys = rejected(&bed, &desk, 20).await;
    let mut more = keys.clone();
    // Requests for cards with another one under way wait in the outbox.
    more.extend(rejected(&bed, &desk, 20).await);
    let batch = planned(&desk, &more).await;
    desk.retries.start_batch(batch.id.clone(), None).await.unwrap();
    open_rows(&desk, &batch.id, 3).await;
    process(&bed, &desk);
    let running = open_rows(&desk, &batch.id, 20).await;
    assert_eq!((running.state, running.sent), (BatchState::Running, 23), "no more than twenty without an outcome");
    reject(&bed, 100);
    let paused = run_until(&bed, &desk, &batch.id, &[BatchState::Paused]).await;
    assert_eq!(paused.paused, Some(PauseReason::EqualErrors));
    assert!(paused.rejected >= 5 && paused.error.is_some());
    let sent = bed.control().posts(RESET);
    reject(&bed, 0);
    when(&desk, "nothing is open", || async {
        process(&bed, &desk);
        desk.batches.batch(batch.id.clone()).await.unwrap().open == 0
    })
    .await;
    assert_eq!(bed.control().posts(RESET), sent, "a paused batch sends nothing");
    desk.retries.resume_batch(batch.id.clone()).await.unwrap();
    let done = run_until(&bed, &desk, &batch.id, &[BatchState::Done]).await;
    assert_eq!(done.completed + done.rejected, 40);
    assert_eq!((done.open, done.sent), (0, 40));
    assert_eq!(bed.control().posts(RESET), 80, "each once, and each once more");
    desk.shutdown().await;
}

#[tokio::test]
async fn lost_answers_in_a_row_pause_the_batch_and_are_not_resent() {
    const PAIR: &str = "conax_web_services/provisioning_requests/create_pairing";
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let mut keys = rejected(&bed, &desk, 3).await;
    // Answers about such a card are lost; the request is made all the same, and found again.
    let lost: Vec<FormDraft> = (1..=7)
        .map(|card| {
            let card = format!("0190{card}0206");
            let box_ = ("stb_set.0.stb_ca_id", "stb-0000-0001");
            form("conax.create-pairing", &[("smartcard_set.0.smartcard_ca_id", card.as_str()), box_])
        })
        .collect();
    let mut pairings = Vec::new();
    for draft in lost {
        pairings.push(desk.outbox.send(draft).await.unwrap().key);
    }
    for key in &pairings {
        until(&desk, key, &[RequestState::Unknown]).await;
    }
    bed.later(&desk, 6);
    for key in &pairings {
        until(&desk, key, &[RequestState::Pending]).await;
    }
    reject(&bed, 100);
    process(&bed, &desk);
    reject(&bed, 0);
    for key in &pairings {
        until(&desk, key, &[RequestState::Rejected]).await;
    }
    keys.extend(pairings);

    let batch = planned(&desk, &keys).await;
    assert_eq!(batch.ready, 10);
    desk.retries.start_batch(batch.id.clone(), None).await.unwrap();
    open_rows(&desk, &batch.id, 3).await;
    process(&bed, &desk);
    let paused = comes_to(&desk, &batch.id, &[BatchState::Paused]).await;
    assert_eq!(paused.paused, Some(PauseReason::EqualErrors));
    when(&desk, "all that left is lost", || async {
        let batch = desk.batches.batch(batch.id.clone()).await.unwrap();
        batch.unknown >= 5 && batch.open == 0
    })
    .await;
    let lost = desk.batches.batch(batch.id.clone()).await.unwrap();
    assert_eq!((lost.completed, lost.sent), (3, 3 + lost.unknown), "one of them has no outcome that anybody knows");
    bed.later(&desk, 6);
    when(&desk, "found again", || async { desk.batches.batch(batch.id.clone()).await.unwrap().unknown == 0 }).await;
    desk.retries.resume_batch(batch.id.clone()).await.unwrap();
    let done = run_until(&bed, &desk, &batch.id, &[BatchState::Done]).await;
    assert_eq!((done.completed + done.unknown, done.sent), (10, 10));
    assert_eq!(bed.control().posts(PAIR), 14, "each once, and each once more");
    desk.shutdown().await;
}

#[tokio::test]
async fn the_user_pauses_resumes_and_stops_a_batch() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let keys = rejected(&bed, &desk, 10).await;
    let batch = planned(&desk, &keys).await;
    let id = || batch.id.clone();
    assert_eq!(desk.batches.pause_batch(id()).await.unwrap_err().code, ProblemCode::TooLate, "nothing goes on yet");
    assert_eq!(desk.retries.resume_batch(id()).await.unwrap_err().code, ProblemCode::TooLate);
    desk.retries.start_batch(id(), None).await.unwrap();
    open_rows(&desk, &batch.id, 3).await;
    let paused = desk.batches.pause_batch(id()).await.unwrap();
    assert_eq!((paused.state, paused.paused), (BatchState::Paused, Some(PauseReason::ByHand)));
    process(&bed, &desk);
    when(&desk, "they end all the same", || async { desk.batches.batch(id()).await.unwrap().completed == 3 }).await;
    assert_eq!(bed.control().posts(RESET), 13);
    assert_eq!(desk.retries.resume_batch(id()).await.unwrap().state, BatchState::Running, "the canary had passed");
    open_rows(&desk, &batch.id, 7).await;
    let stopped = desk.batches.stop_batch(id()).await.unwrap();
    assert_eq!((stopped.state, stopped.sent), (BatchState::Stopped, 10), "what was sent stays sent");
    assert_eq!(desk.retries.resume_batch(id()).await.unwrap_err().code, ProblemCode::TooLate, "and that is the end");
    assert_eq!(desk.batches.stop_batch("none".to_owned()).await.unwrap_err().code, ProblemCode::NotFound);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_live_connection_requires_the_typed_count() {
    let bed = Bed::new();
    let desk = bed.open().await;
    hold(&desk, 0).await;
    let connection = own_connection(&desk, bed.sandbox.url()).await;
    desk.core.settings.lock().change(|settings| settings.connections[0].kind = "live".to_owned()).unwrap();
    sign_in(&desk, &connection, false).await;
    let keys = rejected(&bed, &desk, 2).await;
    let batch = planned(&desk, &keys).await;
    for typed in [None, Some(1), Some(3)] {
        let problem = desk.retries.start_batch(batch.id.clone(), typed).await.unwrap_err();
        assert_eq!((problem.code, problem.fields[0].field.as_str()), (ProblemCode::InvalidInput, "typed"));
    }
    assert_eq!(bed.control().posts(RESET), 2);
    assert_eq!(desk.retries.start_batch(batch.id, Some(2)).await.unwrap().state, BatchState::Canary);
    desk.shutdown().await;
}

#[tokio::test]
async fn an_ended_session_pauses_the_batch() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let keys = rejected(&bed, &desk, 5).await;
    let batch = planned(&desk, &keys).await;
    desk.retries.start_batch(batch.id.clone(), None).await.unwrap();
    open_rows(&desk, &batch.id, 3).await;
    desk.sessions.sign_out().await.unwrap();
    let paused = comes_to(&desk, &batch.id, &[BatchState::Paused]).await;
    assert_eq!(paused.paused, Some(PauseReason::Session));
    assert_eq!(desk.retries.resume_batch(batch.id.clone()).await.unwrap_err().code, ProblemCode::NotSignedIn);
    sign_in(&desk, "sandbox", false).await;
    assert_eq!(desk.batches.batch(batch.id.clone()).await.unwrap().state, BatchState::Paused, "somebody decides");
    assert_eq!(desk.retries.resume_batch(batch.id.clone()).await.unwrap().state, BatchState::Canary);
    let done = run_until(&bed, &desk, &batch.id, &[BatchState::Done]).await;
    assert_eq!((done.completed, bed.control().posts(RESET)), (5, 10));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_manual_retry_excludes_its_row_from_the_batch() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let keys = rejected(&bed, &desk, 2).await;
    let batch = planned(&desk, &keys).await;
    let other = planned(&desk, &keys).await;
    assert_eq!((batch.ready, other.ready), (2, 2));
    desk.retries.retry(keys[0].clone(), reset_pin(CARD)).await.unwrap();
    desk.retries.start_batch(batch.id.clone(), None).await.unwrap();
    let done = run_until(&bed, &desk, &batch.id, &[BatchState::Done]).await;
    assert_eq!((done.ready, done.left_out, done.completed), (1, 1, 1));
    desk.retries.start_batch(other.id.clone(), None).await.unwrap();
    let none = run_until(&bed, &desk, &other.id, &[BatchState::Done]).await;
    assert_eq!((none.left_out, none.sent), (2, 0), "both were retried by now");
    assert_eq!(bed.control().posts(RESET), 4);
    desk.shutdown().await;
}

#[tokio::test]
async fn after_a_restart_a_batch_waits_for_the_user_in_every_state() {
    let bed = Bed::new();
    let desk = bed.open().await;
    hold(&desk, 0).await;
    let connection = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &connection, true).await;
    let keys = rejected(&bed, &desk, 8).await;
    let batch = planned(&desk, &keys[..5]).await;
    let other = planned(&desk, &keys[5..]).await;
    desk.retries.start_batch(batch.id.clone(), None).await.unwrap();
    open_rows(&desk, &batch.id, 3).await;
    let planning = desk.retries.plan_retries(crate::new_key(), only(&keys)).await.unwrap().id;
    desk.shutdown().await;

    let posts = bed.control().posts(RESET);
    let desk = bed.open().await;
    let closed = desk.batches.batch(batch.id.clone()).await.unwrap();
    assert_eq!((closed.state, closed.paused, closed.sent), (BatchState::Paused, Some(PauseReason::Closed), 3));
    assert_eq!(desk.batches.batch(other.id.clone()).await.unwrap().state, BatchState::Planned, "it had not begun");
    let planning = desk.batches.batch(planning).await.unwrap();
    assert!(matches!(planning.state, BatchState::Paused | BatchState::Planned), "{planning:?}");
    if planning.state == BatchState::Paused {
        desk.retries.resume_batch(planning.id.clone()).await.unwrap();
    }
    let planned = comes_to(&desk, &planning.id, &[BatchState::Planned]).await;
    assert_eq!((planned.looked_at, planned.left_out), (8, 3), "three are under way");
    process(&bed, &desk);
    when(&desk, "the canary passed", || async { desk.batches.batch(batch.id.clone()).await.unwrap().completed == 3 })
        .await;
    assert_eq!(desk.batches.batch(batch.id.clone()).await.unwrap().state, BatchState::Paused);
    assert_eq!(bed.control().posts(RESET), posts, "nothing is sent by itself");
    assert_eq!(desk.retries.resume_batch(batch.id.clone()).await.unwrap().state, BatchState::Running);
    let done = run_until(&bed, &desk, &batch.id, &[BatchState::Done]).await;
    assert_eq!((done.completed, bed.control().posts(RESET)), (5, posts + 2));
    desk.shutdown().await;

    let desk = bed.open().await;
    assert_eq!(desk.batches.batch(batch.id.clone()).await.unwrap().state, BatchState::Done, "what is over stays over");
    desk.shutdown().await;
}
