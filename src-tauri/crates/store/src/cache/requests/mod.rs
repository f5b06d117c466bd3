//! Requests of the lists: what servers told, this desk's own rows beside it, and how both are asked for.

pub(crate) mod by_entity;
pub(crate) mod concurrent;
pub(crate) mod facets;
pub(crate) mod handover_counts;
pub(crate) mod journal_sync;
pub(crate) mod mirror;
pub(crate) mod mirror_mark;
pub(crate) mod query;
pub(crate) mod retention;
