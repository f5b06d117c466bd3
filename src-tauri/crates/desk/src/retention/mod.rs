//! How long what is on this computer is kept, and how it goes.

pub(crate) mod others;
pub(crate) mod own;
