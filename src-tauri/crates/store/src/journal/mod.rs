//! Stores the requests of this desk and their outcomes in `journal.db`, which is never deleted and never replaced.
//!
//! A row is durable before anything is sent. The journal never holds a token or a PIN: a row with a PIN has `has_pin`
//! set, and its `values` and `body` are stored without it.
//!
//! One thread writes ([`Journal::write`]); reads have a connection of their own and never wait for a commit.
//!
//! A file has a table or a group of tables: its `CREATE TABLE` on top, then the types of its rows, then reading
//! (`impl Journal`) and writing (`impl Transaction`). `schema` has the migrations alone. Not here: what the server told (the
//! cache), and when a row may leave (the scheduler of `desk`).

mod batches;
mod database;
mod field_jobs;
mod grouping;
mod knowledge;
mod open;
mod outbox_queries;
mod outbox_row;
mod outbox_table;
mod queue_entry;
mod retention;
mod retries;
mod schema;
mod tenant;
mod timeline;
mod transaction;
mod triage;
mod versioned;
mod writer;

pub use batches::{
    ACTIVE_BATCH_STATES, Batch, BatchCounts, BatchGap, BatchPart, BatchPause, BatchRow, BatchState, Chosen, Ended,
    Plan, Taken,
};
pub use database::Journal;
pub use field_jobs::{FieldJob, FieldNote, JobLine};
pub(crate) use grouping::PART_SEPARATOR;
pub use grouping::{Grouping, SplitBy};
pub use knowledge::KnowledgeRow;
pub use outbox_row::{Doubt, NewOutboxRow, OutboxRow};
pub use queue_entry::QueueEntry;
pub use retention::{Purge, PurgeCount, ToPurge};
pub use retries::Retry;
pub use tenant::Leads;
pub use timeline::{StepKind, TimelineStep};
pub use transaction::{Steps, Transaction};
pub use triage::{Mark, MarkField};
pub use versioned::Merge;
pub use writer::Written;

#[cfg(test)]
pub(crate) mod tests;
