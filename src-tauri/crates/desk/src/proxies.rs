//! A proxy's password: in the keyring, like any other, and never in the settings.

use crmcom::Secret;
use url::Url;

use crate::{
    Desk,
    connections::Known,
    problem::{FieldProblem, Problem},
    view::KeyringState,
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
    if url.password().is_none() {
        return Ok(Typed { address: text.to_owned(), whole: None });
    }
    Ok(Typed { address: bare(&url), whole: Some(Secret::new(url.to_string())) })
}

/// Without its password.
fn bare(url: &Url) -> String {
    let mut bare = url.clone();
    // Fails only for addresses without a host, which were refused.
    let _ = bare.set_password(None);
    bare.as_str().trim_end_matches('/').to_owned()
}

impl Desk {
    /// Keeps the password that was typed with a proxy, if one was.
    pub(crate) async fn keep_proxy(&self, connection: &str, whole: Option<&Secret>) -> Result<(), Problem> {
        let Some(whole) = whole else { return Ok(()) };
        if self.inner.secrets.set(&account(connection), whole.expose()).await.is_err() {
            return Err(Problem::at_fields(vec![FieldProblem::new("proxy", "passwordInProxy")]));
        }
        // It was made without.
        self.state().ways.remove(connection);
        Ok(())
    }

    pub(crate) async fn forget_proxy(&self, connection: &str) {
        if self.state().keyring.state == KeyringState::Ready {
            let _ = self.inner.secrets.delete(&account(connection)).await;
        }
    }

    /// The address of a connection's proxy with its password, where one is kept for it. One of another proxy or user than
    /// the connection names is no password of it.
    pub(crate) async fn whole_proxy(&self, known: &Known) -> Option<String> {
        let address = known.stored.proxy.clone()?;
        let named =
            crmcom::proxy_url(&address).ok().filter(|url| !url.username().is_empty() && url.password().is_none());
        let Some(named) = named else { return Some(address) };
        let kept = self.inner.secrets.get(&account(known.id())).await.ok().flatten().map(Secret::new);
        let kept = kept.and_then(|whole| Some((crmcom::proxy_url(whole.expose()).ok()?, whole)));
        match kept {
            Some((url, whole)) if bare(&url) == bare(&named) => Some(whole.expose().to_owned()),
            _ => Some(address),
        }
    }
}
