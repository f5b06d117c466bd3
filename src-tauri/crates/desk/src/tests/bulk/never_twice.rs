//! Rows whose content was sent on another way than by a sheet are left out.

use super::*;
use crate::{new_key, view::LeftOut};

const ADD: &str = "conax_web_services/provisioning_requests/add_subscriptions";

/// The form of a PIN reset, as a row of [`sheet_of`] becomes it.
fn reset(card: u32) -> FormDraft {
    reset_with(card, &[])
}

fn reset_with(card: u32, more: &[(&str, &str)]) -> FormDraft {
    let (card, subscription) = (format!("019000000{card:02}"), format!("S{}", 99 + card));
    let own = [("smartcard_identifier", card.as_str()), ("subscription_identifier", subscription.as_str())];
    form("conax.reset-pin", &[&own, more].concat())
}

/// The reasons why rows of a sheet of these cards are left out.
async fn left_out(desk: &Desk, cards: std::ops::RangeInclusive<u32>) -> Vec<Option<LeftOut>> {
    let sheet = checked(desk, &sheet_of(cards)).await;
    rows(desk, &sheet.id, BatchPart::All).await.rows.into_iter().map(|row| row.left_out).collect()
}

async fn processed(bed: &Bed, desk: &Desk, key: &str, state: RequestState) {
    until(desk, key, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    bed.later(desk, 61);
    until(desk, key, &[state]).await;
}

#[tokio::test]
async fn a_form_that_is_under_way_or_done_is_left_out() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let done =
        desk.outbox.send(reset_with(1, &[("priority", "EXPRESS"), ("process_immediately", "true")])).await.unwrap();
    until(&desk, &done.key, &[RequestState::Completed]).await;
    let pending = desk.outbox.send(reset(2)).await.unwrap();
    until(&desk, &pending.key, &[RequestState::Pending]).await;
    hold(&desk, 60).await;
    desk.outbox.send(reset(3)).await.unwrap();
    desk.outbox.send_later(reset(4), crate::time::millis(desk.core.now() + 3_600_000)).await.unwrap();
    let under_way = Some(LeftOut::UnderWay);
    assert_eq!(
        left_out(&desk, 1..=5).await,
        [Some(LeftOut::AlreadySent), under_way, under_way, under_way, None],
        "priority and processing make no difference"
    );
    desk.shutdown().await;
}

#[tokio::test]
async fn a_form_that_took_no_effect_is_not_left_out() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let rejected = rejected_of(&bed, &desk, vec![reset(1)]).await;
    hold(&desk, 60).await;
    let undone = desk.outbox.send(reset(2)).await.unwrap();
    desk.outbox.undo(undone.key).await.unwrap();
    let discarded = desk.outbox.send_later(reset(3), crate::time::millis(desk.core.now() + 3_600_000)).await.unwrap();
    desk.outbox.cancel(discarded.key).await.unwrap();
    let edited = desk.outbox.send(reset(4)).await.unwrap();
    desk.outbox.edit(edited.key.clone()).await.unwrap();
    desk.outbox.replace(edited.key, reset(5), None).await.unwrap();
    let sheet = checked(&desk, &sheet_of(1..=5)).await;
    let left_out: Vec<_> =
        rows(&desk, &sheet.id, BatchPart::All).await.rows.into_iter().map(|row| row.left_out).collect();
    assert_eq!(left_out, [None, None, None, None, Some(LeftOut::UnderWay)], "an edited form counts as it is now");
    let done = sent(&bed, &desk, &sheet.id).await;
    assert_eq!((done.completed, done.sent), (4, 4));
    assert_eq!(desk.requests.row(&rejected[0]).await.unwrap().state, RequestState::Rejected);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_retry_is_left_out() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let rejected = rejected_of(&bed, &desk, vec![reset(1)]).await.remove(0);
    let plain = desk.retries.prefill(rejected.clone(), None).await.unwrap().draft.unwrap();
    let retry = desk.retries.retry(rejected, plain).await.unwrap();
    assert_eq!(left_out(&desk, 1..=2).await, [Some(LeftOut::UnderWay), None]);
    processed(&bed, &desk, &retry.key, RequestState::Completed).await;
    assert_eq!(left_out(&desk, 1..=2).await, [Some(LeftOut::AlreadySent), None]);
    desk.shutdown().await;
}

#[tokio::test]
async fn requests_of_a_sequence_are_left_out() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let add = |service: &str| {
        let card = [("smartcard_identifier", CARD), ("subscription_identifier", "S100")];
        form("conax.add-service", &[card.as_slice(), &[("service_identifier", service)]].concat())
    };
    let sequence = desk.outbox.send_sequence(new_key(), vec![add("GOLD"), add("SPORT")]).await.unwrap();
    processed(&bed, &desk, &sequence.rows[0].key, RequestState::Completed).await;
    until(&desk, &sequence.rows[1].key, &[RequestState::Pending]).await;
    let text = "Card;Subscription;Service\n01900000001;S100;GOLD\n01900000001;S100;SPORT\n01900000001;S100;KIDS\n";
    let sheet = desk.bulk.bring_sheet_text(text.to_owned()).await.unwrap();
    let fields = ["smartcard_identifier", "subscription_identifier", "service_identifier"];
    let sheet = desk.bulk.match_bulk_sheet(sheet.id, matching("conax.add-service", &fields)).await.unwrap();
    let check = sheet.check.unwrap();
    assert_eq!((check.batch.ready, check.already_sent, check.under_way), (1, 1, 1));
    let done = sent(&bed, &desk, &sheet.id).await;
    assert_eq!((done.completed, bed.control().posts(ADD)), (1, 3));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_request_of_the_field_mode_is_left_out() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let made = desk.field.send_in_field(reset(1), None).await.unwrap();
    assert_eq!(left_out(&desk, 1..=1).await, [Some(LeftOut::UnderWay)]);
    processed(&bed, &desk, &made.key, RequestState::Completed).await;
    assert_eq!(left_out(&desk, 1..=1).await, [Some(LeftOut::AlreadySent)]);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_form_that_is_sent_after_the_check_is_left_out_when_its_turn_comes() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = checked(&desk, &sheet_of(1..=3)).await;
    assert_eq!(sheet.check.unwrap().batch.ready, 3);
    let form = desk.outbox.send(reset(2)).await.unwrap();
    until(&desk, &form.key, &[RequestState::Pending]).await;
    let done = sent(&bed, &desk, &sheet.id).await;
    assert_eq!((done.completed, done.left_out), (2, 1));
    desk.shutdown().await;
}
