//! Users of a connection: the one who is signed in, the last one, and the names that the server gives them.

use std::sync::Arc;

use store::{
    cache::entities::Owner,
    identity::{Identity, Tenant},
    settings::LastSignIn,
};

use crate::{
    connections::registry::ResolvedConnection,
    error::problem::{Problem, not_signed_in},
    sessions::Sessions,
};

impl Sessions {
    /// The selected connection, unless its user signed out: then its lists and look-ups are shown to no other user.
    pub(crate) fn not_left(&self) -> Result<ResolvedConnection, Problem> {
        let known = self.connections.selected_connection()?;
        let left = self.memory.lock().left.contains(known.id());
        if left { Err(not_signed_in()) } else { Ok(known) }
    }

    /// The owner of the look-ups that are shown: the session's user, or the last user without a session.
    pub(crate) fn owner(&self, connection: &str) -> Owner {
        let user = self.last_identity(connection).map(|identity| identity.text());
        Owner { connection: connection.to_owned(), user: user.unwrap_or_default() }
    }

    /// The identity that is signed in where the connection leads now, or that was last.
    pub(crate) fn last_identity(&self, connection: &str) -> Option<Identity> {
        if let Some(identity) = self.identity(connection) {
            return Some(Identity::clone(&identity));
        }
        let tenant = self.connections.connection(connection).ok()?.tenant();
        let last = self.core.settings.lock().get().last_sign_in.get(connection).cloned()?;
        identity_of(&last, tenant)
    }

    /// The current user, as far as is known.
    pub(crate) fn current_user(&self, known: &ResolvedConnection) -> String {
        let signed_in = self.memory.lock().sessions.get(known.id()).map(|live| live.user().to_owned());
        let last = || self.core.settings.lock().get().last_sign_in.get(known.id()).map(|last| last.user.clone());
        signed_in.or_else(last).unwrap_or_default()
    }

    /// The user that decides on a request of a connection; empty if the connection is gone.
    pub(crate) fn decider(&self, connection: &str) -> String {
        self.connections.connection(connection).map(|known| self.current_user(&known)).unwrap_or_default()
    }

    /// The user that owns the day's jobs.
    pub(crate) fn whose_jobs(&self, known: &ResolvedConnection) -> String {
        self.last_identity(known.id()).map(|identity| identity.user).unwrap_or_default()
    }

    /// Learns the server's own name of a user, which it returns at the sign-in or with a request that it accepted.
    pub(crate) fn learn_user(&self, identity: &Arc<Identity>, named: Option<String>) {
        let Some(named) = named.filter(|named| !named.is_empty() && !identity.user.is_empty()) else { return };
        let of = (identity.tenant.clone(), identity.user.clone());
        if self.memory.lock().named_users.insert(of, named.clone()).as_ref() == Some(&named) {
            return;
        }
        let (core, identity) = (Arc::clone(&self.core), Arc::clone(identity));
        tokio::spawn(async move {
            let written =
                core.journal(move |journal| journal.name_user(&identity.tenant, &identity.user, &named)).await;
            if let Err(problem) = written {
                tracing::warn!(%problem, "how the server calls a user is known until the end of this run");
            }
            // Rows that wait because of another spelling of the same user may leave now.
            core.queue_changed();
        });
    }
}

/// The last identity, if it signed in where the connection leads now. Earlier versions did not store the server's
/// address.
pub(crate) fn identity_of(last: &LastSignIn, tenant: Tenant) -> Option<Identity> {
    if last.origin.is_empty() && !last.by_key && last.organisation == tenant.organisation {
        return Some(Identity { tenant, unit: last.unit.clone(), user: last.user.clone() });
    }
    last.identity().filter(|identity| identity.tenant == tenant)
}
