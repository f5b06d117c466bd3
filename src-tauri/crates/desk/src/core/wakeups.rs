//! Wake-ups of the workers, and what wakes several of them at once.

use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;

/// Longest interval between checks of the sessions: an idle session's end moves with each use, and a computer that
/// slept wakes up late.
pub(crate) const SESSION_CHECK_INTERVAL: Duration = Duration::from_secs(30);

/// Wakes workers before their time.
#[derive(Default)]
pub(crate) struct Wake {
    pub(crate) sender: Arc<Notify>,
    pub(crate) watcher: Notify,
    pub(crate) reconciler: Notify,
    pub(crate) sync: Notify,
    pub(crate) sessions: Notify,
    pub(crate) keyring: Notify,
    pub(crate) batches: Arc<Notify>,
    pub(crate) planner: Notify,
    pub(crate) field: Notify,
    pub(crate) learner: Notify,
    pub(crate) keeper: Notify,
}

impl Wake {
    pub(crate) fn all(&self) {
        let workers = [
            &*self.sender,
            &self.watcher,
            &self.reconciler,
            &self.sync,
            &self.sessions,
            &self.batches,
            &self.planner,
            &self.field,
        ];
        for worker in workers {
            worker.notify_one();
        }
    }
}
