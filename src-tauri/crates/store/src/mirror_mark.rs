//! The mark that says how far the mirror of servers' requests had been told: the cache gives it, outbox rows and field notes
//! keep it.

use serde::{Deserialize, Serialize};

/// How far a cache had been told by servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MirrorMark {
    /// Random. In another one, numbers say nothing.
    pub generation: i64,
    pub seq: i64,
}
