//! The mark that says how far the mirror of servers' requests had been told: the cache gives it, outbox rows and field notes
//! keep it.

use serde::{Deserialize, Serialize};

/// State of the mirror: the number of the last report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MirrorMark {
    /// Random. Numbers of different generations cannot be compared.
    pub generation: i64,
    pub seq: i64,
}
