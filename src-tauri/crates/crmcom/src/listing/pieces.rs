//! The pieces of an answer as something to read from.

use std::{cell::RefCell, io};

use bytes::Bytes;
use tokio::sync::mpsc::Receiver;

use crate::{
    error::{Error, RowLimit},
    scrub::Secrets,
};

/// Bytes that are handed on at a time, and so how far ahead of the parser this is.
pub(super) const READ_AHEAD: usize = 64 << 10;
/// Longest row, and longest anything else, in bytes. It is measured where pieces are handed on: a little more may pass.
const ROW: u64 = 1 << 20;
/// As much of the beginning as an excerpt needs.
const HEAD: usize = 8 << 10;

/// What arrives as something to read from. Not every server keeps to UTF-8 in its messages: what is none is replaced,
/// so that it does not make a list unreadable.
pub(super) struct Pieces<'a> {
    arriving: Receiver<Result<Bytes, Error>>,
    current: Bytes,
    /// The beginning of a character whose rest is in the next piece.
    cut: Vec<u8>,
    begun: bool,
    seen: &'a RefCell<Seen>,
}

/// What is to be known of the answer when it cannot be read.
#[derive(Default)]
pub(super) struct Seen {
    /// Its beginning, for an excerpt.
    pub(super) head: Vec<u8>,
    /// Why there will be no more, when that is not the end.
    pub(super) failed: Option<Error>,
    /// Bytes that were handed on.
    pub(super) given: u64,
    /// Where in these the row, or whatever else is being read, begins.
    pub(super) begun: u64,
}

impl Seen {
    /// Something else is read from here on.
    pub(super) fn begin(&mut self) {
        self.begun = self.given;
    }

    /// What can be shown of the answer. A head that was cut ends with a whole word: half a secret is none that could
    /// be recognised.
    pub(super) fn excerpt(&self, secrets: &Secrets) -> String {
        let cut = self.head.len() == HEAD;
        let end = self.head.iter().rposition(u8::is_ascii_whitespace).filter(|_| cut);
        secrets.excerpt(if cut { &self.head[..end.unwrap_or(0)] } else { &self.head })
    }
}

impl<'a> Pieces<'a> {
    pub(super) fn new(pieces: Receiver<Result<Bytes, Error>>, seen: &'a RefCell<Seen>) -> Self {
        Self { arriving: pieces, current: Bytes::new(), cut: Vec::new(), begun: false, seen }
    }

    /// False at the end.
    fn refill(&mut self) -> io::Result<bool> {
        while self.current.is_empty() {
            match self.arriving.blocking_recv() {
                Some(Ok(piece)) => self.take(piece),
                Some(Err(error)) => {
                    self.seen.borrow_mut().failed = Some(error);
                    return Err(io::ErrorKind::ConnectionAborted.into());
                }
                None if self.cut.is_empty() => return Ok(false),
                None => {
                    self.cut.clear();
                    self.current = Bytes::from_static("\u{fffd}".as_bytes());
                }
            }
        }
        Ok(true)
    }

    fn take(&mut self, piece: Bytes) {
        let piece = if self.cut.is_empty() { piece } else { [self.cut.split_off(0), piece.to_vec()].concat().into() };
        self.current = match std::str::from_utf8(&piece) {
            Ok(_) => piece,
            Err(_) => self.mended(&piece),
        };
        if !self.begun && !self.current.is_empty() {
            self.begun = true;
            if self.current.starts_with("\u{feff}".as_bytes()) {
                self.current = self.current.slice('\u{feff}'.len_utf8()..);
            }
        }
        let head = &mut self.seen.borrow_mut().head;
        let wanted = HEAD.saturating_sub(head.len()).min(self.current.len());
        head.extend_from_slice(&self.current[..wanted]);
    }

    fn mended(&mut self, piece: &[u8]) -> Bytes {
        let mut text = String::with_capacity(piece.len());
        let mut read = 0;
        for chunk in piece.utf8_chunks() {
            text += chunk.valid();
            read += chunk.valid().len() + chunk.invalid().len();
            let unfinished = std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
            if unfinished && read == piece.len() {
                self.cut = chunk.invalid().to_vec();
            } else if !chunk.invalid().is_empty() {
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        text.into()
    }
}

impl io::Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.refill()? {
            return Ok(0);
        }
        let length = buffer.len().min(self.current.len());
        let seen = &mut *self.seen.borrow_mut();
        if seen.given - seen.begun > ROW {
            seen.failed = Some(Error::RowTooLarge { limit: RowLimit::Bytes(ROW) });
            return Err(io::ErrorKind::InvalidData.into());
        }
        seen.given += length as u64;
        buffer[..length].copy_from_slice(&self.current.split_to(length));
        Ok(length)
    }
}
