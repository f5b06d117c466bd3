//! Being built.
pub mod problem;
pub mod view;
