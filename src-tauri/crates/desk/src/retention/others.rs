//! Retention of others' requests, look-ups and unfinished forms.
//!
//! Requests of others that are too old are not stored when a list contains them ([`Mirror::kept`](crate::Mirror::kept)). Those that became too
//! old are deleted here, in chunks, while no row leaves and no list is read.

use std::{sync::atomic::Ordering::Relaxed, time::Duration};

use store::cache::{
    Cache,
    requests::{Filter, Purged},
};

use crate::{
    error::problem::Problem, lookups::ENTITY_RETENTION_MS, mirror::retention_start::DAY_MS, retention::Retention,
};

/// Retention of a draft without changes: seven days, in milliseconds.
const DRAFT_RETENTION_MS: i64 = 7 * DAY_MS;
/// Interval between two runs, and delay of the first run after a start, in milliseconds.
const RUN_INTERVAL_MS: i64 = DAY_MS;
const FIRST_RUN_DELAY_MS: i64 = 20_000;
/// Requests deleted at a time: other writers wait no longer than for these.
const CHUNK_REQUESTS: u32 = 100;
/// Pause between two chunks, and pause while the desk is busy.
const CHUNK_PAUSE: Duration = Duration::from_millis(20);
const BUSY_PAUSE: Duration = Duration::from_secs(1);
/// Stamp: time at which free pages were last overwritten, 0 after a deletion. It belongs to no connection.
const OVERWRITTEN_STAMP: &str = "overwritten";

impl Retention {
    /// Deletes data that is too old, once a day and after retention was shortened.
    pub(crate) async fn run_retention(&self) {
        let mut next = self.core.now() + FIRST_RUN_DELAY_MS;
        loop {
            self.core.sleep_until(&self.core.wake.keeper, next).await;
            // A change of the retention makes it due.
            let asked = self.keep_less.swap(false, Relaxed);
            if !asked && self.core.now() < next {
                continue;
            }
            self.purge_old_entities().await;
            self.purge_old_forms().await;
            if let Err(problem) = self.purge_others_requests().await {
                tracing::warn!(code = ?problem.code, "old requests of others cannot be taken away");
            }
            next = self.core.now() + RUN_INTERVAL_MS;
        }
    }

    pub(crate) async fn purge_old_entities(&self) {
        let before = self.core.now() - ENTITY_RETENTION_MS;
        match self.core.cache(move |cache| cache.purge_entities(before)).await {
            Ok(0) => {}
            Ok(gone) => {
                tracing::info!(gone, "old look-ups are forgotten");
                self.core.events.entities();
            }
            Err(problem) => tracing::warn!(code = ?problem.code, "old look-ups cannot be forgotten"),
        }
    }

    pub(crate) async fn purge_old_forms(&self) {
        let before = self.core.now() - DRAFT_RETENTION_MS;
        match self.core.cache(move |cache| cache.purge_forms(before)).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "old forms are forgotten"),
            Err(problem) => tracing::warn!(code = ?problem.code, "old forms cannot be forgotten"),
        }
    }

    /// Deletes others' requests that are too old. Returns their number.
    pub(crate) async fn purge_others_requests(&self) -> Result<u32, Problem> {
        let mut gone = 0_u32;
        for known in self.connections.connections() {
            let mut place = Purged::default();
            loop {
                self.quiet().await;
                let (id, kept) = (known.id().to_owned(), self.mirror.kept(known.id()).await);
                let (piece, come) =
                    self.core.cache(move |cache| cache.purge_requests(&id, kept, place, CHUNK_REQUESTS)).await?;
                place = come;
                if piece == 0 {
                    break;
                }
                if gone == 0 {
                    // Stored now, in case the desk is shut down before the pages are overwritten.
                    self.core.cache(|cache| cache.set_stamp("", OVERWRITTEN_STAMP, 0)).await?;
                }
                gone += piece;
            }
        }
        // Texts of rejections may belong to no request any more.
        let said = self.core.cache(Cache::purge_shapes).await?;
        if said > 0 {
            self.core.cache(|cache| cache.set_stamp("", OVERWRITTEN_STAMP, 0)).await?;
        }
        if self.core.cache(|cache| cache.stamp("", OVERWRITTEN_STAMP)).await?.unwrap_or(0) == 0 {
            self.overwrite().await?;
        }
        if gone > 0 {
            tracing::info!(gone, "old requests of others are taken away");
            self.core.events.requests();
            self.core.events.rejected();
        }
        Ok(gone)
    }

    /// Overwrites data that was deleted for other reasons than age; if this is interrupted, the next run does it.
    pub(crate) async fn overwrite_cache(&self) -> Result<(), Problem> {
        // A read brings the journal's changes into the cache first.
        self.core.cache(|cache| cache.counts("", &Filter::default())).await?;
        self.core.cache(Cache::purge_shapes).await?;
        self.core.cache(|cache| cache.set_stamp("", OVERWRITTEN_STAMP, 0)).await?;
        self.overwrite().await
    }

    /// Overwrites the free pages of the file, then gives them back.
    async fn overwrite(&self) -> Result<(), Problem> {
        while self.core.cache(Cache::overwrite).await? {
            self.quiet().await;
        }
        while self.core.cache(Cache::give_back).await? {
            self.quiet().await;
        }
        let now = self.core.now();
        self.core.cache(move |cache| cache.set_stamp("", OVERWRITTEN_STAMP, now)).await
    }

    /// Waits at least a moment, and until no row leaves and no list is read.
    pub(crate) async fn quiet(&self) {
        tokio::time::sleep(CHUNK_PAUSE).await;
        while !self.core.scheduler.lock().nothing_claimed() || self.mirror.reading.try_lock().is_err() {
            tokio::time::sleep(BUSY_PAUSE).await;
        }
    }
}
