//! Provisioning requests in lists and details, read from the disk: the page query, one row with its reason to wait, the
//! server's identifiers of a request, faults of lists, the cURL form and the export.
//!
//! Reading lists from the server belongs to [`mirror`](crate::mirror), changing a row to [`outbox`](crate::outbox).

pub(crate) mod curl;
pub(crate) mod export;
pub(crate) mod from_server;
pub(crate) mod identifiers;
pub(crate) mod list;
pub(crate) mod list_faults;
pub(crate) mod row;
pub(crate) mod view;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicBool},
};

use crmcom::UnreadRows;

use crate::{connections::Connections, core::state::Core, error::problem::Problem, sessions::Sessions, time::millis};

#[derive(Clone)]
pub struct Requests {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    pub(crate) shared: Arc<RequestsShared>,
}

/// Shared by all clones; gone with the process.
#[derive(Default)]
pub(crate) struct RequestsShared {
    /// One export at a time.
    pub(crate) exporting: tokio::sync::Mutex<()>,
    pub(crate) export_stopped: AtomicBool,
    pub(crate) memory: Mutex<RequestsMemory>,
}

#[derive(Default)]
pub(crate) struct RequestsMemory {
    /// By connection, the lists that could not be read, or not whole.
    pub(crate) list_faults: HashMap<String, BTreeMap<&'static str, ListFaultRecord>>,
}

impl Requests {
    pub(crate) fn new(core: &Arc<Core>, connections: &Arc<Connections>, sessions: &Arc<Sessions>) -> Arc<Self> {
        Arc::new(Self {
            core: Arc::clone(core),
            connections: Arc::clone(connections),
            sessions: Arc::clone(sessions),
            shared: Arc::default(),
        })
    }

    /// Held for a moment: its holder awaits nothing and takes no other lock.
    pub(crate) fn memory(&self) -> MutexGuard<'_, RequestsMemory> {
        // No work under it leaves it half-changed.
        self.shared.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A failure to read a list.
#[derive(Debug, Clone)]
pub(crate) struct ListFaultRecord {
    list: &'static str,
    /// The user of the reading. Users may see different lists.
    user: String,
    at: i64,
    problem: Problem,
    /// Time of the last whole reading, if any.
    as_of: Option<i64>,
    unread: UnreadRows,
}

impl ListFaultRecord {
    #[allow(clippy::cast_precision_loss)] // a list is far below 2^53 rows
    pub(crate) fn view(&self) -> view::ListFault {
        let Self { list, problem, as_of, unread, .. } = self;
        view::ListFault {
            list: (*list).to_owned(),
            problem: problem.clone(),
            as_of: as_of.map(millis),
            unread: unread.count as f64,
        }
    }
}
