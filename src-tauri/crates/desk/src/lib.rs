//! Use cases of the desk over [`crmcom`] and [`store`], and the workers that send and watch.
//!
//! It knows no window: `src-tauri` turns each public method of a domain into a command and each
//! [`DeskEvent`](view::DeskEvent) into an event. Every write goes through the outbox ([`Outbox::send`]) and every list comes
//! from the disk ([`Requests::requests`]); there is no second way for either.
//!
//! # Layers
//!
//! A module uses only modules above it in the list below. Each domain is one struct over the shared `Core`: it holds the
//! domains that it uses, and its own state behind its own lock, so that a call in the other direction does not compile.
//! [`Desk`] owns the domains. Wire types stand in the `view` module of their domain, without behaviour, and refer to each
//! other freely; [`view`] gathers them.
//!
//! - `error`: problems as the window shows them, and their mapping from errors of the lower crates.
//! - `time`: time zones of servers, wall clock and instants.
//! - `backoff`: delays before a worker tries again.
//! - `paging`: reading a list of the server to its certain end, page by page.
//! - `scheduler`: the queue in memory: which row may leave next, and the reason why the others wait.
//! - `core`: state and services that every domain needs.
//! - `connections`: servers, their HTTP clients and identifier masks.
//! - `sessions`: sign-in, tokens, keyring, users.
//! - `requests`: requests in lists and details, export, cURL.
//! - `lookups`: cards, boxes, subscriptions and services: cache, search and look-ups on the server.
//! - `outbox`: durable writes: submit, edit, send, record the outcome, follow.
//! - `reconcile`: rows whose answer was lost.
//! - `mirror`: the copy of the server's lists.
//! - `retention`: how long local data is kept.
//! - `history`: the acts of this desk, and their export; read-only.
//! - `entities`: pages of cards, boxes, subscriptions and services.
//! - `households`: cards and boxes of a subscription, services as ticks, plans of changes.
//! - `rejected`: rejected requests: groups, knowledge, triage.
//! - `batches`: requests that are started together: three first, then the rest at a pace.
//! - `retries`: rejected requests sent again, one or in bulk.
//! - `sheet`: reading of spreadsheets and pasted lists; no state.
//! - `bulk`: sheets whose rows become requests.
//! - `field`: the field mode: jobs, late check, slip.
//! - `app`: start, recovery, snapshot, changes of connections, wiping.
//! - `view`: wire types of all domains, and the events.

#![forbid(unsafe_code)]

pub(crate) mod app;
pub(crate) mod backoff;
mod batches;
mod bulk;
pub(crate) mod connections;
pub(crate) mod core;
pub(crate) mod entities;
pub(crate) mod error;
mod field;
mod history;
pub(crate) mod households;
pub(crate) mod lookups;
pub(crate) mod mirror;
pub(crate) mod outbox;
pub(crate) mod paging;
pub(crate) mod reconcile;
mod rejected;
pub(crate) mod requests;
pub(crate) mod retention;
pub(crate) mod retries;
pub(crate) mod scheduler;
pub(crate) mod sessions;
mod sheet;
pub(crate) mod time;
pub mod view;

pub use crate::core::idempotency::new_key;
pub use crate::core::options::{BuiltInSandbox, Clock, KeyringChoice, OpenSandbox, Options, SheetReader, UsualProxy};
pub use crate::error::problem;
pub use crate::{
    app::{App, desk::Desk, startup::OpenError},
    batches::Batches,
    bulk::Bulk,
    connections::Connections,
    entities::Entities,
    field::Field,
    history::History,
    households::Households,
    lookups::Lookups,
    mirror::Mirror,
    outbox::Outbox,
    reconcile::Reconciler,
    rejected::Rejected,
    requests::Requests,
    retention::Retention,
    retries::Retries,
    sessions::Sessions,
};
pub use sheet::read_workbook;
pub use store::{
    core_dumps,
    files::NewFile,
    logs,
    machine_id::machine_id,
    managed_connections,
    private_dir::claim,
    secrets::{MemoryKeyring, SecretError},
    session_start, window_state,
};

#[cfg(test)]
mod tests;
