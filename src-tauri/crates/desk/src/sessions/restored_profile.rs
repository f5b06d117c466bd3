//! Detects a profile that was put back to an earlier day: its journal would send again the requests that it sent since.
//!
//! The keyring, outside the profile, remembers the number of the journal's last change. It is written at start, at
//! shutdown, and within a minute after a change.

use std::time::Duration;

use store::journal::{Doubt, Journal};

use crate::{
    error::problem::{Problem, ProblemCode},
    sessions::Sessions,
};

const COUNT_INTERVAL: Duration = Duration::from_mins(1);
/// Pause after the journal failed to write.
const RETRY_DELAY: Duration = Duration::from_secs(5);

impl Sessions {
    fn count_account(&self) -> Option<String> {
        let id = &self.profile.id;
        (!id.is_empty()).then(|| format!("profile/{id}"))
    }

    /// Compares the journal with the change number in the keyring, before any row leaves. If the journal is older, all
    /// its waiting rows become undecided.
    pub(crate) async fn check_profile(&self) {
        let Some(account) = self.count_account() else { return self.profile_is_checked() };
        let remembered = match self.core.secrets.get(&account).await {
            Ok(count) => count.and_then(|count| count.parse::<i64>().ok()),
            Err(error) => {
                tracing::warn!(code = error.code(), "the keyring does not tell how far the journal had come");
                return self.profile_unchecked();
            }
        };
        if remembered.is_some_and(|count| self.profile.change_found < count) {
            let now = self.core.now();
            // No row leaves before this is written.
            while let Err(problem) = self.core.journal(move |journal| journal.doubt_waiting(Doubt::PutBack, now)).await
            {
                tracing::error!(%problem, "what waits cannot be put before anybody yet");
                tokio::time::sleep(RETRY_DELAY).await;
            }
            tracing::warn!("the profile was put back to an earlier day");
            self.core.memory.lock().notices.push(Problem::new(ProblemCode::ProfilePutBack, ""));
        }
        self.profile_is_checked();
        self.count_changes().await;
    }

    /// Ends the check without a result: without a keyring the profile's age cannot be determined. A notice says so if
    /// rows wait.
    pub(crate) fn profile_unchecked(&self) {
        if self.memory.lock().profile_checked {
            return;
        }
        let waits = !self.core.scheduler.lock().is_empty();
        if waits {
            self.core.memory.lock().notices.push(Problem::new(ProblemCode::ProfileUnchecked, ""));
        }
        self.profile_is_checked();
    }

    fn profile_is_checked(&self) {
        self.memory.lock().profile_checked = true;
        self.core.wake.all();
        self.core.events.requests();
    }

    /// Writes the number of the journal's last change to the keyring.
    pub(crate) async fn count_changes(&self) {
        let Some(account) = self.count_account() else { return };
        if !self.memory.lock().profile_checked {
            return;
        }
        let Ok(last) = self.core.read_journal(Journal::last_change).await else { return };
        if self.memory.lock().counted == last {
            return;
        }
        match self.core.secrets.set(&account, &last.to_string()).await {
            Ok(()) => self.memory.lock().counted = last,
            Err(error) => tracing::debug!(code = error.code(), "the keyring is not told how far the journal has come"),
        }
    }

    /// Runs until the desk is shut down.
    pub(crate) async fn keep_count(&self) {
        loop {
            tokio::time::sleep(COUNT_INTERVAL).await;
            self.count_changes().await;
        }
    }
}
