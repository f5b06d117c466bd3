//! Lists and rows that cannot be read.

use crmcom::Release;

use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    tests::{
        distorting_proxy::{DistortingProxy, Distortion},
        mirror::{distorted_lists, pending},
    },
    view::RequestState,
};

#[tokio::test]
async fn reports_an_unreadable_list_and_reads_the_others() {
    for (list, others) in [
        ("PENDING", RequestState::Completed),
        ("COMPLETED", RequestState::Rejected),
        ("REJECTED", RequestState::Completed),
    ] {
        let (_bed, way, desk) = distorted_lists(40, Distortion { fails: Some(list), ..Distortion::default() }).await;
        assert_eq!(desk.mirror.refresh_requests().await.unwrap_err().code, ProblemCode::NotJson);
        let faults = desk.app.snapshot().await.unwrap().list_faults;
        let [fault] = faults.as_slice() else { panic!("{list}: {faults:?}") };
        assert_eq!((fault.list.as_str(), fault.as_of, fault.unread), (list, None, 0.0));
        assert_eq!(fault.problem.code, ProblemCode::NotJson);
        assert!(total(&desk, &[others]).await > 0, "{list}: the others are read");

        way.distort(Distortion::default());
        desk.mirror.refresh_requests().await.unwrap();
        assert_eq!(desk.app.snapshot().await.unwrap().list_faults, []);
        way.distort(Distortion { fails: Some(list), ..Distortion::default() });
        desk.mirror.refresh_requests().await.unwrap_err();
        let again = desk.app.snapshot().await.unwrap().list_faults;
        assert!(again[0].as_of.is_some(), "since when: {again:?}");
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn counts_and_shows_unreadable_rows_and_keeps_the_others() {
    const ANSWER: &str = r#"{"status":{"code":"OK"},"data":[
        {"id":"A1","number":"1","type":"CREATE_PAIRING","life_cycle_state":"PENDING"},
        {"number":"2","type":"RESET_PIN","pin":"4711","request":"card 4711 \ud83d"}, "what",
        {"id":"A3","number":"3","type":"CREATE_PAIRING","life_cycle_state":"PENDING"}]}"#;
    let bed = Bed::with_backlog(Release::R11, 40);
    let way = DistortingProxy::to(bed.sandbox.url()).await;
    way.distort(Distortion { answers: Some(("PENDING", ANSWER)), ..Distortion::default() });
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

    way.distort(Distortion::default());
    desk.mirror.refresh_requests().await.unwrap();
    assert_eq!(desk.app.snapshot().await.unwrap().list_faults, []);
    assert_eq!(desk.requests.unread_rows("PENDING".to_owned()).await.unwrap(), []);
}
