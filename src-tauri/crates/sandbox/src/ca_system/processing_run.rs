//! The processing run: what moves pending requests on.

use crate::{ca_system::answer, server_state::Crm};

/// Sends every request that is due, express ones first. Returns how many there were.
pub fn process_due(crm: &Crm) -> usize {
    let now = crm.clock.wall();
    let due = crm.state().requests.due(now);
    // One lock for each, so that a long run does not hold up the calls.
    due.iter().filter(|id| process(crm, id)).count()
}

/// Sends one request if it is still pending, whatever its date: `process_immediately` does not wait.
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
