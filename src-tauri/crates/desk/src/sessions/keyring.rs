//! Sessions in the keyring: stored, restored at the start, deleted. A locked keyring is not waited for: the session
//! lives in memory and is stored when the user unlocks the keyring.

use std::sync::Arc;

use crmcom::{Secret, Token};
use store::{
    cache::entities::Owner,
    identity::{Identity, Tenant},
    settings::LastSignIn,
};

use crate::{
    connections::registry::BUILT_IN_CONNECTION,
    sessions::{
        Sessions,
        session::{ActiveSession, WEB_API_KEY_USER, earlier_accounts, kept_account, token_account},
    },
    view::KeyringState,
};

impl Sessions {
    /// Deletes a session's secrets from the keyring; does not wait for a locked one.
    pub(crate) async fn forget(&self, connection: &str, whose: &Identity) {
        self.core.forget_accounts([token_account(connection, whose), kept_account(connection, whose)]).await;
    }

    /// Deletes a stored password or key that the server no longer accepts.
    pub(crate) async fn forget_kept(&self, connection: &str, whose: &Identity) {
        if let Some(live) = self.memory.lock().sessions.get_mut(connection) {
            live.kept = None;
        }
        let _ = self.core.secrets.delete(&kept_account(connection, whose)).await;
    }

    /// Stores the token, and the secret that renews it, in the keyring. Returns true if they are stored now. A locked
    /// keyring may store them later, which is not waited for.
    pub(crate) async fn store_session(self: &Arc<Self>, connection: &str, live: &ActiveSession) -> bool {
        match self.core.keyring_state().await {
            KeyringState::Ready => self.store_secrets(connection, live).await,
            KeyringState::Missing => false,
            _ => {
                let (this, id, live) = (Arc::clone(self), connection.to_owned(), live.clone());
                tokio::spawn(async move {
                    if this.store_secrets(&id, &live).await {
                        this.stored_after_all(&id, &live).await;
                    }
                });
                false
            }
        }
    }

    async fn stored_after_all(&self, connection: &str, live: &ActiveSession) {
        let now_stored = {
            let mut state = self.memory.lock();
            let same = state.sessions.get_mut(connection).filter(|known| known.token == live.token);
            same.map(|known| {
                known.stored = true;
                known.last_sign_in()
            })
        };
        if let Some(last) = now_stored {
            let id = connection.to_owned();
            let _ = self.core.change_settings(move |settings| _ = settings.last_sign_in.insert(id, last)).await;
            return self.core.events.snapshot();
        }
        self.correct_keyring(connection, &live.identity).await;
    }

    /// Corrects the keyring's entries for an identity after its session changed meanwhile.
    pub(crate) async fn correct_keyring(&self, connection: &str, whose: &Identity) {
        let newer = self
            .memory
            .lock()
            .sessions
            .get(connection)
            .filter(|known| *known.identity == *whose && !known.ended())
            .cloned();
        match newer {
            // The session was renewed meanwhile: the older token must not stay in its place.
            Some(newer) => _ = self.store_secrets(connection, &newer).await,
            // The user signed out meanwhile.
            None => self.forget(connection, whose).await,
        }
    }

    async fn store_secrets(&self, connection: &str, live: &ActiveSession) -> bool {
        let mut entries = vec![(token_account(connection, &live.identity), live.token.expose())];
        entries.extend(live.kept.as_ref().map(|kept| (kept_account(connection, &live.identity), kept.expose())));
        for (number, (account, secret)) in entries.into_iter().enumerate() {
            if let Err(error) = self.core.secrets.set(&account, secret).await {
                self.core.keyring_failed(&error);
                // After a restart an older entry would be taken for this session's.
                let _ = self.core.secrets.delete(&account).await;
                return number > 0;
            }
        }
        self.core.keyring(KeyringState::Ready, None);
        true
    }

    /// Probes the keyring and restores the sessions of the last run. Runs beside the start.
    pub(crate) async fn restore(self: &Arc<Self>) {
        // Another attempt is still waiting and gets the same answer.
        let Ok(_one) = self.restoring.try_lock() else { return };
        if let Err(error) = self.core.secrets.probe().await {
            self.core.keyring_failed(&error);
            // Waiting rows do not wait for a keyring that may never answer.
            self.profile_unchecked();
            // The keyring may be waiting for its password: continue once it is given.
            if !self.core.secrets.unlocked().await {
                return;
            }
        }
        self.core.keyring(KeyringState::Ready, None);
        // Clients that were built meanwhile lack the password of their proxy.
        self.connections.memory.lock().ways.retain(|_, way| way.made_from.proxy.is_none());
        self.check_profile().await;
        let last = self.core.settings.lock().get().last_sign_in.clone();
        for (id, last) in last {
            // The user signed in while the keyring was asked: that is no session of a former run.
            if self.memory.lock().sessions.contains_key(&id) {
                continue;
            }
            if last.stored {
                if let Some(live) = self.restore_session(&id, last.clone()).await {
                    self.resume_session(&id, &last, live).await;
                }
            } else if self.memory.lock().left.contains(&id) {
                // The keyring was locked at the sign-out.
                self.forget_last(&id, &last).await;
            }
        }
        // The user signed in while the keyring was locked: that token can be stored now.
        let waiting: Vec<(String, ActiveSession)> = {
            let state = self.memory.lock();
            let waiting = state.sessions.iter().filter(|(_, live)| !live.stored && !live.ended());
            waiting.map(|(id, live)| (id.clone(), live.clone())).collect()
        };
        for (id, live) in waiting {
            if self.store_secrets(&id, &live).await {
                self.stored_after_all(&id, &live).await;
            }
        }
        self.core.wake.all();
        self.core.events.requests();
        self.core.events.snapshot();
    }

    /// Reads a session of a former run. A session for another tenant than the connection's present one is deleted, and
    /// so is a session of an unknown user.
    async fn restore_session(&self, id: &str, last: LastSignIn) -> Option<ActiveSession> {
        let tenant =
            self.connections.connection(id).ok().filter(|_| id != BUILT_IN_CONNECTION).map(|known| known.tenant());
        if last.origin.is_empty() {
            let Some(tenant) = tenant else {
                self.core.forget_accounts(earlier_accounts(id, &last.user, last.by_key)).await;
                return None;
            };
            return self.take_over_session(id, tenant, last).await;
        }
        let identity = last.identity()?;
        // The former built-in sandbox is gone, and its tokens with it.
        if tenant.is_none_or(|tenant| tenant != identity.tenant) {
            self.forget(id, &identity).await;
            self.forget_sign_in(id).await;
            return None;
        }
        let token = self.core.secrets.get(&token_account(id, &identity)).await.ok().flatten()?;
        let kept = if last.kept { self.secret(&kept_account(id, &identity)).await } else { None };
        Some(ActiveSession::restored(identity, &last, Token::new(token), kept, self.core.now()))
    }

    /// Continues a session of a former run, unless the user signed out, wiped the data or changed the connection while
    /// the keyring was asked. In that case the session is ended on the server that issued it, and none of it stays.
    pub(crate) async fn resume_session(self: &Arc<Self>, id: &str, last: &LastSignIn, live: ActiveSession) {
        let (named, last, back) = (id.to_owned(), last.clone(), live.clone());
        let this = Arc::clone(self);
        // The settings decide which session may be restored, and stay locked meanwhile: code that ends a session writes
        // the settings first and looks at the sessions afterwards.
        let decide = move || {
            let mut settings = this.core.settings.lock();
            let wanted = settings.get().last_sign_in.get(&named) == Some(&last);
            let mut state = this.memory.lock();
            if !wanted || state.left.contains(&named) || state.sessions.contains_key(&named) {
                return Ok(false);
            }
            let now = back.last_sign_in();
            state.sessions.insert(named.clone(), back);
            drop(state);
            if now != last {
                // Updates an entry of an earlier version; if this fails, the next start does it again.
                let _ = settings.change(|settings| _ = settings.last_sign_in.insert(named, now));
            }
            Ok(true)
        };
        let back = self.core.blocking(decide).await.unwrap_or(false);
        if back || self.memory.lock().sessions.get(id).is_some_and(|known| known.token == live.token) {
            return;
        }
        tracing::info!(connection = id, "a session was not restored: another one or none is wanted by now");
        self.correct_keyring(id, &live.identity).await;
        if let (false, Ok(client)) = (live.ended(), self.connections.client_as(id, &live.identity).await) {
            let _ = client.release_token(&live.token).await;
        }
    }

    /// Deletes from the keyring a session that was not restored.
    pub(crate) async fn forget_last(&self, id: &str, last: &LastSignIn) {
        match last.identity() {
            // The entries stay if the same identity signed in again meanwhile.
            Some(identity) => self.correct_keyring(id, &identity).await,
            None => self.core.forget_accounts(earlier_accounts(id, &last.user, last.by_key)).await,
        }
    }

    async fn secret(&self, account: &str) -> Option<Secret> {
        self.core.secrets.get(account).await.ok().flatten().map(Secret::new)
    }

    /// Moves entries of an earlier version to their present names. The old entries are deleted in any case.
    async fn take_over_session(&self, id: &str, tenant: Tenant, mut last: LastSignIn) -> Option<ActiveSession> {
        let accounts = earlier_accounts(id, &last.user, last.by_key);
        let token = self.secret(&accounts[0]).await;
        let kept = if last.kept { self.secret(&accounts[1]).await } else { None };
        self.core.forget_accounts(accounts).await;
        // The user of a Web API key can be derived only from the key itself.
        let user = if last.by_key { self.user_of_key(kept.as_ref()?) } else { last.user.clone() };
        let organisation = std::mem::replace(&mut last.organisation, tenant.organisation.clone());
        if organisation != tenant.organisation {
            self.forget_sign_in(id).await;
            return None;
        }
        let identity = Identity { tenant, unit: last.unit.clone(), user };
        if last.by_key {
            self.take_over_by_key(id, &identity).await;
        }
        let mut live = ActiveSession::restored(identity, &last, Token::new(token?.expose()), kept, self.core.now());
        live.stored = self.store_secrets(id, &live).await;
        Some(live)
    }

    /// Earlier versions stored jobs, look-ups and drafts of every Web API key under one name.
    async fn take_over_by_key(&self, id: &str, identity: &Identity) {
        let (connection, user) = (id.to_owned(), identity.user.clone());
        let jobs = self.core.journal(move |journal| journal.take_over_jobs(&connection, &user, WEB_API_KEY_USER)).await;
        let owner = Owner { connection: id.to_owned(), user: identity.text() };
        let entities = self
            .core
            .cache(move |cache| {
                cache.take_over_forms(&owner)?;
                cache.take_over_entities(&owner, WEB_API_KEY_USER)
            })
            .await;
        for problem in [jobs.err(), entities.err()].into_iter().flatten() {
            tracing::warn!(%problem, "what was kept for a Web API key stays where it is");
        }
    }

    /// Removes a connection's last sign-in from the settings.
    pub(crate) async fn forget_sign_in(&self, id: &str) {
        let id = id.to_owned();
        let _ = self.core.change_settings(move |settings| _ = settings.last_sign_in.remove(&id)).await;
    }

    /// The name under which a Web API key's data is stored: a keyed hash of the key.
    pub(crate) fn user_of_key(&self, key: &Secret) -> String {
        store::identity::user_of_key(&self.profile.hash_key, key.expose())
    }
}
