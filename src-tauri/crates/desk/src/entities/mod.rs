//! Pages of smartcards, set-top boxes, subscriptions and services: description, history of requests, pairings derived
//! from it, the preview of a pairing, and the operations that are offered.
//!
//! Nothing is stored here: the look-ups come from [`lookups`](crate::lookups), the rows from [`requests`](crate::requests).

pub(crate) mod actions;
pub(crate) mod describe;
pub(crate) mod page;
pub(crate) mod paired_boxes;
pub(crate) mod pairing_preview;
pub(crate) mod pairings;
pub(crate) mod request_history;
pub(crate) mod revalidate;
pub(crate) mod service_record;
pub(crate) mod subscription;
pub(crate) mod undone;
pub(crate) mod view;

use std::{collections::HashMap, sync::Arc};

use crate::{
    connections::Connections,
    core::{guarded::Guarded, state::Core},
    error::problem::Problem,
    lookups::Lookups,
    requests::Requests,
    sessions::Sessions,
    view::EntityRef,
};

pub struct Entities {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    lookups: Arc<Lookups>,
    pub(crate) memory: Guarded<EntitiesMemory>,
}

#[derive(Default)]
pub(crate) struct EntitiesMemory {
    /// Outcomes of look-ups for entity pages, each with its time.
    pub(crate) lookup_outcomes: HashMap<LookupKey, (i64, LookupOutcome)>,
}

impl Entities {
    pub(crate) fn new(
        core: Arc<Core>,
        connections: Arc<Connections>,
        sessions: Arc<Sessions>,
        requests: Arc<Requests>,
        lookups: Arc<Lookups>,
    ) -> Arc<Self> {
        Arc::new(Self { core, connections, sessions, requests, lookups, memory: Guarded::default() })
    }
}

/// Key of a look-up: connection, user, and the requested entity.
pub(crate) type LookupKey = (String, String, EntityRef);

/// Outcome of a look-up for an entity page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LookupOutcome {
    /// The look-up is under way.
    NotYet,
    Found,
    NotFound,
    Failed(Problem),
}

impl LookupOutcome {
    pub(crate) fn problem(self) -> Option<Problem> {
        match self {
            Self::Failed(problem) => Some(problem),
            Self::NotYet | Self::Found | Self::NotFound => None,
        }
    }
}
