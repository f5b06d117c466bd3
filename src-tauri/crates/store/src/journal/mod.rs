//! Stores the requests of this desk and their outcomes in `journal.db`, which is never deleted and never replaced.
//!
//! A row is durable before anything is sent. The journal never holds a token or a PIN: a row with a PIN has `has_pin`
//! set, and its `values` and `body` are stored without it.
//!
//! One thread writes ([`Journal::write`](crate::journal::Journal::write)); reads have a connection of their own and
//! never wait for a commit.
//!
//! A file has a table or a group of tables: its `CREATE TABLE` on top, then the types of its rows, then reading
//! (`impl Journal`) and writing (`impl Transaction`). `schema` has the migrations alone. Not here: what the server told (the
//! cache), and when a row may leave (the scheduler of `desk`).

pub mod batches;
pub mod ca_id_mappings;
mod database;
pub mod field_jobs;
mod fingerprints;
pub mod grouping;
pub mod knowledge;
mod open;
mod outbox_queries;
mod outbox_row;
mod outbox_table;
mod queue_entry;
pub mod retention;
pub mod retries;
mod schema;
pub mod sequences;
pub mod sheets;
pub mod sign_ins;
pub mod tenant;
pub mod timeline;
mod transaction;
pub mod triage;
pub mod versioned;
mod writer;

pub use database::Journal;
pub use fingerprints::{SentContent, StoredContent};
pub use outbox_row::{Doubt, InSequence, NewOutboxRow, OutboxRow};
pub use queue_entry::QueueEntry;
pub use retries::CompletedRequest;
pub use transaction::{Steps, Transaction};
pub use writer::Written;

#[cfg(test)]
pub(crate) mod tests;
