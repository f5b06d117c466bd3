//! Meaning of each kind of answer, or of a missing one, for a write.

use std::time::Duration;

use crmcom::{
    Client, Credentials, Delivery, Error, LifeCycleState, Limits, ListFilter, Release, Secret, SubscriptionIdentifier,
};
use tokio::net::TcpListener;

use crate::server::{Reply, Server, TOKEN, set_pin, submitted, token};

const REJECTED: &str = r#"{"status":{"code":"OK","message":"","description":""},
  "data":{"id":"A1","number":"5001","life_cycle_state":"REJECTED","error_code":"AxisFault",
  "error_description":"AxisFault\n\tfaultString: txt_not_logged_in"}}"#;

#[tokio::test]
async fn distinguishes_four_kinds_of_refusal_in_the_servers_words() {
    let html = submitted(Reply::answer(503, "text/html", "<html><h1>Service Unavailable</h1></html>")).await;
    let Err(error @ Error::NotJson { status: 503, .. }) = html else { panic!("not JSON: {html:?}") };
    assert!(error.to_string().contains("Service Unavailable"), "{error}");
    assert_eq!(error.delivery(), Delivery::Maybe, "a gateway may have passed it on");

    let refused = r#"{"status":{"code":"COM.CRM.EXCEPTION.CORE.ENTITYNOTFOUNDEXCEPTION","message":"No such card","description":"01900000001"},"data":{}}"#;
    let Err(error @ Error::Refused(_)) = submitted(Reply::json(200, refused)).await else { panic!("refused") };
    assert_eq!((error.to_string().as_str(), error.delivery()), ("No such card", Delivery::Refused));

    let dead = r#"{"status":{"code":"COM.CRM.EXCEPTION.SECURITY.INVALIDTOKENEXCEPTION","message":"Log in again"}}"#;
    let error = submitted(Reply::json(200, dead)).await.expect_err("the session is over");
    assert!(error.session_over(), "{error:?}");
    assert_eq!(error.delivery(), Delivery::Refused, "nothing was created");

    let request = submitted(Reply::json(200, REJECTED)).await.expect("accepted, and then rejected by the CA system");
    assert_eq!(request.state(), Some(LifeCycleState::Rejected));
    assert!(request.failure_description().is_some_and(|words| words.contains("txt_not_logged_in")));
}

/// Interpretation of a write's answer.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    delivery: Delivery,
    session_over: bool,
    may_be_token: bool,
    doubts_token: bool,
}

/// The table of proofs, tested from the socket on.
#[tokio::test]
async fn only_an_envelope_proves_that_nothing_was_carried_out() {
    const TOKEN: &str = "SECURITY.INVALIDTOKEN";
    const DENIED: &str = "SECURITY.ACCESSDENIED";
    const STRANGE: &str = "SECURITY.NOTLOGGEDIN";
    const INPUT: &str = "CORE.MANDATORYPARAMETERNOTSPECIFIED";
    const OTHER: &str = "SUBSCRIPTIONS.NOTEFFECTIVE";
    let page = |status| Reply::answer(status, "text/html", "<html><h1>No</h1></html>");
    let envelope = |status, code: &str| {
        Reply::json(status, &format!(r#"{{"status":{{"code":"COM.CRM.EXCEPTION.{code}EXCEPTION","message":"Said"}}}}"#))
    };
    let repaired = |code: &str| {
        let body = [br#"{"status":{"message":"\"#.as_slice(), b"u00e9", &[0xe9], br#"","code":"COM.CRM.EXCEPTION."#];
        let body = [body.concat(), code.as_bytes().to_vec(), br#"EXCEPTION"}}"#.to_vec()].concat();
        let head = format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
        Reply::Raw([head.into_bytes(), body].concat())
    };
    let unknown =
        |doubts_token| Outcome { delivery: Delivery::Maybe, session_over: false, may_be_token: false, doubts_token };
    let refused = |may_be_token| Outcome {
        delivery: Delivery::Refused,
        session_over: false,
        may_be_token,
        doubts_token: may_be_token,
    };
    let over = || Outcome { delivery: Delivery::Refused, session_over: true, may_be_token: false, doubts_token: false };

    let mut cases = Vec::new();
    for status in [200, 400, 404, 407, 429, 500, 502, 503, 504] {
        cases.push((format!("page {status}"), page(status), unknown(false)));
    }
    for status in [401, 403] {
        cases.push((format!("page {status}"), page(status), unknown(true)));
        cases.push((format!("empty {status}"), Reply::json(status, ""), unknown(true)));
        cases.push((format!("other JSON {status}"), Reply::json(status, r#"{"error":"x"}"#), unknown(true)));
        let numbered = Reply::json(status, r#"{"status":{"code":403,"message":"x"}}"#);
        cases.push((format!("numbered {status}"), numbered, unknown(true)));
        let slow = page(status).with("Retry-After: 5");
        cases.push((format!("page {status} with a pause"), slow, unknown(true)));
    }
    for status in [200, 401, 403, 500] {
        cases.push((format!("token {status}"), envelope(status, TOKEN), over()));
        cases.push((format!("input {status}"), envelope(status, INPUT), refused(false)));
    }
    for status in [200, 401, 403] {
        cases.push((format!("permission {status}"), envelope(status, DENIED), refused(false)));
        cases.push((format!("security {status}"), envelope(status, STRANGE), refused(true)));
        cases.push((format!("other {status}"), envelope(status, OTHER), refused(status == 401)));
    }
    cases.push(("permission 500".to_owned(), envelope(500, DENIED), unknown(false)));
    cases.push(("security 500".to_owned(), envelope(500, STRANGE), unknown(true)));
    cases.push(("other 500".to_owned(), envelope(500, OTHER), unknown(false)));
    cases.push(("repaired token".to_owned(), repaired(TOKEN), unknown(true)));
    cases.push(("repaired other".to_owned(), repaired(OTHER), unknown(false)));
    let hibernate = r#"{"status":{"code":"ORG.HIBERNATE.SESSIONEXCEPTION","message":"Said"}}"#;
    cases.push(("part of a name".to_owned(), Reply::json(200, hibernate), refused(false)));
    cases.push(("part of a name 500".to_owned(), Reply::json(500, hibernate), unknown(false)));
    for (name, reply, expected) in cases {
        let error = submitted(reply).await.expect_err(&name);
        let outcome = Outcome {
            delivery: error.delivery(),
            session_over: error.session_over(),
            may_be_token: error.may_be_token(),
            doubts_token: error.doubts_token(),
        };
        assert_eq!(outcome, expected, "{name}: {error:?}");
        if expected.delivery == Delivery::Refused {
            assert!(error.to_string().ends_with("Said"), "{name}: the server's words are lost: {error}");
        }
    }
}

#[tokio::test]
async fn reads_retry_after_of_an_answer() {
    let busy = Reply::json(200, r#"{"status":{"code":"BUSY"}}"#);
    let denied = || Reply::json(403, r#"{"status":{"code":"COM.CRM.EXCEPTION.CORE.NOPERMISSIONEXCEPTION"}}"#);
    for (name, reply, wait) in [
        ("429", Reply::answer(429, "text/html", "<p>Slow down").with("Retry-After: 30"), Some(30)),
        ("429 for hours", Reply::answer(429, "text/html", "").with("Retry-After: 7200"), Some(900)),
        ("429 without", Reply::answer(429, "text/html", ""), None),
        (
            "503 until",
            Reply::answer(503, "text/html", "")
                .with("Date: Mon, 01 Feb 2016 10:00:00 GMT")
                .with("Retry-After: Mon, 01 Feb 2016 10:01:00 GMT"),
            Some(60),
        ),
        ("an envelope", denied().with("Retry-After: 30"), Some(30)),
        ("no error", busy.with("Retry-After: 30"), None),
    ] {
        let error = submitted(reply).await.expect_err(name);
        assert_eq!(error.retry_after(), wait.map(Duration::from_secs), "{name}: {error:?}");
    }
    let server = Server::start(Reply::answer(429, "text/html", "<p>Slow down").with("Retry-After: 30")).await;
    let list =
        server.client(Release::R11).list_requests(&token(), &ListFilter::State("PENDING".to_owned()), None).await;
    let error = list.expect_err("no list");
    assert!(matches!(error, Error::Busy { status: 429, .. }), "{error:?}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
}

#[tokio::test]
async fn an_id_that_was_repaired_is_ignored() {
    let body = [br#"{"status":{"code":"OK"},"data":{"id":"A"#.as_slice(), &[0xe9], br#"1"}}"#].concat();
    let head = format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    let error = submitted(Reply::Raw([head.into_bytes(), body].concat())).await.expect_err("which one is it?");
    assert_eq!(error.delivery(), Delivery::Maybe, "{error:?}");
}

#[tokio::test]
async fn an_answer_that_trickles_is_ended() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"status\":".to_vec();
    let server = Server::start(Reply::Trickle(head, b' ')).await;
    let limits = Limits { total: Duration::from_secs(1), ..Limits::default() };
    let client = Client::new(crmcom::Config { limits, ..server.config(Release::R11) }).expect("a client");
    let (token, set_pin) = (token(), set_pin());
    let key = Credentials::WebApiKey { key: Secret::new("KEY-1"), unit: None };
    let subscription = SubscriptionIdentifier::Number("S100".to_owned());
    let (write, sign_in, read) =
        tokio::join!(client.submit(&token, &set_pin), client.sign_in(&key), client.subscription(&token, &subscription));
    let write = write.expect_err("it never ends");
    assert_eq!((write.clone(), write.delivery()), (Error::TimedOut { connected: true }, Delivery::Maybe));
    assert_eq!(sign_in.expect_err("it never ends"), Error::TimedOut { connected: true });
    assert_eq!(read, Err(Error::TimedOut { connected: true }));
    assert_eq!(server.asked().len(), 3, "each was asked once");
}

#[tokio::test]
async fn an_answer_without_certainty_may_have_created_a_request() {
    let cut_short = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"status\":{\"code\":\"OK\"}";
    let big = format!("HTTP/1.1 200 OK\r\ncontent-length: 10000000\r\n\r\n{}", "x".repeat(100_000));
    let chunk = format!("100000\r\n{}\r\n", "x".repeat(0x10_0000));
    let endless = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}", chunk.repeat(10));
    let redirect =
        format!("HTTP/1.1 307 X\r\nlocation: https://elsewhere.example/?token={TOKEN}\r\ncontent-length: 0\r\n\r\n");
    let cases = [
        ("cut", Reply::Cut),
        ("html with 200", Reply::answer(200, "text/html", "<html>Maintenance</html>")),
        ("empty", Reply::json(200, "")),
        ("truncated JSON", Reply::json(200, r#"{"status":{"code":"OK"},"data":{"id":"#)),
        ("cut in the body", Reply::Raw(cut_short.into())),
        ("too large, as announced", Reply::Raw(big.into())),
        ("too large, unannounced", Reply::Raw(endless.into())),
        ("redirect", Reply::Raw(redirect.into())),
        ("no id", Reply::json(200, r#"{"status":{"code":"OK"},"data":{"number":"5001"}}"#)),
        ("no data", Reply::json(200, r#"{"status":{"code":"OK"}}"#)),
        ("OK within 500", Reply::json(500, r#"{"status":{"code":"OK"},"data":{"id":"A1"}}"#)),
        ("not HTTP", Reply::Raw(b"SSH-2.0-OpenSSH\r\n".to_vec())),
    ];
    for (name, reply) in cases {
        let error = submitted(reply).await.expect_err(name);
        assert_eq!(error.delivery(), Delivery::Maybe, "{name}: {error:?}");
        let right = match name {
            "cut" | "not HTTP" => matches!(error, Error::Cut { .. }),
            "html with 200" => matches!(error, Error::NotJson { status: 200, .. }),
            "empty" => matches!(error, Error::Empty { .. }),
            "truncated JSON" | "cut in the body" => matches!(error, Error::Truncated { .. }),
            "too large, as announced" | "too large, unannounced" => {
                matches!(error, Error::TooLarge { limit: 8_388_608 })
            }
            _ => matches!(error, Error::UnexpectedAnswer { .. }),
        };
        assert!(right, "{name}: {error:?}");
        assert!(!format!("{error:?} {error}").contains(TOKEN), "{name} shows the token");
    }
}

#[tokio::test]
async fn a_missing_answer_times_out() {
    let server = Server::start(Reply::Hang).await;
    let config = crmcom::Config { read_timeout: Duration::from_millis(200), ..server.config(Release::R11) };
    let client = Client::new(config).expect("a client");
    let error = client.submit(&token(), &set_pin()).await.expect_err("it hangs");
    assert_eq!(error, Error::TimedOut { connected: true });
    assert_eq!(error.delivery(), Delivery::Maybe);
}

#[tokio::test]
async fn a_request_that_never_left_may_be_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let server = Server::start(Reply::Cut).await;
    let port = listener.local_addr().expect("it listens").port();
    drop(listener);
    let to = |url: String| crmcom::Config { server_url: url.parse().expect("a URL"), ..server.config(Release::R11) };
    let refused = Client::new(to(format!("http://127.0.0.1:{port}"))).expect("a client");
    let error = refused.submit(&token(), &set_pin()).await.expect_err("nobody listens");
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert_eq!(error.delivery(), Delivery::Never);

    // `.invalid` is never a name (RFC 2606): the client would ask the proxy for it, which does not exist.
    let nameless =
        crmcom::Config { proxy: Some(format!("http://127.0.0.1:{port}")), ..to("https://crm.invalid".to_owned()) };
    let error = Client::new(nameless).expect("a client").submit(&token(), &set_pin()).await.expect_err("no proxy");
    assert!(matches!(error, Error::ProxyFailed { .. }), "{error:?}");
    assert_eq!(error.delivery(), Delivery::Never);
}

#[tokio::test]
async fn an_unknown_host_name_is_reported() {
    let server = Server::start(Reply::Cut).await;
    let config = crmcom::Config {
        // Never a name (RFC 2606). Without a name server it takes until the system resolver's time-out.
        server_url: "https://crm.invalid".parse().expect("a URL"),
        connect_timeout: Duration::from_mins(1),
        read_timeout: Duration::from_mins(2),
        ..server.config(Release::R11)
    };
    let client = Client::new(config).expect("a client");
    let error = client.submit(&token(), &set_pin()).await.expect_err("no such name");
    assert!(matches!(error, Error::NameNotFound { .. }), "{error:?}");
    assert_eq!(error.delivery(), Delivery::Never);
}

#[tokio::test]
async fn a_refused_connection_delivered_nothing() {
    // A server that accepts the connection and never speaks TLS.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let server_url: url::Url =
        format!("https://{}", listener.local_addr().expect("it listens")).parse().expect("a URL");
    let server = Server::start(Reply::Cut).await;
    // Either time-out may be the shorter one.
    for (connect, read) in [(50, 5_000), (200, 200)] {
        let config = crmcom::Config {
            server_url: server_url.clone(),
            connect_timeout: Duration::from_millis(connect),
            read_timeout: Duration::from_millis(read),
            ..server.config(Release::R11)
        };
        let client = Client::new(config).expect("a client");
        let error = client.submit(&token(), &set_pin()).await.expect_err("TLS never starts");
        assert_eq!(error, Error::TimedOut { connected: false }, "{connect} ms, {read} ms");
        assert_eq!(error.delivery(), Delivery::Never);
    }
}

#[tokio::test]
async fn a_write_on_a_dead_kept_connection_is_not_repeated() {
    let ok = r#"{"status":{"code":"OK"},"data":{"id":"A1"}}"#;
    let server = Server::start_with(vec![Reply::kept(ok), Reply::Cut], None).await;
    let client = server.client(Release::R11);
    client.submit(&token(), &set_pin()).await.expect("the first is answered");
    let error = client.submit(&token(), &set_pin()).await.expect_err("the second is cut");
    assert_eq!((server.asked().len(), error.delivery()), (2, Delivery::Maybe), "the server saw two writes, not three");
}

#[tokio::test]
async fn hides_secrets_that_the_server_echoes() {
    let echo = format!(r#"{{"status":{{"code":"NO","message":"pin=4711 is bad","description":"{TOKEN}"}}}}"#);
    let error = submitted(Reply::json(200, &echo)).await.expect_err("refused");
    let shown = format!("{error:?} {error}");
    assert!(!shown.contains("4711") && !shown.contains(TOKEN), "{shown}");
    let echo = r#"{"status":{"code":"OK"},"data":{"id":"A1","type":"UPDATE_CA_PIN_TO_GIVEN_VALUE",
      "request":"01900000001:4711","note":"set 4711","parameters_set":[{"id":"1","ca_pin":"4711"}]}}"#;
    let request = submitted(Reply::json(200, echo)).await.expect("accepted");
    assert!(!format!("{request:?}").contains("4711"), "{request:?}");
}
