//! Use cases of the desk over [`crmcom`] and [`store`], and the workers that send and watch.
//!
//! It knows no window: `src-tauri` turns each method of [`Desk`] into a command and each
//! [`DeskEvent`](view::DeskEvent) into an event. Every write goes through the outbox ([`Desk::send`]) and
//! every list comes from the disk ([`Desk::requests`]); there is no second way for either.

#![forbid(unsafe_code)]

mod batches;
mod changing;
mod comparing;
mod connections;
mod curl;
mod editing;
mod errors;
mod events;
mod evidence;
mod export;
mod field;
mod forms;
mod handover;
mod imports;
mod keeping;
mod keyring;
mod knowledge;
mod lineup;
mod looking;
mod marks;
mod marks_file;
mod once;
mod open;
mod options;
mod outbox;
mod pace;
mod paging;
mod pairings;
mod posting;
mod previews;
pub mod problem;
mod profile;
mod proxies;
mod rebuild;
mod recents;
mod reconcile;
mod recover;
mod rejected;
mod reports;
mod requests;
mod resolving;
mod retention;
mod retry;
mod rules;
mod searching;
mod sender;
mod services;
mod session;
mod sessions;
mod settle;
mod shared_file;
mod sheet;
mod sign_in;
mod snapshot;
mod state;
mod sync;
mod thing_jobs;
mod thing_page;
mod things;
mod tidings;
mod told;
mod unknowns;
pub mod view;
mod watcher;
mod wiping;
mod zones;

use std::sync::Arc;

pub use once::new_key;
pub use open::OpenError;
pub use options::{BuiltInSandbox, Clock, KeyringChoice, OpenSandbox, Options, SheetReader, UsualProxy};
pub use sheet::read_workbook;
pub use store::{MemoryKeyring, SecretError, administrator, claim, dumps, files::NewFile, logs, machine_id, window};

/// One open profile. Clones share it.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<state::Inner>,
}

#[cfg(test)]
mod tests;
