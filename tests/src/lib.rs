//! Shared code of the acceptance tests: a desktop without a screen, the window on it, and a search for secrets.
//!
//! The tests are in `tests/`, one file for each promise. Only Linux has the desktop; the tests that need none run
//! everywhere.

// The harness reports failures by ending the test.
#![allow(clippy::missing_panics_doc)]

pub mod drafts;
pub mod gate;
pub mod paths;
pub mod recording_proxy;
pub mod secrets;

#[cfg(target_os = "linux")]
pub mod desktop;
#[cfg(target_os = "linux")]
pub mod file_drop;
#[cfg(target_os = "linux")]
pub mod pairing_sheet;
#[cfg(target_os = "linux")]
pub mod screen_reader;
#[cfg(target_os = "linux")]
pub mod second_desk;
#[cfg(target_os = "linux")]
pub mod session;
#[cfg(target_os = "linux")]
pub mod steps;
#[cfg(target_os = "linux")]
pub mod window;
#[cfg(target_os = "linux")]
pub mod x_input;
#[cfg(target_os = "linux")]
pub mod xsettings;
