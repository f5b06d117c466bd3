//! Computes the time from which requests of others are kept.

use store::cache::requests::Kept;

use crate::mirror::Mirror;

pub(crate) const DAY_MS: i64 = 24 * 3_600_000;

impl Mirror {
    /// The dates from which others' requests of a connection are kept. A computer on which field mode was used recently
    /// is carried about, so it keeps less.
    ///
    /// Retention goes by the clock, but the evidence about others' requests must not: while a row waits that depends on
    /// it, everything is kept. For a row of unknown outcome, everything since a day before it left is kept; the outcome
    /// may never be found out, but older data cannot help. If the clock was wrong, the gap is known
    /// (`Meanwhile::not_kept`), and the user decides.
    pub(crate) async fn kept(&self, connection: &str) -> Kept {
        let keeping = self.core.preferences().keeping;
        let from = |days: u32| self.core.now() - i64::from(days) * DAY_MS;
        let (of, lately) = (connection.to_owned(), from(keeping.field_days));
        let asked = self.core.read_journal(move |journal| {
            Ok((journal.heeds_others(&of)?, journal.unknown_since(&of)?, journal.is_used_in_field(&of, lately)?))
        });
        // If the journal cannot be read, rows may be waiting.
        let (heeds_others, unknown_since, field) = asked.await.unwrap_or((true, None, false));
        if heeds_others {
            return Kept::ALL;
        }
        let matters = unknown_since.map_or(i64::MAX, |sent| sent.saturating_sub(DAY_MS));
        let days = |days: u32| if field { days.min(keeping.field_days) } else { days };
        Kept {
            completed_from: from(days(keeping.completed_days)).min(matters),
            rejected_from: from(days(keeping.rejected_days)).min(matters),
        }
    }
}
