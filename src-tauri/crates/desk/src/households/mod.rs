//! Households: the cards and boxes of one subscription, the services of each card, and the requests that a change of
//! them makes.
//!
//! Nothing is stored here: the facts come from [`entities`](crate::entities) and [`lookups`](crate::lookups), and a change is
//! sent by the [`outbox`](crate::outbox) as a sequence.

pub(crate) mod members;
pub(crate) mod page;
pub(crate) mod plan;
pub(crate) mod replace;
pub(crate) mod services;
pub(crate) mod view;

use std::sync::Arc;

use crate::{core::state::Core, entities::Entities, lookups::Lookups, outbox::Outbox, sessions::Sessions};

pub struct Households {
    core: Arc<Core>,
    sessions: Arc<Sessions>,
    lookups: Arc<Lookups>,
    outbox: Arc<Outbox>,
    entities: Arc<Entities>,
}

impl Households {
    pub(crate) fn new(
        core: Arc<Core>,
        sessions: Arc<Sessions>,
        lookups: Arc<Lookups>,
        outbox: Arc<Outbox>,
        entities: Arc<Entities>,
    ) -> Arc<Self> {
        Arc::new(Self { core, sessions, lookups, outbox, entities })
    }
}
