//! Rows whose content was completed, and undone since by a request that takes it back.

use super::*;
use crate::{
    tests::entities::completed,
    view::{FormDraft, LeftOut},
};

const ADD: &str = "conax_web_services/provisioning_requests/add_subscriptions";

fn service(operation: &str) -> FormDraft {
    form(
        operation,
        &[("smartcard_identifier", CARD), ("subscription_identifier", "S100"), ("service_identifier", "GOLD")],
    )
}

/// A sheet that adds or cancels the service of [`service`].
async fn services(desk: &Desk, operation: &str) -> BulkSheet {
    let text = format!("Card;Subscription;Service\n{CARD};S100;GOLD\n");
    let sheet = desk.bulk.bring_sheet_text(text).await.unwrap();
    let fields = ["smartcard_identifier", "subscription_identifier", "service_identifier"];
    desk.bulk.match_bulk_sheet(sheet.id, matching(operation, &fields)).await.unwrap()
}

/// The only row: why it is left out, and the kinds of findings.
async fn judged(desk: &Desk, sheet: &BulkSheet) -> (Option<LeftOut>, Vec<String>) {
    let found = sheet.check.as_ref().unwrap().findings.iter().map(|found| found.kind.clone()).collect();
    (rows(desk, &sheet.id, BatchPart::All).await.rows[0].left_out, found)
}

#[tokio::test]
async fn a_service_that_was_cancelled_since_is_added_again() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![service("conax.add-service"), service("conax.cancel-service")]).await;
    let done = (Some(LeftOut::AlreadySent), Vec::new());
    let cancelled = services(&desk, "conax.cancel-service").await;
    assert_eq!(judged(&desk, &cancelled).await, done, "it is off");
    let sheet = services(&desk, "conax.add-service").await;
    assert_eq!(judged(&desk, &sheet).await, (None, vec!["undone".to_owned()]));
    assert_eq!(sent(&bed, &desk, &sheet.id).await.completed, 1);
    assert_eq!(bed.control().posts(ADD), 2);
    let again = services(&desk, "conax.add-service").await;
    assert_eq!(judged(&desk, &again).await, done, "it is on again");
    let cancelled = services(&desk, "conax.cancel-service").await;
    assert_eq!(judged(&desk, &cancelled).await, (None, vec!["undone".to_owned()]));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_service_with_a_rejected_cancellation_stays_done() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![service("conax.cancel-service"), service("conax.add-service")]).await;
    let done = (Some(LeftOut::AlreadySent), Vec::new());
    assert_eq!(judged(&desk, &services(&desk, "conax.add-service").await).await, done, "it was cancelled before");
    rejected_of(&bed, &desk, vec![service("conax.cancel-service")]).await;
    assert_eq!(judged(&desk, &services(&desk, "conax.add-service").await).await, done, "that was rejected");
    let mut other = service("conax.cancel-service");
    other.values.insert("service_identifier".to_owned(), "SPORT".to_owned());
    completed(&bed, &desk, vec![other]).await;
    assert_eq!(judged(&desk, &services(&desk, "conax.add-service").await).await, done, "another service");
    let pending = desk.outbox.send(service("conax.cancel-service")).await.unwrap();
    until(&desk, &pending.key, &[RequestState::Pending]).await;
    assert_eq!(judged(&desk, &services(&desk, "conax.add-service").await).await, done, "it may still be rejected");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_row_done_again_between_the_check_and_its_turn_is_left_out() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![service("conax.add-service"), service("conax.cancel-service")]).await;
    let sheet = services(&desk, "conax.add-service").await;
    assert_eq!(sheet.check.as_ref().unwrap().batch.ready, 1);
    completed(&bed, &desk, vec![service("conax.add-service")]).await;
    let done = sent(&bed, &desk, &sheet.id).await;
    assert_eq!((done.sent, done.left_out, bed.control().posts(ADD)), (0, 1, 2));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_cancellation_by_another_user_counts_when_the_lists_show_it() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![service("conax.add-service")]).await;
    let (_dir, other) = another(&bed).await;
    completed(&bed, &other, vec![service("conax.cancel-service")]).await;
    let done = (Some(LeftOut::AlreadySent), Vec::new());
    assert_eq!(judged(&desk, &services(&desk, "conax.add-service").await).await, done, "not known here yet");
    desk.mirror.refresh_requests().await.unwrap();
    let sheet = services(&desk, "conax.add-service").await;
    assert_eq!(judged(&desk, &sheet).await, (None, vec!["undone".to_owned()]));
    other.shutdown().await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_card_that_was_freed_since_is_paired_again() {
    const CARD: &str = "200000000154";
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let pair = form("nagra.pair", &[("smartcard_identifier", CARD), ("stb_identifier", "dc2000001")]);
    completed(&bed, &desk, vec![pair, form("nagra.unpair", &[("smartcard_identifier", CARD)])]).await;
    let sheet = desk.bulk.bring_sheet_text(format!("Card;Box\n{CARD};dc2000001\n")).await.unwrap();
    let fields = ["smartcard_identifier", "stb_identifier"];
    let sheet = desk.bulk.match_bulk_sheet(sheet.id, matching("nagra.pair", &fields)).await.unwrap();
    assert_eq!(judged(&desk, &sheet).await, (None, vec!["undone".to_owned()]));
    desk.shutdown().await;
}
