//! `provisioning/subscriptions/reset`: sends requests that align the CA system with a subscription again.
//!
//! The call returns nothing; the requests that it creates appear in the lists as the provisioning module's own.

use crmcom::catalogue::{Operation, Provider};
use serde_json::{Map, Value};

use crate::{
    envelope::Refusal,
    inventory::{self, Class, Inventory, Item, Subscription},
    providers,
    requests::{self, Draft, ParameterEntry, Requests},
    routes::{body, post::fate},
    sentinel::Mishap,
    server_state::{Crm, State},
};

/// Creates the requests. Returns the mishap that is to be applied to the answer, if any.
pub fn reset(crm: &Crm, operation: &Operation, body: &Map<String, Value>) -> Result<Option<Mishap>, Refusal> {
    let token = body.get("token").and_then(Value::as_str);
    let author = crm.author(token)?;
    crm.permit(author, operation)?;
    let values = body::identifying_values(operation, body);
    let mishap = crm.trip(token.unwrap_or_default(), author, values.iter().copied())?;
    if mishap.is_some_and(|mishap| !mishap.happens_after_the_call()) {
        return Ok(mishap);
    }
    let now = crm.clock.wall();
    let state = &mut *crm.state();
    let parameters = body::read(operation, body, state.release)?;
    let given = |name: &str| parameters.identifier(name).ok_or_else(|| Refusal::missing(name));
    let provider = providers::find(given("provisioning_provider_identifier")?)?;
    let State { requests, inventory, chance, .. } = state;
    let subscription = inventory.subscription(given("subscription_identifier")?)?;
    let drafts: Vec<Draft> = needed(&subscription, provider, inventory, requests)
        .into_iter()
        .map(|(request_type, parameters)| Draft {
            provider,
            request_type,
            express: false,
            process_immediately: None,
            scheduled: now,
            process_name: Some("PROVISIONING_REQUEST_PROCESSING"),
            parameters,
            author,
            subscription: Some(subscription.id.clone()),
            fate: fate(&values),
            repeated_pin: None,
        })
        .collect();
    for draft in drafts {
        requests.create(draft, now, chance);
    }
    Ok(mishap)
}

/// Types and parameters of the requests: each card with its box, and, from the Conax requests, the active services.
fn needed(
    subscription: &Subscription,
    provider: Provider,
    inventory: &Inventory,
    requests: &Requests,
) -> Vec<(&'static str, Vec<ParameterEntry>)> {
    let (card, set_top_box) = (
        device(subscription, provider, Class::Smartcard, inventory),
        device(subscription, provider, Class::SetTopBox, inventory),
    );
    let entry = |name, value: &str| (Some(name), Some(value.to_owned()));
    let mut pairing = vec![entry("smartcard_ca_id", &card.ca_id), entry("stb_ca_id", &set_top_box.ca_id)];
    pairing.push(entry("stb_sub_provisioning_distributor_id", &set_top_box.distribution_id));
    if provider == Provider::Nagravision {
        pairing.push(entry("sub_provisioning_distribution_id", &subscription.distribution_id));
        return vec![("PAIR_SMARTCARD_AND_STB", pairing)];
    }
    pairing.push(entry("smartcard_sub_provisioning_distribution_id", &card.distribution_id));
    let mut needed = vec![("CREATE_PAIRING", pairing)];
    for service in services(&card, requests) {
        let parameters = vec![
            entry("smartcard_ca_id", &card.ca_id),
            entry("service_ca_id", &service),
            entry("sub_provisioning_distribution_id", &subscription.distribution_id),
        ];
        needed.push(("ADD_SUBSCRIPTIONS", parameters));
    }
    needed
}

/// The device of a subscription. A subscription that exists only as a sentinel value has devices of the same value.
fn device(subscription: &Subscription, provider: Provider, class: Class, inventory: &Inventory) -> Item {
    let owned = inventory.items.iter().find(|item| {
        item.provider == provider && item.class == class && item.subscription.as_ref() == Some(&subscription.id)
    });
    owned.cloned().unwrap_or_else(|| inventory::made_up(&subscription.number, Some((class, provider))))
}

/// CA ids of the services that the last completed request about them added.
fn services(card: &Item, requests: &Requests) -> Vec<String> {
    let mut on: Vec<String> = Vec::new();
    let done = |request: &&requests::Request| {
        request.state == requests::LifeCycleState::Completed
            && request.draft.provider == card.provider
            && request.values("smartcard_ca_id").any(|value| value == card.ca_id)
    };
    for request in requests.iter().filter(done) {
        let named: Vec<String> = request.values("service_ca_id").map(str::to_owned).collect();
        match request.draft.request_type {
            "ADD_SUBSCRIPTIONS" => {
                on.retain(|service| !named.contains(service));
                on.extend(named);
            }
            "CANCEL_SUBSCRIPTIONS" => on.retain(|service| !named.contains(service)),
            _ => {}
        }
    }
    on
}
