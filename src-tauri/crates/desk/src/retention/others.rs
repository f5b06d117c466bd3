//! What is kept here no longer than it is of use: look-ups, unfinished forms, and what others sent.
//!
//! Others' requests that are too old are not written down when a list tells of them ([`Desk::kept`]); what became too old
//! goes here, in pieces, while nothing leaves and no list is read.

use std::{sync::atomic::Ordering::Relaxed, time::Duration};

use store::Purged;

use crate::{error::problem::Problem, lookups::LOOK_UPS_KEPT, mirror::kept::DAY, retention::Retention};

/// A form that nobody changed for so long is not going to be sent.
const FORMS_KEPT: i64 = 7 * DAY;
/// What is old goes so often, and first when the desk has been open for a moment.
const EVERY: i64 = DAY;
const FIRST: i64 = 20_000;
/// Requests that go at a time: whoever writes meanwhile waits for no more.
const PIECE: u32 = 100;
/// Between two pieces, and before the next look where something else is going on.
const PAUSE: Duration = Duration::from_millis(20);
const BUSY: Duration = Duration::from_secs(1);
/// Stamp: when free pages were last overwritten, 0 since something went; it belongs to no connection.
const OVERWRITTEN: &str = "overwritten";

impl Retention {
    /// Lets go what is too old, once a day and when it is to be kept for less long than before.
    pub(crate) async fn keep_least(&self) {
        let mut next = self.core.now() + FIRST;
        loop {
            self.core.pause(&self.core.wake.keeper, next).await;
            // Whoever changes what is kept makes it due.
            let asked = self.shared.keep_less.swap(false, Relaxed);
            if !asked && self.core.now() < next {
                continue;
            }
            self.purge_old_things().await;
            self.purge_old_forms().await;
            if let Err(problem) = self.purge_others_requests().await {
                tracing::warn!(code = ?problem.code, "old requests of others cannot be taken away");
            }
            next = self.core.now() + EVERY;
        }
    }

    pub(crate) async fn purge_old_things(&self) {
        let before = self.core.now() - LOOK_UPS_KEPT;
        match self.core.cache(move |cache| cache.purge_things(before)).await {
            Ok(0) => {}
            Ok(gone) => {
                tracing::info!(gone, "old look-ups are forgotten");
                self.core.bell.things();
            }
            Err(problem) => tracing::warn!(code = ?problem.code, "old look-ups cannot be forgotten"),
        }
    }

    pub(crate) async fn purge_old_forms(&self) {
        let before = self.core.now() - FORMS_KEPT;
        match self.core.cache(move |cache| cache.purge_forms(before)).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "old forms are forgotten"),
            Err(problem) => tracing::warn!(code = ?problem.code, "old forms cannot be forgotten"),
        }
    }

    /// How many went.
    pub(crate) async fn purge_others_requests(&self) -> Result<u32, Problem> {
        let mut gone = 0_u32;
        for known in self.connections.known() {
            let mut place = Purged::default();
            loop {
                self.quiet().await;
                let (id, kept) = (known.id().to_owned(), self.mirror.kept(known.id()).await);
                let (piece, come) = self.core.cache(move |cache| cache.purge_requests(&id, kept, place, PIECE)).await?;
                place = come;
                if piece == 0 {
                    break;
                }
                if gone == 0 {
                    // Also where the desk is left before that is done.
                    self.core.cache(|cache| cache.set_stamp("", OVERWRITTEN, 0)).await?;
                }
                gone += piece;
            }
        }
        // After others went, what they were rejected for may be nobody's.
        let said = self.core.cache(store::Cache::purge_shapes).await?;
        if said > 0 {
            self.core.cache(|cache| cache.set_stamp("", OVERWRITTEN, 0)).await?;
        }
        if self.core.cache(|cache| cache.stamp("", OVERWRITTEN)).await?.unwrap_or(0) == 0 {
            self.overwrite().await?;
        }
        if gone > 0 {
            tracing::info!(gone, "old requests of others are taken away");
            self.core.bell.requests();
            self.core.bell.rejected();
        }
        Ok(gone)
    }

    /// Something went by other ways: it goes from the file too, if not now, then with the next that is too old.
    pub(crate) async fn overwrite_cache(&self) -> Result<(), Problem> {
        // Whoever reads brings over what the journal has new.
        self.core.cache(|cache| cache.counts("", &store::Filter::default())).await?;
        self.core.cache(store::Cache::purge_shapes).await?;
        self.core.cache(|cache| cache.set_stamp("", OVERWRITTEN, 0)).await?;
        self.overwrite().await
    }

    /// What is gone is gone from the file too.
    async fn overwrite(&self) -> Result<(), Problem> {
        while self.core.cache(store::Cache::overwrite).await? {
            self.quiet().await;
        }
        while self.core.cache(store::Cache::give_back).await? {
            self.quiet().await;
        }
        let now = self.core.now();
        self.core.cache(move |cache| cache.set_stamp("", OVERWRITTEN, now)).await
    }

    /// Waits until nothing leaves and no list is read, and a moment in any case.
    pub(crate) async fn quiet(&self) {
        tokio::time::sleep(PAUSE).await;
        while !self.core.line().nothing_claimed() || self.mirror.shared.reading.try_lock().is_err() {
            tokio::time::sleep(BUSY).await;
        }
    }
}
