//! What the cache knows of identifiers, of one or of many at once. Does not ask the server.

use std::collections::{HashMap, HashSet};

use store::{
    cache::{
        Cache,
        entities::{CachedEntity, EntityHit, Fit},
    },
    journal::ca_id_mappings::CaIdMapping,
};

use crate::{
    error::problem::Problem,
    lookups::{
        KnownEntity, Lookups,
        ca_ids::mapped_entities,
        presenter::{EntityPresenter, fits, kinds, reported_entity},
    },
    view::{Entity, EntityKind, EntityRef, IdentifierKind},
};

/// A value that identifies a known entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KnownValue {
    pub(crate) kind: EntityKind,
    pub(crate) by: IdentifierKind,
}

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
    /// Entities in the cache with that identifier, best match first. Does not ask the server.
    pub(crate) async fn known_entities(&self, connection: &str, of: &EntityRef) -> Result<Vec<KnownEntity>, Problem> {
        let mappings = self.mappings_for(connection, of).await?;
        let (showing, of) = (self.showing(connection), of.clone());
        self.core
            .cache(move |cache| {
                let mut known = cached_entities(cache, &showing, &mappings, &of)?;
                if known.is_empty()
                    && of.by.is_none_or(|by| matches!(by, IdentifierKind::CaId | IdentifierKind::Number))
                {
                    let told = cache.numbers_in_requests(&showing.owner.connection, &of.text, kinds(of.kind))?;
                    let whole = told.iter().filter(|told| told.fit == Fit::Whole);
                    known.extend(whole.filter_map(reported_entity).map(KnownEntity::from));
                }
                // Entities of the requested kind come before those of unknown kind.
                known.sort_by_key(|known| known.entity.kind != of.kind);
                Ok(known)
            })
            .await
    }

    /// The mappings of CA ids that may concern an identifier.
    async fn mappings_for(&self, connection: &str, of: &EntityRef) -> Result<Vec<CaIdMapping>, Problem> {
        let mapped =
            matches!(of.kind, EntityKind::Service | EntityKind::Smartcard | EntityKind::SetTopBox | EntityKind::Item);
        let by_ca_id = of.by.is_none_or(|by| by == IdentifierKind::CaId);
        if mapped && by_ca_id { self.ca_id_mappings(connection).await } else { Ok(Vec::new()) }
    }

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

    /// The known identifiers of the entities that are given by one, without the CA id, which the API does not take. An
    /// identifier that several entities have says nothing of any of them.
    pub(crate) async fn known_identifiers(
        &self,
        connection: &str,
        of: HashSet<EntityRef>,
    ) -> Result<HashMap<EntityRef, Vec<(IdentifierKind, String)>>, Problem> {
        let showing = self.showing(connection);
        self.core
            .cache(move |cache| {
                let sole = |of: &EntityRef| -> Result<Option<CachedEntity>, store::Error> {
                    let hits = cache.entities_called(&showing.owner, &of.text, of.by)?;
                    let mut whole = hits
                        .into_iter()
                        .filter(|hit| hit.fit == Fit::Whole && fits(of.kind, showing.known(&hit.entity).entity.kind));
                    Ok(whole.next().map(|hit| hit.entity).filter(|_| whole.next().is_none()))
                };
                let mut known = HashMap::new();
                for of in of {
                    let Some(entity) = sole(&of)? else { continue };
                    let mut identifiers = Vec::new();
                    for (by, text) in entity.reported.names.iter().filter(|(by, _)| *by != IdentifierKind::CaId) {
                        let other = EntityRef { kind: of.kind, text: text.to_owned(), by: Some(by) };
                        if sole(&other)?.is_some_and(|other| other.seq == entity.seq) {
                            identifiers.push((by, other.text));
                        }
                    }
                    known.insert(of, identifiers);
                }
                Ok(known)
            })
            .await
    }

    /// The kind of entity that each value identifies, and the kind of identifier. A value that identifies
    /// several entities is none of them.
    pub(crate) async fn known_values(
        &self,
        connection: &str,
        values: Vec<String>,
    ) -> Result<HashMap<String, KnownValue>, Problem> {
        let showing = self.showing(connection);
        self.core
            .cache(move |cache| {
                let mut known = HashMap::new();
                for value in values {
                    let hits = cache.entities_called(&showing.owner, &value, None)?;
                    if let [EntityHit { entity, by, fit: Fit::Whole }] = &hits[..] {
                        known.insert(value, KnownValue { kind: showing.known(entity).entity.kind, by: *by });
                    }
                }
                Ok(known)
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
