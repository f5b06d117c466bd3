//! The directory of the profile, as the shell's parts know it.

use std::path::PathBuf;

/// The directory of the profile.
pub struct DataDir(pub PathBuf);
