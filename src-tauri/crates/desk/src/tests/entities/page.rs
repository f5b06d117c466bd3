//! Pages of cards, boxes and subscriptions, and previews of pairings, as derived from completed requests.

use super::{BOX, NAGRAVISION_CARD, completed, of, page, paired, pairing};
use crate::tests::harness::*;
use crate::view::{
    EntityKind, EntityPage, EntityRef, IdentifierKind, PairingWarning, RequestState, Source, UnavailableReason,
};

#[tokio::test]
async fn a_completed_pairing_is_on_the_pages_of_card_and_box() {
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
async fn pending_requests_are_counted_and_change_nothing_yet() {
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
async fn services_show_their_last_state_and_the_subscription_that_worked() {
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
async fn a_nagravision_card_is_one_entity_by_both_identifiers() {
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
async fn others_pairings_are_read_from_the_lists() {
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
async fn entities_of_two_connections_are_separate() {
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
async fn an_unknown_entity_is_usable_as_typed_and_classified_by_the_rules() {
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

#[tokio::test]
async fn the_subscription_of_anothers_card_is_that_of_its_last_completed_request() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![reset_pin(CARD)]).await;
    let (_dir, other) = another(&bed).await;
    read_once(&other).await;
    let subscription = || async { page(&other, EntityKind::Smartcard, CARD).await.subscription?.number };
    assert_eq!(subscription().await, None, "the lists do not contain it");
    when(&other, "asked for", || async { subscription().await.as_deref() == Some("S100") }).await;
    let add =
        page(&other, EntityKind::Smartcard, CARD).await.jobs.into_iter().find(|it| it.operation == "conax.reset-pin");
    assert_eq!(add.unwrap().values["subscription_identifier"], "S100");
    other.shutdown().await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_rejected_request_proves_no_subscription() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = desk.outbox.send(reset_pin("01900000666")).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    bed.control().advance(std::time::Duration::from_secs(5));
    bed.control().run_processing_now();
    let (_dir, other) = another(&bed).await;
    read_once(&other).await;
    let card = other.entities.refresh_entity(of(EntityKind::Smartcard, "01900000666")).await.unwrap();
    assert!(card.requests > 0 && card.subscription.is_none(), "{card:?}");
    other.shutdown().await;
    desk.shutdown().await;
}
