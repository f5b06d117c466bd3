//! A client of one server: address, release, trusted certificates and route.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{ClientBuilder, redirect, retry};
use rustls::pki_types::CertificateDer;
use url::Url;

use crate::{
    error::{Distrust, Error},
    http::{errors, route::Route, trust},
    release::Release,
    server_url::{LOCALHOST, base_of, check_url, localhost},
};

/// Idle connections are dropped early: if the server had closed one in the meantime, the next write would count as “may
/// have arrived”.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(5);

/// Time limits of a client for files: for the connection, and for each piece of a file.
const FILE_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const FILE_READ_TIMEOUT: Duration = Duration::from_secs(30);

/// Time limits of a whole call, in addition to the limit for each piece of its answer ([`Config::read_timeout`]): an
/// answer that trickles would otherwise block its caller for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Limit for a write, a sign-in, or a read of a single object, from its start to the last byte of its answer.
    pub total: Duration,
    /// A list may take any time if it delivers at least this number of bytes …
    pub list_bytes: u64,
    /// … in each window of this duration spent waiting.
    pub list_window: Duration,
}

impl Default for Limits {
    /// Two minutes in total; a list has to deliver a kilobyte a second.
    fn default() -> Self {
        Self { total: Duration::from_mins(2), list_bytes: 60 << 10, list_window: Duration::from_mins(1) }
    }
}

/// Configuration of a client.
#[derive(Clone)]
pub struct Config {
    /// Scheme, host and port, and the path below which `crmapi` is, if any.
    pub server_url: Url,
    pub release: Release,
    /// Limit for name resolution, TCP and TLS together; capped at half of `read_timeout` and of the total time of a
    /// call.
    pub connect_timeout: Duration,
    /// Limit for each piece of the answer; for the first piece it counts from the start of the call. That one may take
    /// long, because the server may ask the CA system.
    pub read_timeout: Duration,
    pub limits: Limits,
    /// Certificates that are trusted in addition to the operating system's.
    pub certificates: Vec<CertificateDer<'static>>,
    /// `http://[user:password@]host:port`. `None`: the operating system's setting. With plain http, both the server and
    /// its proxy, if any, have to be on this computer.
    pub proxy: Option<String>,
}

impl fmt::Debug for Config {
    /// Omits the proxy, because its address may contain a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("server_url", &self.server_url.as_str())
            .field("release", &self.release)
            .finish_non_exhaustive()
    }
}

/// Calls the methods of one server. Cheap to clone.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) http: reqwest::Client,
    /// Ends in `crmapi/rest/v2/`.
    pub(crate) base: Url,
    pub(crate) release: Release,
    pub(crate) route: Route,
    pub(crate) connect_timeout: Duration,
    pub(crate) limits: Limits,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.0.base.as_str())
            .field("release", &self.0.release)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Creates the client, without opening a connection.
    pub fn new(config: Config) -> Result<Self, Error> {
        let Config { server_url, release, connect_timeout, read_timeout, limits, certificates, proxy } = config;
        check_url(&server_url)?;
        let route = Route::to(&server_url, proxy.as_deref())?;
        // reqwest's read time-out starts with the call, connecting included. If it expired before the connect time-out,
        // a write that was never sent would count as one that may have arrived.
        let connect_timeout = connect_timeout.min(read_timeout.min(limits.total) / 2);
        let http = built(http_client(&server_url, &route, certificates, connect_timeout, read_timeout)?)?;
        Ok(Self(Arc::new(Inner { http, base: base_of(&server_url), release, route, connect_timeout, limits })))
    }

    pub fn release(&self) -> Release {
        self.0.release
    }
}

/// A client for files of a server, such as updates: by the same rules for its address, its certificates and the proxy of
/// this computer. Answers are not unpacked: a packed file comes as it is.
pub fn file_client(server: &Url) -> Result<reqwest::Client, Error> {
    check_url(server)?;
    let route = Route::to(server, None)?;
    built(http_client(server, &route, Vec::new(), FILE_CONNECT_TIMEOUT, FILE_READ_TIMEOUT)?.no_gzip().no_deflate())
}

/// The words of a failed call of [`file_client`], without the address.
pub fn file_failure(error: reqwest::Error) -> String {
    errors::words(&error.without_url())
}

fn http_client(
    server: &Url,
    route: &Route,
    certificates: Vec<CertificateDer<'static>>,
    connect_timeout: Duration,
    read_timeout: Duration,
) -> Result<ClientBuilder, Error> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("provisioning-desk/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(connect_timeout)
        .read_timeout(read_timeout)
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        // A redirected POST would repeat the write, and a redirected GET would send the token to another server.
        .redirect(redirect::Policy::none())
        // No write is sent twice, even where the protocol guarantees that the first was not processed.
        .retry(retry::never())
        .resolve_to_addrs(LOCALHOST, &localhost(0))
        .no_proxy();
    if let Route::Proxy(proxy) = route {
        builder = builder.proxy(proxy.for_reqwest()?);
    }
    if server.scheme() == "http" && !route.is_tls_proxy() {
        // No certificate is checked, so a system without installed certificates must not fail.
        builder = builder.tls_certs_only([]);
    } else if !certificates.is_empty() {
        let tls = trust::tls(certificates).map_err(|error| bad_store(error.to_string()))?;
        builder = builder.tls_backend_preconfigured(tls);
    }
    Ok(builder)
}

fn built(builder: ClientBuilder) -> Result<reqwest::Client, Error> {
    builder.build().map_err(|error| bad_store(file_failure(error)))
}

/// An error of the system's certificate store.
fn bad_store(words: String) -> Error {
    Error::CertificateNotTrusted { why: Distrust::Other, words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server_url::server_url;

    fn config(server: &str) -> Config {
        Config {
            server_url: Url::parse(server).unwrap(),
            release: Release::R11,
            connect_timeout: Duration::from_secs(1),
            read_timeout: Duration::from_secs(1),
            limits: Limits::default(),
            certificates: Vec::new(),
            proxy: None,
        }
    }

    #[test]
    fn plain_http_stays_on_this_computer() {
        for server in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:1/", "https://crm.example"] {
            assert!(server_url(server).is_ok(), "{server}");
        }
        for server in [
            "http://crm.example",
            "http://10.0.0.1",
            "http://localhost.example",
            "http://crm.localhost",
            "http://localhost.",
            "http://[::ffff:127.0.0.1]",
            "http://0.0.0.0",
        ] {
            assert_eq!(server_url(server), Err(Error::InsecureUrl), "{server}");
            assert_eq!(Client::new(config(server)).err(), Some(Error::InsecureUrl), "{server}");
        }
    }

    #[test]
    fn plain_http_stays_on_this_computer_on_every_hop() {
        let by =
            |server: &str, proxy: &str| Client::new(Config { proxy: Some(proxy.to_owned()), ..config(server) }).err();
        for proxy in [
            "proxy.example:3128",
            "https://proxy.example",
            "http://10.0.0.1:3128",
            "http://me:hunter2@proxy.localhost:1",
            "http://localhost.example",
        ] {
            assert_eq!(by("http://127.0.0.1:8080", proxy), Some(Error::InsecureProxy), "{proxy}");
            assert_eq!(by("http://localhost", proxy), Some(Error::InsecureProxy), "{proxy}");
            assert_eq!(by("https://crm.example", proxy), None, "{proxy}: what goes through it is encrypted");
        }
        for proxy in ["127.0.0.1:3128", "http://localhost:3128", "http://[::1]:3128"] {
            assert_eq!(by("http://127.0.0.1:8080", proxy), None, "{proxy} is here too");
        }
        assert_eq!(by("http://127.0.0.1:8080", " "), None, "none");
    }

    #[test]
    fn debug_hides_the_proxys_password() {
        let config =
            Config { proxy: Some("http://me:hunter2@proxy.example".to_owned()), ..config("https://crm.example") };
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
