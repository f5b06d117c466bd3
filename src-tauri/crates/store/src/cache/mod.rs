//! Stores a copy of all requests, the server's and this desk's, in `cache.db`, together with looked-up entities and
//! form drafts.
//!
//! It is replaceable: a corrupt file is set aside and recreated, even while in use. Lists have a connection of their
//! own, so that a screen waits neither for the network nor for a sync that writes. This desk's own rows are copied from
//! the journal, which is attached read-only.
//!
//! `requests` has the lists, `rejected` their rejected ones by cause and triage, `entities` the entities that were looked up,
//! `history` the acts of this desk. A file has the statements of its table on top; `schema` has the migrations alone. Not here: anything that cannot be read
//! again from the server or out of the journal.

pub mod causes;
mod database;
mod drop_connection;
pub mod entities;
mod facets;
pub mod form_drafts;
pub mod history;
mod open;
pub mod rejected;
pub mod requests;
mod schema;
pub mod stamps;
mod wipe;

pub use database::Cache;
pub use facets::Facets;
pub use wipe::Wiped;

#[cfg(test)]
mod tests;
