//! The list of packages that `cargo xtask package` makes. It is parsed only after its signature was verified, which
//! covers the version, the date, the channel, and the size and checksum of each package; so a package needs no signature
//! of its own. Members that this version does not know are ignored: they are a later version's.

use chrono::{DateTime, Utc};
use minisign_verify::{PublicKey, Signature};
use semver::Version;
use serde::Deserialize;

use crate::{
    source::Source,
    view::{Installation, UpdateFault, UpdateFaultCode},
};

const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.json.minisig";

/// Limits for the files of a source, in bytes; real ones have about 20 kB and 400 bytes.
const MAX_MANIFEST_BYTES: u64 = 1 << 20;
const MAX_SIGNATURE_BYTES: u64 = 8 << 10;
pub(crate) const MAX_PACKAGE_BYTES: u64 = 256 << 20;

/// A verified manifest.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Manifest {
    name: String,
    #[serde(deserialize_with = "version")]
    pub version: Version,
    pub date: DateTime<Utc>,
    pub channel: String,
    files: Vec<Shipped>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Shipped {
    pub name: String,
    pub size: u64,
    /// In lower-case hexadecimal digits.
    pub sha256: String,
    package: Option<PackageFor>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct PackageFor {
    kind: String,
    platform: String,
}

fn version<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Version, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

impl Manifest {
    /// Reads and verifies the manifest in a folder of the source.
    pub(crate) fn read(source: &Source, folder: &str, key: &PublicKey) -> Result<Self, UpdateFault> {
        let bytes = source.read(folder, MANIFEST, MAX_MANIFEST_BYTES)?;
        let signature = source.read(folder, SIGNATURE, MAX_SIGNATURE_BYTES)?;
        Self::verified(&bytes, &signature, key)
    }

    fn verified(bytes: &[u8], signature: &[u8], key: &PublicKey) -> Result<Self, UpdateFault> {
        let refused = |error: minisign_verify::Error| UpdateFault::new(UpdateFaultCode::BadSignature, error);
        let signature = Signature::decode(&String::from_utf8_lossy(signature)).map_err(refused)?;
        key.verify(bytes, &signature, false).map_err(refused)?;
        let unreadable = |words: String| UpdateFault::new(UpdateFaultCode::ManifestUnreadable, words);
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| unreadable(error.to_string()))?;
        // The key may have signed other things.
        if manifest.name != "provisioning-desk" {
            return Err(unreadable(format!("it is of “{}”", manifest.name)));
        }
        let odd = |file: &&Shipped| file.name.contains(['/', '\\', ':']) || file.name.starts_with('.');
        match manifest.files.iter().find(odd) {
            Some(file) => Err(unreadable(format!("“{}” is no name of a file", file.name))),
            None => Ok(manifest),
        }
    }

    /// The package for a kind of installation on this system and processor.
    pub(crate) fn package(&self, kind: Installation) -> Option<&Shipped> {
        let kind = serde_json::to_value(kind).ok()?;
        let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
        self.files.iter().find(|file| {
            let is_for = |package: &PackageFor| kind == *package.kind && package.platform == platform;
            file.size <= MAX_PACKAGE_BYTES && file.package.as_ref().is_some_and(is_for)
        })
    }
}

/// The public key, as the build names it.
pub(crate) fn public_key(text: &str) -> Option<PublicKey> {
    PublicKey::from_base64(text.trim()).ok()
}
