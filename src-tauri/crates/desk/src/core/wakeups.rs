//! Wake-ups of the workers, and what wakes several of them at once.

use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;

use crate::core::state::Core;

/// The session clock looks at least so often: idle sessions end later with each use, and a computer that slept
/// wakes up late.
pub(crate) const LOOK: Duration = Duration::from_secs(30);

/// Tells a worker to look again now.
#[derive(Default)]
pub(crate) struct Wake {
    pub(crate) sender: Arc<Notify>,
    pub(crate) watcher: Notify,
    pub(crate) reconciler: Notify,
    pub(crate) sync: Notify,
    pub(crate) sessions: Notify,
    pub(crate) keyring: Notify,
    pub(crate) batches: Arc<Notify>,
    pub(crate) field: Notify,
    pub(crate) learner: Notify,
    pub(crate) keeper: Notify,
}

impl Wake {
    pub(crate) fn all(&self) {
        let workers =
            [&*self.sender, &self.watcher, &self.reconciler, &self.sync, &self.sessions, &self.batches, &self.field];
        for worker in workers {
            worker.notify_one();
        }
    }
}

impl Core {
    pub(crate) fn moved(&self) {
        self.wake.sender.notify_one();
        self.bell.requests();
    }

    /// A request of ours changed on the server: the lists are behind.
    pub(crate) fn lists_are_behind(&self) {
        self.state().lists_behind = true;
        self.wake.sync.notify_one();
    }

    /// Sleeps until an instant of the desk's clock, or until woken.
    pub(crate) async fn pause(&self, wake: &tokio::sync::Notify, until: i64) {
        // Not longer than a moment for an instant that is already past, not longer than a look ahead.
        let millis = u64::try_from(until - self.now()).unwrap_or(0).max(5);
        let wait = Duration::from_millis(millis).min(LOOK);
        let _ = tokio::time::timeout(wait, wake.notified()).await;
    }

    /// Works on until it is done or the desk is left.
    pub(crate) fn behind(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut stop = self.stop.subscribe();
        tokio::spawn(async move {
            tokio::select! {
                () = work => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        });
    }
}
