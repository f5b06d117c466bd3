//! Wire types of the whole desk.

use crate::{
    error::problem::Problem,
    view::{Connection, Keyring, ListFault, Network, OutboxCounts, Preferences, Session, SyncProgress},
};

use serde::Serialize;
use ts_rs::TS;

/// The snapshot: all that the first paint needs, and the state that every page shows.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    pub version: String,
    pub connections: Vec<Connection>,
    /// Id of the selected connection.
    pub connection: String,
    pub session: Option<Session>,
    pub keyring: Keyring,
    pub preferences: Preferences,
    pub outbox: OutboxCounts,
    /// Problems of this computer that are reported once or that stop sending.
    pub notices: Vec<Problem>,
    /// Set if the journal cannot be opened; sending is stopped.
    pub journal: Option<Problem>,
    pub network: Network,
    /// Set while the lists are being read.
    pub sync: Option<SyncProgress>,
    /// Lists that could not be read, or not in full.
    pub list_faults: Vec<ListFault>,
    /// Operations that the connection's release lacks.
    pub unavailable: Vec<Unavailable>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Unavailable {
    pub operation: String,
    /// First release that has it; set if the server's release is older.
    pub from: Option<String>,
    /// Last release that has it; set if the server's release is newer.
    pub until: Option<String>,
}

/// The work that a restart of the application would interrupt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RestartBlockers {
    /// Requests that were sent and have no answer yet.
    pub on_the_wire: u32,
    /// Requests that wait with a PIN, which is in memory only.
    pub with_pin: u32,
    /// Batches that are being planned or sent.
    pub batches: u32,
}

/// Numbers of deleted records, and the result of searching the files for them afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WipedView {
    pub entities: u32,
    pub requests: u32,
    pub forms: u32,
    /// Jobs of the field mode, which were in the journal.
    pub jobs: u32,
    /// Number of deleted identifiers that were searched for in every file of the cache, byte by byte.
    pub searched: u32,
    /// Number of places where one was still found. Not zero: the wipe failed.
    pub left: u32,
}
