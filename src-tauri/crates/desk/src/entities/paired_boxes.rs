//! The boxes that a card is paired with, as far as completed requests show. The server is not asked.

use std::collections::{BTreeMap, HashMap};

use store::cache::{entities::fold, requests::EntityQuery};

use crate::{
    connections::registry::ResolvedConnection,
    entities::{
        Entities,
        pairings::{PairingFact, derive},
    },
    error::problem::Problem,
    requests::identifiers::Identifier,
};

/// A box with the identifiers that forms take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PairedBox {
    pub(crate) ca_id: String,
    pub(crate) others: Vec<Identifier>,
}

impl Entities {
    /// The boxes that cards are paired with in a CA system, by card. They are read together: many are asked for at once.
    pub(crate) async fn boxes_of_cards(
        &self,
        connection: &ResolvedConnection,
        cards: Vec<String>,
        provider: &str,
    ) -> Result<HashMap<String, Vec<PairedBox>>, Problem> {
        let called = EntityQuery { smartcards: cards.clone(), ..EntityQuery::default() };
        let history = self.request_history(connection, called, false).await?;
        let facts: Vec<_> = history.facts().into_iter().filter(|fact| fact.provider == provider).collect();
        let mut set_top_boxes: HashMap<String, Vec<String>> = HashMap::new();
        for related in related(facts) {
            for set in derive(&related).sets {
                set_top_boxes.extend(set.smartcards.iter().map(|card| (fold(card), set.set_top_boxes.clone())));
            }
        }
        let boxes = |card: &String| -> Vec<PairedBox> {
            let boxes = set_top_boxes.get(&fold(&history.smartcards.resolved(card)));
            let named = boxes.into_iter().flatten().map(|ca_id| PairedBox {
                ca_id: ca_id.clone(),
                others: history.set_top_boxes.others(ca_id).cloned().collect(),
            });
            named.collect()
        };
        Ok(cards.iter().map(|card| (card.clone(), boxes(card))).collect())
    }
}

/// The first fact of the group that a fact is in.
fn first(groups: &mut [usize], mut at: usize) -> usize {
    while groups[at] != at {
        groups[at] = groups[groups[at]];
        at = groups[at];
    }
    at
}

/// Groups facts that name a common card or box, directly or by others: nothing in one group changes a pairing of another.
fn related(facts: Vec<PairingFact>) -> Vec<Vec<PairingFact>> {
    let mut groups: Vec<usize> = (0..facts.len()).collect();
    let mut named: HashMap<(bool, String), usize> = HashMap::new();
    for (at, fact) in facts.iter().enumerate() {
        let cards = fact.cards().map(|card| (true, fold(card)));
        for name in cards.chain(fact.set_top_boxes.iter().map(|set_top_box| (false, fold(set_top_box)))) {
            let other = *named.entry(name).or_insert(at);
            let (one, other) = (first(&mut groups, at), first(&mut groups, other));
            groups[one.max(other)] = one.min(other);
        }
    }
    let mut related: BTreeMap<usize, Vec<PairingFact>> = BTreeMap::new();
    for (at, fact) in facts.into_iter().enumerate() {
        related.entry(first(&mut groups, at)).or_default().push(fact);
    }
    related.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::pairings::tests::fact;
    use crmcom::catalogue::PairingEffect::CreatePairing;

    #[test]
    fn facts_are_together_that_name_a_common_card_or_box() {
        let facts = [
            (1, &["1"][..], &["a"][..]),
            (2, &["2"], &["b"]),
            (3, &["3"], &["c"]),
            (4, &["4"], &["A", "c"]),
            (5, &["b"], &["5"]),
        ];
        let facts = facts.map(|(at, cards, boxes)| fact(at, CreatePairing, cards, boxes)).to_vec();
        let keys = |group: Vec<PairingFact>| group.into_iter().map(|fact| fact.key).collect::<Vec<_>>();
        let groups: Vec<_> = related(facts).into_iter().map(keys).collect();
        assert_eq!(groups, [vec!["k1", "k3", "k4"], vec!["k2"], vec!["k5"]], "a card named as a box is another");
    }
}
