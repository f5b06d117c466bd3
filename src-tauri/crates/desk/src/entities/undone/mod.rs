//! Which completed requests were undone since by a later one: a service that was added and cancelled, a card that was paired and
//! freed. Requests of others count as far as the lists show them. The server is not asked.
//!
//! The order of two requests is certain where all known signs of it agree: the ranks in which this desk sent them, the
//! server's numbers, and its times of creation and execution. No reference of CRM.COM says whether a pairing with another box
//! replaces the one before, in Conax or in Nagravision, so it is never certain that one did. Nor is anything certain that
//! deleted requests may have followed.

use std::{cmp::Ordering, collections::HashMap};

use crmcom::{ProvisioningRequest, catalogue::PairingEffect};
use store::{
    cache::{
        entities::fold,
        requests::{EntityQuery, NOT_KEPT_STAMP},
    },
    journal::Journal,
};

use crate::{
    connections::registry::ResolvedConnection,
    entities::{
        Entities,
        pairings::{ExecutionOrder, PairingFact, has},
        request_history::HistoryEntry,
    },
    error::problem::Problem,
    mirror::retention_start::DAY_MS,
    view::EntityKind,
};

/// Whether the effect of a completed request is gone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Undone {
    No,
    /// Another pairing has its card or its box, with these cards and boxes. Of several, the latest is named.
    MaybeReplaced {
        order: ExecutionOrder,
        by: String,
    },
    /// Requests that followed it may have been deleted from this computer.
    HistoryDeleted,
    /// The order of the requests is not known.
    Maybe,
    Surely,
}

/// The place of a request in the order of all, as far as it is known; members that only one of two has are not compared.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct KnownOrder {
    /// Of this desk's own.
    rank: Option<f64>,
    executed: Option<i64>,
    created: Option<i64>,
    number: Option<u64>,
}

impl KnownOrder {
    fn of(entry: &HistoryEntry) -> Self {
        let request = entry.request.as_ref();
        // The server's times are compared with each other alone, in its own clock.
        let millis = |at: chrono::NaiveDateTime| at.and_utc().timestamp_millis();
        Self {
            rank: entry.sent.as_ref().map(|sent| sent.rank),
            executed: request.and_then(|request| request.executed_date).map(millis),
            created: request.and_then(ProvisioningRequest::created).map(millis),
            number: entry.row.number.as_ref().and_then(|number| number.parse().ok()),
        }
    }

    /// `None`: it is not certain.
    fn compared(self, other: Self) -> Option<Ordering> {
        fn both<T: Ord>(one: Option<T>, other: Option<T>) -> Option<Ordering> {
            one.zip(other).map(|(one, other)| one.cmp(&other)).filter(|order| order.is_ne())
        }
        let known = [
            self.rank.zip(other.rank).map(|(one, other)| one.total_cmp(&other)).filter(|order| order.is_ne()),
            both(self.executed, other.executed),
            both(self.created, other.created),
            both(self.number, other.number),
        ];
        let mut known = known.into_iter().flatten();
        let first = known.next()?;
        known.all(|order| order == first).then_some(first)
    }
}

/// A completed request with its place in the order.
struct DoneFact {
    fact: PairingFact,
    order: KnownOrder,
}

impl Entities {
    /// Whether requests were undone, by their keys.
    pub(crate) async fn undone(
        &self,
        connection: &ResolvedConnection,
        cards: Vec<String>,
        keys: &[String],
    ) -> Result<HashMap<String, Undone>, Problem> {
        let called = EntityQuery { smartcards: cards, ..EntityQuery::default() };
        let history = self.request_history(connection, called, true).await?;
        // Read later than the requests: what is deleted in between only makes this later.
        let deleted_until = self.deleted_until(connection.id()).await?;
        let orders: HashMap<&str, KnownOrder> =
            history.entries.iter().map(|entry| (entry.row.key.as_str(), KnownOrder::of(entry))).collect();
        let done: Vec<DoneFact> = history
            .facts()
            .into_iter()
            .filter(|fact| fact.completed)
            .map(|fact| DoneFact { order: orders.get(fact.key.as_str()).copied().unwrap_or_default(), fact })
            .collect();
        let mut by_name: HashMap<(EntityKind, String), Vec<&DoneFact>> = HashMap::new();
        for done in &done {
            for name in names(&done.fact) {
                by_name.entry(name).or_default().push(done);
            }
        }
        let by_key: HashMap<&str, &DoneFact> = done.iter().map(|done| (done.fact.key.as_str(), done)).collect();
        let verdict = |key: &String| {
            let undone = by_key.get(key.as_str()).map_or(Undone::HistoryDeleted, |earlier| {
                let others = names(&earlier.fact).filter_map(|name| by_name.get(&name));
                undone(earlier, &others.flatten().copied().collect::<Vec<_>>(), deleted_until)
            });
            (key.clone(), undone)
        };
        Ok(keys.iter().map(verdict).collect())
    }

    /// The time until which requests may have been deleted from this computer.
    async fn deleted_until(&self, connection: &str) -> Result<i64, Problem> {
        let of = connection.to_owned();
        let others = self.core.cache(move |cache| cache.stamp(&of, NOT_KEPT_STAMP)).await?;
        // It is a time of this computer, and is compared with times of the server.
        let own = self.core.read_journal(Journal::purged_before).await?.map(|before| before.saturating_add(DAY_MS));
        Ok(others.max(own).unwrap_or(i64::MIN))
    }
}

/// The cards and boxes that a request names, as they are compared.
fn names(fact: &PairingFact) -> impl Iterator<Item = (EntityKind, String)> {
    let cards = fact.cards().map(|card| (EntityKind::Smartcard, fold(card)));
    cards.chain(fact.set_top_boxes.iter().map(|set_top_box| (EntityKind::SetTopBox, fold(set_top_box))))
}

/// Whether one of the other requests about its card or its box undid it, and no later one did the same again.
fn undone(earlier: &DoneFact, others: &[&DoneFact], deleted_until: i64) -> Undone {
    let of = |relation: Relation| {
        others.iter().filter(move |other| {
            other.fact.key != earlier.fact.key && Relation::of(&earlier.fact, &other.fact) == Some(relation)
        })
    };
    let verdict = |other: &DoneFact, sure: bool| {
        let after = earlier.order.compared(other.order);
        let again = of(Relation::Same).map(|again| other.order.compared(again.order));
        let again: Vec<Option<Ordering>> = again.collect();
        if after == Some(Ordering::Greater) || again.contains(&Some(Ordering::Less)) {
            Undone::No
        } else if !sure {
            let names: Vec<&str> = other.fact.cards().chain(&other.fact.set_top_boxes).map(String::as_str).collect();
            Undone::MaybeReplaced { order: other.fact.order, by: names.join(" + ") }
        } else if after.is_none() || again.contains(&None) {
            Undone::Maybe
        } else {
            Undone::Surely
        }
    };
    let verdicts = of(Relation::Reverse)
        .map(|reverse| verdict(reverse, true))
        .chain(of(Relation::Replacement).map(|replacement| verdict(replacement, false)));
    let verdict = verdicts.max().unwrap_or(Undone::No);
    // Deleted requests are earlier than this one.
    let last_known = of(Relation::Same).chain(of(Relation::Reverse)).map(|other| other.fact.order.1);
    let last_known = last_known.fold(earlier.fact.order.1, i64::max);
    match verdict {
        Undone::No | Undone::Surely if last_known <= deleted_until => Undone::HistoryDeleted,
        verdict => verdict,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Same,
    Reverse,
    /// A pairing with others, which perhaps ends the first one.
    Replacement,
}

impl Relation {
    /// The relation of another request about the same card or box to the effect of one. `None`: it concerns something else, or
    /// leaves the effect as it is.
    fn of(one: &PairingFact, other: &PairingFact) -> Option<Self> {
        use PairingEffect::{AddService, CancelService};
        if one.provider != other.provider {
            return None;
        }
        let services = || other.services.iter().any(|service| has(&one.services, service));
        match (one.effect, other.effect) {
            (AddService, AddService) | (CancelService, CancelService) if services() => Some(Self::Same),
            (AddService, CancelService) | (CancelService, AddService) if services() => Some(Self::Reverse),
            (one_effect, other_effect) if one_effect.pairs() && other_effect.pairs() => Self::of_pairings(one, other),
            _ => None,
        }
    }

    fn of_pairings(one: &PairingFact, other: &PairingFact) -> Option<Self> {
        // Without a box, the card is freed.
        let frees = |fact: &PairingFact| fact.effect == PairingEffect::PairExactly && fact.set_top_boxes.is_empty();
        if frees(one) || frees(other) {
            return Some(if frees(one) == frees(other) { Self::Same } else { Self::Reverse });
        }
        let has_all = one.cards().all(|card| other.names_card(card))
            && one.set_top_boxes.iter().all(|set_top_box| other.names_box(set_top_box));
        if has_all {
            return Some(Self::Same);
        }
        let extends = other.existing.as_ref().is_some_and(|existing| one.names_card(existing));
        (!extends).then_some(Self::Replacement)
    }
}

#[cfg(test)]
mod tests;
