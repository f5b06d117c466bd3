//! Households: members, ticks, and plans of changes.

mod documented_server;
mod page;
mod plan;

use crate::tests::{entities::completed, harness::*};
use crate::{
    Desk,
    view::{EntityKind, EntityRef, FormDraft, Household, HouseholdCard, ServiceTick},
};

const SECOND_CARD: &str = "01900000002";

fn of(kind: EntityKind, text: &str) -> EntityRef {
    EntityRef { kind, text: text.to_owned(), by: None }
}

fn service(operation: &str, card: &str, code: &str) -> FormDraft {
    form(
        operation,
        &[("subscription_identifier", "S100"), ("smartcard_identifier", card), ("service_identifier", code)],
    )
}

fn pairing(card: &str, set_top_box: &str) -> FormDraft {
    form(
        "conax.create-pairing",
        &[
            ("subscription_identifier", "S100"),
            ("smartcard_set.0.smartcard_ca_id", card),
            ("stb_set.0.stb_ca_id", set_top_box),
        ],
    )
}

async fn household(desk: &Desk, kind: EntityKind, text: &str) -> Household {
    desk.households.household(of(kind, text)).await.unwrap()
}

fn card<'a>(household: &'a Household, number: &str) -> &'a HouseholdCard {
    household.cards.iter().find(|card| card.card == number).unwrap()
}

fn tick<'a>(card: &'a HouseholdCard, household: &Household, code: &str) -> &'a ServiceTick {
    let service = household.services.iter().find(|service| service.code.as_deref() == Some(code)).unwrap();
    card.ticks.iter().find(|tick| tick.service == service.service).unwrap()
}

/// Has the server's list of services read; a looked-up service shows the type that it is read by.
async fn read_services(desk: &Desk) {
    desk.lookups.resolve(of(EntityKind::Service, "GOLD"), None).await.unwrap();
    let read = desk.lookups.refresh_services().await.unwrap();
    assert!(read.services.len() >= 4, "{read:?}");
}
