//! Deletion of own ended requests, by the user, after the operator's retention time.

use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    view::{PurgeExport, RequestState, StateCount},
};

const DAY_S: i64 = 24 * 3_600;

#[tokio::test]
async fn purged_own_requests_do_not_return_with_a_list() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let before = total(&desk, &[RequestState::Completed]).await;
    let mut sent = Vec::new();
    for _ in 0..2 {
        let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
        until(&desk, &key, &[RequestState::Pending]).await;
        sent.push(key);
    }
    bed.control().run_processing_now();
    bed.later(&desk, 61);
    for key in &sent {
        until(&desk, key, &[RequestState::Completed]).await;
    }
    assert_eq!(desk.retention.purge_preview(30).await.unwrap().requests, 0);
    bed.later_by(31 * DAY_S);
    sign_in(&desk, "sandbox", false).await;
    let open = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &open, &[RequestState::Pending]).await;

    let preview = desk.retention.purge_preview(30).await.unwrap();
    assert_eq!(preview.states, [StateCount { state: RequestState::Completed, count: 2 }]);
    assert!(preview.from < preview.to && preview.open == 0);
    assert_eq!(total(&desk, &[RequestState::Completed]).await, before + 2, "to look is to change nothing");
    assert_eq!(desk.retention.purge_requests(30).await.unwrap(), 2);
    for key in &sent {
        assert_eq!(desk.requests.request(key.clone()).await.unwrap_err().code, ProblemCode::NotFound);
    }
    desk.mirror.refresh_requests().await.unwrap();
    assert_eq!(total(&desk, &[RequestState::Completed]).await, before);
    assert_eq!(desk.requests.request(open).await.unwrap().row.state, RequestState::Pending);
    assert_eq!(desk.retention.purge_requests(30).await.unwrap(), 0);

    let purges = desk.retention.purges().await.unwrap();
    assert_eq!(purges.len(), 1, "one that took nothing is none");
    assert_eq!((purges[0].by.as_str(), purges[0].requests), ("operator", 2));
    let path = bed.dir.path().join("counts.csv");
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let asked = PurgeExport {
        headings: words(&["Purged", "By", "Day", "Who", "Operation", "State", "Requests"]),
        state_words: [(RequestState::Completed, "Completed".to_owned())].into(),
        operation_words: [("conax.reset-pin".to_owned(), "=Reset".to_owned())].into(),
    };
    desk.retention.export_purges(path.as_path(), asked).await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let rows: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(rows[0], "Purged,By,Day,Who,Operation,State,Requests");
    assert!(rows[1].ends_with(",operator,'=Reset,Completed,2") && rows.len() == 2, "{text}");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_purge_needs_at_least_a_month_and_can_be_stopped() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    for days in [0, 29, 36_501] {
        let look = desk.retention.purge_preview(days).await.unwrap_err();
        let purge = desk.retention.purge_requests(days).await.unwrap_err();
        assert_eq!((look.fields[0].field.as_str(), &purge.fields), ("days", &look.fields));
    }
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    bed.later(&desk, 61);
    until(&desk, &key, &[RequestState::Completed]).await;
    bed.later_by(31 * DAY_S);
    let reading = desk.mirror.shared.reading.lock().await;
    let stop = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        desk.retention.stop_purge().await.unwrap();
        drop(reading);
    };
    let (gone, ()) = tokio::join!(desk.retention.purge_requests(30), stop);
    assert_eq!(gone.unwrap(), 0, "it waited for the lists, and was stopped");
    assert!(desk.requests.request(key).await.is_ok() && desk.retention.purges().await.unwrap().is_empty());
    assert_eq!(desk.retention.purge_requests(30).await.unwrap(), 1);
    desk.shutdown().await;
}
