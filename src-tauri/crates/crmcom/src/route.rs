//! By which way a server is reached: straight, or through a proxy.

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{Proxy, header::HeaderValue};
use url::Url;

use crate::{client::may_go_in_clear, error::Error};

pub(crate) enum Route {
    Straight,
    Proxy(Via),
}

/// A proxy. Not `Debug`: it may hold a password.
pub(crate) struct Via {
    address: Url,
    /// The system's settings give them apart from the address.
    authorization: Option<HeaderValue>,
}

impl Route {
    /// The proxy that was configured, else the one that the system names for this server. A server
    /// on this computer is reached straight unless a proxy was configured for it.
    pub(crate) fn to(server: &Url, configured: Option<&str>) -> Result<Self, Error> {
        if let Some(text) = configured.map(str::trim).filter(|text| !text.is_empty()) {
            let address = address(text)?;
            if server.scheme() == "http" && !may_go_in_clear(&address) {
                return Err(Error::InsecureProxy);
            }
            return Ok(Self::Proxy(Via { address, authorization: None }));
        }
        // All that is reached by plain http, among others: see [`crate::client::server_url`].
        if may_go_in_clear(server) {
            return Ok(Self::Straight);
        }
        let Ok(target) = server.as_str().parse() else { return Ok(Self::Straight) };
        let Some(found) = Matcher::from_system().intercept(&target) else { return Ok(Self::Straight) };
        let authorization = found.basic_auth().cloned();
        Ok(Self::Proxy(Via { address: address(&found.uri().to_string())?, authorization }))
    }

    pub(crate) fn is_proxy(&self) -> bool {
        matches!(self, Self::Proxy(_))
    }
}

impl Via {
    pub(crate) fn for_reqwest(&self) -> Result<Proxy, Error> {
        let proxy = Proxy::all(self.address.clone()).map_err(|_| bad("it cannot be used"))?;
        Ok(match &self.authorization {
            Some(value) => proxy.custom_http_auth(value.clone()),
            None => proxy,
        })
    }

    /// Host and port.
    pub(crate) fn end(&self) -> Option<(&str, u16)> {
        // An IPv6 address stands in brackets in a URL only.
        let host = self.address.host_str()?.trim_matches(['[', ']']);
        Some((host, self.address.port_or_known_default()?))
    }
}

fn bad(reason: &str) -> Error {
    Error::BadProxy { reason: reason.to_owned() }
}

/// The reason never repeats what was typed: it may hold a password.
fn address(text: &str) -> Result<Url, Error> {
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = Url::parse(&with_scheme).map_err(|error| bad(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad("only http and https proxies are spoken"));
    }
    if url.host_str().is_none() { Err(bad("it names no host")) } else { Ok(url) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_a_host_and_a_port() {
        let server = Url::parse("https://crm.example").unwrap();
        for (text, end) in [("proxy.example:3128", ("proxy.example", 3128)), ("http://[::1]:8080", ("::1", 8080))] {
            let Ok(Route::Proxy(via)) = Route::to(&server, Some(text)) else { panic!("{text} is a proxy") };
            assert_eq!(via.end(), Some(end));
        }
        for text in ["socks5://proxy.example", "http://", "http://me:hunter2@"] {
            let Err(error) = Route::to(&server, Some(text)) else { panic!("{text} is no proxy") };
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn this_computer_is_reached_straight() {
        let server = Url::parse("http://127.0.0.1:9").unwrap();
        assert!(matches!(Route::to(&server, None), Ok(Route::Straight)));
    }
}
