//! Sheets of more rows than one piece.

use super::*;
use crate::view::{DeskEvent, SheetProgress};

/// A sheet of PIN resets in which every tenth card lost its zero, and of which the last row is there before.
fn large(rows: u32) -> String {
    let card = |row: u32| if row.is_multiple_of(10) { format!("19{row:08}") } else { format!("019{row:08}") };
    let row = |row: u32| format!("{};S{}\n", card(row), 1_000 + row);
    format!("Card;Subscription\n{}{}", (1..rows).map(row).collect::<String>(), row(1))
}

#[tokio::test]
async fn findings_of_the_first_rows_are_shown_while_the_others_are_checked() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let mut events = desk.events();
    let sheet = checked(&desk, &large(2_500)).await;
    let mut seen: Vec<SheetProgress> = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let DeskEvent::Sheet { progress } = event {
            seen.extend(progress.checking.then_some(progress));
        }
    }
    let found = |progress: &SheetProgress| (progress.rows, progress.of, progress.findings[0].rows);
    assert_eq!(
        seen.iter().map(found).collect::<Vec<_>>(),
        [(1_000, 2_500, 100), (2_000, 2_500, 200), (2_500, 2_500, 249)]
    );
    let check = sheet.check.unwrap();
    assert_eq!(seen[2].findings, check.findings, "at the end they are those of the sheet");
    assert_eq!((check.batch.ready, check.faulty, check.same_row), (2_250, 249, 1));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_check_takes_the_place_of_the_one_before() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = checked(&desk, &large(2_500)).await;
    desk.bulk.exclude_bulk_rows(sheet.id.clone(), chosen(false, &[0, 2_400]), true).await.unwrap();
    let repaired = desk
        .bulk
        .repair_bulk_findings(sheet.id.clone(), "lostZero".to_owned(), "smartcard_identifier".to_owned(), false)
        .await
        .unwrap();
    let check = repaired.check.unwrap();
    assert_eq!((check.batch.total, check.batch.ready, check.faulty, check.by_hand), (2_500, 2_498, 0, 2));
    assert_eq!((check.same_row, check.findings.len()), (0, 0), "the first of the two equal rows is left out by hand");
    let last = desk.bulk.bulk_rows(sheet.id, BulkFilter::Part { part: BatchPart::Ready }, 2_490, 100).await.unwrap();
    assert_eq!((last.total, last.rows.len(), last.rows[7].place), (2_498, 8, 2_499));
    desk.shutdown().await;
}
