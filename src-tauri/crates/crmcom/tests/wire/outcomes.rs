//! What each kind of answer, or none, means for a write.

use std::time::Duration;

use crmcom::{Client, Delivery, Error, LifeCycleState, Release};
use tokio::net::TcpListener;

use crate::server::{Reply, Server, TOKEN, set_pin, submitted, token};

const REJECTED: &str = r#"{"status":{"code":"OK","message":"","description":""},
  "data":{"id":"A1","number":"5001","life_cycle_state":"REJECTED","error_code":"AxisFault",
  "error_description":"AxisFault\n\tfaultString: txt_not_logged_in"}}"#;

#[tokio::test]
async fn four_kinds_of_no_are_told_apart_in_the_servers_words() {
    let html = submitted(Reply::answer(503, "text/html", "<html><h1>Service Unavailable</h1></html>")).await;
    let Err(error @ Error::NotJson { status: 503, .. }) = html else { panic!("not JSON: {html:?}") };
    assert!(error.to_string().contains("Service Unavailable"), "{error}");
    assert_eq!(error.delivery(), Delivery::Maybe, "a gateway may have passed it on");

    let refused = r#"{"status":{"code":"COM.CRM.EXCEPTION.CORE.ENTITYNOTFOUNDEXCEPTION","message":"No such card","description":"01900000001"},"data":{}}"#;
    let Err(error @ Error::Refused(_)) = submitted(Reply::json(200, refused)).await else { panic!("refused") };
    assert_eq!((error.to_string().as_str(), error.delivery()), ("No such card", Delivery::Refused));

    for (status, body) in [(401, ""), (403, "<html>Log in</html>")] {
        let error = submitted(Reply::answer(status, "text/html", body)).await.expect_err("the session is over");
        assert!(error.session_over(), "{error:?}");
        assert_eq!(error.delivery(), Delivery::Refused, "nothing was created");
    }

    let request = submitted(Reply::json(200, REJECTED)).await.expect("accepted, and then rejected by the CA system");
    assert_eq!(request.state(), Some(LifeCycleState::Rejected));
    assert_eq!(request.failure_line(), Some("txt_not_logged_in"));
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
async fn no_answer_in_time() {
    let server = Server::start(Reply::Hang).await;
    let config = crmcom::Config { read_timeout: Duration::from_millis(200), ..server.config(Release::R11) };
    let client = Client::new(config).expect("a client");
    let error = client.submit(&token(), &set_pin()).await.expect_err("it hangs");
    assert_eq!(error, Error::TimedOut { connected: true });
    assert_eq!(error.delivery(), Delivery::Maybe);
}

#[tokio::test]
async fn what_never_left_may_be_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let server = Server::start(Reply::Cut).await;
    let port = listener.local_addr().expect("it listens").port();
    drop(listener);
    let to = |url: String| crmcom::Config { server_url: url.parse().expect("a URL"), ..server.config(Release::R11) };
    let refused = Client::new(to(format!("http://127.0.0.1:{port}"))).expect("a client");
    let error = refused.submit(&token(), &set_pin()).await.expect_err("nobody listens");
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert_eq!(error.delivery(), Delivery::Never);

    // `.invalid` is never a name (RFC 2606): the proxy would be asked for it, and is not there.
    let nameless =
        crmcom::Config { proxy: Some(format!("http://127.0.0.1:{port}")), ..to("https://crm.invalid".to_owned()) };
    let error = Client::new(nameless).expect("a client").submit(&token(), &set_pin()).await.expect_err("no proxy");
    assert!(matches!(error, Error::ProxyFailed { .. }), "{error:?}");
    assert_eq!(error.delivery(), Delivery::Never);
}

#[tokio::test]
async fn a_name_that_is_none_is_not_found() {
    let server = Server::start(Reply::Cut).await;
    let config = crmcom::Config {
        // Never a name (RFC 2606). Where no name server answers, it takes as long as the system's resolver.
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
async fn a_connection_that_is_never_made_took_nothing_along() {
    // It takes the connection and never speaks TLS.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let server_url: url::Url =
        format!("https://{}", listener.local_addr().expect("it listens")).parse().expect("a URL");
    let server = Server::start(Reply::Cut).await;
    // Whichever time-out is the shorter.
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
async fn a_connection_that_died_while_kept_is_not_tried_twice() {
    let ok = r#"{"status":{"code":"OK"},"data":{"id":"A1"}}"#;
    let server = Server::start_with(vec![Reply::kept(ok), Reply::Cut], None).await;
    let client = server.client(Release::R11);
    client.submit(&token(), &set_pin()).await.expect("the first is answered");
    let error = client.submit(&token(), &set_pin()).await.expect_err("the second is cut");
    assert_eq!((server.asked().len(), error.delivery()), (2, Delivery::Maybe), "the server saw two writes, not three");
}

#[tokio::test]
async fn what_a_server_echoes_of_secrets_is_hidden() {
    let echo = format!(r#"{{"status":{{"code":"NO","message":"pin=4711 is bad","description":"{TOKEN}"}}}}"#);
    let error = submitted(Reply::json(200, &echo)).await.expect_err("refused");
    let shown = format!("{error:?} {error}");
    assert!(!shown.contains("4711") && !shown.contains(TOKEN), "{shown}");
    let echo = r#"{"status":{"code":"OK"},"data":{"id":"A1","type":"UPDATE_CA_PIN_TO_GIVEN_VALUE",
      "request":"01900000001:4711","note":"set 4711","parameters_set":[{"id":"1","ca_pin":"4711"}]}}"#;
    let request = submitted(Reply::json(200, echo)).await.expect("accepted");
    assert!(!format!("{request:?}").contains("4711"), "{request:?}");
}
