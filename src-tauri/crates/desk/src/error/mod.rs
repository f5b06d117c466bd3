//! `Problem`, the one error type that the window gets, and the conversion of the lower crates' errors to it.

pub(crate) mod from_lower;
pub mod problem;
