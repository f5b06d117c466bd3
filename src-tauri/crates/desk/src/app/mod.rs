//! The whole desk: opening and leaving a profile, recovery, the snapshot, the preferences, the report for support, changes
//! of connections, and wiping local data. Operations on several domains at once are here; an operation on one domain
//! belongs there.

pub(crate) mod desk;
pub(crate) mod diagnostics;
pub(crate) mod edit_connections;
pub(crate) mod recovery;
pub(crate) mod restart;
pub(crate) mod snapshot;
pub(crate) mod startup;
pub(crate) mod stopped;
pub(crate) mod view;
pub(crate) mod wipe;

use std::sync::Arc;

use tokio::task::JoinHandle;

use crate::{
    bulk::Bulk,
    connections::Connections,
    core::{guarded::Guarded, state::Core},
    entities::Entities,
    field::Field,
    lookups::Lookups,
    mirror::Mirror,
    outbox::Outbox,
    rejected::Rejected,
    requests::Requests,
    retention::Retention,
    retries::Retries,
    sessions::Sessions,
};

pub struct App {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    lookups: Arc<Lookups>,
    outbox: Arc<Outbox>,
    mirror: Arc<Mirror>,
    retention: Arc<Retention>,
    entities: Arc<Entities>,
    rejected: Arc<Rejected>,
    retries: Arc<Retries>,
    bulk: Arc<Bulk>,
    field: Arc<Field>,
    version: String,
    tasks: Guarded<Vec<JoinHandle<()>>>,
}
