//! How long what is on this computer is kept, and how it goes.

use crate::{connections::Connections, core::state::Core, mirror::Mirror, retention::own::Purging, sessions::Sessions};

pub(crate) mod others;
pub(crate) mod own;

use std::sync::{Arc, atomic::AtomicBool};

#[derive(Clone)]
pub struct Retention {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    mirror: Arc<Mirror>,
    pub(crate) memory: Arc<Memory>,
}

/// Gone with the process.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) purging: Purging,
    /// What is kept may be too old by now: somebody wants to keep less.
    pub(crate) keep_less: AtomicBool,
}

impl Retention {
    pub(crate) fn new(
        core: &Arc<Core>,
        connections: &Arc<Connections>,
        sessions: &Arc<Sessions>,
        mirror: &Arc<Mirror>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core: Arc::clone(core),
            connections: Arc::clone(connections),
            sessions: Arc::clone(sessions),
            mirror: Arc::clone(mirror),
            memory: Arc::default(),
        })
    }
}
