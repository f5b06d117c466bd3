//! What a former run left: rows that were on the wire, in their hold, or had a PIN.

use store::{Error, State, Writing};

use crate::{
    connections::BUILT_IN,
    field::JOBS_KEPT,
    problem::{Outcome, Problem, ProblemCode},
    settle::{Ending, end},
};

/// Brings the journal into a state that this run can go on from. Before any worker runs.
///
/// What was on the wire may have arrived. What had a PIN is over, because the PIN is gone. What was
/// held is held anew, so that it can still be taken back. What somebody edits stays with them. Batches stand still, and
/// take back what they had in the outbox.
pub(crate) fn recover(journal: &Writing<'_>, now: i64, hold: i64) -> Result<(), Error> {
    journal.pause_batches(now)?;
    journal.purge_jobs(now - JOBS_KEPT)?;
    for row in journal.to_send()? {
        let from = [row.state];
        let state = row.state;
        if state == State::Sending {
            let problem = Problem::new(ProblemCode::Interrupted, "").ended(Outcome::Unknown);
            journal.change(&row.key, &from, now, |row| end(row, Ending::Unknown, &problem, now))?;
        } else if row.has_pin {
            let problem = Problem::new(ProblemCode::PinNotKept, "").ended(Outcome::NotSent);
            journal.change(&row.key, &from, now, |row| end(row, Ending::NotSent { next_try: None }, &problem, now))?;
        } else if state == State::Held && row.held_until.is_some() {
            journal.change(&row.key, &from, now, |row| {
                row.held_until = Some(now + hold);
                Vec::new()
            })?;
        }
    }
    // The sandbox that took them is gone; the new one starts its ids anew.
    journal.detach(BUILT_IN)?;
    journal.forget_reviews(BUILT_IN)?;
    Ok(())
}
