//! Wire types of the whole desk.

use crate::{
    error::problem::Problem,
    view::{Connection, Keyring, ListFault, Network, OutboxCounts, Preferences, Session, SyncProgress},
};

use serde::Serialize;
use ts_rs::TS;

/// Everything that the first paint needs, and what stands round every page.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    pub version: String,
    pub connections: Vec<Connection>,
    /// Id of the chosen connection.
    pub connection: String,
    pub session: Option<Session>,
    pub keyring: Keyring,
    pub preferences: Preferences,
    pub outbox: OutboxCounts,
    /// Not empty: something on this computer needs to be told once or stops sending.
    pub notices: Vec<Problem>,
    /// Sending is stopped: the journal cannot be opened.
    pub journal: Option<Problem>,
    pub network: Network,
    /// The lists are being read.
    pub sync: Option<SyncProgress>,
    /// Lists that could not be read, or not whole.
    pub list_faults: Vec<ListFault>,
    /// Operations that the connection's release lacks.
    pub unavailable: Vec<Unavailable>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Unavailable {
    pub operation: String,
    /// First release that has it, when the server's is older.
    pub from: Option<String>,
    /// Last release that has it, when the server's is newer.
    pub until: Option<String>,
}

/// What a wipe took, and what was found of it afterwards in the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Wiped {
    pub things: u32,
    pub requests: u32,
    pub forms: u32,
    /// Of the field mode; these were in the journal.
    pub jobs: u32,
    /// So many names of the cache were searched for in every file of the cache, byte by byte.
    pub searched: u32,
    /// In so many places one was still found. Zero, or the wipe failed.
    pub left: u32,
}
