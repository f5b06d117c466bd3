//! The report of a sheet, and what it sends when it is brought again.

use super::*;
use crate::view::{BulkReport, ExportFormat};

async fn report(bed: &Bed, desk: &Desk, id: &str, name: &str, format: ExportFormat) -> std::path::PathBuf {
    let path = bed.dir.path().join(name);
    let words =
        |states: &[(RequestState, &str)]| states.iter().map(|(state, word)| (*state, (*word).to_owned())).collect();
    let asked = BulkReport {
        id: id.to_owned(),
        format,
        part: BatchPart::All,
        headings: ["State", "Number", "Reason", "Reference", "Time"].map(str::to_owned).to_vec(),
        state_words: words(&[(RequestState::Completed, "Completed"), (RequestState::Rejected, "Rejected")]),
        left_out_words: [(crate::view::LeftOut::Missing, "Not sent".to_owned())].into(),
        fault_words: [("required".to_owned(), "Enter a value.".to_owned())].into(),
        ready_word: "Waiting".to_owned(),
    };
    desk.bulk.export_bulk_report(path.clone(), asked).await.unwrap();
    path
}

#[tokio::test]
async fn the_report_brought_again_sends_the_failed_rows_alone() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let text = format!("{}01900000007;\n", sheet_of(1..=5));
    let sheet = checked(&desk, &text).await;
    desk.bulk.start_bulk_sheet(sheet.id.clone(), None, pace()).await.unwrap();
    out(&desk, &sheet.id, 3).await;
    bed.control().run_processing_now();
    bed.later(&desk, 61);
    out(&desk, &sheet.id, 2).await;
    bed.control().set_chaos(sandbox::Chaos { reject: 100, ..sandbox::Chaos::default() });
    run_until(&bed, &desk, &sheet.id, &[BatchState::Done]).await;
    let groups = desk.bulk.bulk_groups(sheet.id.clone()).await.unwrap();
    assert_eq!(groups.iter().map(|group| group.rows).sum::<u32>(), 2, "rejected rows lead to their causes");
    let failed = rows(&desk, &sheet.id, BatchPart::Failed).await.rows.remove(0);
    let request = desk.requests.request(failed.request.unwrap().key).await.unwrap();
    let from = request.sheet.unwrap();
    assert_eq!((from.sheet, from.line), (sheet.id.clone(), failed.line), "and back");
    let csv = report(&bed, &desk, &sheet.id, "report.csv", ExportFormat::Csv).await;
    let written = std::fs::read_to_string(&csv).unwrap();
    let lines: Vec<&str> = written.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "Card,Subscription,State,Number,Reason,Reference,Time");
    assert_eq!(lines.iter().filter(|line| line.contains(",Completed,")).count(), 3);
    assert_eq!(lines.iter().filter(|line| line.contains(",Rejected,")).count(), 2);
    assert_eq!(lines[6], "01900000007,,Not sent,,Enter a value.,,");
    let numbers: Vec<Option<String>> = rows(&desk, &sheet.id, BatchPart::All)
        .await
        .rows
        .into_iter()
        .map(|row| row.request.and_then(|it| it.number))
        .collect();
    for (line, number) in lines[1..6].iter().zip(&numbers) {
        assert!(line.contains(number.as_deref().unwrap()), "{line}");
    }
    let again = desk.bulk.bring_sheet_file(csv).await.unwrap();
    assert_eq!(again.rows, 6);
    let again = desk.bulk.match_bulk_sheet(again.id.clone(), again.matching.unwrap_or_else(resets)).await.unwrap();
    let check = again.check.unwrap();
    assert_eq!((check.batch.ready, check.already_sent, check.faulty), (2, 3, 1), "exactly the failed rows are offered");
    desk.shutdown().await;
}

#[tokio::test]
async fn the_workbook_of_a_report_keeps_numbers_as_text() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = checked(&desk, &sheet_of(1..=2)).await;
    let path = report(&bed, &desk, &sheet.id, "report.xlsx", ExportFormat::Xlsx).await;
    let read = crate::sheet::workbook::read_here(std::fs::read(path).unwrap()).unwrap();
    assert_eq!(read[0].rows[1].cells, ["01900000001", "S100", "Waiting"]);
    desk.shutdown().await;
}
