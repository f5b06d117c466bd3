//! Decisions of the user about requests of the field (`outbox/decision.rs`).

use serde_json::json;
use store::journal::field_jobs::FieldNote;

use super::{CARDS, FieldDesk};
use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    view::{DecideWhy, RequestState, StepKind, WaitsFor},
};

#[tokio::test]
async fn rows_older_than_a_day_wait_for_a_decision_also_after_a_restart() {
    let mut van = FieldDesk::new().await;
    let before = van.sent().len();
    van.cut();
    let (first, second) = (van.queue(CARDS[0]).await, van.queue(CARDS[1]).await);
    van.bed.later(&van.desk, 24 * 3_600 + 60);
    van.reconnect();
    for key in [&first, &second] {
        assert!(matches!(van.undecided(key).await.why, DecideWhy::Expired { .. }));
        assert_eq!(van.steps(key).await.last(), Some(&StepKind::Decision));
    }
    van.restart().await;
    assert_eq!(van.desk.field.field_day().await.unwrap().decisions.len(), 2);
    assert_eq!(van.sent().len(), before, "nothing left");

    van.desk.outbox.decide(first.clone(), true).await.unwrap();
    van.pending(&first).await;
    let cancelled = van.desk.outbox.decide(second.clone(), false).await.unwrap();
    assert_eq!(cancelled.state, RequestState::Cancelled);
    for (key, step) in [(&first, StepKind::Queued), (&second, StepKind::Cancelled)] {
        assert_eq!(deciders(&van.desk, key).await, [(step, sandbox::USERNAME.to_owned())]);
    }
    for (key, send) in [(first, true), (second, true), ("none".to_owned(), false)] {
        let refused = van.desk.outbox.decide(key, send).await.unwrap_err().code;
        assert!(matches!(refused, ProblemCode::TooLate | ProblemCode::NotFound));
    }
    assert_eq!(van.sent()[before..], [CARDS[0]], "one was sent, once");
    assert!(van.desk.field.field_day().await.unwrap().decisions.is_empty());
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_request_of_another_desk_meanwhile_requires_a_decision() {
    let van = FieldDesk::new().await;
    van.cut();
    let (changed, same) = (van.queue(CARDS[0]).await, van.queue(CARDS[1]).await);
    let behind = van.send(CARDS[0]).await;
    van.other_desk_sends(CARDS[0]).await;
    let before = van.sent().len();
    van.reconnect();
    van.pending(&same).await;
    let decision = van.undecided(&changed).await;
    let DecideWhy::Meanwhile { other } = decision.why else { panic!("{:?}", decision.why) };
    assert!(!other.mine && other.smartcard.as_deref() == Some(CARDS[0]), "{other:?}");
    assert_eq!(van.waits_for(&behind).await, Some(WaitsFor::Turn), "the card's next request waits behind");
    assert_eq!(van.sent()[before..], [CARDS[1]]);

    van.desk.outbox.decide(changed.clone(), true).await.unwrap();
    van.pending(&changed).await;
    let DecideWhy::Meanwhile { .. } = van.undecided(&behind).await.why else { panic!("it was made before it too") };
    van.desk.outbox.cancel(behind.clone()).await.unwrap();
    assert_eq!(van.sent()[before..], [CARDS[1], CARDS[0]]);
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_changed_card_requires_a_decision() {
    let van = FieldDesk::new().await;
    van.cut();
    // The server does not know this card.
    let card = "01999999901";
    let key = van.queue(card).await;
    let baselines = json!([{
        "of": {"kind": "smartcard", "text": card, "by": "serial_number"},
        "was": {"state": "EFFECTIVE", "product": "CARD"}
    }]);
    let (id, now) = (key.clone(), van.desk.core.now());
    let mirror = Some(van.desk.core.cache.mark());
    let note =
        FieldNote { made: now, others_since: now, mirror, lists_excused: false, baselines, why: None, looked_at: None };
    van.desk.core.journal(move |journal| journal.keep_field_note(&id, &note)).await.unwrap();
    let posts = van.bed.control().all_posts();
    van.reconnect();
    let why = van.undecided(&key).await.why;
    let before = Some("CARD, EFFECTIVE".to_owned());
    assert_eq!(why, DecideWhy::Changed { text: card.to_owned(), before, after: None });
    let reset = |posts: &std::collections::BTreeMap<String, usize>| {
        posts.iter().filter(|(path, _)| path.contains("reset_pin")).map(|(_, count)| count).sum::<usize>()
    };
    assert_eq!(reset(&van.bed.control().all_posts()), reset(&posts), "nothing left");
    van.desk.outbox.send_now(key.clone()).await.unwrap();
    let ended = until(&van.desk, &key, &[RequestState::Pending, RequestState::Refused]).await;
    assert_eq!(reset(&van.bed.control().all_posts()), reset(&posts) + 1, "sending it now is a decision too: {ended:?}");
    van.desk.shutdown().await;
}

#[tokio::test]
async fn editing_resolves_a_decision_and_restarts_the_check() {
    let van = FieldDesk::new().await;
    van.cut();
    let key = van.queue(CARDS[0]).await;
    van.bed.later(&van.desk, 25 * 3_600);
    van.reconnect();
    van.undecided(&key).await;
    van.desk.outbox.edit(key.clone()).await.unwrap();
    assert!(van.desk.field.field_day().await.unwrap().decisions.is_empty());
    van.desk.outbox.send_now(key.clone()).await.unwrap();
    van.undecided(&key).await;
    van.desk.outbox.edit(key.clone()).await.unwrap();
    van.desk.outbox.replace(key.clone(), reset_pin(CARDS[1]), None).await.unwrap();
    van.pending(&key).await;
    assert_eq!(van.sent().last().map(String::as_str), Some(CARDS[1]));
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_lost_answer_is_listed_among_the_decisions() {
    let van = FieldDesk::new().await;
    let key = van.send("01900000408").await;
    until(&van.desk, &key, &[RequestState::Unknown]).await;
    let day = van.desk.field.field_day().await.unwrap();
    assert_eq!((day.decisions[0].row.key.as_str(), &day.decisions[0].why), (key.as_str(), &DecideWhy::Unknown));
    let refused = van.desk.outbox.decide(key, true).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::TooLate, "it has ways of its own");
    van.desk.shutdown().await;
}
