//! What the errors of the libraries below say, and what they hide inside.

use std::{
    error::{self, Error as _},
    io,
};

use crate::error::Error;

/// What the libraries below said, the outer wrappings left out.
pub(crate) fn words(error: &reqwest::Error) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        // An outer text often repeats the inner one.
        said.retain(|outer| !outer.contains(&text) && !outer.starts_with("client error"));
        said.push(text);
        next = cause.source();
    }
    if said.is_empty() { error.to_string() } else { said.join(": ") }
}

/// An answer that began and did not end.
pub(crate) fn cut_short(error: &reqwest::Error, status: u16) -> Error {
    if error.is_timeout() { Error::TimedOut { connected: true } } else { Error::Truncated { status } }
}

/// Whether it failed on the way to the proxy, before that was asked for a way on. The type is nowhere to be named; a test
/// holds its words.
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

/// rustls hides inside of an `io::Error`, which is not one of its own sources.
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
