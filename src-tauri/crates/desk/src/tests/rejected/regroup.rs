//! Groups are joined, split and restored.

use super::{of_group, open, saying};
use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    view::{DeskEvent, SplitBy},
};

#[tokio::test]
async fn groups_are_joined_split_and_restored_with_an_event() {
    let bed = Bed::with_rejected(400);
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let before = open(&desk).await;
    let faults: Vec<String> = saying(&before, "txt_not_logged_in").into_iter().map(|group| group.id.clone()).collect();
    let counted: u32 = saying(&before, "txt_not_logged_in").iter().map(|group| group.count).sum();
    let mut events = desk.events();
    let joined = desk.rejected.join_groups(faults.clone()).await.unwrap();
    heard(&mut events, "groups", |event| matches!(event, DeskEvent::Rejected)).await;
    let page = open(&desk).await;
    let group = page.groups.iter().find(|group| group.id == joined).unwrap();
    assert_eq!((group.count, group.request_type.as_deref()), (counted, None));
    assert_eq!(group.error_code.as_deref(), Some("AxisFault"));
    assert_eq!(page.groups.len(), before.groups.len() - faults.len() + 1);
    assert_eq!(desk.rejected.group_shape(joined.clone()).await.unwrap().parts.len(), faults.len());

    desk.rejected.split_group(joined.clone(), SplitBy::User).await.unwrap();
    let split = open(&desk).await;
    let parts = saying(&split, "txt_not_logged_in");
    assert_eq!(parts.iter().map(|group| group.count).sum::<u32>(), counted);
    assert_eq!(parts.len(), 3, "three users sent them");
    let shape = desk.rejected.group_shape(parts[0].id.clone()).await.unwrap();
    assert_eq!(shape.split_by, Some(SplitBy::User));
    let rows = desk.rejected.rejected_requests(of_group(&parts[0].id), 0, 0).await.unwrap().rows;
    assert!(rows.iter().all(|row| row.row.user == shape.split_value), "{:?}", shape.split_value);

    desk.rejected.restore_group(parts[0].id.clone()).await.unwrap();
    desk.rejected.restore_group(joined.clone()).await.unwrap();
    desk.rejected.restore_group(joined).await.unwrap();
    assert_eq!(open(&desk).await.groups, before.groups);

    let error = |result: Result<(), crate::error::problem::Problem>| result.unwrap_err().code;
    assert_eq!(
        desk.rejected.join_groups(vec![faults[0].clone(); 2]).await.unwrap_err().code,
        ProblemCode::NotFound,
        "one alone"
    );
    assert_eq!(
        desk.rejected.join_groups(vec![faults[0].clone(), "none".to_owned()]).await.unwrap_err().code,
        ProblemCode::NotFound
    );
    assert_eq!(error(desk.rejected.split_group("none".to_owned(), SplitBy::Unit).await), ProblemCode::NotFound);
    assert_eq!(desk.rejected.group_shape("none".to_owned()).await.unwrap_err().code, ProblemCode::NotFound);
    assert_eq!(open(&desk).await.groups, before.groups, "what fails changes nothing");
    desk.shutdown().await;
}
