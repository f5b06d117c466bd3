//! Which cards and boxes work together, and which services a card has, as far as requests tell. The server has no
//! method that tells it.
//!
//! Only completed requests count, the oldest first. Each says something of the cards and boxes that it names and nothing
//! of others, so what comes of it is never more than “as far as known”.

use std::collections::{BTreeMap, BTreeSet};

use crmcom::catalogue::{OPERATIONS, Operation, PairingEffect};
use store::fold;

use crate::view::ToldBy;

/// The request types that pair, or that switch services.
pub(crate) fn request_types(pair: bool) -> Vec<&'static str> {
    let wanted = |operation: &&Operation| operation.pairing.is_some_and(|effect| effect.pairs() == pair);
    let types: BTreeSet<_> = OPERATIONS.iter().filter(wanted).map(|operation| operation.request_type).collect();
    types.into_iter().collect()
}

/// When a request was carried out, when it was made, and its number: of two that the server carried out within one
/// second, the one that was made later is the later one.
pub(crate) type Turn = (i64, i64, Option<u64>);

/// What one request says, its cards, boxes and services by CA id as far as those are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) key: String,
    pub(crate) provider: String,
    pub(crate) asks: PairingEffect,
    /// The card whose pairing is added to.
    pub(crate) existing: Option<String>,
    pub(crate) smartcards: Vec<String>,
    pub(crate) set_top_boxes: Vec<String>,
    pub(crate) services: Vec<String>,
    pub(crate) turn: Turn,
    /// Or it may still be.
    pub(crate) completed: bool,
    /// It has not left this desk.
    pub(crate) waits: bool,
    pub(crate) told_by: ToldBy,
}

impl Said {
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

/// Cards and boxes that work together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paired {
    pub(crate) provider: String,
    pub(crate) smartcards: Vec<String>,
    pub(crate) set_top_boxes: Vec<String>,
    /// When the last request that changed it was carried out.
    pub(crate) since: i64,
    pub(crate) request: String,
    pub(crate) told_by: ToldBy,
}

impl Paired {
    pub(crate) fn has_card(&self, card: &str) -> bool {
        has(&self.smartcards, card)
    }

    pub(crate) fn has_box(&self, set_top_box: &str) -> bool {
        has(&self.set_top_boxes, set_top_box)
    }
}

/// The last that was said of a service of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Switched {
    pub(crate) smartcard: String,
    pub(crate) service: String,
    pub(crate) active: bool,
    pub(crate) since: i64,
    pub(crate) request: String,
    pub(crate) told_by: ToldBy,
}

/// What requests come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Derived {
    pub(crate) sets: Vec<Paired>,
    /// Cards whose last pairing was taken back and that are in no other.
    pub(crate) freed: BTreeSet<String>,
    pub(crate) services: Vec<Switched>,
}

pub(crate) fn same(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

pub(crate) fn has(names: &[String], name: &str) -> bool {
    names.iter().any(|named| same(named, name))
}

/// What the completed ones among the requests come to, in whichever order they are given.
pub(crate) fn derive(said: &[Said]) -> Derived {
    let mut completed: Vec<&Said> = said.iter().filter(|said| said.completed).collect();
    completed.sort_by(|one, other| (one.turn, &one.key).cmp(&(other.turn, &other.key)));
    let mut derived = Derived::default();
    let mut services: BTreeMap<(String, String, String), Switched> = BTreeMap::new();
    for said in completed {
        if said.asks.pairs() {
            derived.pair(said);
            continue;
        }
        for (card, service) in said.cards().flat_map(|card| said.services.iter().map(move |service| (card, service))) {
            let switched = Switched {
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

impl Derived {
    pub(crate) fn pair(&mut self, said: &Said) {
        let (mut cards, mut boxes) = (said.smartcards.clone(), said.set_top_boxes.clone());
        if let Some(existing) = said.existing.as_ref().filter(|_| said.asks == PairingEffect::AddToPairing) {
            let joined = self.sets.iter().find(|set| set.provider == said.provider && set.has_card(existing));
            match joined {
                Some(set) => {
                    cards.splice(0..0, set.smartcards.iter().cloned());
                    boxes.splice(0..0, set.set_top_boxes.iter().cloned());
                }
                // Of its pairing nothing is known but that it has one.
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
            self.sets.push(Paired {
                provider: said.provider.clone(),
                smartcards: cards,
                set_top_boxes: boxes,
                since: said.turn.0,
                request: said.key.clone(),
                told_by: said.told_by,
            });
        }
    }

    /// What is named elsewhere leaves its pairing. One that has no card or no box left is none.
    fn take_out(&mut self, provider: &str, cards: &[String], boxes: &[String]) {
        for set in self.sets.iter_mut().filter(|set| set.provider == provider) {
            set.smartcards.retain(|card| !has(cards, card));
            set.set_top_boxes.retain(|set_top_box| !has(boxes, set_top_box));
        }
        self.sets.retain(|set| !set.smartcards.is_empty() && !set.set_top_boxes.is_empty());
    }

    pub(crate) fn set_of_card(&self, card: &str) -> Option<&Paired> {
        self.sets.iter().find(|set| set.has_card(card))
    }

    pub(crate) fn set_of_box(&self, set_top_box: &str) -> Option<&Paired> {
        self.sets.iter().find(|set| set.has_box(set_top_box))
    }
}

/// Each name once, where it stands first.
pub(crate) fn distinct(names: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    names.retain(|name| !name.trim().is_empty() && seen.insert(fold(name)));
}

#[cfg(test)]
mod tests;
