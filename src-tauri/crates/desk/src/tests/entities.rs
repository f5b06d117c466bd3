//! Pages of cards, boxes and subscriptions, and previews of pairings, as derived from completed requests.

use super::{lists::read_once, retries::another};
use crate::tests::harness::*;
use crate::{
    Desk,
    view::{
        EntityKind, EntityPage, EntityRef, FormDraft, IdentifierKind, PairingWarning, RequestState, Source,
        UnavailableReason,
    },
};

const BOX: &str = "stb-0000-0001";
const NAGRAVISION_CARD: &str = "200000000154";

fn of(kind: EntityKind, text: &str) -> EntityRef {
    EntityRef { kind, text: text.to_owned(), by: None }
}

fn pairing(card: &str, set_top_box: &str) -> FormDraft {
    form("conax.create-pairing", &[("smartcard_set.0.smartcard_ca_id", card), ("stb_set.0.stb_ca_id", set_top_box)])
}

/// Sends requests one by one, each after the one before was completed.
async fn completed(bed: &Bed, desk: &Desk, drafts: Vec<FormDraft>) -> Vec<String> {
    let mut keys = Vec::new();
    for draft in drafts {
        let key = desk.outbox.send(draft).await.unwrap().key;
        until(desk, &key, &[RequestState::Pending]).await;
        // The server counts in seconds.
        bed.control().advance(std::time::Duration::from_secs(5));
        bed.control().run_processing_now();
        bed.later(desk, 61);
        until(desk, &key, &[RequestState::Completed]).await;
        keys.push(key);
    }
    keys
}

async fn page(desk: &Desk, kind: EntityKind, text: &str) -> EntityPage {
    desk.entities.entity_page(of(kind, text)).await.unwrap()
}

fn paired(page: &EntityPage) -> Option<(Vec<&str>, Vec<&str>)> {
    let pairing = page.pairing.as_ref()?;
    Some((
        pairing.smartcards.iter().map(String::as_str).collect(),
        pairing.set_top_boxes.iter().map(String::as_str).collect(),
    ))
}

#[tokio::test]
async fn a_pairing_that_was_completed_stands_on_the_pages_of_both() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    // A household that seeded requests of the sandbox may concern, paired again with another box.
    let keys = completed(&bed, &desk, vec![pairing(CARD, BOX), pairing(CARD, "stb-0000-0002")]).await;
    let card = page(&desk, EntityKind::Smartcard, CARD).await;
    assert_eq!(paired(&card), Some((vec![CARD], vec!["stb-0000-0002"])));
    let pairing = card.pairing.as_ref().unwrap();
    assert_eq!((pairing.request.as_ref(), pairing.source), (Some(&keys[1]), Source::Journal));
    assert!(pairing.since.is_some());
    assert_eq!((card.known, card.entity.ca_id.as_deref()), (true, Some(CARD)));
    assert_eq!(card.entity.provider.as_deref(), Some("conax"));
    let new_box = page(&desk, EntityKind::SetTopBox, "STB-0000-0002").await;
    assert_eq!(paired(&new_box), Some((vec![CARD], vec!["stb-0000-0002"])), "whatever the case");
    assert_eq!(paired(&page(&desk, EntityKind::SetTopBox, BOX).await), None, "it was left");
    desk.shutdown().await;
}

#[tokio::test]
async fn what_is_under_way_is_counted_and_changes_nothing_yet() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![pairing(CARD, BOX)]).await;
    let key = desk.outbox.send(pairing("01900000002", BOX)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    let card = page(&desk, EntityKind::Smartcard, CARD).await;
    assert_eq!(paired(&card), Some((vec![CARD], vec![BOX])), "accepted is not completed");
    assert_eq!(card.pairing.unwrap().open, 1);
    hold(&desk, 60).await;
    let held = desk.outbox.send(pairing(CARD, "stb-0000-0003")).await.unwrap().key;
    let card = page(&desk, EntityKind::Smartcard, CARD).await;
    let unfit = |operation: &str| card.jobs.iter().find(|job| job.operation == operation).unwrap().unfit.clone();
    assert_eq!(unfit("conax.create-pairing"), Some(UnavailableReason::Waiting { request: held }));
    assert_eq!(unfit("nagra.unpair"), Some(UnavailableReason::NoUnpair));
    desk.shutdown().await;
}

#[tokio::test]
async fn services_are_as_they_were_left_and_the_subscription_is_the_one_that_worked() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let service = |operation: &str, code: &str| {
        let values =
            [("subscription_identifier", "S100"), ("smartcard_identifier", CARD), ("service_identifier", code)];
        form(operation, &values)
    };
    let add = |code| service("conax.add-service", code);
    let keys = completed(&bed, &desk, vec![add("GOLD"), add("SPORT"), service("conax.cancel-service", "GOLD")]).await;
    let open = desk.outbox.send(add("GOLD")).await.unwrap().key;
    until(&desk, &open, &[RequestState::Pending]).await;
    let card = page(&desk, EntityKind::Smartcard, CARD).await;
    let told: Vec<_> = card.services.iter().map(|it| (it.service.as_str(), it.active, it.open)).collect();
    assert!(told.contains(&("2042", true, false)) && told.contains(&("2041", false, true)), "{told:?}");
    let gold = card.services.iter().find(|it| it.service == "2041").unwrap();
    assert_eq!((gold.request.as_str(), gold.source), (keys[2].as_str(), Source::Journal));
    assert!(gold.name.is_some(), "as it was typed, or as it was looked up");
    assert_eq!(card.subscription.as_ref().and_then(|it| it.number.as_deref()), Some("S100"));
    let add = card.jobs.iter().find(|job| job.operation == "conax.add-service").unwrap();
    assert_eq!((add.values["subscription_identifier"].as_str(), &add.unfit), ("S100", &None));
    let subscription = page(&desk, EntityKind::Subscription, "S100").await;
    assert!(subscription.services.iter().any(|it| it.service == "2042" && it.active));
    assert_eq!(subscription.jobs[0].operation, "provisioning.resync");
    let requests = desk.entities.entity_requests(of(EntityKind::Subscription, "S100"), false, 0, 2).await.unwrap();
    assert_eq!(requests.rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), [open.as_str(), &keys[2]]);
    assert_eq!(subscription.requests, 4);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_card_of_nagravision_is_one_by_both_names_and_free_once_it_was_unpaired() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let pair = form("nagra.pair", &[("smartcard_identifier", NAGRAVISION_CARD), ("stb_identifier", "dc2000001")]);
    completed(&bed, &desk, vec![pair]).await;
    let by_serial = page(&desk, EntityKind::Smartcard, NAGRAVISION_CARD).await;
    assert_eq!(paired(&by_serial), Some((vec!["2000000001"], vec!["dc2000001"])));
    assert_eq!(by_serial.entity.ca_id.as_deref(), Some("2000000001"), "the server told, nobody cut");
    let of_box = page(&desk, EntityKind::SetTopBox, "dc2000001").await;
    assert_eq!(paired(&of_box), paired(&by_serial));
    let job = |page: &EntityPage, id: &str| page.jobs.iter().find(|job| job.operation == id).unwrap().clone();
    let unpair = job(&by_serial, "nagra.unpair");
    assert_eq!((unpair.values["smartcard_identifier"].as_str(), unpair.unfit), (NAGRAVISION_CARD, None));
    completed(&bed, &desk, vec![form("nagra.unpair", &[("smartcard_identifier", NAGRAVISION_CARD)])]).await;
    let freed = page(&desk, EntityKind::Smartcard, NAGRAVISION_CARD).await;
    assert_eq!(paired(&freed), None);
    assert_eq!(job(&freed, "nagra.unpair").unfit, Some(UnavailableReason::NotPaired));
    assert_eq!(paired(&page(&desk, EntityKind::SetTopBox, "dc2000001").await), None);
    assert_eq!(freed.requests, 2);
    desk.shutdown().await;
}

#[tokio::test]
async fn what_others_did_is_told_by_the_lists_sets_and_all() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let (second, third) = ("01900000002", "stb-0000-0003");
    let mut both = pairing(CARD, BOX);
    both.values.insert("smartcard_set.1.smartcard_ca_id".to_owned(), second.to_owned());
    let adding = form("conax.add-to-pairing", &[("smartcard_identifier", CARD), ("stb_set.0.stb_ca_id", third)]);
    completed(&bed, &desk, vec![both, adding]).await;
    let (_dir, other) = another(&bed).await;
    read_once(&other).await;
    for (kind, text) in [(EntityKind::Smartcard, second), (EntityKind::SetTopBox, BOX), (EntityKind::Item, third)] {
        let page = page(&other, kind, text).await;
        assert_eq!(paired(&page), Some((vec![CARD, second], vec![BOX, third])), "{text}");
        assert_eq!(page.pairing.unwrap().source, Source::Lists);
        assert!(page.known && !page.lists_incomplete);
        assert_ne!(page.entity.kind, EntityKind::Item, "a request named {text} for what it is");
    }
    let moved = desk.entities.preview_pairing(pairing("01900000004", BOX)).await.unwrap();
    assert_eq!(moved.before[0].set_top_boxes, [BOX, third]);
    assert!(matches!(&moved.warnings[..], [PairingWarning::BoxElsewhere { smartcards, .. }] if smartcards.len() == 2));
    other.shutdown().await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_form_shows_what_becomes_of_the_pairings() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let other = "01900000002";
    completed(&bed, &desk, vec![pairing(CARD, BOX), pairing(other, "stb-0000-0002")]).await;
    let preview = desk.entities.preview_pairing(pairing(CARD, "stb-0000-0002")).await.unwrap();
    assert_eq!(preview.before.len(), 2);
    let after = preview.after.unwrap();
    assert_eq!((after.smartcards, after.set_top_boxes), (vec![CARD.to_owned()], vec!["stb-0000-0002".to_owned()]));
    assert_eq!(
        preview.warnings,
        [
            PairingWarning::BoxElsewhere {
                field: "stb_set.0.stb_ca_id".to_owned(),
                set_top_box: "stb-0000-0002".to_owned(),
                smartcards: vec![other.to_owned()],
            },
            PairingWarning::CardPaired {
                field: "smartcard_set.0.smartcard_ca_id".to_owned(),
                smartcard: CARD.to_owned(),
                set_top_boxes: vec![BOX.to_owned()],
            },
        ]
    );
    let adding =
        form("conax.add-to-pairing", &[("smartcard_identifier", CARD), ("stb_set.0.stb_ca_id", "stb-0000-0003")]);
    let preview = desk.entities.preview_pairing(adding).await.unwrap();
    let after = preview.after.unwrap();
    assert_eq!(after.set_top_boxes, [BOX, "stb-0000-0003"]);
    assert!(!preview.warnings.iter().any(|it| matches!(it, PairingWarning::CardPaired { .. })), "that is the point");
    let nothing = desk.entities.preview_pairing(form("conax.create-pairing", &[])).await.unwrap();
    assert!(nothing.before.is_empty() && nothing.after.is_none() && nothing.warnings.is_empty());
    let no_pairing = desk.entities.preview_pairing(reset_pin(CARD)).await.unwrap();
    assert!(no_pairing.before.is_empty() && no_pairing.after.is_none());
    desk.shutdown().await;
}

#[tokio::test]
async fn an_unpairing_says_what_it_frees_or_that_there_is_nothing() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let unpair = form("nagra.unpair", &[("smartcard_identifier", NAGRAVISION_CARD)]);
    let preview = desk.entities.preview_pairing(unpair.clone()).await.unwrap();
    let nothing =
        |it: &PairingWarning| matches!(it, PairingWarning::NotPaired { field, .. } if field == "smartcard_identifier");
    assert!(preview.warnings.iter().any(nothing) && preview.after.is_none(), "{:?}", preview.warnings);
    let scanned =
        desk.entities.preview_pairing(form("nagra.pair", &[("smartcard_identifier", NAGRAVISION_CARD)])).await.unwrap();
    assert!(scanned.warnings.is_empty(), "the box is not scanned yet: {:?}", scanned.warnings);
    let pair = form("nagra.pair", &[("smartcard_identifier", NAGRAVISION_CARD), ("stb_identifier", "dc2000001")]);
    completed(&bed, &desk, vec![pair]).await;
    let preview = desk.entities.preview_pairing(unpair.clone()).await.unwrap();
    assert_eq!((preview.before.len(), preview.after.is_none(), preview.warnings.len()), (1, true, 0));
    let key = desk.outbox.send(unpair.clone()).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    let preview = desk.entities.preview_pairing(unpair).await.unwrap();
    assert!(
        preview.warnings.iter().any(|it| matches!(it, PairingWarning::Open { request, .. } if *request == key)),
        "{:?}",
        preview.warnings
    );
    desk.shutdown().await;
}

#[tokio::test]
async fn two_connections_never_mix() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![pairing(CARD, BOX)]).await;
    let other = own_connection(&desk, bed.sandbox.url()).await;
    session_over(&desk, &other);
    let card = page(&desk, EntityKind::Smartcard, CARD).await;
    assert_eq!((card.pairing.is_none(), card.requests, card.known), (true, 0, false));
    assert!(card.services.is_empty() && card.subscription.is_none());
    assert_eq!(card.entity.serial_number.as_deref(), Some(CARD), "it can be used as typed");
    assert!(desk.entities.preview_pairing(pairing(CARD, BOX)).await.unwrap().before.is_empty());
    let requests = desk.entities.entity_requests(of(EntityKind::Smartcard, CARD), true, 0, 0).await.unwrap();
    assert!(requests.rows.is_empty());
    desk.shutdown().await;
}

#[tokio::test]
async fn what_nobody_knows_can_be_used_as_typed_and_its_kind_is_what_the_rules_say() {
    let bed = Bed::new();
    let desk = bed.open().await;
    session_over(&desk, "sandbox");
    let unknown = page(&desk, EntityKind::Item, "STB9999999").await;
    assert_eq!((unknown.known, unknown.entity.kind), (false, EntityKind::SetTopBox));
    assert_eq!((unknown.not_found, unknown.problem.is_none()), (false, true), "the session is over: nobody was asked");
    let neither = page(&desk, EntityKind::Item, "X-1").await;
    assert_eq!(neither.entity.kind, EntityKind::Item);
    let by_ca_id = EntityRef { by: Some(IdentifierKind::CaId), ..of(EntityKind::Smartcard, "77") };
    let card = desk.entities.entity_page(by_ca_id).await.unwrap();
    assert_eq!((card.entity.ca_id.as_deref(), card.entity.serial_number), (Some("77"), None), "nothing is computed");
    let refreshed = desk.entities.refresh_entity(of(EntityKind::Smartcard, "77")).await.unwrap();
    assert!(!refreshed.known);
    desk.shutdown().await;
}
