//! The address of a proxy as it is typed, with and without its password.

use crmcom::Secret;
use url::Url;

/// A parsed proxy address.
pub(crate) struct Typed {
    /// The address as it is written into the settings, without a password.
    pub(crate) address: String,
    /// The whole address, if it contains a password.
    pub(crate) whole: Option<Secret>,
}

/// Parses a typed proxy address. The error is a fault of the input `proxy`.
pub(crate) fn typed(text: &str) -> Result<Typed, &'static str> {
    let url = crmcom::proxy_url(text).map_err(|_| "badProxy")?;
    let whole = url.password().map(|_| Secret::new(url.to_string()));
    Ok(Typed { address: bare(text, &url), whole })
}

/// Removes the password. An address with a user of an empty name keeps its `@`, because a password may be kept for it.
fn bare(text: &str, url: &Url) -> String {
    let mut bare = url.clone();
    // Fails only for addresses without a host, which were refused before.
    let _ = bare.set_password(None);
    let bare = bare.as_str().trim_end_matches('/');
    if has_user(text) && !has_user(bare) { bare.replacen("://", "://@", 1) } else { bare.to_owned() }
}

/// For a valid address only: there an `@` occurs nowhere else.
pub(crate) fn has_user(address: &str) -> bool {
    address.contains('@')
}
