//! Derives from requests which cards and boxes are paired, and which services a card has. The server has no method that
//! answers this.
//!
//! Only completed requests count, the oldest first. Each concerns only the cards and boxes that it names, so the result
//! is never more than “as far as known”.

use std::collections::{BTreeMap, BTreeSet};

use crmcom::catalogue::{OPERATIONS, Operation, PairingEffect};
use store::cache::entities::fold;

use crate::view::Source;

/// The request types that pair, or that switch services.
pub(crate) fn request_types(pair: bool) -> Vec<&'static str> {
    let wanted = |operation: &&Operation| operation.pairing.is_some_and(|effect| effect.pairs() == pair);
    let types: BTreeSet<_> = OPERATIONS.iter().filter(wanted).map(|operation| operation.request_type).collect();
    types.into_iter().collect()
}

/// Position in the order of requests: time of execution, time of creation, number. Of two requests that the server
/// carried out within the same second, the one created later counts as later.
pub(crate) type ExecutionOrder = (i64, i64, Option<u64>);

/// The facts in one request. Cards, boxes and services are given by CA id where it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PairingFact {
    pub(crate) key: String,
    pub(crate) provider: String,
    pub(crate) effect: PairingEffect,
    /// The card that identifies the pairing to extend.
    pub(crate) existing: Option<String>,
    pub(crate) smartcards: Vec<String>,
    /// The cards that this desk named, which are others if the server gives a card a new CA id each time.
    pub(crate) sent_for: Vec<String>,
    pub(crate) set_top_boxes: Vec<String>,
    pub(crate) services: Vec<String>,
    pub(crate) order: ExecutionOrder,
    /// `false`: the request may still be completed.
    pub(crate) completed: bool,
    /// The request has not left this desk.
    pub(crate) waits: bool,
    pub(crate) source: Source,
}

impl PairingFact {
    pub(crate) fn cards(&self) -> impl Iterator<Item = &String> {
        self.existing.iter().chain(&self.smartcards)
    }

    /// The cards whose services it switches.
    pub(crate) fn switched_cards(&self) -> impl Iterator<Item = &String> {
        let others = self.sent_for.iter().filter(|card| !self.names_card(card));
        self.cards().chain(others)
    }

    pub(crate) fn names_card(&self, card: &str) -> bool {
        self.cards().any(|named| same(named, card))
    }

    pub(crate) fn names_box(&self, set_top_box: &str) -> bool {
        self.set_top_boxes.iter().any(|named| same(named, set_top_box))
    }
}

/// Cards and boxes that are paired with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PairingSet {
    pub(crate) provider: String,
    pub(crate) smartcards: Vec<String>,
    pub(crate) set_top_boxes: Vec<String>,
    /// Time of execution of the last request that changed the pairing.
    pub(crate) since: i64,
    pub(crate) request: String,
    pub(crate) source: Source,
}

impl PairingSet {
    pub(crate) fn has_card(&self, card: &str) -> bool {
        has(&self.smartcards, card)
    }

    pub(crate) fn has_box(&self, set_top_box: &str) -> bool {
        has(&self.set_top_boxes, set_top_box)
    }
}

/// The latest known state of a service on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceState {
    pub(crate) smartcard: String,
    pub(crate) service: String,
    pub(crate) active: bool,
    pub(crate) since: i64,
    pub(crate) request: String,
    pub(crate) source: Source,
}

/// Pairings and services derived from requests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DerivedPairings {
    pub(crate) sets: Vec<PairingSet>,
    /// Freed cards: their last pairing was ended, and they are in no other.
    pub(crate) freed: BTreeSet<String>,
    pub(crate) services: Vec<ServiceState>,
}

pub(crate) fn same(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

pub(crate) fn has(names: &[String], name: &str) -> bool {
    names.iter().any(|named| same(named, name))
}

/// Derives pairings and services from the completed requests, which may be given in any order.
pub(crate) fn derive(facts: &[PairingFact]) -> DerivedPairings {
    let mut completed: Vec<&PairingFact> = facts.iter().filter(|fact| fact.completed).collect();
    completed.sort_by(|one, other| (one.order, &one.key).cmp(&(other.order, &other.key)));
    let mut derived = DerivedPairings::default();
    let mut services: BTreeMap<(String, String, String), ServiceState> = BTreeMap::new();
    for fact in completed {
        if fact.effect.pairs() {
            derived.pair(fact);
            continue;
        }
        for (card, service) in
            fact.switched_cards().flat_map(|card| fact.services.iter().map(move |service| (card, service)))
        {
            let switched = ServiceState {
                smartcard: card.clone(),
                service: service.clone(),
                active: fact.effect == PairingEffect::AddService,
                since: fact.order.0,
                request: fact.key.clone(),
                source: fact.source,
            };
            services.insert((fact.provider.clone(), fold(card), fold(service)), switched);
        }
    }
    derived.services = services.into_values().collect();
    derived
}

impl DerivedPairings {
    pub(crate) fn pair(&mut self, fact: &PairingFact) {
        let (mut cards, mut boxes) = (fact.smartcards.clone(), fact.set_top_boxes.clone());
        if let Some(existing) = fact.existing.as_ref().filter(|_| fact.effect == PairingEffect::AddToPairing) {
            let joined = self.sets.iter().find(|set| set.provider == fact.provider && set.has_card(existing));
            match joined {
                Some(set) => {
                    cards.splice(0..0, set.smartcards.iter().cloned());
                    boxes.splice(0..0, set.set_top_boxes.iter().cloned());
                }
                // The rest of that pairing is not known, only that it contains this card.
                None => cards.insert(0, existing.clone()),
            }
        }
        distinct(&mut cards);
        distinct(&mut boxes);
        self.take_out(&fact.provider, &cards, &boxes);
        for card in &cards {
            self.freed.remove(&fold(card));
        }
        if boxes.is_empty() {
            if fact.effect == PairingEffect::PairExactly {
                self.freed.extend(cards.iter().map(|card| fold(card)));
            }
            return;
        }
        if !cards.is_empty() {
            self.sets.push(PairingSet {
                provider: fact.provider.clone(),
                smartcards: cards,
                set_top_boxes: boxes,
                since: fact.order.0,
                request: fact.key.clone(),
                source: fact.source,
            });
        }
    }

    /// Removes cards and boxes from their current pairing. A pairing without a card or without a box ceases to exist.
    fn take_out(&mut self, provider: &str, cards: &[String], boxes: &[String]) {
        for set in self.sets.iter_mut().filter(|set| set.provider == provider) {
            set.smartcards.retain(|card| !has(cards, card));
            set.set_top_boxes.retain(|set_top_box| !has(boxes, set_top_box));
        }
        self.sets.retain(|set| !set.smartcards.is_empty() && !set.set_top_boxes.is_empty());
    }

    pub(crate) fn set_of_card(&self, card: &str) -> Option<&PairingSet> {
        self.sets.iter().find(|set| set.has_card(card))
    }

    pub(crate) fn set_of_box(&self, set_top_box: &str) -> Option<&PairingSet> {
        self.sets.iter().find(|set| set.has_box(set_top_box))
    }
}

/// The latest known state of a service on a card, and the last request for it that is not completed.
pub(crate) fn service_on_card<'a>(
    derived: &'a DerivedPairings,
    facts: &'a [PairingFact],
    is_card: impl Fn(&str) -> bool,
    is_service: impl Fn(&str) -> bool,
) -> (Option<&'a ServiceState>, Option<&'a PairingFact>) {
    let states = derived.services.iter().filter(|state| is_card(&state.smartcard) && is_service(&state.service));
    let open = facts
        .iter()
        .filter(|fact| !fact.completed && !fact.effect.pairs() && fact.switched_cards().any(|it| is_card(it)));
    let open = open.filter(|fact| fact.services.iter().any(|service| is_service(service)));
    (states.max_by_key(|state| state.since), open.max_by_key(|fact| fact.order))
}

/// Keeps the first occurrence of each identifier.
pub(crate) fn distinct(names: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    names.retain(|name| !name.trim().is_empty() && seen.insert(fold(name)));
}

#[cfg(test)]
pub(in crate::entities) mod tests;
