//! From when on requests of others are kept.

use store::Kept;

use crate::mirror::Mirror;

pub(crate) const DAY: i64 = 24 * 3_600_000;

impl Mirror {
    /// From when on others' requests of a connection are kept. Where the field mode was used lately, it is a computer that
    /// is carried about, and less is kept.
    ///
    /// This goes by the clock, and what others did meanwhile must not: as long as a row waits for that, everything is kept.
    /// Of one that left, and whose outcome nobody may ever find out, what servers told before is of no use. Where that
    /// clock was wrong, what is missing is known to be (`Meanwhile::not_kept`), and somebody decides.
    pub(crate) async fn kept(&self, connection: &str) -> Kept {
        let keeping = self.core.preferences().keeping;
        let from = |days: u32| self.core.now() - i64::from(days) * DAY;
        let (of, lately) = (connection.to_owned(), from(keeping.field_days));
        let asked = self.core.read_journal(move |journal| {
            Ok((journal.heeds_others(&of)?, journal.unknown_since(&of)?, journal.is_used_in_field(&of, lately)?))
        });
        // What waits is not known where the journal cannot be read.
        let (heeds_others, unknown_since, field) = asked.await.unwrap_or((true, None, false));
        if heeds_others {
            return Kept::ALL;
        }
        let matters = unknown_since.map_or(i64::MAX, |sent| sent.saturating_sub(DAY));
        let days = |days: u32| if field { days.min(keeping.field_days) } else { days };
        Kept {
            completed_from: from(days(keeping.completed_days)).min(matters),
            rejected_from: from(days(keeping.rejected_days)).min(matters),
        }
    }
}
