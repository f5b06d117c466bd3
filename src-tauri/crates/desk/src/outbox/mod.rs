//! The outbox: a row is durable before it leaves, is scheduled, sent, followed and, in the field, checked again.

use crate::{connections::Connections, core::state::Core, lookups::Lookups, requests::Requests, sessions::Sessions};

pub(crate) mod drafts;
pub(crate) mod edit;
pub(crate) mod outcome;
pub(crate) mod recheck;
pub(crate) mod sender;
pub(crate) mod submit;
pub(crate) mod transmit;
pub(crate) mod watcher;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crmcom::{Pin, Token};

#[derive(Clone)]
pub struct Outbox {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    lookups: Arc<Lookups>,
    pub(crate) memory: Arc<Memory>,
}

/// Gone with the process.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) state: Mutex<State>,
}

#[derive(Default)]
pub(crate) struct State {
    /// Of requests that have not left, and since when; nowhere else.
    pub(crate) pins: HashMap<String, (Pin, i64)>,
    /// With which token a request was refused last.
    pub(crate) refused_with: HashMap<String, Token>,
    /// Keys of requests that a batch sent and that have no outcome yet: the batch tells of them, not each by itself.
    pub(crate) of_batches: HashSet<String>,
    /// When the watcher looks again by itself.
    pub(crate) watches_at: i64,
}

impl Outbox {
    pub(crate) fn new(
        core: &Arc<Core>,
        connections: &Arc<Connections>,
        sessions: &Arc<Sessions>,
        requests: &Arc<Requests>,
        lookups: &Arc<Lookups>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core: Arc::clone(core),
            connections: Arc::clone(connections),
            sessions: Arc::clone(sessions),
            requests: Arc::clone(requests),
            lookups: Arc::clone(lookups),
            memory: Arc::default(),
        })
    }

    /// Whoever holds it waits for nothing, and takes no other lock.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under it leaves it half-changed.
        self.memory.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
