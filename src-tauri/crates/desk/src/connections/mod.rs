//! Servers: the registry of connections, the HTTP client of each, proxies with their passwords, and the masks by which
//! identifiers are told apart.
//!
//! Adding, changing and removing a connection is [`App`](crate::App)'s: it touches sessions, the mirror and the cache.

pub(crate) mod identifier_rules;
pub(crate) mod proxies;
pub(crate) mod proxy_passwords;
pub(crate) mod registry;
pub(crate) mod view;

use std::{collections::HashMap, sync::Arc, time::Duration};

use crmcom::{Client, Limits};
use store::settings::StoredConnection;

use crate::core::{
    guarded::Guarded,
    options::{BuiltInSandbox, UsualProxy},
    state::Core,
};

pub struct Connections {
    core: Arc<Core>,
    pub(crate) options: ConnectionOptions,
    pub(crate) memory: Guarded<ConnectionsMemory>,
}

/// Fixed when the desk starts.
pub(crate) struct ConnectionOptions {
    pub(crate) sandbox: Option<BuiltInSandbox>,
    pub(crate) administrator: Vec<StoredConnection>,
    pub(crate) usual_proxy: UsualProxy,
    pub(crate) read_timeout: Duration,
    pub(crate) limits: Limits,
}

#[derive(Default)]
pub(crate) struct ConnectionsMemory {
    pub(crate) selected: String,
    /// Clients by connection. Each is built once, because that reads the system's certificates.
    pub(crate) ways: HashMap<String, CachedClient>,
}

impl Connections {
    pub(crate) fn new(core: Arc<Core>, options: ConnectionOptions) -> Arc<Self> {
        Arc::new(Self { core, options, memory: Guarded::default() })
    }
}

/// A client with the settings it was built from. It is built anew when these change.
#[derive(Clone)]
pub(crate) struct CachedClient {
    pub(crate) made_from: StoredConnection,
    pub(crate) client: Making,
}

/// State of a client. The entry is removed when the proxy's password changes or the connection is removed, so a client
/// that is still being built from old data is not stored.
#[derive(Clone)]
pub(crate) enum Making {
    Begun(Arc<()>),
    Done(Client),
}
