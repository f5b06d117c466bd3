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
pub(crate) type Turn = (i64, i64, Option<u64>);

/// The facts in one request. Cards, boxes and services are given by CA id where it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PairingFact {
    pub(crate) key: String,
    pub(crate) provider: String,
    pub(crate) asks: PairingEffect,
    /// The card that identifies the pairing to extend.
    pub(crate) existing: Option<String>,
    pub(crate) smartcards: Vec<String>,
    pub(crate) set_top_boxes: Vec<String>,
    pub(crate) services: Vec<String>,
    pub(crate) turn: Turn,
    /// `false`: the request may still be completed.
    pub(crate) completed: bool,
    /// The request has not left this desk.
    pub(crate) waits: bool,
    pub(crate) told_by: Source,
}

impl PairingFact {
    pub(crate) fn cards(&self) -> impl Iterator<Item = &String> {
        self.existing.iter().chain(&self.smartcards)
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
    pub(crate) told_by: Source,
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
    pub(crate) told_by: Source,
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
pub(crate) fn derive(said: &[PairingFact]) -> DerivedPairings {
    let mut completed: Vec<&PairingFact> = said.iter().filter(|said| said.completed).collect();
    completed.sort_by(|one, other| (one.turn, &one.key).cmp(&(other.turn, &other.key)));
    let mut derived = DerivedPairings::default();
    let mut services: BTreeMap<(String, String, String), ServiceState> = BTreeMap::new();
    for said in completed {
        if said.asks.pairs() {
            derived.pair(said);
            continue;
        }
        for (card, service) in said.cards().flat_map(|card| said.services.iter().map(move |service| (card, service))) {
            let switched = ServiceState {
                smartcard: card.clone(),
                service: service.clone(),
                active: said.asks == PairingEffect::AddService,
                since: said.turn.0,
                request: said.key.clone(),
                told_by: said.told_by,
            };
            services.insert((said.provider.clone(), fold(card), fold(service)), switched);
        }
    }
    derived.services = services.into_values().collect();
    derived
}

impl DerivedPairings {
    pub(crate) fn pair(&mut self, said: &PairingFact) {
        let (mut cards, mut boxes) = (said.smartcards.clone(), said.set_top_boxes.clone());
        if let Some(existing) = said.existing.as_ref().filter(|_| said.asks == PairingEffect::AddToPairing) {
            let joined = self.sets.iter().find(|set| set.provider == said.provider && set.has_card(existing));
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
        self.take_out(&said.provider, &cards, &boxes);
        for card in &cards {
            self.freed.remove(&fold(card));
        }
        if boxes.is_empty() {
            if said.asks == PairingEffect::PairExactly {
                self.freed.extend(cards.iter().map(|card| fold(card)));
            }
            return;
        }
        if !cards.is_empty() {
            self.sets.push(PairingSet {
                provider: said.provider.clone(),
                smartcards: cards,
                set_top_boxes: boxes,
                since: said.turn.0,
                request: said.key.clone(),
                told_by: said.told_by,
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

/// Keeps the first occurrence of each identifier.
pub(crate) fn distinct(names: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    names.retain(|name| !name.trim().is_empty() && seen.insert(fold(name)));
}

#[cfg(test)]
mod tests;
