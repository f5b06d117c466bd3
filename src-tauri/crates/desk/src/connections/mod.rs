//! Servers: which there are, how each is reached, and the masks by which identifiers are told apart.

pub(crate) mod identifier_rules;
pub(crate) mod proxies;
pub(crate) mod registry;
