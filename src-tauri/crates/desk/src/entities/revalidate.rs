//! Revalidates an entity in the background while its page is shown, and remembers the outcome. Found data goes into the
//! look-ups. Here it is remembered that the server does not know the entity, or that it could not be asked, so that
//! reading the page again does not ask again.

use std::{collections::hash_map::Entry, sync::Arc};

use crate::{
    connections::registry::ResolvedConnection,
    entities::{Entities, LookupKey, LookupOutcome},
    lookups::LookedUp,
    view::{Entity, EntityRef, Source},
};

/// Milliseconds of a minute. An entity unknown to the server is asked for again as soon as a known one becomes stale
/// (`look_up_minutes`).
const MINUTE_MS: i64 = 60_000;
/// Pause after a failed look-up, in milliseconds: the server may be reachable again.
const RETRY_DELAY_MS: i64 = MINUTE_MS;
/// More pages than are opened in a day.
const MAX_REMEMBERED_ENTITIES: usize = 1_000;

impl Entities {
    /// Key of a look-up for the signed-in user; `None` without a session, when the server cannot be asked.
    fn lookup_key(&self, connection: &ResolvedConnection, of: &EntityRef) -> Option<LookupKey> {
        let user = self.sessions.identity(connection.id())?.text();
        Some((connection.id().to_owned(), user, of.clone()))
    }

    /// Outcome of the last look-up of a shown entity. An entity that was looked up since makes it void.
    pub(crate) fn lookup_outcome(
        &self,
        connection: &ResolvedConnection,
        of: &EntityRef,
        entity: &Entity,
    ) -> Option<LookupOutcome> {
        let question = self.lookup_key(connection, of)?;
        let (at, answered) = self.memory.lock().lookup_outcomes.get(&question).cloned()?;
        #[allow(clippy::cast_possible_truncation)] // milliseconds since 1970
        let newer = entity.source == Source::LookUp && entity.as_of as i64 > at;
        (!newer).then_some(answered)
    }

    /// Looks the entity up in the background while its page is shown, unless that was done a short time ago.
    pub(crate) fn revalidate_in_background(
        self: &Arc<Self>,
        connection: &ResolvedConnection,
        of: &EntityRef,
        provider: Option<String>,
    ) {
        let Some(question) = self.lookup_key(connection, of) else { return };
        let now = self.core.now();
        let patience = i64::from(self.core.preferences().look_up_minutes.max(1)) * MINUTE_MS;
        {
            let mut state = self.memory.lock();
            if state.lookup_outcomes.len() >= MAX_REMEMBERED_ENTITIES {
                state.lookup_outcomes.clear();
            }
            match state.lookup_outcomes.entry(question) {
                Entry::Occupied(mut known) => {
                    let (at, answered) = known.get();
                    let rests = match answered {
                        LookupOutcome::Failed(_) => RETRY_DELAY_MS,
                        _ => patience,
                    };
                    if now.saturating_sub(*at) < rests {
                        return;
                    }
                    known.insert((now, LookupOutcome::NotYet));
                }
                Entry::Vacant(unknown) => _ = unknown.insert((now, LookupOutcome::NotYet)),
            }
        }
        let (connection, of) = (connection.clone(), of.clone());
        let this = Arc::clone(self);
        self.core.in_background(async move {
            this.look_up_and_record(&connection, &of, provider.as_deref()).await;
            this.core.events.entities();
        });
    }

    /// Looks the entity up on the server, with its subscription, and remembers the outcome.
    pub(crate) async fn look_up_and_record(
        &self,
        connection: &ResolvedConnection,
        of: &EntityRef,
        provider: Option<&str>,
    ) {
        let question = self.lookup_key(connection, of);
        let answered = match self.lookups.look_up(connection.id(), of, provider).await {
            Ok(LookedUp::Found(_)) => LookupOutcome::Found,
            Ok(LookedUp::NotFound) => LookupOutcome::NotFound,
            Ok(LookedUp::NotAsked(problem)) | Err(problem) => LookupOutcome::Failed(problem),
        };
        if let Err(problem) = self.look_up_subscription(connection, of).await {
            tracing::info!(%problem, "the subscription cannot be asked for");
        }
        if let Some(question) = question.or_else(|| self.lookup_key(connection, of)) {
            let now = self.core.now();
            self.memory.lock().lookup_outcomes.insert(question, (now, answered));
        }
    }
}
