use super::*;
use crate::new_key;
use crate::view::{ChangeLoss, HouseholdChange, HouseholdPlan, RequestState, ServiceSwitch};

const BOX: &str = "stb-0000-0001";
const NEW_CARD: &str = "01900000003";

fn operations(plan: &HouseholdPlan) -> Vec<(&str, &str)> {
    plan.requests
        .iter()
        .map(|it| (it.draft.operation.as_str(), it.draft.values["smartcard_identifier"].as_str()))
        .collect()
}

fn switch(card: &str, service: &str, on: bool) -> ServiceSwitch {
    ServiceSwitch { card: card.to_owned(), service: service.to_owned(), on }
}

#[tokio::test]
async fn pressed_ticks_become_requests_and_additions_come_first() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![service("conax.add-service", CARD, "GOLD")]).await;
    read_services(&desk).await;
    let switches = vec![switch(CARD, "GOLD", false), switch(CARD, "SPORT", true), switch("1", "SPORT", true)];
    let change = HouseholdChange::Services { switches };
    let plan = desk.households.plan_household(of(EntityKind::Subscription, "S100"), change).await.unwrap();
    assert_eq!(operations(&plan), [("conax.add-service", CARD), ("conax.cancel-service", CARD)]);
    assert!(plan.requests.iter().all(|request| request.problems.is_empty()), "{plan:?}");
    assert!(matches!(&plan.losses[..], [ChangeLoss::Service { smartcard, .. }] if smartcard == CARD));
    let fault = &plan.problems[0];
    assert_eq!((fault.field.as_str(), fault.fault.as_str()), ("switches.2", "notInHousehold"));
    let as_it_is = HouseholdChange::Services { switches: vec![switch(CARD, "GOLD", true)] };
    let plan = desk.households.plan_household(of(EntityKind::Smartcard, CARD), as_it_is).await.unwrap();
    assert!(plan.requests.is_empty(), "it is on");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_new_conax_card_joins_the_pairing_and_takes_the_services_over() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![pairing(CARD, BOX), service("conax.add-service", CARD, "GOLD")]).await;
    let change = HouseholdChange::ReplaceSmartcard { old: CARD.to_owned(), new: NEW_CARD.to_owned(), new_ca_id: None };
    let plan = desk.households.plan_household(of(EntityKind::Smartcard, CARD), change).await.unwrap();
    assert_eq!(
        operations(&plan),
        [("conax.add-to-pairing", CARD), ("conax.add-service", NEW_CARD), ("conax.cancel-service", CARD)]
    );
    let drafts: Vec<FormDraft> = plan.requests.iter().map(|request| request.draft.clone()).collect();
    assert_eq!(drafts[0].values["smartcard_set.0.smartcard_ca_id"], NEW_CARD);
    assert!(plan.problems.is_empty() && plan.requests.iter().all(|it| it.problems.is_empty()), "{plan:?}");
    let stays =
        |loss: &ChangeLoss| matches!(loss, ChangeLoss::PairingStays { item, with } if item == CARD && with == &[BOX]);
    assert!(plan.losses.iter().any(stays), "Conax has no unpairing: {:?}", plan.losses);
    assert!(plan.losses.iter().any(|loss| matches!(loss, ChangeLoss::ServicesNotKnown { .. })));
    let sent = desk.outbox.send_sequence(new_key(), drafts).await.unwrap();
    let shown = household(&desk, EntityKind::Smartcard, CARD).await;
    assert_eq!(shown.sequences.iter().map(|it| &it.key).collect::<Vec<_>>(), [&sent.key], "it is shown while it runs");
    for row in &sent.rows {
        until(&desk, &row.key, &[RequestState::Pending]).await;
        bed.control().advance(std::time::Duration::from_secs(5));
        bed.control().run_processing_now();
        bed.later(&desk, 61);
        until(&desk, &row.key, &[RequestState::Completed]).await;
    }
    let after = household(&desk, EntityKind::Smartcard, NEW_CARD).await;
    assert_eq!(card(&after, NEW_CARD).pairing.as_ref().unwrap().set_top_boxes, [BOX]);
    assert!(after.sequences.is_empty());
    desk.shutdown().await;
}

#[tokio::test]
async fn a_nagravision_card_is_paired_anew_before_the_old_one_is_freed() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let (old, new) = ("200000000154", "200000000254");
    let pair = form(
        "nagra.pair",
        &[("subscription_identifier", "S100"), ("smartcard_identifier", old), ("stb_identifier", "dc2000001")],
    );
    completed(&bed, &desk, vec![pair]).await;
    let change = HouseholdChange::ReplaceSmartcard { old: old.to_owned(), new: new.to_owned(), new_ca_id: None };
    let plan = desk.households.plan_household(of(EntityKind::Smartcard, old), change).await.unwrap();
    assert_eq!(operations(&plan), [("nagra.pair", new), ("nagra.unpair", old)]);
    assert_eq!(plan.requests[0].draft.values["stb_identifier"], "dc2000001");
    assert!(plan.requests[0].warnings.is_empty(), "that the box leaves the old card is what is asked for");
    assert!(plan.losses.iter().any(|loss| matches!(loss, ChangeLoss::Unpaired { smartcard, .. } if smartcard == old)));
    let change =
        HouseholdChange::ReplaceSetTopBox { old: "dc2000001".to_owned(), new: "dc2000002".to_owned(), new_ca_id: None };
    let plan = desk.households.plan_household(of(EntityKind::Smartcard, old), change).await.unwrap();
    assert_eq!(operations(&plan), [("nagra.pair", old)]);
    assert_eq!(plan.requests[0].draft.values["stb_identifier"], "dc2000002");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_new_conax_box_joins_the_pairing_by_its_ca_id() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![pairing(CARD, BOX), reset_pin(CARD)]).await;
    desk.lookups.resolve(of(EntityKind::Smartcard, CARD), None).await.unwrap();
    desk.lookups.resolve(of(EntityKind::SetTopBox, "STB0000002"), None).await.unwrap();
    let replaced = async |new: &str, new_ca_id: Option<&str>| {
        let change = HouseholdChange::ReplaceSetTopBox {
            old: BOX.to_owned(),
            new: new.to_owned(),
            new_ca_id: new_ca_id.map(str::to_owned),
        };
        desk.households.plan_household(of(EntityKind::SetTopBox, BOX), change).await.unwrap()
    };
    let plan = replaced("STB0000002", None).await;
    let faults: Vec<_> = plan.problems.iter().map(|it| (it.field.as_str(), it.fault.as_str())).collect();
    assert_eq!((faults, plan.requests.len()), (vec![("newCaId", "required")], 0), "its serial number is no CA id");
    let plan = replaced("STB0000002", Some("stb-0000-0002")).await;
    assert_eq!(operations(&plan), [("conax.add-to-pairing", CARD)]);
    assert_eq!(plan.requests[0].draft.values["stb_set.0.stb_ca_id"], "stb-0000-0002");
    assert!(matches!(&plan.losses[..], [ChangeLoss::PairingStays { .. }]));
    assert_eq!(replaced(BOX, None).await.problems[0].fault, "duplicate");
    desk.shutdown().await;
}
