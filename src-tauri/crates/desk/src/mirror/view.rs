//! Wire types of the mirror.

use serde::Serialize;
use ts_rs::TS;

/// Progress of reading a list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncProgress {
    /// The list: a life-cycle state such as `COMPLETED`, or a request type.
    pub list: String,
    pub rows: u32,
    pub bytes: f64,
    /// The size that the server announced; absent if it did not.
    pub of_bytes: Option<f64>,
    pub started: f64,
}
