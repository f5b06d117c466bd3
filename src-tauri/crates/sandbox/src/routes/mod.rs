//! The methods of the Web API.
//!
//! `get` and `post` have the handlers' work, `body` and `query` read what is asked, `methods` has the paths; [`crate::server`] joins both to the router. Not here: objects
//! as JSON ([`crate::render`]), and what spoils an answer on its way ([`crate::fault_injection`]).

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
