//! The possible outcomes of every operation of the catalogue, tested with the client against the sandbox.
//!
//! Driven from the declarations: a new operation is covered as soon as it is declared.

mod releases;

use std::time::Duration;

use acceptance::drafts::{self, Household};
use crmcom::{
    Client, Config, Credentials, Delivery, Error, LifeCycleState, Limits, ProvisioningRequest, Release,
    RequestIdentifier, Secret, Token,
    catalogue::{OPERATIONS, Operation, PreparedRequest},
};
use sandbox::{Options, Sandbox};
use tokio::task::JoinSet;

const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// Time-out for a server that hangs.
const SHORT_READ_TIMEOUT: Duration = Duration::from_secs(1);

/// A sandbox of one release with a signed-in user.
struct Desk {
    sandbox: Sandbox,
    client: Client,
    token: Token,
}

impl Desk {
    async fn open(release: Release) -> Self {
        Self::with_patience(release, READ_TIMEOUT).await
    }

    async fn with_patience(release: Release, read_timeout: Duration) -> Self {
        // Processing runs only when a test starts one.
        let options = Options { release, run_every: Duration::ZERO, ..Options::default() };
        let sandbox = Sandbox::start(options).expect("the sandbox starts");
        let client = client(&sandbox, release, read_timeout);
        let token = sign_in(&client).await;
        Self { sandbox, client, token }
    }

    /// Submits an operation that returns its request.
    async fn submit(&self, submission: &PreparedRequest) -> Result<ProvisioningRequest, Error> {
        let id = submission.operation.id;
        let request = self.client.submit(&self.token, submission).await?;
        Ok(request.unwrap_or_else(|| panic!("{id}: no request was told")))
    }

    async fn show(&self, operation: &Operation, request: &ProvisioningRequest) -> ProvisioningRequest {
        let id = RequestIdentifier::Id(request.id.clone());
        let provider = operation.provider.unwrap_or_else(|| panic!("{}: of no provider", operation.id));
        self.client
            .show_request(&self.token, provider, &id)
            .await
            .unwrap_or_else(|error| panic!("{}: show: {error:?}", operation.id))
    }
}

fn client(sandbox: &Sandbox, release: Release, read_timeout: Duration) -> Client {
    Client::new(Config {
        server_url: sandbox.url().parse().expect("the sandbox has an address"),
        release,
        connect_timeout: Duration::from_secs(5),
        read_timeout,
        limits: Limits::default(),
        certificates: Vec::new(),
        proxy: None,
    })
    .expect("the client takes it")
}

async fn sign_in(client: &Client) -> Token {
    let credentials = Credentials::Password {
        username: sandbox::USERNAME.to_owned(),
        password: Secret::new(sandbox::PASSWORD),
        organisation: sandbox::ORGANISATION.to_owned(),
        unit: None,
    };
    client.sign_in(&credentials).await.expect("the demonstration user signs in").token
}

/// The submission of `operation` for a household, with another card if one is given.
fn submission(operation: &Operation, household: u8, release: Release, card: Option<&str>) -> PreparedRequest {
    let household = Household(household);
    let inputs = match card {
        Some(card) => drafts::inputs_for_card(operation, household, card),
        None => drafts::inputs(operation, household),
    };
    let checked = drafts::draft(operation, inputs).check(release).expect("it is declared");
    checked.submission.unwrap_or_else(|| panic!("{}: {:?}", operation.id, checked.faults))
}

fn with_sentinel(operation: &Operation, ending: &str) -> PreparedRequest {
    let inputs = drafts::sentinel_inputs(operation, Household(1), ending);
    let checked = drafts::draft(operation, inputs).check(Release::R11).expect("it is declared");
    checked.submission.unwrap_or_else(|| panic!("{}: {:?}", operation.id, checked.faults))
}

/// Operations that return the created request.
fn telling() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().filter(|operation| operation.tells_request())
}

#[tokio::test]
async fn accepted_then_completed() {
    let desk = Desk::open(Release::R11).await;
    for (operation, household) in telling().zip(1..) {
        let id = operation.id;
        let sent = submission(operation, household, Release::R11, None);
        let accepted = desk.submit(&sent).await.unwrap_or_else(|error| panic!("{id}: {error:?}"));
        assert_eq!(accepted.state(), Some(LifeCycleState::Pending), "{id}: accepted is not done");
        assert_eq!(accepted.type_.as_deref(), Some(operation.request_type), "{id}: it became another request");
        assert_eq!(desk.show(operation, &accepted).await.state(), Some(LifeCycleState::Pending), "{id}: too early");

        desk.sandbox.control().run_processing_now();
        let done = desk.show(operation, &accepted).await;
        assert_eq!(done.state(), Some(LifeCycleState::Completed), "{id}: {done:?}");
        assert_eq!(done.id, accepted.id);
        assert!(done.executed_date.is_some(), "{id}: completed without a date");
        assert!(desk.sandbox.control().posts(operation.path) > 0, "{id}: it went elsewhere");
        if sent.pin.is_some() {
            let told = format!("{accepted:?}{done:?}");
            assert!(!told.contains(drafts::PIN), "{id}: the PIN came back");
        }
    }
}

#[tokio::test]
async fn accepted_without_a_request() {
    let untelling = || OPERATIONS.iter().filter(|operation| !operation.tells_request());
    assert!(untelling().count() > 0);
    let desk = Desk::open(Release::R11).await;
    for operation in untelling() {
        let id = operation.id;
        for (sent, state) in [
            (submission(operation, 1, Release::R11, None), "COMPLETED"),
            (with_sentinel(operation, "0666"), "REJECTED"),
        ] {
            let before = desk.sandbox.control().requests();
            let accepted = desk.client.submit(&desk.token, &sent).await;
            assert_eq!(accepted, Ok(None), "{id}: it is accepted, and nothing is told");
            desk.sandbox.control().run_processing_now();
            let made = desk.sandbox.control().record().split_off(before);
            assert!(!made.is_empty(), "{id}: the CA system is brought in line by requests");
            assert!(made.iter().all(|request| request.state == state), "{id}: {made:?}");
        }
        assert_eq!(desk.sandbox.control().posts(operation.path), 2, "{id}: it went elsewhere");
    }
}

#[tokio::test]
async fn processed_immediately() {
    let desk = Desk::open(Release::R11).await;
    for (operation, household) in telling().zip(1..) {
        let mut inputs = drafts::inputs(operation, Household(household));
        inputs.push(("process_immediately".to_owned(), "true".to_owned()));
        let sent = drafts::draft(operation, inputs).check(Release::R11).and_then(|checked| checked.submission);
        let done = desk.submit(&sent.expect("it is valid")).await;
        let done = done.unwrap_or_else(|error| panic!("{}: {error:?}", operation.id));
        assert_eq!(done.state(), Some(LifeCycleState::Completed), "{}: the call does it all", operation.id);
    }
}

#[tokio::test]
async fn accepted_then_rejected() {
    let desk = Desk::open(Release::R11).await;
    for operation in telling() {
        let id = operation.id;
        let sent = with_sentinel(operation, "0666");
        let accepted = desk.submit(&sent).await.unwrap_or_else(|error| panic!("{id}: {error:?}"));
        assert_eq!(accepted.state(), Some(LifeCycleState::Pending), "{id}: rejected too early");
        desk.sandbox.control().run_processing_now();
        let rejected = desk.show(operation, &accepted).await;
        assert_eq!(rejected.state(), Some(LifeCycleState::Rejected), "{id}: {rejected:?}");
        assert!(rejected.failure_code().is_some(), "{id}: rejected without a code");
        let line = rejected.failure_description().and_then(store::fault_line).unwrap_or_default();
        assert!(!line.is_empty() && !line.contains('\n'), "{id}: people need one line, got {line:?}");
    }
}

#[tokio::test]
async fn refused() {
    let desk = Desk::open(Release::R11).await;
    for operation in OPERATIONS {
        let before = desk.sandbox.control().requests();
        let error = desk.submit(&with_sentinel(operation, "0409")).await.expect_err(operation.id);
        let Error::Refused(refusal) = &error else { panic!("{}: {error:?}", operation.id) };
        assert!(
            !refusal.code.is_empty() && !refusal.text().is_empty(),
            "{}: the server's words are lost",
            operation.id
        );
        assert_eq!(error.delivery(), Delivery::Refused, "{}", operation.id);
        assert_eq!(desk.sandbox.control().requests(), before, "{}: refused means that nothing was made", operation.id);
    }
}

#[tokio::test]
async fn an_unrelated_refusal_does_not_end_the_session() {
    let desk = Desk::open(Release::R11).await;
    for operation in OPERATIONS {
        // A missing permission, and an unknown code of the area SECURITY.
        for (ending, may_be_token) in [("0403", false), ("0498", true)] {
            let before = desk.sandbox.control().requests();
            let error = desk.submit(&with_sentinel(operation, ending)).await.expect_err(operation.id);
            assert!(matches!(error, Error::Refused(_)), "{} with {ending}: {error:?}", operation.id);
            assert_eq!(error.may_be_token(), may_be_token, "{} with {ending}", operation.id);
            assert_eq!(desk.sandbox.control().requests(), before, "{}: nothing was made", operation.id);
        }
        let sent = submission(operation, 1, Release::R11, None);
        assert!(desk.client.submit(&desk.token, &sent).await.is_ok(), "{}: the token is good", operation.id);
    }
}

#[tokio::test]
async fn an_unknown_card_is_refused() {
    let desk = Desk::open(Release::R11).await;
    // Only the CA system knows the CA ids in a set: CRM.COM accepts them unchecked.
    let by_identifier = |operation: &&Operation| operation.field("smartcard_identifier").is_some();
    for operation in OPERATIONS.iter().filter(by_identifier) {
        let sent = submission(operation, 1, Release::R11, Some("99999999999"));
        let error = desk.submit(&sent).await.expect_err(operation.id);
        assert!(matches!(error, Error::Refused(_)), "{}: {error:?}", operation.id);
    }
}

#[tokio::test]
async fn an_expired_token_is_renewed_and_the_write_sent_once() {
    for release in [Release::R11, Release::R13] {
        let desk = Desk::open(release).await;
        for (operation, household) in OPERATIONS.iter().zip(1..) {
            if operation.offered_by(release).is_err() {
                continue;
            }
            desk.sandbox.control().expire_tokens();
            let sent = submission(operation, household, release, None);
            let (before, posts) = (desk.sandbox.control().requests(), desk.sandbox.control().posts(operation.path));
            let dead = Token::new(desk.token.expose());
            let error = desk.client.submit(&dead, &sent).await.expect_err(operation.id);
            assert!(error.session_over(), "{} on {release}: {error:?}", operation.id);
            assert_eq!(error.delivery(), Delivery::Refused, "{}: it may be sent again", operation.id);
            assert!(
                !format!("{error:?}{error}").contains(dead.expose()),
                "{}: the token is in the error",
                operation.id
            );

            let renewed = sign_in(&desk.client).await;
            let accepted = desk.client.submit(&renewed, &sent).await;
            assert!(accepted.is_ok(), "{} on {release}: {accepted:?}", operation.id);
            let made = desk.sandbox.control().requests() - before;
            let posted = desk.sandbox.control().posts(operation.path) - posts;
            assert_eq!(posted, 2, "{}: refused once, taken once", operation.id);
            if operation.tells_request() {
                assert_eq!(made, 1, "{}: one write, one request", operation.id);
            }
        }
    }
}

#[tokio::test]
async fn a_token_may_expire_during_the_call() {
    for operation in OPERATIONS {
        let desk = Desk::open(Release::R11).await;
        let sent = with_sentinel(operation, "0401");
        let error = desk.submit(&sent).await.expect_err(operation.id);
        assert!(error.session_over(), "{}: {error:?}", operation.id);
        let sent = submission(operation, 1, Release::R11, None);
        let again = desk.client.submit(&desk.token, &sent).await.expect_err(operation.id);
        assert!(again.session_over(), "{}: that token is dead for good, not {again:?}", operation.id);
    }
}

#[tokio::test]
async fn a_hanging_server_may_have_carried_the_write_out() {
    let desk = Desk::with_patience(Release::R11, SHORT_READ_TIMEOUT).await;
    let mut calls = JoinSet::new();
    for operation in OPERATIONS {
        let (client, token, sent) = (desk.client.clone(), desk.token.clone(), with_sentinel(operation, "0408"));
        calls.spawn(async move { (operation.id, client.submit(&token, &sent).await) });
    }
    for (id, answer) in calls.join_all().await {
        let error = answer.expect_err(id);
        assert!(matches!(error, Error::TimedOut { connected: true }), "{id}: {error:?}");
        assert_eq!(error.delivery(), Delivery::Maybe, "{id}: it must not be sent again by itself");
    }
    for operation in OPERATIONS {
        let sharing = OPERATIONS.iter().filter(|other| other.path == operation.path).count();
        let posts = desk.sandbox.control().posts(operation.path);
        assert_eq!(posts, sharing, "{}: sent once and not again", operation.id);
    }
}

#[tokio::test]
async fn a_broken_answer_may_mean_that_the_write_was_carried_out() {
    let desk = Desk::open(Release::R11).await;
    for operation in OPERATIONS {
        for ending in ["0503", "0200", "0204", "0206", "1010", "0499", "0429", "1403", "1401"] {
            let error = desk.submit(&with_sentinel(operation, ending)).await.expect_err(operation.id);
            let expected = match ending {
                "0503" | "0200" => matches!(error, Error::NotJson { .. }),
                "0429" => matches!(error, Error::Busy { .. }) && error.retry_after().is_some(),
                "1403" | "1401" => matches!(error, Error::NotJson { .. }) && error.doubts_token(),
                "0204" => matches!(error, Error::Empty { .. }),
                "0206" => matches!(error, Error::Truncated { .. }),
                "1010" => matches!(error, Error::TooLarge { .. }),
                _ => matches!(error, Error::Cut { .. }),
            };
            assert!(expected, "{} with {ending}: {error:?}", operation.id);
            assert_eq!(error.delivery(), Delivery::Maybe, "{} with {ending}", operation.id);
        }
    }
}

#[tokio::test]
async fn a_released_token_is_refused() {
    let desk = Desk::open(Release::R11).await;
    desk.client.release_token(&desk.token).await.expect("it is released");
    let error = desk.submit(&submission(&OPERATIONS[0], 1, Release::R11, None)).await.expect_err("it is dead");
    assert!(error.session_over(), "{error:?}");
}
