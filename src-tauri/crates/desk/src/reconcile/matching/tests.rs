use crate::requests::identifiers::{ItemIds, is_surely_another};

use std::{collections::BTreeMap, sync::Arc};

use serde_json::json;
use store::{
    journal::{Journal, NewOutboxRow},
    request_state::RequestState,
};

use super::*;

const SENT: i64 = 1_768_471_200_000;

fn row(user: &str, body: serde_json::Value) -> OutboxRow {
    let (_dir, journal) = {
        let dir = tempfile::tempdir().unwrap();
        let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
        (dir, journal)
    };
    let serde_json::Value::Object(body) = body else { panic!("a body is an object") };
    let new = NewOutboxRow {
        key: "a".to_owned(),
        connection: "test".to_owned(),
        user: user.to_owned(),
        identity: Arc::default(),
        operation: "conax.create-pairing".to_owned(),
        provider: "conax".to_owned(),
        request_type: "CREATE_PAIRING".to_owned(),
        path: String::new(),
        values: BTreeMap::new(),
        body,
        fingerprint: String::new(),
        has_pin: false,
        cards: Vec::new(),
        smartcard: None,
        set_top_box: None,
        service: None,
        subscription: None,
        priority: None,
        created: SENT,
        state: RequestState::Queued,
        held_until: None,
        not_before: None,
        check_at: None,
        sequence: None,
        after: None,
    };
    journal.add(&new).unwrap()
}

fn pairing() -> serde_json::Value {
    json!({
        "smartcard_set": [{"smartcard_ca_id": "1"}, {"smartcard_ca_id": "2"}],
        "stb_set": [{"stb_ca_id": "B"}],
    })
}

/// Created two hours later by Athens' clock, which is the instant of sending.
fn told(cards: [&str; 2], user: Option<&str>, created: &str) -> ProvisioningRequest {
    serde_json::from_value(json!({
        "id": "A1", "type": "CREATE_PAIRING", "life_cycle_state": "PENDING",
        "parameters_set": [
            {"id": "1", "stb_ca_id": "B"}, {"id": "2", "smartcard_ca_id": cards[0]},
            {"id": "3", "smartcard_ca_id": cards[1]}],
        "log_information": {"created_date": created, "created_by_user": {"username": user}}
    }))
    .unwrap()
}

fn found(user: &str, request: &ProvisioningRequest) -> Option<Candidate> {
    let athens = "Europe/Athens".parse().unwrap();
    MatchCriteria::of(&row(user, pairing()), SENT + 30_000, athens, None).compare(request, &ItemIds::new())
}

#[test]
fn sets_match_in_any_order_and_other_cards_do_not() {
    let sure = found("ann", &told(["2", "1"], Some("Ann"), "2026-01-15T12:00:00")).unwrap();
    assert!(sure.unsure.is_empty() && sure.same.len() == 2, "{sure:?}");
    assert!(found("ann", &told(["1", "3"], Some("ann"), "2026-01-15T12:00:00")).is_none());
    assert!(found("ann", &told(["1", "1"], Some("ann"), "2026-01-15T12:00:00")).is_none());
}

#[test]
fn a_different_kind_of_identifier_is_unsure_and_another_card_excludes() {
    let of = |cards: [&str; 2]| told(cards, Some("bob"), "2020-01-15T12:00:00");
    let row = row("ann", pairing());
    assert!(is_surely_another(&row, &of(["1", "3"])));
    for request in [
        of(["1", "2"]),
        serde_json::from_value(json!({"id": "A1"})).unwrap(),
        serde_json::from_value(json!({"id": "A1", "parameters_set": [{"id": "1", "smartcard_ca_id": "9"}]})).unwrap(),
    ] {
        assert!(!is_surely_another(&row, &request), "{request:?}");
    }
    let by_serial = json!({"smartcard_identifier": {"serial_number": "1"}});
    let row =
        store::journal::OutboxRow { operation: "conax.reset-pin".to_owned(), ..super::tests::row("ann", by_serial) };
    let told = json!({"id": "A1", "parameters_set": [{"id": "1", "smartcard_ca_id": "9"}]});
    assert!(!is_surely_another(&row, &serde_json::from_value(told).unwrap()), "a card has several names");
}

#[test]
fn another_user_is_unsure_and_an_api_key_has_no_user() {
    let request = told(["1", "2"], Some("bob"), "2026-01-15T12:00:00");
    let unsure = found("ann", &request).unwrap().unsure;
    assert_eq!(unsure.len(), 1, "a login need not be what the server calls its user");
    assert_eq!((unsure[0].name.as_str(), unsure[0].value.as_deref()), ("created_by_user", Some("bob")));
    let another_time = told(["1", "2"], Some("bob"), "2026-01-15T09:00:00");
    assert!(found("ann", &another_time).is_none(), "nobody is asked about what somebody else did at another time");
    let athens = "Europe/Athens".parse().unwrap();
    let learnt = MatchCriteria::of(&row("ann@example", pairing()), SENT + 30_000, athens, Some("bob".to_owned()));
    assert!(
        learnt.compare(&request, &ItemIds::new()).unwrap().unsure.is_empty(),
        "the server named that user so before"
    );
    assert!(found(WEB_API_KEY_USER, &request).unwrap().unsure.is_empty());
    let untold = found("ann", &told(["1", "2"], None, "2026-01-15T12:00:00")).unwrap();
    assert_eq!(untold.unsure[0].name, "created_by_user");
}

#[test]
fn matches_creation_times_within_ten_minutes_of_the_send() {
    for (created, sure) in [
        ("2026-01-15T11:50:00", true),
        ("2026-01-15T11:49:59", false),
        ("2026-01-15T12:10:30", true),
        ("2026-01-15T12:10:31", false),
        ("2026-01-15T10:00:00", false),
    ] {
        // A wrong time zone in the connection could explain it, so the user decides.
        let found = found("ann", &told(["1", "2"], Some("ann"), created)).unwrap();
        let unsure: Vec<_> = found.unsure.iter().map(|unsure| unsure.name.as_str()).collect();
        assert_eq!(unsure, if sure { vec![] } else { vec!["created_date"] }, "{created}");
    }
    for created in ["2026-01-13T12:00:00", "2026-01-17T12:00:00"] {
        assert!(found("ann", &told(["1", "2"], Some("ann"), created)).is_none(), "no zone is so far away: {created}");
    }
}

#[test]
fn members_missing_from_the_answer_are_unsure() {
    let bare: ProvisioningRequest = serde_json::from_value(json!({"id": "A1"})).unwrap();
    let unsure: Vec<String> = found("ann", &bare).unwrap().unsure.into_iter().map(|told| told.name).collect();
    assert_eq!(unsure, ["smartcard_ca_id", "stb_ca_id", "type", "created_by_user", "created_date"]);
}
