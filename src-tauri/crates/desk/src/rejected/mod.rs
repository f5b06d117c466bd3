//! Rejected requests in groups of one cause, from the disk: overview, comparison, knowledge about causes, triage, and the
//! files by which desks share knowledge and triage.
//!
//! Sending a rejected request again belongs to [`retries`](crate::retries).

pub(crate) mod compare;
pub(crate) mod groups;
pub(crate) mod handover;
pub(crate) mod import_items;
pub(crate) mod knowledge;
pub(crate) mod regroup;
pub(crate) mod report_file;
pub(crate) mod shared_file;
pub(crate) mod shared_file_import;
pub(crate) mod triage;
pub(crate) mod triage_file;
pub(crate) mod view;

use std::sync::Arc;

use crate::{
    connections::Connections, core::state::Core, rejected::import_items::Imports, requests::Requests,
    sessions::Sessions,
};

pub struct Rejected {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    pub(crate) imports: Imports,
}

impl Rejected {
    pub(crate) fn new(
        core: Arc<Core>,
        connections: Arc<Connections>,
        sessions: Arc<Sessions>,
        requests: Arc<Requests>,
    ) -> Arc<Self> {
        Arc::new(Self { core, connections, sessions, requests, imports: Imports::default() })
    }
}
