//! Converts errors of the HTTP and TLS libraries, with the causes nested in them, into [`Error`](crate::Error).

use std::{
    error::{self, Error as _},
    io,
};

use crate::error::Error;

/// Messages of the underlying libraries, without those that only wrap another one.
pub(crate) fn words(error: &reqwest::Error) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        // An outer message often repeats the inner one.
        said.retain(|outer| !outer.contains(&text) && !outer.starts_with("client error"));
        said.push(text);
        next = cause.source();
    }
    if said.is_empty() { error.to_string() } else { said.join(": ") }
}

/// Error for an answer that started and did not end.
pub(crate) fn cut_short(error: &reqwest::Error, status: u16) -> Error {
    if error.is_timeout() { Error::TimedOut { connected: true } } else { Error::Truncated { status } }
}

/// Whether the failure occurred on the way to the proxy, before the request for a tunnel. The error type is private; a
/// test checks its text.
pub(crate) fn before_tunnel(error: &(dyn error::Error + 'static)) -> bool {
    let mut next = error.source();
    while let Some(cause) = next {
        if cause.to_string().starts_with("tunnel error") {
            return true;
        }
        next = cause.source();
    }
    false
}

/// Finds the rustls error, which is wrapped in an `io::Error` that does not return it as its source.
pub(crate) fn tls_error<'a>(error: &'a (dyn error::Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner as &(dyn error::Error + 'static)),
            None => cause.source(),
        };
    }
    None
}
