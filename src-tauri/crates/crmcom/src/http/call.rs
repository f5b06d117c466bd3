//! A call before it leaves: path, query or body, and the secrets that are in it.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::{
    identifier::Query,
    redact::Secrets,
    secret::{Pin, Secret, Token},
};

/// Maximum length of an answer about a single object, in bytes.
pub(crate) const MAX_OBJECT_BYTES: u64 = 8 << 20;
/// Maximum length of a list of products, in bytes: before R13 there is no paging.
pub(crate) const MAX_PRODUCTS_BYTES: u64 = 256 << 20;
/// Maximum length of a list of requests, in bytes.
pub(crate) const MAX_REQUESTS_BYTES: u64 = 1 << 30;

/// A call before it is sent.
pub(crate) struct Call<'a> {
    pub(crate) path: &'a str,
    pub(crate) what: What,
    pub(crate) basic: Option<&'a Secret>,
    pub(crate) secrets: Secrets,
    pub(crate) limit: u64,
}

pub(crate) enum What {
    Get(Zeroizing<String>),
    Post(Zeroizing<Vec<u8>>),
}

struct Body<'a> {
    token: Option<&'a Token>,
    members: &'a Map<String, Value>,
    pin: Option<&'a Pin>,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let token = self.token.map(|token| ("token", token.expose()));
        let pin = self.pin.map(|pin| ("pin", pin.expose()));
        let mut body = serializer.serialize_map(None)?;
        token.iter().try_for_each(|(name, token)| body.serialize_entry(name, token))?;
        self.members.iter().try_for_each(|(name, value)| body.serialize_entry(name, value))?;
        pin.iter().try_for_each(|(name, pin)| body.serialize_entry(name, pin))?;
        body.end()
    }
}

impl<'a> Call<'a> {
    pub(crate) fn get(path: &'a str, token: Option<&Token>, query: &Query, limit: u64) -> Self {
        let mut secrets = Secrets::default();
        let query = match token {
            Some(token) => {
                secrets.add(token.expose());
                let own = Query::default().text("token", token.expose());
                let rest = query.as_str();
                Zeroizing::new(if rest.is_empty() {
                    own.as_str().to_owned()
                } else {
                    format!("{}&{rest}", own.as_str())
                })
            }
            None => Zeroizing::new(query.as_str().to_owned()),
        };
        Self { path, what: What::Get(query), basic: None, secrets, limit }
    }

    /// Builds a POST with the token and the PIN, neither of which is ever part of `members`.
    pub(crate) fn post(path: &'a str, token: Option<&Token>, members: &Map<String, Value>, pin: Option<&Pin>) -> Self {
        let mut secrets = Secrets::default();
        if let Some(token) = token {
            secrets.add(token.expose());
        }
        if let Some(pin) = pin {
            secrets.add(pin.expose());
        }
        // A map with text keys always serializes.
        let bytes = Zeroizing::new(serde_json::to_vec(&Body { token, members, pin }).unwrap_or_default());
        Self { path, what: What::Post(bytes), basic: None, secrets, limit: MAX_OBJECT_BYTES }
    }

    /// HTTP Basic with the key as user name and an empty password (reference 2.4).
    pub(crate) fn basic(mut self, key: &'a Secret) -> Self {
        self.secrets.add(key.expose());
        self.secrets.add(&BASE64_STANDARD.encode(format!("{}:", key.expose())));
        self.basic = Some(key);
        self
    }

    pub(crate) fn secret(mut self, secret: &str) -> Self {
        self.secrets.add(secret);
        self
    }
}
