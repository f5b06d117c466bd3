//! Problems as the window gets them, and how errors of the lower crates become one.

pub(crate) mod from_lower;
pub mod problem;
