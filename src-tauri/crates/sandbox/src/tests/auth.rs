use base64::{Engine, engine::general_purpose::STANDARD};

use super::*;
use crate::code as codes;

#[tokio::test]
async fn signs_in_by_user_password_and_organisation() {
    let desk = Desk::at(R9).await;
    assert_eq!(desk.token.len(), 32);
    for (name, value, expected) in [
        ("password", json!("wrong"), codes::INVALID_CREDENTIALS),
        ("organisation", json!("OTHER"), codes::INVALID_CREDENTIALS),
        ("username", Value::Null, codes::MANDATORY),
        ("unit", json!("U9"), codes::NOT_FOUND),
    ] {
        let mut body = credentials();
        body[name] = value;
        assert_eq!(code(&desk.post("authentication/token", body).await), expected, "{name}");
    }
}

#[tokio::test]
async fn a_key_signs_in_by_basic_from_r10() {
    let desk = Desk::at(Release::R13).await;
    let url = format!("{}{API_ROOT}authentication/web_api_key/token", desk.sandbox.url());
    let sign_in = async |key: &str| {
        let basic = format!("Basic {}", STANDARD.encode(format!("{key}:")));
        let response = desk.http.post(&url).header("Authorization", basic).send().await.unwrap();
        serde_json::from_str::<Value>(&response.text().await.unwrap()).unwrap()
    };
    let token = sign_in("SANDBOX-KEY-1").await["data"]["token"].as_str().unwrap().to_owned();
    assert_eq!(token.split('.').count(), 3, "a JWT from R12");
    assert_eq!(code(&sign_in("SANDBOX-KEY-2").await), codes::INVALID_CREDENTIALS);
    desk.sandbox.control().set_release(R9);
    assert_eq!(code(&sign_in("SANDBOX-KEY-1").await), codes::NO_SUCH_METHOD);
}

#[tokio::test]
async fn a_token_is_needed_and_can_be_given_back_until_r12() {
    let mut desk = Desk::at(Release::R11).await;
    let subscription = "subscription_identifier=number=S100";
    assert_eq!(code(&desk.get("subscriptions/show", subscription).await), "OK");
    assert_eq!(code(&desk.post("authentication/token/release", json!({})).await), "OK");
    assert_eq!(code(&desk.get("subscriptions/show", subscription).await), codes::INVALID_TOKEN);
    assert_eq!(code(&desk.post(PAIR, pairing("a", "b")).await), codes::INVALID_TOKEN);
    desk.sign_in().await;
    desk.sandbox.control().set_release(Release::R12);
    assert_eq!(code(&desk.post("authentication/token/release", json!({})).await), codes::NO_SUCH_METHOD);
}

#[tokio::test]
async fn tokens_expire_by_age_or_by_command() {
    let mut desk = Desk::with(Options { token_life: Some(Duration::from_secs(30)), ..Options::default() }).await;
    let control = desk.sandbox.control();
    let alive = async |desk: &Desk| code(&desk.get("products/show", "product_identifier=code=GOLD").await) == "OK";
    control.advance(Duration::from_secs(29));
    assert!(alive(&desk).await);
    control.advance(Duration::from_secs(31));
    assert!(!alive(&desk).await, "the shortened life is over");
    desk.sign_in().await;
    control.expire_tokens();
    assert!(!alive(&desk).await);
}

#[tokio::test]
async fn requests_carry_their_user_and_unit() {
    let mut desk = Desk::at(Release::R11).await;
    let mut body = credentials();
    body["username"] = json!("installer");
    body["password"] = json!("sandbox-3");
    body["unit"] = json!("U3");
    let token = desk.post("authentication/token", body).await["data"]["token"].clone();
    desk.token = token.as_str().unwrap().to_owned();
    let log = desk.pair("01900000001", "stb-0000-0001").await["log_information"].clone();
    assert_eq!(log["created_by_user"]["username"], "installer");
    assert_eq!(log["created_by_unit"]["name"], "Harbour shop");
    assert_eq!(log["created_date"], "2016-02-01T10:00:00");
}
