//! Rejected requests sent again, one or many at a time.

pub(crate) mod batch;
pub(crate) mod prefill;
pub(crate) mod retry;
