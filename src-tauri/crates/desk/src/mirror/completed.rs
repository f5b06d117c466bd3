//! Reads COMPLETED, the list that may be long.
//!
//! With pages (from R13) the list is read once from its beginning; an interrupted reading resumes where it stopped.
//! After that only news is read: the first pages as long as they bring news, and the last ones from where the list
//! ended. No order is promised, so the whole list is read again once a day. Without pages every reading covers the
//! whole list, so it is done seldom, and one that was stopped or failed is not repeated at once. For requests of the
//! field the list is read whenever one is about to leave, because the office's requests are completed within a minute.

use store::MirrorMark;

use crate::{
    error::problem::Problem,
    mirror::{
        read::{PAGE_ROWS, ReadRows, Reading},
        sync::SyncReason,
    },
    paging::{Pager, Part},
    requests::list_faults::{COMPLETED, COMPLETED_READ_STAMP, COMPLETED_WHOLE_STAMP},
    scheduler::CHECK_VALIDITY_MS,
};

/// Stamp: the mirror's mark at the beginning of that reading.
const BEGUN_STAMP: &str = "completed-begun";
/// Stamp: rows read, as the server counts them.
const ROWS_STAMP: &str = "completed-rows";

/// Interval between readings of a list without pages, in milliseconds.
const UNPAGED_INTERVAL_MS: i64 = 15 * 60_000;
/// Rows that are read again to check that the list still ends where it did.
const OVERLAP_ROWS: u32 = PAGE_ROWS / 5;
const DAY_MS: i64 = 24 * 60 * 60_000;

impl Reading<'_> {
    /// Reads the part of the list that is due. `None`: nothing was due; `false`: the list was not surely read to its
    /// end. `left`: number of requests that were pending and are not any more.
    pub(crate) async fn completed(&mut self, why: SyncReason, left: usize) -> Result<Option<bool>, Problem> {
        let now = self.mirror.core.now();
        let rests = {
            let state = self.mirror.memory();
            match why {
                SyncReason::ByHand => false,
                // A pause longer than `UNPAGED_INTERVAL_MS` belongs to a clock that was set back.
                SyncReason::Usual => (1..=UNPAGED_INTERVAL_MS).contains(&(state.long_list_after.saturating_sub(now))),
                // A reading that the user stopped is not repeated at once.
                SyncReason::Field { .. } => {
                    state.long_list_stopped.is_some_and(|at| (0..UNPAGED_INTERVAL_MS).contains(&(now - at)))
                }
            }
        };
        if rests {
            return Ok(Some(false));
        }
        // Set in advance; a reading to the end takes it back.
        self.mirror.memory().long_list_after = now.saturating_add(UNPAGED_INTERVAL_MS);
        let read = self.due_of_completed(why, left, now).await?;
        let mut state = self.mirror.memory();
        if read != Some(false) {
            state.long_list_after = 0;
        }
        if read == Some(true) {
            state.long_list_stopped = None;
        }
        drop(state);
        Ok(read)
    }

    async fn due_of_completed(&mut self, why: SyncReason, left: usize, now: i64) -> Result<Option<bool>, Problem> {
        let (last_whole, last_read) =
            (self.stamp(COMPLETED_WHOLE_STAMP).await?, self.stamp(COMPLETED_READ_STAMP).await?);
        // A reading in the future belongs to a clock that was set back.
        let since =
            |stamp: Option<i64>| stamp.map(|at| now.saturating_sub(at)).filter(|since| *since >= 0).unwrap_or(i64::MAX);
        let seen = match why {
            SyncReason::Field { made } => self.seen_since(made, since(last_read)).await?,
            SyncReason::Usual | SyncReason::ByHand => false,
        };
        if seen {
            return Ok(None);
        }
        let for_the_field = matches!(why, SyncReason::Field { .. });
        let daily = !for_the_field && since(last_whole) >= DAY_MS;
        if !self.paged {
            if why == SyncReason::Usual && !daily && since(last_read) < UNPAGED_INTERVAL_MS {
                return Ok(None);
            }
            let (mut pager, mut brought) = (self.pager(0), ReadRows::default());
            while let Some(part) = pager.ask() {
                self.part(COMPLETED, part, &mut pager, &mut brought, &mut |_| ()).await?;
            }
            return self.was_read(&pager, Some(brought.rows), true).await.map(Some);
        }
        if why == SyncReason::ByHand || daily || last_whole.is_none() {
            // An interrupted first reading resumes, unless the user asked for the whole list.
            let from = if why == SyncReason::ByHand || last_whole.is_some() { 0 } else { self.rows().await? };
            return self.read_on(from).await.map(Some);
        }
        if !for_the_field && left == 0 && since(last_read) < crate::mirror::sync::ACTIVE_INTERVAL_MS {
            return Ok(None);
        }
        self.newest().await.map(Some)
    }

    /// Whether the list was read within the last minute, in a reading that began after the requests of the field were
    /// made.
    async fn seen_since(&self, made: Option<MirrorMark>, since: i64) -> Result<bool, Problem> {
        let Some(made) = made.filter(|made| made.generation == self.begun.generation) else { return Ok(false) };
        let begun = self.stamp(BEGUN_STAMP).await?;
        Ok(since < CHECK_VALIDITY_MS && begun.is_some_and(|begun| begun > made.seq))
    }

    /// Reads from a row to the end of the list, and stores the progress.
    async fn read_on(&mut self, from: u32) -> Result<bool, Problem> {
        // The last known rows are read again: archived requests may have shifted the rest.
        let from = from.saturating_sub(OVERLAP_ROWS);
        let mut pager = self.pager(from);
        while let Some(part) = pager.ask() {
            self.page(part, &mut pager).await?;
            if pager.offset() == from && from > 0 {
                // The list does not continue at that row.
                return Box::pin(self.read_on(0)).await;
            }
            self.set_stamp(ROWS_STAMP, i64::from(pager.offset())).await?;
        }
        self.was_read(&pager, None, true).await
    }

    /// Reads the pages at both ends as far as they bring news.
    async fn newest(&mut self) -> Result<bool, Problem> {
        let known = self.rows().await?;
        let (mut pager, mut moved_on) = (self.pager(0), 0_u32);
        while let Some(part) = pager.ask() {
            let news = self.page(part, &mut pager).await?.news;
            if news == 0 {
                break;
            }
            // New rows at the beginning shift the rest.
            moved_on = moved_on.saturating_add(u32::try_from(news).unwrap_or(u32::MAX));
        }
        if pager.end().is_some() {
            return self.was_read(&pager, None, true).await;
        }
        let begin = pager.offset();
        let from = known.saturating_add(moved_on).saturating_sub(OVERLAP_ROWS).max(begin);
        pager.jump(from);
        while let Some(part) = pager.ask() {
            self.page(part, &mut pager).await?;
            if pager.offset() == from && from > begin {
                // The rows at the former end are gone: requests were archived, and the end is elsewhere.
                return self.read_on(0).await;
            }
        }
        self.was_read(&pager, None, from == begin).await
    }

    async fn page(&mut self, part: Part, pager: &mut Pager) -> Result<ReadRows, Problem> {
        let mut brought = ReadRows { rows: pager.offset(), news: 0 };
        self.part(COMPLETED, part, pager, &mut brought, &mut |_| ()).await
    }

    /// Stores the stamps of a reading that came to an end; `false` if that was not surely the list's. `whole`: the
    /// reading began at the list's beginning.
    async fn was_read(&mut self, pager: &Pager, rows: Option<u32>, whole: bool) -> Result<bool, Problem> {
        if !self.ended(COMPLETED, pager).await {
            return Ok(false);
        }
        let now = self.mirror.core.now();
        self.set_stamp(ROWS_STAMP, i64::from(rows.unwrap_or(pager.offset()))).await?;
        self.set_stamp(COMPLETED_READ_STAMP, now).await?;
        self.set_stamp(BEGUN_STAMP, self.begun.seq).await?;
        if whole {
            self.set_stamp(COMPLETED_WHOLE_STAMP, now).await?;
        }
        Ok(true)
    }

    async fn rows(&self) -> Result<u32, Problem> {
        Ok(self.stamp(ROWS_STAMP).await?.and_then(|rows| u32::try_from(rows).ok()).unwrap_or(0))
    }

    async fn stamp(&self, what: &'static str) -> Result<Option<i64>, Problem> {
        let connection = self.connection.to_owned();
        self.mirror.core.cache(move |cache| cache.stamp(&connection, what)).await
    }

    async fn set_stamp(&self, what: &'static str, at: i64) -> Result<(), Problem> {
        let connection = self.connection.to_owned();
        self.mirror.core.cache(move |cache| cache.set_stamp(&connection, what, at)).await
    }
}
