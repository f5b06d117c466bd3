//! Whether the server knows many entities, one after another, without asking again for those that it was asked for a short
//! time ago.

use std::{sync::Arc, time::Duration};

use crate::{
    error::problem::Problem,
    lookups::{LookedUp, Lookups, related},
    view::{EntityRef, Source},
};

/// Time of a look-up before the first one was timed.
const USUAL_CALL_TIME: Duration = Duration::from_millis(300);
/// Each look-up moves the usual time by this part of the difference.
const MOVING_PART: u32 = 8;

/// The usual time of a look-up, by the last ones.
#[derive(Debug)]
pub(crate) struct CallTime(Duration);

impl Default for CallTime {
    fn default() -> Self {
        Self(USUAL_CALL_TIME)
    }
}

impl CallTime {
    pub(super) fn add(&mut self, took: Duration) {
        self.0 = self.0.saturating_sub(self.0 / MOVING_PART) + took / MOVING_PART;
    }
}

impl Lookups {
    /// Looks an entity up: in the cache, if it was looked up a short time ago; else on the server.
    pub(crate) async fn check_on_server(
        self: &Arc<Self>,
        connection: &str,
        of: &EntityRef,
        provider: Option<&str>,
    ) -> Result<LookedUp, Problem> {
        let known = self.known_entities(connection, of).await?;
        let fresh = known.into_iter().find(|known| {
            known.entity.source == Source::LookUp && !known.entity.stale && related(of.kind, known.entity.kind)
        });
        match fresh {
            Some(known) => Ok(LookedUp::Found(Box::new(known))),
            None => self.look_up(connection, of, provider).await,
        }
    }

    /// The usual time of one look-up.
    pub(crate) fn call_time(&self) -> Duration {
        self.asking.call_time.lock().0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_time_follows_the_last_calls() {
        let mut time = CallTime::default();
        assert_eq!(time.0, USUAL_CALL_TIME);
        for _ in 0..100 {
            time.add(Duration::from_secs(2));
        }
        assert!(time.0 > Duration::from_millis(1_900) && time.0 <= Duration::from_secs(2), "{time:?}");
    }
}
