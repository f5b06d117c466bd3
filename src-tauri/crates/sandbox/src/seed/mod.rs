//! What the sandbox begins with: a few accounts and cards, and as much more as somebody asks for.

pub(crate) mod backlog;
pub(crate) mod base;
pub(crate) mod history;
pub(crate) mod rejections;
pub(crate) mod stock;
