//! Sessions: sign-in and sign-out, renewal of tokens, the secrets in the keyring, the users of a connection, and reads
//! with a valid token. Before anything is sent, it checks that the profile is not an older copy.
//!
//! The outcome of a write belongs to [`outbox`](crate::outbox); only its token comes from here.

pub(crate) mod keyring;
pub(crate) mod profile;
pub(crate) mod renew;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod users;
pub(crate) mod view;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use store::{Identity, Tenant, fold};

use crate::{connections::Connections, core::state::Core, sessions::session::Live, view::Network};

#[derive(Clone)]
pub struct Sessions {
    core: Arc<Core>,
    connections: Arc<Connections>,
    pub(crate) shared: Arc<SessionsShared>,
}

/// Shared by all clones; gone with the process.
pub(crate) struct SessionsShared {
    /// What names this profile in the keyring; empty without a journal.
    pub(crate) profile_id: String,
    /// The last change of the journal as this run found it.
    pub(crate) change_found: i64,
    /// Of this profile alone: what stands for the user of a Web API key is hashed with it.
    pub(crate) hash_key: Vec<u8>,
    /// The keyring is asked for the sessions of the last run by one at a time.
    pub(crate) restoring: tokio::sync::Mutex<()>,
    /// One renewal of a session at a time, by connection.
    pub(crate) renewals: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    pub(crate) memory: Mutex<SessionsMemory>,
}

#[derive(Default)]
pub(crate) struct SessionsMemory {
    /// By connection.
    pub(crate) sessions: HashMap<String, Live>,
    /// Connections that somebody left in this run: until the next sign-in nobody sees what is known of them.
    pub(crate) left: HashSet<String>,
    pub(crate) network: HashMap<String, Network>,
    /// Since when a connection's server has been away.
    pub(crate) away_since: HashMap<String, i64>,
    /// It is known whether the profile is the one that was left last, or that nobody can tell. Nothing leaves before.
    pub(crate) profile_checked: bool,
    /// The last change of the journal that the keyring was told of.
    pub(crate) counted: i64,
    /// How servers named users: two spellings with one name are one person.
    pub(crate) named_users: HashMap<(Tenant, String), String>,
}

impl SessionsMemory {
    /// Whether two identities are one person: the same, or one name spelled in two ways that the server named the same. A
    /// server that books everything on one user makes nobody somebody else.
    pub(crate) fn same_person(&self, one: &Identity, other: &Identity) -> bool {
        if one == other {
            return true;
        }
        one.tenant == other.tenant
            && one.unit == other.unit
            && fold(&one.user) == fold(&other.user)
            && self.named_as(one).is_some_and(|name| self.named_as(other) == Some(name))
    }

    /// What the server calls a user.
    pub(crate) fn named_as(&self, of: &Identity) -> Option<String> {
        self.named_users.get(&(of.tenant.clone(), of.user.clone())).cloned()
    }
}

impl Sessions {
    pub(crate) fn new(core: &Arc<Core>, connections: &Arc<Connections>, shared: SessionsShared) -> Arc<Self> {
        Arc::new(Self { core: Arc::clone(core), connections: Arc::clone(connections), shared: Arc::new(shared) })
    }

    /// Held for a moment: its holder awaits nothing and takes no other lock.
    pub(crate) fn memory(&self) -> MutexGuard<'_, SessionsMemory> {
        // No work under it leaves it half-changed.
        self.shared.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
