use std::env::consts::{ARCH, OS};

use serde::{Deserialize, Serialize};

/// The ways to install the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Deb,
    Rpm,
    Portable,
    WindowsUser,
    WindowsAllUsers,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Deb => "deb",
            Self::Rpm => "rpm",
            Self::Portable => "portable",
            Self::WindowsUser => "windows-user",
            Self::WindowsAllUsers => "windows-all-users",
        }
    }

    /// System and processor, such as `linux-x86_64`.
    pub fn platform(self) -> String {
        match self {
            Self::Deb | Self::Rpm | Self::Portable => format!("{OS}-{ARCH}"),
            Self::WindowsUser | Self::WindowsAllUsers => "windows-x86_64".to_owned(),
        }
    }
}
