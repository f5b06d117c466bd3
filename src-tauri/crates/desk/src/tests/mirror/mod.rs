//! The copy of the server's lists.

pub(super) mod sync;
