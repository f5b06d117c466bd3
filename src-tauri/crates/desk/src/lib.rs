//! Use cases of the desk over [`crmcom`] and [`store`], and the workers that send and watch.
//!
//! It knows no window: `src-tauri` turns each method of [`Desk`] into a command and each
//! [`DeskEvent`](view::DeskEvent) into an event. Every write goes through the outbox ([`Desk::send`]) and
//! every list comes from the disk ([`Desk::requests`]); there is no second way for either.

#![forbid(unsafe_code)]

pub(crate) mod app;
pub(crate) mod backoff;
pub(crate) mod connections;
pub(crate) mod core;
pub(crate) mod entities;
pub(crate) mod error;
mod field;
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

use std::sync::Arc;

pub use crate::core::once::new_key;
pub use crate::core::options::{BuiltInSandbox, Clock, KeyringChoice, OpenSandbox, Options, SheetReader, UsualProxy};
pub use crate::error::problem;
pub use crate::{
    app::{App, startup::OpenError},
    connections::Connections,
    entities::Entities,
    field::Field,
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
    MemoryKeyring, SecretError, claim, dumps, files::NewFile, logs, machine_id, managed_connections, window_state,
};

/// One open profile. Clones share it.
#[derive(Clone)]
pub struct Desk {
    pub(crate) core: Arc<core::state::Core>,
    pub connections: Arc<Connections>,
    pub sessions: Arc<Sessions>,
    pub requests: Arc<Requests>,
    pub lookups: Arc<Lookups>,
    pub outbox: Arc<Outbox>,
    pub reconcile: Arc<Reconciler>,
    pub mirror: Arc<Mirror>,
    pub retention: Arc<Retention>,
    pub entities: Arc<Entities>,
    pub rejected: Arc<Rejected>,
    pub retries: Arc<Retries>,
    pub field: Arc<Field>,
    pub app: Arc<App>,
}

#[cfg(test)]
mod tests;
