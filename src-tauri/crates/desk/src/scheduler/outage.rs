//! The outage of a connection.

use super::scheduled_row::Key;
use crate::backoff;

/// A connection on which the last try failed: one row at a time tries it.
#[derive(Debug)]
pub(super) struct Outage {
    pub(super) until: i64,
    pub(super) tries: u32,
    /// Any answer of the server ends the outage; otherwise only a try that succeeds does.
    pub(super) by_answer: bool,
    pub(super) trying: Option<Key>,
}

impl Outage {
    /// Whether the back-off is over. A back-off that seems longer than possible belongs to a clock that was set back.
    pub(super) fn over(&self, now: i64) -> bool {
        self.until <= now || self.until - now > backoff::MAX_RESEND_DELAY_MS
    }
}
