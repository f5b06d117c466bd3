//! The address of a server: which ones are taken, and where the API is below it.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

use crate::error::Error;

/// Parses a server's address as typed; `https` only, except on this computer.
pub fn server_url(text: &str) -> Result<Url, Error> {
    let url = Url::parse(text.trim()).map_err(|error| Error::BadUrl { reason: error.to_string() })?;
    check_url(&url)?;
    Ok(url)
}

pub(crate) fn check_url(url: &Url) -> Result<(), Error> {
    let bad = |reason: &str| Err(Error::BadUrl { reason: reason.to_owned() });
    if !matches!(url.scheme(), "http" | "https") {
        return bad("it starts with https://");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return bad("it holds no user name or password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return bad("it ends before ? and #");
    }
    if url.scheme() == "http" && !may_go_in_clear(url) {
        return Err(Error::InsecureUrl);
    }
    Ok(())
}

/// Whether data that is sent to this hop, a server or a proxy, stays on this computer and may therefore be sent
/// unencrypted. Every hop of a call by plain http is checked. Of names, only `localhost` is certain to be local: some
/// systems ask a name server for `*.localhost`.
pub(crate) fn may_go_in_clear(hop: &Url) -> bool {
    match hop.host() {
        Some(Host::Domain(name)) => name == LOCALHOST,
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

pub(crate) const LOCALHOST: &str = "localhost";

/// The addresses of `localhost`, independent of the system's resolver.
pub(crate) fn localhost(port: u16) -> [SocketAddr; 2] {
    [(Ipv4Addr::LOCALHOST, port).into(), (Ipv6Addr::LOCALHOST, port).into()]
}

pub(crate) fn base_of(server: &Url) -> Url {
    let mut base = server.clone();
    let path = server.path().trim_end_matches('/');
    let path = path.strip_suffix("/crmapi/rest/v2").unwrap_or(path);
    base.set_path(&format!("{path}/crmapi/rest/v2/"));
    base
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinguishes_faults_of_server_addresses() {
        for server in ["crm.example", "ftp://crm.example", "https://me:pw@crm.example", "https://crm.example/?a=b", ""]
        {
            assert!(matches!(server_url(server), Err(Error::BadUrl { .. })), "{server}");
        }
    }

    #[test]
    fn the_api_is_below_the_address() {
        for (server, base) in [
            ("https://crm.example", "https://crm.example/crmapi/rest/v2/"),
            ("https://crm.example:8443/tv/", "https://crm.example:8443/tv/crmapi/rest/v2/"),
            ("https://crm.example/crmapi/rest/v2", "https://crm.example/crmapi/rest/v2/"),
        ] {
            assert_eq!(base_of(&Url::parse(server).unwrap()).as_str(), base);
        }
    }
}
