//! Rejected requests sent again: the prefilled form, the retry of one request, and bulk retries with their planner.
//!
//! The rows that a retry makes are rows of [`outbox`](crate::outbox) like any other.

mod batch;
pub(crate) mod ca_id_mappings;
mod order;
mod plan;
pub(crate) mod prefill;
pub(crate) mod retry;
pub(crate) mod view;

use std::{collections::HashMap, sync::Arc};

use crate::{
    batches::Batches,
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
    batches: Arc<Batches>,
    pub(crate) memory: Guarded<RetriesMemory>,
}

#[derive(Default)]
pub(crate) struct RetriesMemory {
    /// Prefilled forms as they were last handed out, to report later which fields the user changed.
    pub(crate) rebuilt: HashMap<String, PrefilledForm>,
}

impl Retries {
    #[allow(clippy::too_many_arguments)] // one for each domain that it uses
    pub(crate) fn new(
        core: Arc<Core>,
        connections: Arc<Connections>,
        sessions: Arc<Sessions>,
        requests: Arc<Requests>,
        lookups: Arc<Lookups>,
        outbox: Arc<Outbox>,
        rejected: Arc<Rejected>,
        batches: Arc<Batches>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core,
            connections,
            sessions,
            requests,
            lookups,
            outbox,
            rejected,
            batches,
            memory: Guarded::default(),
        })
    }
}
