//! Smartcards, set-top boxes, subscriptions and services in the cache, and the calls that look them up on the server.
//! What is known belongs to one connection and user: the user of the session, or of the last session there.
//!
//! Pages of one card or box, with its pairings and history, belong to [`entities`](crate::entities).

pub(crate) mod ca_ids;
mod check;
pub(crate) mod fetch;
pub(crate) mod from_server;
mod known;
pub(crate) mod learn;
pub(crate) mod presenter;
pub(crate) mod recents;
pub(crate) mod resolve;
pub(crate) mod revalidate;
pub(crate) mod search;
pub(crate) mod service_types;
pub(crate) mod services;
pub(crate) mod view;

use std::sync::Arc;

use store::cache::entities::{CachedEntity, DescriptionSource, Owner, ReportedEntity};
use tokio::sync::Mutex;

pub(crate) use crate::lookups::{
    fetch::{Lookup, LookupClient},
    from_server::reported_service,
    known::KnownValue,
    presenter::{ENTITY_RETENTION_MS, EntityPresenter, entity_kind, fits, kinds, parse_reported_key, reported_entity},
};
use crate::{
    connections::Connections,
    core::state::Core,
    error::problem::{Problem, ProblemCode},
    requests::Requests,
    sessions::Sessions,
    view::{Entity, EntityKind, EntityRef},
};

pub struct Lookups {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    /// Look-ups under way on the server.
    pub(crate) asking: LookupClient,
    /// Held while identifiers are learnt from the journal.
    pub(crate) learning: Mutex<()>,
}

impl Lookups {
    pub(crate) fn new(
        core: Arc<Core>,
        connections: Arc<Connections>,
        sessions: Arc<Sessions>,
        requests: Arc<Requests>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core,
            connections,
            sessions,
            requests,
            asking: LookupClient::default(),
            learning: Mutex::default(),
        })
    }
}

/// Shortest text that is looked up on the server. Otherwise each of the first letters typed would be a call.
pub(crate) const MIN_LOOKUP_CHARS: usize = 3;

/// Most cards and boxes of one subscription that are read.
const MAX_ITEMS: u32 = 50;

/// An entity in the cache, for one user of one connection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KnownEntity {
    pub(crate) entity: Entity,
    /// Account number of a subscription.
    pub(crate) account: Option<String>,
    /// Ownership of an item, in the server's spelling.
    pub(crate) ownership: Option<String>,
    /// Time at which the entity is deleted from the cache.
    pub(crate) kept_until: Option<i64>,
}

/// Outcome of a look-up on the server.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LookedUp {
    Found(Box<KnownEntity>),
    NotFound,
    /// The server could not be asked.
    NotAsked(Problem),
}

impl Lookups {
    /// Cards and boxes in the cache that are known to belong to a subscription. Does not ask the server.
    pub(crate) async fn items_of_subscription(&self, connection: &str, number: &str) -> Result<Vec<Entity>, Problem> {
        let (showing, number) = (self.showing(connection), number.to_owned());
        self.core
            .cache(move |cache| {
                let items = cache.items_of_subscription(&showing.owner, &number, MAX_ITEMS)?;
                Ok(items.iter().map(|item| showing.entity(item)).collect())
            })
            .await
    }

    /// Looks an entity up on the server by every matching identifier, and caches the answers. `provider` helps if only
    /// a CA id is known. Concurrent equal look-ups share one call (single-flight).
    pub(crate) async fn look_up(
        self: &Arc<Self>,
        connection: &str,
        of: &EntityRef,
        provider: Option<&str>,
    ) -> Result<LookedUp, Problem> {
        let owner = self.sessions.owner(connection);
        let question = (owner, of.clone(), provider.map(str::to_owned));
        let cell = self.asking.call(&question);
        let looked_up = cell.get_or_init(|| self.ask_for(connection, of, provider)).await.clone();
        self.asking.answered(&question, &cell);
        looked_up
    }

    async fn ask_for(
        self: &Arc<Self>,
        connection: &str,
        of: &EntityRef,
        provider: Option<&str>,
    ) -> Result<LookedUp, Problem> {
        let (asks, problem) = self.questions(connection, of, provider).await?;
        let unasked = problem.unwrap_or_else(|| Problem::new(ProblemCode::NoLookUp, ""));
        if asks.is_empty() {
            return Ok(LookedUp::NotAsked(unasked));
        }
        let (kept, problem) = self.ask_all(connection, asks).await?;
        let showing = self.showing(connection);
        let mut known: Vec<KnownEntity> = kept.iter().map(|(_, kept)| showing.known(kept)).collect();
        known.retain(|known| related(of.kind, known.entity.kind));
        known.sort_by_key(|known| !fits(of.kind, known.entity.kind));
        Ok(match (known.into_iter().next(), problem) {
            (Some(known), _) => LookedUp::Found(Box::new(known)),
            (None, Some(problem)) => LookedUp::NotAsked(problem),
            (None, None) => LookedUp::NotFound,
        })
    }

    /// Caches entities that the server returned.
    async fn store_reported(&self, owner: Owner, told: Vec<ReportedEntity>) -> Result<Vec<CachedEntity>, Problem> {
        let (now, most) = (self.core.now(), self.core.preferences().look_ups_kept);
        let kept = self
            .core
            .cache(move |cache| cache.keep_entities(&owner, &told, DescriptionSource::Lookup, now, most))
            .await?;
        self.core.events.entities();
        Ok(kept)
    }
}

/// Whether an entity of one kind answers an input for another: a box at a card's input is an answer, of the wrong kind.
pub(crate) fn related(wanted: EntityKind, kind: EntityKind) -> bool {
    wanted == kind || wanted.is_item() && kind.is_item()
}

impl From<Entity> for KnownEntity {
    /// An entity known only from requests.
    fn from(entity: Entity) -> Self {
        Self { entity, account: None, ownership: None, kept_until: None }
    }
}
