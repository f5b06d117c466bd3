//! The state of the keyring: secrets are read and written where they belong, and every failure is told here.

use std::time::Duration;

use store::secrets::SecretError;

use crate::{
    core::state::Core,
    error::from_lower,
    view::{Keyring, KeyringState},
};

/// Longest wait of a sign-in right after the start for the keyring's first answer.
const PROBE_TIMEOUT: Duration = Duration::from_millis(500);

impl Core {
    pub(crate) async fn forget_accounts<const N: usize>(&self, accounts: [String; N]) {
        let secrets = self.secrets.clone();
        let delete = async move {
            for account in accounts {
                let _ = secrets.delete(&account).await;
            }
        };
        match self.keyring_state().await {
            KeyringState::Ready => delete.await,
            KeyringState::Missing => {}
            _ => _ = tokio::spawn(delete),
        }
    }

    /// State of the keyring once the probe at the start has ended, which is waited for only briefly.
    pub(crate) async fn keyring_state(&self) -> KeyringState {
        let known = async {
            loop {
                let answered = self.wake.keyring.notified();
                let state = self.memory.lock().keyring.state;
                if state != KeyringState::Unknown {
                    return state;
                }
                answered.await;
            }
        };
        tokio::time::timeout(PROBE_TIMEOUT, known).await.unwrap_or(KeyringState::Unknown)
    }

    pub(crate) fn keyring_failed(&self, error: &SecretError) {
        tracing::warn!(code = error.code(), "the keyring failed");
        let state = match error {
            SecretError::Missing(_) => KeyringState::Missing,
            SecretError::Locked(_) => KeyringState::Locked,
            SecretError::Failed(_) => KeyringState::Failed,
            SecretError::TooLong(_) => {
                // The keyring works; only this token is too long for it.
                let problem = from_lower::keyring(error);
                let mut state = self.memory.lock();
                if !state.notices.contains(&problem) {
                    state.notices.push(problem);
                }
                drop(state);
                return self.keyring(KeyringState::Ready, None);
            }
        };
        self.keyring(state, Some(error.to_string()));
    }

    pub(crate) fn keyring(&self, state: KeyringState, detail: Option<String>) {
        self.memory.lock().keyring = Keyring { state, detail };
        self.wake.keyring.notify_waiters();
        self.events.snapshot();
    }
}
