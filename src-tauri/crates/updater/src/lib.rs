//! Updates of the desk: from a source that the administrator's policy names, signed with a key that is compiled in.
//!
//! It knows no window and no desk: its caller decides when an update may be installed. Its calls block, so callers keep
//! them off the async threads; downloads need a tokio runtime around them. Nothing of a source is believed before the
//! signature of its manifest is verified, and a package is verified against the manifest twice: when it has arrived and
//! right before it is installed.

#![forbid(unsafe_code)]

/// Which version of a source this desk takes.
mod decision;
/// Faults, each with a code for its words.
mod fault;
/// How this desk was installed.
mod installation;
/// The signed list of packages.
mod manifest;
/// The administrator's policy.
mod policy;
/// The portable program, replaced by renames.
mod portable;
/// `updates.json`: facts that outlast a restart.
mod record;
/// The setup for Windows, started.
mod setup;
/// The list of a portable tree's own files.
mod shipped_files;
/// Reading from a server, a share or a folder.
mod source;
/// The downloaded package.
mod staging;
/// [`Updater`]: one desk's updates.
mod updater;
/// Types that cross to the window.
pub mod view;

#[cfg(test)]
mod tests;

pub use policy::PolicyPlace;
pub use updater::{Installed, Options, Updater};

/// The public key of minisign whose signatures are accepted, from the environment of the build. Without one there are no
/// updates, and nothing can name one later. Debug builds, which are for tests, take the environment of their start.
pub fn key() -> Option<String> {
    if cfg!(debug_assertions) {
        std::env::var("PROVISIONING_DESK_UPDATE_KEY").ok()
    } else {
        option_env!("PROVISIONING_DESK_UPDATE_KEY").map(str::to_owned)
    }
}
