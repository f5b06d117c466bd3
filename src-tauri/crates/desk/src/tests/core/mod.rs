//! Services of all domains.

mod idempotency;
