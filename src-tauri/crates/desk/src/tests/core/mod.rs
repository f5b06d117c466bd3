//! Services of all domains.

mod once;
