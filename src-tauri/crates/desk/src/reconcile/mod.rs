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
use tokio::sync::Mutex;

use crate::{
    connections::Connections,
    core::state::Core,
    outbox::Outbox,
    reconcile::matching::MatchCriteria,
    requests::{Requests, identifiers::ItemIds},
    sessions::Sessions,
};

pub struct Reconciler {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    outbox: Arc<Outbox>,
    /// One search for lost requests at a time.
    searching: Mutex<()>,
}

impl Reconciler {
    pub(crate) fn new(
        core: Arc<Core>,
        connections: Arc<Connections>,
        sessions: Arc<Sessions>,
        requests: Arc<Requests>,
        outbox: Arc<Outbox>,
    ) -> Arc<Self> {
        Arc::new(Self { core, connections, sessions, requests, outbox, searching: Mutex::default() })
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
