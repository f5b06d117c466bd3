//! The calls of the Web API.

pub(crate) mod get;
pub(crate) mod post;
