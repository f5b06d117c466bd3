//! Starting with the user's session, without showing the window.
//!
//! A hidden desk sends and watches as a shown one. Its window is shown when sending stops, or when the desk is started again;
//! from then on it is a window like any other.

use std::time::Duration;

use desk::{
    Desk,
    problem::{Problem, ProblemCode},
    session_start,
};
use tauri::{AppHandle, Manager, Runtime, WebviewWindow, async_runtime::spawn_blocking};
use tokio::sync::broadcast::error::RecvError;

use crate::window;

/// A stop that is over by itself sooner shows nothing: sessions are restored and renewed after the start.
const STOPPED_FOR: Duration = Duration::from_secs(10);

/// Whether this desk can start with the session: only the user's own profile can. Managed by Tauri.
#[derive(Default)]
pub struct SessionStart {
    pub offered: bool,
}

/// Whether the session starts this desk; `None` where it cannot.
pub async fn starts_with_session<R: Runtime>(window: &WebviewWindow<R>) -> Result<Option<bool>, Problem> {
    if !window.state::<SessionStart>().offered {
        return Ok(None);
    }
    on_disk(session_start::is_on).await.map(Some)
}

pub async fn set_start_with_session<R: Runtime>(window: &WebviewWindow<R>, on: bool) -> Result<(), Problem> {
    if !window.state::<SessionStart>().offered {
        return Err(Problem::new(ProblemCode::NotOffered, ""));
    }
    on_disk(move || session_start::set(on)).await
}

async fn on_disk<T: Send + 'static, E: std::fmt::Display + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Problem> {
    let failed = |error: &dyn std::fmt::Display| Problem::new(ProblemCode::Internal, error.to_string());
    spawn_blocking(work).await.map_err(|error| failed(&error))?.map_err(|error| failed(&error))
}

/// Shows the window of a hidden desk once sending has stopped. Ends when it is shown, also for another reason.
pub async fn show_when_stopped<R: Runtime>(app: AppHandle<R>, desk: &Desk) {
    let mut events = desk.events();
    loop {
        if window::is_shown(&app) {
            return;
        }
        if has_stopped(desk).await {
            tokio::time::sleep(STOPPED_FOR).await;
            if has_stopped(desk).await {
                tracing::info!("sending has stopped: the hidden window is shown");
                window::raise(&app);
                return;
            }
        }
        if let Err(RecvError::Closed) = events.recv().await {
            return;
        }
    }
}

async fn has_stopped(desk: &Desk) -> bool {
    desk.app.has_sending_stopped().await.unwrap_or(false)
}
