//! What the cache knows of many numbers at once. Does not ask the server.

use std::collections::{HashMap, HashSet};

use store::{cache::Cache, journal::ca_id_mappings::CaIdMapping};

use crate::{
    error::problem::Problem,
    lookups::{
        KnownEntity, Lookups,
        ca_ids::mapped_entities,
        presenter::{EntityPresenter, fits},
    },
    view::{Entity, EntityRef},
};

/// Entities in the cache with that identifier, best match first.
pub(super) fn cached_entities(
    cache: &Cache,
    showing: &EntityPresenter,
    mappings: &[CaIdMapping],
    of: &EntityRef,
) -> Result<Vec<KnownEntity>, store::Error> {
    let hits = cache.entities_called(&showing.owner, &of.text, of.by)?;
    let known = hits.iter().map(|hit| showing.known(&hit.entity));
    let mut known: Vec<KnownEntity> = known.filter(|known| fits(of.kind, known.entity.kind)).collect();
    let mapped = mapped_entities(cache, showing, mappings, of)?;
    let is_new = |mapped: &KnownEntity| known.iter().all(|known| known.entity.key != mapped.entity.key);
    let mapped: Vec<KnownEntity> = mapped.into_iter().filter(is_new).collect();
    known.extend(mapped);
    Ok(known)
}

impl Lookups {
    /// The entities in the cache that the identifiers stand for, each for one alone.
    pub(crate) async fn sole_entities(
        &self,
        connection: &str,
        identifiers: Vec<EntityRef>,
    ) -> Result<Vec<(EntityRef, Entity)>, Problem> {
        let (mappings, showing) = (self.ca_id_mappings(connection).await?, self.showing(connection));
        self.core
            .cache(move |cache| {
                let mut sole = Vec::new();
                for of in identifiers {
                    let mut known = cached_entities(cache, &showing, &mappings, &of)?;
                    // If several entities have this identifier, none of them counts.
                    if let (Some(only), true) = (known.pop(), known.is_empty()) {
                        sole.push((of, only.entity));
                    }
                }
                Ok(sole)
            })
            .await
    }

    /// Those of the numbers that are identifiers of known entities.
    pub(crate) async fn known_numbers(
        &self,
        connection: &str,
        numbers: Vec<String>,
    ) -> Result<HashSet<String>, Problem> {
        let owner = self.sessions.owner(connection);
        self.core
            .cache(move |cache| {
                let mut known = HashSet::new();
                for number in numbers {
                    if !cache.entities_called(&owner, &number, None)?.is_empty() {
                        known.insert(number);
                    }
                }
                Ok(known)
            })
            .await
    }

    /// The subscriptions of cards or boxes, where one alone is known.
    pub(crate) async fn subscriptions_of(
        &self,
        connection: &str,
        numbers: HashSet<String>,
    ) -> Result<HashMap<String, String>, Problem> {
        let owner = self.sessions.owner(connection);
        self.core
            .cache(move |cache| {
                let mut known = HashMap::new();
                for number in numbers {
                    let hits = cache.entities_called(&owner, &number, None)?;
                    let mut named: Vec<&String> =
                        hits.iter().filter_map(|hit| hit.entity.reported.subscription.as_ref()).collect();
                    named.sort_unstable();
                    named.dedup();
                    if let [subscription] = named[..] {
                        known.insert(number, subscription.clone());
                    }
                }
                Ok(known)
            })
            .await
    }
}
