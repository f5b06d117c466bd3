//! Wire types of the mirror.

use serde::Serialize;
use ts_rs::TS;

/// How far the reading of a list has come.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncProgress {
    /// Which list: a life-cycle state such as `COMPLETED`, or a request type.
    pub list: String,
    pub rows: u32,
    pub bytes: f64,
    /// What the server announced, if it did.
    pub of_bytes: Option<f64>,
    pub started: f64,
}
