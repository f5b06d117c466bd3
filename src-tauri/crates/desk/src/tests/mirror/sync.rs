use std::{fs, io::Write};

use crmcom::Release;

use crate::tests::distorting_proxy::{Bend, Bent};
use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{RequestFilter, RequestQuery, RequestState, Terminal},
};

pub(in crate::tests) async fn total(desk: &Desk, states: &[RequestState]) -> u32 {
    let filter = RequestFilter { states: states.to_vec(), ..RequestFilter::default() };
    desk.requests.request_counts(filter).await.unwrap().total
}

/// Waits until the first reading after a sign-in is over.
pub(in crate::tests) async fn read_once(desk: &Desk) {
    when(desk, "read", || async {
        desk.requests.request_page(RequestQuery::default()).await.unwrap().synced.is_some()
            && desk.app.snapshot().await.unwrap().sync.is_none()
    })
    .await;
}

/// Ids of others' pending requests.
async fn pending(desk: &Desk) -> Vec<String> {
    let filter = RequestFilter { states: vec![RequestState::Pending], ..RequestFilter::default() };
    let page =
        desk.requests.request_page(RequestQuery { filter, limit: 500, ..RequestQuery::default() }).await.unwrap();
    page.rows.into_iter().filter(|row| !row.unwatched).filter_map(|row| row.id).collect()
}

#[tokio::test]
async fn everything_is_read_with_pages_and_without() {
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
async fn the_long_list_is_read_whole_once_and_then_not_often() {
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
async fn what_is_new_at_the_end_of_the_long_list_is_found_by_its_last_pages() {
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
async fn what_left_the_pending_list_is_looked_at_and_what_is_archived_is_let_go() {
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
async fn a_reading_is_shown_stopped_and_goes_on_where_it_was() {
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
async fn in_the_background_lists_are_read_seldom_and_no_idle_session_is_kept_alive() {
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
            assert!(desk.mirror.memory().sync.is_none(), "{release}: nobody is there");
            assert_eq!(bed.control().lists("PENDING"), before, "{release}: nothing was asked");
        }
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn a_cache_that_breaks_in_use_is_told_once_and_filled_again() {
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
async fn a_request_is_shown_as_a_command_without_its_secrets() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let sent = desk.outbox.send(set_pin(CARD, "8351")).await.unwrap().key;
    until(&desk, &sent, &[RequestState::Pending]).await;
    let token = desk.sessions.memory().sessions["sandbox"].token.expose().to_owned();
    let command = desk.requests.request_curl(sent, Terminal::Posix).await.unwrap();
    assert!(command.contains("reset_pin_to_given_value") && command.contains("$TOKEN") && command.contains("$PIN"));
    assert!(!command.contains(&token) && !command.contains("8351"), "{command}");
    let other = desk.requests.request_page(RequestQuery::default()).await.unwrap().rows;
    let other = other.into_iter().find(|row| !row.mine).unwrap();
    let command = desk.requests.request_curl(other.key, Terminal::Posix).await.unwrap();
    let id = other.id.unwrap();
    assert!(command.contains(&format!("show?provisioning_request_identifier=id={id}&token='\"$TOKEN\"")), "{command}");
    assert_eq!(
        desk.requests.request_curl("server-none".to_owned(), Terminal::Posix).await.unwrap_err().code,
        ProblemCode::NotFound
    );
    desk.shutdown().await;
}

/// A desk with distorted lists.
async fn bent_lists(backlog: u32, how: Bend) -> (Bed, Bent, Desk) {
    let bed = Bed::with_backlog(Release::R13, backlog);
    let way = Bent::to(bed.sandbox.url()).await;
    way.bend(how);
    let desk = bed.open().await;
    let id = own_connection_at(&desk, way.url(), Release::R13).await;
    sign_in(&desk, &id, false).await;
    (bed, way, desk)
}

#[tokio::test]
async fn lists_in_short_pages_are_read_to_their_ends() {
    let (bed, way, desk) = bent_lists(1_300, Bend { most: Some(50), ..Bend::default() }).await;
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
async fn a_server_that_ignores_pages_is_not_read_for_ever() {
    for (rows, no_number) in [(700, true), (700, false), (0, true)] {
        let (bed, way, desk) = bent_lists(rows, Bend { no_number, no_offset: true, ..Bend::default() }).await;
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

#[tokio::test]
async fn the_lists_are_read_again_although_the_clock_was_set_back() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let before = bed.control().lists("REJECTED");
    bed.later(&desk, -3_600);
    when(&desk, "read", || async { bed.control().lists("REJECTED") > before }).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_list_that_cannot_be_read_is_said_and_keeps_no_other_from_being_read() {
    for (list, others) in [
        ("PENDING", RequestState::Completed),
        ("COMPLETED", RequestState::Rejected),
        ("REJECTED", RequestState::Completed),
    ] {
        let (_bed, way, desk) = bent_lists(40, Bend { fails: Some(list), ..Bend::default() }).await;
        assert_eq!(desk.mirror.refresh_requests().await.unwrap_err().code, ProblemCode::NotJson);
        let faults = desk.app.snapshot().await.unwrap().list_faults;
        let [fault] = faults.as_slice() else { panic!("{list}: {faults:?}") };
        assert_eq!((fault.list.as_str(), fault.as_of, fault.unread), (list, None, 0.0));
        assert_eq!(fault.problem.code, ProblemCode::NotJson);
        assert!(total(&desk, &[others]).await > 0, "{list}: the others are read");

        way.bend(Bend::default());
        desk.mirror.refresh_requests().await.unwrap();
        assert_eq!(desk.app.snapshot().await.unwrap().list_faults, []);
        way.bend(Bend { fails: Some(list), ..Bend::default() });
        desk.mirror.refresh_requests().await.unwrap_err();
        let again = desk.app.snapshot().await.unwrap().list_faults;
        assert!(again[0].as_of.is_some(), "since when: {again:?}");
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_counted_and_shown_and_hides_no_other() {
    const ANSWER: &str = r#"{"status":{"code":"OK"},"data":[
        {"id":"A1","number":"1","type":"CREATE_PAIRING","life_cycle_state":"PENDING"},
        {"number":"2","type":"RESET_PIN","pin":"4711","request":"card 4711 \ud83d"}, "what",
        {"id":"A3","number":"3","type":"CREATE_PAIRING","life_cycle_state":"PENDING"}]}"#;
    let bed = Bed::with_backlog(Release::R11, 40);
    let way = Bent::to(bed.sandbox.url()).await;
    way.bend(Bend { answers: Some(("PENDING", ANSWER)), ..Bend::default() });
    let desk = bed.open().await;
    let id = own_connection_at(&desk, way.url(), Release::R11).await;
    sign_in(&desk, &id, false).await;
    desk.mirror.refresh_requests().await.unwrap();
    let faults = desk.app.snapshot().await.unwrap().list_faults;
    let [fault] = faults.as_slice() else { panic!("{faults:?}") };
    assert_eq!(
        (fault.list.as_str(), fault.unread, fault.problem.code),
        ("PENDING", 2.0, ProblemCode::UnexpectedAnswer)
    );
    let found = pending(&desk).await;
    assert!(["A1", "A3"].iter().all(|id| found.iter().any(|found| found == id)), "{found:?}");
    let rows = desk.requests.unread_rows("PENDING".to_owned()).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows[0].text.contains(r#""number":"2""#) && !rows[0].text.contains("4711"), "{rows:?}");
    assert_eq!(rows[1].text, "\"what\"");
    assert_eq!(desk.requests.unread_rows("REJECTED".to_owned()).await.unwrap(), []);

    way.bend(Bend::default());
    desk.mirror.refresh_requests().await.unwrap();
    assert_eq!(desk.app.snapshot().await.unwrap().list_faults, []);
    assert_eq!(desk.requests.unread_rows("PENDING".to_owned()).await.unwrap(), []);
}
