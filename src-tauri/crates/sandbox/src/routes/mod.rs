//! The calls of the Web API.

//! `get` and `post` have the handlers' work, `methods` the paths; [`crate::server`] joins both to the router. Not here: objects
//! as JSON ([`crate::render`]), and what spoils an answer on its way ([`crate::fault_injection`]).

pub mod get;
pub mod methods;
pub mod post;
