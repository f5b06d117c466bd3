//! Start, recovery, snapshot, changes of connections, wiping.

pub(crate) mod edit_connections;
pub(crate) mod recovery;
pub(crate) mod snapshot;
pub(crate) mod startup;
pub(crate) mod wipe;
