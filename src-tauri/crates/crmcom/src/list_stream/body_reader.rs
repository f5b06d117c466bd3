//! Adapts the chunks of an answer to `io::Read`.

use std::{cell::RefCell, io};

use bytes::Bytes;
use tokio::sync::mpsc::Receiver;

use crate::{
    decoder::{Charset, Item, Strings, Text},
    error::Error,
    redact::Secrets,
};

/// Buffer size in bytes, and so the distance by which this reader is ahead of the parser.
pub(super) const READ_AHEAD_BYTES: usize = 64 << 10;
/// Maximum length of a row, and of any other part, in bytes. Of longer ones the rest of the strings is dropped.
pub(super) const MAX_ROW_BYTES: u64 = 1 << 20;
/// Length in bytes of the start that is kept for an excerpt.
const EXCERPT_HEAD_BYTES: usize = 8 << 10;

/// Reader of the arriving chunks.
pub(super) struct Pieces<'a> {
    arriving: Receiver<Result<Bytes, Error>>,
    current: Bytes,
    text: Text,
    strings: Strings,
    ended: bool,
    seen: &'a RefCell<Seen>,
}

/// Data for reporting an answer that cannot be read.
#[derive(Default)]
pub(super) struct Seen {
    /// Its start, for an excerpt.
    pub(super) head: String,
    /// Error that ended the answer early.
    pub(super) failed: Option<Error>,
    /// Number of bytes that were passed on.
    pub(super) given: u64,
    /// Items that are longer than [`MAX_ROW_BYTES`].
    pub(super) cut: Vec<Item>,
}

impl Seen {
    /// Whether the item was truncated; asked once for each item.
    pub(super) fn was_cut(&mut self, item: Item) -> bool {
        let found = self.cut.iter().position(|cut| *cut == item);
        found.inspect(|place| _ = self.cut.remove(*place)).is_some()
    }

    /// An excerpt of the answer. A truncated start ends with a whole word, because half of a secret could not be
    /// recognised.
    pub(super) fn excerpt(&self, secrets: &Secrets) -> String {
        let cut = self.head.len() + '\u{fffd}'.len_utf8() > EXCERPT_HEAD_BYTES;
        let end = self.head.rfind(|c: char| c.is_ascii_whitespace()).filter(|_| cut);
        secrets.excerpt(if cut { &self.head[..end.unwrap_or(0)] } else { &self.head })
    }
}

impl<'a> Pieces<'a> {
    pub(super) fn new(pieces: Receiver<Result<Bytes, Error>>, charset: Charset, seen: &'a RefCell<Seen>) -> Self {
        let (text, strings) = (Text::new(charset), Strings::new(MAX_ROW_BYTES));
        Self { arriving: pieces, current: Bytes::new(), text, strings, ended: false, seen }
    }

    /// Returns false at the end.
    fn refill(&mut self) -> io::Result<bool> {
        while self.current.is_empty() && !self.ended {
            match self.arriving.blocking_recv() {
                Some(Ok(piece)) => self.take(&piece),
                Some(Err(error)) => {
                    self.seen.borrow_mut().failed = Some(error);
                    return Err(io::ErrorKind::ConnectionAborted.into());
                }
                None => {
                    self.ended = true;
                    self.take(&[]);
                }
            }
        }
        Ok(!self.current.is_empty())
    }

    fn take(&mut self, piece: &[u8]) {
        let (mut text, mut json) = (String::new(), Vec::new());
        self.text.feed(piece, self.ended, &mut text);
        self.strings.feed(&text, &mut json);
        if self.ended {
            self.strings.end(&mut json);
        }
        self.current = json.into();
        let seen = &mut *self.seen.borrow_mut();
        seen.cut.extend(self.strings.cut());
        let wanted = text.floor_char_boundary(EXCERPT_HEAD_BYTES.saturating_sub(seen.head.len()));
        seen.head.push_str(&text[..wanted]);
    }
}

impl io::Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.refill()? {
            return Ok(0);
        }
        let length = buffer.len().min(self.current.len());
        self.seen.borrow_mut().given += length as u64;
        buffer[..length].copy_from_slice(&self.current.split_to(length));
        Ok(length)
    }
}
