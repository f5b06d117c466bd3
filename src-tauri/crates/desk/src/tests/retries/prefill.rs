//! Prefilled forms of earlier requests.

use std::collections::BTreeMap;

use crmcom::Release;

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    retries::prefill::{IdentifierLookup, OriginalRequest},
    view::{FormDraft, MissingWhy, PrefilledForm, RequestState, ValueSource},
};

const BOX: &str = "stb-0000-0001";

const NAGRAVISION_CARD: &str = "200000000154";

fn every_operation() -> Vec<FormDraft> {
    let subscription = ("subscription_identifier", "S100");
    let card = ("smartcard_identifier", CARD);
    let card_n = ("smartcard_identifier", NAGRAVISION_CARD);
    vec![
        form(
            "conax.create-pairing",
            &[subscription, ("smartcard_set.0.smartcard_ca_id", CARD), ("stb_set.0.stb_ca_id", BOX)],
        ),
        form("conax.add-to-pairing", &[subscription, card, ("stb_set.0.stb_ca_id", "stb-0000-0002")]),
        form("conax.add-service", &[subscription, card, ("service_identifier", "GOLD"), ("priority", "EXPRESS")]),
        form("conax.cancel-service", &[subscription, card, ("service_identifier", "GOLD")]),
        form("conax.reset-pin", &[subscription, card]),
        form("conax.set-pin", &[subscription, card, ("pin", "0417")]),
        form("nagra.pair", &[subscription, card_n, ("stb_identifier", "dc2000001")]),
        form("nagra.unpair", &[subscription, card_n]),
        form("nagra.clear-pin", &[subscription, card_n]),
    ]
}

/// Sends each operation that the release has. Returns each form, its row's key and the server's object.
async fn sent(desk: &Desk, release: Release) -> Vec<(FormDraft, String, serde_json::Value)> {
    let mut sent = Vec::new();
    for draft in every_operation() {
        if crmcom::catalogue::find(&draft.operation).unwrap().offered_by(release).is_err() {
            continue;
        }
        let key = desk.outbox.send(draft.clone()).await.unwrap().key;
        until(desk, &key, &[RequestState::Pending]).await;
        let raw = desk.requests.request(key.clone()).await.unwrap().raw.unwrap();
        sent.push((draft, key, raw));
    }
    sent
}

/// Prefills a form for another desk's request.
async fn rebuild_others(desk: &Desk, raw: &serde_json::Value, operation: Option<&str>) -> PrefilledForm {
    let request: crmcom::ProvisioningRequest = serde_json::from_value(raw.clone()).unwrap();
    let conax =
        request.type_.as_deref().is_some_and(|word| !["PAIR_SMARTCARD_AND_STB", "CLEAR_CA_PIN"].contains(&word));
    let parent = OriginalRequest {
        known: desk.connections.selected_connection().unwrap(),
        provider: if conax { "conax" } else { "nagravision" }.to_owned(),
        request_type: request.type_.clone(),
        sent: None,
        request: Some(request),
    };
    let names = IdentifierLookup::new(&desk.retries, parent.known.id(), true);
    parent.prefill_operation(operation, &names, desk.retries.wall_clock(&parent.known)).await.unwrap()
}

/// Values of a form, without defaults: the first kind of identifier and the usual priority.
fn says(rebuilt: &PrefilledForm) -> BTreeMap<String, String> {
    let mut values = rebuilt.draft.clone().expect("a form").values;
    values.retain(|input, text| {
        let preset =
            input.strip_suffix(".by").map(|field| if field.starts_with("sub") { "number" } else { "serial_number" });
        preset != Some(text.as_str()) && !(input == "priority" && text == "REGULAR")
    });
    values
}

fn without_pin(draft: &FormDraft) -> BTreeMap<String, String> {
    let mut values = draft.values.clone();
    values.remove("pin");
    values
}

fn missing(rebuilt: &PrefilledForm) -> Vec<(&str, MissingWhy)> {
    rebuilt.missing.iter().map(|missing| (missing.field.as_str(), missing.why)).collect()
}

#[tokio::test]
async fn own_requests_are_prefilled_as_sent_except_for_the_pin() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    for (draft, key, _) in sent(&desk, Release::R11).await {
        let rebuilt = desk.retries.prefill(key, None).await.unwrap();
        assert_eq!(rebuilt.draft.as_ref().unwrap().operation, draft.operation);
        assert_eq!(rebuilt.draft.as_ref().unwrap().values, without_pin(&draft), "{}", draft.operation);
        let pin = draft.operation == "conax.set-pin";
        assert_eq!(missing(&rebuilt), if pin { vec![("pin", MissingWhy::Pin)] } else { Vec::new() });
        assert!(rebuilt.operations.is_empty(), "of one's own, it is certain: {:?}", rebuilt.operations);
        assert!(rebuilt.known.iter().all(|known| known.from == ValueSource::Journal));
        assert!(!rebuilt.parameters.is_empty());
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn others_requests_are_prefilled_from_the_server_from_r11() {
    for release in [Release::R11, Release::R13] {
        let bed = Bed::with(release);
        let desk = bed.signed_in().await;
        let sent = sent(&desk, release).await;
        assert_eq!(sent.len(), if release == Release::R11 { 9 } else { 6 });
        let (_dir, other) = another(&bed).await;
        for (draft, _, raw) in &sent {
            let unpairing = draft.operation == "nagra.unpair";
            let rebuilt = rebuild_others(&other, raw, unpairing.then_some("nagra.unpair")).await;
            let mut expected = without_pin(draft);
            let lacks = match draft.operation.as_str() {
                "conax.set-pin" => vec![("pin", MissingWhy::Pin)],
                "conax.add-service" | "conax.cancel-service" => {
                    expected.remove("service_identifier");
                    vec![("service_identifier", MissingWhy::Identifier)]
                }
                _ => Vec::new(),
            };
            assert_eq!(says(&rebuilt), expected, "{release} {}", draft.operation);
            assert_eq!(missing(&rebuilt), lacks, "{release} {}", draft.operation);
            let asked = rebuilt.known.iter().filter(|known| known.field.ends_with("_identifier"));
            assert!(asked.clone().count() > 0 && asked.clone().all(|known| known.from == ValueSource::Server));
        }
        other.shutdown().await;
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn a_card_without_a_box_may_have_been_paired_or_freed() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sent = sent(&desk, Release::R11).await;
    let (_dir, other) = another(&bed).await;
    let raw = |operation: &str| &sent.iter().find(|(draft, ..)| draft.operation == operation).unwrap().2;
    let rebuilt = rebuild_others(&other, raw("nagra.unpair"), None).await;
    assert_eq!((rebuilt.draft, rebuilt.operations), (None, vec!["nagra.pair".to_owned(), "nagra.unpair".to_owned()]));
    let paired = rebuild_others(&other, raw("nagra.pair"), None).await;
    assert_eq!(paired.draft.unwrap().operation, "nagra.pair", "a box that was told can only have been paired");
    assert!(paired.operations.is_empty());
    let chosen = rebuild_others(&other, raw("nagra.unpair"), Some("nagra.pair")).await;
    assert_eq!(missing(&chosen), [("stb_identifier", MissingWhy::NotTold)], "and nobody can say with which box");
    other.shutdown().await;
    desk.shutdown().await;
}

#[tokio::test]
async fn before_r11_only_own_requests_resolve_a_ca_id() {
    let release = Release::new(9, 0, 0);
    let bed = Bed::with(release);
    let desk = bed.signed_in().await;
    let sent = sent(&desk, release).await;
    assert_eq!(sent.len(), 9);
    let raw = |operation: &str| &sent.iter().find(|(draft, ..)| draft.operation == operation).unwrap().2;
    let (_dir, other) = another(&bed).await;
    let pairing = rebuild_others(&other, raw("conax.create-pairing"), None).await;
    assert_eq!(missing(&pairing), [("subscription_identifier", MissingWhy::NotTold)]);
    assert_eq!(says(&pairing)["smartcard_set.0.smartcard_ca_id"], CARD, "sets are CA ids on both sides");
    let reset = rebuild_others(&other, raw("conax.reset-pin"), None).await;
    let lacks = [("smartcard_identifier", MissingWhy::Identifier), ("subscription_identifier", MissingWhy::NotTold)];
    assert_eq!(missing(&reset), lacks, "a serial number that equals the CA id is a guess");
    let pair = rebuild_others(&other, raw("nagra.pair"), None).await;
    assert_eq!(missing(&pair).len(), 3, "{:?}", pair.missing);
    other.shutdown().await;

    // A desk that sent a request for the card knows its identifier; its subscription is known once the CA system
    // completed one.
    let reset = rebuild_others(&desk, raw("conax.reset-pin"), None).await;
    assert_eq!(missing(&reset), [("subscription_identifier", MissingWhy::NotTold)]);
    bed.control().run_processing_now();
    bed.later(&desk, 61);
    for (_, key, _) in sent.iter().filter(|(draft, ..)| draft.operation.starts_with("conax")) {
        until(&desk, key, &[RequestState::Completed]).await;
    }
    let add = rebuild_others(&desk, raw("conax.add-service"), None).await;
    assert!(add.missing.is_empty(), "{:?}", add.missing);
    assert_eq!(says(&add)["service_identifier"], "GOLD");
    assert_eq!(says(&add)["service_identifier.by"], "code");
    assert!(
        add.known.iter().filter(|known| known.field.ends_with("_identifier")).all(|it| it.from == ValueSource::Journal)
    );
    desk.shutdown().await;
}

#[tokio::test]
async fn a_ca_id_of_two_cards_is_not_an_identifier() {
    let bed = Bed::with(Release::new(9, 0, 0));
    let desk = bed.signed_in().await;
    // Two serial numbers with the same ten characters in the server's answers; the second is a made-up card.
    let mut raw = None;
    for card in [NAGRAVISION_CARD, "20000000010777"] {
        let draft = form("nagra.clear-pin", &[("subscription_identifier", "S100"), ("smartcard_identifier", card)]);
        let key = desk.outbox.send(draft).await.unwrap().key;
        until(&desk, &key, &[RequestState::Pending]).await;
        raw = desk.requests.request(key).await.unwrap().raw;
    }
    let rebuilt = rebuild_others(&desk, &raw.unwrap(), None).await;
    assert!(missing(&rebuilt).contains(&("smartcard_identifier", MissingWhy::Identifier)), "{:?}", rebuilt.missing);
    desk.shutdown().await;
}

#[tokio::test]
async fn distinguishes_an_unreachable_server_from_an_unknown_identifier() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sent = sent(&desk, Release::R11).await;
    let (_dir, other) = another(&bed).await;
    other.sessions.sign_out().await.unwrap();
    let rebuilt = rebuild_others(&other, &sent[4].2, None).await;
    let lacks = [("smartcard_identifier", MissingWhy::NotAsked), ("subscription_identifier", MissingWhy::NotAsked)];
    assert_eq!(missing(&rebuilt), lacks);
    other.shutdown().await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_past_date_is_not_prefilled() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let at = |seconds: i64| {
        (chrono::Utc::now() + chrono::TimeDelta::seconds(seconds)).format("%Y-%m-%dT%H:%M:%S").to_string()
    };
    let (soon, late) = (at(600), at(86_400));
    let mut keys = Vec::new();
    for date in [&soon, &late] {
        let mut draft = every_operation().swap_remove(2);
        draft.values.insert("start_date".to_owned(), date.clone());
        let key = desk.outbox.send(draft).await.unwrap().key;
        until(&desk, &key, &[RequestState::Pending]).await;
        keys.push(key);
    }
    bed.later(&desk, 900);
    let dates = async |desk: &Desk, key: &str| {
        let own = desk.retries.prefill(key.to_owned(), None).await.unwrap().draft.unwrap();
        let raw = desk.requests.request(key.to_owned()).await.unwrap().raw.unwrap();
        let others = rebuild_others(desk, &raw, None).await.draft.unwrap();
        [own, others].map(|draft| draft.values.get("start_date").cloned())
    };
    assert_eq!(dates(&desk, &keys[0]).await, [None, None]);
    assert_eq!(dates(&desk, &keys[1]).await, [Some(late.clone()), Some(late)]);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_resync_is_prefilled_from_the_server_from_r11() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sent = sent(&desk, Release::R11).await;
    for (number, code) in [(4, "CONAX"), (8, "NAGRA")] {
        let rebuilt = desk.retries.prefill_resync(sent[number].1.clone()).await.unwrap();
        assert!(rebuilt.missing.is_empty(), "{:?}", rebuilt.missing);
        let draft = rebuilt.draft.unwrap();
        assert_eq!(draft.operation, "provisioning.resync");
        assert_eq!(draft.values["provisioning_provider_identifier"], code);
        assert_eq!(draft.values["subscription_identifier"], "S100");
        assert!(desk.outbox.check_form(draft).await.unwrap().errors.is_empty());
    }
    desk.shutdown().await;

    let bed = Bed::with(Release::new(9, 0, 0));
    let desk = bed.signed_in().await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    let problem = desk.retries.prefill_resync(key).await.unwrap_err();
    assert_eq!((problem.code, problem.detail.as_deref()), (ProblemCode::NotOffered, Some("R11")));
    desk.shutdown().await;
}
