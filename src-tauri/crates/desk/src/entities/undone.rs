//! Which completed requests were undone since by a later one: a service that was added and cancelled, a card that was paired and
//! freed. Requests of others count as far as the lists show them. The server is not asked.
//!
//! The order of two requests is certain where all known signs of it agree: the ranks in which this desk sent them, the
//! server's numbers, and its times of creation and execution.

use std::{cmp::Ordering, collections::HashMap};

use crmcom::{ProvisioningRequest, catalogue::PairingEffect};
use store::cache::{entities::fold, requests::EntityQuery};

use crate::{
    connections::registry::ResolvedConnection,
    entities::{
        Entities,
        pairings::{PairingFact, has},
        request_history::HistoryEntry,
    },
    error::problem::Problem,
};

/// Whether the effect of a completed request is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Undone {
    No,
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
    /// Whether requests were undone, by their keys. Requests that nothing is known of are not among the answers.
    pub(crate) async fn undone(
        &self,
        connection: &ResolvedConnection,
        cards: Vec<String>,
        keys: &[String],
    ) -> Result<HashMap<String, Undone>, Problem> {
        let called = EntityQuery { smartcards: cards, ..EntityQuery::default() };
        let history = self.request_history(connection, called, true).await?;
        let orders: HashMap<&str, KnownOrder> =
            history.entries.iter().map(|entry| (entry.row.key.as_str(), KnownOrder::of(entry))).collect();
        let done: Vec<DoneFact> = history
            .facts()
            .into_iter()
            .filter(|fact| fact.completed)
            .map(|fact| DoneFact { order: orders.get(fact.key.as_str()).copied().unwrap_or_default(), fact })
            .collect();
        let mut by_card: HashMap<String, Vec<&DoneFact>> = HashMap::new();
        for done in &done {
            for card in done.fact.cards() {
                by_card.entry(fold(card)).or_default().push(done);
            }
        }
        let by_key: HashMap<&str, &DoneFact> = done.iter().map(|done| (done.fact.key.as_str(), done)).collect();
        let verdict = |key: &String| {
            let earlier = by_key.get(key.as_str())?;
            let others: Vec<&DoneFact> =
                earlier.fact.cards().filter_map(|card| by_card.get(&fold(card))).flatten().copied().collect();
            Some((key.clone(), undone(earlier, &others)))
        };
        Ok(keys.iter().filter_map(verdict).collect())
    }
}

/// Whether one of the other requests about its card undid it, and no later one did the same again.
fn undone(earlier: &DoneFact, others: &[&DoneFact]) -> Undone {
    let of = |relation: Relation| {
        others.iter().filter(move |other| {
            other.fact.key != earlier.fact.key && Relation::of(&earlier.fact, &other.fact) == Some(relation)
        })
    };
    let verdict = |reverse: &&&DoneFact| {
        let after = earlier.order.compared(reverse.order);
        let again = of(Relation::Same).map(|again| reverse.order.compared(again.order));
        let again: Vec<Option<Ordering>> = again.collect();
        if after == Some(Ordering::Greater) || again.contains(&Some(Ordering::Less)) {
            Undone::No
        } else if after.is_none() || again.contains(&None) {
            Undone::Maybe
        } else {
            Undone::Surely
        }
    };
    of(Relation::Reverse).map(|reverse| verdict(&reverse)).max().unwrap_or(Undone::No)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Same,
    Reverse,
}

impl Relation {
    /// The relation of another request about the same card to the effect of one. `None`: it concerns something else, or nothing is
    /// known to take the effect back.
    fn of(one: &PairingFact, other: &PairingFact) -> Option<Self> {
        use PairingEffect::{AddService, CancelService, PairExactly};
        if one.provider != other.provider {
            return None;
        }
        let services = || other.services.iter().any(|service| has(&one.services, service));
        let same = match (one.effect, other.effect) {
            (AddService, AddService) | (CancelService, CancelService) if services() => true,
            (AddService, CancelService) | (CancelService, AddService) if services() => false,
            // Without a box, the card is freed. A card in two rows of a sheet is paired twice: the later row takes nothing back.
            (PairExactly, PairExactly) => match (&*one.set_top_boxes, &*other.set_top_boxes) {
                ([], []) => true,
                ([], _) | (_, []) => false,
                (boxes, others) if others.iter().any(|set_top_box| has(boxes, set_top_box)) => true,
                _ => return None,
            },
            _ => return None,
        };
        Some(if same { Self::Same } else { Self::Reverse })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::pairings::tests::fact;
    use PairingEffect::{AddService, CancelService, PairExactly};

    /// A request about the service 10 of card 1; `at` tells it from others.
    fn service(at: i64, effect: PairingEffect, order: KnownOrder) -> DoneFact {
        let mut fact = fact(at, effect, &["1"], &[]);
        fact.services = vec!["10".to_owned()];
        DoneFact { fact, order }
    }

    fn pair(at: i64, boxes: &[&str]) -> DoneFact {
        DoneFact { fact: fact(at, PairExactly, &["1"], boxes), order: number(at) }
    }

    fn number(number: i64) -> KnownOrder {
        KnownOrder { number: u64::try_from(number).ok(), ..KnownOrder::default() }
    }

    fn of(earlier: &DoneFact, others: &[DoneFact]) -> Undone {
        undone(earlier, &others.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_later_reverse_request_undoes_unless_it_was_done_again() {
        let added = service(2, AddService, number(2));
        let cancel = |at| service(at, CancelService, number(at));
        assert_eq!(of(&added, &[]), Undone::No);
        assert_eq!(of(&added, &[cancel(1)]), Undone::No, "it was cancelled before");
        assert_eq!(of(&added, &[cancel(3)]), Undone::Surely);
        assert_eq!(of(&added, &[cancel(3), service(4, AddService, number(4))]), Undone::No, "it is on again");
        let mut other = cancel(3);
        other.fact.services = vec!["11".to_owned()];
        assert_eq!(of(&added, &[other]), Undone::No, "another service");
        let mut elsewhere = cancel(3);
        elsewhere.fact.provider = "nagravision".to_owned();
        assert_eq!(of(&added, &[elsewhere]), Undone::No, "another CA system");
    }

    #[test]
    fn an_uncertain_order_is_no_certain_answer() {
        let added = service(1, AddService, KnownOrder { executed: Some(5), ..number(1) });
        let before_and_after = KnownOrder { executed: Some(4), ..number(2) };
        assert_eq!(of(&added, &[service(2, CancelService, before_and_after)]), Undone::Maybe);
        assert_eq!(of(&added, &[service(2, CancelService, KnownOrder::default())]), Undone::Maybe, "nothing is known");
        let again = service(3, AddService, KnownOrder::default());
        assert_eq!(of(&added, &[service(2, CancelService, number(2)), again]), Undone::Maybe);
    }

    #[test]
    fn a_pairing_is_undone_when_its_card_is_freed() {
        assert_eq!(of(&pair(1, &["a"]), &[pair(2, &[])]), Undone::Surely);
        assert_eq!(of(&pair(1, &[]), &[pair(2, &["a"])]), Undone::Surely, "freed, and paired again");
        assert_eq!(of(&pair(1, &["a"]), &[pair(2, &["b"])]), Undone::No, "two rows of a sheet");
        assert_eq!(of(&pair(1, &["a"]), &[pair(2, &[]), pair(3, &["a"])]), Undone::No, "paired again");
        assert_eq!(of(&pair(1, &["a"]), &[pair(2, &[]), pair(3, &["b"])]), Undone::Surely, "with another box");
    }
}
