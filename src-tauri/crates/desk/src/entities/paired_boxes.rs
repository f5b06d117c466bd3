//! The boxes that a card is paired with, as far as completed requests show. The server is not asked.

use store::cache::requests::EntityQuery;

use crate::{
    connections::registry::ResolvedConnection,
    entities::{Entities, pairings::derive},
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
    /// The boxes that a card is paired with in a CA system.
    pub(crate) async fn boxes_of_card(
        &self,
        connection: &ResolvedConnection,
        card: &str,
        provider: &str,
    ) -> Result<Vec<PairedBox>, Problem> {
        let called = EntityQuery { smartcards: vec![card.to_owned()], ..EntityQuery::default() };
        let history = self.request_history(connection, called, false).await?;
        let facts: Vec<_> = history.facts().into_iter().filter(|fact| fact.provider == provider).collect();
        let derived = derive(&facts);
        let set = derived.set_of_card(&history.smartcards.resolved(card));
        let boxes = set.into_iter().flat_map(|set| &set.set_top_boxes);
        let named = boxes.map(|ca_id| PairedBox {
            ca_id: ca_id.clone(),
            others: history.set_top_boxes.others(ca_id).cloned().collect(),
        });
        Ok(named.collect())
    }
}
