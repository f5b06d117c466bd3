//! A restart, such as one for an update, waits for work that it would interrupt.

use crate::tests::{
    distorting_proxy::{DistortingProxy, Distortion},
    harness::*,
};
use crate::view::{BatchState, RejectedSelection, RejectedView, RequestState, RestartBlockers};

const NONE: RestartBlockers = RestartBlockers { on_the_wire: 0, with_pin: 0, batches: 0 };

async fn blockers(desk: &crate::Desk) -> RestartBlockers {
    desk.app.restart_blockers().await.unwrap()
}

#[tokio::test]
async fn a_request_on_the_wire_and_a_pin_in_memory_keep_the_desk_from_restarting() {
    const RESET: &str = "reset_pin_to_default_value";
    let bed = Bed::new();
    let way = DistortingProxy::to(bed.sandbox.url()).await;
    let desk = bed.open().await;
    let id = own_connection_at(&desk, way.url(), crmcom::Release::R11).await;
    sign_in(&desk, &id, false).await;
    assert_eq!(blockers(&desk).await, NONE);
    way.distort(Distortion { hangs: Some(RESET), ..Distortion::default() });
    let sent = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    way.asked_again(RESET, 0).await;
    assert_eq!(blockers(&desk).await, RestartBlockers { on_the_wire: 1, ..NONE });
    way.distort(Distortion::default());
    until(&desk, &sent, &[RequestState::Pending]).await;
    when(&desk, "free", || async { blockers(&desk).await == NONE }).await;
    hold(&desk, 60).await;
    let held = desk.outbox.send(set_pin(CARD, "8351")).await.unwrap().key;
    assert_eq!(blockers(&desk).await, RestartBlockers { with_pin: 1, ..NONE });
    desk.outbox.cancel(held).await.unwrap();
    assert_eq!(blockers(&desk).await, NONE);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_batch_at_work_keeps_the_desk_from_restarting_and_a_paused_one_does_not() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let drafts = (1..=5).map(|card| reset_pin(&format!("0190000000{card}"))).collect();
    let keys = rejected_of(&bed, &desk, drafts).await;
    let selection = RejectedSelection { all: false, keys, view: RejectedView::default() };
    let id = desk.retries.plan_retries(crate::new_key(), selection).await.unwrap().id;
    when(&desk, "planned", || async { desk.batches.batch(id.clone()).await.unwrap().state == BatchState::Planned })
        .await;
    assert_eq!(blockers(&desk).await, NONE, "nobody has started it");
    desk.retries.start_batch(id.clone(), None).await.unwrap();
    assert_eq!(blockers(&desk).await.batches, 1);
    desk.batches.pause_batch(id).await.unwrap();
    when(&desk, "free", || async { blockers(&desk).await == NONE }).await;
    desk.shutdown().await;
}
