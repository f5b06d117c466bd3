//! Candidates from the server's lists, without the requests that were known before the send.

use crmcom::Release;
use store::journal::OutboxRow;

use super::{evidence, looked_at_three_times, lost, pairing};
use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    tests::distorting_proxy::{DistortingProxy, Distortion},
    view::RequestState,
};

#[tokio::test]
async fn requests_known_before_the_send_are_excluded() {
    let (_bed, desk, key) = sent_before_from_elsewhere().await;
    desk.reconcile.look_again(key.clone()).await.unwrap();
    assert_eq!(desk.requests.row(&key).await.unwrap().state, RequestState::Unknown, "it is the other computer's");
    let known = evidence(&desk, &key).await;
    assert!(known.candidates.is_empty() && known.looks[0].compared > 0, "{known:?}");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_hides_no_request() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let key = lost(&desk, pairing("01900000408")).await;
    bed.later_by(-3_600);
    desk.mirror.refresh_requests().await.unwrap();
    desk.reconcile.look_again(key.clone()).await.unwrap();
    let row = desk.requests.row(&key).await.unwrap();
    assert_eq!(row.state, RequestState::Pending, "what the lists told of afterwards was not there before: {row:?}");

    // Two equal requests, so that neither is adopted automatically.
    let keys = [lost(&desk, pairing("01900000206")).await, lost(&desk, pairing("01900000206")).await];
    bed.later_by(-3_600);
    let kept = looked_at_three_times(&desk, &keys[0]).await;
    assert_eq!((kept.candidates.len(), kept.may_send_again), (2, false), "{kept:?}");
    assert_eq!(desk.reconcile.send_again(keys[0].clone()).await.unwrap_err().code, ProblemCode::TooLate);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_clock_that_was_far_ahead_hides_no_request() {
    for hours in [1, 72] {
        let bed = Bed::new();
        bed.later_by(hours * 3_600);
        let desk = bed.signed_in().await;
        read_once(&desk).await;
        let key = lost(&desk, pairing("01900000206")).await;
        bed.later_by(-hours * 3_600);
        let kept = looked_at_three_times(&desk, &key).await;
        assert_eq!((kept.candidates.len(), kept.may_send_again), (1, false), "{hours} hours: {kept:?}");
        assert_eq!(kept.candidates[0].unsure[0].name, "created_date", "nobody can tell by the clocks");
        desk.shutdown().await;
    }
}

/// The same user sends the same request from another computer, a moment before this desk's own, which does not arrive.
async fn sent_before_from_elsewhere() -> (Bed, Desk, String) {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let elsewhere = Bed::new();
    let other = elsewhere.open().await;
    hold(&other, 0).await;
    let id = own_connection(&other, bed.sandbox.url()).await;
    sign_in(&other, &id, false).await;
    let earlier = other.outbox.send(pairing("01900000002")).await.unwrap().key;
    until(&other, &earlier, &[RequestState::Pending]).await;
    other.shutdown().await;
    desk.mirror.refresh_requests().await.unwrap();
    bed.later_by(1);
    bed.control().set_chaos(sandbox::Chaos { unavailable: 100, ..sandbox::Chaos::default() });
    let key = lost(&desk, pairing("01900000002")).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    (bed, desk, key)
}

#[tokio::test]
async fn without_knowledge_of_earlier_requests_a_candidate_is_unsure() {
    for wiped in [true, false] {
        let (_bed, desk, key) = sent_before_from_elsewhere().await;
        if wiped {
            desk.app.wipe().await.unwrap();
        } else {
            // An earlier version sent it.
            let id = key.clone();
            let forget = |row: &mut OutboxRow| {
                (row.mirror_generation, row.mirror_seq) = (None, None);
                Vec::new()
            };
            desk.core.journal(move |journal| journal.change(&id, &[RequestState::Unknown], 0, forget)).await.unwrap();
        }
        let kept = looked_at_three_times(&desk, &key).await;
        assert_eq!(desk.requests.row(&key).await.unwrap().state, RequestState::Unknown, "it may be the colleague's");
        assert_eq!((kept.candidates.len(), kept.may_send_again), (1, false), "wiped: {wiped}: {kept:?}");
        let unsure: Vec<_> = kept.candidates[0].unsure.iter().map(|unsure| unsure.name.as_str()).collect();
        assert_eq!(unsure, ["knownBefore"]);
        desk.shutdown().await;
    }
}

/// A desk behind a distorting proxy, with a server that has long lists.
async fn long_lists(how: Distortion) -> (Bed, DistortingProxy, Desk) {
    let bed = Bed::with_backlog(Release::R13, 3_000);
    let way = DistortingProxy::to(bed.sandbox.url()).await;
    let desk = bed.open().await;
    hold(&desk, 0).await;
    let id = own_connection_at(&desk, way.url(), Release::R13).await;
    way.distort(how);
    sign_in(&desk, &id, false).await;
    (bed, way, desk)
}

#[tokio::test]
async fn a_page_shorter_than_requested_is_not_the_end() {
    let (_bed, way, desk) = long_lists(Distortion { most: Some(50), ..Distortion::default() }).await;
    let key = lost(&desk, pairing("01900000206")).await;
    desk.reconcile.look_again(key.clone()).await.unwrap();
    let row = until(&desk, &key, &[RequestState::Pending]).await;
    assert!(row.id.is_some(), "the newest is on the last of its pages");
    let look = evidence(&desk, &key).await.looks[0].clone();
    assert!(look.compared > 50, "{look:?}");
    let pages = usize::try_from(look.compared).unwrap().div_ceil(50) + 1;
    assert_eq!(way.asked("type=CREATE_PAIRING"), pages, "to the one that is empty");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_list_with_repeated_pages_does_not_count_as_read() {
    let (_bed, _way, desk) = long_lists(Distortion { most: Some(50), no_offset: true, ..Distortion::default() }).await;
    let key = lost(&desk, pairing("01900000206")).await;
    let kept = looked_at_three_times(&desk, &key).await;
    for look in &kept.looks {
        let problem = look.problem.as_ref().map(|problem| problem.code);
        assert_eq!((problem, look.compared), (Some(ProblemCode::UnexpectedAnswer), 0), "not: fifty compared, none");
    }
    assert!(kept.looks.len() >= 3 && !kept.may_send_again);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_server_without_pages_is_compared_whole() {
    let (_bed, way, desk) = long_lists(Distortion { no_number: true, no_offset: true, ..Distortion::default() }).await;
    let key = lost(&desk, pairing("01900000206")).await;
    desk.reconcile.look_again(key.clone()).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    assert_eq!(way.asked("type=CREATE_PAIRING"), 2);
    desk.shutdown().await;
}
