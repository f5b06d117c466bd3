//! Groups of rejected requests by cause.

use super::{of_group, open};
use crate::tests::harness::*;
use crate::{
    Desk,
    view::{GroupSort, RejectedPage, RejectedQuery, RequestState, TriageStatus},
};

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
    assert!((6..15).contains(&page.groups.len()), "{} causes of {counted}", page.groups.len());
    let titled = |title: &str| page.groups.iter().filter(|it| it.knowledge.title.as_deref() == Some(title)).collect();
    let outages: Vec<_> = titled("Conax logged CRM.COM out");
    let [outage] = &outages[..] else { panic!("one CA system that logged out is one cause: {outages:?}") };
    assert!(outage.count > 150, "a third of all: {}", outage.count);
    assert_eq!(outage.parts.len(), 6, "one for each job");
    assert_eq!(outage.groups.len(), 11, "and text of it, whatever stack lines, hosts and times they tell");
    assert_eq!((outage.request_type.as_deref(), outage.error_code.as_deref()), (None, Some("AxisFault")));
    assert_eq!(outage.parts.iter().map(|part| part.count).sum::<u32>(), outage.count);
    assert!(outage.parts.is_sorted_by_key(|part| std::cmp::Reverse(part.count)));
    assert!(outage.cards <= outage.parts.iter().map(|part| part.cards).sum::<u32>(), "shared cards count once");
    assert_eq!(outage.over, None, "no newer request has gone through");
    let data: Vec<_> = titled("Card or box not known to Conax");
    assert!(!data.is_empty());
    let shares: f64 = page.groups.iter().map(|group| group.share).sum();
    assert!((shares - 1.0).abs() < 1e-9, "{shares}");
    assert!(page.groups.is_sorted_by_key(|group| std::cmp::Reverse(group.count)), "the biggest first");
    assert!(page.groups.iter().all(|group| group.trend.len() == 12 && group.fresh == 0));
    assert!(outage.trend.iter().sum::<u32>() > 0, "there was an outage some hours ago");
    assert!(page.older_than_day > 100 && page.older_than_day < page.open);
    let growing = desk
        .rejected
        .rejected_page(RejectedQuery { sort: GroupSort::Growing, ..RejectedQuery::default() })
        .await
        .unwrap();
    assert_eq!(growing.groups.len(), page.groups.len());

    let group = &page.groups[0];
    let rows = desk.rejected.rejected_requests(of_group(group), 0, 500).await.unwrap();
    assert_eq!((rows.total, rows.rows.len()), (group.count, usize::try_from(group.count).unwrap()));
    assert!(
        rows.rows.iter().all(|row| row.row.group.as_ref().is_some_and(|it| group.groups.contains(it))
            && row.review == TriageStatus::Open)
    );
    assert!(rows.rows.windows(2).all(|two| two[0].row.updated >= two[1].row.updated), "the latest first");
    let shape = desk.rejected.cause_shape(group.groups.clone()).await.unwrap();
    assert_eq!(shape.parts.iter().map(|part| part.count).sum::<u32>(), group.count);
    assert_eq!((shape.parts.len(), shape.joined, shape.split_by), (group.groups.len(), false, None));
    let job = &group.parts[0];
    let of_job = desk.rejected.rejected_requests(of_group(job), 0, 500).await.unwrap();
    assert!(of_job.total == job.count && of_job.rows.iter().all(|row| row.row.request_type == job.request_type));
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
async fn an_outage_is_over_when_newer_requests_go_through() {
    let bed = Bed::with_rejected(100);
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let key = desk.outbox.send(reset_pin("01900000001")).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    bed.later(&desk, 31);
    until(&desk, &key, &[RequestState::Completed]).await;
    let page = open(&desk).await;
    let titled = |title: &str| page.groups.iter().find(|it| it.knowledge.title.as_deref() == Some(title)).unwrap();
    let outage = titled("Conax logged CRM.COM out");
    let over = outage.over.expect("it is over");
    assert!(over.completed == 1 && Some(over.since) > outage.last_seen, "{over:?}");
    let data = titled("Card or box not known to Conax");
    assert_eq!(data.over, None, "requests of other cards tell nothing of these");
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
    let known = |page: &RejectedPage, id: &str| {
        page.groups.iter().flat_map(|cause| &cause.parts).find(|part| part.id == id).cloned()
    };
    let cause = after.groups.iter().find(|cause| cause.fresh == 1).expect("it is new").clone();
    assert!(before.groups.iter().any(|it| it.id == cause.id), "other jobs had it already");
    let group = cause.parts.iter().find(|part| part.fresh == 1).expect("of that job").clone();
    assert_eq!(known(&before, &group.id), None, "there was none of that type");
    assert_eq!(group.line.as_deref(), Some("txt_session_expired"));
    desk.rejected.look_at_groups(cause.groups).await.unwrap();
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
    let rows = desk.rejected.rejected_requests(of_group(&group), 0, 0).await.unwrap();
    assert_eq!(rows.total, 3);
    assert!(rows.rows.iter().any(|row| row.row.key == key && row.row.mine));
    other.shutdown().await;
    desk.shutdown().await;
}
