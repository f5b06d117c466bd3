//! Writes that meet a failure: which are sent again, which never are, and which are not sent at all.

use std::time::Duration;

use acceptance::drafts::{self, Household};
use crmcom::catalogue::{self, Provider};
use desk::{
    Desk, KeyringChoice, Options,
    problem::{Outcome, ProblemCode},
    view::{FormDraft, RequestState},
};
use sandbox::Sandbox;
use serde_json::json;
use tokio::time::timeout;

use crate::harness::*;

#[tokio::test]
async fn a_write_without_a_proper_answer_is_unknown_and_never_resent() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let desk = bench.open().await;
    sign_in(&desk).await.expect("signed in");
    let operation = catalogue::find("conax.reset-pin").expect("it is declared");
    let mut sent = 0;
    for (ending, code) in [
        ("0503", ProblemCode::NotJson),
        ("0200", ProblemCode::NotJson),
        ("0204", ProblemCode::EmptyAnswer),
        ("0206", ProblemCode::TruncatedAnswer),
        ("1010", ProblemCode::AnswerTooLarge),
        ("0499", ProblemCode::ConnectionCut),
        ("0408", ProblemCode::TimedOut),
    ] {
        let row =
            desk.outbox.send(reset_pin(&drafts::sentinel_card(Provider::Conax, ending))).await.expect("in the outbox");
        standing(&desk, &row.key, &[RequestState::Unknown]).await;
        sent += 1;
        let problem = desk.requests.request(row.key.clone()).await.expect("its detail").problem.expect("it says why");
        assert_eq!((problem.code, problem.outcome), (code, Some(Outcome::Unknown)), "{ending}: {problem:?}");
        let again = desk.outbox.send_now(row.key.clone()).await;
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
    let row =
        desk.outbox.send(reset_pin(&drafts::sentinel_card(Provider::Conax, "0409"))).await.expect("in the outbox");
    standing(&desk, &row.key, &[RequestState::Refused]).await;
    let detail = desk.requests.request(row.key).await.expect("its detail");
    let problem = detail.problem.expect("it says why");
    assert_eq!((problem.code, problem.outcome), (ProblemCode::Refused, Some(Outcome::Refused)));
    assert!(!problem.message.is_empty() && problem.detail.is_some_and(|code| code.contains("EXCEPTION")));
    assert!(detail.draft.is_some(), "the form can be filled from it");
}

#[tokio::test]
async fn an_undelivered_write_leaves_when_the_server_returns() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let desk = bench.open().await;
    sign_in(&desk).await.expect("signed in");
    let port = sandbox.url().rsplit(':').next().and_then(|port| port.parse().ok()).expect("it has a port");
    drop(sandbox);

    let row = desk.outbox.send(reset_pin("01900000002")).await.expect("in the outbox");
    let row = standing(&desk, &row.key, &[RequestState::NotSent, RequestState::Unknown]).await;
    if row.state == RequestState::Unknown {
        // The server closed the kept connection while the request was sent, so the request may have arrived.
        return;
    }
    assert!(row.next_try.is_some(), "it is tried again by itself");
    let set_pin = catalogue::find("conax.set-pin").expect("it is declared");
    let values = drafts::inputs(set_pin, Household(4)).into_iter().collect();
    let pin = desk.outbox.send(FormDraft { operation: set_pin.id.to_owned(), values }).await.expect("in the outbox");
    let pin = standing(&desk, &pin.key, &[RequestState::NotSent]).await;
    assert!(pin.next_try.is_none(), "a PIN is sent now or not at all");

    // A different seed, because a real server never issues the same token twice.
    let options = sandbox::Options { port, seed: 2, ..sandbox::Options::default() };
    let back = Sandbox::start(options).expect("the server is back");
    let before = back.control().requests();
    sign_in(&desk).await.expect("signed in again");
    let row = standing(&desk, &row.key, &[RequestState::Pending, RequestState::Completed]).await;
    assert!(row.id.is_some(), "it left by itself");
    // There may have been an attempt with the old token before. The server refused it without creating a request.
    assert_eq!(back.control().requests(), before + 1, "it is there once, and the one with the PIN is not");
}

#[test]
fn a_row_sending_during_a_crash_is_never_resent() {
    let outside = runtime();
    let sandbox = outside.block_on(async { Sandbox::start(sandbox::Options::default()) }).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let path = "conax_web_services/provisioning_requests/reset_pin_to_default_value";

    // Dropping the runtime stops the desk's work in the middle, as a crash does.
    let crashing = runtime();
    let key = crashing.block_on(async {
        let keyring = KeyringChoice::Memory(bench.keyring.clone());
        let desk = Desk::open(Options { keyring, ..Options::new(bench.path().to_owned()) }).await.expect("it opens");
        sign_in(&desk).await.expect("signed in");
        let row =
            desk.outbox.send(reset_pin(&drafts::sentinel_card(Provider::Conax, "0408"))).await.expect("in the outbox");
        standing(&desk, &row.key, &[RequestState::Sending]).await.key
    });
    let arrived = async {
        while sandbox.control().posts(path) == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    outside.block_on(async { timeout(WAIT_LIMIT, arrived).await }).expect("it arrives");
    crashing.shutdown_timeout(WAIT_LIMIT);

    outside.block_on(async {
        let desk = bench.open().await;
        let detail = desk.requests.request(key).await.expect("the row is there");
        assert_eq!(detail.row.state, RequestState::Unknown, "it may have arrived");
        assert_eq!(detail.problem.map(|problem| problem.code), Some(ProblemCode::Interrupted));
        assert_eq!(sandbox.control().posts(path), 1, "and it is not sent again");
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

#[tokio::test]
async fn invalid_input_is_reported_at_the_field_and_creates_no_row() {
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let bench = Bench::connected_to(sandbox.url(), "R11");
    let desk = bench.open().await;
    sign_in(&desk).await.expect("signed in");
    for (input, text) in
        [("pin", "12a4"), ("subscription_identifier", ""), ("smartcard_identifier", "019\u{7}"), ("no_such", "x")]
    {
        let mut draft = form(catalogue::find("conax.set-pin").expect("it is declared"), "01900000002");
        draft.values.insert(input.to_owned(), text.to_owned());
        let problem = desk.outbox.send(draft).await.expect_err(input);
        assert_eq!(problem.code, ProblemCode::InvalidInput, "{input}: {problem:?}");
        assert!(problem.fields.iter().any(|field| field.field == input), "{input}: {problem:?}");
        assert!(!json!(problem).to_string().contains("12a4"), "what was typed as a PIN is not repeated");
    }
    assert!(rows(&desk).await.is_empty());
}
