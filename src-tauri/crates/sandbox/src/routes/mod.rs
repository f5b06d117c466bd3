//! The methods of the Web API.
//!
//! `get` and `post` have the handlers, `body` and `query` read the parameters, `methods` has the paths; [`crate::server`]
//! builds the router from them. Not here: objects as JSON ([`crate::render`]), and faults on the way of an answer
//! ([`crate::fault_injection`]).

/// Reading a POST body by the declaration of its operation.
pub(crate) mod body;
pub mod get;
/// The look-ups' data: items, subscriptions and products.
pub(crate) mod lookups;
pub mod methods;
pub mod post;
/// Reading the parameters of a GET.
pub(crate) mod query;
/// `provisioning/subscriptions/reset`.
pub(crate) mod reset;
