//! The desk, without its window, before servers, networks and files that fail: each has a problem of
//! its own, and nothing typed and no row is lost.

use std::{collections::BTreeMap, fs, net::Ipv4Addr, path::Path, sync::Arc, time::Duration};

use acceptance::{
    drafts::{self, Household},
    steps,
};
use crmcom::catalogue::{self, Operation, Provider};
use desk::{
    Desk, KeyringChoice, MemoryKeyring, OpenError, Options,
    problem::{Outcome, Problem, ProblemCode as Code},
    view::{
        ConnectionDraft, ConnectionKind, DeskEvent, FormDraft, RequestFilter, RequestQuery, RequestRow,
        RequestState as State, Session, SignIn,
    },
};
use sandbox::{ORGANISATION, PASSWORD, Sandbox, USERNAME};
use serde_json::json;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::timeout,
};

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(20);
/// A server that hangs is given up after this.
const HASTY: Duration = Duration::from_secs(3);

/// A profile's directory, its keyring, and the desk on it.
struct Bench {
    directory: TempDir,
    keyring: MemoryKeyring,
}

impl Bench {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().expect("a directory"), keyring: MemoryKeyring::default() }
    }

    fn connected_to(url: &str, release: &str) -> Self {
        let bench = Self::new();
        bench.write("settings.json", &steps::settings(url, release, 0).to_string());
        bench
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.path().join(file), text).expect("the file is written");
    }

    async fn open(&self) -> Desk {
        let keyring = KeyringChoice::Memory(self.keyring.clone());
        let options = Options { keyring, read_timeout: HASTY, ..Options::new(self.path().to_owned()) };
        Desk::open(options).await.expect("the desk opens")
    }
}

async fn sign_in_with(desk: &Desk, password: &str) -> Result<Session, Problem> {
    let sign_in = SignIn::Password {
        connection: steps::CONNECTION.to_owned(),
        username: USERNAME.to_owned(),
        password: password.to_owned(),
        organisation: ORGANISATION.to_owned(),
        unit: None,
        keep: false,
    };
    timeout(LIMIT, desk.sign_in(sign_in)).await.expect("an answer in time")
}

async fn sign_in(desk: &Desk) -> Result<Session, Problem> {
    sign_in_with(desk, PASSWORD).await
}

async fn problem_of_sign_in(url: &str) -> Problem {
    let bench = Bench::connected_to(url, "R11");
    sign_in(&bench.open().await).await.expect_err("this server is broken")
}

fn form(operation: &Operation, card: &str) -> FormDraft {
    let values = drafts::inputs_for_card(operation, Household(2), card);
    FormDraft { operation: operation.id.to_owned(), values: values.into_iter().collect::<BTreeMap<_, _>>() }
}

fn reset_pin(card: &str) -> FormDraft {
    form(catalogue::find("conax.reset-pin").expect("it is declared"), card)
}

/// Waits until the request stands at one of the states.
async fn standing(desk: &Desk, key: &str, states: &[State]) -> RequestRow {
    let mut events = desk.events();
    let waiting = async {
        loop {
            let row = desk.request(key.to_owned()).await.expect("no row is lost").row;
            if states.contains(&row.state) {
                return row;
            }
            // Whatever happens is a reason to look again.
            let _: Result<DeskEvent, _> = events.recv().await;
        }
    };
    if let Ok(row) = timeout(LIMIT, waiting).await {
        return row;
    }
    let detail = desk.request(key.to_owned()).await;
    panic!("{key} never stands at {states:?}: {detail:?}")
}

async fn rows(desk: &Desk) -> Vec<RequestRow> {
    let query = RequestQuery {
        filter: RequestFilter { mine: true, ..RequestFilter::default() },
        limit: 50,
        ..RequestQuery::default()
    };
    desk.requests(query).await.expect("the list is read").rows
}

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
        ("HTML", http("200 OK", "text/html", page), Code::NotJson),
        ("503 with HTML", http("503 Service Unavailable", "text/html", page), Code::NotJson),
        ("an empty body", http("200 OK", "application/json", ""), Code::EmptyAnswer),
        ("half of the JSON", http("200 OK", "application/json", "{\"status\":{\"code\":\"O"), Code::TruncatedAnswer),
        ("10 MB", http("200 OK", "application/json", &huge), Code::AnswerTooLarge),
        ("JSON of another API", http("200 OK", "application/json", "{\"hello\":1}"), Code::UnexpectedAnswer),
        ("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(), Code::ConnectionCut),
    ];
    for (what, answer, code) in cases {
        let problem = problem_of_sign_in(&server(answer).await).await;
        assert_eq!(problem.code, code, "{what}: {problem:?}");
    }
}

#[tokio::test]
async fn the_way_to_the_server_fails_in_its_own_words() {
    // A port that was free a moment ago.
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port").local_addr().expect("an address");
    let problem = problem_of_sign_in(&format!("http://{closed}")).await;
    assert_eq!(problem.code, Code::ServerUnreachable, "{problem:?}");
    let problem = problem_of_sign_in("https://crm.invalid").await;
    assert_eq!(problem.code, Code::NameNotFound, "{problem:?}");

    let hanging = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let problem = problem_of_sign_in(&format!("http://{}", hanging.local_addr().expect("an address"))).await;
    assert_eq!(problem.code, Code::TimedOut, "{problem:?}");
}

#[tokio::test]
async fn a_certificate_that_nobody_trusts_is_told_and_the_companys_own_is_taken() {
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
    assert_eq!(problem.code, Code::CertificateNotTrusted, "{problem:?}");

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
    desk.save_connection(draft.clone()).await.expect("it is saved");
    let problem = sign_in(&desk).await.expect_err("the answer is empty");
    assert_eq!(problem.code, Code::EmptyAnswer, "with the company's file the way is open: {problem:?}");

    bench.write("not.pem", "not a certificate");
    for file in ["not.pem", "missing.pem"] {
        draft.ca_file = Some(bench.path().join(file).to_string_lossy().into_owned());
        let problem = match desk.save_connection(draft.clone()).await {
            Err(problem) => problem,
            Ok(_) => sign_in(&desk).await.expect_err(file),
        };
        let at_file = problem.fields.iter().any(|field| field.field == "ca_file");
        assert!(problem.code == Code::CaFileUnreadable || at_file, "{file}: {problem:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_at_the_password() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let desk = bench.open().await;
    let problem = sign_in_with(&desk, "not-it").await.expect_err("it is wrong");
    assert_eq!(problem.code, Code::WrongCredentials, "{problem:?}");
    assert_eq!(problem.fields[0].field, "password", "{problem:?}");
    assert!(!format!("{problem:?}").contains("not-it"), "a password is never in a problem: {problem:?}");
    assert!(sign_in(&desk).await.is_ok(), "and the right one still works");
}

#[tokio::test]
async fn an_unknown_release_is_told_and_nothing_is_sent() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    for release in ["R99", "", "V5"] {
        let bench = Bench::connected_to(sandbox.url(), release);
        let desk = bench.open().await;
        let snapshot = desk.snapshot().await.expect("a snapshot");
        let known = snapshot.connections.iter().find(|known| known.id == steps::CONNECTION).expect("it is listed");
        assert_eq!(known.problem.as_ref().map(|problem| problem.code), Some(Code::UnknownRelease), "{release}");
        let problem = sign_in(&desk).await.expect_err(release);
        assert_eq!(problem.code, Code::UnknownRelease, "{release}: {problem:?}");
    }
    assert!(sandbox.control().all_posts().is_empty(), "the server was not even asked");
}

#[tokio::test]
async fn a_write_without_a_proper_answer_is_unknown_and_never_sent_again() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let desk = bench.open().await;
    sign_in(&desk).await.expect("signed in");
    let operation = catalogue::find("conax.reset-pin").expect("it is declared");
    let mut sent = 0;
    for (ending, code) in [
        ("0503", Code::NotJson),
        ("0200", Code::NotJson),
        ("0204", Code::EmptyAnswer),
        ("0206", Code::TruncatedAnswer),
        ("1010", Code::AnswerTooLarge),
        ("0499", Code::ConnectionCut),
        ("0408", Code::TimedOut),
    ] {
        let row = desk.send(reset_pin(&drafts::sentinel_card(Provider::Conax, ending))).await.expect("in the outbox");
        standing(&desk, &row.key, &[State::Unknown]).await;
        sent += 1;
        let problem = desk.request(row.key.clone()).await.expect("its detail").problem.expect("it says why");
        assert_eq!((problem.code, problem.outcome), (code, Some(Outcome::Unknown)), "{ending}: {problem:?}");
        let again = desk.send_now(row.key.clone()).await;
        assert!(again.is_err(), "{ending}: it must not be sent again: {again:?}");
    }
    assert_eq!(sandbox.control().posts(operation.path), sent, "each was sent once");
    assert_eq!(rows(&desk).await.len(), sent, "no row is lost");
    desk.shutdown().await;
    drop(desk);

    let desk = bench.open().await;
    assert_eq!(rows(&desk).await.len(), sent, "nor by a restart");
    assert_eq!(sandbox.control().posts(operation.path), sent, "and a restart sends nothing again");
}

#[tokio::test]
async fn a_refusal_is_kept_in_the_servers_words() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let desk = bench.open().await;
    sign_in(&desk).await.expect("signed in");
    let row = desk.send(reset_pin(&drafts::sentinel_card(Provider::Conax, "0409"))).await.expect("in the outbox");
    standing(&desk, &row.key, &[State::Refused]).await;
    let detail = desk.request(row.key).await.expect("its detail");
    let problem = detail.problem.expect("it says why");
    assert_eq!((problem.code, problem.outcome), (Code::Refused, Some(Outcome::Refused)));
    assert!(!problem.message.is_empty() && problem.detail.is_some_and(|code| code.contains("EXCEPTION")));
    assert!(detail.draft.is_some(), "the form can be filled from it");
}

#[tokio::test]
async fn what_never_arrived_waits_and_leaves_when_the_server_is_back() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let desk = bench.open().await;
    sign_in(&desk).await.expect("signed in");
    let port = sandbox.url().rsplit(':').next().and_then(|port| port.parse().ok()).expect("it has a port");
    drop(sandbox);

    let row = desk.send(reset_pin("01900000002")).await.expect("in the outbox");
    let row = standing(&desk, &row.key, &[State::NotSent, State::Unknown]).await;
    if row.state == State::Unknown {
        // The server went away with the kept connection: then it may have arrived, and that is the truth.
        return;
    }
    assert!(row.next_try.is_some(), "it is tried again by itself");
    let set_pin = catalogue::find("conax.set-pin").expect("it is declared");
    let values = drafts::inputs(set_pin, Household(4)).into_iter().collect();
    let pin = desk.send(FormDraft { operation: set_pin.id.to_owned(), values }).await.expect("in the outbox");
    let pin = standing(&desk, &pin.key, &[State::NotSent]).await;
    assert!(pin.next_try.is_none(), "a PIN is sent now or not at all");

    // Another seed: a real server never gives out the same token twice.
    let options = sandbox::Options { port, seed: 2, ..sandbox::Options::default() };
    let back = Sandbox::start(options).expect("the server is back");
    let before = back.control().requests();
    sign_in(&desk).await.expect("signed in again");
    let row = standing(&desk, &row.key, &[State::Pending, State::Completed]).await;
    assert!(row.id.is_some(), "it left by itself");
    // A try with the old token may have come before: the server refused it and made nothing.
    assert_eq!(back.control().requests(), before + 1, "it is there once, and the one with the PIN is not");
}

#[tokio::test]
async fn broken_settings_are_set_aside_and_told() {
    for (text, code) in [
        ("{ \"version\": 1, \"connections\": [", Code::SettingsCorrupt),
        ("\u{0}\u{0}\u{0}", Code::SettingsCorrupt),
        ("{ \"version\": 99, \"connections\": {} }", Code::SettingsNewer),
    ] {
        let bench = Bench::new();
        bench.write("settings.json", text);
        let desk = bench.open().await;
        let snapshot = desk.snapshot().await.expect("the desk works with its defaults");
        assert_eq!(snapshot.notices.iter().map(|notice| notice.code).collect::<Vec<_>>(), [code], "{text}");
        let kept = fs::read_dir(bench.path()).expect("the directory").flatten().map(|entry| entry.path());
        let kept = kept.filter(|path| fs::read_to_string(path).is_ok_and(|kept| kept == text)).count();
        assert_eq!(kept, 1, "{text}: the file is kept");
    }
}

#[tokio::test]
async fn a_journal_that_cannot_be_opened_stops_sending_and_is_not_replaced() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    for (what, code) in
        [("garbage", Code::JournalCorrupt), ("empty", Code::JournalCorrupt), ("newer", Code::JournalNewer)]
    {
        let bench = Bench::connected_to(sandbox.url(), "R11");
        // A journal with a row in it, which then breaks.
        let desk = bench.open().await;
        sign_in(&desk).await.expect("signed in");
        let row = desk.send(reset_pin("01900000002")).await.expect("in the outbox");
        standing(&desk, &row.key, &[State::Pending]).await;
        desk.shutdown().await;
        drop(desk);
        let journal = bench.path().join("journal.db");
        // Closing it writes the log into the file.
        let closed = async {
            while bench.path().join("journal.db-wal").exists() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(LIMIT, closed).await.expect("the first desk closes its journal");
        match what {
            "newer" => {
                let connection = rusqlite::Connection::open(&journal).expect("it opens");
                connection.pragma_update(None, "user_version", 9_999).expect("it is from the future");
            }
            _ => fs::write(&journal, if what == "empty" { "" } else { "this was a journal once" }).expect("written"),
        }
        let before = fs::read(&journal).expect("it is there");
        let posts = sandbox.control().all_posts();

        let desk = bench.open().await;
        let snapshot = desk.snapshot().await.expect("everything else works");
        let told = snapshot.journal.expect("it is told that sending is stopped");
        assert_eq!(told.code, code, "{what}: {told:?}");
        sign_in(&desk).await.expect("signing in works");
        let problem = desk.send(reset_pin("01900000002")).await.expect_err("nothing may leave");
        assert_eq!(problem.code, code, "{what}: {problem:?}");
        let kept = desk.keep_form(reset_pin("01900000002")).await;
        assert!(kept.is_ok(), "{what}: the form is not lost: {kept:?}");
        desk.shutdown().await;
        drop(desk);
        assert_eq!(fs::read(&journal).expect("it is there"), before, "{what}: it stays as it was");
        let writes =
            |posts: BTreeMap<String, usize>| posts.into_iter().filter(|(path, _)| path.contains("pin")).collect();
        let (before, after): (Vec<_>, Vec<_>) = (writes(posts), writes(sandbox.control().all_posts()));
        assert_eq!(after, before, "{what}: nothing was sent");
    }
}

#[tokio::test]
async fn a_broken_cache_is_rebuilt_and_no_row_is_lost() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let desk = bench.open().await;
    sign_in(&desk).await.expect("signed in");
    let row = desk.send(reset_pin("01900000002")).await.expect("in the outbox");
    standing(&desk, &row.key, &[State::Pending]).await;
    desk.shutdown().await;
    drop(desk);
    fs::write(bench.path().join("cache.db"), "rubbish").expect("written");

    let desk = bench.open().await;
    let snapshot = desk.snapshot().await.expect("a snapshot");
    assert!(snapshot.notices.iter().any(|notice| notice.code == Code::CacheRebuilt), "{:?}", snapshot.notices);
    assert!(rows(&desk).await.iter().any(|found| found.key == row.key), "what was sent is in the journal");
}

#[test]
fn a_crash_on_the_wire_leaves_a_row_that_is_never_sent_again() {
    let outside = runtime();
    let sandbox = outside.block_on(async { Sandbox::start(sandbox::Options::default()) }).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let path = "conax_web_services/provisioning_requests/reset_pin_to_default_value";

    // A runtime that is dropped takes the desk's work down in the middle, as a crash does.
    let crashing = runtime();
    let key = crashing.block_on(async {
        let keyring = KeyringChoice::Memory(bench.keyring.clone());
        let desk = Desk::open(Options { keyring, ..Options::new(bench.path().to_owned()) }).await.expect("it opens");
        sign_in(&desk).await.expect("signed in");
        let row = desk.send(reset_pin(&drafts::sentinel_card(Provider::Conax, "0408"))).await.expect("in the outbox");
        standing(&desk, &row.key, &[State::Sending]).await.key
    });
    let arrived = async {
        while sandbox.control().posts(path) == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    outside.block_on(async { timeout(LIMIT, arrived).await }).expect("it arrives");
    crashing.shutdown_timeout(LIMIT);

    outside.block_on(async {
        let desk = bench.open().await;
        let detail = desk.request(key).await.expect("the row is there");
        assert_eq!(detail.row.state, State::Unknown, "it may have arrived");
        assert_eq!(detail.problem.map(|problem| problem.code), Some(Code::Interrupted));
        assert_eq!(sandbox.control().posts(path), 1, "and it is not sent again");
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

#[tokio::test]
async fn a_profile_is_open_once() {
    let bench = Bench::new();
    let _first = bench.open().await;
    let second = Desk::open(Options::new(bench.path().to_owned())).await;
    assert!(matches!(second, Err(OpenError::AlreadyOpen(_))), "two desks would send the same rows");
}

#[tokio::test]
async fn bad_input_is_told_at_the_field_and_makes_no_row() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let desk = bench.open().await;
    sign_in(&desk).await.expect("signed in");
    for (input, text) in
        [("pin", "12a4"), ("subscription_identifier", ""), ("smartcard_identifier", "019\u{7}"), ("no_such", "x")]
    {
        let mut draft = form(catalogue::find("conax.set-pin").expect("it is declared"), "01900000002");
        draft.values.insert(input.to_owned(), text.to_owned());
        let problem = desk.send(draft).await.expect_err(input);
        assert_eq!(problem.code, Code::InvalidInput, "{input}: {problem:?}");
        assert!(problem.fields.iter().any(|field| field.field == input), "{input}: {problem:?}");
        assert!(!json!(problem).to_string().contains("12a4"), "what was typed as a PIN is not repeated");
    }
    assert!(rows(&desk).await.is_empty());
}
