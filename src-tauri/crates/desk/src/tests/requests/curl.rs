//! A request as a cURL command.

use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    view::{RequestQuery, RequestState, Terminal},
};

#[tokio::test]
async fn shows_a_request_as_a_curl_command_without_secrets() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let sent = desk.outbox.send(set_pin(CARD, "8351")).await.unwrap().key;
    until(&desk, &sent, &[RequestState::Pending]).await;
    let token = desk.sessions.memory.lock().sessions["sandbox"].token.expose().to_owned();
    let command = desk.requests.request_curl(sent, Terminal::Posix).await.unwrap();
    assert!(command.contains("reset_pin_to_given_value") && command.contains("$TOKEN") && command.contains("$PIN"));
    assert!(!command.contains(&token) && !command.contains("8351"), "{command}");
    let other = desk.requests.request_page(RequestQuery::default()).await.unwrap().rows;
    let other = other.into_iter().find(|row| !row.mine).unwrap();
    let command = desk.requests.request_curl(other.key, Terminal::Posix).await.unwrap();
    let id = other.id.unwrap();
    assert!(command.contains(&format!("show?provisioning_request_identifier=id={id}&token='\"$TOKEN\"")), "{command}");
    assert_eq!(
        desk.requests.request_curl("server-none".to_owned(), Terminal::Posix).await.unwrap_err().code,
        ProblemCode::NotFound
    );
    desk.shutdown().await;
}
