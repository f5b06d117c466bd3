//! The snapshot: everything the window needs for its first paint, and the preferences.

use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use crmcom::catalogue::{Availability, OPERATIONS};
use serde_json::Value;
use store::request_state::RequestState;

use crate::{
    app::App,
    connections::registry::ResolvedConnection,
    core::preferences,
    error::problem::Problem,
    view::{Network, OutboxCounts, Preferences, Snapshot, Unavailable},
};

/// A little longer than one call of the keyring may take.
const KEYRING_TIMEOUT: Duration = Duration::from_secs(7);

impl App {
    /// Builds the snapshot. It waits neither for the network nor for the keyring.
    pub async fn snapshot(&self) -> Result<Snapshot, Problem> {
        let known = self.connections.connections();
        let id = self.connections.memory.lock().selected.clone();
        let counted = id.clone();
        let outbox =
            self.core.read_journal(move |journal| journal.counts(&counted)).await.map(|counts| outbox(&counts));
        let last = self.core.settings.lock().get().last_sign_in.clone();
        let user = move |known: &ResolvedConnection| {
            last.get(known.id()).filter(|last| !last.by_key).map(|last| last.user.clone())
        };
        let connections = self.connections.views_of(known.clone(), user).await?;
        let preferences = self.core.preferences();
        let chosen = known.iter().find(|known| known.id() == id);
        let (now, list_faults) = (self.core.now(), self.requests.lists_at_fault(&id));
        let sync = self.mirror.memory.lock().sync.clone();
        let (session, network) = {
            let state = self.sessions.memory.lock();
            (state.sessions.get(&id).map(|live| live.view(now)), state.network.get(&id).copied())
        };
        let undecided = self.core.scheduler.lock().undecided(&id);
        let undecided = u32::try_from(undecided).unwrap_or(u32::MAX);
        let outbox = OutboxCounts { undecided, ..outbox.unwrap_or_default() };
        let state = self.core.memory.lock();
        Ok(Snapshot {
            version: self.version.clone(),
            session,
            unavailable: chosen.map(unavailable).unwrap_or_default(),
            keyring: state.keyring.clone(),
            preferences,
            outbox,
            notices: state.notices.clone(),
            journal: match &self.core.journal {
                Ok(_) => state.journal_failed.clone(),
                Err(problem) => Some(problem.clone()),
            },
            network: network.unwrap_or(Network::Unknown),
            sync,
            list_faults,
            connections,
            connection: id,
        })
    }

    /// Saves preferences. Members written by a later version stay as they are.
    pub async fn save_preferences(&self, preferences: Preferences) -> Result<Preferences, Problem> {
        // Cannot fail: only texts and numbers are serialised.
        let saved = serde_json::to_value(&preferences).unwrap_or_default();
        preferences::check(&saved)?;
        let kept = self.core.preferences().keeping;
        let keeping = preferences.keeping;
        self.core
            .change_settings(move |settings| {
                if let Value::Object(saved) = saved {
                    settings.preferences.extend(saved);
                }
            })
            .await?;
        if kept != keeping {
            self.retention.keep_less.store(true, Relaxed);
            self.core.wake.keeper.notify_one();
        }
        // More rows may now leave at a time.
        self.core.wake.sender.notify_one();
        self.core.events.snapshot();
        Ok(preferences)
    }

    /// Asks the keyring once more, after the user unlocked it by hand: its own prompt was closed, and no keyring
    /// reports by itself that it was unlocked. Returns within a few seconds, even if a new prompt of the keyring waits.
    pub async fn try_keyring(&self) -> Result<Snapshot, Problem> {
        let sessions = Arc::clone(&self.sessions);
        let trying = tokio::spawn(async move { sessions.restore().await });
        // The attempt continues after the time-out.
        let _ = tokio::time::timeout(KEYRING_TIMEOUT, trying).await;
        self.snapshot().await
    }
}

fn unavailable(known: &ResolvedConnection) -> Vec<Unavailable> {
    // An unknown release is reported with the connection, to which nothing can be sent at all.
    let Ok(release) = known.release() else { return Vec::new() };
    let missing = |operation: &'static crmcom::catalogue::Operation| {
        let (from, until) = match operation.offered_by(release).err()? {
            Availability::NotYet { from } => (Some(from.to_string()), None),
            Availability::NoLonger { until } => (None, Some(until.to_string())),
        };
        Some(Unavailable { operation: operation.id.to_owned(), from, until })
    };
    OPERATIONS.iter().filter_map(missing).collect()
}

fn outbox(counts: &[(RequestState, u32)]) -> OutboxCounts {
    let count = |state: RequestState| counts.iter().find(|(known, _)| *known == state).map_or(0, |(_, count)| *count);
    OutboxCounts {
        held: count(RequestState::Held),
        queued: count(RequestState::Queued),
        sending: count(RequestState::Sending),
        not_sent: count(RequestState::NotSent),
        unknown: count(RequestState::Unknown),
        pending: count(RequestState::Pending) + count(RequestState::Other),
        undecided: 0,
    }
}
