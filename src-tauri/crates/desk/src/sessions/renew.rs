//! Calls with a session: a valid token, one renewal at a time, and the end of a session.

use std::{future::Future, sync::Arc};

use crmcom::{Client, Delivery, Error, Token};
use store::identity::Identity;
use tokio::task::JoinSet;

use crate::{
    core::wakeups::SESSION_CHECK_INTERVAL,
    error::{
        from_lower,
        problem::{Problem, ProblemCode, not_signed_in},
    },
    scheduler::MAX_SERVER_PAUSE_MS,
    sessions::{
        Sessions,
        session::{ActiveSession, TokenStatus, credentials, token_account},
    },
    view::{DeskEvent, Network},
};

impl Sessions {
    /// Whether a row of an identity can leave now: the profile was checked, and the connection has a usable or
    /// renewable session of the same person.
    pub(crate) fn can_send(&self, connection: &str, identity: &Identity) -> bool {
        let now = self.core.now();
        let state = self.memory.lock();
        state.profile_checked
            && state.sessions.get(connection).is_some_and(|live| {
                state.same_person(&live.identity, identity) && (live.usable(now) || live.kept.is_some())
            })
    }

    /// Whether two identities are one person, as far as the server's names of users tell.
    pub(crate) fn is_same_person(&self, one: &Identity, other: &Identity) -> bool {
        self.memory.lock().same_person(one, other)
    }

    pub(crate) fn can_read(&self, connection: &str) -> bool {
        let now = self.core.now();
        self.memory.lock().sessions.get(connection).is_some_and(|live| live.usable(now) || live.kept.is_some())
    }

    /// The identity that is signed in.
    pub(crate) fn identity(&self, connection: &str) -> Option<Arc<Identity>> {
        self.memory.lock().sessions.get(connection).map(|live| Arc::clone(&live.identity))
    }

    /// A client for an identity's own server, with a token of that identity.
    pub(crate) async fn client_and_token(
        self: &Arc<Self>,
        connection: &str,
        identity: &Identity,
    ) -> Result<(Client, Token), Problem> {
        let client = self.connections.client_as(connection, identity).await?;
        Ok((client, self.token_of(connection, identity).await?))
    }

    /// A token of that identity and of no other, valid as far as is known; renewed if possible.
    async fn token_of(self: &Arc<Self>, connection: &str, identity: &Identity) -> Result<Token, Problem> {
        let now = self.core.now();
        let live = self.session_of(connection, identity).ok_or_else(not_signed_in)?;
        if live.usable(now) { Ok(live.token) } else { self.renew(connection, &live.identity, &live.token).await }
    }

    fn session_of(&self, connection: &str, identity: &Identity) -> Option<ActiveSession> {
        let state = self.memory.lock();
        state.sessions.get(connection).filter(|live| state.same_person(&live.identity, identity)).cloned()
    }

    /// Replaces a token that is unusable or soon will be. Concurrent calls share one renewal (single-flight). If
    /// another user signed in meanwhile, the caller gets no token.
    pub(crate) async fn renew(
        self: &Arc<Self>,
        connection: &str,
        of: &Identity,
        stale: &Token,
    ) -> Result<Token, Problem> {
        let turn = {
            let mut renewals = self.renewals.lock();
            Arc::clone(renewals.entry(connection.to_owned()).or_default())
        };
        let _turn = turn.lock().await;
        let live = self.session_of(connection, of).ok_or_else(not_signed_in)?;
        if live.token != *stale {
            return if live.ended() { Err(ended()) } else { Ok(live.token) };
        }
        let Some(secret) = live.kept.clone() else {
            self.end(connection, stale).await;
            return Err(ended());
        };
        let client = self.connections.client_as(connection, &live.identity).await?;
        let signed_in = client.sign_in(&credentials(&live.identity, secret.clone())).await;
        self.record_reachability(connection, signed_in.as_ref().err());
        match signed_in {
            Ok(signed_in) => {
                tracing::info!(connection, "the session was renewed");
                self.learn_user(&live.identity, signed_in.user.clone());
                let mut renewed =
                    ActiveSession::opened(Arc::clone(&live.identity), signed_in, Some(secret), self.core.now());
                let token = renewed.token.clone();
                renewed.stored = self.store_session(connection, &renewed).await;
                let last = renewed.last_sign_in();
                // The user signed out meanwhile: the renewed token is given back.
                if !self.replace_session(connection, stale, renewed) {
                    self.correct_keyring(connection, &live.identity).await;
                    let _ = client.release_token(&token).await;
                    return Err(not_signed_in());
                }
                let id = connection.to_owned();
                let _ = self.core.change_settings(move |settings| _ = settings.last_sign_in.insert(id, last)).await;
                self.core.events.snapshot();
                Ok(token)
            }
            Err(error @ Error::WrongCredentials(_)) => {
                // The password was changed or the key withdrawn: another attempt could lock the account.
                self.forget_kept(connection, &live.identity).await;
                self.end(connection, stale).await;
                Err(from_lower::call(&error))
            }
            Err(error) => Err(from_lower::call(&error)),
        }
    }

    fn replace_session(&self, connection: &str, old: &Token, renewed: ActiveSession) -> bool {
        let mut state = self.memory.lock();
        match state.sessions.get_mut(connection) {
            Some(live) if live.token == *old => {
                *live = renewed;
                true
            }
            _ => false,
        }
    }

    /// Ends the session of that token; it is not renewed.
    pub(crate) async fn end(&self, connection: &str, token: &Token) {
        let whose = {
            let mut state = self.memory.lock();
            match state.sessions.get_mut(connection) {
                Some(live) if live.token == *token && !live.ended() => {
                    live.token_status = TokenStatus::Ended;
                    live.stored = false;
                    live.kept = None;
                    Some(Arc::clone(&live.identity))
                }
                _ => None,
            }
        };
        let Some(whose) = whose else { return };
        tracing::info!(connection, "the session ended");
        self.session_ended(connection);
        let _ = self.core.secrets.delete(&token_account(connection, &whose)).await;
        let id = connection.to_owned();
        let _ = self
            .core
            .change_settings(move |settings| {
                if let Some(last) = settings.last_sign_in.get_mut(&id) {
                    last.stored = false;
                }
            })
            .await;
    }

    /// Has the window open the sign-in sheet, if it shows this connection.
    pub(crate) fn session_ended(&self, connection: &str) {
        self.core.wake.batches.notify_one();
        if self.connections.memory.lock().selected == connection {
            self.core.events.emit(DeskEvent::SessionEnded);
        }
        self.core.events.snapshot();
    }

    /// Calls a read method with a token, once more after a renewal: reading twice is harmless.
    pub(crate) async fn read<T, F>(
        self: &Arc<Self>,
        connection: &str,
        ask: impl Fn(Client, Token) -> F,
    ) -> Result<Result<T, Error>, Problem>
    where
        F: Future<Output = Result<T, Error>>,
    {
        if self.core.scheduler.lock().paused_until(connection).is_some() {
            return Err(Problem::new(ProblemCode::ServerBusy, ""));
        }
        let identity = self.identity(connection).ok_or_else(not_signed_in)?;
        let (client, mut token) = self.client_and_token(connection, &identity).await?;
        let mut result = ask(client.clone(), token.clone()).await;
        if result.as_ref().is_err_and(Error::session_over) {
            self.record_token_refusal(connection, &token);
            token = self.renew(connection, &identity, &token).await?;
            result = ask(client, token.clone()).await;
            if result.as_ref().is_err_and(Error::session_over) {
                self.end(connection, &token).await;
                return Err(ended());
            }
        }
        self.record_reachability(connection, result.as_ref().err());
        if result.is_ok() {
            self.record_token_use(connection, &token);
        }
        Ok(result)
    }

    /// Notes that the server refused the token.
    pub(crate) fn record_token_refusal(&self, connection: &str, token: &Token) {
        let mut state = self.memory.lock();
        let live = state.sessions.get_mut(connection).filter(|live| live.token == *token);
        if let Some(live) = live.filter(|live| live.token_status == TokenStatus::Good) {
            live.token_status = TokenStatus::Refused;
        }
    }

    /// Notes that the server accepted the token: an idle session lives longer.
    pub(crate) fn record_token_use(&self, connection: &str, token: &Token) {
        let now = self.core.now();
        if let Some(live) = self.memory.lock().sessions.get_mut(connection).filter(|live| live.token == *token) {
            live.used = now;
        }
    }

    /// Learns from a call's result whether the server is reachable.
    pub(crate) fn record_reachability(&self, connection: &str, error: Option<&Error>) {
        if let Some(pause) = error.and_then(Error::retry_after) {
            let pause = i64::try_from(pause.as_millis()).unwrap_or(MAX_SERVER_PAUSE_MS).min(MAX_SERVER_PAUSE_MS);
            self.core.scheduler.lock().pause_connection(connection, self.core.now() + pause);
            self.core.events.requests();
        }
        let network = match error {
            Some(error) if error.delivery() == Delivery::Never => Network::Offline,
            // A cut or a time-out after connecting says neither that the server is reachable nor that it is not.
            Some(Error::TimedOut { .. } | Error::Cut { .. }) => return,
            None | Some(_) => Network::Online,
        };
        let now = self.core.now();
        let before = {
            let mut state = self.memory.lock();
            match network {
                Network::Offline => _ = state.away_since.entry(connection.to_owned()).or_insert(now),
                _ => _ = state.away_since.remove(connection),
            }
            state.network.insert(connection.to_owned(), network)
        };
        if before != Some(network) {
            self.core.events.snapshot();
            self.core.events.field();
        }
        if network == Network::Online && self.core.scheduler.lock().record_answer(connection) {
            self.core.wake.sender.notify_one();
        }
    }

    /// Renews or ends sessions when they are due.
    pub(crate) async fn keep_sessions(self: &Arc<Self>) {
        loop {
            let now = self.core.now();
            let sessions: Vec<(String, ActiveSession)> =
                self.memory.lock().sessions.iter().map(|(id, live)| (id.clone(), live.clone())).collect();
            let mut next = now + i64::try_from(SESSION_CHECK_INTERVAL.as_millis()).unwrap_or(i64::MAX);
            // In parallel: a server that does not answer delays no other renewal.
            let mut renewals = JoinSet::new();
            for (connection, live) in sessions {
                match live.due() {
                    Some(due) if due <= now => {
                        let this = Arc::clone(self);
                        renewals.spawn(async move {
                            if let Err(problem) = this.renew(&connection, &live.identity, &live.token).await {
                                tracing::info!(connection, %problem, "the session was not renewed");
                            }
                        });
                    }
                    Some(due) => next = next.min(due),
                    None => {}
                }
            }
            renewals.join_all().await;
            self.core.sleep_until(&self.core.wake.sessions, next).await;
        }
    }
}

pub(crate) fn ended() -> Problem {
    Problem::new(ProblemCode::SessionEnded, "")
}
