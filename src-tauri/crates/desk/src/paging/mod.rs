//! Reading a list of the server to an end that is sure, in pages where there are any.
//!
//! A server may give fewer rows than it is asked for, and one that does not know pages gives the same rows each time. So
//! a page that is short is no end. A list ends with a page that is empty, or with one that brings no id that this reading has
//! not seen; in the second case it was whole only where the server gives all it has, whatever is asked: more rows than that.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

use crmcom::Page;

use crate::error::problem::{Problem, ProblemCode};

/// Which part of a list a call asks for.
pub(crate) type Part = Option<Page>;

/// What a reading takes at most. A list without an end is broken, and fills the memory and the disk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) pages: u32,
    pub(crate) rows: u32,
    pub(crate) bytes: u64,
}

/// Pages are counted for a server that gives fifty rows at a time.
const BOUNDS: Bounds = Bounds { pages: 40_000, rows: 2_000_000, bytes: 4 << 30 };

/// How a reading of a list ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Surely where the list does.
    Whole,
    /// The server gives the same part of it again and again.
    Repeated,
    TooLong,
    /// Rows of it could not be read: one of them may be the one that matters.
    LeftOut,
}

impl End {
    /// Why a list was not surely read whole.
    pub(crate) fn problem(self) -> Option<Problem> {
        match self {
            Self::Whole => None,
            Self::Repeated => Some(Problem::new(ProblemCode::UnexpectedAnswer, "The pages of the list repeat.")),
            Self::LeftOut => Some(Problem::new(ProblemCode::UnexpectedAnswer, "Rows of the list cannot be read.")),
            Self::TooLong => Some(Problem::new(ProblemCode::AnswerTooLarge, "")),
        }
    }
}

/// Ids that were seen, of which there may be millions: by a hash that no server can foresee.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    hashes: HashSet<u64>,
    by: RandomState,
}

impl Ids {
    /// False: it was there.
    pub(crate) fn insert(&mut self, id: &str) -> bool {
        self.hashes.insert(self.by.hash_one(id))
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        self.hashes.contains(&self.by.hash_one(id))
    }
}

/// A list on its way, page by page.
#[derive(Debug)]
pub(crate) struct Pager {
    /// Rows that a page is asked for; absent: the list comes in one piece.
    size: Option<u32>,
    bounds: Bounds,
    ids: Ids,
    /// Where the next page begins.
    offset: u32,
    /// So many rows are asked for, to see whether the server heeds that.
    probe: Option<u32>,
    pages: u32,
    rows: u32,
    bytes: u64,
    /// Of the page under way.
    here: u32,
    new: u32,
    /// Rows that could not be read, of all pages.
    left_out: u32,
    end: Option<End>,
}

impl Pager {
    /// `size`: rows of a page, where there are pages. `from`: rows that were read before.
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

    /// What to ask for next; nothing, when the list has ended.
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

    /// The page that was asked for begins once more: the session was renewed meanwhile.
    pub(crate) fn again(&mut self) {
        self.here = 0;
    }

    /// A row came. False: this reading has seen it.
    pub(crate) fn row(&mut self, id: &str) -> bool {
        self.here = self.here.saturating_add(1);
        self.rows = self.rows.saturating_add(1);
        // In one piece there is nothing to tell apart.
        let new = self.size.is_none() || self.ids.insert(id);
        self.new += u32::from(new);
        new
    }

    /// No more rows are wanted, also of the page under way.
    pub(crate) fn is_full(&self) -> bool {
        self.rows.max(self.offset) >= self.bounds.rows
    }

    /// The page that was asked for has come, in so many bytes; so many of its rows could not be read.
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
            // No server gives a list row by row.
            (Some(size), None) if all && (self.here > size || self.here == 1) => self.end = Some(End::Whole),
            // Is this all it has, or all it gives at a time?
            (Some(_), None) if all => self.probe = Some(self.here / 2),
            (Some(_), None) => self.end = Some(End::Repeated),
        }
    }

    /// Goes on elsewhere.
    pub(crate) fn jump(&mut self, offset: u32) {
        self.offset = offset;
    }

    /// Where the next page begins: rows up to here were read, as the server counts them.
    pub(crate) fn offset(&self) -> u32 {
        self.offset
    }

    pub(crate) fn end(&self) -> Option<End> {
        self.end.map(|end| if end == End::Whole && self.left_out > 0 { End::LeftOut } else { end })
    }
}

#[cfg(test)]
mod tests;
