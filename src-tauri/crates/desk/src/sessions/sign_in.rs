//! Sign-in and sign-out.

use std::sync::Arc;

use crmcom::{Error, Secret};
use store::{identity::Identity, journal::sign_ins::SignInAct, settings::Settings};

use crate::{
    connections::registry::ResolvedConnection,
    error::{
        from_lower,
        problem::{FieldProblem, Problem, ProblemCode},
    },
    sessions::{
        Sessions,
        session::{ActiveSession, credentials},
    },
    view::{Session, SignIn},
};

impl Sessions {
    /// Signs in to a connection. The password or key is stored only if `keep` is set.
    pub async fn sign_in(self: &Arc<Self>, request: SignIn) -> Result<Session, Problem> {
        self.core.active();
        let (known, identity, secret, keep) = self.read_sign_in(request)?;
        let id = known.id().to_owned();
        let client = self.connections.client_of(&known).await?;
        let signed_in = client.sign_in(&credentials(&identity, secret.clone())).await;
        self.record_reachability(&id, signed_in.as_ref().err());
        let signed_in = signed_in.map_err(|error| sign_in_problem(&error, identity.is_by_key()))?;
        tracing::info!(connection = id, "signed in");

        let identity = Arc::new(identity);
        self.learn_user(&identity, signed_in.user.clone());
        let mut live = ActiveSession::opened(Arc::clone(&identity), signed_in, keep.then_some(secret), self.core.now());
        live.stored = self.store_session(&id, &live).await;
        let last = live.last_sign_in();
        let before = {
            let mut state = self.memory.lock();
            state.left.remove(&id);
            state.sessions.insert(id.clone(), live.clone())
        };
        if let Some(before) = before.filter(|before| before.identity != identity) {
            self.forget(&id, &before.identity).await;
            if !before.ended() {
                let _ = client.release_token(&before.token).await;
            }
        }
        let named = id.clone();
        self.core.change_settings(move |settings| _ = settings.last_sign_in.insert(named, last)).await?;
        // The new session may find requests that the last one could not.
        let (connection, now) = (id.clone(), self.core.now());
        let _ = self.core.journal(move |journal| journal.search_again(&connection, now)).await;
        self.note(&id, SignInAct::In, live.user()).await;
        self.core.wake.all();
        self.core.events.requests();
        Ok(live.view(self.core.now()))
    }

    fn read_sign_in(&self, request: SignIn) -> Result<(ResolvedConnection, Identity, Secret, bool), Problem> {
        let clean = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let (known, user, by_key, unit, secret, keep) = match request {
            SignIn::Password { connection, username, password, unit, keep } => {
                let user = username.trim().to_owned();
                (self.connections.connection(&connection)?, user, false, unit, Secret::new(password), keep)
            }
            SignIn::WebApiKey { connection, web_api_key, unit, keep } => {
                // A key is pasted, often with a line break.
                let key = Secret::new(web_api_key.trim());
                (self.connections.connection(&connection)?, self.user_of_key(&key), true, unit, key, keep)
            }
        };
        // The organisation is the connection's: data made for one organisation is never sent to another.
        known.organisation()?;
        let identity = Identity { tenant: known.tenant(), unit: clean(unit), user };
        let required = [
            ("username", !by_key && identity.user.is_empty()),
            ("password", !by_key && secret.expose().is_empty()),
            ("web_api_key", by_key && secret.expose().is_empty()),
        ];
        let missing: Vec<_> = required
            .into_iter()
            .filter(|(_, missing)| *missing)
            .map(|(field, _)| FieldProblem::new(field, "required"))
            .collect();
        if !missing.is_empty() {
            return Err(Problem::at_fields(missing));
        }
        Ok((known, identity, secret, keep))
    }

    /// Signs out: releases the token on the server (best effort) and deletes it with the stored secrets.
    pub async fn sign_out(&self) -> Result<(), Problem> {
        let known = self.connections.selected_connection()?;
        self.memory.lock().left.insert(known.id().to_owned());
        let live = self.memory.lock().sessions.remove(known.id());
        match live {
            Some(live) => {
                self.note(known.id(), SignInAct::Out, live.user()).await;
                self.leave(&known, &live).await;
            }
            None => self.leave_last(known.id()).await,
        }
        self.core.wake.batches.notify_one();
        self.core.events.requests();
        Ok(())
    }

    /// Writes a sign-in or a sign-out into the history. Without a journal it is done all the same.
    async fn note(&self, connection: &str, act: SignInAct, user: &str) {
        let (id, user, at) = (connection.to_owned(), user.to_owned(), self.core.now());
        if let Err(problem) = self.core.journal(move |journal| journal.note_sign_in(&id, act, at, &user)).await {
            tracing::warn!(%problem, connection, "the history misses a sign-in or a sign-out");
        }
    }

    /// Ends a session of a former run that is in the keyring, or is being read from it, and will not be continued.
    pub(crate) async fn leave_last(&self, id: &str) {
        let last = self.core.settings.lock().get().last_sign_in.get(id).filter(|last| last.stored).cloned();
        let Some(last) = last else { return };
        self.not_kept_any_more(id).await;
        self.forget_last(id, &last).await;
    }

    /// Notes in the settings that the keyring holds nothing of the session, so that the next start does not restore it.
    async fn not_kept_any_more(&self, id: &str) {
        let id = id.to_owned();
        let change = move |settings: &mut Settings| {
            if let Some(last) = settings.last_sign_in.get_mut(&id) {
                (last.stored, last.kept) = (false, false);
            }
        };
        let _ = self.core.change_settings(change).await;
    }

    /// Ends a session that was already removed from the list, on the server that issued its token.
    pub(crate) async fn leave(&self, known: &ResolvedConnection, live: &ActiveSession) {
        let id = known.id().to_owned();
        self.forget(&id, &live.identity).await;
        self.not_kept_any_more(&id).await;
        if let (false, Ok(client)) = (live.ended(), self.connections.client_of(known).await) {
            let released = client.release_token(&live.token).await;
            tracing::info!(connection = id, released = released.is_ok(), "signed out");
        }
    }
}

fn sign_in_problem(error: &Error, by_key: bool) -> Problem {
    let problem = from_lower::call(error);
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
