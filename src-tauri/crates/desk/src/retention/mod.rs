//! Retention: look-ups, drafts and requests of others that are too old go by themselves ([`others`]); ended requests of
//! this desk go when the operator says so ([`own`]).
//!
//! Wiping everything at once belongs to [`App`](crate::App).

pub(crate) mod others;
pub(crate) mod own;
pub(crate) mod view;

use std::sync::{Arc, atomic::AtomicBool};

use tokio::sync::Mutex;

use crate::{connections::Connections, core::state::Core, mirror::Mirror, sessions::Sessions};

pub struct Retention {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    mirror: Arc<Mirror>,
    purging: Purging,
    /// Retention was shortened, so some of the mirror may be too old now.
    pub(crate) keep_less: AtomicBool,
}

impl Retention {
    pub(crate) fn new(
        core: Arc<Core>,
        connections: Arc<Connections>,
        sessions: Arc<Sessions>,
        mirror: Arc<Mirror>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core,
            connections,
            sessions,
            mirror,
            purging: Purging::default(),
            keep_less: AtomicBool::default(),
        })
    }
}

/// The purge that is running; there is one at a time.
#[derive(Default)]
pub(crate) struct Purging {
    turn: Mutex<()>,
    stopped: AtomicBool,
}
