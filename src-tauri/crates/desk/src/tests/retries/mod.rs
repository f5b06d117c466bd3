//! Prefilled forms, retries and bulk retries.

mod batch;
pub(super) mod prefill;
