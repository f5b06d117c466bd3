//! Removal of old data.

mod others;
mod own;
