//! What a former run left: rows that were on the wire, in their hold, or had a PIN.

use store::{Error, Journal, State, StepKind};

use crate::{
    connections::BUILT_IN,
    problem::{Outcome, Problem, ProblemCode},
};

/// Brings the journal into a state that this run can go on from. Before any worker runs.
///
/// What was on the wire may have arrived. What had a PIN is over, because the PIN is gone. What was
/// held is held anew, so that it can still be taken back.
pub(crate) fn recover(journal: &Journal, now: i64, hold: i64) -> Result<(), Error> {
    for row in journal.to_send()? {
        let from = [row.state];
        let state = row.state;
        if state == State::Sending {
            let problem = Problem::new(ProblemCode::Interrupted, "").ended(Outcome::Unknown);
            journal.change(&row.key, &from, now, |row| {
                row.state = State::Unknown;
                row.problem = serde_json::to_value(&problem).ok();
                vec![(StepKind::Unknown, None)]
            })?;
        } else if row.has_pin {
            let problem = Problem::new(ProblemCode::PinNotKept, "").ended(Outcome::NotSent);
            journal.change(&row.key, &from, now, |row| {
                row.state = State::NotSent;
                row.held_until = None;
                row.next_try = None;
                row.problem = serde_json::to_value(&problem).ok();
                vec![(StepKind::NotSent, None)]
            })?;
        } else if state == State::Held {
            journal.change(&row.key, &from, now, |row| {
                row.held_until = Some(now + hold);
                Vec::new()
            })?;
        }
    }
    // The sandbox that took them is gone; the new one starts its ids anew.
    journal.detach(BUILT_IN)?;
    Ok(())
}
