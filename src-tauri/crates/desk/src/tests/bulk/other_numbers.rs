//! Rows that name a card by another of its numbers than an earlier request did.

use super::*;
use crate::view::{EntityKind, EntityRef, IdentifierKind, KeptFinding, LeftOut};

const FIELD: &str = "smartcard_identifier";

/// PIN resets of cards 1 and 2, which are named by their alternative codes.
const BY_CODE: &str = "Card;Subscription\nCARD-1;S100\nCARD-2;S101\n";

fn by_code(kept: &[&str]) -> SheetMatching {
    let keep = |kind: &&str| KeptFinding { kind: (*kind).to_owned(), field: FIELD.to_owned() };
    let by = [(FIELD.to_owned(), "alternative_code".to_owned())].into();
    SheetMatching { by, kept: kept.iter().map(keep).collect(), ..resets() }
}

async fn checked_by_code(desk: &Desk) -> BulkSheet {
    let sheet = desk.bulk.bring_sheet_text(BY_CODE.to_owned()).await.unwrap();
    desk.bulk.match_bulk_sheet(sheet.id, by_code(&[])).await.unwrap()
}

/// The kinds of findings with their rows, and the number of rows that are ready.
fn found(sheet: &BulkSheet) -> (Vec<(&str, u32, bool)>, u32) {
    let check = sheet.check.as_ref().unwrap();
    (check.findings.iter().map(|it| (it.kind.as_str(), it.rows, it.keepable)).collect(), check.batch.ready)
}

/// Looks the card up, so that its other numbers are known.
async fn look_up(desk: &Desk) {
    let of = EntityRef { kind: EntityKind::Smartcard, text: CARD.to_owned(), by: Some(IdentifierKind::SerialNumber) };
    let known = desk.lookups.resolve(of, None).await.unwrap().entity.unwrap();
    assert_eq!(known.alternative_code.as_deref(), Some("CARD-1"));
}

async fn reset_completed(bed: &Bed, desk: &Desk) {
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(desk, &key, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    bed.later(desk, 61);
    until(desk, &key, &[RequestState::Completed]).await;
}

#[tokio::test]
async fn a_row_done_by_another_number_is_left_out_until_the_user_keeps_it() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    reset_completed(&bed, &desk).await;
    look_up(&desk).await;
    let sheet = checked_by_code(&desk).await;
    assert_eq!(found(&sheet), (vec![("otherNumber", 1, true)], 1));
    let shown = rows(&desk, &sheet.id, BatchPart::LeftOut).await;
    assert_eq!((shown.rows[0].line, shown.rows[0].faults[0].params["number"].as_str()), (2, CARD));
    let done = sent(&bed, &desk, &sheet.id).await;
    assert_eq!((done.completed, bed.control().posts(RESET)), (1, 2));

    let again = checked_by_code(&desk).await;
    assert_eq!((found(&again).0, again.check.as_ref().unwrap().already_sent), (vec![("otherNumber", 1, true)], 1));
    let kept = desk.bulk.match_bulk_sheet(again.id.clone(), by_code(&["otherNumber"])).await.unwrap();
    assert_eq!(found(&kept), (Vec::new(), 1));
    let done = sent(&bed, &desk, &again.id).await;
    assert_eq!((done.completed, bed.control().posts(RESET)), (1, 3));
    let third = checked_by_code(&desk).await.check.unwrap();
    assert_eq!((third.batch.ready, third.already_sent), (0, 2), "it was sent by this number too");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_number_that_is_not_known_to_be_of_the_same_card_claims_nothing() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    reset_completed(&bed, &desk).await;
    assert_eq!(found(&checked_by_code(&desk).await), (Vec::new(), 2));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_request_by_another_number_without_an_outcome_is_never_sent_again() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let pending = desk.outbox.send(reset_pin(CARD)).await.unwrap();
    until(&desk, &pending.key, &[RequestState::Pending]).await;
    look_up(&desk).await;
    let sheet = checked_by_code(&desk).await;
    assert_eq!(found(&sheet), (vec![("otherNumberOpen", 1, false)], 1));
    let matching = by_code(&["otherNumber", "otherNumberOpen"]);
    let kept = desk.bulk.match_bulk_sheet(sheet.id, matching).await.unwrap();
    assert_eq!(found(&kept), (vec![("otherNumberOpen", 1, false)], 1));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_form_with_another_number_after_the_check_is_found_when_the_turn_comes() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    look_up(&desk).await;
    let sheet = checked_by_code(&desk).await;
    assert_eq!(found(&sheet), (Vec::new(), 2));
    let form = desk.outbox.send(reset_pin(CARD)).await.unwrap();
    until(&desk, &form.key, &[RequestState::Pending]).await;
    let done = sent(&bed, &desk, &sheet.id).await;
    assert_eq!((done.completed, done.left_out, bed.control().posts(RESET)), (1, 1, 2));
    let left = rows(&desk, &sheet.id, BatchPart::LeftOut).await;
    // The form may be completed when the row's turn comes.
    assert!(matches!(left.rows[0].left_out, Some(LeftOut::UnderWay | LeftOut::AlreadySent)), "{:?}", left.rows[0]);
    assert_eq!(left.rows[0].line, 2);
    desk.shutdown().await;
}
