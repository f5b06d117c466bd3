use super::*;
use crate::view::{CaIdRef, ChangeLoss, HouseholdChange, RequestState, ServiceSwitch, Source, TickState};

#[tokio::test]
async fn every_number_of_a_household_opens_the_same_one() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let set_top_box = "stb-0000-0001";
    let mut both = pairing(CARD, set_top_box);
    both.values.insert("smartcard_set.1.smartcard_ca_id".to_owned(), SECOND_CARD.to_owned());
    let second = service("conax.add-service", SECOND_CARD, "GOLD");
    completed(&bed, &desk, vec![both, service("conax.add-service", CARD, "GOLD"), second]).await;
    for (kind, text) in [
        (EntityKind::Subscription, "S100"),
        (EntityKind::Smartcard, CARD),
        (EntityKind::SetTopBox, set_top_box),
        (EntityKind::Item, SECOND_CARD),
    ] {
        let household = household(&desk, kind, text).await;
        let cards: Vec<&str> = household.cards.iter().map(|card| card.card.as_str()).collect();
        assert_eq!(household.subscription.as_ref().and_then(|it| it.number.as_deref()), Some("S100"), "{text}");
        assert_eq!((cards, household.boxes.len()), (vec![CARD, SECOND_CARD], 1), "{text}");
        let paired = household.cards[0].pairing.as_ref().unwrap();
        assert_eq!(paired.set_top_boxes, [set_top_box]);
        assert_eq!(household.boxes[0].pairing.as_ref().unwrap().smartcards, [CARD, SECOND_CARD]);
    }
    assert_eq!(desk.households.only_card(of(EntityKind::Subscription, "S100")).await.unwrap(), None, "it has two");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_tick_is_on_off_or_not_known_and_shows_the_request_under_way() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let requests = vec![
        service("conax.add-service", CARD, "GOLD"),
        service("conax.add-service", CARD, "SPORT"),
        service("conax.cancel-service", CARD, "SPORT"),
    ];
    let keys = completed(&bed, &desk, requests).await;
    read_services(&desk).await;
    let open = desk.outbox.send(service("conax.add-service", CARD, "KIDS")).await.unwrap().key;
    until(&desk, &open, &[RequestState::Pending]).await;
    let household = household(&desk, EntityKind::Subscription, "S100").await;
    let card = card(&household, CARD);
    assert_eq!(card.ticks.len(), household.services.len());
    let gold = tick(card, &household, "GOLD");
    assert_eq!(
        (gold.state, gold.source, gold.request.as_ref()),
        (TickState::On, Some(Source::Journal), Some(&keys[0]))
    );
    assert!(gold.as_of.is_some() && gold.open.is_none());
    assert_eq!(tick(card, &household, "SPORT").state, TickState::Off);
    let kids = tick(card, &household, "KIDS");
    assert_eq!((kids.state, kids.open.as_ref()), (TickState::NotKnown, Some(&open)), "accepted is not completed");
    let cinema = tick(card, &household, "CINEMA");
    assert_eq!((cinema.state, &cinema.source, &cinema.request), (TickState::NotKnown, &None, &None));
    let only = desk.households.only_card(of(EntityKind::Subscription, "S100")).await.unwrap();
    assert_eq!(only.and_then(|card| card.serial_number).as_deref(), Some(CARD));
    desk.shutdown().await;
}

#[tokio::test]
async fn an_answer_about_a_ca_id_names_the_service_of_other_desks_requests() {
    const NAMES: [&str; 2] = ["SPORT", "2042"];
    let bed = Bed::new();
    let (_directory, colleague) = another(&bed).await;
    completed(&bed, &colleague, vec![service("conax.add-service", CARD, "SPORT")]).await;
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let before = household(&desk, EntityKind::Smartcard, CARD).await;
    let by_ca_id = before.services.iter().find(|service| service.ca_id.as_deref() == Some("2042")).unwrap();
    assert!(by_ca_id.only_ca_id, "its requests contain a CA id and no code");
    read_services(&desk).await;
    let of = CaIdRef { provider: "conax".to_owned(), kind: EntityKind::Service, ca_id: "2042".to_owned() };
    let named = EntityRef { kind: EntityKind::Service, text: "SPORT".to_owned(), by: None };
    desk.retries.map_ca_id(of, named).await.unwrap();
    let after = household(&desk, EntityKind::Smartcard, CARD).await;
    let sport = after
        .services
        .iter()
        .filter(|it| [&it.code, &it.ca_id].into_iter().flatten().any(|it| NAMES.contains(&it.as_str())));
    assert_eq!(sport.count(), 1, "one tick for one service: {:?}", after.services);
    assert_eq!(tick(card(&after, CARD), &after, "SPORT").state, TickState::On);
    desk.shutdown().await;
    colleague.shutdown().await;
}

#[tokio::test]
async fn without_a_subscription_or_an_answer_the_household_is_the_card_alone() {
    let bed = Bed::new();
    let desk = bed.open().await;
    session_over(&desk, "sandbox");
    let household = household(&desk, EntityKind::Smartcard, "01977000077").await;
    assert!(household.subscription.is_none() && household.boxes.is_empty());
    assert_eq!(household.cards.len(), 1, "the card that was asked for");
    assert!(household.cards[0].ticks.is_empty(), "no service is known");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_card_that_its_server_gives_another_ca_id_each_time_has_the_services_that_were_sent_for_it() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let connection = own_connection(&desk, &documented_server::start().await).await;
    sign_in(&desk, &connection, false).await;
    for (operation, state) in [("conax.add-service", TickState::On), ("conax.cancel-service", TickState::Off)] {
        let key = desk.outbox.send(service(operation, "01912345678", "GOLD")).await.unwrap().key;
        bed.later(&desk, 61);
        until(&desk, &key, &[RequestState::Completed]).await;
        let household = household(&desk, EntityKind::Smartcard, "01912345678").await;
        let card = household.cards.iter().find(|card| card.entity.serial_number.as_deref() == Some("01912345678"));
        let card = card.unwrap_or_else(|| panic!("{household:?}"));
        assert_eq!(tick(card, &household, "GOLD").state, state, "{operation}: {household:?}");
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn a_server_that_answers_documented_members_alone_has_a_household_too() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let connection = own_connection(&desk, &documented_server::start().await).await;
    sign_in(&desk, &connection, false).await;
    read_once(&desk).await;
    let household = household(&desk, EntityKind::Smartcard, CARD).await;
    assert!(household.subscription.is_none(), "its lists do not contain it");
    let [card] = &household.cards[..] else { panic!("{household:?}") };
    assert_eq!((card.ticks.len(), card.ticks[0].state, card.ticks[0].source), (1, TickState::On, Some(Source::Lists)));
    assert!(household.services[0].only_ca_id, "a form cannot name it");
    let switch = ServiceSwitch { card: CARD.to_owned(), service: "2041".to_owned(), on: false };
    let change = HouseholdChange::Services { switches: vec![switch] };
    let plan = desk.households.plan_household(of(EntityKind::Smartcard, CARD), change).await.unwrap();
    let faults: Vec<&str> = plan.requests[0].problems.iter().map(|it| it.field.as_str()).collect();
    assert!(faults.contains(&"service_identifier") && faults.contains(&"subscription_identifier"), "{faults:?}");
    let new = "01900000003".to_owned();
    let change = HouseholdChange::ReplaceSmartcard { old: CARD.to_owned(), new, new_ca_id: None };
    let plan = desk.households.plan_household(of(EntityKind::Smartcard, CARD), change).await.unwrap();
    let of_services = plan.requests.iter().filter(|request| request.service.is_some());
    assert_eq!(of_services.count(), 0, "no form that cannot be sent: {plan:?}");
    let stays = |loss: &ChangeLoss| matches!(loss, ChangeLoss::OnlyCaId { service, .. } if service == "2041");
    assert!(plan.losses.iter().any(stays), "{plan:?}");
    desk.shutdown().await;
}
