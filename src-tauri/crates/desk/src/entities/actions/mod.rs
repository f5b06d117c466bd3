//! Operations offered on an entity's page: the values their forms start with, and why an operation is unavailable.

use std::collections::BTreeMap;

use crmcom::{
    Release,
    catalogue::{self, Field, Kind, Need, Operation, PairingEffect, Place, Thing as Part},
};

use crate::{
    requests::identifiers::Name,
    view::{Job, Thing, ThingKind, Unfit},
};

/// Facts about an entity that decide which operations are available.
#[derive(Debug)]
pub(crate) struct Ground<'a> {
    pub(crate) thing: &'a Thing,
    pub(crate) release: Release,
    /// The subscription that the entity belongs to, or that it is.
    pub(crate) subscription: Option<Name>,
    /// The CA system, by an identifier of CRM.COM's set-up.
    pub(crate) provider: Option<Name>,
    /// The entity's last pairing was ended.
    pub(crate) freed: bool,
    /// Key of a request that pairs the entity and has not left.
    pub(crate) waiting: Option<String>,
}

pub(crate) fn jobs(ground: &Ground<'_>) -> Vec<Job> {
    let place = match ground.thing.kind {
        ThingKind::Smartcard | ThingKind::SetTopBox | ThingKind::Item => Place::ItemPage,
        ThingKind::Subscription => Place::SubscriptionPage,
        ThingKind::Service => Place::ServicePage,
        ThingKind::Request => return Vec::new(),
    };
    catalogue::offered_at(place).into_iter().map(|operation| ground.job(operation)).collect()
}

/// Result of filling one input of a form.
enum Filled {
    Yes,
    /// The input is for another kind of entity.
    NotMeant,
    OnlyCaId,
}

impl Ground<'_> {
    fn job(&self, operation: &'static Operation) -> Job {
        let mut values = BTreeMap::new();
        let filled: Vec<Filled> =
            operation.fields.iter().map(|field| self.fill(operation, field, &mut values)).collect();
        let unfit = self.unfit(operation, &filled);
        Job { operation: operation.id.to_owned(), values, unfit }
    }

    fn fill(&self, operation: &Operation, field: &Field, values: &mut BTreeMap<String, String>) -> Filled {
        let mut put = |name: &Name| {
            values.insert(field.name.to_owned(), name.text.clone());
            values.insert(format!("{}.by", field.name), name.by.clone());
        };
        match field.kind {
            Kind::Identifier { thing: Part::Subscription, .. } => self.subscription.iter().for_each(&mut put),
            Kind::Identifier { thing: Part::Provider, .. } => self.provider.iter().for_each(&mut put),
            Kind::Identifier { thing, by } if self.is(thing) => {
                let name = best(by).find_map(|by| self.name(by));
                let Some(name) = name else {
                    return if self.thing.ca_id.is_some() { Filled::OnlyCaId } else { Filled::NotMeant };
                };
                put(&name);
                return Filled::Yes;
            }
            // In an operation that adds to a pairing, the card of that pairing has an input of its own and is not in
            // the added set.
            Kind::Set { thing, member } if self.is(thing) && !names_it_already(operation, thing) => {
                let Some(ca_id) = &self.thing.ca_id else { return Filled::Yes };
                values.insert(format!("{}.0.{member}", field.name), ca_id.clone());
                return Filled::Yes;
            }
            _ => {}
        }
        Filled::NotMeant
    }

    /// The reason why an operation is unavailable. Of several reasons, the one that the user can change least comes
    /// first.
    fn unfit(&self, operation: &Operation, filled: &[Filled]) -> Option<Unfit> {
        let item = !matches!(self.thing.kind, ThingKind::Subscription | ThingKind::Service);
        let provider = self.thing.provider.as_deref();
        if let (Some(theirs), Some(own)) = (operation.provider, provider)
            && theirs.word() != own
            && item
        {
            return Some(if operation.unpairs() && !can_unpair(own) { Unfit::NoUnpair } else { Unfit::Provider });
        }
        if operation.offered_by(self.release).is_err() {
            return Some(Unfit::Release);
        }
        if item && operation.provider.is_some() {
            if filled.iter().any(|filled| matches!(filled, Filled::OnlyCaId)) {
                return Some(Unfit::OnlyCaId);
            }
            if !filled.iter().any(|filled| matches!(filled, Filled::Yes)) {
                return Some(Unfit::Kind);
            }
        }
        // Every other form asks for an unknown subscription; this one has no other input.
        if operation.provider.is_none() && self.subscription.is_none() {
            return Some(Unfit::NoSubscription);
        }
        let pairs = operation.pairing.is_some_and(PairingEffect::pairs);
        if let Some(request) = self.waiting.as_ref().filter(|_| pairs) {
            return Some(Unfit::Waiting { request: request.clone() });
        }
        let needs_one = operation.unpairs() || names_it_already(operation, Part::Smartcard) && pairs;
        (needs_one && self.freed).then_some(Unfit::NotPaired)
    }

    /// Whether the entity fits an input for a part. An item of unknown kind counts as a card, because most forms ask
    /// for one.
    fn is(&self, part: Part) -> bool {
        match self.thing.kind {
            ThingKind::Smartcard | ThingKind::Item => part == Part::Smartcard,
            ThingKind::SetTopBox => part == Part::SetTopBox,
            ThingKind::Service => part == Part::Service,
            ThingKind::Subscription | ThingKind::Request => false,
        }
    }

    fn name(&self, by: &str) -> Option<Name> {
        let text = match by {
            "serial_number" => &self.thing.serial_number,
            "alternative_code" => &self.thing.alternative_code,
            "id" => &self.thing.id,
            "code" => &self.thing.code,
            _ => &None,
        };
        Some(Name { by: by.to_owned(), text: text.clone()? })
    }
}

/// The kinds of identifiers of an input, those that people know before the id.
fn best(by: &'static [&'static str]) -> impl Iterator<Item = &'static str> {
    by.iter().filter(|by| **by != "id").chain(by.iter().filter(|by| **by == "id")).copied()
}

/// Whether a CA system, by its word, has an operation that frees a card from its box.
fn can_unpair(provider: &str) -> bool {
    catalogue::OPERATIONS.iter().any(|operation| operation.unpairs() && operation.module() == provider)
}

/// Whether the operation adds to a pairing, named by one of its cards at an input of its own.
fn names_it_already(operation: &Operation, part: Part) -> bool {
    let identifies = |field: &Field| matches!(field.kind, Kind::Identifier { thing, .. } if thing == part);
    let takes_set = |field: &Field| matches!(field.kind, Kind::Set { .. }) && field.need != Need::Mandatory;
    operation.fields.iter().any(identifies) && operation.fields.iter().any(takes_set)
}

#[cfg(test)]
mod tests;
