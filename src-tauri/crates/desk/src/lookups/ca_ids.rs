//! CA ids whose card, box or service a user named, because the server reports no other identifier of it.

use std::{str::FromStr, sync::Arc};

use store::{
    cache::{Cache, entities::CachedKind},
    journal::ca_id_mappings::{CaIdMapping, MappedCaId},
};

use crate::{
    error::problem::{FieldProblem, Problem},
    lookups::{KnownEntity, LookedUp, Lookups, fits, presenter::EntityPresenter},
    time::millis,
    view::{CaIdMappingView, CaIdRef, Entity, EntityKind, EntityRef, IdentifierKind, Source},
};

/// The input that names the entity of a CA id.
const FIELD: &str = "identifier";

/// Entities that a text identifies as a CA id with a mapping.
pub(super) fn mapped_entities(
    cache: &Cache,
    showing: &EntityPresenter,
    mappings: &[CaIdMapping],
    of: &EntityRef,
) -> Result<Vec<KnownEntity>, store::Error> {
    let of_text = mappings
        .iter()
        .filter(|mapping| mapping.of.ca_id == of.text && kind_of(&mapping.of).is_some_and(|kind| fits(of.kind, kind)));
    let mut known = Vec::new();
    for CaIdMapping { of, identified_by, identifier, .. } in of_text {
        let hits = cache.entities_called(&showing.owner, identifier, identified_by.parse().ok())?;
        known.extend(hits.into_iter().map(|hit| showing.known(&hit.entity)).map(|mut known| {
            known.entity.ca_id.get_or_insert(of.ca_id.clone());
            known
        }));
    }
    Ok(known)
}

impl Lookups {
    pub(crate) async fn ca_id_mappings(&self, connection: &str) -> Result<Vec<CaIdMapping>, Problem> {
        let connection = connection.to_owned();
        self.core.read_journal(move |journal| journal.ca_id_mappings(&connection)).await
    }

    /// The entity that a user names for a CA id. It must be one that the server knows.
    pub(crate) async fn named_entity(
        self: &Arc<Self>,
        connection: &str,
        of: &CaIdRef,
        named: EntityRef,
    ) -> Result<Entity, Problem> {
        let named = EntityRef { kind: of.kind, text: crmcom::plain(&named.text).into_owned(), ..named };
        if named.text.is_empty() {
            return Err(fault("required"));
        }
        if let Some(entity) = self.looked_up(connection, &named).await? {
            return Ok(entity);
        }
        // The server compares codes by case, and users do not.
        if of.kind == EntityKind::Service
            && self.read_services(connection).await.is_ok()
            && let Some(entity) = self.looked_up(connection, &named).await?
        {
            return Ok(entity);
        }
        let mut answer = self.look_up(connection, &named, Some(&of.provider)).await?;
        let upper = EntityRef { text: named.text.to_uppercase(), ..named.clone() };
        if of.kind == EntityKind::Service && answer == LookedUp::NotFound && upper != named {
            answer = self.look_up(connection, &upper, Some(&of.provider)).await?;
        }
        match answer {
            LookedUp::Found(found) if fits(of.kind, found.entity.kind) => Ok(found.entity),
            LookedUp::Found(_) | LookedUp::NotFound => Err(fault(match of.kind {
                EntityKind::Service => "noSuchService",
                _ => "noSuchItem",
            })),
            LookedUp::NotAsked(problem) => Err(problem),
        }
    }

    /// The cached entity of an earlier look-up.
    async fn looked_up(&self, connection: &str, of: &EntityRef) -> Result<Option<Entity>, Problem> {
        let known = self.known_entities(connection, of).await?;
        let mut entities = known.into_iter().map(|known| known.entity);
        Ok(entities.find(|entity| entity.kind == of.kind && entity.source == Source::LookUp))
    }
}

pub(crate) fn fault(fault: &str) -> Problem {
    Problem::at_fields(vec![FieldProblem::new(FIELD, fault)])
}

/// The server reported other identifiers for the CA id than the one that a user named.
pub(crate) fn reported_otherwise(reported: &str) -> Problem {
    Problem::at_fields(vec![FieldProblem::new(FIELD, "reportedOtherwise").with("reported", reported)])
}

impl From<&CaIdRef> for MappedCaId {
    fn from(of: &CaIdRef) -> Self {
        let kind = match of.kind {
            EntityKind::Smartcard => CachedKind::Smartcard,
            EntityKind::SetTopBox => CachedKind::SetTopBox,
            _ => CachedKind::Service,
        };
        Self { provider: of.provider.clone(), kind: kind.to_string(), ca_id: of.ca_id.clone() }
    }
}

fn kind_of(of: &MappedCaId) -> Option<EntityKind> {
    CachedKind::from_str(&of.kind).ok().map(EntityKind::from)
}

impl CaIdMappingView {
    /// `None` for a mapping of a newer version.
    pub(crate) fn of(mapping: CaIdMapping, overruled: Option<String>) -> Option<Self> {
        let CaIdMapping { of, identified_by, identifier, name, at, by } = mapping;
        Some(Self {
            of: CaIdRef { kind: kind_of(&of)?, provider: of.provider, ca_id: of.ca_id },
            by: IdentifierKind::from_str(&identified_by).ok()?,
            identifier,
            name,
            at: millis(at),
            user: by,
            overruled,
        })
    }
}
