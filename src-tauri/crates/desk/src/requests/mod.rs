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
    sync::{Arc, atomic::AtomicBool},
};

use crmcom::UnreadRows;
use tokio::sync::Mutex;

use crate::{
    connections::Connections,
    core::{guarded::Guarded, state::Core},
    error::problem::Problem,
    sessions::Sessions,
    time::millis,
};

pub struct Requests {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    /// One export at a time.
    pub(crate) exporting: Mutex<()>,
    export_stopped: AtomicBool,
    pub(crate) memory: Guarded<RequestsMemory>,
}

#[derive(Default)]
pub(crate) struct RequestsMemory {
    /// By connection, the lists that could not be read, or not whole.
    pub(crate) list_faults: HashMap<String, BTreeMap<&'static str, ListFaultRecord>>,
}

impl Requests {
    pub(crate) fn new(core: Arc<Core>, connections: Arc<Connections>, sessions: Arc<Sessions>) -> Arc<Self> {
        Arc::new(Self {
            core,
            connections,
            sessions,
            exporting: Mutex::default(),
            export_stopped: AtomicBool::default(),
            memory: Guarded::default(),
        })
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
