//! Whether sending has stopped, which shows the window of a hidden desk.

use store::request_state::RequestState;

use crate::{app::App, error::problem::Problem};

impl App {
    /// Whether requests of any connection wait that only a person can bring on their way.
    pub async fn has_sending_stopped(&self) -> Result<bool, Problem> {
        if self.core.journal.is_err() || self.core.memory.lock().journal_failed.is_some() {
            return Ok(true);
        }
        // The keyring is still being asked, and a session of the last run may be in it.
        if !self.sessions.memory.lock().profile_checked {
            return Ok(false);
        }
        let can_send = |connection: &str, identity: &_| self.sessions.can_send(connection, identity);
        if self.core.scheduler.lock().needs_person(can_send) {
            return Ok(true);
        }
        let connections = self.connections.connections();
        let mut without_session: Vec<String> = connections.iter().map(|known| known.id().to_owned()).collect();
        without_session.retain(|id| !self.sessions.can_read(id));
        // The outcome of these is looked up with a session.
        let unknown = |(state, count): &(RequestState, u32)| *state == RequestState::Unknown && *count > 0;
        self.core
            .read_journal(move |journal| {
                for id in &without_session {
                    if journal.counts(id)?.iter().any(unknown) {
                        return Ok(true);
                    }
                }
                Ok(false)
            })
            .await
    }
}
