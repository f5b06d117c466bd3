//! What the known requests say about a service on a card, before a form that switches it is sent. The server is not asked.

use crate::{
    connections::registry::ResolvedConnection,
    entities::{
        Entities,
        pairings::{derive, distinct, has, service_on_card},
    },
    error::problem::Problem,
    view::EntityRef,
};

/// The latest known state of a service on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceRecord {
    /// Whether the last completed request added it, and the key of that request; `None` if there is none.
    pub(crate) state: Option<(bool, String)>,
    /// Key of the last request for it that is not completed.
    pub(crate) open: Option<String>,
}

impl Entities {
    pub(crate) async fn service_record(
        &self,
        connection: &ResolvedConnection,
        card: &EntityRef,
        service: &EntityRef,
    ) -> Result<ServiceRecord, Problem> {
        let about = self.about(connection, card).await?;
        let facts = about.history.facts();
        let derived = derive(&facts);
        let text = crmcom::plain(&service.text).into_owned();
        let mut names = vec![about.history.services.resolved(&text), text];
        for known in self.lookups.known_entities(connection.id(), service).await? {
            let entity = known.entity;
            names.extend([entity.ca_id, entity.code, entity.alternative_code, entity.id].into_iter().flatten());
        }
        distinct(&mut names);
        let (state, open) =
            service_on_card(&derived, &facts, |card| about.has_card(card, &facts), |service| has(&names, service));
        Ok(ServiceRecord {
            state: state.map(|state| (state.active, state.request.clone())),
            open: open.map(|fact| fact.key.clone()),
        })
    }
}
