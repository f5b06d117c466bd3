//! Generates the rejections of an operator's CA systems in the last weeks: in bursts while a system was down, in a
//! trickle where data is wrong. Most of these households can be looked up, so that their requests can be retried.

use chrono::{NaiveDateTime, TimeDelta};
use crmcom::catalogue::Provider;

use crate::{
    ca_system::{answer, answer::Rejection, fault_text},
    inventory::{Class, Inventory, Item, ItemStatus, Subscription},
    requests::{Draft, Fate, Requests},
    rng::Chance,
    sentinel,
    users::{Author, USERS},
};

const HOUR_S: usize = 60 * 60;
const DAY_S: usize = 24 * HOUR_S;
/// Time over which they are spread, in seconds.
const SPAN_S: usize = 35 * DAY_S;
/// Starts of the outages of a CA system, in hours ago; each lasts an hour.
const OUTAGE_HOURS: [usize; 6] = [4, 29, 122, 290, 505, 770];
/// Maximum number of households with rejections.
const MAX_HOUSEHOLDS: usize = 400;
/// Far from the numbers of other requests, which stay unchanged.
const FIRST_NUMBER: u64 = 3_000_001;

const REQUEST_TYPES: [&str; 6] = [
    "ADD_SUBSCRIPTIONS",
    "CREATE_PAIRING",
    "ADD_SUBSCRIPTIONS",
    "CANCEL_SUBSCRIPTIONS",
    "ADD_TO_EXISTING_PAIRING",
    "UPDATE_CA_PIN_TO_DEFAULT_VALUE",
];

/// Cause of a rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    NotLoggedIn,
    SessionExpired,
    /// The card is unknown; with `swapped`, because two of its digits are swapped.
    NotFound {
        swapped: bool,
    },
    NotManaged,
    Invalid,
    NoFeature,
    Busy,
    AlreadyThere,
    Nack,
}

/// Percentage of each cause.
const CAUSE_PERCENTAGES: [(Trouble, usize); 10] = [
    (Trouble::NotLoggedIn, 34),
    (Trouble::NotFound { swapped: false }, 18),
    (Trouble::NotFound { swapped: true }, 4),
    (Trouble::NotManaged, 13),
    (Trouble::AlreadyThere, 9),
    (Trouble::Busy, 9),
    (Trouble::SessionExpired, 5),
    (Trouble::Invalid, 4),
    (Trouble::NoFeature, 2),
    (Trouble::Nack, 2),
];

/// A request to be created.
struct Plan {
    created: NaiveDateTime,
    household: usize,
    request_type: &'static str,
    service: usize,
    /// Absent for a completed request.
    trouble: Option<Trouble>,
}

/// Adds `how_many` rejected requests to the given ones, and completed ones for comparison with some of them.
pub fn among(
    requests: Requests,
    how_many: u32,
    inventory: &mut Inventory,
    now: NaiveDateTime,
    chance: &mut Chance,
) -> Requests {
    if how_many == 0 {
        return requests;
    }
    let households = add_households(inventory, 10 + (how_many as usize / 4).min(MAX_HOUSEHOLDS), chance);
    let mut plans: Vec<Plan> = Vec::new();
    for _ in 0..how_many {
        let plan = plan(now, households.len(), chance);
        // A completed request for comparison, some time earlier.
        if plan.trouble == Some(Trouble::NotFound { swapped: true }) || chance.below(4) == 0 {
            let before = seconds(HOUR_S + chance.below(20 * DAY_S));
            plans.push(Plan { created: plan.created - before, trouble: None, ..plan });
        }
        plans.push(plan);
    }
    plans.sort_by_key(|plan| plan.created);
    let mut troubled = Requests::numbered_from(FIRST_NUMBER);
    for plan in plans {
        let nagravision = plan.trouble == Some(Trouble::Nack);
        let draft =
            if nagravision { unpaired(&plan, inventory, chance) } else { draft(&plan, &households, inventory, chance) };
        let card = draft.parameters.first().and_then(|(_, value)| value.clone()).unwrap_or_default();
        let executed = plan.created + seconds(4 + chance.below(50));
        let rejection = plan.trouble.map(|trouble| rejection(trouble, &card, executed, chance));
        answer::conclude(troubled.create(draft, plan.created, chance), rejection, executed.min(now), chance);
    }
    troubled.merge(requests)
}

fn seconds(how_many: usize) -> TimeDelta {
    TimeDelta::seconds(i64::try_from(how_many).unwrap_or(0))
}

fn plan(now: NaiveDateTime, households: usize, chance: &mut Chance) -> Plan {
    let mut left = chance.below(100);
    let share = CAUSE_PERCENTAGES.iter().find(|(_, share)| {
        let found = left < *share;
        left = left.saturating_sub(*share);
        found
    });
    let trouble = share.map_or(Trouble::Busy, |(trouble, _)| *trouble);
    let ago = match trouble {
        Trouble::NotLoggedIn => OUTAGE_HOURS[chance.below(OUTAGE_HOURS.len())] * HOUR_S - chance.below(HOUR_S),
        // Becomes more frequent over time.
        Trouble::NotFound { .. } => chance.below(SPAN_S) * chance.below(1_000) / 1_000,
        _ => chance.below(SPAN_S),
    };
    let request_type = match trouble {
        Trouble::AlreadyThere => "ADD_SUBSCRIPTIONS",
        Trouble::NoFeature => "CREATE_PAIRING",
        Trouble::Nack => "PAIR_SMARTCARD_AND_STB",
        _ => REQUEST_TYPES[chance.below(REQUEST_TYPES.len())],
    };
    Plan {
        // None in the last ten minutes, so that the given requests are the newest.
        created: now - seconds(10 * 60 + ago),
        household: chance.below(households),
        request_type,
        service: chance.below(4),
        trouble: Some(trouble),
    }
}

/// Adds households that can be looked up: a card and a box of each.
fn add_households(inventory: &mut Inventory, how_many: usize, chance: &mut Chance) -> Vec<(Item, Item)> {
    let mut households = Vec::with_capacity(how_many);
    for n in 1.. {
        let card = format!("{:011}", 1_920_000_000 + n * 1_237);
        let set_top_box = format!("STB{:07}", 1_000_000 + n);
        let ca_id = format!("stb-0001-{n:04}");
        if [&card, &set_top_box, &ca_id].into_iter().any(|value| sentinel::of(value).is_some()) {
            continue;
        }
        let subscription = Subscription {
            id: chance.id(),
            number: format!("S{}", 1_000 + n),
            holder: format!("Household {n}"),
            distribution_id: chance.id(),
        };
        let mut item = |class, serial_number: &str, ca_id: &str, kind: &str| Item {
            id: chance.id(),
            serial_number: serial_number.to_owned(),
            alternative_code: format!("{kind}-H{n}"),
            ca_id: ca_id.to_owned(),
            class,
            provider: Provider::Conax,
            subscription: Some(subscription.id.clone()),
            distribution_id: chance.id(),
            standing: ItemStatus::AtCustomer,
        };
        let pair = (item(Class::Smartcard, &card, &card, "CARD"), item(Class::SetTopBox, &set_top_box, &ca_id, "BOX"));
        inventory.items.extend([pair.0.clone(), pair.1.clone()]);
        inventory.subscriptions.add(subscription);
        households.push(pair);
        if households.len() == how_many {
            break;
        }
    }
    households
}

fn draft(plan: &Plan, households: &[(Item, Item)], inventory: &Inventory, chance: &mut Chance) -> Draft {
    let (card, set_top_box) = &households[plan.household];
    let ca_id = match plan.trouble {
        Some(Trouble::NotFound { swapped: true }) => swapped(&card.ca_id),
        // A card that was never delivered to the CA system.
        Some(Trouble::NotFound { swapped: false }) => strange(plan.household),
        _ => card.ca_id.clone(),
    };
    let some = |name, value: String| (Some(name), Some(value));
    let parameters = match plan.request_type {
        "ADD_SUBSCRIPTIONS" | "CANCEL_SUBSCRIPTIONS" => {
            let service = inventory.products[plan.service].ca_id.clone().unwrap_or_default();
            vec![some("smartcard_ca_id", ca_id), some("service_ca_id", service)]
        }
        "CREATE_PAIRING" => vec![some("smartcard_ca_id", ca_id), some("stb_ca_id", set_top_box.ca_id.clone())],
        "ADD_TO_EXISTING_PAIRING" => {
            vec![some("existing_smartcard_ca_id", ca_id), some("stb_ca_id", set_top_box.ca_id.clone())]
        }
        _ => vec![some("smartcard_ca_id", ca_id)],
    };
    let subscription = card.subscription.clone();
    Draft { parameters, subscription, ..made(plan, Provider::Conax, chance) }
}

/// A request of Nagravision, which has no list: it is found by its number.
fn unpaired(plan: &Plan, inventory: &Inventory, chance: &mut Chance) -> Draft {
    let cards: Vec<&Item> = inventory
        .items
        .iter()
        .filter(|item| item.provider == Provider::Nagravision && item.class == Class::Smartcard)
        .collect();
    let card = cards[plan.household % cards.len()];
    let parameters = vec![(Some("smartcard_ca_id"), Some(card.ca_id.clone()))];
    Draft { parameters, subscription: card.subscription.clone(), ..made(plan, Provider::Nagravision, chance) }
}

fn made(plan: &Plan, provider: Provider, chance: &mut Chance) -> Draft {
    Draft {
        provider,
        request_type: plan.request_type,
        express: chance.below(12) == 0,
        process_immediately: Some(chance.below(3) == 0),
        scheduled: plan.created,
        process_name: None,
        parameters: Vec::new(),
        author: Author::of(&USERS[chance.below(3)]),
        subscription: None,
        fate: Fate::Open,
        repeated_pin: None,
    }
}

/// The card with a typing error: the last two adjacent digits that differ are swapped.
fn swapped(card: &str) -> String {
    let digits: Vec<char> = card.chars().collect();
    for last in (1..digits.len()).rev() {
        let mut swapped = digits.clone();
        swapped.swap(last - 1, last);
        let swapped: String = swapped.into_iter().collect();
        if swapped != card && sentinel::of(&swapped).is_none() {
            return swapped;
        }
    }
    card.to_owned()
}

fn strange(household: usize) -> String {
    let mut number = 1_930_000_000 + household * 1_013;
    loop {
        let card = format!("{number:011}");
        if sentinel::of(&card).is_none() {
            return card;
        }
        number += 1;
    }
}

fn rejection(trouble: Trouble, card: &str, at: NaiveDateTime, chance: &mut Chance) -> Rejection {
    let rejected = |code: &str, words: String| (code.to_owned(), words);
    match trouble {
        Trouble::NotLoggedIn => fault_text::not_logged_in(at, chance),
        Trouble::SessionExpired => fault_text::session_expired(at, chance),
        Trouble::NotFound { .. } => answer::unknown(Provider::Conax, card),
        Trouble::NotManaged => answer::unmanaged(card),
        Trouble::Invalid => rejected(
            "INPUT_VALIDATION_ERROR",
            fault_text::soap11("Server", &format!("{card} is not of the expected client type."), at, chance),
        ),
        Trouble::NoFeature => rejected(
            "FEATURE_NOT_AVAILABLE",
            fault_text::soap12("4012", &format!("Pairing is not available for the client {card}."), chance),
        ),
        Trouble::Busy => answer::busy(),
        Trouble::AlreadyThere => rejected(
            "COM.CRM.EXCEPTION.SUBSCRIPTIONS.SERVICEALREADYEXISTSONSUBSCRIPTIONEXCEPTION",
            format!("The service already exists on the subscription of the client {card}."),
        ),
        Trouble::Nack if chance.below(2) == 0 => answer::unknown(Provider::Nagravision, card),
        Trouble::Nack => rejected("NACK_GATEWAY_BUSY", "The gateway cannot take the command now.".to_owned()),
    }
}

#[cfg(test)]
mod tests;
