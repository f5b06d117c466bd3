//! `updates.json` of the profile: the desk's number in roll-outs, the newest versions that were seen, and the update that
//! is being installed. A broken file is replaced: it guards against replayed manifests, and nothing else needs it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use semver::Version;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::files;
use uuid::Uuid;

use crate::view::{UpdateFault, UpdateFaultCode};

const FILE: &str = "updates.json";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record {
    /// Random id of this profile. It leaves this computer in no form.
    desk: Uuid,
    /// The newest verified version by channel.
    #[serde(default)]
    seen: BTreeMap<String, String>,
    /// Milliseconds since the Unix epoch of the last verified look.
    #[serde(default)]
    pub looked_at: Option<i64>,
    /// The version that is being installed.
    #[serde(default)]
    installing: Option<String>,
    /// The version whose installation failed, and why.
    #[serde(default)]
    failed: Option<FailedUpdate>,
    #[serde(skip)]
    path: PathBuf,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct FailedUpdate {
    version: String,
    fault: UpdateFault,
}

impl Record {
    pub(crate) fn read(profile: &Path) -> Self {
        let path = profile.join(FILE);
        let read = files::read_small(&path).ok().flatten();
        let kept = read.and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        let fresh = || Self {
            desk: Uuid::new_v4(),
            seen: BTreeMap::new(),
            looked_at: None,
            installing: None,
            failed: None,
            path: PathBuf::new(),
        };
        Self { path, ..kept.unwrap_or_else(fresh) }
    }

    /// Writes the file.
    pub(crate) fn keep(&self) -> Result<(), UpdateFault> {
        let bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        files::replace(&self.path, &bytes).map_err(|error| match error {
            store::Error::Io { source, .. } => UpdateFault::writing(&source),
            error => UpdateFault::new(UpdateFaultCode::NotWritable, error),
        })
    }

    /// Number of this desk in staged roll-outs, 0 to 99.
    pub(crate) fn number(&self) -> u8 {
        let digest = Sha256::digest(self.desk.as_bytes());
        // Of 256 values, the last ones are left out so that all numbers are equally likely.
        digest.iter().find(|byte| **byte < 200).map_or(0, |byte| byte % 100)
    }

    pub(crate) fn seen(&self, channel: &str) -> Option<Version> {
        self.seen.get(channel)?.parse().ok()
    }

    /// Remembers a verified version of a channel.
    pub(crate) fn see(&mut self, channel: &str, version: &Version, at: i64) {
        if self.seen(channel).is_none_or(|newest| newest < *version) {
            self.seen.insert(channel.to_owned(), version.to_string());
        }
        self.looked_at = Some(at);
    }

    /// Remembers before the installation that it begins.
    pub(crate) fn begin(&mut self, version: &Version) -> Result<(), UpdateFault> {
        self.installing = Some(version.to_string());
        self.failed = None;
        self.keep()
    }

    /// Remembers that the installation failed.
    pub(crate) fn fail(&mut self, version: &Version, fault: UpdateFault) {
        self.installing = None;
        self.failed = Some(FailedUpdate { version: version.to_string(), fault });
        if let Err(fault) = self.keep() {
            tracing::warn!(code = ?fault.code, "the failed update is not remembered");
        }
    }

    /// Compares the begun installation with the running version, once after a start. Returns whether it was installed.
    pub(crate) fn conclude(&mut self, running: &Version) -> bool {
        let newer_than_running = |version: &str| version.parse::<Version>().is_ok_and(|version| version > *running);
        let begun = self.installing.take();
        let installed = begun.as_deref().is_some_and(|version| !newer_than_running(version));
        if let Some(version) = begun.filter(|_| !installed) {
            let fault = UpdateFault::new(UpdateFaultCode::NotInstalled, &version);
            self.failed = Some(FailedUpdate { version, fault });
        }
        self.failed.take_if(|failed| !newer_than_running(&failed.version));
        installed
    }

    pub(crate) fn failure(&self) -> Option<&UpdateFault> {
        self.failed.as_ref().map(|failed| &failed.fault)
    }

    /// Whether the version was tried and failed: it is not installed again without being asked for.
    pub(crate) fn has_failed(&self, version: &Version) -> bool {
        self.failed.as_ref().is_some_and(|failed| failed.version == version.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn the_number_of_a_desk_is_stable_and_spread_over_all_desks() {
        let dir = tempfile::tempdir().unwrap();
        let record = Record::read(dir.path());
        record.keep().unwrap();
        assert_eq!(Record::read(dir.path()), record, "also after a restart");
        let mut counts = [0_u32; 100];
        for _ in 0..20_000 {
            counts[usize::from(Record { desk: Uuid::new_v4(), ..record.clone() }.number())] += 1;
        }
        assert!(counts.iter().all(|count| (100..=320).contains(count)), "200 of each are expected: {counts:?}");
    }

    #[test]
    fn the_newest_seen_version_stays_and_a_broken_file_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let mut record = Record::read(dir.path());
        record.see("stable", &version("1.10.0"), 5);
        record.see("stable", &version("1.9.0"), 6);
        record.see("beta", &version("2.0.0-beta.1"), 7);
        record.keep().unwrap();
        let record = Record::read(dir.path());
        assert_eq!((record.seen("stable"), record.looked_at), (Some(version("1.10.0")), Some(7)));
        std::fs::write(dir.path().join(FILE), "{").unwrap();
        assert_eq!(Record::read(dir.path()).seen("stable"), None);
    }

    #[test]
    fn an_installation_that_did_not_happen_is_a_fault_until_a_newer_desk_runs() {
        let dir = tempfile::tempdir().unwrap();
        let mut record = Record::read(dir.path());
        record.begin(&version("1.1.0")).unwrap();
        let mut record = Record::read(dir.path());
        assert!(!record.conclude(&version("1.0.0")));
        assert_eq!(record.failure().map(|fault| fault.code), Some(UpdateFaultCode::NotInstalled));
        assert!(record.has_failed(&version("1.1.0")) && !record.has_failed(&version("1.2.0")));
        record.conclude(&version("1.1.0"));
        assert_eq!(record.failure(), None);
        record.begin(&version("1.2.0")).unwrap();
        assert!(record.conclude(&version("1.2.0")));
        assert_eq!(record.failure(), None);
    }
}
