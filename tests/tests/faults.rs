//! Servers that fail, met by the whole desk without its window: each failure has its own problem, no
//! form and no row is lost, and nothing that may have arrived is sent again.
//!
//! Broken files are met in the unit tests of `desk` and `store`.

use std::{path::PathBuf, sync::Arc, time::Duration};

use acceptance::drafts::{self, Household};
use crmcom::catalogue::{self, Provider};
use desk::{
    Desk, KeyringChoice, Options,
    problem::{Outcome, Problem, ProblemCode},
    view::{ConnectionDraft, ConnectionKind, FormDraft, Network, Preferences, RequestRow, RequestState, SignIn},
};
use sandbox::Sandbox;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// What a card's number ends in, and what becomes of a request for it.
const ENDINGS: &[(&str, RequestState, ProblemCode)] = &[
    ("0503", RequestState::Unknown, ProblemCode::NotJson),
    ("0200", RequestState::Unknown, ProblemCode::NotJson),
    ("0408", RequestState::Unknown, ProblemCode::TimedOut),
    ("0204", RequestState::Unknown, ProblemCode::EmptyAnswer),
    ("0206", RequestState::Unknown, ProblemCode::TruncatedAnswer),
    ("1010", RequestState::Unknown, ProblemCode::AnswerTooLarge),
    ("0499", RequestState::Unknown, ProblemCode::ConnectionCut),
    ("0409", RequestState::Refused, ProblemCode::Refused),
];

const ADD_SERVICE: &str = "conax_web_services/provisioning_requests/add_subscriptions";

struct Bench {
    directory: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().expect("a directory") }
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("profile")
    }

    async fn open(&self) -> Desk {
        let options = Options {
            read_timeout: Duration::from_millis(600),
            keyring: KeyringChoice::None,
            ..Options::new(self.data())
        };
        let desk = Desk::open(options).await.expect("the desk opens");
        let preferences = Preferences { hold_seconds: 0, ..Preferences::default() };
        desk.save_preferences(preferences).await.expect("the hold is off");
        desk
    }
}

fn draft(server_url: &str) -> ConnectionDraft {
    ConnectionDraft {
        id: None,
        name: "Faults".to_owned(),
        server_url: server_url.to_owned(),
        organisation: sandbox::ORGANISATION.to_owned(),
        unit: None,
        release: "R11".to_owned(),
        time_zone: "UTC".to_owned(),
        kind: ConnectionKind::Test,
        ca_file: None,
        proxy: None,
    }
}

async fn connect(desk: &Desk, draft: ConnectionDraft) -> String {
    let id = desk.save_connection(draft).await.expect("the connection is saved").id;
    desk.select_connection(id.clone()).await.expect("the connection is chosen");
    id
}

async fn sign_in(desk: &Desk, connection: String, password: &str) -> Result<(), Problem> {
    let request = SignIn::Password {
        connection,
        username: sandbox::USERNAME.to_owned(),
        password: password.to_owned(),
        organisation: sandbox::ORGANISATION.to_owned(),
        unit: None,
        keep: false,
    };
    desk.sign_in(request).await.map(|_| ())
}

fn form(card: &str) -> FormDraft {
    let operation = catalogue::find("conax.add-service").expect("a declared operation");
    let values = drafts::inputs_for_card(operation, Household(1), card).into_iter().collect();
    FormDraft { operation: operation.id.to_owned(), values }
}

async fn until(desk: &Desk, key: &str, state: RequestState) -> RequestRow {
    let mut events = desk.events();
    let wait = async {
        loop {
            let row = desk.request(key.to_owned()).await.expect("the row is there").row;
            if row.state == state {
                return row;
            }
            let _ = events.recv().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), wait).await;
    waited.unwrap_or_else(|_| panic!("{key} never became {state:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_lose_an_answer_is_told_apart_and_never_sent_again() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::new();
    let desk = bench.open().await;
    let connection = connect(&desk, draft(sandbox.url())).await;
    sign_in(&desk, connection, sandbox::PASSWORD).await.expect("signed in");
    let mut sent = Vec::new();
    for (ending, state, code) in ENDINGS {
        let card = drafts::sentinel_card(Provider::Conax, ending);
        let row = desk.send(form(&card)).await.expect("the form becomes a row");
        let row = until(&desk, &row.key, *state).await;
        let detail = desk.request(row.key.clone()).await.expect("its detail");
        let problem = detail.problem.unwrap_or_else(|| panic!("{ending} has a problem"));
        assert_eq!(problem.code, *code, "{ending}: {problem:?}");
        let outcome = if *state == RequestState::Unknown { Outcome::Unknown } else { Outcome::Refused };
        assert_eq!(problem.outcome, Some(outcome), "{ending}");
        assert!(detail.draft.is_some_and(|draft| draft == form(&card)), "{ending}: the form can be filled again");
        sent.push(row.key);
    }
    desk.shutdown().await;
    drop(desk);

    assert_eq!(sandbox.control().posts(ADD_SERVICE), ENDINGS.len(), "each was sent once");
    let desk = bench.open().await;
    for (key, (ending, state, _)) in sent.into_iter().zip(ENDINGS) {
        assert_eq!(desk.request(key).await.expect("no row is lost").row.state, *state, "{ending} after a restart");
    }
    desk.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_be_reached_is_offline_and_what_waits_leaves_when_it_is_back() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let port = sandbox.url().trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
    let port: u16 = port.expect("the sandbox has a port");
    let bench = Bench::new();
    let desk = bench.open().await;
    let connection = connect(&desk, draft(sandbox.url())).await;
    sign_in(&desk, connection.clone(), sandbox::PASSWORD).await.expect("signed in");
    drop(sandbox);
    // The port closes a moment after the server is dropped.
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        tokio::task::yield_now().await;
    }

    let row = desk.send(form("01900000001")).await.expect("it can be sent all the same");
    let row = until(&desk, &row.key, RequestState::NotSent).await;
    assert!(row.next_try.is_some(), "it is tried again");
    assert_eq!(desk.snapshot().await.expect("a snapshot").network, Network::Offline);
    let problem = sign_in(&desk, connection, sandbox::PASSWORD).await.expect_err("nobody answers");
    assert_eq!(problem.code, ProblemCode::ServerUnreachable);

    let options = sandbox::Options { port, ..sandbox::Options::default() };
    let sandbox = Sandbox::start(options).expect("the sandbox is back");
    let connection = desk.snapshot().await.expect("a snapshot").connection;
    sign_in(&desk, connection, sandbox::PASSWORD).await.expect("signed in again");
    desk.send_now(row.key.clone()).await.expect("tried at once");
    until(&desk, &row.key, RequestState::Completed).await;
    assert_eq!(sandbox.control().posts(ADD_SERVICE), 1, "sent once");
    desk.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_at_its_field() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::new();
    let desk = bench.open().await;
    let connection = connect(&desk, draft(sandbox.url())).await;
    let problem = sign_in(&desk, connection, "not it").await.expect_err("refused");
    assert_eq!(problem.code, ProblemCode::WrongCredentials);
    assert_eq!(problem.fields.first().map(|field| field.field.as_str()), Some("password"));
    assert!(!format!("{problem:?}").contains("not it"), "{problem:?}");
}

/// Answers every connection with these bytes.
async fn server_that_says(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                let _ = stream.read(&mut asked).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_crm_is_told_at_the_sign_in() {
    const HTML: &str =
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 26\r\n\r\n<html><h1>Login</h1></html";
    const EMPTY: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    const CUT: &str = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"status\":";
    for (answer, code) in
        [(HTML, ProblemCode::NotJson), (EMPTY, ProblemCode::EmptyAnswer), (CUT, ProblemCode::TruncatedAnswer)]
    {
        let bench = Bench::new();
        let desk = bench.open().await;
        let connection = connect(&desk, draft(&server_that_says(answer).await)).await;
        let problem = sign_in(&desk, connection, sandbox::PASSWORD).await.expect_err("no envelope");
        assert_eq!(problem.code, code, "{problem:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_vouches_for_is_refused_until_its_file_is_named() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = made.signing_key.serialize_der();
    let tls = tokio_rustls::rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.try_into().expect("a key"))
        .expect("a TLS server");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(tls));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut asked = [0; 4096];
                let _ = stream.read(&mut asked).await;
                let refusal = r#"{"status":{"code":"COM.CRM.EXCEPTION.SECURITY.INVALIDCREDENTIALSEXCEPTION"}}"#;
                let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{refusal}", refusal.len());
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });

    let bench = Bench::new();
    let desk = bench.open().await;
    let draft = draft(&format!("https://localhost:{port}"));
    let connection = connect(&desk, draft.clone()).await;
    let problem = sign_in(&desk, connection.clone(), sandbox::PASSWORD).await.expect_err("not trusted");
    assert_eq!(problem.code, ProblemCode::CertificateNotTrusted, "{problem:?}");

    let file = bench.directory.path().join("ca.pem");
    std::fs::write(&file, made.cert.pem()).expect("the CA file");
    let ca_file = Some(file.to_string_lossy().into_owned());
    let trusting = ConnectionDraft { id: Some(connection.clone()), ca_file, ..draft };
    desk.save_connection(trusting).await.expect("the CA file is read");
    let problem = sign_in(&desk, connection, sandbox::PASSWORD).await.expect_err("a wrong password");
    assert_eq!(problem.code, ProblemCode::WrongCredentials, "the server was reached: {problem:?}");
}
