//! Sessions: sign-in and sign-out, renewal of tokens, the secrets in the keyring, the users of a connection, and reads
//! with a valid token. Before anything is sent, it checks that the profile is not an older copy.
//!
//! The outcome of a write belongs to [`outbox`](crate::outbox); only its token comes from here.

pub(crate) mod keyring;
pub(crate) mod renew;
pub(crate) mod restored_profile;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod users;
pub(crate) mod view;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use store::{
    cache::entities::fold,
    identity::{Identity, Tenant},
};
use tokio::sync::Mutex;

use crate::{
    connections::Connections,
    core::{guarded::Guarded, state::Core},
    sessions::session::ActiveSession,
    view::Network,
};

pub struct Sessions {
    core: Arc<Core>,
    connections: Arc<Connections>,
    pub(crate) profile: ProfileRecord,
    /// One task at a time asks the keyring for the sessions of the last run.
    pub(crate) restoring: Mutex<()>,
    /// One renewal at a time for each connection.
    renewals: Guarded<HashMap<String, Arc<Mutex<()>>>>,
    pub(crate) memory: Guarded<SessionsMemory>,
}

/// The profile as the start found it in the journal.
pub(crate) struct ProfileRecord {
    /// Id of this profile in the keyring; empty without a journal.
    pub(crate) id: String,
    /// The journal's last change as this run found it.
    pub(crate) change_found: i64,
    /// Secret of this profile: the user of a Web API key is a hash made with it. Empty without a journal: then nothing
    /// is sent, and nothing is compared with data of a former run.
    pub(crate) hash_key: Vec<u8>,
}

#[derive(Default)]
pub(crate) struct SessionsMemory {
    /// Sessions by connection.
    pub(crate) sessions: HashMap<String, ActiveSession>,
    /// Connections that the user signed out of in this run: their data is hidden until the next sign-in.
    pub(crate) left: HashSet<String>,
    pub(crate) network: HashMap<String, Network>,
    /// By connection, the time since which its server has been unreachable.
    pub(crate) away_since: HashMap<String, i64>,
    /// The check of the profile's age has ended, with a result or without one. No row leaves before.
    pub(crate) profile_checked: bool,
    /// The journal's last change that was written to the keyring.
    pub(crate) counted: i64,
    /// Names that servers gave to users: two spellings with one name are one person.
    pub(crate) named_users: HashMap<(Tenant, String), String>,
}

impl SessionsMemory {
    /// Whether two identities are one person: they are equal, or they are two spellings of one name, and the server
    /// gave both the same name. A server that books every request on one user does not make its users one person.
    pub(crate) fn same_person(&self, one: &Identity, other: &Identity) -> bool {
        if one == other {
            return true;
        }
        one.tenant == other.tenant
            && one.unit == other.unit
            && fold(&one.user) == fold(&other.user)
            && self.named_as(one).is_some_and(|name| self.named_as(other) == Some(name))
    }

    /// The server's name of a user.
    pub(crate) fn named_as(&self, of: &Identity) -> Option<String> {
        self.named_users.get(&(of.tenant.clone(), of.user.clone())).cloned()
    }
}

impl Sessions {
    pub(crate) fn new(
        core: Arc<Core>,
        connections: Arc<Connections>,
        profile: ProfileRecord,
        named_users: HashMap<(Tenant, String), String>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core,
            connections,
            profile,
            restoring: Mutex::default(),
            renewals: Guarded::default(),
            memory: Guarded::new(SessionsMemory { named_users, ..SessionsMemory::default() }),
        })
    }
}
