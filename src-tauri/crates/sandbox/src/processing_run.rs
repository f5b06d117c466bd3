//! The processing run, which advances pending requests.

use crate::{ca_system::answer, server_state::Crm};

/// Sends every due request, express ones first. Returns their number.
pub fn process_due(crm: &Crm) -> usize {
    let now = crm.clock.wall();
    let due = crm.state().requests.due(now);
    // Locks for each request separately, so that a long run does not delay calls.
    due.iter().filter(|id| process(crm, id)).count()
}

/// Sends one request if it is still pending, even before its date: `process_immediately` does not wait.
pub fn process(crm: &Crm, id: &str) -> bool {
    let now = crm.clock.wall();
    let state = &mut *crm.state();
    let Some(request) = state.requests.find_mut(id) else { return false };
    if !request.may_be_sent() {
        return false;
    }
    answer::process(request, &state.inventory, now, state.chaos.reject, &mut state.chance);
    true
}
