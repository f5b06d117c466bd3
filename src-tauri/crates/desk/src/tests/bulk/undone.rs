//! Rows whose content was completed, and undone since, or perhaps so, by a request that takes it back or replaces it.

use super::*;
use crate::{
    new_key,
    tests::entities::completed,
    view::{FormDraft, KeptFinding, LeftOut},
};

const ADD: &str = "conax_web_services/provisioning_requests/add_subscriptions";
const CREATE_PAIRING: &str = "conax_web_services/provisioning_requests/create_pairing";
const DAY_S: i64 = 24 * 3_600;

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

fn pairing(card: &str, set_top_box: &str) -> FormDraft {
    form("conax.create-pairing", &[("smartcard_set.0.smartcard_ca_id", card), ("stb_set.0.stb_ca_id", set_top_box)])
}

/// A sheet that pairs the card with a box.
async fn pairings(desk: &Desk, set_top_box: &str) -> BulkSheet {
    let sheet = desk.bulk.bring_sheet_text(format!("Card;Box\n{CARD};{set_top_box}\n")).await.unwrap();
    let fields = ["smartcard_set", "stb_set"];
    desk.bulk.match_bulk_sheet(sheet.id, matching("conax.create-pairing", &fields)).await.unwrap()
}

/// Checks the sheet again with a finding that the user keeps.
async fn kept(desk: &Desk, sheet: &BulkSheet, kind: &str, field: &str) -> BulkSheet {
    let kept = vec![KeptFinding { kind: kind.to_owned(), field: field.to_owned() }];
    let matching = SheetMatching { kept, ..sheet.matching.clone().unwrap() };
    desk.bulk.match_bulk_sheet(sheet.id.clone(), matching).await.unwrap()
}

#[tokio::test]
async fn a_pairing_that_another_one_perhaps_replaced_is_sent_only_when_the_user_says_so() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![pairing(CARD, "stb-0000-0001"), pairing(CARD, "stb-0000-0002")]).await;
    let done = (Some(LeftOut::AlreadySent), Vec::new());
    assert_eq!(judged(&desk, &pairings(&desk, "stb-0000-0002").await).await, done, "the later one");
    let sheet = pairings(&desk, "stb-0000-0001").await;
    let asked = (Some(LeftOut::Missing), vec!["maybeReplaced".to_owned()]);
    assert_eq!(judged(&desk, &sheet).await, asked);
    let faults = rows(&desk, &sheet.id, BatchPart::All).await.rows[0].faults.clone();
    assert_eq!(faults[0].params["number"], format!("{CARD} + stb-0000-0002"));
    let sheet = kept(&desk, &sheet, "maybeReplaced", "smartcard_set").await;
    assert_eq!(judged(&desk, &sheet).await, (None, Vec::new()));
    assert_eq!(sent(&bed, &desk, &sheet.id).await.completed, 1);
    assert_eq!(bed.control().posts(CREATE_PAIRING), 3);
    assert_eq!(judged(&desk, &pairings(&desk, "stb-0000-0001").await).await, done, "paired again");
    completed(&bed, &desk, vec![pairing("01900000002", "stb-0000-0001")]).await;
    assert_eq!(judged(&desk, &pairings(&desk, "stb-0000-0001").await).await, asked, "the box has another card");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_pairing_that_was_extended_stays_done() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let added =
        form("conax.add-to-pairing", &[("smartcard_identifier", CARD), ("stb_set.0.stb_ca_id", "stb-0000-0002")]);
    let mut both = pairing(CARD, "stb-0000-0001");
    both.values.insert("stb_set.1.stb_ca_id".to_owned(), "stb-0000-0002".to_owned());
    completed(&bed, &desk, vec![pairing(CARD, "stb-0000-0001"), added, both]).await;
    let done = (Some(LeftOut::AlreadySent), Vec::new());
    assert_eq!(judged(&desk, &pairings(&desk, "stb-0000-0001").await).await, done);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_service_that_a_deleted_request_of_another_user_may_have_cancelled_is_asked_about() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![service("conax.add-service")]).await;
    let (_dir, other) = another(&bed).await;
    completed(&bed, &other, vec![service("conax.cancel-service")]).await;
    other.shutdown().await;
    desk.mirror.refresh_requests().await.unwrap();
    bed.later_by(100 * DAY_S);
    desk.retention.purge_others_requests().await.unwrap();
    sign_in(&desk, "sandbox", false).await;
    let sheet = services(&desk, "conax.add-service").await;
    assert_eq!(judged(&desk, &sheet).await, (Some(LeftOut::Missing), vec!["historyDeleted".to_owned()]));
    let sheet = kept(&desk, &sheet, "historyDeleted", "smartcard_identifier").await;
    assert_eq!(judged(&desk, &sheet).await, (None, Vec::new()));
    bed.control().advance(std::time::Duration::from_secs(5));
    assert_eq!(sent(&bed, &desk, &sheet.id).await.completed, 1);
    let again = services(&desk, "conax.add-service").await;
    assert_eq!(judged(&desk, &again).await, (Some(LeftOut::AlreadySent), Vec::new()), "nothing was deleted since");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_service_of_which_own_requests_were_deleted_is_asked_about() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let forms = vec![service("conax.add-service"), reset_pin(CARD)];
    let sequence = desk.outbox.send_sequence(new_key(), forms).await.unwrap();
    for (row, state, reject) in [(0, RequestState::Completed, 0), (1, RequestState::Rejected, 100)] {
        let key = &sequence.rows[row].key;
        until(&desk, key, &[RequestState::Pending]).await;
        bed.control().set_chaos(sandbox::Chaos { reject, ..sandbox::Chaos::default() });
        bed.control().run_processing_now();
        bed.later(&desk, 61);
        until(&desk, key, &[state]).await;
    }
    bed.control().set_chaos(sandbox::Chaos::default());
    completed(&bed, &desk, vec![service("conax.cancel-service")]).await;
    bed.later_by(31 * DAY_S);
    sign_in(&desk, "sandbox", false).await;
    let deleted = desk.retention.purge_requests(30).await.unwrap();
    assert_eq!(deleted, 1, "the rejection keeps its sequence");
    let asked = (Some(LeftOut::Missing), vec!["historyDeleted".to_owned()]);
    assert_eq!(judged(&desk, &services(&desk, "conax.add-service").await).await, asked, "the cancellation is deleted");
    let sheet = services(&desk, "conax.cancel-service").await;
    assert_eq!(judged(&desk, &sheet).await, asked, "it is deleted itself");
    let sheet = kept(&desk, &sheet, "historyDeleted", "smartcard_identifier").await;
    assert_eq!(judged(&desk, &sheet).await, (None, Vec::new()));
    desk.shutdown().await;
}
