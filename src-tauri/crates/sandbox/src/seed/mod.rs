//! What the sandbox begins with: a few accounts and cards, and as much more as somebody asks for.

//! `base` is always there; `stock`, `history`, `backlog` and `rejections` come when options ask for them. Not here: anything that
//! happens after the start.

pub(crate) mod backlog;
pub(crate) mod base;
pub(crate) mod history;
pub(crate) mod rejections;
pub(crate) mod stock;
