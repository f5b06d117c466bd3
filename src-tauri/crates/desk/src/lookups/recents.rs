//! Recently used and pinned entities, and the removal of single entities from the cache.

use store::cache::entities::{
    CachedEntity, CachedKind, DescriptionSource, IdentifierKind, Identifiers, ReportedEntity,
};

use crate::{
    error::problem::{Problem, ProblemCode},
    lookups::{Lookups, parse_reported_key},
    view::Recents,
};

/// More than a screen shows.
const MAX_RECENT_ENTITIES: u32 = 200;

impl Lookups {
    pub async fn recents(&self) -> Result<Recents, Problem> {
        let showing = self.showing(self.sessions.not_left()?.id());
        self.core
            .cache(move |cache| {
                let (pinned, recent) = cache.recent_entities(&showing.owner, MAX_RECENT_ENTITIES)?;
                let view = |entities: Vec<CachedEntity>| entities.iter().map(|kept| showing.entity(kept)).collect();
                let kept = cache.count_entities(&showing.owner)?;
                Ok(Recents { pinned: view(pinned), recent: view(recent), kept })
            })
            .await
    }

    /// Pins an entity or unpins it. Pinning an entity known only from the lists adds it to the cache.
    pub async fn pin(&self, key: String, pinned: bool) -> Result<(), Problem> {
        let (owner, now) = (self.sessions.owner(self.sessions.not_left()?.id()), self.core.now());
        let most = self.core.preferences().look_ups_kept;
        let found = self
            .core
            .cache(move |cache| {
                let at = pinned.then_some(now);
                let Some((kind, text)) = parse_reported_key(&key) else { return cache.pin_entity(&owner, &key, at) };
                let by = if kind == CachedKind::Subscription { IdentifierKind::Number } else { IdentifierKind::CaId };
                let told = ReportedEntity::new(kind, Identifiers::of(by, text));
                let kept = cache.keep_entities(&owner, &[told], DescriptionSource::Requests, now, most)?;
                kept.first().map_or(Ok(false), |kept| cache.pin_entity(&owner, &kept.key(), at))
            })
            .await?;
        self.core.events.entities();
        if found { Ok(()) } else { Err(Problem::new(ProblemCode::NotFound, "")) }
    }

    /// Removes an entity from the cache. Succeeds too if it is not there any more.
    pub async fn forget_entity(&self, key: String) -> Result<(), Problem> {
        let owner = self.sessions.owner(self.sessions.not_left()?.id());
        self.core.cache(move |cache| cache.forget_entity(&owner, &key)).await?;
        self.core.events.entities();
        Ok(())
    }
}
