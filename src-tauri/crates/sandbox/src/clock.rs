//! The server's clock. It is passed in, so that a test need not wait for two hours of token lifetime.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, NaiveDateTime, SubsecRound, TimeDelta, Utc};

/// Clones share the same time; `advance` moves all of them.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    stopped_at: Option<DateTime<Utc>>,
    ahead_millis: Arc<AtomicI64>,
}

impl Clock {
    /// Follows the machine's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// Stands still until it is advanced.
    pub fn stopped_at(at: DateTime<Utc>) -> Self {
        Self { stopped_at: Some(at), ..Self::default() }
    }

    pub fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead_millis.fetch_add(millis, Ordering::SeqCst);
    }

    pub fn now(&self) -> DateTime<Utc> {
        let ahead = TimeDelta::milliseconds(self.ahead_millis.load(Ordering::SeqCst));
        self.stopped_at.unwrap_or_else(Utc::now) + ahead
    }

    /// Time in the API's format: no zone, no fraction. The sandbox's server is in UTC.
    pub fn wall(&self) -> NaiveDateTime {
        self.now().naive_utc().trunc_subsecs(0)
    }
}
