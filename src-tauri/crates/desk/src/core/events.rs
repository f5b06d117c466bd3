//! Event bus from the desk to the window. Many small changes are gathered into one event; an outcome is emitted at
//! once.

use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::Duration,
};

use tokio::sync::{Notify, broadcast};

use crate::view::DeskEvent;

/// Gathering time: too short to be noticed, longer than a round of a worker.
const COALESCE_DELAY: Duration = Duration::from_millis(30);

pub(crate) struct EventBus {
    sender: broadcast::Sender<DeskEvent>,
    snapshot: AtomicBool,
    requests: AtomicBool,
    rejected: AtomicBool,
    entities: AtomicBool,
    field: AtomicBool,
    changed: Notify,
}

impl Default for EventBus {
    fn default() -> Self {
        Self {
            sender: broadcast::channel(256).0,
            snapshot: AtomicBool::default(),
            requests: AtomicBool::default(),
            rejected: AtomicBool::default(),
            entities: AtomicBool::default(),
            field: AtomicBool::default(),
            changed: Notify::new(),
        }
    }
}

impl EventBus {
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<DeskEvent> {
        self.sender.subscribe()
    }

    /// The snapshot changed.
    pub(crate) fn snapshot(&self) {
        self.snapshot.store(true, Relaxed);
        self.changed.notify_one();
    }

    /// Requests changed, and with them the counts of the snapshot.
    pub(crate) fn requests(&self) {
        self.requests.store(true, Relaxed);
        self.snapshot();
    }

    /// Triage, knowledge, groups or retries of rejected requests changed.
    pub(crate) fn rejected(&self) {
        self.rejected.store(true, Relaxed);
        self.changed.notify_one();
    }

    /// Entities were looked up, learnt, pinned or forgotten.
    pub(crate) fn entities(&self) {
        self.entities.store(true, Relaxed);
        self.changed.notify_one();
    }

    /// The day's field jobs changed, or the rows that wait for a decision.
    pub(crate) fn field(&self) {
        self.field.store(true, Relaxed);
        self.changed.notify_one();
    }

    pub(crate) fn emit(&self, event: DeskEvent) {
        // Fails without a subscriber, which is no error.
        let _ = self.sender.send(event);
    }

    /// Emits the gathered events. Runs until it is dropped.
    pub(crate) async fn run(&self) {
        loop {
            self.changed.notified().await;
            tokio::time::sleep(COALESCE_DELAY).await;
            if self.requests.swap(false, Relaxed) {
                self.emit(DeskEvent::Requests);
            }
            if self.rejected.swap(false, Relaxed) {
                self.emit(DeskEvent::Rejected);
            }
            if self.entities.swap(false, Relaxed) {
                self.emit(DeskEvent::Entities);
            }
            if self.field.swap(false, Relaxed) {
                self.emit(DeskEvent::Field);
            }
            if self.snapshot.swap(false, Relaxed) {
                self.emit(DeskEvent::Snapshot);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn many_changes_become_one_event() {
        let events = Arc::new(EventBus::default());
        let mut heard = events.subscribe();
        for _ in 0..100 {
            events.requests();
            events.rejected();
        }
        let ringing = events.clone();
        let task = tokio::spawn(async move { ringing.run().await });
        assert!(matches!(heard.recv().await.unwrap(), DeskEvent::Requests));
        assert!(matches!(heard.recv().await.unwrap(), DeskEvent::Rejected));
        assert!(matches!(heard.recv().await.unwrap(), DeskEvent::Snapshot));
        tokio::time::sleep(COALESCE_DELAY * 10).await;
        assert!(heard.try_recv().is_err(), "a hundred changes are one event of each kind");
        task.abort();
    }
}
