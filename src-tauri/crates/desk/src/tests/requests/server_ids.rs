//! Requests by the server's id, as links between desks name them.

use crate::tests::harness::*;
use crate::view::RequestState;

#[tokio::test]
async fn a_request_of_this_desk_is_found_by_the_servers_id() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let sent = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &sent, &[RequestState::Pending]).await;
    let own = desk.requests.request(sent.clone()).await.unwrap();
    let linked = desk.requests.request(format!("server-{}", own.row.id.clone().unwrap())).await.unwrap();
    assert_eq!(linked.row.key, sent);
    assert_eq!(linked.timeline.len(), own.timeline.len(), "with what this desk knows of it");
    desk.shutdown().await;
}
