use std::{
    env::consts::{ARCH, OS},
    fmt::Write,
    path::Path,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    package::{
        files::{read, write},
        release::Release,
        tree::Installed,
    },
    shell::Result,
};

/// Name of the manifest's file.
pub const MANIFEST: &str = "manifest.json";

/// List of everything that is shipped. Desks that update themselves read it (`crates/updater`), also those of earlier
/// versions: members are added, and never changed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub name: String,
    pub version: String,
    /// Time of the commit in UTC, as `2026-01-31T12:00:00Z`.
    pub date: String,
    /// The releases that a desk follows, such as `stable`.
    pub channel: String,
    pub commit: String,
    pub files: Vec<Shipped>,
}

/// A file beside the manifest.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipped {
    pub name: String,
    pub size: u64,
    pub sha256: String,
    /// Absent for other files, such as the bill of materials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<PackageFor>,
    /// Files inside, if it is a package.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<Content>,
}

/// The computers that a package is for.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageFor {
    /// As in the marker inside ([`tree::marker`](super::tree::marker)).
    pub kind: Kind,
    /// System and processor, such as `linux-x86_64`.
    pub platform: String,
}

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
    fn platform(self) -> String {
        match self {
            Self::Deb | Self::Rpm | Self::Portable => format!("{OS}-{ARCH}"),
            Self::WindowsUser | Self::WindowsAllUsers => "windows-x86_64".to_owned(),
        }
    }
}

/// A file inside a package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    pub path: String,
    /// In octal digits.
    pub mode: String,
    pub sha256: String,
}

impl Content {
    pub fn new(path: &str, mode: u32, bytes: &[u8]) -> Self {
        Self { path: path.to_owned(), mode: format!("{mode:o}"), sha256: sha256(bytes) }
    }
}

impl Manifest {
    pub fn new(release: &Release) -> Self {
        Self {
            name: "provisioning-desk".into(),
            version: release.version.clone(),
            date: release.date.clone(),
            channel: release.channel.clone(),
            commit: release.commit.clone(),
            files: Vec::new(),
        }
    }

    pub fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(MANIFEST);
        serde_json::from_slice(&read(&path)?).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Adds a file that is no package.
    pub fn add(&mut self, path: &Path) -> Result<()> {
        self.add_file(path, None, &[])
    }

    /// Adds a package.
    pub fn add_package(&mut self, path: &Path, kind: Kind, contents: &[Installed]) -> Result<()> {
        self.add_file(path, Some(PackageFor { kind, platform: kind.platform() }), contents)
    }

    fn add_file(&mut self, path: &Path, package: Option<PackageFor>, contents: &[Installed]) -> Result<()> {
        let bytes = read(path)?;
        self.files.push(Shipped {
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            size: bytes.len() as u64,
            sha256: sha256(&bytes),
            package,
            contents: contents.iter().map(|file| Content::new(&file.path, file.mode, &file.content)).collect(),
        });
        Ok(())
    }

    pub fn write(&self, dir: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())? + "\n";
        write(&dir.join(MANIFEST), text.as_bytes())
    }
}

/// SHA-256 in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
