//! A proxy's password: in the keyring, like any other, and never in the settings.

use crate::{
    connections::{
        Connections,
        proxies::{Typed, has_user, typed},
        registry::Known,
    },
    error::{from_lower, problem::Problem},
};

use crmcom::Secret;
use store::SecretError;

/// Of the keyring, by connection: the whole address, so that a password is shown to no other proxy than its own.
fn account(connection: &str) -> String {
    format!("{connection}/proxy")
}

impl Connections {
    /// Keeps the password that was typed with a proxy, if one was.
    pub(crate) async fn keep_proxy(&self, connection: &str, whole: Option<&Secret>) -> Result<(), Problem> {
        let Some(whole) = whole else { return Ok(()) };
        if let Err(error) = self.core.secrets.set(&account(connection), whole.expose()).await {
            return Err(not_kept(&error));
        }
        // It was made, or is being made, with another one or none.
        self.memory().ways.remove(connection);
        Ok(())
    }

    /// Does not wait for a keyring that is locked.
    pub(crate) async fn forget_proxy(&self, connection: &str) {
        self.core.forget_accounts([account(connection)]).await;
        self.memory().ways.remove(connection);
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
