//! Operations offered on an entity's page: the values their forms start with, and why an operation is unavailable.
//!
//! Not here: which pages offer an operation (the catalogue in `crmcom`).

use std::collections::BTreeMap;

use crmcom::{
    Release,
    catalogue::{self, Field, IdentifierTarget, Kind, Need, Operation, PairingEffect, Place},
};

use crate::{
    requests::identifiers::Identifier,
    view::{Entity, EntityAction, EntityKind, UnavailableReason},
};

/// Facts about an entity that decide which operations are available.
#[derive(Debug)]
pub(crate) struct ActionContext<'a> {
    pub(crate) entity: &'a Entity,
    pub(crate) release: Release,
    /// The subscription that the entity belongs to, or that it is.
    pub(crate) subscription: Option<Identifier>,
    /// The CA system, by an identifier of CRM.COM's set-up.
    pub(crate) provider: Option<Identifier>,
    /// The entity's last pairing was ended.
    pub(crate) freed: bool,
    /// Key of a request that pairs the entity and has not left.
    pub(crate) waiting: Option<String>,
}

pub(crate) fn jobs(ground: &ActionContext<'_>) -> Vec<EntityAction> {
    let place = match ground.entity.kind {
        EntityKind::Smartcard | EntityKind::SetTopBox | EntityKind::Item => Place::ItemPage,
        EntityKind::Subscription => Place::SubscriptionPage,
        EntityKind::Service => Place::ServicePage,
        EntityKind::Request => return Vec::new(),
    };
    catalogue::offered_at(place).into_iter().map(|operation| ground.job(operation)).collect()
}

/// Result of filling one input of a form.
enum FilledInput {
    Yes,
    /// The input is for another kind of entity.
    NotMeant,
    OnlyCaId,
}

impl ActionContext<'_> {
    fn job(&self, operation: &'static Operation) -> EntityAction {
        let mut values = BTreeMap::new();
        let filled: Vec<FilledInput> =
            operation.fields.iter().map(|field| self.fill(operation, field, &mut values)).collect();
        let unfit = self.unavailable_reason(operation, &filled);
        EntityAction { operation: operation.id.to_owned(), values, unfit }
    }

    fn fill(&self, operation: &Operation, field: &Field, values: &mut BTreeMap<String, String>) -> FilledInput {
        let mut put = |name: &Identifier| {
            values.insert(field.name.to_owned(), name.text.clone());
            values.insert(format!("{}.by", field.name), name.by.clone());
        };
        match field.kind {
            Kind::Identifier { target: IdentifierTarget::Subscription, .. } => {
                self.subscription.iter().for_each(&mut put);
            }
            Kind::Identifier { target: IdentifierTarget::Provider, .. } => self.provider.iter().for_each(&mut put),
            Kind::Identifier { target, by } if self.is(target) => {
                let name = best(by).find_map(|by| self.name(by));
                let Some(name) = name else {
                    return if self.entity.ca_id.is_some() { FilledInput::OnlyCaId } else { FilledInput::NotMeant };
                };
                put(&name);
                return FilledInput::Yes;
            }
            // In an operation that adds to a pairing, the card of that pairing has an input of its own and is not in
            // the added set.
            Kind::Set { target, member } if self.is(target) && !names_it_already(operation, target) => {
                let Some(ca_id) = &self.entity.ca_id else { return FilledInput::Yes };
                values.insert(format!("{}.0.{member}", field.name), ca_id.clone());
                return FilledInput::Yes;
            }
            _ => {}
        }
        FilledInput::NotMeant
    }

    /// The reason why an operation is unavailable. Of several reasons, the one that the user can change least comes
    /// first.
    fn unavailable_reason(&self, operation: &Operation, filled: &[FilledInput]) -> Option<UnavailableReason> {
        let item = !matches!(self.entity.kind, EntityKind::Subscription | EntityKind::Service);
        let provider = self.entity.provider.as_deref();
        if let (Some(theirs), Some(own)) = (operation.provider, provider)
            && theirs.word() != own
            && item
        {
            return Some(if operation.unpairs() && !can_unpair(own) {
                UnavailableReason::NoUnpair
            } else {
                UnavailableReason::Provider
            });
        }
        if operation.offered_by(self.release).is_err() {
            return Some(UnavailableReason::Release);
        }
        if item && operation.provider.is_some() {
            if filled.iter().any(|filled| matches!(filled, FilledInput::OnlyCaId)) {
                return Some(UnavailableReason::OnlyCaId);
            }
            if !filled.iter().any(|filled| matches!(filled, FilledInput::Yes)) {
                return Some(UnavailableReason::Kind);
            }
        }
        // Every other form asks for an unknown subscription; this one has no other input.
        if operation.provider.is_none() && self.subscription.is_none() {
            return Some(UnavailableReason::NoSubscription);
        }
        let pairs = operation.pairing.is_some_and(PairingEffect::pairs);
        if let Some(request) = self.waiting.as_ref().filter(|_| pairs) {
            return Some(UnavailableReason::Waiting { request: request.clone() });
        }
        let needs_one = operation.unpairs() || names_it_already(operation, IdentifierTarget::Smartcard) && pairs;
        (needs_one && self.freed).then_some(UnavailableReason::NotPaired)
    }

    /// Whether the entity fits an input for a part. An item of unknown kind counts as a card, because most forms ask
    /// for one.
    fn is(&self, part: IdentifierTarget) -> bool {
        match self.entity.kind {
            EntityKind::Smartcard | EntityKind::Item => part == IdentifierTarget::Smartcard,
            EntityKind::SetTopBox => part == IdentifierTarget::SetTopBox,
            EntityKind::Service => part == IdentifierTarget::Service,
            EntityKind::Subscription | EntityKind::Request => false,
        }
    }

    fn name(&self, by: &str) -> Option<Identifier> {
        let text = match by {
            "serial_number" => &self.entity.serial_number,
            "alternative_code" => &self.entity.alternative_code,
            "id" => &self.entity.id,
            "code" => &self.entity.code,
            _ => &None,
        };
        Some(Identifier { by: by.to_owned(), text: text.clone()? })
    }
}

/// The kinds of identifiers of an input, those that people know before the id.
fn best(by: &'static [&'static str]) -> impl Iterator<Item = &'static str> {
    by.iter().filter(|by| **by != "id").chain(by.iter().filter(|by| **by == "id")).copied()
}

/// Whether a CA system, by its word, has an operation that frees a card from its box.
pub(crate) fn can_unpair(provider: &str) -> bool {
    catalogue::OPERATIONS.iter().any(|operation| operation.unpairs() && operation.module() == provider)
}

/// Whether the operation adds to a pairing, named by one of its cards at an input of its own.
fn names_it_already(operation: &Operation, part: IdentifierTarget) -> bool {
    let identifies = |field: &Field| matches!(field.kind, Kind::Identifier { target, .. } if target == part);
    let takes_set = |field: &Field| matches!(field.kind, Kind::Set { .. }) && field.need != Need::Mandatory;
    operation.fields.iter().any(identifies) && operation.fields.iter().any(takes_set)
}

#[cfg(test)]
mod tests;
