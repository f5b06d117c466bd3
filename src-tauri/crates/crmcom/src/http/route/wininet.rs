//! Reads a user's proxy settings on Windows, as *Internet Options* stores them: one proxy for all protocols, or one for
//! each.
//!
//! Configuration scripts are not supported.

use url::Url;

/// The settings as stored in the registry.
pub(super) struct Settings {
    /// `proxy.example:3128`, or `http=a:1;https=b:2;socks=c:3`.
    pub(super) proxies: String,
    /// `*.example.com;10.*;<local>`.
    pub(super) exceptions: String,
}

impl Settings {
    /// Reads the settings; `None` unless a proxy is enabled.
    #[cfg(windows)]
    pub(super) fn of_user() -> Option<Self> {
        Self::below(r"Software\Microsoft\Windows\CurrentVersion\Internet Settings")
    }

    #[cfg(windows)]
    fn below(key: &str) -> Option<Self> {
        let settings = windows_registry::CURRENT_USER.open(key).ok()?;
        if settings.get_u32("ProxyEnable").unwrap_or(0) == 0 {
            return None;
        }
        let text = |name| settings.get_string(name).unwrap_or_default();
        Some(Self { proxies: text("ProxyServer"), exceptions: text("ProxyOverride") })
    }

    /// The proxy for a server by https, with its protocol.
    pub(super) fn proxy_for(&self, server: &Url) -> Option<String> {
        let host = server.host_str()?.trim_matches(['[', ']']).to_ascii_lowercase();
        if self.exceptions.split(';').any(|exception| is_meant(exception, &host, server.port_or_known_default())) {
            return None;
        }
        // Blanks may occur around the signs as well as between the entries.
        let pieces: Vec<String> = self
            .proxies
            .split(';')
            .map(|piece| piece.split_whitespace().collect::<Vec<_>>().join(" ").replace(" =", "=").replace("= ", "="))
            .collect();
        let entries: Vec<&str> = pieces.iter().flat_map(|piece| piece.split_whitespace()).collect();
        let of = |protocol: &str| {
            entries.iter().find_map(|entry| {
                let (of, proxy) = entry.split_once('=')?;
                (of.eq_ignore_ascii_case(protocol) && !proxy.is_empty()).then_some(proxy)
            })
        };
        let for_all = || entries.iter().find(|entry| !entry.contains('=')).copied();
        if let Some(proxy) = of("https").or_else(for_all) {
            return Some(proxy.to_owned());
        }
        // The fallback for protocols without an entry, which is SOCKS 4 on Windows.
        let socks = of("socks")?;
        Some(if socks.contains("://") { socks.to_owned() } else { format!("socks4://{socks}") })
    }
}

/// Whether a server matches an exception and is reached directly.
fn is_meant(exception: &str, host: &str, port: Option<u16>) -> bool {
    let exception = exception.trim().to_ascii_lowercase();
    if exception == "<local>" {
        return !host.contains(['.', ':']);
    }
    let place = match exception.split_once("://") {
        Some((scheme, place)) => Some(place).filter(|_| scheme == "https"),
        None => Some(exception.as_str()),
    };
    let Some(place) = place.filter(|place| !place.is_empty()) else { return false };
    let (name, of) = match place.rsplit_once(':') {
        Some((name, of)) if !of.is_empty() && of.bytes().all(|byte| byte.is_ascii_digit()) && !name.contains(':') => {
            (name, of.parse().ok())
        }
        _ => (place, port),
    };
    let name = name.trim_matches(['[', ']']);
    of == port && if name.starts_with('.') { matches(&format!("*{name}"), host) } else { matches(name, host) }
}

/// Matches a pattern in which `*` stands for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(last)
}

#[cfg(all(test, windows))]
mod tests {
    use windows_registry::CURRENT_USER;

    use super::*;

    #[test]
    fn reads_the_proxies_of_windows_only_if_switched_on() {
        let path = format!(r"Software\Provisioning Desk tests\proxies {}", std::process::id());
        assert!(Settings::below(&path).is_none());
        let key = CURRENT_USER.create(&path).unwrap();
        key.set_string("ProxyServer", "http=a:1;https=b:2").unwrap();
        assert!(Settings::below(&path).is_none(), "it is not switched on");
        key.set_u32("ProxyEnable", 1).unwrap();
        key.set_string("ProxyOverride", "*.example").unwrap();
        let settings = Settings::below(&path).unwrap();
        let proxy_for = |server: &str| settings.proxy_for(&Url::parse(server).unwrap());
        assert_eq!(proxy_for("https://crm.invalid").as_deref(), Some("b:2"));
        assert_eq!(proxy_for("https://crm.example"), None);
        CURRENT_USER.remove_tree(&path).unwrap();
    }
}
