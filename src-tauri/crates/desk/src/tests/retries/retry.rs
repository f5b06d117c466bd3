//! Retries of single requests.

use crate::tests::harness::*;
use crate::{Desk, error::problem::ProblemCode, view::RequestState};

async fn retry_of(desk: &Desk, key: &str) -> (String, bool) {
    let subject = desk.requests.request(key.to_owned()).await.unwrap().row;
    let (connection, request) = (subject.connection, subject.id.unwrap());
    let found = desk.core.read_journal(move |journal| journal.retries_of(&connection, &request)).await.unwrap();
    let last = found.last().expect("a retry").clone();
    (last.0, last.1.changed)
}

#[tokio::test]
async fn a_retry_is_a_new_request_and_knows_its_parent() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let keys = rejected_of(&bed, &desk, vec![reset_pin(CARD), reset_pin("01900000002")]).await;
    let plain = desk.retries.prefill(keys[0].clone(), None).await.unwrap().draft.unwrap();
    let retry = desk.retries.retry(keys[0].clone(), plain).await.unwrap();
    assert_ne!(retry.key, keys[0]);
    assert_eq!(retry_of(&desk, &keys[0]).await, (retry.key.clone(), false));
    until(&desk, &retry.key, &[RequestState::Pending]).await;
    assert_eq!(desk.requests.row(&keys[0]).await.unwrap().state, RequestState::Rejected, "what was rejected stays so");

    let mut changed = desk.retries.prefill(keys[1].clone(), None).await.unwrap().draft.unwrap();
    changed.values.insert("priority".to_owned(), "REGULAR".to_owned());
    changed.values.insert("process_immediately".to_owned(), "true".to_owned());
    let retry = desk.retries.retry(keys[1].clone(), changed).await.unwrap();
    assert_eq!(retry_of(&desk, &keys[1]).await, (retry.key, true));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_request_with_an_open_retry_is_not_retried() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = rejected_of(&bed, &desk, vec![reset_pin(CARD)]).await.remove(0);
    let path = "conax_web_services/provisioning_requests/reset_pin_to_default_value";
    hold(&desk, 60).await;
    let held = desk.retries.retry(key.clone(), reset_pin(CARD)).await.unwrap();
    assert_eq!(held.state, RequestState::Held);
    let again = desk.retries.retry(key.clone(), reset_pin(CARD)).await.unwrap_err();
    assert_eq!(again.code, ProblemCode::AlreadyRetried);
    desk.outbox.undo(held.key).await.unwrap();
    let second = desk.retries.retry(key.clone(), reset_pin(CARD)).await.unwrap();
    desk.outbox.send_now(second.key.clone()).await.unwrap();
    until(&desk, &second.key, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    bed.later(&desk, 61);
    until(&desk, &second.key, &[RequestState::Completed]).await;
    assert_eq!(desk.retries.retry(key, reset_pin(CARD)).await.unwrap_err().code, ProblemCode::AlreadyRetried);
    assert_eq!(bed.control().posts(path), 2, "the first and its retry");
    let completed = desk.retries.retry(second.key, reset_pin(CARD)).await.unwrap_err();
    assert_eq!(completed.code, ProblemCode::TooLate, "only what was rejected is retried");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_retry_asks_for_the_pin_again_and_keeps_it_in_memory() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = rejected_of(&bed, &desk, vec![set_pin(CARD, "0417")]).await.remove(0);
    let draft = desk.retries.prefill(key.clone(), None).await.unwrap().draft.unwrap();
    let problem = desk.retries.retry(key.clone(), draft).await.unwrap_err();
    assert_eq!((problem.code, problem.fields[0].field.as_str()), (ProblemCode::InvalidInput, "pin"));
    let retry = desk.retries.retry(key.clone(), set_pin(CARD, "5318")).await.unwrap();
    until(&desk, &retry.key, &[RequestState::Pending]).await;
    assert!(!retry_of(&desk, &key).await.1, "a PIN that had to be typed is no change");
    desk.shutdown().await;
    assert!(files_with(bed.dir.path(), "\"5318\"").is_empty());
}
