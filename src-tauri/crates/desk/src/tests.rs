//! Tests of the whole desk against the sandbox, over real sockets. The tests set the clock, so none of them sleeps: a
//! test waits for an expected state, and a jump of the clock wakes the workers.

mod batches;
mod bent;
mod connections;
mod dates;
pub(crate) mod entities;
mod exports;
mod faults;
mod field;
mod files;
mod handover;
pub(crate) mod harness;
mod identity;
mod imports;
mod interleaving;
mod leaving;
mod lists;
pub(crate) mod lookups;
mod marks;
pub(crate) mod mirror_retention;
mod outbox;
pub(crate) mod outbox_edit;
pub(crate) mod outbox_retention;
mod proof;
pub(crate) mod reconcile;
mod rejected;
mod retries;
mod services;
mod sessions;
pub(crate) mod shared_files;
mod sheets;
mod twice;
