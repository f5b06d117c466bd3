//! Types that cross to the window, without behaviour. Instants are milliseconds since the Unix epoch.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The state of this desk's updates.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UpdatesView {
    /// Version of the running desk.
    pub installed: String,
    pub installation: Installation,
    /// Set if there are no updates.
    pub off: Option<UpdatesOff>,
    pub policy: Option<UpdatePolicy>,
    /// Number of this desk in staged roll-outs, 0 to 99: it takes part from the percentage above it.
    pub desk_number: u8,
    /// The last look whose answer was verified.
    pub looked_at: Option<f64>,
    pub stage: UpdateStage,
    /// Result of the last look.
    pub found: Option<FoundUpdate>,
    /// Set if the newest version of the source is older than the limit: newer ones may be held back.
    pub stale_days: Option<u32>,
    pub fault: Option<UpdateFault>,
}

/// How the desk was installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Installation {
    Deb,
    Rpm,
    /// An unpacked archive.
    Portable,
    /// The setup for one user of Windows.
    WindowsUser,
    WindowsAllUsers,
    /// None of the packages.
    Source,
}

/// The reason why there are no updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum UpdatesOff {
    /// No public key was compiled in.
    NoKey,
    NoPolicy,
    ByPolicy,
    /// The policy has a fault; it stands in `fault`.
    PolicyFault,
}

/// The administrator's policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UpdatePolicy {
    pub updates: UpdateMode,
    pub channel: String,
    /// The only version that is taken.
    pub version: Option<String>,
    pub source: Option<String>,
    pub percentage: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum UpdateMode {
    Off,
    /// The desk says that there is a new version, and installs it when its user asks for that.
    Tell,
    /// The desk also downloads it, and installs it when it is closed.
    Install,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum UpdateStage {
    Idle,
    Looking,
    Downloading,
    /// The package is here and verified.
    Ready,
}

/// The version of the source.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundUpdate {
    pub version: String,
    /// Its signed date.
    pub date: f64,
    pub verdict: UpdateVerdict,
    /// Whether this desk installs it itself.
    pub by_itself: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum UpdateVerdict {
    UpToDate,
    /// Older than this desk, which is never replaced by an older one.
    Older,
    /// Newer, and not yet for this desk: the roll-out is staged.
    Later,
    Offered,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code:?}")]
#[serde(rename_all = "camelCase")]
pub struct UpdateFault {
    pub code: UpdateFaultCode,
    /// The system's words, or the value at fault.
    pub detail: String,
}

/// Code of a fault. A variant exists only where the window words it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum UpdateFaultCode {
    /// The administrator's policy cannot be used.
    Policy,
    SourceNotReached,
    /// The source has no manifest, no signature or no package of this name.
    NotInSource,
    /// The manifest is too large or unreadable.
    ManifestUnreadable,
    /// Signed by another key, changed, or not signed.
    BadSignature,
    OtherChannel,
    /// Another version than the policy's.
    OtherVersion,
    /// Older than a version that the source had before.
    Replayed,
    /// No package for this kind of installation.
    NoPackage,
    /// The package ended too early, or is too long.
    PackageCut,
    /// The package has another checksum than the signed one.
    PackageChanged,
    DiskFull,
    NotWritable,
    /// Another desk of this program is updating it.
    Busy,
    /// The new program does not run on this computer.
    DoesNotStart,
    /// The desk was restarted for the update and is still the old one.
    NotInstalled,
}
