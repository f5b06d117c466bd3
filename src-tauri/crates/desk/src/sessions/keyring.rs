//! Sessions in the keyring: kept there, found again at the start, taken out. A keyring that is locked is not
//! waited for: the session lives in memory, and goes in when somebody unlocks it.

use crmcom::{Secret, Token};
use store::{Identity, LastSignIn, Owner, Tenant};

use crate::{
    connections::registry::BUILT_IN,
    sessions::{
        Sessions,
        session::{BY_KEY, Live, earlier_accounts, kept_account, token_account},
    },
    view::KeyringState,
};

impl Sessions {
    /// Takes a session's secrets out of the keyring; does not wait for one that is locked.
    pub(crate) async fn forget(&self, connection: &str, whose: &Identity) {
        self.core.forget_accounts([token_account(connection, whose), kept_account(connection, whose)]).await;
    }

    /// The kept password or key is of no use.
    pub(crate) async fn forget_kept(&self, connection: &str, whose: &Identity) {
        if let Some(live) = self.memory().sessions.get_mut(connection) {
            live.kept = None;
        }
        let _ = self.core.secrets.delete(&kept_account(connection, whose)).await;
    }

    /// Puts the token, and what renews it, into the keyring. True if it is there now; a keyring that is
    /// locked may take it later, and nobody waits for that.
    pub(crate) async fn store_session(&self, connection: &str, live: &Live) -> bool {
        match self.core.keyring_state().await {
            KeyringState::Ready => self.store_secrets(connection, live).await,
            KeyringState::Missing => false,
            _ => {
                let (this, id, live) = (self.clone(), connection.to_owned(), live.clone());
                tokio::spawn(async move {
                    if this.store_secrets(&id, &live).await {
                        this.stored_after_all(&id, &live).await;
                    }
                });
                false
            }
        }
    }

    async fn stored_after_all(&self, connection: &str, live: &Live) {
        let now_stored = {
            let mut state = self.memory();
            let same = state.sessions.get_mut(connection).filter(|known| known.token == live.token);
            same.map(|known| {
                known.stored = true;
                known.last_sign_in()
            })
        };
        if let Some(last) = now_stored {
            let id = connection.to_owned();
            let _ = self.core.change_settings(move |settings| _ = settings.last_sign_in.insert(id, last)).await;
            return self.core.bell.snapshot();
        }
        self.put_right(connection, &live.identity).await;
    }

    /// What went into the keyring for an identity is not its session's any more.
    pub(crate) async fn put_right(&self, connection: &str, whose: &Identity) {
        let newer =
            self.memory().sessions.get(connection).filter(|known| *known.identity == *whose && !known.ended()).cloned();
        match newer {
            // Renewed meanwhile: the older token must not stay in its place.
            Some(newer) => _ = self.store_secrets(connection, &newer).await,
            // Signed out meanwhile.
            None => self.forget(connection, whose).await,
        }
    }

    async fn store_secrets(&self, connection: &str, live: &Live) -> bool {
        let mut entries = vec![(token_account(connection, &live.identity), live.token.expose())];
        entries.extend(live.kept.as_ref().map(|kept| (kept_account(connection, &live.identity), kept.expose())));
        for (number, (account, secret)) in entries.into_iter().enumerate() {
            if let Err(error) = self.core.secrets.set(&account, secret).await {
                self.core.keyring_failed(&error);
                // An older entry would be taken for this one after a restart.
                let _ = self.core.secrets.delete(&account).await;
                return number > 0;
            }
        }
        self.core.keyring(KeyringState::Ready, None);
        true
    }

    /// Asks the keyring whether it works and finds the sessions of the last run. Runs beside the start.
    pub(crate) async fn restore(&self) {
        // The other one is still waiting, and gets the same answer.
        let Ok(_one) = self.shared.restoring.try_lock() else { return };
        if let Err(error) = self.core.secrets.probe().await {
            self.core.keyring_failed(&error);
            // What waits does not wait for a keyring that may never answer.
            self.profile_unchecked();
            // It may be waiting for its password: go on when that was given.
            if !self.core.secrets.unlocked().await {
                return;
            }
        }
        self.core.keyring(KeyringState::Ready, None);
        // Those that were made meanwhile do not know the password of their proxy.
        self.connections.memory().ways.retain(|_, way| way.made_from.proxy.is_none());
        self.check_profile().await;
        let last = self.core.settings().get().last_sign_in.clone();
        for (id, last) in last {
            // Somebody signed in while the keyring was asked: that is no session of a former run.
            if self.memory().sessions.contains_key(&id) {
                continue;
            }
            if last.stored {
                if let Some(live) = self.restore_session(&id, last.clone()).await {
                    self.come_back(&id, &last, live).await;
                }
            } else if self.memory().left.contains(&id) {
                // It was locked when somebody signed out.
                self.forget_last(&id, &last).await;
            }
        }
        // Somebody signed in while the keyring was locked: now there is room for that token.
        let waiting: Vec<(String, Live)> = {
            let state = self.memory();
            let waiting = state.sessions.iter().filter(|(_, live)| !live.stored && !live.ended());
            waiting.map(|(id, live)| (id.clone(), live.clone())).collect()
        };
        for (id, live) in waiting {
            if self.store_secrets(&id, &live).await {
                self.stored_after_all(&id, &live).await;
            }
        }
        self.core.wake.all();
        self.core.bell.requests();
        self.core.bell.snapshot();
    }

    /// A session of a former run. One of another server or organisation than the connection leads to now is forgotten,
    /// and so is one of which nobody knows whose it is.
    async fn restore_session(&self, id: &str, last: LastSignIn) -> Option<Live> {
        let tenant = self.connections.connection(id).ok().filter(|_| id != BUILT_IN).map(|known| known.tenant());
        if last.origin.is_empty() {
            let Some(tenant) = tenant else {
                self.core.forget_accounts(earlier_accounts(id, &last.user, last.by_key)).await;
                return None;
            };
            return self.take_over_session(id, tenant, last).await;
        }
        let identity = last.identity()?;
        // That sandbox is gone, and its tokens with it.
        if tenant.is_none_or(|tenant| tenant != identity.tenant) {
            self.forget(id, &identity).await;
            self.forget_sign_in(id).await;
            return None;
        }
        let token = self.core.secrets.get(&token_account(id, &identity)).await.ok().flatten()?;
        let kept = if last.kept { self.secret(&kept_account(id, &identity)).await } else { None };
        Some(Live::restored(identity, &last, Token::new(token), kept, self.core.now()))
    }

    /// A session of a former run goes on, unless somebody signed out, wiped or changed the connection while the keyring was
    /// asked for it: then it ends where it was had from, and nothing of it stays.
    pub(crate) async fn come_back(&self, id: &str, last: &LastSignIn, live: Live) {
        let (named, last, back) = (id.to_owned(), last.clone(), live.clone());
        let this = self.clone();
        // The settings say what may come back, and are locked while it does: whoever ends it writes them, and looks
        // at the sessions afterwards.
        let decide = move || {
            let mut settings = this.core.settings();
            let wanted = settings.get().last_sign_in.get(&named) == Some(&last);
            let mut state = this.memory();
            if !wanted || state.left.contains(&named) || state.sessions.contains_key(&named) {
                return Ok(false);
            }
            let now = back.last_sign_in();
            state.sessions.insert(named.clone(), back);
            drop(state);
            if now != last {
                // Of what an earlier desk wrote; without it the next start asks once more.
                let _ = settings.change(|settings| _ = settings.last_sign_in.insert(named, now));
            }
            Ok(true)
        };
        let back = self.core.blocking(decide).await.unwrap_or(false);
        if back || self.memory().sessions.get(id).is_some_and(|known| known.token == live.token) {
            return;
        }
        tracing::info!(connection = id, "a session was not restored: another one or none is wanted by now");
        self.put_right(id, &live.identity).await;
        if let (false, Ok(client)) = (live.ended(), self.connections.client_as(id, &live.identity).await) {
            let _ = client.release_token(&live.token).await;
        }
    }

    /// Nothing stays in the keyring of a session that nobody restored.
    pub(crate) async fn forget_last(&self, id: &str, last: &LastSignIn) {
        match last.identity() {
            // Unless the same one signed in again meanwhile.
            Some(identity) => self.put_right(id, &identity).await,
            None => self.core.forget_accounts(earlier_accounts(id, &last.user, last.by_key)).await,
        }
    }

    async fn secret(&self, account: &str) -> Option<Secret> {
        self.core.secrets.get(account).await.ok().flatten().map(Secret::new)
    }

    /// Moves what an earlier desk kept to where it belongs now. It is deleted there in any case.
    async fn take_over_session(&self, id: &str, tenant: Tenant, mut last: LastSignIn) -> Option<Live> {
        let accounts = earlier_accounts(id, &last.user, last.by_key);
        let token = self.secret(&accounts[0]).await;
        let kept = if last.kept { self.secret(&accounts[1]).await } else { None };
        self.core.forget_accounts(accounts).await;
        // Of a key, only the key itself tells whose it is.
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
        let mut live = Live::restored(identity, &last, Token::new(token?.expose()), kept, self.core.now());
        live.stored = self.store_secrets(id, &live).await;
        Some(live)
    }

    /// Jobs, look-ups and forms of a session by Web API key were kept under no name.
    async fn take_over_by_key(&self, id: &str, identity: &Identity) {
        let (connection, user) = (id.to_owned(), identity.user.clone());
        let jobs = self.core.journal(move |journal| journal.take_over_jobs(&connection, &user, BY_KEY)).await;
        let owner = Owner { connection: id.to_owned(), user: identity.text() };
        let things = self
            .core
            .cache(move |cache| {
                cache.take_over_forms(&owner)?;
                cache.take_over_things(&owner, BY_KEY)
            })
            .await;
        for problem in [jobs.err(), things.err()].into_iter().flatten() {
            tracing::warn!(%problem, "what was kept for a Web API key stays where it is");
        }
    }

    /// Nothing is kept of that session any more.
    pub(crate) async fn forget_sign_in(&self, id: &str) {
        let id = id.to_owned();
        let _ = self.core.change_settings(move |settings| _ = settings.last_sign_in.remove(&id)).await;
    }

    /// What stands for the user of a Web API key.
    pub(crate) fn user_of_key(&self, key: &Secret) -> String {
        store::user_of_key(&self.shared.hash_key, key.expose())
    }
}
