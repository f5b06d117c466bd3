//! Use cases of the desk over [`crmcom`] and [`store`], and the workers that send and watch.
//!
//! It knows no window: `src-tauri` turns each method of [`Desk`] into a command and each
//! [`DeskEvent`] into an event.

mod commands;
mod options;
pub mod problem;
pub mod view;

pub use options::{BuiltInSandbox, Clock, KeyringChoice, Options};
use problem::Problem;
pub use store::MemoryKeyring;
use tokio::sync::broadcast;
use view::DeskEvent;

/// One open profile. Clones share it.
#[derive(Clone)]
pub struct Desk {
    events: broadcast::Sender<DeskEvent>,
}

/// The profile cannot be opened at all: there is no desk to show a problem in.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("this profile is already open in another window: {0}")]
    AlreadyOpen(std::path::PathBuf),
    #[error("the data directory cannot be used: {0}")]
    DataDir(String),
}

impl Desk {
    /// Opens the profile and starts the workers on the current tokio runtime. Files that are broken do
    /// not stop it: the snapshot tells of them.
    #[allow(clippy::unused_async)]
    pub async fn open(_options: Options) -> Result<Self, OpenError> {
        Ok(Self { events: broadcast::channel(256).0 })
    }

    /// What happens from now on. A receiver that lags reads the snapshot and the requests again.
    pub fn events(&self) -> broadcast::Receiver<DeskEvent> {
        self.events.subscribe()
    }

    /// Lets requests on the wire end (for a moment), stops the workers and leaves the profile.
    #[allow(clippy::unused_async)]
    pub async fn shutdown(&self) {}
}

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Self {
        Self {
            code: problem::ProblemCode::Internal,
            message: error.to_string(),
            detail: None,
            fields: Vec::new(),
            outcome: None,
        }
    }
}
