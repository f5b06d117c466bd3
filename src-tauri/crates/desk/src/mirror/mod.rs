//! The copy of the server's lists, and how long it is kept.

pub(crate) mod completed;
pub(crate) mod list_faults;
pub(crate) mod paging;
pub(crate) mod read;
pub(crate) mod retention;
pub(crate) mod sync;
