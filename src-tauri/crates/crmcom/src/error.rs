//! Errors of a call, and their meaning for a write.
//!
//! `words` are the system's or the server's own, without URLs, tokens, passwords or PINs. Messages for users and next
//! steps are not decided here; [`crate::proof`] decides the meaning of an answer.

use std::time::Duration;

use rustls::CertificateError;

use crate::codes::{self, CodeSubject};

/// A failed call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    // Configuration
    #[error("not a server address: {reason}")]
    BadUrl { reason: String },
    #[error("plain http is only for this computer; use https")]
    InsecureUrl,
    #[error("the certificate file cannot be used: {reason}")]
    BadCertificateFile { reason: String },
    #[error("not a proxy address{}: {reason}", .variable.map(|name| format!(" in {name}")).unwrap_or_default())]
    BadProxy {
        /// Name of the environment variable that contains it.
        variable: Option<&'static str>,
        reason: String,
    },
    #[error("not a proxy address in this computer's settings: {reason}")]
    BadSystemProxy { reason: String },
    /// Name, password, token and PIN would be sent unencrypted over a network.
    #[error(
        "a server on this computer is not reached through a proxy that is elsewhere: take the proxy out, or give one \
         on this computer"
    )]
    InsecureProxy,

    // Connection to the server
    #[error("the server's name was not found: {words}")]
    NameNotFound { words: String },
    #[error("the server cannot be reached: {words}")]
    Unreachable { words: String },
    #[error("the server's certificate is not trusted: {words}")]
    CertificateNotTrusted { why: Distrust, words: String },
    #[error("the proxy failed: {words}")]
    ProxyFailed { words: String },
    /// `connected`: the request may have been sent.
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
    /// HTTP 429, or an error with a `Retry-After` and without an envelope. See [`Error::retry_after`].
    #[error("the server asks for a pause (HTTP {status}){}{excerpt}", if .excerpt.is_empty() { "" } else { ": " })]
    Busy { status: u16, excerpt: String, retry_after: Option<Duration> },

    // Refused by the server
    /// The token is not valid, or no longer valid; the server did nothing.
    #[error("the session is over: {0}")]
    SessionOver(Refusal),
    /// Only an envelope says so.
    #[error("the sign-in was refused: {0}")]
    WrongCredentials(Refusal),
    #[error("{0}")]
    Refused(Refusal),
    /// The write was refused in a way that does not prove that nothing was done.
    #[error("{0}")]
    Unproven(Refusal),
    /// Nothing was sent: the server's release has no such method.
    #[error("{method} is not offered by {release}")]
    NotOffered { method: &'static str, release: crate::release::Release },
}

/// Reason why a certificate is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distrust {
    /// No trusted authority signed it.
    Signer,
    /// It is for other names than the server's.
    Name,
    /// The current date is outside of its validity period.
    Dates,
    /// All other reasons, such as a revoked certificate.
    Other,
}

impl Distrust {
    pub(crate) fn of(error: &CertificateError) -> Self {
        match error {
            // `BadSignature`: another authority has the same name.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => Self::Signer,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Self::Name,
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => Self::Dates,
            // A server may present an authority's certificate if that is in the connection's file.
            CertificateError::Other(other) if other.0.downcast_ref() == Some(&webpki::Error::CaUsedAsEndEntity) => {
                Self::Signer
            }
            _ => Self::Other,
        }
    }
}

/// An envelope with a code other than `OK`; texts are the server's (empty if absent).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    pub code: String,
    pub message: String,
    pub description: String,
    /// See [`Error::retry_after`].
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// Text for users: the message, else the description, else the readable part of the code (reference 3.1).
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

fn readable(code: &str, status: u16) -> String {
    let name = codes::readable(code);
    if name.is_empty() { format!("HTTP {status}") } else { name.to_owned() }
}

/// Effect of a failed write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// It did not reach the server and may be sent again.
    Never,
    /// The server answered and created no request, or the request can never be sent.
    Refused,
    /// It may have arrived: never to be resent without reconciliation.
    Maybe,
}

impl Error {
    /// Effect of a write that ended with this error.
    pub fn delivery(&self) -> Delivery {
        match self {
            Self::NameNotFound { .. }
            | Self::Unreachable { .. }
            | Self::CertificateNotTrusted { .. }
            | Self::ProxyFailed { .. }
            | Self::TimedOut { connected: false } => Delivery::Never,
            // A wrong configuration does not fix itself, so automatic resending would never end.
            Self::BadUrl { .. }
            | Self::InsecureUrl
            | Self::BadCertificateFile { .. }
            | Self::BadProxy { .. }
            | Self::BadSystemProxy { .. }
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
            | Self::UnexpectedAnswer { .. }
            | Self::Busy { .. }
            | Self::Unproven(_) => Delivery::Maybe,
        }
    }

    /// Whether a new sign-in is needed; the server did nothing.
    pub fn session_over(&self) -> bool {
        matches!(self, Self::SessionOver(_))
    }

    /// Whether CRM.COM refused, did nothing, and may have meant the token: a code of the area SECURITY with an unknown
    /// name, or HTTP 401. A read with that token decides.
    pub fn may_be_token(&self) -> bool {
        matches!(self, Self::Refused(refusal) if may_mean_the_token(refusal))
    }

    /// Whether the token may be invalid without proof: [`Self::may_be_token`], or an answer to a write that may have
    /// been done ([`Self::delivery`]) and is a bare 401 or 403 or names the token. A read with that token decides.
    pub fn doubts_token(&self) -> bool {
        match self {
            Self::NotJson { status, .. }
            | Self::Empty { status }
            | Self::Truncated { status }
            | Self::UnexpectedAnswer { status, .. }
            | Self::Busy { status, .. } => matches!(status, 401 | 403),
            Self::Unproven(refusal) => codes::about(&refusal.code) == CodeSubject::Token || may_mean_the_token(refusal),
            _ => self.may_be_token(),
        }
    }

    /// Pause that the server or a gateway asks for, at most 15 minutes. `None` if it asks for none.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy { retry_after, .. } => *retry_after,
            Self::SessionOver(refusal)
            | Self::WrongCredentials(refusal)
            | Self::Refused(refusal)
            | Self::Unproven(refusal) => refusal.retry_after,
            _ => None,
        }
    }
}

fn may_mean_the_token(refusal: &Refusal) -> bool {
    match codes::about(&refusal.code) {
        CodeSubject::Security => true,
        CodeSubject::Other => refusal.status == 401,
        CodeSubject::Ok | CodeSubject::Token | CodeSubject::Permission | CodeSubject::Input => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_shows_the_servers_words_first() {
        let code = "COM.CRM.EXCEPTION.SUBSCRIPTIONS.SERVICEALREADYEXISTSONSUBSCRIPTIONEXCEPTION".to_owned();
        let mut refusal = Refusal { status: 200, code, ..Refusal::default() };
        assert_eq!(refusal.text(), "SERVICEALREADYEXISTSONSUBSCRIPTION");
        refusal.description = "more".to_owned();
        assert_eq!(refusal.text(), "more");
        refusal.message = "said".to_owned();
        assert_eq!(refusal.text(), "said");
        assert_eq!(Refusal { status: 401, ..Refusal::default() }.text(), "HTTP 401");
    }

    fn refusal(status: u16, code: &str) -> Refusal {
        Refusal { status, code: code.to_owned(), ..Refusal::default() }
    }

    #[test]
    fn an_unknown_refusal_of_the_area_security_may_be_about_the_token() {
        for (status, code) in [
            (200, "COM.CRM.EXCEPTION.SECURITY.NOTLOGGEDINEXCEPTION"),
            (403, "COM.CRM.EXCEPTION.SECURITY.SOMETHINGEXCEPTION"),
            (401, "COM.CRM.EXCEPTION.CORE.SOMETHINGEXCEPTION"),
        ] {
            let error = Error::Refused(refusal(status, code));
            assert!(error.may_be_token() && error.doubts_token(), "{code}");
            assert_eq!(error.delivery(), Delivery::Refused, "{code}: an envelope, so nothing was done");
        }
        for (status, code) in [
            (401, "COM.CRM.EXCEPTION.SECURITY.ACCESSDENIEDEXCEPTION"),
            (403, "COM.CRM.EXCEPTION.CORE.NOPERMISSIONEXCEPTION"),
            (403, "COM.CRM.EXCEPTION.CORE.SOMETHINGEXCEPTION"),
            (401, "COM.CRM.EXCEPTION.CORE.ENTITYNOTFOUNDEXCEPTION"),
            (200, "NO"),
        ] {
            let error = Error::Refused(refusal(status, code));
            assert!(!error.may_be_token() && !error.doubts_token(), "{code}");
        }
    }

    #[test]
    fn a_bare_401_or_403_casts_doubt_on_the_token_and_proves_nothing() {
        for status in [401, 403] {
            for error in [
                Error::NotJson { status, excerpt: String::new() },
                Error::Empty { status },
                Error::Truncated { status },
                Error::UnexpectedAnswer { status, words: String::new() },
                Error::Busy { status, excerpt: String::new(), retry_after: None },
            ] {
                assert!(error.doubts_token() && !error.may_be_token() && !error.session_over(), "{error:?}");
                assert_eq!(error.delivery(), Delivery::Maybe, "{error:?}");
            }
        }
        for code in ["COM.CRM.EXCEPTION.SECURITY.INVALIDTOKENEXCEPTION", "COM.CRM.EXCEPTION.SECURITY.XEXCEPTION"] {
            let error = Error::Unproven(refusal(500, code));
            assert_eq!((error.doubts_token(), error.delivery()), (true, Delivery::Maybe), "{code}");
        }
        for error in [
            Error::Empty { status: 500 },
            Error::Busy { status: 429, excerpt: String::new(), retry_after: None },
            Error::Unproven(refusal(500, "COM.CRM.EXCEPTION.CORE.XEXCEPTION")),
            Error::TimedOut { connected: true },
            Error::SessionOver(refusal(401, "")),
        ] {
            assert!(!error.doubts_token(), "{error:?}");
        }
    }
}
