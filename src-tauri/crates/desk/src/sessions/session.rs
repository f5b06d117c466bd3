//! A session in memory: its token, the token's life, and the secret that may renew it.

use std::sync::Arc;

use crmcom::{Credentials, Secret, SignedIn, Token};
use store::{Identity, LastSignIn};

use crate::view::{Session, SessionState};

/// Displayed user of a session by Web API key: the key has no name and must not be shown.
pub(crate) const WEB_API_KEY_USER: &str = "Web API key";

/// Lead time for renewing a token of fixed life, in milliseconds.
const RENEWAL_LEAD_MS: i64 = 120_000;

/// A session; at most one for each connection.
#[derive(Clone)]
pub(crate) struct ActiveSession {
    /// The identity that sends. A request leaves only as the identity it was made for.
    pub(crate) identity: Arc<Identity>,
    pub(crate) token: Token,
    /// Milliseconds since the Unix epoch, like all times here.
    pub(crate) expires: Option<i64>,
    pub(crate) idle: Option<i64>,
    pub(crate) used: i64,
    pub(crate) token_status: TokenStatus,
    /// The token is in the keyring.
    pub(crate) stored: bool,
    /// A password or Web API key that renews the session.
    pub(crate) kept: Option<Secret>,
}

impl ActiveSession {
    pub(crate) fn opened(identity: Arc<Identity>, signed_in: SignedIn, kept: Option<Secret>, now: i64) -> Self {
        let millis = |idle: std::time::Duration| i64::try_from(idle.as_millis()).unwrap_or(i64::MAX);
        Self {
            identity,
            token: signed_in.token,
            expires: signed_in.expires.map(|end| end.timestamp_millis()),
            idle: signed_in.idle.map(millis),
            used: now,
            token_status: TokenStatus::Good,
            stored: false,
            kept,
        }
    }

    /// Restores a session from a former run's data. Whether the token is still valid, the server decides on its first
    /// use.
    pub(crate) fn restored(
        identity: Identity,
        last: &LastSignIn,
        token: Token,
        kept: Option<Secret>,
        now: i64,
    ) -> Self {
        let over = last.expires.is_some_and(|end| end <= now);
        Self {
            identity: Arc::new(identity),
            token_status: if over && kept.is_none() { TokenStatus::Ended } else { TokenStatus::Good },
            expires: last.expires,
            idle: last.idle_seconds.map(|seconds| i64::from(seconds) * 1_000),
            token,
            used: now,
            stored: true,
            kept,
        }
    }

    /// Displayed name of the user.
    pub(crate) fn user(&self) -> &str {
        shown_user(&self.identity)
    }

    pub(crate) fn ended(&self) -> bool {
        self.token_status == TokenStatus::Ended
    }

    pub(crate) fn ends(&self) -> Option<i64> {
        self.expires.or_else(|| self.idle.map(|idle| self.used.saturating_add(idle)))
    }

    /// Whether the token can be sent as it is.
    pub(crate) fn usable(&self, now: i64) -> bool {
        self.token_status == TokenStatus::Good && self.ends().is_none_or(|end| end > now)
    }

    /// Time at which the session must be renewed or ended.
    pub(crate) fn due(&self) -> Option<i64> {
        let early = if self.kept.is_some() && self.expires.is_some() { RENEWAL_LEAD_MS } else { 0 };
        self.ends().filter(|_| !self.ended()).map(|end| end - early)
    }

    pub(crate) fn last_sign_in(&self) -> LastSignIn {
        let Identity { tenant, unit, user } = &*self.identity;
        let by_key = self.identity.is_by_key();
        LastSignIn {
            user: self.user().to_owned(),
            origin: tenant.origin.clone(),
            organisation: tenant.organisation.clone(),
            unit: unit.clone(),
            by_key,
            key_user: by_key.then(|| user.clone()),
            stored: self.stored,
            kept: self.stored && self.kept.is_some(),
            expires: self.expires,
            idle_seconds: self.idle.and_then(|idle| u32::try_from(idle / 1_000).ok()),
        }
    }

    #[allow(clippy::cast_precision_loss)] // milliseconds since 1970 are far below 2^53
    pub(crate) fn view(&self, now: i64) -> Session {
        Session {
            user: self.user().to_owned(),
            organisation: self.identity.tenant.organisation.clone(),
            unit: self.identity.unit.clone(),
            state: if self.usable(now) || self.kept.is_some() { SessionState::Active } else { SessionState::Ended },
            ends: self.ends().map(|end| end as f64),
            idle_seconds: self
                .idle
                .filter(|_| self.expires.is_none())
                .and_then(|idle| u32::try_from(idle / 1_000).ok()),
            renews_itself: self.kept.is_some(),
            stored: self.stored,
        }
    }
}

/// State of a token as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenStatus {
    Good,
    /// The server refused it; the stored secret may bring another.
    Refused,
    /// Only a new sign-in by the user helps.
    Ended,
}

/// Displayed user of an identity: a Web API key has no name.
pub(crate) fn shown_user(identity: &Identity) -> &str {
    if identity.is_by_key() { WEB_API_KEY_USER } else { &identity.user }
}

pub(crate) fn credentials(identity: &Identity, secret: Secret) -> Credentials {
    let unit = identity.unit.clone();
    if identity.is_by_key() {
        Credentials::WebApiKey { key: secret, unit }
    } else {
        Credentials::Password {
            username: identity.user.clone(),
            password: secret,
            organisation: identity.tenant.organisation.clone(),
            unit,
        }
    }
}

/// Name of an identity's token in the keyring.
pub(crate) fn token_account(connection: &str, identity: &Identity) -> String {
    format!("{connection}/{}/token", identity.text())
}

/// Name of the stored password or key in the keyring.
pub(crate) fn kept_account(connection: &str, identity: &Identity) -> String {
    format!("{connection}/{}/{}", identity.text(), kept_word(identity.is_by_key()))
}

/// Names of token and stored secret in the keyring, as earlier versions wrote them.
pub(crate) fn earlier_accounts(connection: &str, user: &str, by_key: bool) -> [String; 2] {
    [format!("{connection}/{user}/token"), format!("{connection}/{user}/{}", kept_word(by_key))]
}

fn kept_word(by_key: bool) -> &'static str {
    if by_key { "web-api-key" } else { "password" }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn session(expires: Option<i64>, idle: Option<u64>, kept: bool) -> ActiveSession {
        let who = Identity { user: "ann".to_owned(), ..Identity::default() };
        let signed_in = SignedIn {
            token: Token::new("T"),
            expires: expires.and_then(chrono::DateTime::from_timestamp_millis),
            idle: idle.map(Duration::from_secs),
            user: None,
        };
        ActiveSession::opened(Arc::new(who), signed_in, kept.then(|| Secret::new("pw")), 1_000_000)
    }

    #[test]
    fn use_extends_idle_sessions_but_not_fixed_ones() {
        let mut idle = session(None, Some(60), false);
        idle.used += 30_000;
        assert_eq!(idle.ends(), Some(1_090_000));
        let mut fixed = session(Some(1_060_000), None, false);
        fixed.used += 30_000;
        assert_eq!(fixed.ends(), Some(1_060_000));
        assert!(fixed.usable(1_059_999) && !fixed.usable(1_060_000));
    }

    #[test]
    fn only_sessions_that_renew_themselves_are_due_early() {
        assert_eq!(session(Some(2_000_000), None, true).due(), Some(1_880_000));
        assert_eq!(session(Some(2_000_000), None, false).due(), Some(2_000_000));
        assert_eq!(session(None, Some(60), true).due(), Some(1_060_000), "renewing it early would keep it for ever");
    }

    #[test]
    fn a_session_that_renews_itself_does_not_ask_for_a_sign_in() {
        let mut session = session(Some(1_060_000), None, true);
        session.token_status = TokenStatus::Refused;
        assert_eq!(session.view(2_000_000).state, SessionState::Active);
        session.kept = None;
        assert_eq!(session.view(2_000_000).state, SessionState::Ended);
    }
}
