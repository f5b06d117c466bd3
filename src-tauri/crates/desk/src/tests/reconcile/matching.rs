//! Comparison of a candidate with the row: time, cards, parameters.

use crmcom::Release;

use super::{bed_at, evidence, lost, pairing};
use crate::tests::harness::*;
use crate::view::RequestState;

#[tokio::test]
async fn tolerates_a_server_clock_five_minutes_off() {
    for minutes in [-5_i64, 5] {
        let (bed, desk) = bed_at(Release::R11, "UTC").await;
        // This computer's clock is ahead of the server's, or behind it.
        bed.later_by(minutes * 60);
        let key = lost(&desk, pairing("01900000206")).await;
        desk.reconcile.look_again(key.clone()).await.unwrap();
        until(&desk, &key, &[RequestState::Pending]).await;
        desk.shutdown().await;
    }
    let (_bed, desk) = bed_at(Release::R11, "Asia/Tokyo").await;
    let key = lost(&desk, pairing("01900000206")).await;
    desk.reconcile.look_again(key.clone()).await.unwrap();
    assert_eq!(
        desk.requests.row(&key).await.unwrap().state,
        RequestState::Unknown,
        "made nine hours ago, by that zone's clock"
    );
    let known = evidence(&desk, &key).await;
    assert_eq!(known.candidates.len(), 1, "the zone may be wrong: somebody decides");
    assert!(known.candidates[0].unsure.iter().any(|unsure| unsure.name == "created_date"));
    assert!(!known.may_send_again, "and it is not sent again as if there were none");
    desk.shutdown().await;
}

#[tokio::test]
async fn resolves_other_identifiers_of_a_card() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    bed.control().set_chaos(sandbox::Chaos { truncate: 100, ..sandbox::Chaos::default() });
    let mut draft = reset_pin(CARD);
    draft.values.insert("smartcard_identifier".to_owned(), "CARD-1".to_owned());
    draft.values.insert("smartcard_identifier.by".to_owned(), "alternative_code".to_owned());
    let key = lost(&desk, draft).await;
    let other = lost(&desk, reset_pin("01900000002")).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    desk.reconcile.look_again(key.clone()).await.unwrap();
    for key in [key, other] {
        let row = desk.requests.row(&key).await.unwrap();
        assert_eq!(row.state, RequestState::Pending, "the other card's request is not taken for this one's: {row:?}");
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn an_incomparable_parameter_requires_a_decision() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let draft = form(
        "conax.add-service",
        &[("subscription_identifier", "S100"), ("smartcard_identifier", CARD), ("service_identifier", "GOLD")],
    );
    bed.control().set_chaos(sandbox::Chaos { truncate: 100, ..sandbox::Chaos::default() });
    let key = lost(&desk, draft.clone()).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    desk.reconcile.look_again(key.clone()).await.unwrap();
    let kept = evidence(&desk, &key).await;
    assert_eq!(kept.candidates.len(), 1);
    assert_eq!(kept.candidates[0].unsure[0].name, "service_ca_id", "a service is told by its CA id alone");
    assert_eq!(desk.requests.row(&key).await.unwrap().state, RequestState::Unknown);

    // Once the server returned that service with another request, its identifier is known.
    let known = desk.outbox.send(draft).await.unwrap().key;
    until(&desk, &known, &[RequestState::Pending]).await;
    desk.reconcile.look_again(key.clone()).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.shutdown().await;
}
