//! The address of a proxy as it is typed, with and without its password.

use crmcom::Secret;
use url::Url;

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
pub(crate) fn has_user(address: &str) -> bool {
    address.contains('@')
}
