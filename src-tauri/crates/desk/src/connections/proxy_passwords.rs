//! The password of a proxy. It is in the keyring, like any other, and never in the settings.

use crate::{
    connections::{
        Connections,
        proxies::{Typed, has_user, typed},
        registry::ResolvedConnection,
    },
    error::{from_lower, problem::Problem},
};

use crmcom::Secret;
use store::secrets::SecretError;

/// Name of the entry in the keyring. The entry holds the whole address, so that a password is given to no other proxy
/// than its own.
fn account(connection: &str) -> String {
    format!("{connection}/proxy")
}

impl Connections {
    /// Stores the password that was typed with a proxy, if there is one.
    pub(crate) async fn keep_proxy(&self, connection: &str, whole: Option<&Secret>) -> Result<(), Problem> {
        let Some(whole) = whole else { return Ok(()) };
        if let Err(error) = self.core.secrets.set(&account(connection), whole.expose()).await {
            return Err(not_kept(&error));
        }
        // The client was built, or is being built, with another password or none.
        self.memory.lock().ways.remove(connection);
        Ok(())
    }

    /// Deletes the stored password. Does not wait for a locked keyring.
    pub(crate) async fn forget_proxy(&self, connection: &str) {
        self.core.forget_accounts([account(connection)]).await;
        self.memory.lock().ways.remove(connection);
    }

    /// The address of a connection's proxy, with its password if one is stored for it. A password stored for another
    /// proxy or user does not count. `Err`: the keyring cannot be read, so it is not known whether a password is
    /// stored.
    pub(crate) async fn whole_proxy(&self, known: &ResolvedConnection) -> Result<Option<String>, SecretError> {
        let Some(address) = known.proxy() else { return Ok(None) };
        let as_written = Ok(Some(address.to_owned()));
        let Ok(Typed { address: named, whole: None }) = typed(address) else { return as_written };
        if !has_user(&named) {
            return as_written;
        }
        let kept = match self.core.secrets.get(&account(known.id())).await {
            Ok(kept) => kept.map(Secret::new),
            // Without a keyring no password was ever stored.
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

/// The password cannot be stored, because it is kept only in the keyring.
fn not_kept(error: &SecretError) -> Problem {
    let fault = match error {
        SecretError::Missing(_) => "proxyKeyringMissing",
        SecretError::Locked(_) => "proxyKeyringLocked",
        SecretError::TooLong(_) => "proxyPasswordTooLong",
        SecretError::Failed(_) => "passwordInProxy",
    };
    from_lower::keyring(error).at("proxy", fault)
}
