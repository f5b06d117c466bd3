//! Failing servers and connections, and refused sign-ins.

use std::{net::Ipv4Addr, sync::Arc};

use acceptance::steps;
use desk::{
    problem::ProblemCode,
    view::{ConnectionDraft, ConnectionKind},
};
use sandbox::{ORGANISATION, Sandbox};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::harness::*;

/// A server that answers every call with the same bytes.
async fn server(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut bytes = [0; 16 * 1024];
                while let Ok(1..) = stream.read(&mut bytes).await {
                    if stream.write_all(&answer).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    url
}

fn http(status: &str, kind: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[tokio::test]
async fn each_broken_answer_has_its_own_problem() {
    let page = "<!doctype html><title>Portal</title><h1>Please accept our terms</h1>";
    let huge = format!("{{\"status\":{{\"code\":\"OK\"}},\"data\":\"{}\"}}", "x".repeat(10 << 20));
    let cases = [
        ("HTML", http("200 OK", "text/html", page), ProblemCode::NotJson),
        ("503 with HTML", http("503 Service Unavailable", "text/html", page), ProblemCode::NotJson),
        ("an empty body", http("200 OK", "application/json", ""), ProblemCode::EmptyAnswer),
        (
            "half of the JSON",
            http("200 OK", "application/json", "{\"status\":{\"code\":\"O"),
            ProblemCode::TruncatedAnswer,
        ),
        ("10 MB", http("200 OK", "application/json", &huge), ProblemCode::AnswerTooLarge),
        ("JSON of another API", http("200 OK", "application/json", "{\"hello\":1}"), ProblemCode::UnexpectedAnswer),
        ("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(), ProblemCode::ConnectionCut),
    ];
    for (what, answer, code) in cases {
        let problem = problem_of_sign_in(&server(answer).await).await;
        assert_eq!(problem.code, code, "{what}: {problem:?}");
    }
}

#[tokio::test]
async fn each_failing_hop_to_the_server_has_its_own_problem() {
    // A port that was free a moment ago.
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port").local_addr().expect("an address");
    let problem = problem_of_sign_in(&format!("http://{closed}")).await;
    assert_eq!(problem.code, ProblemCode::ServerUnreachable, "{problem:?}");
    let problem = problem_of_sign_in("https://crm.invalid").await;
    assert_eq!(problem.code, ProblemCode::NameNotFound, "{problem:?}");

    let hanging = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let problem = problem_of_sign_in(&format!("http://{}", hanging.local_addr().expect("an address"))).await;
    assert_eq!(problem.code, ProblemCode::TimedOut, "{problem:?}");
}

#[tokio::test]
async fn an_untrusted_certificate_is_reported_and_the_configured_one_accepted() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key =
        tokio_rustls::rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let config = tokio_rustls::rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a server");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut bytes = [0; 4096];
                let _ = stream.read(&mut bytes).await;
                let _ = stream.write_all(&http("200 OK", "application/json", "")).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    let url = format!("https://localhost:{port}");
    let problem = problem_of_sign_in(&url).await;
    assert_eq!(problem.code, ProblemCode::CertificateNotTrusted, "{problem:?}");

    let bench = Bench::connected_to(&url, "R11");
    bench.write("company.pem", &made.cert.pem());
    let desk = bench.open().await;
    let mut draft = ConnectionDraft {
        id: Some(steps::CONNECTION.to_owned()),
        name: "Acceptance".to_owned(),
        server_url: url,
        organisation: ORGANISATION.to_owned(),
        unit: None,
        release: "R11".to_owned(),
        time_zone: "Europe/Athens".to_owned(),
        kind: ConnectionKind::Test,
        ca_file: Some(bench.path().join("company.pem").to_string_lossy().into_owned()),
        proxy: None,
    };
    desk.app.save_connection(draft.clone()).await.expect("it is saved");
    let problem = sign_in(&desk).await.expect_err("the answer is empty");
    assert_eq!(problem.code, ProblemCode::EmptyAnswer, "with the company's file the way is open: {problem:?}");

    bench.write("not.pem", "not a certificate");
    for file in ["not.pem", "missing.pem"] {
        draft.ca_file = Some(bench.path().join(file).to_string_lossy().into_owned());
        let problem = match desk.app.save_connection(draft.clone()).await {
            Err(problem) => problem,
            Ok(_) => sign_in(&desk).await.expect_err(file),
        };
        let at_file = problem.fields.iter().any(|field| field.field == "ca_file");
        assert!(problem.code == ProblemCode::CaFileUnreadable || at_file, "{file}: {problem:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_reported_at_the_password() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let desk = bench.open().await;
    let problem = sign_in_with(&desk, "not-it").await.expect_err("it is wrong");
    assert_eq!(problem.code, ProblemCode::WrongCredentials, "{problem:?}");
    assert_eq!(problem.fields[0].field, "password", "{problem:?}");
    assert!(!format!("{problem:?}").contains("not-it"), "a password is never in a problem: {problem:?}");
    assert!(sign_in(&desk).await.is_ok(), "and the right one still works");
}

#[tokio::test]
async fn an_unknown_release_is_reported_and_nothing_is_sent() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    for release in ["R99", "", "V5"] {
        let bench = Bench::connected_to(sandbox.url(), release);
        let desk = bench.open().await;
        let snapshot = desk.app.snapshot().await.expect("a snapshot");
        let known = snapshot.connections.iter().find(|known| known.id == steps::CONNECTION).expect("it is listed");
        assert_eq!(known.problem.as_ref().map(|problem| problem.code), Some(ProblemCode::UnknownRelease), "{release}");
        let problem = sign_in(&desk).await.expect_err(release);
        assert_eq!(problem.code, ProblemCode::UnknownRelease, "{release}: {problem:?}");
    }
    assert!(sandbox.control().all_posts().is_empty(), "the server was not even asked");
}
