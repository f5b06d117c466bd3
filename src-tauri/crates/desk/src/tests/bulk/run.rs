//! Sending a sheet, and sending its content once.

use store::journal::batches::Batch;

use super::*;
use crate::{
    error::problem::ProblemCode,
    view::{DeskEvent, LeftOut, PauseReason},
};

#[tokio::test]
async fn three_rows_go_first_and_each_row_is_sent_once() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = checked(&desk, &sheet_of(1..=8)).await;
    let check = sheet.check.unwrap();
    assert_eq!((check.batch.state, check.batch.ready, check.batch.left_out), (BatchState::Planned, 8, 0));
    assert_eq!(bed.control().posts(RESET), 0, "checking sends nothing");
    desk.bulk.start_bulk_sheet(sheet.id.clone(), None, pace()).await.unwrap();
    out(&desk, &sheet.id, 3).await;
    assert_eq!(bed.control().posts(RESET), 3, "the others wait for the outcome");
    let late = desk.bulk.match_bulk_sheet(sheet.id.clone(), resets()).await.unwrap_err();
    assert_eq!(late.code, ProblemCode::TooLate, "what is being sent stays as it is");
    let done = run_until(&bed, &desk, &sheet.id, &[BatchState::Done]).await;
    assert_eq!((done.completed, done.sent), (8, 8));
    assert_eq!(bed.control().posts(RESET), 8);
    assert_eq!(states(&rows(&desk, &sheet.id, BatchPart::All).await), vec![Some(RequestState::Completed); 8]);
    desk.shutdown().await;
}

#[tokio::test]
async fn the_same_sheet_brought_again_sends_nothing_unless_the_user_says_so() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let first = checked(&desk, &sheet_of(1..=3)).await;
    sent(&bed, &desk, &first.id).await;
    // One more row, and the zeros lost: after the repair it is the same content.
    let again =
        checked(&desk, "Card;Subscription\n1900000001;S100\n01900000002;S101\n01900000003;S102\n01900000004;S103\n")
            .await;
    let check = again.check.unwrap();
    assert_eq!((check.batch.ready, check.already_sent, check.faulty), (1, 2, 1));
    let repaired = desk
        .bulk
        .repair_bulk_findings(again.id.clone(), "lostZero".to_owned(), "smartcard_identifier".to_owned(), false)
        .await
        .unwrap();
    let check = repaired.check.unwrap();
    assert_eq!((check.batch.ready, check.already_sent, check.faulty), (1, 3, 0));
    let done = sent(&bed, &desk, &again.id).await;
    assert_eq!((done.completed, bed.control().posts(RESET)), (1, 4));
    let monthly = checked(&desk, &sheet_of(1..=4)).await;
    assert_eq!(monthly.check.unwrap().batch.ready, 0);
    let monthly = desk.bulk.send_bulk_again(monthly.id, true).await.unwrap();
    let check = monthly.check.unwrap();
    assert_eq!((check.batch.ready, check.already_sent, check.again), (4, 0, true));
    sent(&bed, &desk, &monthly.id).await;
    assert_eq!(bed.control().posts(RESET), 8);
    desk.shutdown().await;
}

#[tokio::test]
async fn rows_without_an_outcome_are_never_sent_again() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let first = checked(&desk, &sheet_of(1..=3)).await;
    desk.bulk.start_bulk_sheet(first.id.clone(), None, pace()).await.unwrap();
    out(&desk, &first.id, 3).await;
    let second = checked(&desk, &sheet_of(1..=4)).await;
    let second = desk.bulk.send_bulk_again(second.id, true).await.unwrap();
    let check = second.check.unwrap();
    assert_eq!((check.batch.ready, check.under_way), (1, 3), "also if completed ones are sent again");
    desk.shutdown().await;
}

#[tokio::test]
async fn two_sheets_with_the_same_row_send_it_once() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let first = checked(&desk, &sheet_of(1..=2)).await;
    let second = checked(&desk, &sheet_of(1..=2)).await;
    assert_eq!(second.check.unwrap().batch.ready, 2, "nothing was sent yet");
    sent(&bed, &desk, &first.id).await;
    let done = sent(&bed, &desk, &second.id).await;
    assert_eq!((done.sent, done.left_out), (0, 2));
    assert_eq!(bed.control().posts(RESET), 2);
    let left = rows(&desk, &second.id, BatchPart::LeftOut).await;
    assert!(left.rows.iter().all(|row| row.left_out == Some(LeftOut::AlreadySent)));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_paused_sheet_goes_on_after_a_restart() {
    let bed = Bed::new();
    let desk = bed.open().await;
    hold(&desk, 0).await;
    let own = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &own, true).await;
    let sheet = checked(&desk, &sheet_of(1..=6)).await;
    desk.bulk.start_bulk_sheet(sheet.id.clone(), None, pace()).await.unwrap();
    out(&desk, &sheet.id, 3).await;
    desk.shutdown().await;
    drop(desk);
    let desk = bed.open().await;
    // The user's pause comes after it paused by itself.
    let paused = desk.batches.pause_batch(sheet.id.clone()).await.unwrap();
    assert_eq!((paused.state, paused.paused), (BatchState::Paused, Some(PauseReason::Closed)));
    sign_in(&desk, &own, true).await;
    run_until(&bed, &desk, &sheet.id, &[BatchState::Paused]).await;
    desk.bulk.resume_bulk_sheet(sheet.id.clone(), None).await.unwrap();
    let done = run_until(&bed, &desk, &sheet.id, &[BatchState::Done]).await;
    assert_eq!((done.completed, bed.control().posts(RESET)), (6, 6));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_rate_and_a_bound_limit_the_rows_on_their_way() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = checked(&desk, &sheet_of(1..=10)).await;
    let slow = BatchPace { per_hour: Some(60), hours: None, most_open: 2 };
    desk.bulk.start_bulk_sheet(sheet.id.clone(), None, slow).await.unwrap();
    out(&desk, &sheet.id, 3).await;
    bed.control().run_processing_now();
    bed.later(&desk, 61);
    when(&desk, "it runs", || async {
        let batch = desk.batches.batch(sheet.id.clone()).await.unwrap();
        batch.state == BatchState::Running && batch.sent == 4
    })
    .await;
    let refused = desk.bulk.resume_bulk_sheet(sheet.id.clone(), Some(BatchPace { most_open: 0, ..slow })).await;
    assert_eq!(refused.unwrap_err().fields[0].field, "most_open");
    let done = run_until(&bed, &desk, &sheet.id, &[BatchState::Done]).await;
    assert_eq!((done.completed, bed.control().posts(RESET)), (10, 10));
    desk.shutdown().await;
}

#[tokio::test]
async fn rows_of_a_stopped_sheet_are_counted_to_their_outcomes() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = checked(&desk, &sheet_of(1..=6)).await;
    desk.bulk.start_bulk_sheet(sheet.id.clone(), None, pace()).await.unwrap();
    out(&desk, &sheet.id, 3).await;
    let mut events = desk.events();
    desk.batches.stop_batch(sheet.id.clone()).await.unwrap();
    bed.control().run_processing_now();
    bed.later(&desk, 61);
    let counted = async {
        loop {
            if let DeskEvent::Batch { batch } = events.recv().await.unwrap()
                && batch.completed == 3
            {
                return batch;
            }
        }
    };
    let batch = tokio::time::timeout(std::time::Duration::from_secs(20), counted).await.expect("an event says it");
    assert_eq!((batch.state, batch.sent), (BatchState::Stopped, 3));
    assert_eq!(bed.control().posts(RESET), 3, "none is sent after a stop");
    desk.shutdown().await;
}

#[tokio::test]
async fn rows_taken_while_another_user_signs_in_stay_with_their_own_user() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = checked(&desk, &sheet_of(1..=3)).await;
    desk.sessions.sign_in(supervisor("sandbox")).await.unwrap();
    // A round that began before the other user came: the batch goes on, and no commit has woken its worker since.
    let id = sheet.id.clone();
    let going = |batch: &mut Batch| batch.state = BatchState::Running;
    desk.core.journal(move |journal| journal.change_batch(&id, &[BatchState::Planned], 1, going)).await.unwrap();
    let id = sheet.id.clone();
    let read = desk.core.read_journal(move |journal| Ok((journal.batch(&id)?.unwrap(), journal.ready_rows(&id, 3)?)));
    let (batch, ready) = read.await.unwrap();
    assert_eq!((batch.state, ready.len()), (BatchState::Running, 3));
    desk.batches.take(&batch, ready).await.unwrap();
    let view = desk.batches.batch(sheet.id.clone()).await.unwrap();
    assert_eq!((view.state, view.paused, view.sent), (BatchState::Paused, Some(PauseReason::Session), 0));
    assert_eq!(bed.control().posts(RESET), 0);

    desk.sessions.sign_in(password("sandbox", sandbox::PASSWORD, false)).await.unwrap();
    desk.bulk.resume_bulk_sheet(sheet.id.clone(), None).await.unwrap();
    run_until(&bed, &desk, &sheet.id, &[BatchState::Done]).await;
    let users: Vec<String> = bed.control().record().into_iter().rev().take(3).map(|made| made.user).collect();
    assert_eq!(users, [sandbox::USERNAME; 3]);
    desk.shutdown().await;
}
