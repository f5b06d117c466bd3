//! A call with an id is carried out once.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::SeqCst},
};

use tokio::sync::Notify;

use crate::tests::harness::*;
use crate::{
    error::problem::{Problem, ProblemCode},
    new_key,
};

#[tokio::test]
async fn a_call_is_carried_out_once_and_answered_each_time() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let (count, go) = (Arc::new(AtomicU32::default()), Arc::new(Notify::new()));
    let call = new_key();
    let begin = || {
        let (desk, call, count, go) = (desk.clone(), call.clone(), Arc::clone(&count), Arc::clone(&go));
        tokio::spawn(async move {
            let work = async move {
                go.notified().await;
                Ok(count.fetch_add(1, SeqCst) + 1)
            };
            desk.once(&call, "mark", work).await
        })
    };
    // The first caller goes away; the call goes on.
    let first = begin();
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    let second = begin();
    tokio::task::yield_now().await;
    go.notify_one();
    assert_eq!(second.await.unwrap(), Ok(1));
    assert_eq!(begin().await.unwrap(), Ok(1), "and afterwards");
    assert_eq!(count.load(SeqCst), 1);
}

#[tokio::test]
async fn a_call_that_failed_may_be_tried_again() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let call = new_key();
    let failed: Result<u32, Problem> = Err(Problem::new(ProblemCode::JournalUnavailable, ""));
    assert!(desk.once(&call, "mark", async move { failed }).await.is_err());
    assert_eq!(desk.once(&call, "mark", async { Ok(7) }).await, Ok(7));
    assert_eq!(desk.once(&call, "mark", async { Ok(8) }).await, Ok(7));
    let other = desk.once(&call, "wipe", async { Ok(9) }).await;
    assert_eq!(other.unwrap_err().code, ProblemCode::InvalidInput, "an id is of one command");
}
