use semver::Version;

use crate::{
    installation::updates_itself,
    manifest::Manifest,
    policy::Policy,
    view::{Installation, UpdateFault, UpdateFaultCode, UpdateVerdict},
};

/// The desk that a manifest is compared with.
pub(crate) struct ThisDesk<'a> {
    pub version: &'a Version,
    pub installation: Installation,
    pub number: u8,
    /// The newest version that this desk has seen in the channel.
    pub seen: Option<Version>,
}

/// Compares a verified manifest with the policy and this desk. A desk is never replaced by an older one, and a source that
/// offers less than before is a fault: an old signed manifest may have been put there.
pub(crate) fn decide(manifest: &Manifest, policy: &Policy, desk: &ThisDesk<'_>) -> Result<UpdateVerdict, UpdateFault> {
    let found = &manifest.version;
    match &policy.version {
        Some(pinned) if pinned != found => return Err(UpdateFault::new(UpdateFaultCode::OtherVersion, found)),
        // The policy asks for this very version, whatever the channel had since.
        Some(_) => {}
        None if manifest.channel != policy.channel => {
            return Err(UpdateFault::new(UpdateFaultCode::OtherChannel, &manifest.channel));
        }
        None => {
            if let Some(seen) = desk.seen.as_ref().filter(|seen| found < *seen) {
                return Err(UpdateFault::new(UpdateFaultCode::Replayed, format!("{found} < {seen}")));
            }
        }
    }
    Ok(match found.cmp_precedence(desk.version) {
        std::cmp::Ordering::Less => UpdateVerdict::Older,
        std::cmp::Ordering::Equal => UpdateVerdict::UpToDate,
        std::cmp::Ordering::Greater if desk.number >= policy.percentage => UpdateVerdict::Later,
        std::cmp::Ordering::Greater => {
            if updates_itself(desk.installation) && manifest.package(desk.installation).is_none() {
                return Err(UpdateFault::new(UpdateFaultCode::NoPackage, found));
            }
            UpdateVerdict::Offered
        }
    })
}
