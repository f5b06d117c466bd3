//! Asking the server about a thing whose page is shown, and what came of it. What it knows stands in the look-ups; that
//! it knows nothing, or could not be asked, is remembered here, so that a page that is read again does not ask again.

use std::collections::hash_map::Entry;

use crate::{
    connections::registry::Known,
    entities::{Answered, Entities, Question},
    lookups::LookedUp,
    view::{Thing, ThingRef, ToldBy},
};

/// What the server does not know is asked again after this time, as what it knows is.
const MINUTE: i64 = 60_000;
/// A server that could not be asked may be there again.
const SOON: i64 = MINUTE;
/// More pages than are looked at in a day.
const REMEMBERED: usize = 1_000;

impl Entities {
    /// Whom the answers are for; nobody is signed in: nobody can ask.
    fn question(&self, connection: &Known, of: &ThingRef) -> Option<Question> {
        let user = self.sessions.identity(connection.id())?.text();
        Some((connection.id().to_owned(), user, of.clone()))
    }

    /// What came of asking about a thing that is shown. What was looked up since is newer than that.
    pub(crate) fn answered(&self, connection: &Known, of: &ThingRef, thing: &Thing) -> Option<Answered> {
        let question = self.question(connection, of)?;
        let (at, answered) = self.memory().asked_things.get(&question).cloned()?;
        #[allow(clippy::cast_possible_truncation)] // milliseconds since 1970
        let newer = thing.told_by == ToldBy::LookUp && thing.as_of as i64 > at;
        (!newer).then_some(answered)
    }

    /// Asks the server while the page is shown, once in a while.
    pub(crate) fn ask_behind(&self, connection: &Known, of: &ThingRef, provider: Option<String>) {
        let Some(question) = self.question(connection, of) else { return };
        let now = self.core.now();
        let patience = i64::from(self.core.preferences().look_up_minutes.max(1)) * MINUTE;
        {
            let mut state = self.memory();
            if state.asked_things.len() >= REMEMBERED {
                state.asked_things.clear();
            }
            match state.asked_things.entry(question) {
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
        let this = self.clone();
        self.core.behind(async move {
            this.ask_now(&connection, &of, provider.as_deref()).await;
            this.core.bell.things();
        });
    }

    /// Asks the server now.
    pub(crate) async fn ask_now(&self, connection: &Known, of: &ThingRef, provider: Option<&str>) {
        let question = self.question(connection, of);
        let answered = match self.lookups.look_up(connection.id(), of, provider).await {
            Ok(LookedUp::Found(_)) => Answered::Found,
            Ok(LookedUp::NotFound) => Answered::NotFound,
            Ok(LookedUp::NotAsked(problem)) | Err(problem) => Answered::Failed(problem),
        };
        if let Some(question) = question.or_else(|| self.question(connection, of)) {
            let now = self.core.now();
            self.memory().asked_things.insert(question, (now, answered));
        }
    }
}
