//! Identity of a write: server and organisation, unit and user.

use std::fmt::{self, Write};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Prefix of the user of a session by Web API key; a keyed hash of the key follows.
const KEY_USER_PREFIX: &str = "key:";

/// An organisation on a server. Numbers and names of a server are only unique within it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tenant {
    /// Scheme, host, port and base path, such as `https://crm.example:443/tv`.
    pub origin: String,
    pub organisation: String,
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.origin, self.organisation)
    }
}

/// Owner of a write, a session, a look-up or a draft. Data of one identity is never used for another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    pub tenant: Tenant,
    /// Id of the unit that the user is signed in to.
    pub unit: Option<String>,
    /// User name as typed, or a keyed hash of the Web API key ([`user_of_key`]). Empty if an earlier version did not
    /// store the user.
    pub user: String,
}

impl Identity {
    /// A unique text for this identity: the owner of its stored data, and its account in the keyring.
    pub fn text(&self) -> String {
        let Tenant { origin, organisation } = &self.tenant;
        let parts: [&str; 4] = [origin, organisation, self.unit.as_deref().unwrap_or_default(), &self.user];
        // An empty part and a missing one have the same text: a unit's id is never empty.
        parts.map(|part| part.replace('%', "%25").replace('|', "%7C")).join("|")
    }

    pub fn is_by_key(&self) -> bool {
        self.user.starts_with(KEY_USER_PREFIX)
    }
}

/// Pseudonym for the user of a Web API key, which has no name and is never shown. `secret` belongs to this profile, so
/// that the hash is of no use elsewhere.
pub fn user_of_key(secret: &[u8], key: &str) -> String {
    // HMAC accepts a key of any length.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes any key"));
    mac.update(key.as_bytes());
    let hash = mac.finalize().into_bytes();
    hash.iter().take(16).fold(KEY_USER_PREFIX.to_owned(), |mut user, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(user, "{byte:02x}");
        user
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(origin: &str, organisation: &str, unit: Option<&str>, user: &str) -> Identity {
        Identity {
            tenant: Tenant { origin: origin.to_owned(), organisation: organisation.to_owned() },
            unit: unit.map(str::to_owned),
            user: user.to_owned(),
        }
    }

    #[test]
    fn identities_have_distinct_texts() {
        let all = [
            identity("https://a:443", "O", None, "ann"),
            identity("https://a:443", "O", Some("ann"), ""),
            identity("https://a:443", "O|", None, "ann"),
            identity("https://a:443", "O%7C", None, "ann"),
            identity("https://a:443|O", "", None, "ann"),
            identity("https://a:443", "O", Some("1"), "ann"),
            identity("https://a:443", "O", None, "Ann"),
        ];
        for (number, one) in all.iter().enumerate() {
            for other in &all[number + 1..] {
                assert_ne!(one.text(), other.text());
            }
        }
    }

    #[test]
    fn the_user_of_an_api_key_is_distinct_and_hides_the_key() {
        let user = user_of_key(b"profile", "K3Y");
        assert_eq!(user, user_of_key(b"profile", "K3Y"));
        assert_ne!(user, user_of_key(b"profile", "K3Z"));
        assert_ne!(user, user_of_key(b"another", "K3Y"), "a hash of another profile tells nothing");
        assert!(identity("o", "O", None, &user).is_by_key() && !user.contains("K3Y"));
    }
}
