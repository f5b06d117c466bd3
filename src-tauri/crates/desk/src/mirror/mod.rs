//! The copy of the server's lists, and how long it is kept.

pub(crate) mod completed;
pub(crate) mod kept;
pub(crate) mod read;
pub(crate) mod sync;
