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

/// The kinds of findings with their rows, the numbers of rows that are ready and repeated, and the lines that are left out.
async fn judged(desk: &Desk, sheet: BulkSheet) -> (Vec<(String, u32)>, u32, u32, Vec<u32>) {
    let check = sheet.check.unwrap();
    let left = rows(desk, &sheet.id, BatchPart::LeftOut).await.rows.iter().map(|row| row.line).collect();
    let kinds = check.findings.into_iter().map(|found| (found.kind, found.rows)).collect();
    (kinds, check.batch.ready, check.same_row, left)
}

#[tokio::test]
async fn rows_that_share_a_card_are_judged_with_the_row_that_changes() {
    const ROWS: u32 = 6_000;
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let card = |row: u32| format!("019{row:08}");
    let row = |row: u32| format!("{};STB{row:07}\n", card(if row == ROWS { 10 } else { row }));
    let text = format!("Card;Box\n{}", (1..=ROWS).map(row).collect::<String>());
    let sheet = desk.bulk.bring_sheet_text(text).await.unwrap();
    let (id, pairs) = (sheet.id.clone(), matching("conax.create-pairing", &["smartcard_set", "stb_set"]));
    let edit = |row: u32, column: u32, text: String| {
        let (bulk, id) = (desk.bulk.clone(), id.clone());
        async move { bulk.edit_bulk_cell(id, row - 1, column, text).await.unwrap() }
    };
    let same_card = |rows: u32| vec![("sameCard".to_owned(), rows)];

    let sheet = desk.bulk.match_bulk_sheet(sheet.id, pairs.clone()).await.unwrap();
    assert_eq!(judged(&desk, sheet).await, (same_card(1), ROWS - 1, 0, vec![ROWS + 1]));
    let mended = edit(10, 0, card(ROWS)).await;
    assert_eq!(judged(&desk, mended).await, (Vec::new(), ROWS, 0, Vec::new()), "the other row has the card alone");
    let doubled = edit(20, 0, card(5_000)).await;
    assert_eq!(judged(&desk, doubled).await, (same_card(1), ROWS - 1, 0, vec![5_001]), "the later row is asked about");

    let left = desk.bulk.exclude_bulk_rows(id.clone(), chosen(false, &[19]), true).await.unwrap();
    assert_eq!(judged(&desk, left).await, (Vec::new(), ROWS - 1, 0, vec![21]), "the later row replaces nothing");
    let back = desk.bulk.exclude_bulk_rows(id.clone(), chosen(false, &[19]), false).await.unwrap();
    assert_eq!(judged(&desk, back).await, (same_card(1), ROWS - 1, 0, vec![5_001]));

    let equal = edit(5_000, 1, "STB0000020".to_owned()).await;
    assert_eq!(judged(&desk, equal).await, (Vec::new(), ROWS - 1, 1, vec![5_001]), "the same content once more");
    edit(20, 1, "STB0000021".to_owned()).await;
    edit(40, 0, card(5_000)).await;
    let edited = edit(6_000, 0, card(5_000)).await;
    let last = edited.check.clone().unwrap().repairs[0].repair;
    let edited = judged(&desk, edited).await;
    assert_eq!(edited, (same_card(3), ROWS - 3, 0, vec![41, 5_001, 6_001]));
    let whole = desk.bulk.match_bulk_sheet(id.clone(), pairs.clone()).await.unwrap();
    assert_eq!(judged(&desk, whole).await, edited, "as a check of all rows");

    let undone = desk.bulk.undo_bulk_repair(id.clone(), last).await.unwrap();
    assert_eq!(judged(&desk, undone).await, (same_card(2), ROWS - 2, 0, vec![41, 5_001]));
    let kept = crate::view::KeptFinding { kind: "sameCard".to_owned(), field: "smartcard_set".to_owned() };
    let kept = desk.bulk.match_bulk_sheet(id, SheetMatching { kept: vec![kept], ..pairs }).await.unwrap();
    assert_eq!(judged(&desk, kept).await, (Vec::new(), ROWS, 0, Vec::new()), "the user wants them as they are");
    desk.shutdown().await;
}
