//! Limits the duration of a list by its minimum rate.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Response;
use tokio::time::{Instant, timeout};

use crate::{client::Limits, error::Error, http::errors};

/// Bytes that arrived in the present time window. Only waiting time counts: while the parser is busy, the server cannot
/// deliver more.
pub(super) struct Pace {
    limits: Limits,
    waited: Duration,
    came: u64,
}

impl Pace {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, waited: Duration::ZERO, came: 0 }
    }

    /// The next chunk, or `None` at the end.
    pub(super) async fn chunk(&mut self, response: &mut Response) -> Result<Option<Bytes>, Error> {
        let status = response.status().as_u16();
        loop {
            let began = Instant::now();
            let chunk = timeout(self.left(), response.chunk()).await;
            let bytes = match &chunk {
                Ok(Ok(Some(chunk))) => chunk.len() as u64,
                _ => 0,
            };
            self.count(began.elapsed(), bytes);
            match chunk {
                Ok(chunk) => return chunk.map_err(|error| errors::cut_short(&error, status)),
                Err(_) if self.begin_again() => {}
                Err(_) => return Err(Error::TimedOut { connected: true }),
            }
        }
    }

    /// Time left in the window.
    fn left(&self) -> Duration {
        self.limits.list_window.saturating_sub(self.waited)
    }

    fn count(&mut self, waited: Duration, bytes: u64) {
        self.waited = self.waited.saturating_add(waited);
        self.came = self.came.saturating_add(bytes);
    }

    /// Starts the next window; returns false if too few bytes arrived in this one.
    fn begin_again(&mut self) -> bool {
        let enough = self.came >= self.limits.list_bytes;
        (self.waited, self.came) = (Duration::ZERO, 0);
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace() -> Pace {
        Pace::new(Limits { list_bytes: 1_000, list_window: Duration::from_mins(1), ..Limits::default() })
    }

    #[test]
    fn each_time_window_needs_the_minimum_number_of_bytes() {
        let mut pace = pace();
        for _ in 0..10 {
            pace.count(Duration::from_secs(20), 400);
            assert_eq!(pace.left(), Duration::from_secs(40));
            pace.count(Duration::from_secs(50), 600);
            assert_eq!((pace.left(), pace.begin_again()), (Duration::ZERO, true), "for as long as it likes");
        }
        pace.count(Duration::from_mins(1), 999);
        assert!(!pace.begin_again(), "what came before does not count");
    }

    #[test]
    fn bytes_that_arrive_at_once_consume_no_time() {
        let mut pace = pace();
        pace.count(Duration::ZERO, u64::MAX);
        pace.count(Duration::ZERO, 1);
        assert_eq!(pace.left(), Duration::from_mins(1));
    }
}
