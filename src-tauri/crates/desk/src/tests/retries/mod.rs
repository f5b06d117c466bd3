//! Prefilled forms, retries and bulk retries.

mod batch;
mod prefill;
mod retry;
