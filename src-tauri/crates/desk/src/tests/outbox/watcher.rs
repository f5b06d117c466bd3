//! Accepted requests are followed to their final state.

use super::steps;
use crate::tests::harness::*;
use crate::view::{DeskEvent, RequestQuery, RequestState, StepKind};

#[tokio::test]
async fn a_request_is_sent_watched_and_completed() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let mut events = desk.events();
    let row = desk.outbox.send(reset_pin(CARD)).await.unwrap();
    assert!(row.mine);
    let row = until(&desk, &row.key, &[RequestState::Pending]).await;
    assert!(row.number.is_some() && row.next_try.is_some(), "accepted and watched: {row:?}");

    bed.control().run_processing_now();
    bed.later(&desk, 60);
    let row = until(&desk, &row.key, &[RequestState::Completed]).await;
    let settled = heard(&mut events, "that it settled", |event| matches!(event, DeskEvent::Settled { .. })).await;
    assert!(matches!(settled, DeskEvent::Settled { row: told } if told.key == row.key));
    assert_eq!(
        steps(&desk, &row.key).await,
        [StepKind::Queued, StepKind::Sending, StepKind::Accepted, StepKind::Completed]
    );
    let detail = desk.requests.request(row.key).await.unwrap();
    assert!(detail.parameters.iter().any(|parameter| parameter.name == "smartcard_ca_id"));
    assert!(detail.executed.is_some() && detail.raw.is_some() && detail.draft.is_some());
    desk.shutdown().await;
}

#[tokio::test]
async fn a_rejection_by_the_ca_system_shows_its_reason() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let row = desk.outbox.send(reset_pin("01900000666")).await.unwrap();
    until(&desk, &row.key, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    bed.later(&desk, 60);
    let row = until(&desk, &row.key, &[RequestState::Rejected]).await;
    let text = row.error_text.unwrap();
    assert!(!text.contains('\n') && !text.is_empty(), "a list shows one line: {text:?}");
    let detail = desk.requests.request(row.key).await.unwrap();
    assert!(detail.error_description.unwrap().lines().count() > 1, "the whole fault can be read");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_resync_ends_as_accepted_and_is_never_completed() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let values = [("subscription_identifier", "S100"), ("provisioning_provider_identifier", "CONAX")];
    let before = bed.control().requests();
    let key = desk.outbox.send(form("provisioning.resync", &values)).await.unwrap().key;
    let row = until(&desk, &key, &[RequestState::Pending]).await;
    assert!(row.unwatched && row.number.is_none() && row.next_try.is_none(), "nothing to follow: {row:?}");
    assert_eq!((row.provider.as_str(), row.subscription.as_deref()), ("provisioning", Some("S100")));
    assert_eq!(steps(&desk, &key).await, [StepKind::Queued, StepKind::Sending, StepKind::Accepted]);
    let made: Vec<String> = bed.control().record().split_off(before).into_iter().map(|made| made.id).collect();
    assert!(!made.is_empty());
    bed.control().run_processing_now();
    bed.later(&desk, 600);
    desk.mirror.refresh_requests().await.unwrap();
    when(&desk, "in the list", || async {
        let listed =
            desk.requests.request_page(RequestQuery { limit: 500, ..RequestQuery::default() }).await.unwrap().rows;
        made.iter().all(|id| listed.iter().any(|row| row.id.as_ref() == Some(id)))
    })
    .await;
    assert_eq!(
        desk.requests.row(&key).await.unwrap().state,
        RequestState::Pending,
        "never completed: the server said no such thing"
    );
    desk.shutdown().await;
}

#[tokio::test]
async fn an_old_server_cannot_be_asked_about_a_nagravision_request() {
    let bed = Bed::with(crmcom::Release::new(9, 0, 0));
    let desk = bed.signed_in().await;
    let key = desk.outbox.send(form("nagra.unpair", &[("smartcard_identifier", "200000000154")])).await.unwrap().key;
    let row = until(&desk, &key, &[RequestState::Pending]).await;
    assert!(row.unwatched && row.next_try.is_none(), "the screen says that nobody looks: {row:?}");
    desk.shutdown().await;
}
