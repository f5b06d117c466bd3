//! Servers: which there are, how each is reached, and the masks by which identifiers are told apart.

use crate::{
    connections::registry::Way,
    core::{
        options::{BuiltInSandbox, UsualProxy},
        state::Core,
    },
};

pub(crate) mod identifier_rules;
pub(crate) mod proxies;
pub(crate) mod registry;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crmcom::Limits;
use store::StoredConnection;

#[derive(Clone)]
pub struct Connections {
    core: Arc<Core>,
    pub(crate) memory: Arc<Memory>,
}

/// Gone with the process.
pub(crate) struct Memory {
    pub(crate) sandbox: Option<BuiltInSandbox>,
    pub(crate) administrator: Vec<StoredConnection>,
    pub(crate) usual_proxy: UsualProxy,
    pub(crate) read_timeout: Duration,
    pub(crate) limits: Limits,
    pub(crate) state: Mutex<State>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) selected: String,
    /// Built once per connection: a client reads the system's certificates.
    pub(crate) ways: HashMap<String, Way>,
}

impl Connections {
    pub(crate) fn new(core: &Arc<Core>, memory: Memory) -> Arc<Self> {
        Arc::new(Self { core: Arc::clone(core), memory: Arc::new(memory) })
    }

    /// Whoever holds it waits for nothing, and takes no other lock.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under it leaves it half-changed.
        self.memory.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
