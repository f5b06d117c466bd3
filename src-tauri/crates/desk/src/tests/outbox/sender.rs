use crate::tests::distorting_proxy::{Bend, Bent};
use crate::tests::harness::*;
use crate::{
    error::problem::{Outcome, ProblemCode},
    view::{DeskEvent, RequestFilter, RequestQuery, RequestState, Step, WaitsFor},
};

async fn steps(desk: &crate::Desk, key: &str) -> Vec<Step> {
    desk.requests.request(key.to_owned()).await.unwrap().timeline.into_iter().map(|entry| entry.step).collect()
}

#[tokio::test]
async fn a_request_is_sent_watched_and_completed() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let mut events = desk.events();
    let row = desk.outbox.send(reset_pin(CARD)).await.unwrap();
    assert!(row.mine);
    let row = until(&desk, &row.key, &[RequestState::Pending]).await;
    assert!(row.number.is_some() && row.next_try.is_some(), "accepted and watched: {row:?}");

    bed.control().run_processing_now();
    bed.later(&desk, 60);
    let row = until(&desk, &row.key, &[RequestState::Completed]).await;
    let settled = heard(&mut events, "that it settled", |event| matches!(event, DeskEvent::Settled { .. })).await;
    assert!(matches!(settled, DeskEvent::Settled { row: told } if told.key == row.key));
    assert_eq!(steps(&desk, &row.key).await, [Step::Queued, Step::Sending, Step::Accepted, Step::Completed]);
    let detail = desk.requests.request(row.key).await.unwrap();
    assert!(detail.parameters.iter().any(|parameter| parameter.name == "smartcard_ca_id"));
    assert!(detail.executed.is_some() && detail.raw.is_some() && detail.draft.is_some());
    desk.shutdown().await;
}

#[tokio::test]
async fn a_rejection_of_the_ca_system_is_told_with_its_reason() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let row = desk.outbox.send(reset_pin("01900000666")).await.unwrap();
    until(&desk, &row.key, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    bed.later(&desk, 60);
    let row = until(&desk, &row.key, &[RequestState::Rejected]).await;
    let text = row.error_text.unwrap();
    assert!(!text.contains('\n') && !text.is_empty(), "a list shows one line: {text:?}");
    let detail = desk.requests.request(row.key).await.unwrap();
    assert!(detail.error_description.unwrap().lines().count() > 1, "the whole fault can be read");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_resync_is_accepted_and_promises_nothing() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let values = [("subscription_identifier", "S100"), ("provisioning_provider_identifier", "CONAX")];
    let before = bed.control().requests();
    let key = desk.outbox.send(form("provisioning.resync", &values)).await.unwrap().key;
    let row = until(&desk, &key, &[RequestState::Pending]).await;
    assert!(row.unwatched && row.number.is_none() && row.next_try.is_none(), "nothing to follow: {row:?}");
    assert_eq!((row.provider.as_str(), row.subscription.as_deref()), ("provisioning", Some("S100")));
    assert_eq!(steps(&desk, &key).await, [Step::Queued, Step::Sending, Step::Accepted]);
    let made: Vec<String> = bed.control().record().split_off(before).into_iter().map(|made| made.id).collect();
    assert!(!made.is_empty());
    bed.control().run_processing_now();
    bed.later(&desk, 600);
    desk.mirror.refresh_requests().await.unwrap();
    when(&desk, "in the list", || async {
        let listed =
            desk.requests.request_page(RequestQuery { limit: 500, ..RequestQuery::default() }).await.unwrap().rows;
        made.iter().all(|id| listed.iter().any(|row| row.id.as_ref() == Some(id)))
    })
    .await;
    assert_eq!(
        desk.requests.row(&key).await.unwrap().state,
        RequestState::Pending,
        "never completed: the server said no such thing"
    );
    desk.shutdown().await;
}

#[tokio::test]
async fn a_lost_resync_is_nobodys_request() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    bed.control().set_chaos(sandbox::Chaos { truncate: 100, ..sandbox::Chaos::default() });
    let values = [("subscription_identifier", "S100"), ("provisioning_provider_identifier", "CONAX")];
    let key = desk.outbox.send(form("provisioning.resync", &values)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Unknown]).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    let evidence =
        || async { desk.requests.request(key.clone()).await.unwrap().evidence.filter(|evidence| evidence.no_list) };
    when(&desk, "said to be in no list", || async { evidence().await.is_some() }).await;
    assert!(!evidence().await.unwrap().can_check_number, "no request can be it");
    assert_eq!(
        desk.reconcile.check_number(key.clone(), "18501".to_owned()).await.unwrap_err().code,
        ProblemCode::NotFound
    );
    desk.reconcile.send_again(key.clone()).await.unwrap();
    assert!(
        until(&desk, &key, &[RequestState::Pending]).await.unwatched,
        "somebody decided; doing it twice is harmless"
    );
    desk.shutdown().await;
}

#[tokio::test]
async fn a_hold_can_be_undone_and_the_form_comes_back() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 5).await;
    let row = desk.outbox.send(set_pin(CARD, "8351")).await.unwrap();
    assert_eq!((row.state, row.waits_for), (RequestState::Held, Some(WaitsFor::Hold)));
    assert!(row.held_until.is_some());
    let form = desk.outbox.undo(row.key.clone()).await.unwrap();
    assert_eq!(form.values["smartcard_identifier"], CARD);
    assert!(!form.values.contains_key("pin"), "a PIN never comes back");
    assert!(desk.outbox.memory().pins.is_empty(), "and is not kept in memory");
    assert_eq!(desk.requests.row(&row.key).await.unwrap().state, RequestState::Cancelled);
    bed.later(&desk, 60);
    assert_eq!(desk.outbox.undo(row.key.clone()).await.unwrap_err().code, ProblemCode::TooLate);
    assert_eq!(desk.outbox.send_now(row.key).await.unwrap_err().code, ProblemCode::TooLate);
    assert_eq!(desk.outbox.undo("no such row".to_owned()).await.unwrap_err().code, ProblemCode::NotFound);
    assert_eq!(bed.control().all_posts().values().sum::<usize>(), 1, "only the sign-in left");
    desk.shutdown().await;
}

#[tokio::test]
async fn after_the_hold_it_leaves_and_undo_is_too_late() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 5).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    bed.later(&desk, 6);
    until(&desk, &key, &[RequestState::Pending]).await;
    assert_eq!(desk.outbox.undo(key.clone()).await.unwrap_err().code, ProblemCode::TooLate);
    assert_eq!(steps(&desk, &key).await, [Step::Held, Step::Queued, Step::Sending, Step::Accepted]);

    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    desk.outbox.send_now(key.clone()).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn requests_of_one_card_leave_in_order_and_others_go_past() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let first = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    hold(&desk, 0).await;
    let second = desk.outbox.send(set_pin(CARD, "8351")).await.unwrap().key;
    let other = desk.outbox.send(reset_pin("01900000002")).await.unwrap().key;
    until(&desk, &other, &[RequestState::Pending]).await;
    when(&desk, "waiting for its turn", || async {
        desk.requests.row(&second).await.unwrap().waits_for == Some(WaitsFor::Turn)
    })
    .await;
    desk.outbox.send_now(first.clone()).await.unwrap();
    let second = until(&desk, &second, &[RequestState::Pending]).await;
    let first = until(&desk, &first, &[RequestState::Pending]).await;
    let number = |row: crate::view::RequestRow| row.number.unwrap().parse::<u64>().unwrap();
    assert!(number(first) < number(second), "the server saw them in the order they were made");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_lost_answer_becomes_unknown_and_is_never_sent_again() {
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
async fn what_did_not_reach_the_server_is_sent_again_by_itself() {
    let bed = Bed::new();
    let desk = bed.open().await;
    hold(&desk, 0).await;
    let gate = Gate::to(bed.sandbox.url()).await;
    let id = own_connection(&desk, &gate.url).await;
    sign_in(&desk, &id, false).await;
    let live = desk.sessions.memory().sessions[&id].clone();
    gate.shut();
    let plain = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    let with_pin = desk.outbox.send(set_pin("01900000002", "8351")).await.unwrap().key;
    let row = until(&desk, &plain, &[RequestState::NotSent]).await;
    assert!(row.next_try.is_some(), "it is tried again");
    until(&desk, &with_pin, &[RequestState::NotSent]).await;
    let problem = desk.requests.request(with_pin.clone()).await.unwrap().problem.unwrap();
    assert_eq!(problem.code, ProblemCode::PinNotKept, "sent now or not at all");
    assert!(desk.outbox.memory().pins.is_empty());
    assert_eq!(desk.app.snapshot().await.unwrap().network, crate::view::Network::Offline);

    gate.open();
    bed.later(&desk, 120);
    until(&desk, &plain, &[RequestState::Pending]).await;
    assert_eq!(desk.requests.row(&with_pin).await.unwrap().state, RequestState::NotSent, "without its PIN it stays");
    assert_eq!(desk.app.snapshot().await.unwrap().network, crate::view::Network::Online);
    assert_eq!(desk.sessions.memory().sessions[&id].token, live.token);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_form_with_faults_does_not_become_a_row() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let problem = desk.outbox.send(form("conax.set-pin", &[("pin", "12")])).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::InvalidInput);
    let fields: Vec<&str> = problem.fields.iter().map(|field| field.field.as_str()).collect();
    assert!(fields.contains(&"smartcard_identifier") && fields.contains(&"pin"), "{fields:?}");
    let mine = RequestFilter { mine: true, ..RequestFilter::default() };
    let mine = desk.requests.request_page(RequestQuery { filter: mine, ..RequestQuery::default() }).await.unwrap();
    assert!(mine.rows.is_empty());
    let problem = desk.outbox.send(form("no.such", &[])).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::NotFound);
    desk.shutdown().await;
}

#[tokio::test]
async fn an_operation_that_the_release_lacks_is_not_offered() {
    let bed = Bed::with(crmcom::Release::R13);
    let desk = bed.signed_in().await;
    let unavailable = desk.app.snapshot().await.unwrap().unavailable;
    assert!(unavailable.iter().any(|missing| missing.operation == "nagra.unpair" && missing.until.is_some()));
    let draft = form("nagra.unpair", &[("smartcard_identifier", "200000000154")]);
    assert_eq!(desk.outbox.send(draft).await.unwrap_err().code, ProblemCode::NotOffered);
    desk.shutdown().await;
}

#[tokio::test]
async fn an_old_server_cannot_be_asked_about_a_nagravision_request() {
    let bed = Bed::with(crmcom::Release::new(9, 0, 0));
    let desk = bed.signed_in().await;
    let key = desk.outbox.send(form("nagra.unpair", &[("smartcard_identifier", "200000000154")])).await.unwrap().key;
    let row = until(&desk, &key, &[RequestState::Pending]).await;
    assert!(row.unwatched && row.next_try.is_none(), "the screen says that nobody looks: {row:?}");
    desk.shutdown().await;
}

#[tokio::test]
async fn the_servers_lists_are_mirrored_and_each_request_is_there_once() {
    for release in [crmcom::Release::R11, crmcom::Release::R13] {
        let bed = Bed::with(release);
        let desk = bed.signed_in().await;
        let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
        let row = until(&desk, &key, &[RequestState::Pending]).await;
        desk.mirror.refresh_requests().await.unwrap();
        let page = desk.requests.request_page(RequestQuery { limit: 500, ..RequestQuery::default() }).await.unwrap();
        assert!(page.synced.is_some() && page.rows.len() > 1, "the seeded requests are there too");
        assert_eq!(page.rows.iter().filter(|other| other.number == row.number).count(), 1);
        let told = page.rows.iter().find(|row| !row.mine).unwrap();
        let detail = desk.requests.request(told.key.clone()).await.unwrap();
        assert!(detail.raw.is_some() && detail.timeline.is_empty() && detail.created_by.is_some());
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn what_others_had_pending_is_seen_to_complete() {
    let (bed, others) = (Bed::new(), Bed::new());
    let (desk, other) = (bed.signed_in().await, others.open().await);
    hold(&other, 0).await;
    let connection = own_connection(&other, bed.sandbox.url()).await;
    sign_in(&other, &connection, false).await;
    let sent = other.outbox.send(reset_pin(CARD)).await.unwrap().key;
    let id = until(&other, &sent, &[RequestState::Pending]).await.id.unwrap();
    other.shutdown().await;
    desk.mirror.refresh_requests().await.unwrap();
    let state = || async { desk.requests.request(format!("server-{id}")).await.unwrap().row.state };
    assert_eq!(state().await, RequestState::Pending);
    assert!(bed.control().run_processing_now() > 0);
    bed.later(&desk, 31);
    when(&desk, "completed", || async { state().await == RequestState::Completed }).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn no_more_requests_are_on_the_wire_than_are_allowed_and_all_of_them_leave_once() {
    const RESET: &str = "reset_pin_to_default_value";
    let bed = Bed::new();
    let way = Bent::to(bed.sandbox.url()).await;
    let desk = bed.open().await;
    let id = own_connection_at(&desk, way.url(), crmcom::Release::R11).await;
    sign_in(&desk, &id, false).await;
    way.bend(Bend { hangs: Some(RESET), ..Bend::default() });
    let mut keys = Vec::new();
    for card in 1..=19 {
        keys.push(desk.outbox.send(reset_pin(&format!("019000000{card:02}"))).await.unwrap().key);
    }
    way.asked_again(RESET, 3).await;
    // Long enough for a fifth call to arrive.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(way.asked(RESET), 4);
    way.bend(Bend::default());
    for key in &keys {
        until(&desk, key, &[RequestState::Pending]).await;
    }
    assert_eq!(
        (way.asked(RESET), bed.control().posts("conax_web_services/provisioning_requests/reset_pin_to_default_value")),
        (19, 19)
    );
    desk.shutdown().await;
}
