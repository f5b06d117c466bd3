//! What became of a request whose answer was lost.

use crate::{connections::Connections, core::state::Core, outbox::Outbox, requests::Requests, sessions::Sessions};

pub(crate) mod candidates;
pub(crate) mod manual;
pub(crate) mod matching;
pub(crate) mod reconciler;

use std::sync::Arc;

#[derive(Clone)]
pub struct Reconciler {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    outbox: Arc<Outbox>,
    pub(crate) memory: Arc<Memory>,
}

/// Gone with the process.
#[derive(Default)]
pub(crate) struct Memory {
    /// One search for lost requests at a time.
    pub(crate) searching: tokio::sync::Mutex<()>,
}

impl Reconciler {
    pub(crate) fn new(
        core: &Arc<Core>,
        connections: &Arc<Connections>,
        sessions: &Arc<Sessions>,
        requests: &Arc<Requests>,
        outbox: &Arc<Outbox>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core: Arc::clone(core),
            connections: Arc::clone(connections),
            sessions: Arc::clone(sessions),
            requests: Arc::clone(requests),
            outbox: Arc::clone(outbox),
            memory: Arc::default(),
        })
    }
}
