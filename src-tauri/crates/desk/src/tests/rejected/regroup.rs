//! Groups are joined, split and restored.

use super::{of_group, open};
use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    view::{DeskEvent, RejectedGroup, RejectedPage, SplitBy},
};

#[tokio::test]
async fn groups_are_joined_split_and_restored_with_an_event() {
    let bed = Bed::with_rejected(400);
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let before = open(&desk).await;
    let titled = |page: &RejectedPage, title: &str| -> Vec<RejectedGroup> {
        page.groups.iter().filter(|it| it.knowledge.title.as_deref() == Some(title)).cloned().collect()
    };
    let outage = titled(&before, "Conax logged CRM.COM out").remove(0);
    let busy = titled(&before, "Conax failed for a moment").remove(0);
    let mut events = desk.events();
    let joined = desk.rejected.join_groups(vec![outage.groups[0].clone(), busy.groups[0].clone()]).await.unwrap();
    heard(&mut events, "groups", |event| matches!(event, DeskEvent::Rejected)).await;
    let page = open(&desk).await;
    let cause = page.groups.iter().find(|cause| cause.groups.contains(&joined)).unwrap();
    assert_eq!(cause.count, outage.count + busy.count, "one join is of all jobs");
    assert_eq!((cause.request_type.as_deref(), cause.error_code.as_deref()), (None, None));
    assert_eq!(page.groups.len(), before.groups.len() - 1);
    assert!(desk.rejected.cause_shape(cause.groups.clone()).await.unwrap().joined);
    desk.rejected.restore_groups(cause.groups.clone()).await.unwrap();
    assert_eq!(open(&desk).await.groups, before.groups);

    desk.rejected.split_groups(outage.groups.clone(), SplitBy::User).await.unwrap();
    let split = open(&desk).await;
    let parts = titled(&split, "Conax logged CRM.COM out");
    assert_eq!(parts.iter().map(|cause| cause.count).sum::<u32>(), outage.count);
    assert_eq!(parts.len(), 6, "three users sent them, and the two texts are told apart now");
    let shape = desk.rejected.cause_shape(parts[0].groups.clone()).await.unwrap();
    assert_eq!(shape.split_by, Some(SplitBy::User));
    let rows = desk.rejected.rejected_requests(of_group(&parts[0]), 0, 0).await.unwrap().rows;
    assert!(rows.iter().all(|row| row.row.user == shape.split_value), "{:?}", shape.split_value);
    for cause in &parts {
        desk.rejected.restore_groups(cause.groups.clone()).await.unwrap();
    }
    assert_eq!(open(&desk).await.groups, before.groups);

    let error = |result: Result<(), crate::error::problem::Problem>| result.unwrap_err().code;
    assert_eq!(
        desk.rejected.join_groups(vec![outage.groups[0].clone(); 2]).await.unwrap_err().code,
        ProblemCode::NotFound,
        "one alone"
    );
    assert_eq!(
        desk.rejected.join_groups(vec![outage.groups[0].clone(), "none".to_owned()]).await.unwrap_err().code,
        ProblemCode::NotFound
    );
    assert_eq!(error(desk.rejected.split_groups(vec!["none".to_owned()], SplitBy::Unit).await), ProblemCode::NotFound);
    assert_eq!(desk.rejected.cause_shape(vec!["none".to_owned()]).await.unwrap_err().code, ProblemCode::NotFound);
    assert_eq!(open(&desk).await.groups, before.groups, "what fails changes nothing");
    desk.shutdown().await;
}
