//! Lists that are decoded while they arrive: before R13 there are no pages, and a list may be a hundred megabytes.
//!
//! The bytes go through a short channel to a thread that parses them, and the rows come back in batches. Whoever stops
//! asking stops all of it: memory holds a few pieces of the answer and a few batches, however long the list is.

use std::{
    cell::RefCell,
    fmt,
    io::{self, BufReader},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Instant,
};

use bytes::Bytes;
use reqwest::Response;
use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Value, error::Category};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::JoinHandle,
};

use crate::{envelope, error::Error, models::ProvisioningRequest, scrub::Secrets, transport};

/// Rows that come at a time.
const BATCH: usize = 500;
/// Pieces of the answer, of a socket's read each, that wait to be parsed.
const PIECES: usize = 32;
/// Batches that wait to be taken.
const BATCHES: usize = 2;
/// Longest list, in bytes.
const LONGEST: u64 = 1 << 30;
/// As much of the beginning as an excerpt needs.
const HEAD: usize = 8 << 10;

type Batch = Result<Vec<ProvisioningRequest>, Error>;

/// A list on its way. Dropping it ends the call.
#[derive(Debug)]
pub struct Listing {
    rows: Receiver<Batch>,
    arriving: JoinHandle<()>,
    of_bytes: Option<u64>,
    bytes: Arc<AtomicU64>,
}

impl Listing {
    /// From an answer whose HTTP status says nothing bad.
    pub(crate) fn begin(response: Response, path: &'static str, secrets: Secrets) -> Self {
        let of_bytes = response.content_length();
        let status = response.status().as_u16();
        let (piece, pieces) = channel(PIECES);
        let (batch, rows) = channel(BATCHES);
        let bytes = Arc::default();
        let arriving = tokio::spawn(arrive(response, piece, Arc::clone(&bytes)));
        tokio::task::spawn_blocking(move || {
            let started = Instant::now();
            let result = parse(pieces, status, &secrets, &batch);
            let millis = started.elapsed().as_millis();
            match result {
                Ok(rows) => tracing::debug!(path, status, rows, millis, "answered"),
                Err(Stop::Nobody) => tracing::debug!(path, millis, "broken off"),
                Err(Stop::Failed(error)) => {
                    tracing::debug!(path, %error, millis, "failed");
                    // Nobody may be there to hear it.
                    let _ = batch.blocking_send(Err(error));
                }
            }
        });
        Self { rows, arriving, of_bytes, bytes }
    }

    /// The next rows; `None` at the end of a list that was whole.
    pub async fn next(&mut self) -> Result<Option<Vec<ProvisioningRequest>>, Error> {
        self.rows.recv().await.transpose()
    }

    /// Bytes that have arrived.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Relaxed)
    }

    /// Bytes that the server announced, if it did.
    pub fn of_bytes(&self) -> Option<u64> {
        self.of_bytes
    }
}

impl Drop for Listing {
    fn drop(&mut self) {
        self.arriving.abort();
    }
}

async fn arrive(mut response: Response, pieces: Sender<Result<Bytes, Error>>, arrived: Arc<AtomicU64>) {
    let status = response.status().as_u16();
    let mut total = 0;
    loop {
        let piece = match response.chunk().await {
            Ok(Some(piece)) => {
                total += piece.len() as u64;
                arrived.store(total, Relaxed);
                if total > LONGEST { Err(Error::TooLarge { limit: LONGEST }) } else { Ok(piece) }
            }
            Ok(None) => return,
            Err(error) => Err(transport::cut_short(&error, status)),
        };
        let failed = piece.is_err();
        if pieces.send(piece).await.is_err() || failed {
            return;
        }
    }
}

/// What arrives as something to read from. Not every server keeps to UTF-8 in its messages: what is none is replaced,
/// so that it does not make a list unreadable.
struct Pieces<'a> {
    arriving: Receiver<Result<Bytes, Error>>,
    current: Bytes,
    /// The beginning of a character whose rest is in the next piece.
    cut: Vec<u8>,
    begun: bool,
    seen: &'a RefCell<Seen>,
}

/// What is to be known of the answer when it cannot be read.
#[derive(Default)]
struct Seen {
    /// Its beginning, for an excerpt.
    head: Vec<u8>,
    /// Why there will be no more, when that is not the end.
    failed: Option<Error>,
}

impl Seen {
    /// What can be shown of the answer. A head that was cut ends with a whole word: half a secret is none that could
    /// be recognised.
    fn excerpt(&self, secrets: &Secrets) -> String {
        let cut = self.head.len() == HEAD;
        let end = self.head.iter().rposition(u8::is_ascii_whitespace).filter(|_| cut);
        secrets.excerpt(if cut { &self.head[..end.unwrap_or(0)] } else { &self.head })
    }
}

impl<'a> Pieces<'a> {
    fn new(pieces: Receiver<Result<Bytes, Error>>, seen: &'a RefCell<Seen>) -> Self {
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
        buffer[..length].copy_from_slice(&self.current.split_to(length));
        Ok(length)
    }
}

/// Why a list was not read to its end.
enum Stop {
    /// Nobody waits for it any more.
    Nobody,
    Failed(Error),
}

/// Reads the whole answer and sends the rows on; how many there were.
fn parse(
    pieces: Receiver<Result<Bytes, Error>>,
    status: u16,
    secrets: &Secrets,
    batches: &Sender<Batch>,
) -> Result<usize, Stop> {
    let mut rows = Rows { batches, waiting: Vec::with_capacity(BATCH), sent: 0, nobody: false, shape: Shape::Nothing };
    let mut said = Value::Null;
    let seen = RefCell::default();
    let reader = BufReader::with_capacity(64 << 10, Pieces::new(pieces, &seen));
    let mut json = serde_json::Deserializer::from_reader(reader);
    let read = Envelope { rows: &mut rows, status: &mut said }.deserialize(&mut json).and_then(|()| json.end());
    if rows.nobody {
        return Err(Stop::Nobody);
    }
    let Seen { head, failed } = &*seen.borrow();
    if let Some(error) = failed {
        return Err(Stop::Failed(error.clone()));
    }
    let failed = |error| Err(Stop::Failed(error));
    let excerpt = || seen.borrow().excerpt(secrets);
    if let Err(error) = read {
        return failed(if head.iter().all(u8::is_ascii_whitespace) {
            Error::Empty { status }
        } else {
            match error.classify() {
                Category::Eof => Error::Truncated { status },
                Category::Data => Error::UnexpectedAnswer { status, words: excerpt() },
                Category::Syntax | Category::Io => Error::NotJson { status, excerpt: excerpt() },
            }
        });
    }
    if let Err(error) = envelope::verdict(status, &said, secrets, excerpt) {
        return failed(error);
    }
    if matches!(rows.shape, Shape::Other) {
        return failed(Error::UnexpectedAnswer {
            status,
            words: "data: not a list of provisioning requests".to_owned(),
        });
    }
    rows.send();
    if rows.nobody { Err(Stop::Nobody) } else { Ok(rows.sent) }
}

/// What `data` was.
enum Shape {
    Nothing,
    List,
    Other,
}

/// The rows of a list as they are read. One without an id is left out rather than made to hide all the others.
struct Rows<'a> {
    batches: &'a Sender<Batch>,
    waiting: Vec<ProvisioningRequest>,
    sent: usize,
    nobody: bool,
    shape: Shape,
}

impl Rows<'_> {
    fn add(&mut self, row: Value) {
        match ProvisioningRequest::try_from(row) {
            Ok(row) => self.waiting.push(row),
            Err(reason) => tracing::warn!(reason, "left out a row of a list"),
        }
        if self.waiting.len() == BATCH {
            self.send();
        }
    }

    fn send(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let batch = std::mem::replace(&mut self.waiting, Vec::with_capacity(BATCH));
        self.sent += batch.len();
        self.nobody |= self.batches.blocking_send(Ok(batch)).is_err();
    }
}

/// The frame of the answer; its members come in any order.
struct Envelope<'a, 'b> {
    rows: &'a mut Rows<'b>,
    status: &'a mut Value,
}

impl<'de> DeserializeSeed<'de> for Envelope<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Envelope<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of CRM.COM")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "status" => *self.status = members.next_value()?,
                "data" => members.next_value_seed(&mut *self.rows)?,
                _ => _ = members.next_value::<IgnoredAny>()?,
            }
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for &mut Rows<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

/// With another status than `OK`, `data` may be of any shape.
macro_rules! another_shape {
    ($($visit:ident: $value:ty),+) => {
        $(fn $visit<E>(self, _: $value) -> Result<(), E> {
            self.shape = Shape::Other;
            Ok(())
        })+
    };
}

impl<'de> Visitor<'de> for &mut Rows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of provisioning requests")
    }

    another_shape!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    /// `"data": null`
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.shape = Shape::Other;
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        self.shape = Shape::List;
        while let Some(row) = rows.next_element()? {
            self.add(row);
            if self.nobody {
                return Err(A::Error::custom("nobody waits for it"));
            }
        }
        Ok(())
    }
}
