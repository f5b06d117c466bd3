//! The whole desk: opening and leaving a profile, recovery, the snapshot, the preferences, changes of connections, and
//! wiping local data. Operations on several domains at once are here; an operation on one domain belongs there.

pub(crate) mod edit_connections;
pub(crate) mod recovery;
pub(crate) mod snapshot;
pub(crate) mod startup;
pub(crate) mod view;
pub(crate) mod wipe;

use std::sync::{Arc, Mutex};

use tokio::task::JoinHandle;

use crate::{
    connections::Connections, core::state::Core, entities::Entities, field::Field, lookups::Lookups, mirror::Mirror,
    rejected::Rejected, requests::Requests, retention::Retention, retries::Retries, sessions::Sessions,
};

#[derive(Clone)]
pub struct App {
    pub(crate) core: Arc<Core>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) requests: Arc<Requests>,
    pub(crate) lookups: Arc<Lookups>,
    pub(crate) mirror: Arc<Mirror>,
    pub(crate) retention: Arc<Retention>,
    pub(crate) entities: Arc<Entities>,
    pub(crate) rejected: Arc<Rejected>,
    pub(crate) retries: Arc<Retries>,
    pub(crate) field: Arc<Field>,
    pub(crate) shared: Arc<AppShared>,
}

/// Shared by all clones; gone with the process.
pub(crate) struct AppShared {
    pub(crate) version: String,
    pub(crate) tasks: Mutex<Vec<JoinHandle<()>>>,
}
