//! Types that cross to the window: answers of commands, and events.
//!
//! Instants are milliseconds since the Unix epoch; the window shows them in the connection's time zone. Identifiers,
//! numbers and PINs are text. `ui/src/api/bindings.ts` is generated from here.

pub use crate::{
    app::view::*, batches::view::*, bulk::view::*, connections::view::*, core::view::*, entities::view::*,
    field::view::*, history::view::*, households::view::*, lookups::view::*, mirror::view::*, outbox::view::*,
    reconcile::view::*, rejected::view::*, requests::view::*, retention::view::*, retries::view::*, sessions::view::*,
};

use serde::Serialize;
use ts_rs::TS;

/// Pushed to the window as the Tauri event `desk`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum DeskEvent {
    /// The snapshot has changed and is to be read again.
    Snapshot,
    /// Requests changed; the pages read again the rows that they show.
    Requests,
    /// A request of this desk reached its final state, was refused, or became unknown.
    Settled { row: Box<RequestRow> },
    /// Triage marks, knowledge or groups of rejected requests changed.
    Rejected,
    /// A batch made progress.
    Batch { batch: Box<BatchView> },
    /// A sheet is being read or checked.
    Sheet { progress: SheetProgress },
    /// The dry run of a sheet made progress, or ended.
    DryRun { id: String },
    /// Entities were looked up, learnt, pinned or deleted.
    Entities,
    /// The jobs of the day, or the decisions that wait, changed.
    Field,
    /// A file is being written.
    Export { progress: ExportProgress },
    /// A file is being imported, or an import is being undone.
    Import { progress: ImportProgress },
    /// Own ended requests are being purged.
    Purge { progress: PurgeProgress },
    /// The last notification of the system was clicked (`opened`), was dismissed, or is needless since the window came to the
    /// front.
    NotificationRead { opened: bool },
    /// A file was dropped on the window.
    FileDropped { file: ChosenFile },
    /// Another program opened a link to a page of this desk, which waits to be taken.
    LinkOpened,
    /// The session ended: the sign-in sheet opens over the page.
    SessionEnded,
    /// The state of the desk's own updates changed.
    Updates,
}
