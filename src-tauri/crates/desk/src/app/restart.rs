//! The work that a restart of the application would interrupt.

use crate::{app::App, error::problem::Problem, view::RestartBlockers};

impl App {
    /// An update waits until there is none. If the journal cannot be opened, nothing is sent and no batch is at work.
    pub async fn restart_blockers(&self) -> Result<RestartBlockers, Problem> {
        let batches = match &self.core.journal {
            Ok(_) => self.core.read_journal(|journal| journal.batches_at_work()).await?.len(),
            Err(_) => 0,
        };
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(RestartBlockers {
            on_the_wire: count(self.core.scheduler.lock().claimed()),
            with_pin: count(self.outbox.memory.lock().pins.len()),
            batches: count(batches),
        })
    }
}
