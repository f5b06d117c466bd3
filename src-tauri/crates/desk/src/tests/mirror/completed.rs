//! Reading of the list that may be long.

use crmcom::Release;

use super::distorted_lists;
use crate::tests::harness::*;
use crate::{
    tests::distorting_proxy::Distortion,
    view::{RequestQuery, RequestState},
};

#[tokio::test]
async fn the_long_list_is_read_whole_once_and_then_rarely() {
    // With pages the last one is empty: fewer rows than asked for are not the end.
    for (release, whole, later) in [(Release::R11, 1, 0), (Release::R13, 4, 3)] {
        let bed = Bed::with_backlog(release, 1_300);
        let control = bed.control();
        let desk = bed.signed_in().await;
        read_once(&desk).await;
        assert_eq!(control.lists("COMPLETED"), whole, "{release}");
        let (short, long) = (control.lists("PENDING"), control.lists("COMPLETED"));
        // Long enough even after a reading that a busy machine made long.
        bed.later(&desk, 5 * 60);
        when(&desk, "read again", || async { control.lists("REJECTED") > short }).await;
        read_once(&desk).await;
        assert_eq!(control.lists("COMPLETED") - long, later, "{release}: only what may be new");
        let long = control.lists("COMPLETED");
        desk.mirror.refresh_requests().await.unwrap();
        assert_eq!(control.lists("COMPLETED") - long, whole, "{release}: by hand, all of it");
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn finds_new_requests_on_the_last_pages_of_the_long_list() {
    let bed = Bed::with_backlog(Release::R13, 1_300);
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let before = total(&desk, &[RequestState::Completed]).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    bed.later(&desk, 31);
    until(&desk, &key, &[RequestState::Completed]).await;
    let now = desk.requests.request_page(RequestQuery::default()).await.unwrap();
    assert_eq!(now.rows.iter().filter(|row| row.key == key).count(), 1, "ours is there once");
    assert_eq!(total(&desk, &[RequestState::Completed]).await, before + 1);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_reading_is_shown_and_stopped_and_resumes() {
    let bed = Bed::with_backlog(Release::R13, 3_000);
    bed.control().set_latency(std::time::Duration::from_millis(40));
    let desk = bed.signed_in().await;
    when(&desk, "under way", || async {
        let sync = desk.app.snapshot().await.unwrap().sync;
        sync.is_some_and(|sync| sync.list == "COMPLETED" && sync.rows >= 500 && sync.bytes > 0.0)
    })
    .await;
    desk.mirror.stop_refresh().await.unwrap();
    when(&desk, "stopped", || async { desk.app.snapshot().await.unwrap().sync.is_none() }).await;
    let kept = total(&desk, &[RequestState::Completed]).await;
    let pages = bed.control().lists("COMPLETED");
    assert!((500..2_500).contains(&kept), "{kept} rows came before it was stopped");
    bed.control().set_latency(std::time::Duration::ZERO);
    // Long enough even after a reading that a busy machine made long.
    bed.later(&desk, 5 * 60);
    let short = bed.control().lists("PENDING");
    when(&desk, "read again", || async { bed.control().lists("REJECTED") > short }).await;
    assert_eq!(bed.control().lists("COMPLETED"), pages, "who stopped it does not want it at once");
    bed.later(&desk, 16 * 60);
    desk.core.active();
    sign_in(&desk, "sandbox", false).await;
    when(&desk, "whole", || async { total(&desk, &[RequestState::Completed]).await > 2_500 }).await;
    read_once(&desk).await;
    let all = u32::try_from(bed.control().requests()).unwrap() - 4;
    assert_eq!(total(&desk, &[]).await, all);
    let read = bed.control().lists("COMPLETED") - pages;
    assert!(read <= 8 - usize::try_from(kept / 500).unwrap(), "{read} pages: not from the beginning");
    desk.shutdown().await;
}

#[tokio::test]
async fn reads_lists_in_short_pages_to_the_end() {
    let (bed, way, desk) = distorted_lists(1_300, Distortion { most: Some(50), ..Distortion::default() }).await;
    desk.mirror.refresh_requests().await.unwrap();
    let all = u32::try_from(bed.control().requests()).unwrap() - 4;
    assert_eq!(total(&desk, &[]).await, all);
    let completed = usize::try_from(total(&desk, &[RequestState::Completed]).await).unwrap();
    let before = way.asked("COMPLETED");
    desk.mirror.refresh_requests().await.unwrap();
    assert_eq!(way.asked("COMPLETED") - before, completed.div_ceil(50) + 1);
    assert_eq!(total(&desk, &[]).await, all);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_server_that_ignores_pages_is_not_read_endlessly() {
    for (rows, no_number) in [(700, true), (700, false), (0, true)] {
        let (bed, way, desk) =
            distorted_lists(rows, Distortion { no_number, no_offset: true, ..Distortion::default() }).await;
        read_once(&desk).await;
        let seen = total(&desk, &[RequestState::Completed]).await;
        let all =
            u32::try_from(bed.control().record().iter().filter(|made| made.state == "COMPLETED").count()).unwrap();
        if no_number {
            // Nagravision's requests are in no list.
            assert!(seen > rows / 2 && seen + 4 >= all, "{seen} of {all}");
        } else {
            assert_eq!(seen, 500, "more it does not give");
        }
        for round in 1..=3 {
            let (short, before) = (way.asked("REJECTED"), way.asked("COMPLETED"));
            // Long enough even after a reading that a busy machine made long.
            bed.later(&desk, 5 * 60);
            when(&desk, "read again", || async { way.asked("REJECTED") > short }).await;
            read_once(&desk).await;
            assert!(way.asked("COMPLETED") - before <= 9, "{rows} rows, round {round}: again and again");
        }
        assert_eq!(total(&desk, &[RequestState::Completed]).await, seen);
        desk.shutdown().await;
    }
}
