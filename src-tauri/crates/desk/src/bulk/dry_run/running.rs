//! Dry runs in memory.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use tokio::sync::watch;

use crate::error::problem::Problem;

/// Look-ups of a dry run at a time. The others of the desk's look-ups are left to the person.
pub(super) const MAX_PARALLEL: u32 = 2;

#[derive(Default)]
pub(crate) struct DryRuns {
    /// One at a time: it takes its part of the look-ups.
    pub(super) running: Option<Arc<RunningDryRun>>,
    /// Why the last one of a sheet ended before its rows were asked about.
    pub(super) ended: HashMap<String, Problem>,
}

/// A dry run under way.
pub(crate) struct RunningDryRun {
    pub(super) sheet: String,
    pub(super) stop: watch::Sender<bool>,
    /// Calls still to be made, as counted at the start.
    pub(super) calls: AtomicU32,
}

impl RunningDryRun {
    pub(super) fn new(sheet: &str) -> Arc<Self> {
        Arc::new(Self { sheet: sheet.to_owned(), stop: watch::Sender::new(false), calls: AtomicU32::new(0) })
    }

    pub(super) fn calls(&self) -> u32 {
        self.calls.load(Relaxed)
    }

    pub(super) fn count_down(&self) {
        // Fails at zero, where it stays.
        let _ = self.calls.fetch_update(Relaxed, Relaxed, |calls| calls.checked_sub(1));
    }
}
