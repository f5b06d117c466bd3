//! Users of a connection: the one who is signed in, the last one, and the names that the server gives them.

use std::sync::Arc;

use store::{Identity, LastSignIn, Owner, Tenant};

use crate::{
    connections::registry::Known,
    error::problem::{Problem, not_signed_in},
    sessions::Sessions,
};

impl Sessions {
    /// The chosen connection, unless whoever was signed in there left: its lists and look-ups are nobody else's to see.
    pub(crate) fn not_left(&self) -> Result<Known, Problem> {
        let known = self.connections.selected()?;
        let left = self.memory().left.contains(known.id());
        if left { Err(not_signed_in()) } else { Ok(known) }
    }

    /// Whose look-ups are shown: the session's user, or the last one who was signed in.
    pub(crate) fn owner(&self, connection: &str) -> Owner {
        let user = self.last_identity(connection).map(|identity| identity.text());
        Owner { connection: connection.to_owned(), user: user.unwrap_or_default() }
    }

    /// Who is signed in to where a connection leads, or was last.
    pub(crate) fn last_identity(&self, connection: &str) -> Option<Identity> {
        if let Some(identity) = self.identity(connection) {
            return Some(Identity::clone(&identity));
        }
        let tenant = self.connections.connection(connection).ok()?.tenant();
        let last = self.core.settings().get().last_sign_in.get(connection).cloned()?;
        identity_of(&last, tenant)
    }

    /// Who is at the desk, as far as is known.
    pub(crate) fn who_marks(&self, known: &Known) -> String {
        let signed_in = self.memory().sessions.get(known.id()).map(|live| live.user().to_owned());
        let last = || self.core.settings().get().last_sign_in.get(known.id()).map(|last| last.user.clone());
        signed_in.or_else(last).unwrap_or_default()
    }

    /// Whose the day's jobs are.
    pub(crate) fn whose_jobs(&self, known: &Known) -> String {
        self.last_identity(known.id()).map(|identity| identity.user).unwrap_or_default()
    }

    /// The server named a user, at the sign-in or with a request that it took.
    pub(crate) fn learn_user(&self, identity: &Arc<Identity>, named: Option<String>) {
        let Some(named) = named.filter(|named| !named.is_empty() && !identity.user.is_empty()) else { return };
        let of = (identity.tenant.clone(), identity.user.clone());
        if self.memory().named_users.insert(of, named.clone()).as_ref() == Some(&named) {
            return;
        }
        let (this, identity) = (self.clone(), Arc::clone(identity));
        tokio::spawn(async move {
            let written =
                this.core.journal(move |journal| journal.name_user(&identity.tenant, &identity.user, &named)).await;
            if let Err(problem) = written {
                tracing::warn!(%problem, "how the server calls a user is known until the end of this run");
            }
            // What waits for another spelling of the same person may leave.
            this.core.moved();
        });
    }
}

/// Who was signed in last, if that was where the connection leads now. An earlier desk did not write the address down.
pub(crate) fn identity_of(last: &LastSignIn, tenant: Tenant) -> Option<Identity> {
    if last.origin.is_empty() && !last.by_key && last.organisation == tenant.organisation {
        return Some(Identity { tenant, unit: last.unit.clone(), user: last.user.clone() });
    }
    last.identity().filter(|identity| identity.tenant == tenant)
}
