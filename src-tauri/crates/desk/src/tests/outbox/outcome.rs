//! Outcomes of requests.

use std::sync::Arc;

use crate::tests::harness::*;
use crate::view::RequestState;

#[tokio::test]
async fn an_answer_with_another_rows_request_proves_nothing() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let first = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    let first = until(&desk, &first, &[RequestState::Pending]).await;
    hold(&desk, 60).await;
    let second = desk.outbox.send(reset_pin("01900000002")).await.unwrap().key;
    let request = serde_json::from_value(serde_json::json!({ "id": first.id, "number": first.number })).unwrap();
    desk.outbox.apply_server_state(&second, &[RequestState::Held], Arc::new(request)).await.unwrap();
    let row = desk.requests.row(&second).await.unwrap();
    assert_eq!((row.state, row.id), (RequestState::Held, None), "it is news of the other row");
    let of_another = serde_json::json!({
        "id": first.id, "log_information": { "created_by_user": { "username": "somebody" } }
    });
    let of_another = Arc::new(serde_json::from_value(of_another).unwrap());
    desk.outbox.apply_server_state(&second, &[RequestState::Held, RequestState::Sending], of_another).await.unwrap();
    let operator = desk.sessions.identity("sandbox").unwrap();
    assert_ne!(
        desk.sessions.memory.lock().named_as(&operator).as_deref(),
        Some("somebody"),
        "nor does it tell who sent this one"
    );
    desk.shutdown().await;
}
