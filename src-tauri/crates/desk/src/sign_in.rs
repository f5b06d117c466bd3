//! Signing in and out, and finding the sessions of the last run again.

use std::time::Duration;

use crmcom::{Error, Secret, Token};
use store::SecretError;

use crate::{
    Desk,
    connections::{BUILT_IN, Known},
    errors,
    problem::{FieldProblem, Problem, ProblemCode},
    sessions::{Live, Who},
    view::{Keyring, KeyringState, Session, SignIn},
};

/// What a session by Web API key is called: the key has no name and must not be shown.
const BY_KEY: &str = "Web API key";

/// A sign-in right after the start waits so long for the keyring's first answer.
const PROBE: Duration = Duration::from_millis(500);

impl Desk {
    /// Signs in to a connection. The secret is kept only if `keep` says so.
    pub async fn sign_in(&self, request: SignIn) -> Result<Session, Problem> {
        self.active();
        let (id, who, secret, keep) = self.read_sign_in(request)?;
        let client = self.client(&id).await?;
        let signed_in = client.sign_in(&who.credentials(secret.clone())).await;
        self.heard(&id, signed_in.as_ref().err());
        let signed_in = signed_in.map_err(|error| sign_in_problem(&error, who.by_key))?;
        tracing::info!(connection = id, "signed in");

        let mut live = Live::opened(&who, signed_in, keep.then_some(secret), self.now());
        live.stored = self.store_session(&id, &live).await;
        let last = live.last_sign_in();
        let before = self.state().sessions.insert(id.clone(), live.clone());
        if let Some(before) = before.filter(|before| before.who() != who) {
            self.forget(&id, &before.who()).await;
            if !before.ended() {
                let _ = client.release_token(&before.token).await;
            }
        }
        self.change_settings(move |settings| _ = settings.last_sign_in.insert(id, last)).await?;
        self.inner.wake.all();
        self.inner.bell.requests();
        Ok(live.view(self.now()))
    }

    fn read_sign_in(&self, request: SignIn) -> Result<(String, Who, Secret, bool), Problem> {
        let clean = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let (known, who, secret, keep) = match request {
            SignIn::Password { connection, username, password, organisation, unit, keep } => {
                let known = self.connection(&connection)?;
                let user = username.trim().to_owned();
                let organisation = organisation.trim().to_owned();
                let who = Who { user, organisation, unit: clean(unit), by_key: false };
                (known, who, Secret::new(password), keep)
            }
            SignIn::WebApiKey { connection, web_api_key, unit, keep } => {
                let known = self.connection(&connection)?;
                let organisation = known.stored.organisation.clone();
                let who = Who { user: BY_KEY.to_owned(), organisation, unit: clean(unit), by_key: true };
                // A key is pasted, often with a line's end.
                (known, who, Secret::new(web_api_key.trim()), keep)
            }
        };
        let required = [
            ("username", !who.by_key && who.user.is_empty()),
            ("password", !who.by_key && secret.expose().is_empty()),
            ("organisation", !who.by_key && who.organisation.is_empty()),
            ("web_api_key", who.by_key && secret.expose().is_empty()),
        ];
        let missing: Vec<_> = required
            .into_iter()
            .filter(|(_, missing)| *missing)
            .map(|(field, _)| FieldProblem::new(field, "required"))
            .collect();
        if !missing.is_empty() {
            return Err(Problem::at_fields(missing));
        }
        Ok((known.id().to_owned(), who, secret, keep))
    }

    /// Gives the token back, best effort, and forgets it with whatever was kept.
    pub async fn sign_out(&self) -> Result<(), Problem> {
        let known = self.selected()?;
        let live = self.state().sessions.remove(known.id());
        if let Some(live) = live {
            self.leave(&known, &live).await;
        }
        self.inner.bell.requests();
        Ok(())
    }

    /// Ends a session that is already out of the list.
    pub(crate) async fn leave(&self, known: &Known, live: &Live) {
        let id = known.id().to_owned();
        self.forget(&id, &live.who()).await;
        let forgotten = id.clone();
        let _ = self
            .change_settings(move |settings| {
                if let Some(last) = settings.last_sign_in.get_mut(&forgotten) {
                    (last.stored, last.kept) = (false, false);
                }
            })
            .await;
        if let (false, Ok(client)) = (live.ended(), self.client(&id).await) {
            let released = client.release_token(&live.token).await;
            tracing::info!(connection = id, released = released.is_ok(), "signed out");
        }
    }

    /// Takes a session's secrets out of the keyring; does not wait for one that is locked.
    async fn forget(&self, connection: &str, who: &Who) {
        let secrets = self.inner.secrets.clone();
        let accounts = [who.token_account(connection), who.kept_account(connection)];
        let delete = async move {
            for account in accounts {
                let _ = secrets.delete(&account).await;
            }
        };
        match self.keyring_state().await {
            KeyringState::Ready => delete.await,
            KeyringState::Missing => {}
            _ => _ = tokio::spawn(delete),
        }
    }

    /// The kept password or key is of no use.
    pub(crate) async fn forget_kept(&self, connection: &str, who: &Who) {
        if let Some(live) = self.state().sessions.get_mut(connection) {
            live.kept = None;
        }
        let _ = self.inner.secrets.delete(&who.kept_account(connection)).await;
    }

    /// Puts the token, and what renews it, into the keyring. True if it is there now; a keyring that is
    /// locked may take it later, and nobody waits for that.
    pub(crate) async fn store_session(&self, connection: &str, live: &Live) -> bool {
        match self.keyring_state().await {
            KeyringState::Ready => self.store_secrets(connection, live).await,
            KeyringState::Missing => false,
            _ => {
                let (desk, id, live) = (self.clone(), connection.to_owned(), live.clone());
                tokio::spawn(async move {
                    if desk.store_secrets(&id, &live).await {
                        desk.stored_after_all(&id, &live).await;
                    }
                });
                false
            }
        }
    }

    async fn stored_after_all(&self, connection: &str, live: &Live) {
        let now_stored = {
            let mut state = self.state();
            let same = state.sessions.get_mut(connection).filter(|known| known.token == live.token);
            same.map(|known| {
                known.stored = true;
                known.last_sign_in()
            })
        };
        match now_stored {
            Some(last) => {
                let id = connection.to_owned();
                let _ = self.change_settings(move |settings| _ = settings.last_sign_in.insert(id, last)).await;
                self.inner.bell.snapshot();
            }
            None => {
                let newer = self.state().sessions.get(connection).filter(|known| known.who() == live.who()).cloned();
                match newer {
                    // Renewed meanwhile: the older token must not stay in its place.
                    Some(newer) => _ = self.store_secrets(connection, &newer).await,
                    // Signed out meanwhile.
                    None => self.forget(connection, &live.who()).await,
                }
            }
        }
    }

    async fn store_secrets(&self, connection: &str, live: &Live) -> bool {
        let who = live.who();
        let mut entries = vec![(who.token_account(connection), live.token.expose())];
        entries.extend(live.kept.as_ref().map(|kept| (who.kept_account(connection), kept.expose())));
        for (number, (account, secret)) in entries.into_iter().enumerate() {
            if let Err(error) = self.inner.secrets.set(&account, secret).await {
                self.keyring_failed(&error);
                // An older entry would be taken for this one after a restart.
                let _ = self.inner.secrets.delete(&account).await;
                return number > 0;
            }
        }
        self.keyring(KeyringState::Ready, None);
        true
    }

    /// Its state, once the probe at the start has ended; that is not waited for long.
    async fn keyring_state(&self) -> KeyringState {
        let known = async {
            loop {
                let answered = self.inner.wake.keyring.notified();
                let state = self.state().keyring.state;
                if state != KeyringState::Unknown {
                    return state;
                }
                answered.await;
            }
        };
        tokio::time::timeout(PROBE, known).await.unwrap_or(KeyringState::Unknown)
    }

    fn keyring_failed(&self, error: &SecretError) {
        tracing::warn!(%error, "the keyring failed");
        let state = match error {
            SecretError::Missing(_) => KeyringState::Missing,
            SecretError::Locked(_) => KeyringState::Locked,
            SecretError::Failed(_) => KeyringState::Failed,
            SecretError::TooLong(_) => {
                // The keyring works; only this token does not fit.
                let problem = errors::keyring(error);
                let mut state = self.state();
                if !state.notices.contains(&problem) {
                    state.notices.push(problem);
                }
                drop(state);
                return self.keyring(KeyringState::Ready, None);
            }
        };
        self.keyring(state, Some(error.to_string()));
    }

    fn keyring(&self, state: KeyringState, detail: Option<String>) {
        self.state().keyring = Keyring { state, detail };
        self.inner.wake.keyring.notify_waiters();
        self.inner.bell.snapshot();
    }

    /// Asks the keyring whether it works and finds the sessions of the last run. Runs beside the start.
    pub(crate) async fn restore(&self) {
        if let Err(error) = self.inner.secrets.probe().await {
            self.keyring_failed(&error);
            // It may be waiting for its password: go on when that was given.
            if !self.inner.secrets.unlocked().await {
                return;
            }
        }
        self.keyring(KeyringState::Ready, None);
        let last = self.settings().get().last_sign_in.clone();
        for (id, last) in last {
            if !last.stored {
                continue;
            }
            let who = Who {
                user: last.user.clone(),
                organisation: last.organisation.clone(),
                unit: last.unit.clone(),
                by_key: last.by_key,
            };
            if id == BUILT_IN || self.connection(&id).is_err() {
                // That sandbox is gone, and its tokens with it.
                self.forget(&id, &who).await;
                continue;
            }
            let Ok(Some(token)) = self.inner.secrets.get(&who.token_account(&id)).await else { continue };
            let kept =
                if last.kept { self.inner.secrets.get(&who.kept_account(&id)).await.ok().flatten() } else { None };
            let live = Live::restored(last, Token::new(token), kept.map(Secret::new), self.now());
            // Whoever signed in meanwhile is the newer one.
            self.state().sessions.entry(id).or_insert(live);
        }
        // Somebody signed in while the keyring was locked: now there is room for that token.
        let waiting: Vec<(String, Live)> = {
            let state = self.state();
            let waiting = state.sessions.iter().filter(|(_, live)| !live.stored && !live.ended());
            waiting.map(|(id, live)| (id.clone(), live.clone())).collect()
        };
        for (id, live) in waiting {
            if self.store_secrets(&id, &live).await {
                self.stored_after_all(&id, &live).await;
            }
        }
        self.inner.wake.all();
        self.inner.bell.requests();
    }
}

fn sign_in_problem(error: &Error, by_key: bool) -> Problem {
    let problem = errors::call(error);
    match problem.code {
        ProblemCode::WrongCredentials => {
            problem.at(if by_key { "web_api_key" } else { "password" }, "wrongCredentials")
        }
        ProblemCode::NotOffered if by_key => {
            let fault = FieldProblem::new("web_api_key", "notInRelease").with("from", crmcom::Release::R10);
            Problem { fields: vec![fault], ..problem }
        }
        _ => problem,
    }
}
