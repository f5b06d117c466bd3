//! Determines the route to a server: direct, or through a proxy.

#[cfg(any(windows, test))]
mod wininet;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{Proxy, header::HeaderValue};
use url::Url;

use crate::{error::Error, server_url::may_go_in_clear};

pub(crate) enum Route {
    Straight,
    Proxy(Via),
}

/// A proxy. Not `Debug`, because it may contain a password.
pub(crate) struct Via {
    address: Url,
    /// Credentials, if the system's settings store them separately from the address.
    authorization: Option<HeaderValue>,
    named: Named,
}

/// Origin of the proxy setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Connection,
    Variable(&'static str),
    System,
}

/// Variables for servers by https, in the order of curl.
const PROXY_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const NO_PROXY_VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The proxy that this computer's settings specify for a server: `proxy.example:3128, from HTTPS_PROXY`. Without user
/// and password.
pub fn usual_proxy(server: &Url) -> Option<String> {
    match Route::to(server, None) {
        Ok(Route::Proxy(via)) => via.end().map(|(host, port)| format!("{host}:{port}{}", via.whose())),
        _ => None,
    }
}

impl Route {
    /// The configured proxy, else the one of this computer's settings for the server. A server on this computer is
    /// reached directly, unless a proxy was configured for it.
    pub(crate) fn to(server: &Url, configured: Option<&str>) -> Result<Self, Error> {
        Self::with(server, configured, |name| std::env::var(name).ok())
    }

    fn with(server: &Url, configured: Option<&str>, variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        if let Some(text) = configured.map(str::trim).filter(|text| !text.is_empty()) {
            let address = proxy_url(text)?;
            if server.scheme() == "http" && !may_go_in_clear(&address) {
                return Err(Error::InsecureProxy);
            }
            return Ok(Self::Proxy(Via { address, authorization: None, named: Named::Connection }));
        }
        // Includes all servers by plain http: see [`crate::client::server_url`].
        if may_go_in_clear(server) {
            return Ok(Self::Straight);
        }
        let Ok(target) = server.as_str().parse() else { return Ok(Self::Straight) };
        let value = |name: &'static str| variable(name).filter(|value| !value.trim().is_empty());
        if let Some((name, text)) = PROXY_VARIABLES.into_iter().find_map(|name| Some((name, value(name)?))) {
            let exceptions = NO_PROXY_VARIABLES.into_iter().find_map(value).unwrap_or_default();
            if Matcher::builder().all("http://proxy").no(exceptions).build().intercept(&target).is_none() {
                return Ok(Self::Straight);
            }
            let address = proxy_url(text.trim()).map_err(|error| match error {
                Error::BadProxy { reason, .. } => Error::BadProxy { variable: Some(name), reason },
                error => error,
            })?;
            return Ok(Self::Proxy(Via { address, authorization: None, named: Named::Variable(name) }));
        }
        #[cfg(windows)]
        {
            // Read here, because the library would use a list of proxies as a single one.
            let exceptions = NO_PROXY_VARIABLES.into_iter().find_map(value).unwrap_or_default();
            if Matcher::builder().all("http://proxy").no(exceptions).build().intercept(&target).is_none() {
                return Ok(Self::Straight);
            }
            wininet::Settings::of_user().map_or(Ok(Self::Straight), |settings| Self::by_windows(server, &settings))
        }
        #[cfg(not(windows))]
        {
            let Some(found) = Matcher::from_system().intercept(&target) else { return Ok(Self::Straight) };
            let authorization = found.basic_auth().cloned();
            let address = system_url(&found.uri().to_string())?;
            Ok(Self::Proxy(Via { address, authorization, named: Named::System }))
        }
    }

    #[cfg(any(windows, test))]
    fn by_windows(server: &Url, settings: &wininet::Settings) -> Result<Self, Error> {
        match settings.proxy_for(server) {
            Some(text) => {
                Ok(Self::Proxy(Via { address: system_url(&text)?, authorization: None, named: Named::System }))
            }
            None => Ok(Self::Straight),
        }
    }

    pub(crate) fn is_proxy(&self) -> bool {
        matches!(self, Self::Proxy(_))
    }

    /// Whether it is a proxy by https.
    pub(crate) fn is_tls_proxy(&self) -> bool {
        matches!(self, Self::Proxy(via) if via.address.scheme() == "https")
    }

    /// Error: the TLS connection to the proxy is not secure.
    pub(crate) fn distrusted(&self, why: &rustls::Error, words: &str) -> Error {
        let end = match self {
            Self::Proxy(via) => via.end().map(|(host, port)| format!("{host}:{port}")),
            Self::Straight => None,
        };
        let what = match why {
            rustls::Error::InvalidCertificate(_) => "its certificate is not trusted",
            _ => "no TLS with it",
        };
        let place = format!("{}{}", end.unwrap_or_default(), self.whose());
        Error::ProxyFailed { words: format!("{what} ({place}): {words}") }
    }

    pub(crate) fn failed(&self, words: &str) -> Error {
        Error::ProxyFailed { words: format!("{words}{}", self.whose()) }
    }

    /// Appended to error texts of the proxy, so that the user knows where to change the setting.
    pub(crate) fn whose(&self) -> String {
        match self {
            Self::Proxy(via) => via.whose(),
            Self::Straight => String::new(),
        }
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

    pub(crate) fn whose(&self) -> String {
        match self.named {
            Named::Connection => String::new(),
            Named::Variable(name) => format!(", from {name}"),
            Named::System => ", from this computer's settings".to_owned(),
        }
    }

    /// Host and port.
    pub(crate) fn end(&self) -> Option<(&str, u16)> {
        // An IPv6 address has brackets in a URL only.
        let host = self.address.host_str()?.trim_matches(['[', ']']);
        let usual = if self.address.scheme().starts_with("socks") { Some(1080) } else { None };
        Some((host, self.address.port_or_known_default().or(usual)?))
    }
}

/// Parses a proxy of this computer's settings.
fn system_url(text: &str) -> Result<Url, Error> {
    proxy_url(text).map_err(|error| match error {
        Error::BadProxy { reason, .. } => Error::BadSystemProxy { reason },
        error => error,
    })
}

fn bad(reason: &str) -> Error {
    Error::BadProxy { variable: None, reason: reason.to_owned() }
}

/// Parses a proxy's address: `proxy.example:3128` is a proxy by http. The reason never repeats the text, which may
/// contain a password.
pub fn proxy_url(text: &str) -> Result<Url, Error> {
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = Url::parse(&with_scheme).map_err(|error| bad(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h") {
        return Err(bad("only http, https and socks5 proxies are spoken"));
    }
    // Checked in the typed text, because each of these characters in a password would end the authority before its
    // host.
    let typed = with_scheme.trim().split_once("://").map_or("", |(_, typed)| typed);
    if typed.find(['/', '\\', '?', '#']).is_some_and(|end| &typed[end..] != "/") {
        return Err(bad("nothing comes behind its host and port; in a name or password, \\ / ? # are %5C %2F %3F %23"));
    }
    match url.host_str() {
        None | Some("") => Err(bad("it names no host")),
        // A list in the Windows format: `http=a:1;https=b:2`.
        Some(host) if host.contains(['=', ';', ',']) => {
            Err(bad("it is more than one proxy, or one for a protocol; write the one for https alone"))
        }
        Some(_) => Ok(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_a_host_and_a_port() {
        let server = Url::parse("https://crm.example").unwrap();
        for (text, end) in [
            ("proxy.example:3128", ("proxy.example", 3128)),
            ("http://[::1]:8080", ("::1", 8080)),
            ("socks5h://me:hunter2@proxy.example", ("proxy.example", 1080)),
            ("socks5://proxy.example:9050", ("proxy.example", 9050)),
        ] {
            let Ok(Route::Proxy(via)) = Route::to(&server, Some(text)) else { panic!("{text} is a proxy") };
            assert_eq!(via.end(), Some(end));
        }
        for text in [
            "https=proxy.example:8080",
            "a;b",
            "http=a:1;https=b:2",
            "socks://proxy.example",
            "ftp://proxy.example",
            "http://",
            "http://me:hunter2@",
            "http://me:hunter2@:x",
        ] {
            let Err(error) = Route::to(&server, Some(text)) else { panic!("{text} is no proxy") };
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_password_with_special_characters_is_not_read_as_host_or_path() {
        for text in [
            r"CORP\eleni:hunter22@proxy:3128",
            r"http://CORP\eleni:hunter22@proxy:3128",
            r"socks5://CORP\eleni:hunter22@proxy:3128",
            "me:12#hunter2@proxy",
            "me:12/hunter2@proxy",
            "me:12?hunter2@proxy",
            r"me:12\hunter2@proxy",
            "socks5h://me:12/hunter2@proxy",
            "proxy:3128/hunter2",
            "proxy:3128//",
            "proxy:3128?",
            "proxy:3128/#hunter2",
            r"proxy:3128\",
            r"http:/\me:hunter2@proxy",
        ] {
            let Err(error) = proxy_url(text) else { panic!("{text} is no proxy") };
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        for (text, host) in [
            ("proxy:3128/", "proxy"),
            (" http://proxy/ ", "proxy"),
            (r"CORP%5Celeni:hunter%2F%23%3F22@proxy:3128", "proxy"),
            ("me:hunter@2@proxy", "proxy"),
            ("http://:hunter2@proxy", "proxy"),
        ] {
            assert_eq!(proxy_url(text).unwrap().host_str(), Some(host), "{text}");
        }
    }

    #[test]
    fn local_addresses_bypass_the_proxy() {
        let server = Url::parse("http://127.0.0.1:9").unwrap();
        let everywhere = |_: &str| Some("http://proxy.example".to_owned());
        assert!(matches!(Route::with(&server, None, everywhere), Ok(Route::Straight)));
    }

    #[test]
    fn windows_settings_name_a_proxy_for_each_protocol() {
        let by = |host: &str, proxies: &str, exceptions: &str| {
            let server = Url::parse(&format!("https://{host}/crm")).unwrap();
            let settings = wininet::Settings { proxies: proxies.to_owned(), exceptions: exceptions.to_owned() };
            match Route::by_windows(&server, &settings) {
                Ok(Route::Straight) => "straight".to_owned(),
                Ok(Route::Proxy(via)) => {
                    let (host, port) = via.end().unwrap();
                    format!("{}://{host}:{port}{}", via.address.scheme(), via.whose())
                }
                Err(error) => error.to_string(),
            }
        };
        for (proxies, expected) in [
            ("http=a:1;https=b:2;socks=c:3", "http://b:2"),
            ("http=a:1; https=b:2", "http://b:2"),
            ("HTTPS = b:2 ;http=a:1", "http://b:2"),
            ("http=a:1 https=b:2", "http://b:2"),
            ("https=http://b:2", "http://b:2"),
            ("https=https://b:443;http=a:1", "https://b:443"),
            ("https=b:2;https=d:4", "http://b:2"),
            ("http=a:1;socks=c:3", "socks4://c:3"),
            ("socks=c", "socks4://c:1080"),
            ("socks=socks5://c:3", "socks5://c:3"),
            ("b:2", "http://b:2"),
            ("http://b:2", "http://b:2"),
            ("b:2;d:4", "http://b:2"),
            ("[::1]:8080", "http://::1:8080"),
        ] {
            assert_eq!(
                by("crm.example", proxies, ""),
                format!("{expected}, from this computer's settings"),
                "{proxies}"
            );
        }
        for proxies in ["", " ; ", "http=a:1", "ftp=a:1;http=b:2", "https=;http=a:1"] {
            assert_eq!(by("crm.example", proxies, ""), "straight", "{proxies}: none for https");
        }
        for proxies in ["https=gopher://b", "https=b:x", "https=b:2:3", "b:2/pac", "gopher://b"] {
            let refused = by("crm.example", proxies, "");
            assert!(refused.contains("this computer's settings"), "{proxies}: {refused}");
        }
        for (host, exceptions, straight) in [
            ("crm", "<local>", true),
            ("crm.example", "<local>", false),
            ("crm.example", "a.example;*.example;<local>", true),
            ("crm.example", "*.EXAMPLE", true),
            ("crm.example", ".example", true),
            ("example", "*.example", false),
            ("crm.example", "crm.example", true),
            ("crm.example", "example", false),
            ("crm.example", "https://crm.example", true),
            ("crm.example", "http://crm.example", false),
            ("crm.example:8443", "crm.example:8443", true),
            ("crm.example", "crm.example:8443", false),
            ("crm.example", "crm.example:443", true),
            ("10.1.2.3", "10.*", true),
            ("110.1.2.3", "10.*", false),
            ("192.168.7.9", "172.16.*; 192.168.*.*", true),
            ("crm.example", "c*m.ex*e", true),
            ("crm.example", "*", true),
            ("crm.example", "", false),
            ("crm.example", ";;", false),
        ] {
            assert_eq!(by(host, "https=b:2", exceptions) == "straight", straight, "{host} {exceptions}");
        }
    }

    #[test]
    fn a_proxy_of_the_environment_is_named_by_its_variable() {
        let server = Url::parse("https://crm.example").unwrap();
        let by = |set: &'static [(&str, &str)]| {
            let variable =
                move |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            match Route::with(&server, None, variable) {
                Ok(Route::Straight) => "straight".to_owned(),
                Ok(Route::Proxy(via)) => format!("{}{}", via.end().unwrap().0, via.whose()),
                Err(error) => error.to_string(),
            }
        };
        assert_eq!(by(&[("HTTPS_PROXY", "http://one:3128")]), "one, from HTTPS_PROXY");
        assert_eq!(by(&[("https_proxy", "one:3128")]), "one, from https_proxy");
        assert_eq!(
            by(&[("ALL_PROXY", "socks5://me:hunter2@one"), ("HTTP_PROXY", "http://two")]),
            "one, from ALL_PROXY"
        );
        assert_eq!(by(&[("HTTPS_PROXY", " "), ("all_proxy", "socks5h://one")]), "one, from all_proxy");
        assert_eq!(by(&[("HTTPS_PROXY", "http://one"), ("https_proxy", "http://two")]), "one, from HTTPS_PROXY");
        for exceptions in ["crm.example", ".example", "*", "other, crm.example"] {
            let set: &[_] = Box::leak(Box::new([("HTTPS_PROXY", "http://one"), ("no_proxy", exceptions)]));
            assert_eq!(by(set), "straight", "{exceptions}");
        }
        assert_eq!(by(&[("HTTPS_PROXY", "http://one"), ("NO_PROXY", "other.example")]), "one, from HTTPS_PROXY");
        let refused = by(&[("HTTPS_PROXY", "gopher://me:hunter2@one")]);
        assert!(refused.contains("HTTPS_PROXY") && !refused.contains("hunter2"), "{refused}");
    }
}
