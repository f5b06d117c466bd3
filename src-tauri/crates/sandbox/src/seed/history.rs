//! Generates requests of the last days, so that lists look like those of a working operator.

use chrono::{NaiveDateTime, TimeDelta};
use crmcom::catalogue::Provider;

use crate::{
    ca_system::{answer, answer::Rejection},
    inventory::{Inventory, Item},
    requests::{Draft, Fate, Requests},
    rng::Chance,
    users::{Author, SYSTEM_USER, USERS},
};

const REQUEST_COUNT: usize = 40;

/// Request types with their frequencies.
const REQUEST_TYPES: [(Provider, &str); 20] = [
    (Provider::Conax, "ADD_SUBSCRIPTIONS"),
    (Provider::Conax, "CREATE_PAIRING"),
    (Provider::Conax, "UPDATE_CA_PIN_TO_DEFAULT_VALUE"),
    (Provider::Nagravision, "PAIR_SMARTCARD_AND_STB"),
    (Provider::Conax, "ADD_SUBSCRIPTIONS"),
    (Provider::Conax, "CANCEL_SUBSCRIPTIONS"),
    (Provider::Conax, "DISPLAY_FINGERPRINT"),
    (Provider::Conax, "ADD_TO_EXISTING_PAIRING"),
    (Provider::Conax, "GET_ACTIVE_SUBSCRIPTIONS"),
    (Provider::Conax, "CREATE_PAIRING"),
    (Provider::Nagravision, "CLEAR_CA_PIN"),
    (Provider::Conax, "UPDATE_CA_PIN_TO_GIVEN_VALUE"),
    (Provider::Conax, "SEND_MAIL_MESSAGE_TO_CLIENT"),
    (Provider::Conax, "ADD_SUBSCRIPTIONS"),
    (Provider::Conax, "GET_PAIRING_STATUS_FOR_CARD"),
    (Provider::Conax, "CREATE_PAIRING"),
    (Provider::Conax, "CANCEL_SUBSCRIPTIONS"),
    (Provider::Conax, "SEND_BARK_MESSAGE_TO_CLIENT"),
    (Provider::Conax, "GET_PAIRING_STATUS_FOR_PAIRING_MODULE"),
    (Provider::Conax, "SEND_REPEATING_BARK_MESSAGE_TO_CLIENT"),
];

/// Oldest first, the last one some minutes old. Pending ones are due in days, or the first run would take them all.
pub fn fill(requests: &mut Requests, inventory: &Inventory, now: NaiveDateTime, chance: &mut Chance) {
    let mut ages: Vec<i64> =
        (0..REQUEST_COUNT).map(|_| 5 + i64::try_from(chance.below(7 * 24 * 60)).unwrap_or(0)).collect();
    ages.sort_unstable_by_key(|age| -age);
    for (row, age) in ages.into_iter().enumerate() {
        let (provider, request_type) = REQUEST_TYPES[row % REQUEST_TYPES.len()];
        let created = now - TimeDelta::minutes(age);
        let pending = row % 8 == 5;
        let scheduled =
            if pending { now + TimeDelta::hours(6 + 12 * i64::try_from(row).unwrap_or(0)) } else { created };
        let household = chance.below(inventory.subscriptions.len());
        let draft = draft(provider, request_type, scheduled, row, household, inventory);
        let request = requests.create(draft, created, chance);
        // Runs number the requests that they send; requests made through the API have no such number.
        request.sequence_number = (row % 7 == 2).then_some(1 + row as u64 / 7);
        if !pending {
            let reason = (row % 4 == 3).then(|| rejection(provider, row, &inventory.items[household * 4].ca_id));
            let executed = created + TimeDelta::seconds(6 + i64::try_from(chance.below(90)).unwrap_or(0));
            answer::conclude(request, reason, executed.min(now), chance);
        }
    }
}

fn rejection(provider: Provider, row: usize, ca_id: &str) -> Rejection {
    match (provider, row % 16) {
        (_, 3) => answer::fault(provider),
        (Provider::Conax, 7) => answer::unmanaged(ca_id),
        _ => answer::unknown(provider, ca_id),
    }
}

fn draft(
    provider: Provider,
    request_type: &'static str,
    scheduled: NaiveDateTime,
    row: usize,
    household: usize,
    inventory: &Inventory,
) -> Draft {
    let subscription = &inventory.subscriptions[household];
    let mine = |item: &&Item| item.provider == provider && item.subscription.as_ref() == Some(&subscription.id);
    let items: Vec<&Item> = inventory.items.iter().filter(mine).collect();
    let (card, set_top_box) = (items[0], items[1]);
    let some = |name, value: &str| (Some(name), Some(value.to_owned()));
    let null = |name| (Some(name), None);
    let mut parameters = vec![some("smartcard_ca_id", &card.ca_id)];
    match request_type {
        "ADD_SUBSCRIPTIONS" | "CANCEL_SUBSCRIPTIONS" => {
            let service = inventory.products[row % 4].ca_id.as_deref().unwrap_or_default();
            parameters.push(some("service_ca_id", service));
            parameters.push(some("sub_provisioning_distribution_id", &subscription.distribution_id));
        }
        "CREATE_PAIRING" | "PAIR_SMARTCARD_AND_STB" => {
            parameters.push(some("stb_ca_id", &set_top_box.ca_id));
            parameters.push(some("stb_sub_provisioning_distributor_id", &set_top_box.distribution_id));
        }
        "ADD_TO_EXISTING_PAIRING" => {
            parameters = vec![some("existing_smartcard_ca_id", &card.ca_id), some("stb_ca_id", &set_top_box.ca_id)];
        }
        "GET_PAIRING_STATUS_FOR_PAIRING_MODULE" => parameters = vec![some("stb_ca_id", &set_top_box.ca_id)],
        "UPDATE_CA_PIN_TO_GIVEN_VALUE" => parameters.push(null("ca_pin")),
        "CLEAR_CA_PIN" => parameters.extend([(None, None), (None, None)]),
        "DISPLAY_FINGERPRINT" => {
            parameters.push(some("fingerprint_slot", "A"));
            parameters.extend(["position_x", "position_y", "height", "display_duration"].map(null));
        }
        // One row of the examples has no parameters at all.
        "GET_ACTIVE_SUBSCRIPTIONS" => parameters.clear(),
        _ => {}
    }
    let by_system = request_type == "GET_ACTIVE_SUBSCRIPTIONS" || row % 7 == 2;
    Draft {
        provider,
        request_type,
        express: row % 9 == 4,
        process_immediately: (!by_system).then_some(row.is_multiple_of(3)),
        scheduled,
        process_name: process_name(request_type, by_system),
        parameters,
        author: Author::of(if by_system { SYSTEM_USER } else { &USERS[row % 3] }),
        subscription: Some(subscription.id.clone()),
        fate: Fate::Open,
        repeated_pin: None,
    }
}

/// Names from the documentation and from observation, including the documentation's own spelling.
fn process_name(request_type: &str, by_system: bool) -> Option<&'static str> {
    match request_type {
        _ if by_system => Some("PROVISIONING_REQUEST_PROCESSING"),
        "PAIR_SMARTCARD_AND_STB" => Some("PAIR_UTILITY"),
        "CLEAR_CA_PIN" => Some("RESET_PIN_CODE_UTILITY"),
        "UPDATE_CA_PIN_TO_DEFAULT_VALUE" => Some("RESET_PIN_UTILITY"),
        "ADD_TO_EXISTING_PAIRING" => Some("MANUAL"),
        "DISPLAY_FINGERPRINT" => Some("FIINGERPRINTING_UTILITY"),
        _ if request_type.starts_with("SEND_") => Some("MAIL_BARK_MESSAGE_UTILITY"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{requests::LifeCycleState, seed::base};

    #[test]
    fn the_history_looks_real_and_repeats_with_the_seed() {
        let now = chrono::DateTime::UNIX_EPOCH.naive_utc() + TimeDelta::days(20_000);
        let history = |seed| {
            let mut chance = Chance::new(seed);
            let inventory = base::inventory(&mut chance);
            let mut requests = Requests::default();
            fill(&mut requests, &inventory, now, &mut chance);
            requests
        };
        let requests = history(1);
        let count = |state| requests.iter().filter(|request| request.state == state).count();
        assert_eq!(
            count(LifeCycleState::Pending) + count(LifeCycleState::Rejected) + count(LifeCycleState::Completed),
            REQUEST_COUNT
        );
        assert!(
            count(LifeCycleState::Pending) >= 3 && count(LifeCycleState::Rejected) >= 6,
            "every state has something to show"
        );
        assert!(requests.due(now).is_empty(), "the first run must not empty the pending list");
        assert!(requests.iter().all(|request| request.created < now && request.updated <= now));
        let ids = |requests: &Requests| requests.iter().map(|request| request.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&requests), ids(&history(1)));
    }
}
