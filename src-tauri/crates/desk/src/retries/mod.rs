//! Rejected requests sent again: the prefilled form, the retry of one request, and bulk retries with their worker.
//!
//! The rows that a retry makes are rows of [`outbox`](crate::outbox) like any other.

pub(crate) mod batch;
pub(crate) mod ca_id_mappings;
pub(crate) mod prefill;
pub(crate) mod retry;
pub(crate) mod view;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, atomic::AtomicU32},
};

use crate::{
    connections::Connections,
    core::{guarded::Guarded, state::Core},
    lookups::Lookups,
    outbox::Outbox,
    rejected::Rejected,
    requests::Requests,
    sessions::Sessions,
    view::PrefilledForm,
};

pub struct Retries {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    lookups: Arc<Lookups>,
    outbox: Arc<Outbox>,
    rejected: Arc<Rejected>,
    /// Counter of the readings of batches that were handed to the window.
    batch_readings: AtomicU32,
    pub(crate) memory: Guarded<RetriesMemory>,
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
        core: Arc<Core>,
        connections: Arc<Connections>,
        sessions: Arc<Sessions>,
        requests: Arc<Requests>,
        lookups: Arc<Lookups>,
        outbox: Arc<Outbox>,
        rejected: Arc<Rejected>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core,
            connections,
            sessions,
            requests,
            lookups,
            outbox,
            rejected,
            batch_readings: AtomicU32::default(),
            memory: Guarded::default(),
        })
    }
}
