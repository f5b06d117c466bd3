//! The copy of the server's request lists: when they are read, how far, and which of the rows are kept.
//!
//! Queries on the copy belong to [`requests`](crate::requests), its clean-up to [`retention`](crate::retention).

pub(crate) mod completed;
pub(crate) mod read;
pub(crate) mod retention_start;
pub(crate) mod sync;
pub(crate) mod view;

use std::sync::Arc;

use tokio::sync::{Mutex, Notify};

use crate::{
    connections::Connections,
    core::{guarded::Guarded, state::Core},
    outbox::Outbox,
    requests::Requests,
    sessions::Sessions,
    view::SyncProgress,
};

pub struct Mirror {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    outbox: Arc<Outbox>,
    /// One reading of the lists at a time.
    pub(crate) reading: Mutex<()>,
    /// Stops all readers of lists.
    pub(crate) stop_reading: Notify,
    pub(crate) memory: Guarded<MirrorMemory>,
}

#[derive(Default)]
pub(crate) struct MirrorMemory {
    /// Progress of reading a list.
    pub(crate) sync: Option<SyncProgress>,
    /// Until this time the list of completed requests is not read: reading it was stopped or failed.
    pub(crate) long_list_after: i64,
    /// Time at which the user stopped a reading that took too long.
    pub(crate) long_list_stopped: Option<i64>,
}

impl Mirror {
    pub(crate) fn new(
        core: Arc<Core>,
        connections: Arc<Connections>,
        sessions: Arc<Sessions>,
        requests: Arc<Requests>,
        outbox: Arc<Outbox>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core,
            connections,
            sessions,
            requests,
            outbox,
            reading: Mutex::default(),
            stop_reading: Notify::new(),
            memory: Guarded::default(),
        })
    }
}
