//! COMPLETED, which may be long.
//!
//! With pages (from R13) it is read once from the beginning; where that was broken off, it goes on with the page after
//! the last one that was written. From then on only what is new is read: the first pages as far as they bring news, and
//! the last ones from where the list ended. No order is promised, so the whole of it is read again once a day. Without
//! pages every reading is of the whole list, and so it is not done often; nor is one tried again at once that somebody
//! stopped or that failed.

use crmcom::Page;

use super::reading::{Brought, PAGE, Reading};
use crate::problem::Problem;

const COMPLETED: &str = "COMPLETED";
/// Stamp: when it was last read from the beginning to the end.
pub(crate) const WHOLE: &str = "completed-whole";
/// Stamp: when it was last read at all.
const READ: &str = "completed-read";
/// Stamp: how many rows of it were read, as the server counts them.
const ROWS: &str = "completed-rows";

/// Between two readings of a list that comes in one piece.
const SELDOM: i64 = 15 * 60_000;
/// Rows that are read again to see that the list still ends where it did.
const KNOWN: u32 = PAGE / 5;
const DAY: i64 = 24 * 60 * 60_000;

impl Reading<'_> {
    /// Reads what is due of it; false if nothing was. `left`: so many requests were pending and are not any more.
    pub(super) async fn completed(&mut self, whole: bool, left: usize) -> Result<bool, Problem> {
        let now = self.desk.now();
        if !whole && now < self.desk.state().long_list_after {
            return Ok(false);
        }
        // Unless it is read to its end, which takes this back.
        self.desk.state().long_list_after = now + SELDOM;
        let read = self.due_of_completed(whole, left, now).await?;
        self.desk.state().long_list_after = 0;
        Ok(read)
    }

    async fn due_of_completed(&mut self, whole: bool, left: usize, now: i64) -> Result<bool, Problem> {
        let (last_whole, last_read) = (self.stamp(WHOLE).await?, self.stamp(READ).await?);
        let since = |stamp: Option<i64>| stamp.map_or(i64::MAX, |at| now.saturating_sub(at));
        let again = whole || since(last_whole) >= DAY;
        if !self.paged {
            if !again && since(last_read) < SELDOM {
                return Ok(false);
            }
            let brought = self.list(COMPLETED, &mut |_| ()).await?;
            self.was_whole(brought.rows).await?;
            return Ok(true);
        }
        if again {
            // What a reading that was broken off had brought is not read again, unless that is what is asked for.
            let from = if whole || last_whole.is_some() { 0 } else { self.rows().await? };
            self.read_on(from).await?;
            return Ok(true);
        }
        if left == 0 && since(last_read) < super::EVERY {
            return Ok(false);
        }
        self.newest().await?;
        Ok(true)
    }

    /// From a row to the end, noting how far it came.
    async fn read_on(&mut self, from: u32) -> Result<(), Problem> {
        let mut offset = from - from % PAGE;
        loop {
            let page = self.page(offset).await?;
            offset += page.rows;
            self.set_stamp(ROWS, i64::from(offset)).await?;
            if page.rows < PAGE {
                return self.was_whole(offset).await;
            }
        }
    }

    /// The pages at both ends that bring news.
    async fn newest(&mut self) -> Result<(), Problem> {
        let known = self.rows().await?;
        let (mut begin, mut moved_on) = (0, 0);
        loop {
            let page = self.page(begin).await?;
            begin += page.rows;
            if page.rows < PAGE {
                return self.was_whole(begin).await;
            }
            if page.news == 0 {
                break;
            }
            // What is new at the beginning moves the rest on.
            moved_on += u32::try_from(page.news).unwrap_or(u32::MAX);
        }
        let from = known.saturating_add(moved_on).saturating_sub(KNOWN).max(begin);
        let mut end = from;
        loop {
            let page = self.page(end).await?;
            if page.rows == 0 && end == from && from > begin {
                // What stood at its end is gone: requests were archived, and its end is elsewhere.
                return self.read_on(0).await;
            }
            end += page.rows;
            if page.rows < PAGE {
                break;
            }
        }
        let now = self.desk.now();
        self.set_stamp(ROWS, i64::from(end)).await?;
        self.set_stamp(READ, now).await
    }

    async fn page(&mut self, offset: u32) -> Result<Brought, Problem> {
        let part = Page { number_of_results: PAGE, offset };
        let mut brought = Brought { rows: offset, news: 0 };
        self.part(COMPLETED, Some(part), &mut brought, &mut |_| ()).await
    }

    async fn was_whole(&self, rows: u32) -> Result<(), Problem> {
        let now = self.desk.now();
        self.set_stamp(ROWS, i64::from(rows)).await?;
        self.set_stamp(READ, now).await?;
        self.set_stamp(WHOLE, now).await
    }

    async fn rows(&self) -> Result<u32, Problem> {
        Ok(self.stamp(ROWS).await?.and_then(|rows| u32::try_from(rows).ok()).unwrap_or(0))
    }

    async fn stamp(&self, what: &'static str) -> Result<Option<i64>, Problem> {
        let connection = self.connection.to_owned();
        self.desk.cache(move |cache| cache.stamp(&connection, what)).await
    }

    async fn set_stamp(&self, what: &'static str, at: i64) -> Result<(), Problem> {
        let connection = self.connection.to_owned();
        self.desk.cache(move |cache| cache.set_stamp(&connection, what, at)).await
    }
}
