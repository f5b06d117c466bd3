//! Cards, boxes, services and subscriptions of a request: by what it called them, and by the CA ids that the server
//! tells.

use std::collections::{BTreeMap, BTreeSet};

use crmcom::{
    ProvisioningRequest,
    catalogue::{self, IdentifierTarget, Kind},
};
use store::{cache::entities::fold, journal::OutboxRow, request_state::RequestState};

const CARD_PARAMETERS: [&str; 2] = ["smartcard_ca_id", "existing_smartcard_ca_id"];

/// A parameter of the request body, under the name that the server returns it by.
#[derive(Debug, Clone)]
pub(crate) struct ExpectedParameter {
    pub(crate) name: &'static str,
    pub(crate) entities: Vec<NamedEntity>,
}

/// A card, box or service, by its typed identifier and others.
#[derive(Debug, Clone)]
pub(crate) struct NamedEntity {
    pub(crate) target: IdentifierTarget,
    /// Kind of identifier and its value, such as `serial_number` and `01900000001`; `ca_id` in a set.
    pub(crate) by: String,
    pub(crate) typed: String,
    /// CA ids that certainly belong to the entity.
    pub(crate) ca_ids: BTreeSet<String>,
    /// Id of the item, if the server returned it.
    pub(crate) item: Option<String>,
}

/// Ids of items by CA id, if the server returned them. They tell another card from an unknown identifier of this one.
pub(crate) type ItemIds = BTreeMap<String, Option<String>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    Yes,
    No,
    /// The server returned another identifier of the entity, or none.
    Unsure,
}

impl ExpectedParameter {
    pub(crate) fn same(&self, theirs: &[&str], items: &ItemIds) -> Match {
        if theirs.is_empty() {
            return Match::Unsure;
        }
        if theirs.len() != self.entities.len() {
            return Match::No;
        }
        // Each expected entity takes one of the values; certain matches come first.
        let mut left: Vec<&str> = theirs.to_vec();
        let mut open = Vec::new();
        for entity in &self.entities {
            match left.iter().position(|value| entity.is(value, items) == Match::Yes) {
                Some(at) => _ = left.swap_remove(at),
                None => open.push(entity),
            }
        }
        let possible = open.iter().all(|entity| left.iter().any(|value| entity.is(value, items) != Match::No));
        match () {
            () if open.is_empty() => Match::Yes,
            () if possible => Match::Unsure,
            () => Match::No,
        }
    }
}

impl NamedEntity {
    fn is(&self, ca_id: &str, items: &ItemIds) -> Match {
        if self.typed == ca_id && self.by != "id" || self.ca_ids.contains(ca_id) {
            return Match::Yes;
        }
        if !self.ca_ids.is_empty() {
            return Match::No;
        }
        match (&self.item, items.get(ca_id)) {
            (Some(own), Some(Some(other))) if own == other => Match::Yes,
            (Some(_), Some(Some(_))) => Match::No,
            _ => Match::Unsure,
        }
    }
}

/// Whether a request is certainly not the row's: it names as many cards or boxes, and different ones.
pub(crate) fn is_surely_another(row: &OutboxRow, request: &ProvisioningRequest) -> bool {
    expected(row).iter().any(|expected| {
        let theirs: Vec<&str> = values(request, expected.name).collect();
        theirs.len() == expected.entities.len() && expected.same(&theirs, &ItemIds::new()) == Match::No
    })
}

pub(crate) fn values<'a>(request: &'a ProvisioningRequest, name: &'a str) -> impl Iterator<Item = &'a str> {
    let named = request.parameters.iter().filter(move |parameter| parameter.name == name);
    named.filter_map(|parameter| parameter.value.as_deref())
}

/// Another identifier of an entity that the server named by its CA id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Identifier {
    /// Kind of identifier, such as `serial_number`.
    pub(crate) by: String,
    pub(crate) text: String,
}

impl Identifier {
    /// Whether both are of one kind and differ. Identifiers of different kinds may belong to one entity.
    pub(crate) fn contradicts(&self, other: &Self) -> bool {
        self.by == other.by && fold(&self.text) != fold(&other.text)
    }
}

/// Cards, boxes and services of a request by CA id, each with the identifier that was typed for it.
pub(crate) fn reported_identifiers(
    row: &OutboxRow,
    request: &ProvisioningRequest,
) -> Vec<(IdentifierTarget, String, Identifier)> {
    let pair = |expected: ExpectedParameter| {
        let [only] = <[NamedEntity; 1]>::try_from(expected.entities).ok()?;
        let ca_id = only_value(request, expected.name)?.to_owned();
        (only.by != "ca_id").then_some((only.target, ca_id, Identifier { by: only.by, text: only.typed }))
    };
    expected(row).into_iter().filter_map(pair).collect()
}

/// The value of a parameter that occurs once. In a set the values cannot be assigned.
pub(crate) fn only_value<'a>(request: &'a ProvisioningRequest, name: &'a str) -> Option<&'a str> {
    let mut values = values(request, name);
    values.next().filter(|_| values.next().is_none())
}

/// The parameters that the server returns for a row's identifiers and sets (reference section 4.3). It does not return
/// the subscription.
pub(crate) fn expected(row: &OutboxRow) -> Vec<ExpectedParameter> {
    let Some(operation) = catalogue::find(&row.operation) else { return Vec::new() };
    let mut all: Vec<ExpectedParameter> = Vec::new();
    for field in operation.fields {
        let (name, entities) = match field.kind {
            Kind::Identifier { target, .. } => {
                let member = row.body.get(field.name).and_then(|value| value.as_object()?.iter().next());
                let Some((by, typed)) = member else { continue };
                let named = named(target, by, typed);
                let Some(name) = name_of(target, row) else { continue };
                (name, named.into_iter().collect::<Vec<_>>())
            }
            Kind::Set { target, member } => {
                let elements = row.body.get(field.name).and_then(|set| set.as_array()).into_iter().flatten();
                let entities = elements.filter_map(|element| named(target, "ca_id", element.get(member)?)).collect();
                (member, entities)
            }
            _ => continue,
        };
        match all.iter_mut().find(|expected| expected.name == name) {
            Some(expected) => expected.entities.extend(entities),
            None if entities.is_empty() => {}
            None => all.push(ExpectedParameter { name, entities }),
        }
    }
    all
}

fn named(target: IdentifierTarget, by: &str, typed: &serde_json::Value) -> Option<NamedEntity> {
    let typed = typed.as_str()?.to_owned();
    let ca_ids = if by == "ca_id" { BTreeSet::from([typed.clone()]) } else { BTreeSet::new() };
    Some(NamedEntity { target, by: by.to_owned(), typed, ca_ids, item: None })
}

fn name_of(target: IdentifierTarget, row: &OutboxRow) -> Option<&'static str> {
    match target {
        IdentifierTarget::Smartcard if row.request_type == "ADD_TO_EXISTING_PAIRING" => {
            Some("existing_smartcard_ca_id")
        }
        IdentifierTarget::Smartcard => Some("smartcard_ca_id"),
        IdentifierTarget::SetTopBox => Some("stb_ca_id"),
        IdentifierTarget::Service => Some("service_ca_id"),
        IdentifierTarget::Subscription | IdentifierTarget::Provider => None,
    }
}

/// The subscription of a card, with the card's CA id. The server's acceptance does not prove that the subscription is
/// the card's; completion by the CA system does.
pub(crate) fn reported_subscription<'a>(
    row: &OutboxRow,
    request: &'a ProvisioningRequest,
) -> Option<(&'a str, Identifier)> {
    let named = row.body.get("subscription_identifier").and_then(|named| named.as_object()?.iter().next());
    let card = CARD_PARAMETERS.iter().find_map(|name| only_value(request, name))?;
    let (by, text) = named.filter(|_| row.state == RequestState::Completed)?;
    Some((card, Identifier { by: by.clone(), text: text.as_str()?.to_owned() }))
}
