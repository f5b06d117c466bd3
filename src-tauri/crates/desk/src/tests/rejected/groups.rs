//! Groups of rejected requests by cause.

use super::{of_group, open, saying};
use crate::tests::harness::*;
use crate::{
    Desk,
    view::{GroupSort, RejectedPage, RejectedQuery, RequestQuery, RequestState, TriageStatus},
};

/// Waits until the first reading after a sign-in is over.
async fn read_once(desk: &Desk) {
    when(desk, "read", || async {
        desk.requests.request_page(RequestQuery::default()).await.unwrap().synced.is_some()
            && desk.app.snapshot().await.unwrap().sync.is_none()
    })
    .await;
}

#[tokio::test]
async fn groups_rejected_requests_by_cause() {
    let bed = Bed::with_rejected(600);
    let desk = bed.signed_in().await;
    assert_eq!(open(&desk).await.groups.iter().map(|group| group.fresh).sum::<u32>(), 0);
    read_once(&desk).await;
    let page = open(&desk).await;
    let counted: u32 = page.groups.iter().map(|group| group.count).sum();
    assert_eq!(counted, page.open);
    assert!(counted > 550, "{counted}: all but Nagravision's, which are in no list");
    assert!((15..50).contains(&page.groups.len()), "{} groups of {counted}", page.groups.len());
    let faults = saying(&page, "txt_not_logged_in");
    let of_faults: u32 = faults.iter().map(|group| group.count).sum();
    assert!(of_faults > 100, "a third of all: {of_faults}");
    assert_eq!(faults.len(), 5, "one for each type, whatever stack lines, hosts and times they tell");
    let shares: f64 = page.groups.iter().map(|group| group.share).sum();
    assert!((shares - 1.0).abs() < 1e-9, "{shares}");
    assert!(page.groups.is_sorted_by_key(|group| std::cmp::Reverse(group.count)), "the biggest first");
    assert!(page.groups.iter().all(|group| group.trend.len() == 12 && group.fresh == 0));
    assert!(faults.iter().any(|group| group.trend.iter().sum::<u32>() > 0), "there was an outage some hours ago");
    assert!(page.older_than_day > 100 && page.older_than_day < page.open);
    let growing = desk
        .rejected
        .rejected_page(RejectedQuery { sort: GroupSort::Growing, ..RejectedQuery::default() })
        .await
        .unwrap();
    assert_eq!(growing.groups.len(), page.groups.len());

    let group = &page.groups[0];
    let rows = desk.rejected.rejected_requests(of_group(&group.id), 0, 500).await.unwrap();
    assert_eq!((rows.total, rows.rows.len()), (group.count, usize::try_from(group.count).unwrap()));
    assert!(rows.rows.iter().all(|row| row.group == group.id && row.review == TriageStatus::Open));
    assert!(rows.rows.windows(2).all(|two| two[0].row.updated >= two[1].row.updated), "the latest first");
    let shape = desk.rejected.group_shape(group.id.clone()).await.unwrap();
    assert_eq!((shape.parts.len(), shape.parts[0].count), (1, group.count));
    assert!(!shape.parts[0].shape.contains(".java"), "{}", shape.parts[0].shape);

    let from = crate::time::millis(desk.core.now() - 7 * 24 * 3_600_000);
    let overview = desk.rejected.rejected_overview(from).await.unwrap();
    assert_eq!(overview.ages.iter().map(|bucket| bucket.count).sum::<u32>(), page.open);
    assert_eq!(overview.causes[0].group, group.id);
    assert!(
        overview.days.iter().map(|on| on.count).sum::<u32>() > 50
            && overview.days.is_sorted_by(|one, other| one.day <= other.day)
    );
    desk.shutdown().await;
}

#[tokio::test]
async fn a_new_rejection_joins_its_group_and_is_new_until_seen() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    // Another desk sends requests that the CA system will reject.
    let mut options = bed.options();
    options.data_dir = bed.dir.path().join("another");
    let other = Desk::open(options).await.unwrap();
    hold(&other, 0).await;
    sign_in(&other, "sandbox", false).await;
    let rejected = |card: &'static str| {
        let (other, bed) = (&other, &bed);
        async move {
            let key = other.outbox.send(reset_pin(card)).await.unwrap().key;
            until(other, &key, &[RequestState::Pending]).await;
            bed.control().run_processing_now();
            bed.control().requests()
        }
    };
    let before = open(&desk).await;
    rejected("01900000666").await;
    desk.mirror.refresh_requests().await.unwrap();
    let after = open(&desk).await;
    assert_eq!(after.open, before.open + 1);
    let known = |page: &RejectedPage, id: &str| page.groups.iter().find(|group| group.id == id).cloned();
    let group = after.groups.iter().find(|group| group.fresh == 1).expect("it is new").clone();
    assert_eq!(known(&before, &group.id), None, "there was none of that type");
    assert_eq!(group.line.as_deref(), Some("txt_session_expired"));
    desk.rejected.look_at_group(group.id.clone()).await.unwrap();
    assert_eq!(known(&open(&desk).await, &group.id).unwrap().fresh, 0);
    // The server's time goes on, as the other clock does.
    bed.control().advance(std::time::Duration::from_secs(2));
    rejected("01910000666").await;
    desk.mirror.refresh_requests().await.unwrap();
    let joined = known(&open(&desk).await, &group.id).unwrap();
    assert_eq!((joined.count, joined.fresh), (2, 1));
    // One of this desk's own joins the same group.
    bed.control().advance(std::time::Duration::from_secs(2));
    let key = desk.outbox.send(reset_pin("01920000666")).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    bed.later(&desk, 31);
    until(&desk, &key, &[RequestState::Rejected]).await;
    let rows = desk.rejected.rejected_requests(of_group(&group.id), 0, 0).await.unwrap();
    assert_eq!(rows.total, 3);
    assert!(rows.rows.iter().any(|row| row.row.key == key && row.row.mine));
    other.shutdown().await;
    desk.shutdown().await;
}
