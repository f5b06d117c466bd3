//! The slip.

use super::{CARDS, FieldDesk};
use crate::tests::harness::*;
use crate::{error::problem::ProblemCode, view::RequestState};

#[tokio::test]
async fn a_pin_is_not_queued_offline_and_is_on_no_slip() {
    let van = FieldDesk::new().await;
    let sent = van.desk.field.send_in_field(set_pin(CARDS[0], "8351"), None).await.unwrap().key;
    van.pending(&sent).await;
    let slip = van.desk.field.slip(sent).await.unwrap();
    assert_eq!((slip.smartcards.as_slice(), slip.row.state), ([CARDS[0].to_owned()].as_slice(), RequestState::Pending));
    let text = serde_json::to_string(&slip).unwrap();
    // As a number of its own: random keys and times may have the same digits within.
    assert!(slip.qr.is_some() && text.split(|letter: char| !letter.is_alphanumeric()).all(|word| word != "8351"));

    van.cut();
    let key = van.desk.field.send_in_field(set_pin(CARDS[1], "8351"), None).await.unwrap().key;
    until(&van.desk, &key, &[RequestState::NotSent]).await;
    let problem = van.desk.requests.request(key.clone()).await.unwrap().problem.unwrap();
    assert_eq!(problem.code, ProblemCode::PinNotKept);
    assert_eq!(van.desk.field.field_day().await.unwrap().waiting, 0);
    van.reconnect();
    assert_eq!(van.desk.requests.row(&key).await.unwrap().state, RequestState::NotSent, "it is not sent later");
    assert!(files_with(&van.bed.data_dir(), "8351").is_empty());
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_slip_belongs_to_the_selected_connection() {
    let van = FieldDesk::new().await;
    let key = van.send(CARD).await;
    van.pending(&key).await;
    van.bed.control().run_processing_now();
    van.desk.mirror.refresh_requests().await.unwrap();
    let slip = van.desk.field.slip(key.clone()).await.unwrap();
    assert_eq!((slip.connection.as_str(), slip.row.state), ("Test", RequestState::Completed));
    assert!(slip.installer.is_some_and(|name| !name.is_empty()), "the customer knows who was there");
    van.desk.app.select_connection("sandbox".to_owned()).await.unwrap();
    assert_eq!(van.desk.field.slip(key).await.unwrap_err().code, ProblemCode::NotFound);
    van.desk.shutdown().await;
}
