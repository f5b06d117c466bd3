//! Lists that are decoded while they arrive: before R13 there are no pages, and a list may be a hundred megabytes.
//!
//! The bytes go through a short channel to a thread that parses them, and the rows come back in batches. Whoever stops
//! asking stops all of it: memory holds a few pieces of the answer and a few batches, however long the list is.

mod pieces;
mod rows;

use std::{
    cell::RefCell,
    io::BufReader,
    sync::{
        Arc,
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

use self::{
    pieces::{Pieces, Seen},
    rows::{Envelope, Rows, Shape},
};
use crate::{
    envelope::{self, Status},
    error::Error,
    models::ProvisioningRequest,
    scrub::Secrets,
    transport,
};

/// Pieces of the answer, of a socket's read each, that wait to be parsed.
const PIECES: usize = 32;
/// Batches that wait to be taken.
const BATCHES: usize = 2;
/// Longest list, in bytes.
const LONGEST: u64 = 1 << 30;

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
    let mut rows = Rows::new(batches);
    let mut said = Status::default();
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
