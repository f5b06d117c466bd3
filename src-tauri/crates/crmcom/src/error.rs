//! What can go wrong with a call, and what that means for a write.
//!
//! `words` are the system's or the server's own, without URLs, tokens, passwords or PINs. What to
//! tell people and what to do next is not decided here.

/// A failed call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    // What was configured
    #[error("not a server address: {reason}")]
    BadUrl { reason: String },
    #[error("plain http is only for this computer; use https")]
    InsecureUrl,
    #[error("the CA file holds no usable PEM certificate: {reason}")]
    BadCertificateFile { reason: String },
    #[error("not a proxy address: {reason}")]
    BadProxy { reason: String },
    /// Name, password, token and PIN would cross a network in clear.
    #[error(
        "a server on this computer is not reached through a proxy that is elsewhere: take the proxy out, or give one \
         on this computer"
    )]
    InsecureProxy,

    // The way to the server
    #[error("the server's name was not found: {words}")]
    NameNotFound { words: String },
    #[error("the server cannot be reached: {words}")]
    Unreachable { words: String },
    #[error("the server's certificate is not trusted: {words}")]
    CertificateNotTrusted { words: String },
    #[error("the proxy failed: {words}")]
    ProxyFailed { words: String },
    /// `connected`: the request may have left.
    #[error("{}", if *.connected { "no answer in time" } else { "no connection in time" })]
    TimedOut { connected: bool },
    #[error("the connection was cut: {words}")]
    Cut { words: String },

    // The answer
    #[error("the answer (HTTP {status}) is not JSON: {excerpt}")]
    NotJson { status: u16, excerpt: String },
    #[error("the answer (HTTP {status}) is empty")]
    Empty { status: u16 },
    #[error("the answer (HTTP {status}) ends too early")]
    Truncated { status: u16 },
    #[error("the answer is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the answer (HTTP {status}) is not what CRM.COM sends: {words}")]
    UnexpectedAnswer { status: u16, words: String },

    // The server said no
    /// The token is not valid, or not any more; the server did nothing.
    #[error("the session is over: {0}")]
    SessionOver(Refusal),
    #[error("the sign-in was refused: {0}")]
    WrongCredentials(Refusal),
    #[error("{0}")]
    Refused(Refusal),
    /// Nothing was sent: the server's release has no such method.
    #[error("{method} is not offered by {release}")]
    NotOffered { method: &'static str, release: crate::release::Release },
}

/// An envelope whose code is not `OK`, in the server's words (empty where it gave none).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    pub code: String,
    pub message: String,
    pub description: String,
}

impl Refusal {
    /// For people: the message, else the description, else the code made readable (reference 3.1).
    pub fn text(&self) -> String {
        let own = [&self.message, &self.description].into_iter().find(|text| !text.is_empty());
        own.cloned().unwrap_or_else(|| readable(&self.code, self.status))
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

/// Last dotted part without its `EXCEPTION`.
fn readable(code: &str, status: u16) -> String {
    let last = code.rsplit('.').next().unwrap_or_default();
    let name = last.strip_suffix("EXCEPTION").unwrap_or(last);
    if name.is_empty() { format!("HTTP {status}") } else { name.to_owned() }
}

/// What a failed write left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// It did not reach the server: it may be sent again.
    Never,
    /// The server answered and made no request, or it was not sent because it never can be.
    Refused,
    /// It may have arrived: never to be resent without looking.
    Maybe,
}

impl Error {
    /// Of a write that ended with this error.
    pub fn delivery(&self) -> Delivery {
        match self {
            Self::NameNotFound { .. }
            | Self::Unreachable { .. }
            | Self::CertificateNotTrusted { .. }
            | Self::ProxyFailed { .. }
            | Self::TimedOut { connected: false } => Delivery::Never,
            // A wrong configuration does not mend itself: to resend by itself would never end.
            Self::BadUrl { .. }
            | Self::InsecureUrl
            | Self::BadCertificateFile { .. }
            | Self::BadProxy { .. }
            | Self::InsecureProxy
            | Self::NotOffered { .. }
            | Self::SessionOver(_)
            | Self::WrongCredentials(_)
            | Self::Refused(_) => Delivery::Refused,
            Self::TimedOut { connected: true }
            | Self::Cut { .. }
            | Self::NotJson { .. }
            | Self::Empty { .. }
            | Self::Truncated { .. }
            | Self::TooLarge { .. }
            | Self::UnexpectedAnswer { .. } => Delivery::Maybe,
        }
    }

    pub fn retry_after(&self) -> Option<std::time::Duration> {
        None
    }

    pub fn may_be_token(&self) -> bool {
        false
    }

    pub fn doubts_token(&self) -> bool {
        false
    }

    /// A new sign-in is needed; the server did nothing.
    pub fn session_over(&self) -> bool {
        matches!(self, Self::SessionOver(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_speaks_in_the_servers_words_first() {
        let code = "COM.CRM.EXCEPTION.SUBSCRIPTIONS.SERVICEALREADYEXISTSONSUBSCRIPTIONEXCEPTION".to_owned();
        let mut refusal = Refusal { status: 200, code, ..Refusal::default() };
        assert_eq!(refusal.text(), "SERVICEALREADYEXISTSONSUBSCRIPTION");
        refusal.description = "more".to_owned();
        assert_eq!(refusal.text(), "more");
        refusal.message = "said".to_owned();
        assert_eq!(refusal.text(), "said");
        assert_eq!(Refusal { status: 401, ..Refusal::default() }.text(), "HTTP 401");
    }
}
