//! Prefilled forms, retries and bulk retries.

mod batch;
mod ca_id_mappings;
mod prefill;
mod retry;
