//! Smartcards, set-top boxes, subscriptions and services as this computer knows them, and how the server is asked.

use crate::{
    Desk,
    problem::Problem,
    view::{Thing, ThingRef},
};

/// A thing as it stands in the cache, for one user of one connection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KnownThing {
    pub(crate) thing: Thing,
    /// Account number of a subscription.
    pub(crate) account: Option<String>,
    /// Ownership of an item, in the server's word.
    pub(crate) ownership: Option<String>,
    /// When it is forgotten.
    pub(crate) kept_until: Option<i64>,
}

/// What came of asking the server.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LookedUp {
    Found(Box<KnownThing>),
    NotFound,
    /// It could not be asked.
    NotAsked(Problem),
}

impl Desk {
    /// What the cache knows by that name, best first. Nothing is asked.
    #[allow(clippy::unused_async)]
    pub(crate) async fn known_things(&self, connection: &str, of: &ThingRef) -> Result<Vec<KnownThing>, Problem> {
        let _ = (connection, of);
        Ok(Vec::new())
    }

    /// Asks the server by the names that fit, and keeps what it says. `provider` helps where a CA id is all there is.
    #[allow(clippy::unused_async)]
    pub(crate) async fn look_up(
        &self,
        connection: &str,
        of: &ThingRef,
        provider: Option<&str>,
    ) -> Result<LookedUp, Problem> {
        let _ = (connection, of, provider);
        Ok(LookedUp::NotFound)
    }
}
