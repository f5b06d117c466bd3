//! Times at which the server's lists are read.

use std::{fs, io::Write};

use crmcom::Release;

use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    view::{RequestQuery, RequestState},
};

#[tokio::test]
async fn reads_all_lists_with_and_without_pages() {
    for release in [Release::R11, Release::R13] {
        let bed = Bed::with_backlog(release, 1_300);
        let desk = bed.signed_in().await;
        read_once(&desk).await;
        let conax = u32::try_from(bed.control().requests()).unwrap() - 4;
        assert_eq!(total(&desk, &[]).await, conax, "{release}: Nagravision's four are in no list");
        assert!(total(&desk, &[RequestState::Completed]).await > 1_000);
        let facets = desk.requests.request_facets().await.unwrap();
        assert_eq!(facets.providers[0].value, "conax");
        assert!(facets.units.iter().any(|unit| unit.value == "Head office"), "{:?}", facets.units);
        let page = desk.requests.request_page(RequestQuery { limit: 1, ..RequestQuery::default() }).await.unwrap();
        let row = &page.rows[0];
        assert!(row.updated.is_some() && row.unit.is_some() && row.user.is_some(), "{row:?}");
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn background_reading_is_rare_and_keeps_no_idle_session_alive() {
    for (release, read) in [(Release::R11, false), (Release::R13, true)] {
        let bed = Bed::with(release);
        let desk = bed.signed_in().await;
        read_once(&desk).await;
        bed.later_by(11 * 60);
        let before = bed.control().lists("PENDING");
        desk.core.wake.sync.notify_one();
        if read {
            when(&desk, "read", || async { bed.control().lists("REJECTED") > before }).await;
        } else {
            // The worker shares this thread: it has checked the time, and a reading would be visible.
            for _ in 0..16 {
                tokio::task::yield_now().await;
            }
            assert!(desk.mirror.memory.lock().sync.is_none(), "{release}: nobody is there");
            assert_eq!(bed.control().lists("PENDING"), before, "{release}: nothing was asked");
        }
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn a_cache_that_breaks_in_use_is_reported_once_and_refilled() {
    let bed = Bed::with_backlog(Release::R11, 1_500);
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    let all = total(&desk, &[]).await;
    // Moves the WAL into the file, then fills the file with garbage.
    let path = bed.data_dir().join("cache.db");
    for file in [path.clone(), path.with_extension("db-wal")] {
        let length = usize::try_from(fs::metadata(&file).unwrap().len()).unwrap();
        fs::OpenOptions::new().write(true).open(&file).unwrap().write_all(&vec![0x5a; length]).unwrap();
    }
    let everything = RequestQuery { limit: 500, offset: 900, ..RequestQuery::default() };
    when(&desk, "noticed", || async {
        let _ = desk.requests.request_page(everything.clone()).await;
        let _ = desk.mirror.refresh_requests().await;
        !desk.app.snapshot().await.unwrap().notices.is_empty()
    })
    .await;
    desk.mirror.refresh_requests().await.unwrap();
    assert_eq!(total(&desk, &[]).await, all);
    assert_eq!(desk.requests.row(&key).await.unwrap().state, RequestState::Pending);
    let notices = desk.app.snapshot().await.unwrap().notices;
    assert_eq!(notices.iter().map(|notice| notice.code).collect::<Vec<_>>(), [ProblemCode::CacheRebuilt]);
    desk.shutdown().await;
}

#[tokio::test]
async fn reads_the_lists_again_after_the_clock_is_set_back() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let before = bed.control().lists("REJECTED");
    bed.later(&desk, -3_600);
    when(&desk, "read", || async { bed.control().lists("REJECTED") > before }).await;
    desk.shutdown().await;
}
