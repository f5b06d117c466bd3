//! A single reading of the lists.

use crmcom::Release;

use super::pending;
use crate::tests::harness::*;
use crate::view::{RequestQuery, RequestState};

#[tokio::test]
async fn checks_requests_that_left_the_pending_list_and_drops_archived_ones() {
    for release in [Release::R11, Release::R13] {
        let bed = Bed::with(release);
        let control = bed.control();
        let desk = bed.signed_in().await;
        read_once(&desk).await;
        let waiting = pending(&desk).await;
        assert!(waiting.len() >= 3, "{waiting:?}");
        control.archive(&waiting[0]);
        let long = control.lists("COMPLETED");
        bed.later(&desk, 31);
        when(&desk, "let go", || async { pending(&desk).await.len() == waiting.len() - 1 }).await;
        let gone = desk.requests.request(format!("server-{}", waiting[0])).await.unwrap();
        assert!(gone.row.unwatched && gone.row.state == RequestState::Pending, "its state is the last that was told");
        // The others become due, and are processed.
        control.advance(std::time::Duration::from_hours(40 * 24));
        control.run_processing_now();
        bed.later(&desk, 31);
        sign_in(&desk, "sandbox", false).await;
        when(&desk, "looked at", || async { pending(&desk).await.is_empty() }).await;
        read_once(&desk).await;
        if release == Release::R11 {
            assert_eq!(control.lists("COMPLETED"), long, "a few are looked at one by one");
        }
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn mirrors_the_lists_with_each_request_once() {
    for release in [crmcom::Release::R11, crmcom::Release::R13] {
        let bed = Bed::with(release);
        let desk = bed.signed_in().await;
        let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
        let row = until(&desk, &key, &[RequestState::Pending]).await;
        desk.mirror.refresh_requests().await.unwrap();
        let page = desk.requests.request_page(RequestQuery { limit: 500, ..RequestQuery::default() }).await.unwrap();
        assert!(page.synced.is_some() && page.rows.len() > 1, "the seeded requests are there too");
        assert_eq!(page.rows.iter().filter(|other| other.number == row.number).count(), 1);
        let told = page.rows.iter().find(|row| !row.mine).unwrap();
        let detail = desk.requests.request(told.key.clone()).await.unwrap();
        assert!(detail.raw.is_some() && detail.timeline.is_empty() && detail.created_by.is_some());
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn follows_others_pending_requests_to_completion() {
    let (bed, others) = (Bed::new(), Bed::new());
    let (desk, other) = (bed.signed_in().await, others.open().await);
    hold(&other, 0).await;
    let connection = own_connection(&other, bed.sandbox.url()).await;
    sign_in(&other, &connection, false).await;
    let sent = other.outbox.send(reset_pin(CARD)).await.unwrap().key;
    let id = until(&other, &sent, &[RequestState::Pending]).await.id.unwrap();
    other.shutdown().await;
    desk.mirror.refresh_requests().await.unwrap();
    let state = || async { desk.requests.request(format!("server-{id}")).await.unwrap().row.state };
    assert_eq!(state().await, RequestState::Pending);
    assert!(bed.control().run_processing_now() > 0);
    bed.later(&desk, 31);
    when(&desk, "completed", || async { state().await == RequestState::Completed }).await;
    desk.shutdown().await;
}
