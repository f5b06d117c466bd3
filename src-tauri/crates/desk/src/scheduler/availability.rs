//! The availability of connections: pauses that servers asked for, and outages with their back-off.

use super::{MAX_SERVER_PAUSE_MS, Scheduler, outage::Outage};
use crate::backoff;

impl Scheduler {
    /// Records that the server asked to be left alone until then. A longer pause that was asked for before still
    /// counts.
    pub(crate) fn pause_connection(&mut self, connection: &str, until: i64) {
        let known = self.pauses.entry(connection.to_owned()).or_insert(until);
        *known = (*known).max(until);
    }

    /// The end of the pause that a server asked for. A pause that seems longer than possible belongs to a clock that
    /// was set back.
    pub(crate) fn paused_until(&self, connection: &str) -> Option<i64> {
        let until = *self.pauses.get(connection)?;
        (1..=MAX_SERVER_PAUSE_MS).contains(&(until - self.now)).then_some(until)
    }

    /// Records that a try of this row failed before it reached the server. Returns the time at which the connection is
    /// tried again.
    ///
    /// Rows that left together and fail together count as one failure.
    pub(crate) fn record_failure(&mut self, row: &str, connection: &str, by_answer: bool, chance: u8) -> i64 {
        let now = self.now;
        let outage = self.outages.entry(connection.to_owned()).or_insert(Outage {
            until: now,
            tries: 0,
            by_answer,
            trying: None,
        });
        if outage.tries == 0 || outage.trying.as_deref() == Some(row) {
            outage.tries = outage.tries.saturating_add(1);
            outage.until = now + backoff::resend_delay(outage.tries, chance);
            outage.by_answer = by_answer;
            outage.trying = None;
        }
        outage.until
    }

    /// Records that the try of a connection that is down ended without an answer.
    pub(crate) fn record_further_failure(&mut self, row: &str, connection: &str, chance: u8) {
        if self.outages.contains_key(connection) {
            self.record_failure(row, connection, true, chance);
        }
    }

    /// Records that the server answered something. True: rows that waited for an answer may leave.
    pub(crate) fn record_answer(&mut self, connection: &str) -> bool {
        self.outages.get(connection).is_some_and(|outage| outage.by_answer) && self.outages.remove(connection).is_some()
    }

    /// Records that a request arrived at the server, which ends the outage.
    pub(crate) fn end_outage(&mut self, connection: &str) {
        self.outages.remove(connection);
    }

    pub(crate) fn end_backoff(&mut self, connection: &str) {
        let now = self.now;
        if let Some(outage) = self.outages.get_mut(connection) {
            outage.until = now;
        }
    }

    /// Whether a row that was picked must not leave after all, because its connection was found to fail, or its server
    /// asked for a pause, meanwhile.
    pub(crate) fn must_stay(&self, row: &str, connection: &str, has_pin: bool) -> bool {
        self.paused_until(connection).is_some()
            || !has_pin && self.outages.get(connection).is_some_and(|outage| outage.trying.as_deref() != Some(row))
    }
}
