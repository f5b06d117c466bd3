//! Bulk: a sheet of rows that become requests. It is brought, its columns are matched to the fields of an operation, its rows
//! are checked and repaired, and a batch sends them ([`batches`](crate::batches)); the report says what became of each.
//!
//! The rows of a sheet are in the journal. Its bytes stay in memory while it can still be read with other settings, because
//! columns that are not read may hold PINs.

mod bring;
mod check;
mod collector;
mod column_range;
mod doctor;
mod done_before;
mod dry_run;
mod form;
mod found;
mod head;
mod known_boxes;
mod match_columns;
mod matching;
mod repair;
mod report;
mod row_check;
mod rows;
mod run;
mod subject;
mod suggestion;
mod template;
pub(crate) mod view;

use std::sync::Arc;

use crate::{
    batches::Batches,
    bulk::dry_run::running::DryRuns,
    connections::Connections,
    core::{guarded::Guarded, options::SheetReader, state::Core},
    entities::Entities,
    lookups::Lookups,
    mirror::Mirror,
    outbox::Outbox,
    requests::Requests,
    sessions::Sessions,
    sheet::Document,
};

/// Rows of one commit: a single request waits no longer than for these.
const CHUNK_ROWS: u32 = 1_000;

pub struct Bulk {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    lookups: Arc<Lookups>,
    outbox: Arc<Outbox>,
    mirror: Arc<Mirror>,
    entities: Arc<Entities>,
    batches: Arc<Batches>,
    sheet_reader: SheetReader,
    /// The sheet that was brought last.
    open: Guarded<Option<OpenDocument>>,
    dry_runs: Guarded<DryRuns>,
}

/// The document of a sheet.
#[derive(Clone)]
struct OpenDocument {
    sheet: String,
    name: String,
    document: Document,
}

impl Bulk {
    #[allow(clippy::too_many_arguments)] // one for each domain that it uses
    pub(crate) fn new(
        core: Arc<Core>,
        connections: Arc<Connections>,
        sessions: Arc<Sessions>,
        requests: Arc<Requests>,
        lookups: Arc<Lookups>,
        outbox: Arc<Outbox>,
        mirror: Arc<Mirror>,
        entities: Arc<Entities>,
        batches: Arc<Batches>,
        sheet_reader: SheetReader,
    ) -> Arc<Self> {
        let (open, dry_runs) = (Guarded::default(), Guarded::default());
        Arc::new(Self {
            core,
            connections,
            sessions,
            requests,
            lookups,
            outbox,
            mirror,
            entities,
            batches,
            sheet_reader,
            open,
            dry_runs,
        })
    }
}
