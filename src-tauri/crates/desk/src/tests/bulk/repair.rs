//! Findings and their repairs.

use store::journal::sheets::Repair;

use super::*;
use crate::{error::problem::ProblemCode, tests::entities::completed, view::LeftOut};

fn card() -> String {
    "smartcard_identifier".to_owned()
}

#[tokio::test]
async fn findings_are_grouped_repaired_together_and_undone_as_one() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let text = "Card;Subscription\n1900000001;S100\n1900000002;S101\n#N/A;S102\n01900000004;\n01900000005;S104\n01900000005;S104\n";
    let sheet = checked(&desk, text).await;
    let check = sheet.check.unwrap();
    assert_eq!((check.batch.ready, check.faulty, check.same_row), (1, 4, 1));
    let groups: Vec<_> = check
        .findings
        .iter()
        .map(|found| (found.kind.as_str(), found.field.as_str(), found.rows, found.repairable))
        .collect();
    assert_eq!(
        groups,
        [
            ("lostZero", "smartcard_identifier", 2, 2),
            ("errorValue", "smartcard_identifier", 1, 0),
            ("required", "subscription_identifier", 1, 0),
        ]
    );
    let sample = &check.findings[0].sample;
    assert_eq!((sample.line, sample.was.as_str(), sample.now.as_deref()), (2, "1900000001", Some("01900000001")));
    let faulty = rows(&desk, &sheet.id, BatchPart::LeftOut).await;
    assert_eq!(faulty.rows[4].same_as, Some(6), "the first one goes");
    let form = faulty.rows[4].form.clone().unwrap();
    assert_eq!(form.values["smartcard_identifier"], "01900000005", "and each row shows its request");
    let repaired =
        desk.bulk.repair_bulk_findings(sheet.id.clone(), "lostZero".to_owned(), card(), false).await.unwrap();
    let check = repaired.check.unwrap();
    assert_eq!((check.batch.ready, check.faulty, check.repaired), (3, 2, 2));
    assert_eq!((check.repairs.len(), check.repairs[0].cells), (1, 2));
    let shown = desk.bulk.bulk_rows(sheet.id.clone(), BulkFilter::Repaired, 0, 10).await.unwrap();
    assert_eq!((shown.total, shown.rows[0].cells[0].as_str()), (2, "01900000001"));
    assert_eq!(shown.rows[0].repaired[0].was, "1900000001", "what was read is kept");
    let repair = check.repairs[0].repair;
    let undone = desk.bulk.undo_bulk_repair(sheet.id.clone(), repair).await.unwrap();
    let check = undone.check.unwrap();
    assert_eq!((check.batch.ready, check.faulty, check.repaired), (1, 4, 0));
    // Once more, and a repair of no cell: nothing changes.
    let again = desk.bulk.undo_bulk_repair(sheet.id.clone(), repair).await.unwrap();
    assert_eq!(again.check.unwrap().batch.ready, 1);
    let none = desk.bulk.repair_bulk_findings(sheet.id.clone(), "lostZero".to_owned(), card(), true).await.unwrap();
    assert_eq!(none.check.unwrap().batch.ready, 1);
    desk.shutdown().await;
}

#[tokio::test]
async fn proved_repairs_can_be_made_alone() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let of = crate::view::EntityRef { kind: crate::view::EntityKind::Smartcard, text: CARD.to_owned(), by: None };
    desk.lookups.resolve(of, None).await.unwrap();
    let sheet = checked(&desk, "Card;Subscription\n1900000001;S100\n1900099999;S101\n").await;
    let found = &sheet.check.unwrap().findings[0];
    assert_eq!((found.rows, found.repairable, found.proved), (2, 2, 1));
    let repaired = desk.bulk.repair_bulk_findings(sheet.id, "lostZero".to_owned(), card(), true).await.unwrap();
    let check = repaired.check.unwrap();
    assert_eq!((check.batch.ready, check.faulty), (1, 1));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_cell_is_edited_and_rows_are_left_out_until_the_sheet_is_started() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = checked(&desk, &sheet_of(1..=3)).await;
    let edited = desk.bulk.edit_bulk_cell(sheet.id.clone(), 0, 0, "01900000002".to_owned()).await.unwrap();
    assert_eq!(edited.check.unwrap().batch.ready, 3, "another card of the same subscription is another request");
    let edited = desk.bulk.edit_bulk_cell(sheet.id.clone(), 0, 1, "S101".to_owned()).await.unwrap();
    let check = edited.check.unwrap();
    assert_eq!((check.batch.ready, check.same_row, check.repairs.len()), (2, 1, 2));
    let left = desk.bulk.exclude_bulk_rows(sheet.id.clone(), chosen(false, &[0]), true).await.unwrap().check.unwrap();
    assert_eq!((left.batch.ready, left.same_row, left.by_hand), (2, 0, 1), "the second one goes instead");
    let row = &rows(&desk, &sheet.id, BatchPart::LeftOut).await.rows[0];
    assert_eq!((row.left_out, row.place), (Some(LeftOut::ByHand), 0));
    sent(&bed, &desk, &sheet.id).await;
    let late = desk.bulk.edit_bulk_cell(sheet.id.clone(), 0, 0, "1".to_owned()).await.unwrap_err();
    assert_eq!(late.code, ProblemCode::TooLate);
    desk.shutdown().await;
}

#[tokio::test]
async fn all_rows_of_a_filter_but_some_are_left_out_and_taken_in_again() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = checked(&desk, &sheet_of(1..=4)).await;
    let of = |excluded| {
        let bulk = desk.bulk.clone();
        let id = sheet.id.clone();
        async move { bulk.exclude_bulk_rows(id, chosen(true, &[1]), excluded).await.unwrap().check.unwrap() }
    };
    let left = of(true).await;
    assert_eq!((left.batch.ready, left.by_hand), (1, 3));
    let back = of(false).await;
    assert_eq!((back.batch.ready, back.by_hand), (4, 0));
    desk.shutdown().await;
}

#[tokio::test]
async fn the_subscription_is_taken_from_the_known_card() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let completed = checked(&desk, &sheet_of(1..=1)).await;
    sent(&bed, &desk, &completed.id).await;
    while desk.lookups.learn_piece().await.unwrap() {}
    let sheet = desk.bulk.bring_sheet_text("Card\n01900000001\n01900000099\n".to_owned()).await.unwrap();
    let known = SheetMatching {
        known: vec!["subscription_identifier".to_owned()],
        ..matching("nagra.clear-pin", &["smartcard_identifier"])
    };
    let check = desk.bulk.match_bulk_sheet(sheet.id, known).await.unwrap().check.unwrap();
    assert_eq!((check.batch.ready, check.faulty), (1, 1));
    assert_eq!(check.findings[0].kind, "notKnown");
    desk.shutdown().await;
}

#[tokio::test]
async fn boxes_that_moved_between_the_cards_of_a_sheet_are_with_the_last_one() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let pair = |card: &str, set_top_box: &str| {
        form("nagra.pair", &[("smartcard_identifier", card), ("stb_identifier", set_top_box)])
    };
    let (first, second) = ("200000000154", "200000000254");
    completed(&bed, &desk, vec![pair(first, "dc2000001")]).await;
    completed(&bed, &desk, vec![pair(second, "dc2000001")]).await;
    completed(&bed, &desk, vec![pair(first, "dc2000002")]).await;
    let sheet = desk.bulk.bring_sheet_text(format!("Card\n{second}\n{first}\n{second}\n")).await.unwrap();
    let known =
        SheetMatching { known: vec!["stb_identifier".to_owned()], ..matching("nagra.pair", &["smartcard_identifier"]) };
    let sheet = desk.bulk.match_bulk_sheet(sheet.id, known).await.unwrap();
    let boxes: Vec<Option<String>> = rows(&desk, &sheet.id, BatchPart::All)
        .await
        .rows
        .into_iter()
        .map(|row| row.form.and_then(|form| form.values.get("stb_identifier").cloned()))
        .collect();
    assert_eq!(boxes, ["dc2000001", "dc2000002", "dc2000001"].map(|name| Some(name.to_owned())));
    desk.shutdown().await;
}

#[tokio::test]
async fn the_box_is_the_one_that_the_card_is_paired_with() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let pair = |card: &str, set_top_box: &str| {
        form("nagra.pair", &[("smartcard_identifier", card), ("stb_identifier", set_top_box)])
    };
    completed(&bed, &desk, vec![pair("200000000154", "dc2000001")]).await;
    let requests = bed.control().requests();
    let sheet = desk.bulk.bring_sheet_text("Card\n200000000154\n200000000254\n".to_owned()).await.unwrap();
    let known =
        SheetMatching { known: vec!["stb_identifier".to_owned()], ..matching("nagra.pair", &["smartcard_identifier"]) };
    let sheet = desk.bulk.match_bulk_sheet(sheet.id, known).await.unwrap();
    let sheet = desk.bulk.send_bulk_again(sheet.id, true).await.unwrap();
    let check = sheet.check.unwrap();
    assert_eq!((check.batch.ready, check.faulty), (1, 1));
    assert_eq!((check.findings[0].kind.as_str(), check.findings[0].field.as_str()), ("notKnown", "stb_identifier"));
    let form = rows(&desk, &sheet.id, BatchPart::Ready).await.rows[0].form.clone().unwrap();
    assert_eq!(form.values["stb_identifier"], "dc2000001");
    let refused = SheetMatching {
        known: vec!["service_identifier".to_owned()],
        ..matching("conax.add-service", &["smartcard_identifier"])
    };
    assert!(desk.bulk.match_bulk_sheet(sheet.id, refused).await.is_err(), "a service is not known of a card");
    assert_eq!(bed.control().requests(), requests, "nothing is created");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_cell_that_changed_without_a_check_after_it_keeps_the_whole_sheet_from_leaving() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = checked(&desk, &sheet_of(1..=3)).await;
    // As a kill between the two leaves it.
    let id = sheet.id.clone();
    let cells = [(0, "01900000004"), (1, "S103")].map(|(column, now)| Repair { place: 0, column, now: now.to_owned() });
    desk.core.journal(move |journal| journal.repair_cells(&id, 1, "", 1, &cells)).await.unwrap();
    let start = || desk.bulk.start_bulk_sheet(sheet.id.clone(), None, pace());
    assert_eq!(start().await.unwrap_err().code, ProblemCode::NotFound);
    let found = desk.bulk.bulk_sheet(sheet.id.clone()).await.unwrap();
    assert!(found.check.is_none(), "it says that it has to be checked");
    let matching = found.matching.unwrap();
    let again = desk.bulk.match_bulk_sheet(sheet.id.clone(), matching).await.unwrap();
    assert_eq!(again.check.unwrap().batch.ready, 3);
    sent(&bed, &desk, &sheet.id).await;
    let form = rows(&desk, &sheet.id, BatchPart::All).await.rows[0].form.clone().unwrap();
    assert_eq!(form.values["smartcard_identifier"], "01900000004", "what is shown is what was sent");
    assert_eq!(bed.control().posts(RESET), 3);
    desk.shutdown().await;
}
