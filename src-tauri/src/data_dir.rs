//! The directory of the profile, as the shell's parts know it.

use std::path::PathBuf;

/// Where everything is kept.
pub struct DataDir(pub PathBuf);
