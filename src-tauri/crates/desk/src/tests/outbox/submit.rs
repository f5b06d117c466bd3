//! Repeated calls take effect once: a form by its key, any other call by its id.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::SeqCst},
    mpsc,
};

use tokio::sync::Notify;

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::{Problem, ProblemCode},
    new_key,
    view::{Form, FormDraft, RejectedSelection, RejectedView, RequestState},
};

const RESET: &str = "conax_web_services/provisioning_requests/reset_pin_to_default_value";
const SET: &str = "conax_web_services/provisioning_requests/reset_pin_to_given_value";

/// Blocks the journal's writer until the sender is dropped.
fn slow_disk(desk: &Desk) -> mpsc::Sender<()> {
    let (end, wait) = mpsc::channel();
    let write = desk.core.journal.as_ref().unwrap().write(move |_| {
        // Dropped by the test.
        let _ = wait.recv();
        Ok(())
    });
    drop(write);
    end
}

async fn rows(desk: &Desk) -> usize {
    desk.outbox.outbox_page(0, 100).await.unwrap().rows.len()
}

fn steps(desk: &Desk, key: &str) -> usize {
    desk.core.journal.as_ref().unwrap().steps(key).unwrap().len()
}

#[tokio::test]
async fn a_form_that_comes_twice_is_one_row_whatever_stands_in_between() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let form = Form::from(reset_pin(CARD));
    let busy = slow_disk(&desk);
    let both = tokio::spawn({
        let (desk, form) = (desk.clone(), form.clone());
        async move { tokio::join!(desk.outbox.send(form.clone()), desk.outbox.send(form)) }
    });
    tokio::task::yield_now().await;
    drop(busy);
    let (first, second) = both.await.unwrap();
    assert_eq!((first.unwrap().key, second.unwrap().key), (form.key.clone(), form.key.clone()));
    assert_eq!((rows(&desk).await, steps(&desk, &form.key)), (1, 1));

    // Its user has signed out, and it is answered all the same.
    desk.sessions.sign_out().await.unwrap();
    assert_eq!(desk.outbox.send(form.clone()).await.unwrap().state, RequestState::Held);
    assert_eq!(desk.outbox.send(reset_pin("01900000002")).await.unwrap_err().code, ProblemCode::NotSignedIn);

    desk.shutdown().await;
    let desk = bed.signed_in().await;
    desk.outbox.send_now(form.key.clone()).await.unwrap();
    until(&desk, &form.key, &[RequestState::Pending]).await;
    // The same message, in another spelling of its key, after a restart and after the row left.
    let again = Form { key: form.key.to_uppercase(), ..form.clone() };
    assert_eq!(desk.outbox.send(again).await.unwrap().state, RequestState::Pending);
    assert_eq!(bed.control().posts(RESET), 1);
}

#[tokio::test]
async fn a_form_that_was_changed_after_it_was_sent_is_not_taken_for_sent() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let form = Form::from(reset_pin(CARD));
    desk.outbox.send(form.clone()).await.unwrap();
    let other = Form { draft: reset_pin("01900000002"), ..form.clone() };
    let later = Form { ..form.clone() };
    for refused in [
        desk.outbox.send(other.clone()).await,
        desk.field.send_in_field(other.clone(), None).await,
        desk.outbox.send_later(later, 4e12).await,
    ] {
        assert_eq!(refused.unwrap_err().code, ProblemCode::AlreadySent);
    }
    assert_eq!(rows(&desk).await, 1);
    desk.outbox.send(Form { key: new_key(), ..other }).await.unwrap();
    assert_eq!(rows(&desk).await, 2);
}

#[tokio::test]
async fn a_time_to_leave_is_part_of_a_form() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let form = Form::from(reset_pin(CARD));
    assert_eq!(desk.outbox.send_later(form.clone(), 4e12).await.unwrap().leaves_at, Some(4e12));
    assert_eq!(desk.outbox.send_later(form.clone(), 4e12).await.unwrap().key, form.key);
    assert_eq!(desk.outbox.send(form).await.unwrap_err().code, ProblemCode::AlreadySent);
    // A time in the past means now, also when it is repeated.
    let past = Form::from(reset_pin("01900000002"));
    let at = millis(desk.core.now()) - 1_000.0;
    for _ in 0..2 {
        assert_eq!(desk.outbox.send_later(past.clone(), at).await.unwrap().key, past.key);
    }
    assert_eq!(rows(&desk).await, 2);
}

fn millis(at: i64) -> f64 {
    crate::time::millis(at)
}

#[tokio::test]
async fn a_pin_is_the_first_ones_and_none_is_left_behind() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let form = Form::from(set_pin(CARD, "1111"));
    let other = Form { draft: set_pin(CARD, "2222"), ..form.clone() };
    let busy = slow_disk(&desk);
    let first = tokio::spawn({
        let (desk, form) = (desk.clone(), form.clone());
        async move { desk.outbox.send(form).await }
    });
    when_true("the first is being written", || desk.outbox.memory().pins.contains_key(&form.key)).await;
    let second = tokio::spawn({
        let (desk, other) = (desk.clone(), other.clone());
        async move { desk.outbox.send(other).await }
    });
    tokio::task::yield_now().await;
    drop(busy);
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    assert_eq!(desk.outbox.memory().pins[&form.key].0.expose(), "1111");
    desk.outbox.send_now(form.key.clone()).await.unwrap();
    until(&desk, &form.key, &[RequestState::Pending]).await;
    // After the row has left, its PIN is nowhere.
    desk.outbox.send(other).await.unwrap();
    assert!(desk.outbox.memory().pins.is_empty());
    assert_eq!(bed.control().posts(SET), 1);
}

async fn when_true(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..100_000 {
        if holds() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("never {what}");
}

#[tokio::test]
async fn a_key_that_is_none_is_refused_and_nothing_is_written() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    for key in ["", "row-1", "0198a0b1-c2d3-7e4f-8a9b", "../journal.db"] {
        let form = Form { key: key.to_owned(), draft: reset_pin(CARD) };
        let refused = [
            desk.outbox.send(form.clone()).await.map(drop),
            desk.outbox.send_later(form.clone(), 4e12).await.map(drop),
            desk.field.send_in_field(form.clone(), None).await.map(drop),
            desk.retries.retry("server-1".to_owned(), form.clone()).await.map(drop),
            desk.outbox.keep_form(form).await,
            desk.retries.plan_retries(key.to_owned(), RejectedSelection::default()).await.map(drop),
            desk.once(key, "wipe", async { Ok(()) }).await,
        ];
        for refused in refused {
            assert_eq!(refused.unwrap_err().code, ProblemCode::InvalidInput, "{key}");
        }
    }
    assert_eq!(rows(&desk).await, 0);
}

#[tokio::test]
async fn a_kept_form_has_its_key_until_it_is_a_row() {
    const OPERATION: &str = "conax.reset-pin";
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let kept = |desk: &Desk| {
        let desk = desk.clone();
        async move { desk.outbox.kept_form(OPERATION.to_owned()).await.unwrap() }
    };
    let form = Form::from(reset_pin(CARD));
    desk.outbox.keep_form(form.clone()).await.unwrap();
    desk.shutdown().await;
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    assert_eq!(kept(&desk).await, Some(form.clone()), "with the key that it had before the start");
    desk.outbox.send(form.clone()).await.unwrap();
    assert_eq!(kept(&desk).await, None);

    // The page saves the draft once more, a moment too late.
    desk.outbox.keep_form(form.clone()).await.unwrap();
    assert_eq!(kept(&desk).await, None, "it is a row");
    // Values typed after the send are another form, and none of them is lost.
    let changed = Form { draft: reset_pin("01900000002"), ..form.clone() };
    desk.outbox.keep_form(changed.clone()).await.unwrap();
    let left = kept(&desk).await.unwrap();
    assert_eq!(left.draft, changed.draft);
    assert_ne!(left.key, form.key);
    assert_eq!(rows(&desk).await, 1);
}

#[tokio::test]
async fn a_form_of_the_field_leaves_the_office_its_own() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let office = Form::from(reset_pin("01900000002"));
    desk.outbox.keep_form(office.clone()).await.unwrap();
    let field = Form::from(reset_pin(CARD));
    for _ in 0..2 {
        assert_eq!(desk.field.send_in_field(field.clone(), None).await.unwrap().key, field.key);
    }
    assert_eq!((rows(&desk).await, steps(&desk, &field.key)), (1, 1));
    assert_eq!(desk.outbox.kept_form("conax.reset-pin".to_owned()).await.unwrap(), Some(office));
}

#[tokio::test]
async fn a_retry_and_a_plan_that_come_twice_are_one() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let cards = ["01900000001", "01900000002"].map(reset_pin).to_vec();
    let keys = rejected_of(&bed, &desk, cards.clone()).await;
    hold(&desk, 60).await;
    let form = Form::from(cards[0].clone());
    for _ in 0..2 {
        assert_eq!(desk.retries.retry(keys[0].clone(), form.clone()).await.unwrap().key, form.key);
    }
    let another = desk.retries.retry(keys[0].clone(), cards[0].clone()).await;
    assert_eq!(another.unwrap_err().code, ProblemCode::AlreadyRetried, "another one is not the same");
    assert_eq!(rows(&desk).await, 1);

    let id = new_key();
    let chosen = || RejectedSelection { all: false, keys: keys.clone(), view: RejectedView::default() };
    let (first, second) =
        tokio::join!(desk.retries.plan_retries(id.clone(), chosen()), desk.retries.plan_retries(id.clone(), chosen()));
    assert_eq!((first.unwrap().id, second.unwrap().id), (id.clone(), id.clone()));
    let batches = desk.retries.batches().await.unwrap();
    assert_eq!((batches.len(), batches[0].total), (1, 2));
}

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

#[tokio::test]
async fn a_journal_that_failed_takes_the_same_form_afterwards() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let form: FormDraft = reset_pin(CARD);
    let form = Form::from(form);
    let journal = desk.core.journal.as_ref().unwrap();
    journal.refuse_writes(true);
    assert_eq!(desk.outbox.send(form.clone()).await.unwrap_err().code, ProblemCode::JournalUnavailable);
    journal.refuse_writes(false);
    assert_eq!(desk.outbox.send(form.clone()).await.unwrap().key, form.key);
    assert_eq!(rows(&desk).await, 1);
}
