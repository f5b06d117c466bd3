//! Revalidates an entity in the background while its page is shown, and remembers the outcome. Found data goes into the
//! look-ups. Here it is remembered that the server does not know the entity, or that it could not be asked, so that
//! reading the page again does not ask again.

use std::{collections::hash_map::Entry, sync::Arc};

use crate::{
    connections::registry::ResolvedConnection,
    entities::{Answered, Entities, Question},
    lookups::LookedUp,
    view::{Entity, EntityRef, Source},
};

/// Milliseconds of a minute. An entity unknown to the server is asked for again as soon as a known one becomes stale
/// (`look_up_minutes`).
const MINUTE: i64 = 60_000;
/// Pause after a failed look-up, in milliseconds: the server may be reachable again.
const SOON: i64 = MINUTE;
/// More pages than are opened in a day.
const REMEMBERED: usize = 1_000;

impl Entities {
    /// Key of a look-up for the signed-in user; `None` without a session, when the server cannot be asked.
    fn question(&self, connection: &ResolvedConnection, of: &EntityRef) -> Option<Question> {
        let user = self.sessions.identity(connection.id())?.text();
        Some((connection.id().to_owned(), user, of.clone()))
    }

    /// Outcome of the last look-up of a shown entity. An entity that was looked up since makes it void.
    pub(crate) fn answered(
        &self,
        connection: &ResolvedConnection,
        of: &EntityRef,
        entity: &Entity,
    ) -> Option<Answered> {
        let question = self.question(connection, of)?;
        let (at, answered) = self.memory.lock().asked_entities.get(&question).cloned()?;
        #[allow(clippy::cast_possible_truncation)] // milliseconds since 1970
        let newer = entity.told_by == Source::LookUp && entity.as_of as i64 > at;
        (!newer).then_some(answered)
    }

    /// Looks the entity up in the background while its page is shown, unless that was done a short time ago.
    pub(crate) fn ask_behind(
        self: &Arc<Self>,
        connection: &ResolvedConnection,
        of: &EntityRef,
        provider: Option<String>,
    ) {
        let Some(question) = self.question(connection, of) else { return };
        let now = self.core.now();
        let patience = i64::from(self.core.preferences().look_up_minutes.max(1)) * MINUTE;
        {
            let mut state = self.memory.lock();
            if state.asked_entities.len() >= REMEMBERED {
                state.asked_entities.clear();
            }
            match state.asked_entities.entry(question) {
                Entry::Occupied(mut known) => {
                    let (at, answered) = known.get();
                    let rests = match answered {
                        Answered::Failed(_) => SOON,
                        _ => patience,
                    };
                    if now.saturating_sub(*at) < rests {
                        return;
                    }
                    known.insert((now, Answered::NotYet));
                }
                Entry::Vacant(unknown) => _ = unknown.insert((now, Answered::NotYet)),
            }
        }
        let (connection, of) = (connection.clone(), of.clone());
        let this = Arc::clone(self);
        self.core.behind(async move {
            this.ask_now(&connection, &of, provider.as_deref()).await;
            this.core.bell.entities();
        });
    }

    /// Looks the entity up on the server and remembers the outcome.
    pub(crate) async fn ask_now(&self, connection: &ResolvedConnection, of: &EntityRef, provider: Option<&str>) {
        let question = self.question(connection, of);
        let answered = match self.lookups.look_up(connection.id(), of, provider).await {
            Ok(LookedUp::Found(_)) => Answered::Found,
            Ok(LookedUp::NotFound) => Answered::NotFound,
            Ok(LookedUp::NotAsked(problem)) | Err(problem) => Answered::Failed(problem),
        };
        if let Some(question) = question.or_else(|| self.question(connection, of)) {
            let now = self.core.now();
            self.memory.lock().asked_entities.insert(question, (now, answered));
        }
    }
}
