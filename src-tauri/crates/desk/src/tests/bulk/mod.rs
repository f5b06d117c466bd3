//! Bulk: sheets from the file to the report.

mod bring;
mod dry_run;
mod large;
mod never_twice;
mod other_numbers;
mod repair;
mod report;
mod run;
mod trials;
mod undone;

use crate::{
    Desk,
    tests::harness::*,
    view::{
        BatchPace, BatchPart, BatchState, BatchView, BulkFilter, BulkRows, BulkSelection, BulkSheet, FormDraft,
        RequestState, SheetMatching,
    },
};

const RESET: &str = "conax_web_services/provisioning_requests/reset_pin_to_default_value";

/// A sheet of PIN resets for the first cards, each with its subscription.
fn sheet_of(cards: std::ops::RangeInclusive<u32>) -> String {
    let row = |card: u32| format!("019000000{card:02};S{}\n", 99 + card);
    format!("Card;Subscription\n{}", cards.map(row).collect::<String>())
}

fn matching(operation: &str, columns: &[&str]) -> SheetMatching {
    let columns = columns.iter().map(|name| (!name.is_empty()).then(|| (*name).to_owned())).collect();
    SheetMatching { operation: operation.to_owned(), columns, ..SheetMatching::default() }
}

fn resets() -> SheetMatching {
    matching("conax.reset-pin", &["smartcard_identifier", "subscription_identifier"])
}

/// Brings a text, and matches its columns to a PIN reset.
async fn checked(desk: &Desk, text: &str) -> BulkSheet {
    let sheet = desk.bulk.bring_sheet_text(text.to_owned()).await.unwrap();
    desk.bulk.match_bulk_sheet(sheet.id, resets()).await.unwrap()
}

async fn rows(desk: &Desk, id: &str, part: BatchPart) -> BulkRows {
    desk.bulk.bulk_rows(id.to_owned(), BulkFilter::Part { part }, 0, 500).await.unwrap()
}

fn pace() -> BatchPace {
    BatchPace { per_hour: None, hours: None, most_open: 20 }
}

/// Waits until that many requests of a sheet are on the server, without an outcome.
async fn out(desk: &Desk, id: &str, count: u32) {
    when(desk, &format!("{count} are pending"), || async {
        desk.batches.batch(id.to_owned()).await.unwrap().open == count
            && desk.outbox.outbox_page(0, 1).await.unwrap().total == 0
    })
    .await;
}

/// Runs the processing until the batch is in one of the states.
async fn run_until(bed: &Bed, desk: &Desk, id: &str, states: &[BatchState]) -> BatchView {
    let mut events = desk.events();
    for _ in 0..600 {
        let batch = desk.batches.batch(id.to_owned()).await.unwrap();
        if states.contains(&batch.state) {
            return batch;
        }
        bed.control().run_processing_now();
        bed.later(desk, 61);
        let _ = tokio::time::timeout(std::time::Duration::from_millis(50), events.recv()).await;
    }
    panic!("not {states:?} but {:?}", desk.batches.batch(id.to_owned()).await);
}

/// Sends a sheet to its end.
async fn sent(bed: &Bed, desk: &Desk, id: &str) -> BatchView {
    desk.bulk.start_bulk_sheet(id.to_owned(), None, pace()).await.unwrap();
    run_until(bed, desk, id, &[BatchState::Done]).await
}

fn states(rows: &BulkRows) -> Vec<Option<RequestState>> {
    rows.rows.iter().map(|row| row.request.as_ref().map(|request| request.state)).collect()
}

fn chosen(all: bool, places: &[u32]) -> BulkSelection {
    BulkSelection { all, places: places.to_vec(), filter: BulkFilter::Part { part: BatchPart::All } }
}
