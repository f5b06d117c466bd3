//! Sequences against the sandbox: each request leaves after the one before it was completed, and not otherwise.

use store::journal::Journal;

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    new_key,
    view::{DoubtView, FormDraft, RequestState, Sequence, SequenceState, StepKind, WaitsFor},
};

const ADD: &str = "conax_web_services/provisioning_requests/add_subscriptions";

fn add(card: &str, service: &str) -> FormDraft {
    form(
        "conax.add-service",
        &[("subscription_identifier", "S100"), ("smartcard_identifier", card), ("service_identifier", service)],
    )
}

fn three(card: &str) -> Vec<FormDraft> {
    vec![add(card, "GOLD"), add(CARD, "SPORT"), add("01900000002", "KIDS")]
}

/// Has the CA system carry out what the server accepted, and the desk ask for it.
fn processed(bed: &Bed, desk: &Desk) {
    bed.control().advance(std::time::Duration::from_secs(5));
    bed.control().run_processing_now();
    bed.later(desk, 61);
}

async fn states(desk: &Desk, sequence: &Sequence) -> Vec<RequestState> {
    let sequence = desk.outbox.sequence(sequence.key.clone()).await.unwrap();
    sequence.rows.into_iter().map(|row| row.state).collect()
}

async fn waits_for(desk: &Desk, key: &str) -> Option<WaitsFor> {
    desk.requests.row(key).await.unwrap().waits_for
}

#[tokio::test]
async fn each_request_leaves_after_the_one_before_it_was_completed_across_restarts() {
    use RequestState::{Completed, Pending, Queued};
    let bed = Bed::new();
    let desk = bed.open().await;
    hold(&desk, 0).await;
    let connection = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &connection, true).await;
    let sent = desk.outbox.send_sequence(new_key(), three(CARD)).await.unwrap();
    let keys: Vec<String> = sent.rows.iter().map(|row| row.key.clone()).collect();
    assert_eq!((sent.state, &sent.halted, &sent.key), (SequenceState::Running, &None, &keys[0]));
    until(&desk, &keys[0], &[Pending]).await;
    assert_eq!(waits_for(&desk, &keys[1]).await, Some(WaitsFor::RequestBefore));
    desk.outbox.send_now(keys[1].clone()).await.unwrap();
    bed.later(&desk, 61);
    desk.shutdown().await;
    drop(desk);

    let desk = bed.open().await;
    desk.core.wake.all();
    assert_eq!(states(&desk, &sent).await, [Pending, Queued, Queued]);
    assert_eq!(bed.control().posts(ADD), 1, "accepted is not completed");
    processed(&bed, &desk);
    until(&desk, &keys[0], &[Completed]).await;
    until(&desk, &keys[1], &[Pending]).await;
    assert_eq!(bed.control().posts(ADD), 2);
    for key in &keys[1..] {
        until(&desk, key, &[Pending]).await;
        processed(&bed, &desk);
        until(&desk, key, &[Completed]).await;
    }
    assert_eq!(bed.control().posts(ADD), 3, "each once");
    assert_eq!(desk.outbox.sequence(sent.key.clone()).await.unwrap().state, SequenceState::Ended);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_rejection_or_a_lost_answer_halts_the_rest_until_a_person_decides() {
    for (card, ending) in [("01900000666", RequestState::Rejected), ("01900000204", RequestState::Unknown)] {
        let bed = Bed::new();
        let desk = bed.signed_in().await;
        let sent = desk.outbox.send_sequence(new_key(), three(card)).await.unwrap();
        let keys: Vec<String> = sent.rows.iter().map(|row| row.key.clone()).collect();
        if ending == RequestState::Rejected {
            until(&desk, &keys[0], &[RequestState::Pending]).await;
            processed(&bed, &desk);
        }
        until(&desk, &keys[0], &[ending]).await;
        let halted = desk.outbox.sequence(sent.key.clone()).await.unwrap();
        assert_eq!((halted.state, halted.halted.as_ref()), (SequenceState::Halted, Some(&keys[1])), "{ending:?}");
        assert_eq!(waits_for(&desk, &keys[1]).await, Some(WaitsFor::Decision));
        let doubt = halted.rows[1].doubt.clone();
        assert_eq!(doubt, Some(DoubtView::Halted { before: keys[0].clone() }));
        assert_eq!(desk.app.snapshot().await.unwrap().outbox.undecided, 1);
        bed.later(&desk, 61);
        assert_eq!(bed.control().posts(ADD), 1, "{ending:?}: nothing leaves by itself");
        desk.outbox.decide(keys[1].clone(), true).await.unwrap();
        until(&desk, &keys[1], &[RequestState::Pending]).await;
        assert_eq!(waits_for(&desk, &keys[2]).await, Some(WaitsFor::RequestBefore), "the next one waits again");
        assert_eq!(desk.outbox.decide(keys[1].clone(), true).await.unwrap_err().code, ProblemCode::TooLate);
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn a_process_that_died_during_a_send_leaves_the_rest_halted() {
    use RequestState::{Cancelled, Unknown};
    let bed = Bed::new();
    let desk = bed.open().await;
    let connection = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &connection, true).await;
    hold(&desk, 60).await;
    let sent = desk.outbox.send_sequence(new_key(), three(CARD)).await.unwrap();
    desk.shutdown().await;
    drop(desk);
    let journal = Journal::open(&bed.data_dir().join("journal.db")).unwrap();
    let first = sent.key.clone();
    let sending = journal.write(move |journal| {
        journal.change(&first, &[RequestState::Held], 1, |row| {
            row.state = RequestState::Sending;
            vec![]
        })
    });
    sending.await.unwrap();
    drop(journal);
    bed.later_by(120);
    let desk = bed.open().await;
    let found = desk.outbox.sequence(sent.key.clone()).await.unwrap();
    assert_eq!((found.state, found.rows[0].state), (SequenceState::Halted, RequestState::Unknown));
    desk.core.wake.all();
    let dropped = desk.outbox.decide(found.halted.unwrap(), false).await.unwrap();
    assert_eq!(dropped.state, RequestState::Cancelled);
    assert_eq!(states(&desk, &sent).await, [Unknown, Cancelled, Cancelled], "what comes after it goes with it");
    for row in &sent.rows[1..] {
        assert_eq!(deciders(&desk, &row.key).await, [(StepKind::Cancelled, sandbox::USERNAME.to_owned())]);
    }
    assert_eq!(bed.control().posts(ADD), 0);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_repeated_sequence_adds_nothing_and_another_form_is_refused() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let key = new_key();
    let sent = desk.outbox.send_sequence(key.clone(), three(CARD)).await.unwrap();
    let again = desk.outbox.send_sequence(key.clone(), three(CARD)).await.unwrap();
    assert_eq!(again.rows.len(), 3);
    assert!(sent.rows.iter().zip(&again.rows).all(|(one, other)| one.key == other.key));
    let other = desk.outbox.send_sequence(key, three("01900000002")).await.unwrap_err();
    assert_eq!(other.code, ProblemCode::AlreadySent);
    let faulty = vec![add(CARD, "GOLD"), add("", "SPORT")];
    let refused = desk.outbox.send_sequence(new_key(), faulty).await.unwrap_err();
    assert_eq!(refused.fields[0].field, "smartcard_identifier", "a form of it cannot be sent, so none is");
    let with_pin = desk.outbox.send_sequence(new_key(), vec![add(CARD, "GOLD"), set_pin(CARD, "8351")]).await;
    assert_eq!(with_pin.unwrap_err().fields[0].fault, "pinCannotWait");
    assert_eq!(desk.outbox.outbox_page(0, 50).await.unwrap().total, 3);
    desk.shutdown().await;
}

#[tokio::test]
async fn undo_takes_the_whole_sequence_back_and_cancel_halts_the_rest() {
    use RequestState::{Cancelled, Queued};
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let undone = desk.outbox.send_sequence(new_key(), three(CARD)).await.unwrap();
    desk.outbox.undo(undone.key.clone()).await.unwrap();
    assert_eq!(states(&desk, &undone).await, [Cancelled, Cancelled, Cancelled]);
    let halted = desk.outbox.send_sequence(new_key(), three(CARD)).await.unwrap();
    desk.outbox.cancel(halted.key.clone()).await.unwrap();
    assert_eq!(states(&desk, &halted).await, [Cancelled, Queued, Queued]);
    let asks = desk.outbox.sequence(halted.key.clone()).await.unwrap();
    assert_eq!(asks.halted.as_ref(), Some(&asks.rows[1].key));
    assert_eq!(bed.control().posts(ADD), 0);
    desk.shutdown().await;
}
