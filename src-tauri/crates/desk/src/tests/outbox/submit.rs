//! Submission of forms. A form that is submitted again, by its key, takes effect once.

use std::sync::mpsc;

use super::steps;
use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    new_key,
    view::{
        Form, FormDraft, RejectedSelection, RejectedView, RequestFilter, RequestQuery, RequestState, StepKind, WaitsFor,
    },
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

pub(super) async fn rows(desk: &Desk) -> usize {
    desk.outbox.outbox_page(0, 100).await.unwrap().rows.len()
}

pub(super) fn step_count(desk: &Desk, key: &str) -> usize {
    desk.core.journal.as_ref().unwrap().steps(key).unwrap().len()
}

#[tokio::test]
async fn a_form_submitted_twice_is_one_row() {
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
    assert_eq!((rows(&desk).await, step_count(&desk, &form.key)), (1, 1));

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
async fn a_changed_form_with_a_used_key_is_refused() {
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
async fn the_scheduled_time_is_part_of_a_form() {
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
async fn a_repeated_form_keeps_the_first_pin_and_leaves_none_behind() {
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
    when_true("the first is being written", || desk.outbox.memory.lock().pins.contains_key(&form.key)).await;
    let second = tokio::spawn({
        let (desk, other) = (desk.clone(), other.clone());
        async move { desk.outbox.send(other).await }
    });
    tokio::task::yield_now().await;
    drop(busy);
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    assert_eq!(desk.outbox.memory.lock().pins[&form.key].0.expose(), "1111");
    desk.outbox.send_now(form.key.clone()).await.unwrap();
    until(&desk, &form.key, &[RequestState::Pending]).await;
    // After the row has left, its PIN is nowhere.
    desk.outbox.send(other).await.unwrap();
    assert!(desk.outbox.memory.lock().pins.is_empty());
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
async fn an_invalid_key_is_refused_and_nothing_is_written() {
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
async fn a_repeated_retry_or_plan_takes_effect_once() {
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
    let batches = desk.batches.batches().await.unwrap();
    assert_eq!((batches.len(), batches[0].total), (1, 2));
}

#[tokio::test]
async fn a_form_is_accepted_again_after_a_journal_failure() {
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

#[tokio::test]
async fn undo_within_the_hold_returns_the_form() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 5).await;
    let row = desk.outbox.send(set_pin(CARD, "8351")).await.unwrap();
    assert_eq!((row.state, row.waits_for), (RequestState::Held, Some(WaitsFor::Hold)));
    assert!(row.held_until.is_some());
    let form = desk.outbox.undo(row.key.clone()).await.unwrap();
    assert_eq!(form.values["smartcard_identifier"], CARD);
    assert!(!form.values.contains_key("pin"), "a PIN never comes back");
    assert!(desk.outbox.memory.lock().pins.is_empty(), "and is not kept in memory");
    assert_eq!(desk.requests.row(&row.key).await.unwrap().state, RequestState::Cancelled);
    bed.later(&desk, 60);
    assert_eq!(desk.outbox.undo(row.key.clone()).await.unwrap_err().code, ProblemCode::TooLate);
    assert_eq!(desk.outbox.send_now(row.key).await.unwrap_err().code, ProblemCode::TooLate);
    assert_eq!(desk.outbox.undo("no such row".to_owned()).await.unwrap_err().code, ProblemCode::NotFound);
    assert_eq!(bed.control().all_posts().values().sum::<usize>(), 1, "only the sign-in left");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_row_leaves_after_the_hold_and_undo_is_too_late() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 5).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    bed.later(&desk, 6);
    until(&desk, &key, &[RequestState::Pending]).await;
    assert_eq!(desk.outbox.undo(key.clone()).await.unwrap_err().code, ProblemCode::TooLate);
    assert_eq!(steps(&desk, &key).await, [StepKind::Held, StepKind::Queued, StepKind::Sending, StepKind::Accepted]);

    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    desk.outbox.send_now(key.clone()).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_form_with_faults_does_not_become_a_row() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let problem = desk.outbox.send(form("conax.set-pin", &[("pin", "12")])).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::InvalidInput);
    let fields: Vec<&str> = problem.fields.iter().map(|field| field.field.as_str()).collect();
    assert!(fields.contains(&"smartcard_identifier") && fields.contains(&"pin"), "{fields:?}");
    let mine = RequestFilter { mine: true, ..RequestFilter::default() };
    let mine = desk.requests.request_page(RequestQuery { filter: mine, ..RequestQuery::default() }).await.unwrap();
    assert!(mine.rows.is_empty());
    let problem = desk.outbox.send(form("no.such", &[])).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::NotFound);
    desk.shutdown().await;
}

#[tokio::test]
async fn an_operation_that_the_release_lacks_is_not_offered() {
    let bed = Bed::with(crmcom::Release::R13);
    let desk = bed.signed_in().await;
    let unavailable = desk.app.snapshot().await.unwrap().unavailable;
    assert!(unavailable.iter().any(|missing| missing.operation == "nagra.unpair" && missing.until.is_some()));
    let draft = form("nagra.unpair", &[("smartcard_identifier", "200000000154")]);
    assert_eq!(desk.outbox.send(draft).await.unwrap_err().code, ProblemCode::NotOffered);
    desk.shutdown().await;
}
