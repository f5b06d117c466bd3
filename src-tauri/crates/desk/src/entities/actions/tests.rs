use super::*;
use crate::view::Source;

fn entity(kind: EntityKind) -> Entity {
    Entity {
        key: String::new(),
        kind,
        serial_number: Some("0190".to_owned()),
        alternative_code: Some("CARD-1".to_owned()),
        id: Some("A1".to_owned()),
        ca_id: Some("ca-1".to_owned()),
        number: None,
        code: None,
        provider: Some("conax".to_owned()),
        name: None,
        product: None,
        state: None,
        subscription: None,
        source: Source::LookUp,
        as_of: 0.0,
        stale: false,
        pinned: false,
    }
}

fn ground(entity: &Entity) -> ActionContext<'_> {
    let subscription = Some(Identifier { by: "number".to_owned(), text: "S1".to_owned() });
    ActionContext { entity, release: Release::R11, subscription, provider: None, freed: false, waiting: None }
}

fn job(ground: &ActionContext<'_>, operation: &str) -> EntityAction {
    jobs(ground).into_iter().find(|job| job.operation == operation).unwrap()
}

fn values(job: &EntityAction) -> Vec<(&str, &str)> {
    job.values.iter().map(|(input, text)| (input.as_str(), text.as_str())).collect()
}

#[test]
fn a_form_is_prefilled_with_the_identifier_kind_that_it_accepts() {
    let card = entity(EntityKind::Smartcard);
    let service = job(&ground(&card), "conax.add-service");
    assert_eq!(
        values(&service),
        [
            ("smartcard_identifier", "0190"),
            ("smartcard_identifier.by", "serial_number"),
            ("subscription_identifier", "S1"),
            ("subscription_identifier.by", "number"),
        ]
    );
    assert_eq!(service.unfit, None);
    let pairing = job(&ground(&card), "conax.create-pairing");
    assert_eq!(pairing.values.get("smartcard_set.0.smartcard_ca_id").map(String::as_str), Some("ca-1"));
    let adding = job(&ground(&card), "conax.add-to-pairing");
    assert_eq!(adding.values.get("smartcard_identifier").map(String::as_str), Some("0190"));
    assert!(!adding.values.contains_key("smartcard_set.0.smartcard_ca_id"), "it is in that pairing");
    let unnumbered = Entity { serial_number: None, ..entity(EntityKind::Smartcard) };
    let service = job(&ground(&unnumbered), "conax.add-service");
    assert_eq!(service.values["smartcard_identifier.by"], "alternative_code", "before the id");
    let set_top_box = entity(EntityKind::SetTopBox);
    let adding = job(&ground(&set_top_box), "conax.add-to-pairing");
    assert_eq!((adding.values["stb_set.0.stb_ca_id"].as_str(), adding.unfit), ("ca-1", None));
}

#[test]
fn prefilled_inputs_exist_in_their_form() {
    for kind in
        [EntityKind::Smartcard, EntityKind::SetTopBox, EntityKind::Item, EntityKind::Subscription, EntityKind::Service]
    {
        let entity = Entity { code: Some("GOLD".to_owned()), provider: None, ..entity(kind) };
        for job in jobs(&ground(&entity)) {
            let draft = crmcom::catalogue::Draft { operation: job.operation.clone(), values: job.values };
            let faults = draft.check(Release::R11).unwrap().faults;
            let filled = |field: &str| draft.values.contains_key(field.trim_end_matches(".by"));
            assert!(faults.iter().all(|fault| !filled(&fault.field)), "{kind:?} {}: {faults:?}", job.operation);
        }
    }
}

#[test]
fn an_unavailable_action_gives_its_reason() {
    let card = entity(EntityKind::Smartcard);
    let unfit = |ground: &ActionContext<'_>, operation| job(ground, operation).unfit;
    assert_eq!(unfit(&ground(&card), "nagra.unpair"), Some(UnavailableReason::NoUnpair));
    assert_eq!(unfit(&ground(&card), "nagra.pair"), Some(UnavailableReason::Provider));
    let nagra = Entity { provider: Some("nagravision".to_owned()), ..entity(EntityKind::Smartcard) };
    assert_eq!(unfit(&ground(&nagra), "nagra.unpair"), None);
    assert_eq!(unfit(&ground(&nagra), "conax.add-service"), Some(UnavailableReason::Provider));
    let later = ActionContext { release: Release::R13, ..ground(&nagra) };
    assert_eq!(unfit(&later, "nagra.pair"), Some(UnavailableReason::Release));
    let freed = ActionContext { freed: true, ..ground(&nagra) };
    assert_eq!(
        (unfit(&freed, "nagra.unpair"), unfit(&freed, "nagra.pair")),
        (Some(UnavailableReason::NotPaired), None)
    );
    let set_top_box = entity(EntityKind::SetTopBox);
    assert_eq!(unfit(&ground(&set_top_box), "conax.reset-pin"), Some(UnavailableReason::Kind));
    let by_ca_id = Entity { serial_number: None, alternative_code: None, id: None, ..entity(EntityKind::Smartcard) };
    assert_eq!(unfit(&ground(&by_ca_id), "conax.add-service"), Some(UnavailableReason::OnlyCaId));
    assert_eq!(unfit(&ground(&by_ca_id), "conax.create-pairing"), None, "which takes CA ids");
    let nobodys = ActionContext { subscription: None, ..ground(&card) };
    assert_eq!(unfit(&nobodys, "provisioning.resync"), Some(UnavailableReason::NoSubscription));
    assert_eq!(unfit(&nobodys, "conax.add-service"), None, "its form asks for one");
    let waiting = ActionContext { waiting: Some("k".to_owned()), ..ground(&card) };
    assert_eq!(unfit(&waiting, "conax.add-to-pairing"), Some(UnavailableReason::Waiting { request: "k".to_owned() }));
    assert_eq!(unfit(&waiting, "conax.add-service"), None);
}

#[test]
fn a_subscription_offers_resync_first() {
    let subscription = entity(EntityKind::Subscription);
    let provider = Some(Identifier { by: "alternative_code".to_owned(), text: "CONAX".to_owned() });
    let ground = ActionContext { provider, ..ground(&subscription) };
    let all = jobs(&ground);
    let names: Vec<_> = all.iter().map(|job| job.operation.as_str()).collect();
    assert_eq!(names, ["provisioning.resync", "conax.add-service", "conax.cancel-service"]);
    assert_eq!(all[0].values["provisioning_provider_identifier"], "CONAX");
    assert!(all.iter().all(|job| job.unfit.is_none()));
}
