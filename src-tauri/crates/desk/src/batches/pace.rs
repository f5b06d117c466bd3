//! The pace of a batch: how many rows may go into the outbox now, and when there may be more.

use chrono::{NaiveDateTime, Timelike};
use store::journal::batches::Pace;

use crate::{
    error::problem::{FieldProblem, Problem},
    view::{BatchPace, SendingHours},
};

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;
const MINUTES_OF_DAY: u16 = 24 * 60;
/// Most rows without an outcome that a user may set.
const MAX_OPEN_ROWS: u32 = 5_000;
const MAX_ROWS_AN_HOUR: u32 = 1_000_000;
/// Most rows of a batch that wait in the outbox at a time: a single request waits for few others.
const MAX_QUEUED_ROWS: u32 = 20;
/// The same where the server is so fast that the outbox is empty before it is filled again.
const MAX_QUEUED_ROWS_IF_FAST: u32 = 160;

/// Rows that may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) rows: u32,
    /// Time at which there is more room by the pace alone.
    pub(super) next: i64,
}

/// The rate of a batch at work.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Meter {
    /// Time from which the next row may be sent.
    free_from: i64,
}

impl Meter {
    /// The room at `now`, which is `wall` by the server's clock.
    pub(super) fn room(self, pace: Pace, now: i64, wall: NaiveDateTime) -> Room {
        if let Some(wait) = until_open(pace, wall) {
            return Room { rows: 0, next: now + wait };
        }
        let Some(interval) = interval(pace) else { return Room { rows: u32::MAX, next: i64::MAX } };
        if now < self.free_from {
            return Room { rows: 0, next: self.free_from };
        }
        // After a pause no more rows at once than in a second of the pace.
        let at_once = (1_000 / interval).max(1);
        let due = ((now - self.free_from) / interval + 1).min(at_once);
        Room { rows: u32::try_from(due).unwrap_or(u32::MAX), next: now + interval }
    }

    pub(super) fn take(&mut self, pace: Pace, rows: u32, now: i64) {
        if let Some(interval) = interval(pace) {
            self.free_from = now.max(self.free_from) + interval * i64::from(rows);
        }
    }
}

/// How many rows go ahead into the outbox.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ahead {
    pub(super) most: u32,
    /// So many were there after the last round.
    pub(super) full: bool,
}

impl Ahead {
    /// The wire was idle if the outbox was full after the last round and is empty now: then more rows go ahead.
    pub(super) fn at(self, queued: u32) -> Self {
        let most = if self.full && queued == 0 {
            (self.most * 2).min(MAX_QUEUED_ROWS_IF_FAST)
        } else if queued > self.most / 2 {
            (self.most - 1).max(MAX_QUEUED_ROWS)
        } else {
            self.most
        };
        Self { most, full: false }
    }
}

impl Default for Ahead {
    fn default() -> Self {
        Self { most: MAX_QUEUED_ROWS, full: false }
    }
}

fn interval(pace: Pace) -> Option<i64> {
    pace.per_hour.map(|rows| (HOUR_MS / i64::from(rows.max(1))).max(1))
}

/// Time until the hours of sending begin; `None` within them.
fn until_open(pace: Pace, wall: NaiveDateTime) -> Option<i64> {
    let (from, until) = pace.hours.filter(|(from, until)| from != until)?;
    let minute = u16::try_from(wall.hour() * 60 + wall.minute()).unwrap_or_default();
    let open = if from < until { (from..until).contains(&minute) } else { minute >= from || minute < until };
    let wait = (from + MINUTES_OF_DAY - minute) % MINUTES_OF_DAY;
    (!open).then(|| i64::from(wait) * MINUTE_MS - i64::from(wall.second()) * 1_000)
}

impl From<Pace> for BatchPace {
    fn from(pace: Pace) -> Self {
        let hours = pace.hours.map(|(from, until)| SendingHours { from, until });
        Self { per_hour: pace.per_hour, hours, most_open: pace.most_open }
    }
}

impl BatchPace {
    /// The pace as the journal stores it; refuses one outside of the limits.
    pub(crate) fn checked(self) -> Result<Pace, Problem> {
        let mut faults = Vec::new();
        let mut within = |field: &str, value: u32, most: u32| {
            if value == 0 {
                faults.push(FieldProblem::new(field, "tooSmall").with("least", 1));
            } else if value > most {
                faults.push(FieldProblem::new(field, "tooLarge").with("most", most));
            }
        };
        within("most_open", self.most_open, MAX_OPEN_ROWS);
        within("per_hour", self.per_hour.unwrap_or(1), MAX_ROWS_AN_HOUR);
        for (field, minute) in
            self.hours.iter().flat_map(|hours| [("hours_from", hours.from), ("hours_until", hours.until)])
        {
            within(field, u32::from(minute) + 1, u32::from(MINUTES_OF_DAY));
        }
        if !faults.is_empty() {
            return Err(Problem::at_fields(faults));
        }
        let hours = self.hours.map(|hours| (hours.from, hours.until));
        Ok(Pace { per_hour: self.per_hour, hours, most_open: self.most_open })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn at(hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 3, 2).unwrap().and_hms_opt(hour, minute, 30).unwrap()
    }

    #[test]
    fn a_rate_spreads_the_rows_over_the_hour() {
        let pace = Pace { per_hour: Some(3_600), ..Pace::default() };
        let mut meter = Meter::default();
        assert_eq!(meter.room(pace, 10_000_000, at(9, 0)).rows, 1, "no more at once than in a second");
        meter.take(pace, 1, 10_000_000);
        assert_eq!(meter.room(pace, 10_000_500, at(9, 0)), Room { rows: 0, next: 10_001_000 });
        assert_eq!(meter.room(pace, 10_001_000, at(9, 0)).rows, 1);
        let fast = Pace { per_hour: Some(36_000), ..Pace::default() };
        assert_eq!(Meter::default().room(fast, 10_000_000, at(9, 0)).rows, 10);
        assert_eq!(Meter::default().room(Pace::default(), 0, at(9, 0)).rows, u32::MAX);
    }

    #[test]
    fn rows_are_sent_within_the_hours_alone_also_over_midnight() {
        let night = Pace { hours: Some((22 * 60, 6 * 60)), ..Pace::default() };
        assert_eq!(Meter::default().room(night, 0, at(23, 0)).rows, u32::MAX);
        assert_eq!(Meter::default().room(night, 0, at(5, 59)).rows, u32::MAX);
        assert_eq!(Meter::default().room(night, 0, at(21, 58)), Room { rows: 0, next: 90_000 });
        let day = Pace { hours: Some((8 * 60, 17 * 60)), ..Pace::default() };
        assert_eq!(Meter::default().room(day, 0, at(17, 0)), Room { rows: 0, next: 15 * HOUR_MS - 30_000 });
        assert_eq!(Meter::default().room(day, 0, at(8, 0)).rows, u32::MAX);
    }

    #[test]
    fn a_pace_outside_of_the_limits_is_refused_at_its_inputs() {
        let pace = BatchPace { per_hour: Some(0), hours: None, most_open: 100_000 };
        let fields: Vec<String> = pace.checked().unwrap_err().fields.into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["most_open", "per_hour"]);
        assert!(
            BatchPace { hours: Some(SendingHours { from: 0, until: 1_440 }), ..BatchPace::from(Pace::default()) }
                .checked()
                .is_err()
        );
        assert!(BatchPace::from(Pace::default()).checked().is_ok());
    }

    #[test]
    fn more_rows_go_ahead_only_while_the_outbox_runs_empty() {
        let most = |most: u32, full: bool, queued: u32| Ahead { most, full }.at(queued).most;
        assert_eq!(most(20, true, 0), 40, "it was full, and all of them have left");
        assert_eq!(most(20, false, 0), 20, "something else bounds them");
        assert_eq!(most(160, true, 0), 160);
        assert_eq!((most(40, true, 30), most(40, true, 10)), (39, 40));
        assert_eq!(most(20, true, 20), 20);
    }
}
