//! The user's decisions about requests with a lost answer.

use super::{evidence, lost, pairing};
use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    view::{RequestState, Settled, StepKind},
};

#[tokio::test]
async fn a_lost_resync_matches_no_request() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    bed.control().set_chaos(sandbox::Chaos { truncate: 100, ..sandbox::Chaos::default() });
    let values = [("subscription_identifier", "S100"), ("provisioning_provider_identifier", "CONAX")];
    let key = desk.outbox.send(form("provisioning.resync", &values)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Unknown]).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    let evidence =
        || async { desk.requests.request(key.clone()).await.unwrap().evidence.filter(|evidence| evidence.no_list) };
    when(&desk, "said to be in no list", || async { evidence().await.is_some() }).await;
    assert!(!evidence().await.unwrap().can_check_number, "no request can be it");
    assert_eq!(
        desk.reconcile.check_number(key.clone(), "18501".to_owned()).await.unwrap_err().code,
        ProblemCode::NotFound
    );
    desk.reconcile.send_again(key.clone()).await.unwrap();
    assert!(
        until(&desk, &key, &[RequestState::Pending]).await.unwatched,
        "somebody decided; doing it twice is harmless"
    );
    assert_eq!(deciders(&desk, &key).await, [(StepKind::SentAgain, sandbox::USERNAME.to_owned())]);
    desk.shutdown().await;
}

#[tokio::test]
async fn equal_requests_of_one_user_require_a_decision() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    // Two equal requests, both with a lost answer: either may be the other's.
    let keys = [lost(&desk, pairing("01900000206")).await, lost(&desk, pairing("01900000206")).await];
    for key in &keys {
        desk.reconcile.look_again(key.clone()).await.unwrap();
        let kept = evidence(&desk, key).await;
        assert_eq!(kept.candidates.len(), 2);
        assert!(kept.candidates.iter().all(|candidate| candidate.unsure.is_empty()) && kept.settled.is_none());
        assert!(!kept.may_send_again);
    }
    let ids: Vec<String> = evidence(&desk, &keys[0]).await.candidates.into_iter().map(|found| found.id).collect();
    let row = desk.reconcile.adopt(keys[0].clone(), ids[0].clone()).await.unwrap();
    assert_eq!((row.state, row.id.as_deref()), (RequestState::Pending, Some(ids[0].as_str())));
    assert_eq!(
        desk.reconcile.adopt(keys[1].clone(), ids[0].clone()).await.unwrap_err().code,
        ProblemCode::TooLate,
        "it is taken"
    );
    desk.reconcile.look_again(keys[1].clone()).await.unwrap();
    let other = desk.requests.row(&keys[1]).await.unwrap();
    assert_eq!(
        (other.state, other.id.as_deref()),
        (RequestState::Pending, Some(ids[1].as_str())),
        "now one is left for it"
    );
    assert_eq!(deciders(&desk, &keys[0]).await, [(StepKind::Adopted, sandbox::USERNAME.to_owned())]);
    assert_eq!(deciders(&desk, &keys[1]).await, [], "a match is nobody's decision");
    desk.shutdown().await;
}

#[tokio::test]
async fn checks_a_typed_number_for_nagravision_requests() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let unpair = |card| form("nagra.unpair", &[("smartcard_identifier", card)]);
    bed.control().set_chaos(sandbox::Chaos { truncate: 100, ..sandbox::Chaos::default() });
    let key = lost(&desk, unpair("200000000154")).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    when(&desk, "said to be in no list", || async {
        desk.requests.request(key.clone()).await.unwrap().evidence.is_some_and(|evidence| evidence.no_list)
    })
    .await;
    let kept = evidence(&desk, &key).await;
    assert!(kept.can_check_number && kept.next_look.is_none() && !kept.may_send_again);

    let other = desk.outbox.send(unpair("200000000254")).await.unwrap().key;
    let other = until(&desk, &other, &[RequestState::Pending]).await;
    let number = other.number.clone().unwrap();
    let shown = desk.reconcile.check_number(key.clone(), format!(" {number} ")).await.unwrap();
    assert!(shown.unsure.iter().any(|parameter| parameter.name == "smartcard_ca_id"), "another card: {shown:?}");
    let own = (number.parse::<u64>().unwrap() - 1).to_string();
    let shown = desk.reconcile.check_number(key.clone(), own).await.unwrap();
    let problem = desk.reconcile.check_number(key.clone(), " ".to_owned()).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::InvalidInput);
    assert_eq!(
        desk.reconcile.check_number(key.clone(), "99999".to_owned()).await.unwrap_err().code,
        ProblemCode::Refused
    );

    assert_eq!(desk.reconcile.adopt(key.clone(), other.id.unwrap()).await.unwrap_err().code, ProblemCode::TooLate);
    let row = desk.reconcile.adopt(key.clone(), shown.id).await.unwrap();
    assert_eq!(row.state, RequestState::Pending);
    assert_eq!(evidence(&desk, &key).await.settled, Some(Settled::Chosen));
    desk.shutdown().await;
}

#[tokio::test]
async fn an_unknown_row_can_be_closed_and_reopened() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = lost(&desk, pairing("01900000503")).await;
    assert_eq!(desk.app.snapshot().await.unwrap().outbox.unknown, 1);
    desk.reconcile.close_unknown(key.clone(), true).await.unwrap();
    assert_eq!(desk.app.snapshot().await.unwrap().outbox.unknown, 0, "it asks for nothing any more");
    assert_eq!(deciders(&desk, &key).await, [(StepKind::Closed, sandbox::USERNAME.to_owned())]);
    assert_eq!(evidence(&desk, &key).await.settled, Some(Settled::Closed));
    assert_eq!(desk.outbox.outbox_page(0, 10).await.unwrap().total, 0);
    bed.later(&desk, 700);
    desk.reconcile.close_unknown(key.clone(), false).await.unwrap();
    when(&desk, "looked at", || async { evidence(&desk, &key).await.looks.len() == 1 }).await;
    assert_eq!(desk.app.snapshot().await.unwrap().outbox.unknown, 1);
    let sent = desk.outbox.send(pairing("01900000001")).await.unwrap().key;
    until(&desk, &sent, &[RequestState::Pending]).await;
    for refused in [
        desk.reconcile.close_unknown(sent.clone(), true).await.unwrap_err(),
        desk.reconcile.send_again(sent).await.unwrap_err(),
    ] {
        assert_eq!(refused.code, ProblemCode::TooLate, "only what is unknown");
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn a_request_with_a_pin_is_not_sent_again() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = lost(&desk, set_pin("01900000503", "8351")).await;
    for _ in 0..3 {
        desk.reconcile.look_again(key.clone()).await.unwrap();
    }
    assert!(!evidence(&desk, &key).await.may_send_again);
    assert_eq!(desk.reconcile.send_again(key).await.unwrap_err().code, ProblemCode::PinNotKept, "it is typed anew");
    desk.shutdown().await;
}
