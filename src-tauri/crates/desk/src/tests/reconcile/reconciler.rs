//! The search for the request of a row whose answer was lost.

use crmcom::Release;

use super::{bed_at, evidence, lost, pairing};
use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    view::{RequestState, Settled, StepKind},
};

#[tokio::test]
async fn adopts_the_single_match_at_every_release() {
    for release in [Release::new(9, 0, 0), Release::R11, Release::R13] {
        let (bed, desk) = bed_at(release, "UTC").await;
        let key = lost(&desk, pairing("01900000206")).await;
        bed.later(&desk, 6);
        let row = until(&desk, &key, &[RequestState::Pending]).await;
        assert!(row.id.is_some() && row.next_try.is_some(), "and is watched: {row:?}");
        let detail = desk.requests.request(key).await.unwrap();
        let evidence = detail.evidence.unwrap();
        assert_eq!(evidence.settled, Some(Settled::Matched));
        assert_eq!((evidence.looks.len(), evidence.looks[0].matched), (1, 1));
        assert!(evidence.looks[0].compared > 0 && evidence.looks[0].lists == ["CREATE_PAIRING"]);
        let steps: Vec<StepKind> = detail.timeline.into_iter().map(|entry| entry.step).collect();
        assert_eq!(steps, [StepKind::Queued, StepKind::Sending, StepKind::Unknown, StepKind::Adopted]);
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn after_three_looks_without_a_match_only_the_user_resends() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = lost(&desk, pairing("01900000503")).await;
    let path = "conax_web_services/provisioning_requests/create_pairing";
    assert_eq!(
        desk.reconcile.send_again(key.clone()).await.unwrap_err().code,
        ProblemCode::TooLate,
        "nobody looked yet"
    );
    for (seconds, looks) in [(6, 1), (16, 2), (46, 3)] {
        bed.later(&desk, seconds);
        when(&desk, "looked at", || async {
            desk.requests
                .request(key.clone())
                .await
                .unwrap()
                .evidence
                .is_some_and(|evidence| evidence.looks.len() == looks)
        })
        .await;
        assert_eq!(evidence(&desk, &key).await.may_send_again, looks == 3);
    }
    let kept = evidence(&desk, &key).await;
    assert_eq!(kept.looks[0].lists, ["CREATE_PAIRING", "PENDING", "REJECTED"], "what the first list left out");
    assert!(kept.next_look.is_some() && kept.candidates.is_empty());
    assert_eq!(bed.control().posts(path), 1, "never by itself");
    desk.reconcile.send_again(key.clone()).await.unwrap();
    when(&desk, "sent again", || async { bed.control().posts(path) == 2 }).await;
    until(&desk, &key, &[RequestState::Unknown]).await;
    assert_eq!(
        desk.reconcile.send_again(key).await.unwrap_err().code,
        ProblemCode::TooLate,
        "another send, another search"
    );
    desk.shutdown().await;
}

#[tokio::test]
async fn looks_end_after_a_while_and_a_sign_in_adds_one() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = lost(&desk, pairing("01900000503")).await;
    for looks in 1..=6 {
        bed.later(&desk, 601);
        when(&desk, "looked at", || async {
            desk.requests
                .request(key.clone())
                .await
                .unwrap()
                .evidence
                .is_some_and(|evidence| evidence.looks.len() >= looks)
        })
        .await;
    }
    assert_eq!(evidence(&desk, &key).await.next_look, None);
    sign_in(&desk, "sandbox", false).await;
    when(&desk, "looked at once more", || async { evidence(&desk, &key).await.looks.len() == 7 }).await;
    let detail = desk.reconcile.look_again(key.clone()).await.unwrap();
    assert_eq!(detail.evidence.unwrap().looks.len(), 8, "and by hand");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_failed_look_is_no_evidence() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = lost(&desk, pairing("01900000503")).await;
    bed.control().set_chaos(sandbox::Chaos { unavailable: 100, ..sandbox::Chaos::default() });
    for _ in 0..4 {
        desk.reconcile.look_again(key.clone()).await.unwrap();
    }
    let kept = evidence(&desk, &key).await;
    assert_eq!(kept.looks.len(), 4);
    assert!(kept.looks.iter().all(|look| look.problem.is_some()));
    assert!(!kept.may_send_again, "that nothing could be seen is no reason to send it twice");
    desk.shutdown().await;
}

#[tokio::test]
async fn one_request_for_two_rows_is_not_adopted() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let first = lost(&desk, pairing("01900000206")).await;
    bed.control().set_chaos(sandbox::Chaos { unavailable: 100, ..sandbox::Chaos::default() });
    let second = lost(&desk, pairing("01900000206")).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    for key in [&first, &second] {
        desk.reconcile.look_again(key.clone()).await.unwrap();
        assert_eq!(
            desk.requests.row(key).await.unwrap().state,
            RequestState::Unknown,
            "one of them made it, and nobody knows which"
        );
        assert_eq!(evidence(&desk, key).await.candidates.len(), 1);
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn the_search_resumes_after_a_restart() {
    let (bed, desk) = bed_at(Release::R13, "UTC").await;
    let key = lost(&desk, pairing("01900000503")).await;
    desk.reconcile.look_again(key.clone()).await.unwrap();
    desk.shutdown().await;
    drop(desk);
    let desk = bed.open().await;
    assert_eq!(evidence(&desk, &key).await.looks.len(), 1, "what was seen is kept");
    let id = desk.requests.row(&key).await.unwrap().connection;
    sign_in(&desk, &id, false).await;
    when(&desk, "looked at again", || async { evidence(&desk, &key).await.looks.len() >= 2 }).await;
    desk.shutdown().await;
}
