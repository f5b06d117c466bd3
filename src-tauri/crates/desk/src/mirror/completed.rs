//! COMPLETED, which may be long.
//!
//! With pages (from R13) it is read once from the beginning; where that was broken off, it goes on where it was. From
//! then on only what is new is read: the first pages as far as they bring news, and the last ones from where the list
//! ended. No order is promised, so the whole of it is read again once a day. Without pages every reading is of the whole
//! list, and so it is not done often; nor is one tried again at once that somebody stopped or that failed. For requests of
//! the field it is read whenever one is to leave: what the office did meanwhile is completed within a minute.

use store::MirrorMark;

use crate::{
    error::problem::Problem,
    mirror::{
        read::{Brought, PAGE, Reading},
        sync::Why,
    },
    paging::{Pager, Part},
    requests::list_faults::{COMPLETED, READ},
    scheduler::FRESH,
};

/// Stamp: when it was last read from the beginning to the end.
pub(crate) const WHOLE: &str = "completed-whole";

/// Stamp: how far the mirror had been told when that reading began.
const BEGUN: &str = "completed-begun";
/// Stamp: how many rows of it were read, as the server counts them.
const ROWS: &str = "completed-rows";

/// Between two readings of a list that comes in one piece.
const SELDOM: i64 = 15 * 60_000;
/// Rows that are read again to see that the list still ends where it did.
const KNOWN: u32 = PAGE / 5;
const DAY: i64 = 24 * 60 * 60_000;

impl Reading<'_> {
    /// Reads what is due of it; nothing if nothing was, false if that was not surely all. `left`: so many requests were
    /// pending and are not any more.
    pub(crate) async fn completed(&mut self, why: Why, left: usize) -> Result<Option<bool>, Problem> {
        let now = self.mirror.core.now();
        let rests = {
            let state = self.mirror.memory();
            match why {
                Why::ByHand => false,
                // What seems to rest for longer belongs to a clock that was set back.
                Why::Usual => (1..=SELDOM).contains(&(state.long_list_after.saturating_sub(now))),
                // Whoever stopped it does not want it at once.
                Why::Field { .. } => state.long_list_stopped.is_some_and(|at| (0..SELDOM).contains(&(now - at))),
            }
        };
        if rests {
            return Ok(Some(false));
        }
        // Unless it is read to its end, which takes this back.
        self.mirror.memory().long_list_after = now.saturating_add(SELDOM);
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

    async fn due_of_completed(&mut self, why: Why, left: usize, now: i64) -> Result<Option<bool>, Problem> {
        let (last_whole, last_read) = (self.stamp(WHOLE).await?, self.stamp(READ).await?);
        // What seems to be read in future belongs to a clock that was set back.
        let since =
            |stamp: Option<i64>| stamp.map(|at| now.saturating_sub(at)).filter(|since| *since >= 0).unwrap_or(i64::MAX);
        let seen = match why {
            Why::Field { made } => self.seen_since(made, since(last_read)).await?,
            Why::Usual | Why::ByHand => false,
        };
        if seen {
            return Ok(None);
        }
        let for_the_field = matches!(why, Why::Field { .. });
        let daily = !for_the_field && since(last_whole) >= DAY;
        if !self.paged {
            if why == Why::Usual && !daily && since(last_read) < SELDOM {
                return Ok(None);
            }
            let (mut pager, mut brought) = (self.pager(0), Brought::default());
            while let Some(part) = pager.ask() {
                self.part(COMPLETED, part, &mut pager, &mut brought, &mut |_| ()).await?;
            }
            return self.was_read(&pager, Some(brought.rows), true).await.map(Some);
        }
        if why == Why::ByHand || daily || last_whole.is_none() {
            // What a reading that was broken off had brought is not read again, unless that is what is asked for.
            let from = if why == Why::ByHand || last_whole.is_some() { 0 } else { self.rows().await? };
            return self.read_on(from).await.map(Some);
        }
        if !for_the_field && left == 0 && since(last_read) < crate::mirror::sync::EVERY {
            return Ok(None);
        }
        self.newest().await.map(Some)
    }

    /// Whether it was read within the last minute, and after requests of the field were made.
    async fn seen_since(&self, made: Option<MirrorMark>, since: i64) -> Result<bool, Problem> {
        let Some(made) = made.filter(|made| made.generation == self.begun.generation) else { return Ok(false) };
        let begun = self.stamp(BEGUN).await?;
        Ok(since < FRESH && begun.is_some_and(|begun| begun > made.seq))
    }

    /// From a row to the end, noting how far it came.
    async fn read_on(&mut self, from: u32) -> Result<bool, Problem> {
        // The last ones once more: requests may have been archived meanwhile, which moves the rest.
        let from = from.saturating_sub(KNOWN);
        let mut pager = self.pager(from);
        while let Some(part) = pager.ask() {
            self.page(part, &mut pager).await?;
            if pager.offset() == from && from > 0 {
                // It does not go on where it was.
                return Box::pin(self.read_on(0)).await;
            }
            self.set_stamp(ROWS, i64::from(pager.offset())).await?;
        }
        self.was_read(&pager, None, true).await
    }

    /// The pages at both ends that bring news.
    async fn newest(&mut self) -> Result<bool, Problem> {
        let known = self.rows().await?;
        let (mut pager, mut moved_on) = (self.pager(0), 0_u32);
        while let Some(part) = pager.ask() {
            let news = self.page(part, &mut pager).await?.news;
            if news == 0 {
                break;
            }
            // What is new at the beginning moves the rest on.
            moved_on = moved_on.saturating_add(u32::try_from(news).unwrap_or(u32::MAX));
        }
        if pager.end().is_some() {
            return self.was_read(&pager, None, true).await;
        }
        let begin = pager.offset();
        let from = known.saturating_add(moved_on).saturating_sub(KNOWN).max(begin);
        pager.jump(from);
        while let Some(part) = pager.ask() {
            self.page(part, &mut pager).await?;
            if pager.offset() == from && from > begin {
                // What stood at its end is gone: requests were archived, and its end is elsewhere.
                return self.read_on(0).await;
            }
        }
        self.was_read(&pager, None, from == begin).await
    }

    async fn page(&mut self, part: Part, pager: &mut Pager) -> Result<Brought, Problem> {
        let mut brought = Brought { rows: pager.offset(), news: 0 };
        self.part(COMPLETED, part, pager, &mut brought, &mut |_| ()).await
    }

    /// Notes a reading that came to an end; false, if that was not surely the list's. `whole`: from its beginning.
    async fn was_read(&mut self, pager: &Pager, rows: Option<u32>, whole: bool) -> Result<bool, Problem> {
        if !self.ended(COMPLETED, pager).await {
            return Ok(false);
        }
        let now = self.mirror.core.now();
        self.set_stamp(ROWS, i64::from(rows.unwrap_or(pager.offset()))).await?;
        self.set_stamp(READ, now).await?;
        self.set_stamp(BEGUN, self.begun.seq).await?;
        if whole {
            self.set_stamp(WHOLE, now).await?;
        }
        Ok(true)
    }

    async fn rows(&self) -> Result<u32, Problem> {
        Ok(self.stamp(ROWS).await?.and_then(|rows| u32::try_from(rows).ok()).unwrap_or(0))
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
