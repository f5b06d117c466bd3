//! The POST methods of both providers: every operation of the catalogue, by its declaration.

use std::borrow::Cow;

use crmcom::catalogue::{Detail, Effect, Kind, Operation, PairingEffect, Provider};
use serde_json::{Map, Value};

use crate::{
    envelope::{Refusal, code},
    inventory::{Class, Inventory, Item, Product, Subscription},
    requests::{Draft, Fate, ParameterEntry},
    routes::{body, body::Parameters},
    sentinel::{self, Mishap, Sentinel},
    server_state::{Crm, State},
};

/// A created request; it is rendered after it was processed, if it is to be processed immediately.
#[derive(Debug, PartialEq, Eq)]
pub struct Created {
    pub id: String,
    /// Id of the request in the answer: this one, unless chaos replaces it.
    pub told: String,
    pub process_immediately: bool,
}

/// Result of a POST before its answer is rendered.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The mishap replaces the call.
    Nothing(Mishap),
    /// Nothing was done; the answer is that of an older call, with the request of this id.
    Replayed(String),
    Created(Created, Option<Mishap>),
}

/// Creates a request. `sharing` are the operations of the path; all belong to `provider`.
pub fn create(
    crm: &Crm,
    provider: Provider,
    sharing: &[&'static Operation],
    body: &Map<String, Value>,
) -> Result<Outcome, Refusal> {
    let token = body.get("token").and_then(Value::as_str);
    let author = crm.author(token)?;
    let operation = body::operation_of(sharing, body);
    crm.permit(author, operation)?;
    let values = body::identifying_values(operation, body);
    let mishap = crm.trip(token.unwrap_or_default(), author, values.iter().copied())?;
    if let Some(mishap) = mishap.filter(|mishap| !mishap.happens_after_the_call()) {
        return Ok(Outcome::Nothing(mishap));
    }
    let now = crm.clock.wall();
    let state = &mut *crm.state();
    let parameters = body::read(operation, body, state.release)?;
    let entities = Entities::find(operation, provider, &parameters, &state.inventory)?;
    let older = state.requests.seen(provider, operation.request_type).map(|request| request.id.clone());
    let (repeat, replay) = (state.chance.happens(state.chaos.repeat), state.chance.happens(state.chaos.replay));
    if let (true, Some(older)) = (replay, &older) {
        return Ok(Outcome::Replayed(older.clone()));
    }
    let draft = Draft {
        provider,
        request_type: operation.request_type,
        express: parameters.express,
        process_immediately: Some(parameters.process_immediately),
        scheduled: parameters.scheduled.unwrap_or(now),
        process_name: operation.made.process_name,
        parameters: items(operation, &parameters, &entities, &state.inventory),
        author,
        subscription: entities.subscription_id(),
        fate: fate(&values),
        repeated_pin: pin(operation, body).filter(|_| state.repeat_pins).map(str::to_owned),
    };
    let State { requests, chance, .. } = state;
    let id = requests.create(draft, now, chance).id.clone();
    let told = older.filter(|_| repeat).unwrap_or_else(|| id.clone());
    Ok(Outcome::Created(Created { id, told, process_immediately: parameters.process_immediately }, mishap))
}

pub fn fate(values: &[&str]) -> Fate {
    values.iter().find_map(|value| sentinel::of(value)).map_or(Fate::Open, |sentinel| match sentinel {
        Sentinel::Rejected => Fate::Rejected,
        Sentinel::StaysPending => Fate::StaysPending,
        _ => Fate::Open,
    })
}

fn pin<'a>(operation: &Operation, body: &'a Map<String, Value>) -> Option<&'a str> {
    let field = operation.fields.iter().find(|field| matches!(field.kind, Kind::Pin))?;
    body.get(field.name)?.as_str()
}

/// The entities that the identifiers of a call refer to.
struct Entities {
    subscription: Option<Subscription>,
    smartcard: Option<Item>,
    set_top_box: Option<Item>,
    service: Option<Product>,
}

impl Entities {
    fn find(
        operation: &Operation,
        provider: Provider,
        given: &Parameters,
        inventory: &Inventory,
    ) -> Result<Self, Refusal> {
        let item = |name: &str, class| {
            let by = given.identifier(name);
            by.map(|by| inventory.item(by, Some((class, provider))).map(Cow::into_owned)).transpose()
        };
        let by = given.identifier("subscription_identifier");
        let entities = Self {
            subscription: by.map(|by| inventory.subscription(by).map(Cow::into_owned)).transpose()?,
            smartcard: item("smartcard_identifier", Class::Smartcard)?,
            set_top_box: item("stb_identifier", Class::SetTopBox)?,
            service: given
                .identifier("service_identifier")
                .map(|by| inventory.service(by).map(Cow::into_owned))
                .transpose()?,
        };
        // Only the pages of the PIN methods say “the subscription that the smartcard to be reset belongs to”.
        if operation.effect == Effect::ChangesPin {
            entities.card_belongs_to_subscription()?;
        }
        Ok(entities)
    }

    fn card_belongs_to_subscription(&self) -> Result<(), Refusal> {
        let (Some(card), Some(subscription)) = (&self.smartcard, &self.subscription) else { return Ok(()) };
        // Sentinel values belong to every subscription.
        let sentinel = sentinel::of(&card.serial_number).or(sentinel::of(&subscription.number)).is_some();
        if sentinel || card.subscription.as_ref() == Some(&subscription.id) {
            return Ok(());
        }
        let message =
            format!("The smartcard {} is not on the subscription {}.", card.serial_number, subscription.number);
        Err(Refusal::new(code::NOT_ON_SUBSCRIPTION, message))
    }

    fn subscription_id(&self) -> Option<String> {
        let owner = || self.smartcard.as_ref()?.subscription.clone();
        self.subscription.as_ref().map(|subscription| subscription.id.clone()).or_else(owner)
    }
}

const SUBSCRIPTION_DISTRIBUTION: &str = "sub_provisioning_distribution_id";
const CARD_DISTRIBUTION: &str = "smartcard_sub_provisioning_distribution_id";
const BOX_DISTRIBUTION: &str = "stb_sub_provisioning_distributor_id";

/// The elements of `parameters_set`, by type as in the examples (reference 4.3).
fn items(operation: &Operation, given: &Parameters, entities: &Entities, inventory: &Inventory) -> Vec<ParameterEntry> {
    let conax = |ca_id: &String| inventory.item_by_ca_id(ca_id, Provider::Conax);
    let (cards, boxes) = (given.set("smartcard_set"), given.set("stb_set"));
    let mut entries = Entries::default();
    let card = entities.smartcard.as_ref();
    let card_is_the_pairing = operation.pairing == Some(PairingEffect::AddToPairing);
    if card_is_the_pairing {
        entries.add("existing_smartcard_ca_id", card.map(|it| it.ca_id.clone()));
    } else {
        entries.add("smartcard_ca_id", card.map(|it| it.ca_id.clone()));
    }
    entries.add("service_ca_id", entities.service.as_ref().and_then(|it| it.ca_id.clone()));
    entries.add("stb_ca_id", entities.set_top_box.as_ref().map(|it| it.ca_id.clone()));
    for ca_id in cards {
        entries.add("smartcard_ca_id", Some(ca_id.clone()));
    }
    for ca_id in boxes {
        entries.add("stb_ca_id", Some(ca_id.clone()));
    }
    let subscription = || entities.subscription.as_ref().map(|it| it.distribution_id.clone());
    let of_card = || card.map(|it| it.distribution_id.clone());
    for detail in operation.made.details {
        match *detail {
            Detail::DistributionOfSubscription => entries.add(SUBSCRIPTION_DISTRIBUTION, subscription()),
            Detail::DistributionOfSubscriptionOrCard => {
                entries.add(SUBSCRIPTION_DISTRIBUTION, subscription().or_else(of_card));
            }
            Detail::DistributionOfCard => entries.add(CARD_DISTRIBUTION, of_card()),
            Detail::DistributionOfBox => {
                entries.add(BOX_DISTRIBUTION, entities.set_top_box.as_ref().map(|it| it.distribution_id.clone()));
            }
            Detail::DistributionOfCards => {
                for card in cards.iter().filter_map(conax) {
                    entries.add(CARD_DISTRIBUTION, Some(card.distribution_id.clone()));
                }
            }
            Detail::DistributionOfBoxes => {
                for set_top_box in boxes.iter().filter_map(conax) {
                    entries.add(BOX_DISTRIBUTION, Some(set_top_box.distribution_id.clone()));
                }
            }
            Detail::WithoutValue(name) => entries.0.push((Some(name), None)),
            Detail::Empty => entries.0.push((None, None)),
        }
    }
    entries.0
}

#[derive(Default)]
struct Entries(Vec<ParameterEntry>);

impl Entries {
    fn add(&mut self, name: &'static str, value: Option<String>) {
        if value.is_some() {
            self.0.push((Some(name), value));
        }
    }
}
