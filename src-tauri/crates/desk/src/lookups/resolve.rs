//! Resolves the text of an input: found, not found, or not checked. It never blocks typing or sending.

use std::sync::Arc;

use store::cache::entities::fold;

use crate::{
    error::problem::Problem,
    lookups::{KnownEntity, LookedUp, Lookups, MIN_LOOKUP_CHARS, fits, search::first_eleven},
    view::{Entity, EntityKind, EntityRef, Hit, IdentifierKind, Resolved, ResolvedState},
};

/// Shortest time between two recorded uses of an entity, in milliseconds.
const MIN_USE_INTERVAL_MS: i64 = 60_000;

impl Lookups {
    /// Looks up the text of an input: in the cache, and on the server if it is not cached. A stale entry is revalidated
    /// in the background.
    pub async fn resolve(self: &Arc<Self>, of: EntityRef, provider: Option<String>) -> Result<Resolved, Problem> {
        let id = self.sessions.not_left()?.id().to_owned();
        let of = EntityRef { text: crmcom::plain(&of.text).into_owned(), ..of };
        if of.text.is_empty() {
            return Ok(resolved(ResolvedState::NotChecked, None, &of));
        }
        if let Some(known) = self.known_at_input(&id, &of).await? {
            if known.stale {
                self.revalidate_in_background(&id, &of);
            }
            return Ok(resolved(ResolvedState::Found, Some(known), &of));
        }
        let anyhow = EntityRef { by: None, ..of.clone() };
        let mut others = self.known_entities(&id, &anyhow).await?;
        if of.text.chars().count() < MIN_LOOKUP_CHARS {
            return Ok(Resolved { others: hits(others, &of), ..resolved(ResolvedState::NotChecked, None, &of) });
        }
        self.core.active();
        let resolved = match self.look_up(&id, &of, provider.as_deref()).await? {
            LookedUp::Found(known) => {
                self.used_entity(&id, &known.entity.key);
                resolved(ResolvedState::Found, Some(known.entity), &of)
            }
            LookedUp::NotFound => {
                if others.is_empty() && of.by.is_some() {
                    // The text may be an identifier of another kind.
                    let other = self.look_up(&id, &anyhow, provider.as_deref()).await?;
                    others.extend(if let LookedUp::Found(known) = other { Some(*known) } else { None });
                }
                resolved(ResolvedState::NotFound, None, &of)
            }
            LookedUp::NotAsked(problem) => {
                Resolved { problem: Some(problem), ..resolved(ResolvedState::NotChecked, None, &of) }
            }
        };
        let found = resolved.entity.as_ref().map(|entity| entity.key.clone());
        others.retain(|other| Some(&other.entity.key) != found.as_ref());
        Ok(Resolved { others: hits(others, &of), ..resolved })
    }

    /// The best cached match for an input; one of another kind only if there is no better.
    async fn known_at_input(self: &Arc<Self>, connection: &str, of: &EntityRef) -> Result<Option<Entity>, Problem> {
        let (showing, of) = (self.showing(connection), of.clone());
        let by = of.by;
        let (known, used) = self
            .core
            .cache(move |cache| {
                let hits = cache.entities_called(&showing.owner, &of.text, by)?;
                let mut known: Vec<(Entity, Option<i64>)> =
                    hits.iter().map(|hit| (showing.entity(&hit.entity), hit.entity.used)).collect();
                known.retain(|(entity, _)| crate::lookups::related(of.kind, entity.kind));
                known.sort_by_key(|(entity, _)| (entity.kind != of.kind, !fits(of.kind, entity.kind)));
                Ok(known.into_iter().next().unzip())
            })
            .await?;
        if let Some(known) = &known
            && used.flatten().is_none_or(|used| used < self.core.now() - MIN_USE_INTERVAL_MS)
        {
            self.used_entity(connection, &known.key);
        }
        Ok(known)
    }

    /// Records that an entity's page was opened: a cached entity becomes a recent one. Runs in the background.
    pub(crate) fn opened_entity(self: &Arc<Self>, connection: &str, of: &EntityRef) {
        let (connection, of) = (connection.to_owned(), of.clone());
        self.in_background(|this| async move {
            if let Err(problem) = this.known_at_input(&connection, &of).await {
                tracing::info!(%problem, "that a thing was opened cannot be kept");
            }
        });
    }

    /// Records the use of an entity, which becomes a recent one. Runs in the background.
    pub(crate) fn used_entity(self: &Arc<Self>, connection: &str, key: &str) {
        let (owner, key, now) = (self.sessions.owner(connection), key.to_owned(), self.core.now());
        self.in_background(|this| async move {
            let used = this.core.cache(move |cache| cache.use_entity(&owner, &key, now)).await;
            match used {
                Ok(()) => this.core.events.entities(),
                Err(problem) => tracing::info!(%problem, "that a thing was used cannot be kept"),
            }
        });
    }
}

fn resolved(state: ResolvedState, entity: Option<Entity>, of: &EntityRef) -> Resolved {
    let wrong_kind = entity.as_ref().is_some_and(|entity| !fits(of.kind, entity.kind));
    let is_card = matches!(of.kind, EntityKind::Smartcard | EntityKind::Item);
    let eleven = first_eleven(&of.text).filter(|_| is_card && (entity.is_none() || wrong_kind));
    Resolved { state, entity: entity.map(Box::new), wrong_kind, others: Vec::new(), problem: None, eleven }
}

/// Hits, each by its identifier that equals the text.
fn hits(known: Vec<KnownEntity>, of: &EntityRef) -> Vec<Hit> {
    let text = fold(&of.text);
    known
        .into_iter()
        .filter_map(|KnownEntity { entity, .. }| {
            let called = |by: &IdentifierKind| entity.name(*by).is_some_and(|name| fold(name) == text);
            let by = entity.names().find(called)?;
            Some(Hit::Entity { entity: Box::new(entity), by, exact: true })
        })
        .collect()
}
