//! What crosses to the window: the shapes of commands' answers and of events.
//!
//! Instants are milliseconds since the Unix epoch; the window shows them in the connection's time
//! zone. Identifiers, numbers and PINs are text. `ui/src/api/bindings.ts` is generated from here.

pub use crate::{
    app::view::*,
    connections::view::*,
    core::preferences::{Keeping, Preferences},
    core::view::*,
    entities::view::*,
    field::view::*,
    lookups::view::*,
    mirror::view::*,
    outbox::view::*,
    reconcile::view::*,
    rejected::view::*,
    requests::view::*,
    retention::view::*,
    retries::view::*,
    sessions::view::*,
};

use serde::Serialize;
use ts_rs::TS;

/// Pushed to the window as the Tauri event `desk`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum DeskEvent {
    /// Read the snapshot again.
    Snapshot,
    /// Requests changed; the screens ask again for what they show.
    Requests,
    /// A request of this desk reached its final state, was refused, or became unknown.
    Settled { row: Box<RequestRow> },
    /// Marks, knowledge or groups of rejected requests changed.
    Rejected,
    /// A batch of retries got on.
    Batch { batch: Box<Batch> },
    /// Things were looked up, learnt, pinned or forgotten.
    Things,
    /// The jobs of the day, or what waits for a decision.
    Field,
    /// A file is being written.
    Export { progress: ExportProgress },
    /// A file is being taken in, or taken back.
    Import { progress: ImportProgress },
    /// Own ended requests are being taken away.
    Purge { progress: PurgeProgress },
    /// The session ended: the sign-in sheet opens over the page.
    SessionEnded,
}
