//! Calls over HTTP: the call, the way to the server and the certificates that are trusted, the answer, and failures on the way.
//! Not here: the request's content (`catalogue`, `methods`), and the meaning of an answer (`envelope`).

/// An answer as it came: status, charset and bytes.
pub(crate) mod answer;
/// A call before it is sent.
pub(crate) mod call;
/// The errors of the libraries below.
pub(crate) mod errors;
/// The header `Retry-After`.
pub(crate) mod retry_after;
/// The way to a server: straight or through a proxy.
pub(crate) mod route;
/// Which certificates are trusted.
pub(crate) mod trust;
