//! Tests of the requests on the wire.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use crmcom::{
    Credentials, Delivery, Error, InstalledItemIdentifier, NamedIdentifier, Page, ProductFilter, ProductIdentifier,
    ProviderIdentifier, Release, RequestIdentifier, Secret, SignedIn, SubscriptionIdentifier,
    catalogue::{PreparedRequest, Provider},
};
use serde_json::{Value, json};

use crate::server::{Reply, Server, TOKEN, draft, set_pin, token};

const OK: &str = r#"{"status":{"code":"OK","message":null,"description":null},"data":{"id":"A1","token":"T1"}}"#;

fn line(request: &str) -> &str {
    request.lines().next().unwrap_or_default()
}

fn body(request: &str) -> Value {
    let (_, body) = request.split_once("\r\n\r\n").expect("a request has a head");
    serde_json::from_str(body).expect("the body is JSON")
}

#[tokio::test]
async fn a_write_is_a_post_with_token_and_pin_in_the_body() {
    let server = Server::start(Reply::json(200, OK)).await;
    let client = server.client(Release::R11);
    client.submit(&token(), &set_pin()).await.expect("accepted");
    let asked = server.asked();
    let path = "/crmapi/rest/v2/conax_web_services/provisioning_requests/reset_pin_to_given_value";
    assert_eq!(line(&asked[0]), format!("POST {path} HTTP/1.1"));
    let head = asked[0].to_ascii_lowercase();
    assert!(head.contains("content-type: application/json; charset=utf-8\r\n"), "{head}");
    let expected = json!({
        "token": TOKEN,
        "subscription_identifier": {"number": "S100"},
        "smartcard_identifier": {"serial_number": "01900000001"},
        "pin": "4711",
    });
    assert_eq!(body(&asked[0]), expected);
}

#[tokio::test]
async fn does_not_call_methods_that_the_release_lacks() {
    let server = Server::start(Reply::json(200, OK)).await;
    let unpair = draft("nagra.unpair", &[("smartcard_identifier", "200000000154")]);
    let error = server.client(Release::R12).submit(&token(), &unpair).await;
    assert!(matches!(error, Err(Error::NotOffered { .. })), "{error:?}");
    let number = RequestIdentifier::Number("19001".to_owned());
    let old = server.client(Release::new(10, 0, 0));
    let error = old.show_request(&token(), Provider::Nagravision, &number).await;
    assert!(matches!(error, Err(Error::NotOffered { .. })), "{error:?}");
    let error = old.show_neutral_request(&token(), &number).await;
    assert!(matches!(error, Err(Error::NotOffered { .. })), "{error:?}");
    let conax = ProviderIdentifier::AlternativeCode("CONAX".to_owned());
    let error = old.find_installed_item(&token(), &conax, "smartcard_ca_id", "01900000001").await;
    assert!(matches!(error, Err(Error::NotOffered { .. })), "{error:?}");
    let error = old.submit(&token(), &resync()).await;
    assert!(matches!(error, Err(Error::NotOffered { .. })), "{error:?}");
    assert!(server.asked().is_empty());
}

fn resync() -> PreparedRequest {
    draft("provisioning.resync", &[("subscription_identifier", "S100"), ("provisioning_provider_identifier", "CONAX")])
}

#[tokio::test]
async fn a_write_may_be_accepted_without_a_request() {
    for data in ["{}", "null", "[]"] {
        let answer = format!(r#"{{"status":{{"code":"OK","message":"","description":""}},"data":{data}}}"#);
        let server = Server::start(Reply::json(200, &answer)).await;
        let accepted = server.client(Release::R11).submit(&token(), &resync()).await;
        assert_eq!(accepted, Ok(None), "{data}");
        let asked = server.asked();
        assert_eq!(line(&asked[0]), "POST /crmapi/rest/v2/provisioning/subscriptions/reset HTTP/1.1");
        let expected = json!({
            "token": TOKEN,
            "subscription_identifier": {"number": "S100"},
            "provisioning_provider_identifier": {"alternative_code": "CONAX"},
        });
        assert_eq!(body(&asked[0]), expected);
    }
    let refused = r#"{"status":{"code":"COM.CRM.EXCEPTION.CORE.ENTITYNOTFOUNDEXCEPTION","message":"No"},"data":{}}"#;
    let server = Server::start(Reply::json(200, refused)).await;
    let refused = server.client(Release::R11).submit(&token(), &resync()).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    let server = Server::start(Reply::json(200, "{}")).await;
    let odd = server.client(Release::R11).submit(&token(), &resync()).await;
    assert_eq!(odd.expect_err("it does not say OK").delivery(), Delivery::Maybe);
}

#[tokio::test]
async fn reads_are_get_calls() {
    let server = Server::start(Reply::json(200, OK)).await;
    let client = server.client(Release::R13);
    let number = RequestIdentifier::Number("50 01".to_owned());
    client.show_request(&token(), Provider::Conax, &number).await.expect("shown");
    client.show_request(&token(), Provider::Nagravision, &RequestIdentifier::Id("D1".to_owned())).await.expect("shown");
    let serial = InstalledItemIdentifier::SerialNumber("01900000001".to_owned());
    client.installed_item(&token(), &serial).await.expect("shown");
    client.subscription(&token(), &SubscriptionIdentifier::Number("S100".to_owned())).await.expect("shown");
    client.product(&token(), &ProductIdentifier::Code("GOLD".to_owned())).await.expect("shown");
    let conax = ProviderIdentifier::Name("Conax Contego".to_owned());
    client.find_installed_item(&token(), &conax, "smartcard_ca_id", "0190 1").await.expect("shown");
    client.show_neutral_request(&token(), &RequestIdentifier::Id("C1".to_owned())).await.expect("shown");
    let lines: Vec<_> = server.asked().iter().map(|request| line(request).to_owned()).collect();
    let get = |rest: &str| format!("GET /crmapi/rest/v2/{} HTTP/1.1", rest.replace('?', &format!("?token={TOKEN}&")));
    let expected = [
        "conax_web_services/provisioning_requests/show?provisioning_request_identifier=number=50%2001",
        "provisioning/provisioning_requests/show?provisioning_request_identifier=id=D1",
        "installed_items/show?installed_item_identifier=serial_number=01900000001",
        "subscriptions/show?subscription_identifier=number=S100",
        "products/show?product_identifier=code=GOLD",
        "provisioning/installed_items/show?provisioning_provider_identifier=name=Conax%20Contego&parameter_name=smartcard_ca_id&parameter_value=0190%201",
        "provisioning/provisioning_requests/show?provisioning_request_identifier=id=C1",
    ];
    assert_eq!(lines, expected.map(get));
}

#[tokio::test]
async fn products_come_in_pages() {
    let server = Server::start(Reply::json(200, r#"{"status":{"code":"OK"},"data":[{"code":"GOLD"}]}"#)).await;
    let filter = ProductFilter::Type(NamedIdentifier::Name("TV".to_owned()));
    let page = Some(Page { number_of_results: 10, offset: 20 });
    let mut products = server.client(Release::R13).products(&token(), &filter, page).await.expect("a list");
    let first = products.next().await.expect("no error").expect("a row");
    assert_eq!(first[0].code.as_deref(), Some("GOLD"));
    let asked = server.asked();
    let end = "&type_identifier=name=TV&number_of_results=10&offset=20 HTTP/1.1";
    assert!(line(&asked[0]).ends_with(end), "{}", line(&asked[0]));
}

#[tokio::test]
async fn signs_in_and_out() {
    let server = Server::start(Reply::json(200, OK)).await;
    let client = server.client(Release::R11);
    let password = Credentials::Password {
        username: "operator".to_owned(),
        password: Secret::new("pass word"),
        organisation: "DEMO".to_owned(),
        unit: Some("U1".to_owned()),
    };
    let session = client.sign_in(&password).await.expect("signed in");
    assert_eq!((session.token.expose(), session.expires, session.idle.is_some()), ("T1", None, true));
    let key = Credentials::WebApiKey { key: Secret::new("KEY-1"), unit: None };
    client.sign_in(&key).await.expect("signed in");
    client.release_token(&token()).await.expect("released");
    let asked = server.asked();
    let expected = json!({"username": "operator", "password": "pass word", "organisation": "DEMO", "unit": "U1"});
    assert_eq!(body(&asked[0]), expected);
    assert!(asked[1].contains("authorization: Basic S0VZLTE6\r\n"), "the key is the user name, without a password");
    assert_eq!(body(&asked[1]), json!({}));
    assert_eq!(body(&asked[2]), json!({"token": TOKEN}));
    let error = server.client(Release::R7).sign_in(&key).await;
    assert!(matches!(error, Err(Error::NotOffered { .. })), "keys are from R10: {error:?}");
}

#[tokio::test]
async fn a_refused_sign_in_keeps_the_words_and_hides_the_password() {
    let echo = r#"{"status":{"code":"COM.CRM.EXCEPTION.SECURITY.INVALIDCREDENTIALSEXCEPTION","message":"Bad password hunter22"}}"#;
    for status in [200, 401, 403] {
        let error = sign_in(Reply::json(status, echo)).await.expect_err("refused");
        assert!(matches!(error, Error::WrongCredentials(_)), "{error:?}");
        assert_eq!(error.to_string(), "the sign-in was refused: Bad password •••");
    }
}

async fn sign_in(reply: Reply) -> Result<SignedIn, Error> {
    let server = Server::start(reply).await;
    let (username, organisation) = ("operator".to_owned(), "DEMO".to_owned());
    let credentials = Credentials::Password { username, password: Secret::new("hunter22"), organisation, unit: None };
    server.client(Release::R12).sign_in(&credentials).await
}

#[tokio::test]
async fn a_gateways_page_at_the_sign_in_is_not_about_the_password() {
    for status in [401, 403, 407, 429, 503] {
        for (kind, body) in [
            ("text/html", "<p>Blocked hunter22"),
            ("text/plain", ""),
            ("application/json", r#"{"status":{"code":401}}"#),
        ] {
            let error = sign_in(Reply::answer(status, kind, body)).await.expect_err("a page");
            let other = !matches!(error, Error::WrongCredentials(_) | Error::SessionOver(_) | Error::Refused(_));
            assert!(other, "{status} {body}: {error:?} would cost the user the password that is kept");
            assert!(!error.to_string().contains("hunter22"), "{error}");
        }
    }
}

#[tokio::test]
async fn reads_the_user_name_from_a_jwt() {
    let answer =
        |token: &str| Reply::json(200, &json!({"status": {"code": "OK"}, "data": {"token": token}}).to_string());
    let jwt = |claims: &Value| format!("e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
    for (token, user) in [
        (jwt(&json!({"usr": "Ann.Operator", "exp": "7200", "iat": 0})), Some("Ann.Operator")),
        (jwt(&json!({"usr": ""})), None),
        (jwt(&json!({"usr": 7})), None),
        (jwt(&json!({})), None),
        ("0F1E2D3C4B5A69788796A5B4C3D2E1F0".to_owned(), None),
    ] {
        let session = sign_in(answer(&token)).await.expect("signed in");
        assert_eq!(session.user.as_deref(), user, "{token}");
    }
}
