//! A proxy's password: in the keyring, like any other, and never in the settings.

use crmcom::Secret;
use store::SecretError;
use url::Url;

use crate::{
    connections::{Connections, registry::Known},
    error::{from_lower, problem::Problem},
};

/// Of the keyring, by connection: the whole address, so that a password is shown to no other proxy than its own.
fn account(connection: &str) -> String {
    format!("{connection}/proxy")
}

/// What was typed, taken apart.
pub(crate) struct Typed {
    /// As it is written into the settings.
    pub(crate) address: String,
    /// All of it, where there is a password.
    pub(crate) whole: Option<Secret>,
}

/// The fault is one of the input `proxy`.
pub(crate) fn typed(text: &str) -> Result<Typed, &'static str> {
    let url = crmcom::proxy_url(text).map_err(|_| "badProxy")?;
    let whole = url.password().map(|_| Secret::new(url.to_string()));
    Ok(Typed { address: bare(text, &url), whole })
}

/// Without its password. One with a user of no name keeps the `@`: a password may be kept for it.
fn bare(text: &str, url: &Url) -> String {
    let mut bare = url.clone();
    // Fails only for addresses without a host, which were refused.
    let _ = bare.set_password(None);
    let bare = bare.as_str().trim_end_matches('/');
    if has_user(text) && !has_user(bare) { bare.replacen("://", "://@", 1) } else { bare.to_owned() }
}

/// Of an address that was not refused: an `@` is nowhere else in it.
fn has_user(address: &str) -> bool {
    address.contains('@')
}

impl Connections {
    /// Keeps the password that was typed with a proxy, if one was.
    pub(crate) async fn keep_proxy(&self, connection: &str, whole: Option<&Secret>) -> Result<(), Problem> {
        let Some(whole) = whole else { return Ok(()) };
        if let Err(error) = self.core.secrets.set(&account(connection), whole.expose()).await {
            return Err(not_kept(&error));
        }
        // It was made, or is being made, with another one or none.
        self.state().ways.remove(connection);
        Ok(())
    }

    /// Does not wait for a keyring that is locked.
    pub(crate) async fn forget_proxy(&self, connection: &str) {
        self.core.forget_accounts([account(connection)]).await;
        self.state().ways.remove(connection);
    }

    /// The address of a connection's proxy with its password, where one is kept for it. One of another proxy or user than
    /// the connection names is no password of it. `Err`: nobody knows whether one is kept.
    pub(crate) async fn whole_proxy(&self, known: &Known) -> Result<Option<String>, SecretError> {
        let Some(address) = known.proxy() else { return Ok(None) };
        let as_written = Ok(Some(address.to_owned()));
        let Ok(Typed { address: named, whole: None }) = typed(address) else { return as_written };
        if !has_user(&named) {
            return as_written;
        }
        let kept = match self.core.secrets.get(&account(known.id())).await {
            Ok(kept) => kept.map(Secret::new),
            // None was ever kept.
            Err(SecretError::Missing(_)) => None,
            Err(error) => {
                self.core.keyring_failed(&error);
                return Err(error);
            }
        };
        match kept {
            Some(whole) if typed(whole.expose()).is_ok_and(|kept| kept.address == named) => {
                Ok(Some(whole.expose().to_owned()))
            }
            _ => as_written,
        }
    }
}

/// A password is kept nowhere else than in the keyring.
fn not_kept(error: &SecretError) -> Problem {
    let fault = match error {
        SecretError::Missing(_) => "proxyKeyringMissing",
        SecretError::Locked(_) => "proxyKeyringLocked",
        SecretError::TooLong(_) => "proxyPasswordTooLong",
        SecretError::Failed(_) => "passwordInProxy",
    };
    from_lower::keyring(error).at("proxy", fault)
}
