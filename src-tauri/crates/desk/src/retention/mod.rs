//! Retention: look-ups, drafts and requests of others that are too old go by themselves ([`others`]); ended requests of
//! this desk go when the operator says so ([`own`]).
//!
//! Wiping everything at once belongs to [`App`](crate::App).

pub(crate) mod others;
pub(crate) mod own;
pub(crate) mod view;

use std::sync::{Arc, atomic::AtomicBool};

use crate::{connections::Connections, core::state::Core, mirror::Mirror, sessions::Sessions};

#[derive(Clone)]
pub struct Retention {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    mirror: Arc<Mirror>,
    pub(crate) shared: Arc<RetentionShared>,
}

/// Shared by all clones; gone with the process.
#[derive(Default)]
pub(crate) struct RetentionShared {
    pub(crate) purging: Purging,
    /// Retention was shortened, so some of the mirror may be too old now.
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
            shared: Arc::default(),
        })
    }
}

/// The purge that is running; there is one at a time.
#[derive(Default)]
pub(crate) struct Purging {
    turn: tokio::sync::Mutex<()>,
    stopped: AtomicBool,
}
