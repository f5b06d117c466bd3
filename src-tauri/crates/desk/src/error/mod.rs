//! `Problem`, the one error type that the window gets, and the conversion of the lower crates' errors to it.
//!
//! Not here: its words, which are the window's (`ui/src/i18n`).

pub(crate) mod from_lower;
pub mod problem;
