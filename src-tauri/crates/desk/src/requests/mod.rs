//! Provisioning requests as lists and details show them, their cURL form and their export.

use crate::{connections::Connections, core::state::Core, requests::list_faults::ListFault, sessions::Sessions};

pub(crate) mod curl;
pub(crate) mod export;
pub(crate) mod from_server;
pub(crate) mod identifiers;
pub(crate) mod list;
pub(crate) mod list_faults;
pub(crate) mod row;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicBool},
};

#[derive(Clone)]
pub struct Requests {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    pub(crate) memory: Arc<Memory>,
}

/// Gone with the process.
#[derive(Default)]
pub(crate) struct Memory {
    /// One file at a time is written for somebody.
    pub(crate) exporting: tokio::sync::Mutex<()>,
    pub(crate) export_stopped: AtomicBool,
    pub(crate) state: Mutex<State>,
}

#[derive(Default)]
pub(crate) struct State {
    /// Lists that could not be read, or not whole, by connection.
    pub(crate) list_faults: HashMap<String, BTreeMap<&'static str, ListFault>>,
}

impl Requests {
    pub(crate) fn new(core: &Arc<Core>, connections: &Arc<Connections>, sessions: &Arc<Sessions>) -> Arc<Self> {
        Arc::new(Self {
            core: Arc::clone(core),
            connections: Arc::clone(connections),
            sessions: Arc::clone(sessions),
            memory: Arc::default(),
        })
    }

    /// Whoever holds it waits for nothing, and takes no other lock.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under it leaves it half-changed.
        self.memory.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
