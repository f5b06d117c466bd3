//! Reads a list of the server to a certain end, in pages if the server has them.
//!
//! A server may return fewer rows than asked for, and one without pages returns the same rows each time. So a short
//! page is not the end. A list ends with an empty page, or with a page that brings no id unseen in this reading. In the
//! second case the list was whole only if the server returns everything it has, regardless of the requested number:
//! more rows than that.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

use crmcom::Page;

use crate::error::problem::{Problem, ProblemCode};

/// The part of a list that a call asks for; `None` for the whole list.
pub(crate) type Part = Option<Page>;

/// Limits of a reading. A list without an end is broken, and would fill memory and disk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) pages: u32,
    pub(crate) rows: u32,
    pub(crate) bytes: u64,
}

/// The number of pages allows for a server that returns fifty rows at a time.
const BOUNDS: Bounds = Bounds { pages: 40_000, rows: 2_000_000, bytes: 4 << 30 };

/// End of the reading of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Certainly the end of the list.
    Whole,
    /// The server returns the same part of the list again and again.
    Repeated,
    TooLong,
    /// Rows could not be read, and one of them may be the one that matters.
    LeftOut,
}

impl End {
    /// The problem of a list that was not surely read whole.
    pub(crate) fn problem(self) -> Option<Problem> {
        match self {
            Self::Whole => None,
            Self::Repeated => Some(Problem::new(ProblemCode::UnexpectedAnswer, "The pages of the list repeat.")),
            Self::LeftOut => Some(Problem::new(ProblemCode::UnexpectedAnswer, "Rows of the list cannot be read.")),
            Self::TooLong => Some(Problem::new(ProblemCode::AnswerTooLarge, "")),
        }
    }
}

/// Ids seen in a reading, possibly millions of them: stored as hashes with a random key, which no server can predict.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    hashes: HashSet<u64>,
    by: RandomState,
}

impl Ids {
    /// Adds an id. `false`: it was there.
    pub(crate) fn insert(&mut self, id: &str) -> bool {
        self.hashes.insert(self.by.hash_one(id))
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        self.hashes.contains(&self.by.hash_one(id))
    }
}

/// Progress of reading a list page by page.
#[derive(Debug)]
pub(crate) struct Pager {
    /// Rows to ask for in a page; `None`: the list comes without pages.
    size: Option<u32>,
    bounds: Bounds,
    ids: Ids,
    /// First row of the next page.
    offset: u32,
    /// Number of rows to ask for in a probe, which shows whether the server heeds it.
    probe: Option<u32>,
    pages: u32,
    rows: u32,
    bytes: u64,
    /// Rows of the present page.
    here: u32,
    new: u32,
    /// Unreadable rows of all pages.
    left_out: u32,
    end: Option<End>,
}

impl Pager {
    /// `size`: rows of a page, if there are pages. `from`: rows that were read before.
    pub(crate) fn new(size: Option<u32>, from: u32) -> Self {
        Self::within(BOUNDS, size, from)
    }

    pub(crate) fn within(bounds: Bounds, size: Option<u32>, from: u32) -> Self {
        Self {
            size,
            bounds,
            ids: Ids::default(),
            offset: from,
            probe: None,
            pages: 0,
            rows: from,
            bytes: 0,
            here: 0,
            new: 0,
            left_out: 0,
            end: None,
        }
    }

    /// The next part to ask for; `None` at the end of the list.
    pub(crate) fn ask(&mut self) -> Option<Part> {
        if self.end.is_none() && (self.is_full() || self.pages >= self.bounds.pages || self.bytes >= self.bounds.bytes)
        {
            self.end = Some(End::TooLong);
        }
        if self.end.is_some() {
            return None;
        }
        self.pages += 1;
        (self.here, self.new) = (0, 0);
        Some(self.size.map(|size| match self.probe {
            Some(few) => Page { number_of_results: few, offset: 0 },
            None => Page { number_of_results: size, offset: self.offset },
        }))
    }

    /// Restarts the present page, after the session was renewed.
    pub(crate) fn again(&mut self) {
        self.here = 0;
    }

    /// Takes a row. `false`: it was seen in this reading.
    pub(crate) fn row(&mut self, id: &str) -> bool {
        self.here = self.here.saturating_add(1);
        self.rows = self.rows.saturating_add(1);
        // Without pages no row can repeat.
        let new = self.size.is_none() || self.ids.insert(id);
        self.new += u32::from(new);
        new
    }

    /// Whether the limit of rows is reached; the rest of the present page is not wanted either.
    pub(crate) fn is_full(&self) -> bool {
        self.rows.max(self.offset) >= self.bounds.rows
    }

    /// Ends the present page, with its size in bytes and its number of unreadable rows.
    pub(crate) fn page_over(&mut self, bytes: u64, left_out: u64) {
        let left_out = u32::try_from(left_out).unwrap_or(u32::MAX);
        self.left_out = self.left_out.saturating_add(left_out);
        self.bytes = self.bytes.saturating_add(bytes);
        if self.is_full() {
            self.end = Some(End::TooLong);
            return;
        }
        let all = usize::try_from(self.here).is_ok_and(|here| here >= self.ids.hashes.len());
        match (self.size, self.probe) {
            (None, _) => self.end = Some(End::Whole),
            (Some(_), Some(few)) => self.end = Some(if self.here > few && all { End::Whole } else { End::Repeated }),
            (Some(_), None) if self.here == 0 && left_out == 0 => self.end = Some(End::Whole),
            (Some(_), None) if self.new > 0 => {
                self.offset = self.offset.saturating_add(self.here).saturating_add(left_out);
            }
            (Some(_), None) if left_out > 0 => self.end = Some(End::LeftOut),
            // One row means the whole list: no server returns rows one at a time.
            (Some(size), None) if all && (self.here > size || self.here == 1) => self.end = Some(End::Whole),
            // Either the whole list or the most that the server returns at a time: a probe decides.
            (Some(_), None) if all => self.probe = Some(self.here / 2),
            (Some(_), None) => self.end = Some(End::Repeated),
        }
    }

    /// Continues at another row.
    pub(crate) fn jump(&mut self, offset: u32) {
        self.offset = offset;
    }

    /// First row of the next page: the rows before it were read, as the server counts them.
    pub(crate) fn offset(&self) -> u32 {
        self.offset
    }

    pub(crate) fn end(&self) -> Option<End> {
        self.end.map(|end| if end == End::Whole && self.left_out > 0 { End::LeftOut } else { end })
    }
}

#[cfg(test)]
mod tests;
