//! Rejected requests sent again: the prefilled form, the retry of one request, and bulk retries with their worker.
//!
//! The rows that a retry makes are rows of [`outbox`](crate::outbox) like any other.

pub(crate) mod batch;
pub(crate) mod prefill;
pub(crate) mod retry;
pub(crate) mod view;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicU32},
};

use crate::{
    connections::Connections, core::state::Core, outbox::Outbox, rejected::Rejected, requests::Requests,
    sessions::Sessions, view::PrefilledForm,
};

#[derive(Clone)]
pub struct Retries {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    outbox: Arc<Outbox>,
    rejected: Arc<Rejected>,
    pub(crate) shared: Arc<RetriesShared>,
}

/// Shared by all clones; gone with the process.
#[derive(Default)]
pub(crate) struct RetriesShared {
    /// Counter of the readings of batches that were handed to the window.
    pub(crate) batch_readings: AtomicU32,
    pub(crate) memory: Mutex<RetriesMemory>,
}

#[derive(Default)]
pub(crate) struct RetriesMemory {
    /// Prefilled forms as they were last handed out, to report later which fields the user changed.
    pub(crate) rebuilt: HashMap<String, PrefilledForm>,
    /// Batches that the user resumed: earlier endings do not count against them.
    pub(crate) batches_resumed: HashSet<String>,
}

impl Retries {
    pub(crate) fn new(
        core: &Arc<Core>,
        connections: &Arc<Connections>,
        sessions: &Arc<Sessions>,
        requests: &Arc<Requests>,
        outbox: &Arc<Outbox>,
        rejected: &Arc<Rejected>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core: Arc::clone(core),
            connections: Arc::clone(connections),
            sessions: Arc::clone(sessions),
            requests: Arc::clone(requests),
            outbox: Arc::clone(outbox),
            rejected: Arc::clone(rejected),
            shared: Arc::default(),
        })
    }

    /// Held for a moment: its holder awaits nothing and takes no other lock.
    pub(crate) fn memory(&self) -> MutexGuard<'_, RetriesMemory> {
        // No work under it leaves it half-changed.
        self.shared.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
