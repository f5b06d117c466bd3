//! The initial data of the sandbox: a few accounts and cards, and optional larger sets.
//!
//! `base` is always there; `stock`, `history`, `backlog` and `rejections` come when options ask for them. Not here: anything that
//! happens after the start.

pub(crate) mod backlog;
pub(crate) mod base;
pub(crate) mod history;
pub(crate) mod rejections;
pub(crate) mod stock;
