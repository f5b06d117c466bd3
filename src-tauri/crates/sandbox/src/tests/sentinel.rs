use super::*;
use crate::code as codes;

async fn requests_made_by(desk: &Desk, card: &str) -> (reqwest::Result<Raw>, usize) {
    let before = desk.sandbox.control().requests();
    let raw = desk.post_raw(PAIR, pairing(card, "stb-0000-0001")).await;
    (raw, desk.sandbox.control().requests() - before)
}

#[tokio::test]
async fn faults_spoil_the_answer_and_some_lose_a_created_request() {
    let desk = Desk::at(Release::R11).await;
    let (raw, made) = requests_made_by(&desk, "01900000503").await;
    let raw = raw.unwrap();
    assert_eq!((raw.status, raw.body.starts_with("<html"), made), (503, true, 0));
    let (raw, made) = requests_made_by(&desk, "01900000200").await;
    let raw = raw.unwrap();
    assert_eq!((raw.status, raw.body.starts_with("<!DOCTYPE"), made), (200, true, 0));
    let (raw, made) = requests_made_by(&desk, "01900000204").await;
    assert_eq!((raw.unwrap().body.as_str(), made), ("", 1));
    let (raw, made) = requests_made_by(&desk, "01900000206").await;
    let error = serde_json::from_str::<Value>(&raw.unwrap().body).unwrap_err();
    assert!(error.is_eof() && made == 1, "it must look cut off");
    let (raw, made) = requests_made_by(&desk, "01900001010").await;
    assert!(raw.unwrap().body.len() > 10_000_000 && made == 1);
    let (raw, made) = requests_made_by(&desk, "01900000499").await;
    assert!(raw.is_err_and(|error| !error.is_timeout() && !error.is_connect()), "cut after the request left");
    assert_eq!(made, 0);
}

#[tokio::test]
async fn a_hanging_call_was_carried_out() {
    let mut desk = Desk::at(Release::R11).await;
    desk.http = reqwest::Client::builder().no_proxy().timeout(Duration::from_millis(300)).build().unwrap();
    let (raw, made) = requests_made_by(&desk, "01900000408").await;
    assert!(raw.is_err_and(|error| error.is_timeout()));
    assert_eq!(made, 1);
}

#[tokio::test]
async fn a_token_expires_once() {
    let mut desk = Desk::at(Release::R11).await;
    let post = async |desk: &Desk| code(&desk.post(PAIR, pairing("01900000401", "stb-0000-0001")).await).to_owned();
    assert_eq!(post(&desk).await, codes::INVALID_TOKEN);
    assert_eq!(code(&desk.get(LIST, "life_cycle_state=PENDING").await), codes::INVALID_TOKEN, "the token is dead");
    desk.sign_in().await;
    assert_eq!(post(&desk).await, "OK");
}

#[tokio::test]
async fn refused_rejected_and_stuck() {
    let desk = Desk::at(Release::R11).await;
    let refused = desk.post(PAIR, pairing("01900000409", "stb-0000-0001")).await;
    assert_eq!(code(&refused), codes::SERVICE_EXISTS);
    let rejected = desk.pair("01900000001", "stb-0666").await;
    let stuck = desk.pair("01900000777", "stb-0000-0001").await;
    desk.sandbox.control().run_processing_now();
    let rejected = desk.shown(&rejected["id"]).await;
    assert_eq!((&rejected["life_cycle_state"], &rejected["error_code"]), (&json!("REJECTED"), &json!("AxisFault")));
    assert!(rejected["error_description"].as_str().unwrap().contains('\n'));
    assert_eq!(rejected["response"], Value::Null);
    assert_eq!(desk.shown(&stuck["id"]).await["life_cycle_state"], "PENDING");
}

#[tokio::test]
async fn sentinels_are_known_entities_of_the_right_class() {
    let desk = Desk::at(Release::R11).await;
    for operation in crmcom::catalogue::OPERATIONS.iter().filter(|operation| operation.tells_request()) {
        let mut body = example(operation);
        if body.get("smartcard_identifier").is_some() {
            body["smartcard_identifier"] = json!({ "serial_number": "300000000666" });
        } else {
            body["stb_set"] = json!([{ "stb_ca_id": "x0666" }]);
        }
        let answer = desk.post(operation.path, body).await;
        assert_eq!(code(&answer), "OK", "{}: {answer}", operation.id);
        desk.sandbox.control().run_processing_now();
        let query = format!("provisioning_request_identifier=id={}", answer["data"]["id"].as_str().unwrap());
        let shown = desk.get("provisioning/provisioning_requests/show", &query).await;
        assert_eq!(shown["data"]["life_cycle_state"], "REJECTED", "{}", operation.id);
    }
}

#[tokio::test]
async fn look_ups_have_sentinels_too() {
    let desk = Desk::at(Release::R11).await;
    let path = format!("installed_items/show?token={}&installed_item_identifier=serial_number=10503", desk.token);
    assert_eq!(desk.send(Method::GET, &path, None).await.unwrap().status, 503);
    let known = desk.get("subscriptions/show", "subscription_identifier=number=S0666").await;
    assert_eq!(known["data"]["number"], "S0666");
}
