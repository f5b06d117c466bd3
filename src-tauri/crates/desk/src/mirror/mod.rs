//! The copy of the server's request lists: when they are read, how far, and which of the rows are kept.
//!
//! Queries on the copy belong to [`requests`](crate::requests), its clean-up to [`retention`](crate::retention).

pub(crate) mod completed;
pub(crate) mod kept;
pub(crate) mod read;
pub(crate) mod sync;
pub(crate) mod view;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::{
    connections::Connections, core::state::Core, outbox::Outbox, requests::Requests, sessions::Sessions,
    view::SyncProgress,
};

#[derive(Clone)]
pub struct Mirror {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    outbox: Arc<Outbox>,
    pub(crate) shared: Arc<MirrorShared>,
}

/// Shared by all clones; gone with the process.
#[derive(Default)]
pub(crate) struct MirrorShared {
    /// One reading of the lists at a time.
    pub(crate) reading: tokio::sync::Mutex<()>,
    /// Stops all readers of lists.
    pub(crate) stop_reading: Notify,
    pub(crate) memory: Mutex<MirrorMemory>,
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

    /// Held for a moment: its holder awaits nothing and takes no other lock.
    pub(crate) fn memory(&self) -> MutexGuard<'_, MirrorMemory> {
        // No work under it leaves it half-changed.
        self.shared.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
