//! The conclusions from an answer to a write, from the answer to the row, over real sockets.

use std::time::Duration;

use sandbox::Chaos;
use store::journal::OutboxRow;

use crate::tests::harness::*;
use crate::{
    error::problem::{Outcome, ProblemCode},
    view::{DoubtView, RequestState, SessionState, WaitsFor},
};

const RESET: &str = "conax_web_services/provisioning_requests/reset_pin_to_default_value";

const OTHER_CARD: &str = "01900000002";

async fn session_lives(desk: &crate::Desk) -> bool {
    desk.app.snapshot().await.unwrap().session.is_some_and(|session| session.state == SessionState::Active)
}

#[tokio::test]
async fn an_html_page_as_answer_proves_nothing_and_nothing_is_resent() {
    for chaos in [
        Chaos { forbid: 100, ..Chaos::default() },
        Chaos { unauthorize: 100, ..Chaos::default() },
        Chaos { limit: 100, ..Chaos::default() },
        Chaos { unavailable: 100, ..Chaos::default() },
    ] {
        let bed = Bed::new();
        let desk = bed.signed_in().await;
        bed.control().set_chaos(chaos);
        let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
        until(&desk, &key, &[RequestState::Unknown]).await;
        bed.control().set_chaos(Chaos::default());
        desk.core.wake.all();
        assert!(session_lives(&desk).await, "{chaos:?}: a page ends no session");
        sign_in(&desk, "sandbox", false).await;
        assert_eq!(bed.control().posts(RESET), 1, "{chaos:?}: each sign-in sent it again before");
        let state = desk.requests.row(&key).await.unwrap().state;
        // Behind these two pages the request was carried out, so it may have been found on the server by now.
        let found = chaos.forbid + chaos.unauthorize > 0 && state == RequestState::Pending;
        assert!(state == RequestState::Unknown || found, "{chaos:?}: {state:?}");
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn a_missing_permission_refuses_the_row_and_not_the_session() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    bed.control().deny(sandbox::USERNAME, "conax.reset-pin");
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    let row = until(&desk, &key, &[RequestState::Refused]).await;
    assert!(row.error_text.is_some_and(|words| !words.is_empty()), "in the server's words");
    assert!(session_lives(&desk).await);
    bed.control().permit_all();
    let key = desk.outbox.send(reset_pin(OTHER_CARD)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    assert_eq!(bed.control().posts(RESET), 2);
    desk.shutdown().await;
}

#[tokio::test]
async fn an_unknown_security_code_concerns_the_token_only_if_a_read_is_refused() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    bed.control().set_chaos(Chaos { security: 100, ..Chaos::default() });
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Refused]).await;
    assert!(session_lives(&desk).await, "a read was answered");
    bed.control().set_chaos(Chaos::default());

    bed.control().refuse_dead_tokens_as(Some("COM.CRM.EXCEPTION.SECURITY.SOMETHINGNEWEXCEPTION"));
    bed.control().expire_tokens();
    let key = desk.outbox.send(reset_pin(OTHER_CARD)).await.unwrap().key;
    when(&desk, "put before somebody", || async {
        desk.requests.row(&key).await.unwrap().waits_for == Some(WaitsFor::Decision)
    })
    .await;
    let row = desk.requests.row(&key).await.unwrap();
    assert_eq!((row.state, row.doubt), (RequestState::Queued, Some(DoubtView::TokenRefused)));
    when(&desk, "over", || async { !session_lives(&desk).await }).await;
    sign_in(&desk, "sandbox", false).await;
    assert_eq!(desk.requests.row(&key).await.unwrap().waits_for, Some(WaitsFor::Decision), "a sign-in decides nothing");
    desk.outbox.decide(key.clone(), true).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_replayed_answer_is_ignored() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let first = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &first, &[RequestState::Pending]).await;
    // The replayed answer is the one to a look-up of a request by its id.
    bed.control().run_processing_now();
    bed.later(&desk, 61);
    until(&desk, &first, &[RequestState::Completed]).await;
    let before = bed.control().record().len();
    bed.control().set_chaos(Chaos { replay: 100, ..Chaos::default() });
    let key = desk.outbox.send(reset_pin(OTHER_CARD)).await.unwrap().key;
    let row = until(&desk, &key, &[RequestState::Unknown]).await;
    assert_eq!(row.id, None, "the server never saw it");
    assert_eq!(bed.control().record().len(), before);
    assert_ne!(desk.requests.row(&first).await.unwrap().id, None);
    desk.shutdown().await;
}

/// A list may contain an older request while the write is on the wire: then no counter says that it was known before.
#[tokio::test]
async fn an_answer_with_a_request_for_other_cards_is_ignored() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let pairing = |card: &str| {
        form(
            "conax.create-pairing",
            &[("smartcard_set.0.smartcard_ca_id", card), ("stb_set.0.stb_ca_id", "stb-0000-0001")],
        )
    };
    let mut rows = Vec::new();
    for card in ["01900000002", "01900000003"] {
        let key = desk.outbox.send(pairing(card)).await.unwrap().key;
        until(&desk, &key, &[RequestState::Pending]).await;
        rows.push(desk.core.read_journal(move |journal| journal.get(&key)).await.unwrap().unwrap());
    }
    desk.mirror.refresh_requests().await.unwrap();
    let answer = |row: &OutboxRow| {
        serde_json::from_value::<crmcom::ProvisioningRequest>(serde_json::json!({ "id": row.server_id })).unwrap()
    };
    assert!(desk.outbox.is_for_others(&rows[0], &answer(&rows[1])).await, "lists tell for which card it is");
    assert!(!desk.outbox.is_for_others(&rows[0], &answer(&rows[0])).await);
    let unknown = serde_json::from_value(serde_json::json!({ "id": "NEW" })).unwrap();
    assert!(!desk.outbox.is_for_others(&rows[0], &unknown).await, "what nobody told of is taken at its word");
    desk.shutdown().await;
}

#[tokio::test]
async fn respects_a_pause_that_the_server_requests() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    bed.control().set_retry_after(Duration::from_mins(5));
    // A number that the sandbox answers with 429.
    let asks = [("smartcard_set.0.smartcard_ca_id", "0300000429"), ("stb_set.0.stb_ca_id", "stb-1")];
    let first = desk.outbox.send(form("conax.create-pairing", &asks)).await.unwrap().key;
    until(&desk, &first, &[RequestState::Unknown]).await;
    let key = desk.outbox.send(reset_pin(OTHER_CARD)).await.unwrap().key;
    when(&desk, "waiting", || async { desk.requests.row(&key).await.unwrap().waits_for == Some(WaitsFor::Server) })
        .await;
    let row = desk.requests.row(&key).await.unwrap();
    assert!(row.next_try.is_some_and(|at| at > crate::time::millis(desk.core.now())), "it says until when");
    assert!(desk.mirror.refresh_requests().await.is_err(), "nor is anything read");
    assert_eq!(bed.control().posts(RESET), 0);
    bed.later(&desk, 301);
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn an_answer_that_trickles_is_ended() {
    let bed = Bed::new();
    let options = crate::Options {
        limits: crmcom::Limits { total: Duration::from_millis(500), ..crmcom::Limits::default() },
        ..bed.options()
    };
    let desk = crate::Desk::open(options).await.unwrap();
    hold(&desk, 0).await;
    sign_in(&desk, "sandbox", false).await;
    bed.control().set_chaos(Chaos { trickle: 100, ..Chaos::default() });
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Unknown]).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_lost_answer_becomes_unknown_and_is_never_resent() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let mut keys = Vec::new();
    for (card, code) in [
        ("01900000408", ProblemCode::TimedOut),
        ("01900000503", ProblemCode::NotJson),
        ("01900000204", ProblemCode::EmptyAnswer),
        ("01900000206", ProblemCode::TruncatedAnswer),
        ("01900001010", ProblemCode::AnswerTooLarge),
        ("01900000499", ProblemCode::ConnectionCut),
    ] {
        keys.push((desk.outbox.send(reset_pin(card)).await.unwrap().key, code));
    }
    for (key, code) in &keys {
        until(&desk, key, &[RequestState::Unknown]).await;
        let problem = desk.requests.request(key.clone()).await.unwrap().problem.unwrap();
        assert_eq!((problem.code, problem.outcome), (*code, Some(Outcome::Unknown)));
    }
    let posts = bed.control().all_posts();
    bed.later(&desk, 3_000);
    assert_eq!(desk.outbox.cancel(keys[0].0.clone()).await.unwrap_err().code, ProblemCode::TooLate);
    desk.mirror.refresh_requests().await.unwrap();
    assert_eq!(bed.control().all_posts(), posts, "what may have arrived is not sent a second time");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_refusal_keeps_the_servers_words() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = desk.outbox.send(reset_pin("01900000409")).await.unwrap().key;
    let row = until(&desk, &key, &[RequestState::Refused]).await;
    assert!(row.error_code.unwrap().starts_with("COM.CRM.EXCEPTION"), "the code is the server's");
    let problem = desk.requests.request(key).await.unwrap().problem.unwrap();
    assert_eq!((problem.code, problem.outcome), (ProblemCode::Refused, Some(Outcome::Refused)));
    desk.shutdown().await;
}

#[tokio::test]
async fn requests_that_did_not_reach_the_server_are_resent_automatically() {
    let bed = Bed::new();
    let desk = bed.open().await;
    hold(&desk, 0).await;
    let gate = Gate::to(bed.sandbox.url()).await;
    let id = own_connection(&desk, &gate.url).await;
    sign_in(&desk, &id, false).await;
    let live = desk.sessions.memory.lock().sessions[&id].clone();
    gate.shut();
    let plain = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    let with_pin = desk.outbox.send(set_pin("01900000002", "8351")).await.unwrap().key;
    let row = until(&desk, &plain, &[RequestState::NotSent]).await;
    assert!(row.next_try.is_some(), "it is tried again");
    let behind = desk.outbox.send(set_pin(CARD, "8351")).await.unwrap().key;
    until(&desk, &behind, &[RequestState::NotSent]).await;
    let problem = desk.requests.request(behind.clone()).await.unwrap().problem.unwrap();
    assert_eq!(problem.code, ProblemCode::PinNotKept, "it does not wait behind a request that waits for the network");
    until(&desk, &with_pin, &[RequestState::NotSent]).await;
    let problem = desk.requests.request(with_pin.clone()).await.unwrap().problem.unwrap();
    assert_eq!(problem.code, ProblemCode::PinNotKept, "sent now or not at all");
    assert!(desk.outbox.memory.lock().pins.is_empty());
    assert_eq!(desk.app.snapshot().await.unwrap().network, crate::view::Network::Offline);

    gate.open();
    bed.later(&desk, 120);
    until(&desk, &plain, &[RequestState::Pending]).await;
    for key in [&with_pin, &behind] {
        assert_eq!(desk.requests.row(key).await.unwrap().state, RequestState::NotSent, "without its PIN it stays");
    }
    assert_eq!(desk.app.snapshot().await.unwrap().network, crate::view::Network::Online);
    assert_eq!(desk.sessions.memory.lock().sessions[&id].token, live.token);
    desk.shutdown().await;
}
