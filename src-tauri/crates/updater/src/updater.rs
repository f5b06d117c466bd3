use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use minisign_verify::PublicKey;
use semver::Version;

use crate::{
    decision::{ThisDesk, decide},
    installation::{of_program, updates_itself},
    manifest::{Manifest, public_key},
    policy::{Policy, PolicyPlace},
    portable,
    record::Record,
    setup,
    staging::Staging,
    view::{
        FoundUpdate, Installation, UpdateFault, UpdateFaultCode, UpdateMode, UpdateStage, UpdateVerdict, UpdatesOff,
        UpdatesView,
    },
};

/// Age of the newest version of a source from which it is said.
const STALE_DAYS: i64 = 120;

/// Values that the host passes in.
pub struct Options {
    /// Version of the running desk.
    pub version: String,
    /// Public key, as [`key`](crate::key) answers it.
    pub key: Option<String>,
    pub policy: PolicyPlace,
    /// Directory of the profile.
    pub profile: PathBuf,
    /// Path of the running program.
    pub program: PathBuf,
    pub clock: fn() -> DateTime<Utc>,
    /// Called after each change of [`Updater::view`].
    pub changed: Box<dyn Fn() + Send + Sync>,
}

/// A begun installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installed {
    /// The program was replaced: it is to be started again, if that is wanted.
    Replaced,
    /// A setup waits for the end of this program.
    SetupWaits,
}

/// The updates of one desk.
pub struct Updater {
    options: Options,
    version: Version,
    key: Option<PublicKey>,
    installation: Installation,
    /// The tree of the portable program.
    root: PathBuf,
    /// Folder for the package: on the program's disk, so that renames are possible, or in the profile.
    staging: PathBuf,
    state: Mutex<State>,
    /// One look, download or installation at a time.
    at_work: Mutex<()>,
}

struct State {
    record: Record,
    policy: Result<Option<Policy>, UpdateFault>,
    stage: UpdateStage,
    looked: Option<Look>,
    fault: Option<UpdateFault>,
}

/// A verified look at the source.
#[derive(Clone)]
struct Look {
    manifest: Manifest,
    verdict: UpdateVerdict,
    /// The policy that it followed.
    policy: Policy,
}

impl Updater {
    /// Ends an interrupted installation, and reads the policy. Blocks the thread.
    pub fn open(options: Options) -> Self {
        let (installation, root) = of_program(&options.program);
        let version = options.version.parse().unwrap_or(Version::new(0, 0, 0));
        let staging = match installation {
            Installation::Portable => root.join(".update"),
            _ => options.profile.join("update"),
        };
        let mut record = Record::read(&options.profile);
        let installed = record.conclude(&version);
        let key = options.key.as_deref().and_then(public_key);
        // The number of the desk is the same from now on.
        if let Some(Err(fault)) = key.as_ref().map(|_| record.keep()) {
            tracing::warn!(code = ?fault.code, "the state of updates is not remembered");
        }
        let state = State {
            fault: record.failure().cloned(),
            record,
            policy: Policy::read(&options.policy),
            stage: UpdateStage::Idle,
            looked: None,
        };
        let state = Mutex::new(state);
        let updater = Self { options, version, key, installation, root, staging, state, at_work: Mutex::default() };
        updater.finish(installed);
        updater
    }

    fn finish(&self, installed: bool) {
        if !self.staging.is_dir() {
            return;
        }
        // Another desk of this program may be at it.
        let Ok(staging) = Staging::hold(&self.staging) else { return };
        let finished = match self.installation {
            Installation::Portable => portable::finish(&staging, &self.root),
            _ => Ok(()),
        };
        match finished {
            // Another desk of the portable program may have its package there.
            Ok(()) if installed || self.installation != Installation::Portable => staging.clear(),
            Ok(()) => {}
            Err(error) => tracing::warn!(%error, "an interrupted update is not finished"),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        (self.options.changed)();
    }

    pub fn view(&self) -> UpdatesView {
        let state = self.state();
        let policy = state.policy.as_ref().ok().and_then(Option::as_ref);
        let off = self.off(&state.policy);
        let age = |look: &Look| ((self.options.clock)() - look.manifest.date).num_days();
        // A pinned version stays as old as it is.
        let newest = state.looked.as_ref().filter(|look| look.policy.version.is_none());
        UpdatesView {
            installed: self.version.to_string(),
            installation: self.installation,
            off,
            policy: policy.map(Policy::view),
            desk_number: state.record.number(),
            looked_at: state.record.looked_at.map(millis),
            stage: state.stage,
            found: state.looked.as_ref().map(|look| self.found(look)),
            stale_days: newest.map(age).filter(|days| *days > STALE_DAYS).and_then(|days| days.try_into().ok()),
            fault: match &state.policy {
                Err(fault) if self.key.is_some() => Some(fault.clone()),
                _ => state.fault.clone().filter(|_| off.is_none()),
            },
        }
    }

    fn found(&self, look: &Look) -> FoundUpdate {
        FoundUpdate {
            version: look.manifest.version.to_string(),
            date: millis(look.manifest.date.timestamp_millis()),
            verdict: look.verdict,
            by_itself: updates_itself(self.installation),
        }
    }

    fn off(&self, policy: &Result<Option<Policy>, UpdateFault>) -> Option<UpdatesOff> {
        match policy {
            _ if self.key.is_none() => Some(UpdatesOff::NoKey),
            Err(_) => Some(UpdatesOff::PolicyFault),
            Ok(None) => Some(UpdatesOff::NoPolicy),
            Ok(Some(policy)) if policy.mode == UpdateMode::Off => Some(UpdatesOff::ByPolicy),
            Ok(Some(_)) => None,
        }
    }

    /// Reads the policy again, and looks at the source. Blocks the thread.
    pub fn look(&self) {
        let _work = self.work();
        let policy = Policy::read(&self.options.policy);
        let allowed = match (&policy, &self.key) {
            (Ok(Some(allowed)), Some(key)) if self.off(&policy).is_none() => Some((allowed.clone(), key)),
            _ => None,
        };
        self.change(|state| {
            // A package that another policy let in is not installed.
            if state.looked.as_ref().map(|look| &look.policy) != allowed.as_ref().map(|(policy, _)| policy) {
                state.looked = None;
                state.stage = UpdateStage::Idle;
            }
            state.policy = policy;
        });
        let Some((policy, key)) = allowed else { return };
        let Some(source) = policy.source.clone() else { return };
        let before = self.state().stage;
        self.change(|state| state.stage = UpdateStage::Looking);
        let looked = Manifest::read(&source, &policy.folder(), key).and_then(|manifest| self.decide(manifest, policy));
        self.change(|state| {
            let same = |look: &Look| state.looked.as_ref().is_some_and(|old| old.manifest == look.manifest);
            match looked {
                Ok(look) => {
                    // What is ready stays ready.
                    state.stage = if same(&look) { before } else { UpdateStage::Idle };
                    state.fault =
                        state.record.failure().filter(|_| state.record.has_failed(&look.manifest.version)).cloned();
                    state.looked = Some(look);
                }
                Err(fault) => {
                    tracing::warn!(code = ?fault.code, "no update was found");
                    // A version that was found is still good while the source is away.
                    let away = fault.code == UpdateFaultCode::SourceNotReached;
                    state.stage = if away { before } else { UpdateStage::Idle };
                    state.looked.take_if(|_| !away);
                    state.fault = Some(fault);
                }
            }
        });
    }

    fn decide(&self, manifest: Manifest, policy: Policy) -> Result<Look, UpdateFault> {
        let mut state = self.state();
        let seen = state.record.seen(&policy.channel);
        let number = state.record.number();
        let desk = ThisDesk { version: &self.version, installation: self.installation, number, seen };
        let verdict = decide(&manifest, &policy, &desk);
        if verdict.is_ok() {
            let at = (self.options.clock)().timestamp_millis();
            let record = &mut state.record;
            if policy.version.is_none() {
                record.see(&policy.channel, &manifest.version, at);
            } else {
                record.looked_at = Some(at);
            }
            record.keep()?;
        }
        Ok(Look { verdict: verdict?, manifest, policy })
    }

    /// Downloads the offered version, if this desk installs it itself. Blocks the thread.
    pub fn download(&self) {
        let _work = self.work();
        let Some(look) = self.offered() else { return };
        self.change(|state| {
            state.stage = UpdateStage::Downloading;
            state.fault = None;
        });
        let fetched = self.fetch(&look);
        self.change(|state| match fetched {
            Ok(()) => state.stage = UpdateStage::Ready,
            Err(fault) => {
                tracing::warn!(code = ?fault.code, "an update was not downloaded");
                (state.stage, state.fault) = (UpdateStage::Idle, Some(fault));
            }
        });
    }

    fn fetch(&self, look: &Look) -> Result<(), UpdateFault> {
        let (Some(shipped), Some(source)) = (look.manifest.package(self.installation), &look.policy.source) else {
            return Err(UpdateFault::new(UpdateFaultCode::NoPackage, &look.manifest.version));
        };
        Staging::hold(&self.staging)?.fetch(source, &look.policy.folder(), shipped)
    }

    fn offered(&self) -> Option<Look> {
        let look = self.state().looked.clone()?;
        (look.verdict == UpdateVerdict::Offered && updates_itself(self.installation)).then_some(look)
    }

    /// Whether the policy lets this desk download by itself the version that was found.
    pub fn downloads_by_itself(&self) -> bool {
        let idle = self.state().stage == UpdateStage::Idle;
        idle && self.offered().is_some_and(|look| self.goes_by_itself(&look))
    }

    /// Whether a version is ready, and the policy lets this desk install it when it is closed.
    pub fn installs_at_close(&self) -> bool {
        self.is_ready() && self.offered().is_some_and(|look| self.goes_by_itself(&look))
    }

    fn goes_by_itself(&self, look: &Look) -> bool {
        look.policy.mode == UpdateMode::Install && !self.state().record.has_failed(&look.manifest.version)
    }

    pub fn is_ready(&self) -> bool {
        self.state().stage == UpdateStage::Ready
    }

    /// Installs the version that is ready: the last act of this program. A failure is remembered, and shown after the next
    /// start. It does not wait for a look or a download, which may hang at a share, and installs nothing then. Blocks the
    /// thread.
    pub fn install(&self, restart: bool) -> Option<Installed> {
        let Ok(_work) = self.at_work.try_lock() else { return None };
        let look = self.offered().filter(|_| self.is_ready())?;
        // The administrator may have changed it since.
        if Policy::read(&self.options.policy) != Ok(Some(look.policy.clone())) {
            return None;
        }
        let version = look.manifest.version.clone();
        let begun = self.state().record.begin(&version);
        match begun.and_then(|()| self.replace(&look, restart)) {
            Ok(installed) => Some(installed),
            Err(fault) => {
                tracing::error!(code = ?fault.code, "an update was not installed");
                self.state().record.fail(&version, fault);
                None
            }
        }
    }

    fn replace(&self, look: &Look, restart: bool) -> Result<Installed, UpdateFault> {
        let version = &look.manifest.version;
        let shipped = look.manifest.package(self.installation);
        let shipped = shipped.ok_or_else(|| UpdateFault::new(UpdateFaultCode::NoPackage, version))?;
        let staging = Staging::hold(&self.staging)?;
        staging.check(shipped)?;
        let package = staging.package(shipped);
        if self.installation == Installation::Portable {
            portable::install(&staging, &package, &self.root, version)?;
            return Ok(Installed::Replaced);
        }
        setup::start(&package, restart)?;
        Ok(Installed::SetupWaits)
    }

    fn work(&self) -> MutexGuard<'_, ()> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As the window takes instants.
#[allow(clippy::cast_precision_loss)] // far below the limit
fn millis(at: i64) -> f64 {
    at as f64
}
