//! Decodes lists while they arrive: before R13 there are no pages, and a list may have a hundred megabytes.
//!
//! The bytes go through a short channel to a thread that parses them, and the rows come back in batches. Dropping the
//! receiver stops all of it. Memory holds a few chunks of the answer and a few batches, however long the list is; a
//! batch is limited by its bytes and by those of one row. The caller decides how many rows it reads.

mod body_reader;
mod minimum_rate;
pub(crate) mod row;
mod rows;

use std::{
    cell::RefCell,
    io::BufReader,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Instant,
};

use bytes::Bytes;
use reqwest::Response;
use serde::de::DeserializeSeed;
use serde_json::error::Category;
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::JoinHandle,
};

pub use self::rows::{UnreadRow, UnreadRows};
use self::{
    body_reader::{Pieces, READ_AHEAD_BYTES},
    minimum_rate::Pace,
    row::{Batch, ListRow},
    rows::{ListEnvelope, Rows, Shape},
};
use crate::{
    client::Limits,
    decoder::Charset,
    envelope::{self, Status},
    error::Error,
    http::call::Call,
    models::ProvisioningRequest,
    redact::Secrets,
};

/// Capacity of the channel in chunks of one socket read each.
const MAX_WAITING_CHUNKS: usize = 32;

/// Capacity of the channel in batches.
const MAX_WAITING_BATCHES: usize = 2;

/// A list that is being received. Dropping it ends the call.
#[derive(Debug)]
pub struct Listing<T = ProvisioningRequest> {
    rows: Receiver<Batch<T>>,
    arriving: JoinHandle<()>,
    of_bytes: Option<u64>,
    bytes: Arc<AtomicU64>,
    unread: Arc<Mutex<UnreadRows>>,
}

/// Starts reading a list from an answer with a successful HTTP status.
pub(crate) fn begin<T: ListRow>(
    response: Response,
    charset: Charset,
    call: Call<'static>,
    limits: Limits,
) -> Listing<T> {
    let Call { path, secrets, limit, .. } = call;
    let of_bytes = response.content_length();
    let status = response.status().as_u16();
    let (piece, pieces) = channel(MAX_WAITING_CHUNKS);
    let (batch, rows) = channel(MAX_WAITING_BATCHES);
    let (bytes, unread) = (Arc::default(), Arc::<Mutex<UnreadRows>>::default());
    let arriving = tokio::spawn(arrive(response, piece, Arc::clone(&bytes), Pace::new(limits), limit));
    let of_rows = Arc::clone(&unread);
    tokio::task::spawn_blocking(move || {
        let started = Instant::now();
        let result = parse(pieces, charset, status, &secrets, &batch, &of_rows);
        let millis = started.elapsed().as_millis();
        match result {
            Ok(rows) => tracing::debug!(path, status, rows, millis, "answered"),
            Err(Stop::Nobody) => tracing::debug!(path, millis, "broken off"),
            Err(Stop::Failed(error)) => {
                tracing::debug!(path, reached = ?error.delivery(), millis, "failed");
                // The receiver may have been dropped.
                let _ = batch.blocking_send(Err(error));
            }
        }
    });
    Listing { rows, arriving, of_bytes, bytes, unread }
}

impl<T> Listing<T> {
    /// The next rows; `None` at the end of a complete list.
    pub async fn next(&mut self) -> Result<Option<Vec<T>>, Error> {
        self.rows.recv().await.transpose()
    }

    /// Number of bytes received.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Relaxed)
    }

    /// Number of bytes that the server announced, if it did.
    pub fn of_bytes(&self) -> Option<u64> {
        self.of_bytes
    }

    /// Rows so far that could not be read, such as those without an id: the rows that were read are then not the whole
    /// list.
    pub fn unread(&self) -> UnreadRows {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<T> Drop for Listing<T> {
    fn drop(&mut self) {
        self.arriving.abort();
    }
}

async fn arrive(
    mut response: Response,
    pieces: Sender<Result<Bytes, Error>>,
    arrived: Arc<AtomicU64>,
    mut pace: Pace,
    limit: u64,
) {
    let mut total = 0;
    loop {
        let piece = match pace.chunk(&mut response).await {
            Ok(Some(piece)) => {
                total += piece.len() as u64;
                arrived.store(total, Relaxed);
                if total > limit { Err(Error::TooLarge { limit }) } else { Ok(piece) }
            }
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let failed = piece.is_err();
        if pieces.send(piece).await.is_err() || failed {
            return;
        }
    }
}

/// Reason why a list was not read to its end.
enum Stop {
    /// The receiver was dropped.
    Nobody,
    Failed(Error),
}

/// Parses the whole answer and sends its rows; returns their number.
fn parse<T: ListRow>(
    pieces: Receiver<Result<Bytes, Error>>,
    charset: Charset,
    status: u16,
    secrets: &Secrets,
    batches: &Sender<Batch<T>>,
    unread: &Mutex<UnreadRows>,
) -> Result<usize, Stop> {
    let seen = RefCell::default();
    let mut rows = Rows::new(batches, &seen, unread, secrets);
    let mut said = Status::default();
    let reader = BufReader::with_capacity(READ_AHEAD_BYTES, Pieces::new(pieces, charset, &seen));
    let mut json = serde_json::Deserializer::from_reader(reader);
    let read = ListEnvelope { rows: &mut rows, status: &mut said }.deserialize(&mut json).and_then(|()| json.end());
    if rows.nobody {
        return Err(Stop::Nobody);
    }
    if let Some(error) = seen.borrow().failed.clone() {
        return Err(Stop::Failed(error));
    }
    let failed = |error| Err(Stop::Failed(error));
    let excerpt = || seen.borrow().excerpt(secrets);
    if let Err(error) = read {
        return failed(if seen.borrow().head.trim_ascii().is_empty() {
            Error::Empty { status }
        } else {
            match error.classify() {
                Category::Eof => Error::Truncated { status },
                Category::Data => Error::UnexpectedAnswer { status, words: excerpt() },
                Category::Syntax | Category::Io => Error::NotJson { status, excerpt: excerpt() },
            }
        });
    }
    if !seen.borrow().cut.is_empty() {
        let words = "what stands around the rows is longer than anything CRM.COM sends".to_owned();
        return failed(Error::UnexpectedAnswer { status, words });
    }
    if let Err(error) = envelope::verdict(status, &said, secrets, excerpt) {
        return failed(error);
    }
    if matches!(rows.shape, Shape::Other) {
        return failed(Error::UnexpectedAnswer { status, words: format!("data: not a list of {}", T::NAME) });
    }
    rows.send();
    if rows.nobody { Err(Stop::Nobody) } else { Ok(rows.sent) }
}
