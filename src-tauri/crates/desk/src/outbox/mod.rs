//! The outbox: every write is a durable row before it is sent. Submitting, editing and cancelling rows, sending them,
//! recording the outcome, following accepted requests, and the baseline that a row of the field is compared with.
//!
//! The order of the queue is computed in [`scheduler`](crate::scheduler). The fate of a row whose answer was lost belongs
//! to [`reconcile`](crate::reconcile), and a purge of ended rows to [`retention`](crate::retention).

pub(crate) mod baseline;
pub(crate) mod decision;
pub(crate) mod drafts;
pub(crate) mod edit;
pub(crate) mod fingerprint;
pub(crate) mod other_numbers;
pub(crate) mod outcome;
pub(crate) mod sender;
pub(crate) mod sequence;
pub(crate) mod submit;
pub(crate) mod transmit;
pub(crate) mod view;
pub(crate) mod watcher;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crmcom::{Pin, Token};
use store::request_state::RequestState;

use crate::{
    connections::Connections,
    core::{guarded::Guarded, state::Core},
    lookups::Lookups,
    requests::Requests,
    sessions::Sessions,
};

pub struct Outbox {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    lookups: Arc<Lookups>,
    pub(crate) memory: Guarded<OutboxMemory>,
}

#[derive(Default)]
pub(crate) struct OutboxMemory {
    /// PINs of rows that have not left, each with its time. They are kept nowhere else.
    pub(crate) pins: HashMap<String, (Pin, i64)>,
    /// By row, the token with which its request was last refused.
    pub(crate) refused_with: HashMap<String, Token>,
    /// Keys of requests that a batch sent and that have no outcome yet: the batch reports on them as a whole.
    pub(crate) of_batches: HashSet<String>,
    /// Time of the watcher's next poll.
    pub(crate) watches_at: i64,
}

impl Outbox {
    pub(crate) fn new(
        core: Arc<Core>,
        connections: Arc<Connections>,
        sessions: Arc<Sessions>,
        requests: Arc<Requests>,
        lookups: Arc<Lookups>,
    ) -> Arc<Self> {
        Arc::new(Self { core, connections, sessions, requests, lookups, memory: Guarded::default() })
    }
}

/// The time at which a row leaves, and the state that it starts with. Instants are Unix milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schedule {
    pub(crate) state: RequestState,
    pub(crate) held_until: Option<i64>,
    pub(crate) not_before: Option<i64>,
}
