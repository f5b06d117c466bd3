//! Rows whose answer was lost: collecting candidates from the server's lists, matching them, and the decisions of the
//! operator. Nothing is sent from here; a row that may be sent again goes back to [`outbox`](crate::outbox).

pub(crate) mod candidates;
pub(crate) mod manual;
pub(crate) mod matching;
pub(crate) mod reconciler;
pub(crate) mod view;

use std::sync::Arc;

use crmcom::ProvisioningRequest;
use store::journal::OutboxRow;

use crate::{
    connections::Connections,
    core::state::Core,
    outbox::Outbox,
    reconcile::matching::MatchCriteria,
    requests::{Requests, identifiers::ItemIds},
    sessions::Sessions,
};

#[derive(Clone)]
pub struct Reconciler {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    outbox: Arc<Outbox>,
    pub(crate) shared: Arc<ReconcilerShared>,
}

/// Shared by all clones; gone with the process.
#[derive(Default)]
pub(crate) struct ReconcilerShared {
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
            shared: Arc::default(),
        })
    }
}

/// A row with the criteria for its request.
pub(crate) struct ReconcileTask {
    pub(crate) row: OutboxRow,
    pub(crate) wanted: MatchCriteria,
}

/// Result of one look at the server's lists.
pub(crate) struct Candidates {
    pub(crate) lists: Vec<String>,
    pub(crate) compared: u32,
    /// Requests that may match at least one of the rows.
    pub(crate) requests: Vec<ProvisioningRequest>,
    pub(crate) items: ItemIds,
}
