//! The desk's own updates: when it looks for them, and when they are installed. Versions, signatures and files are
//! [`updater`]'s.
//!
//! An update is installed after the desk has ended its work: because the user asked for it, or at a close, where the
//! administrator's policy says so.

/// The end of the application.
pub mod at_end;

use std::{
    ffi::OsString,
    path::PathBuf,
    sync::{Arc, OnceLock, atomic::AtomicBool},
    time::Duration,
};

use desk::{
    problem::{Problem, ProblemCode},
    view::{DeskEvent, RestartBlockers},
};
use tauri::{AppHandle, Emitter, Manager, Runtime, WebviewWindow, async_runtime};
use tokio::sync::SetOnce;
use updater::{Options, PolicyPlace, Updater, view::UpdatesView};

use crate::{launch::to_open_again, startup::Opening};

/// After the start, which has other work for the disk and the network.
const FIRST_LOOK_DELAY: Duration = Duration::from_secs(20);
const LOOK_INTERVAL: Duration = Duration::from_hours(6);

/// Managed by Tauri from the start.
#[derive(Default)]
pub struct Updates {
    updater: SetOnce<Arc<Updater>>,
    /// Set if the user asked for the installation: the arguments with which the desk is opened again after it.
    asked: OnceLock<Vec<OsString>>,
    /// The installation has ended, and no setup opens the desk.
    opens_again: AtomicBool,
}

/// Looks for updates now and then, for as long as the application runs.
pub fn start<R: Runtime>(app: &AppHandle<R>, data_dir: PathBuf) {
    let app = app.clone();
    async_runtime::spawn(async move {
        let options = options(&app, data_dir);
        let Ok(updater) = async_runtime::spawn_blocking(move || Arc::new(Updater::open(options))).await else { return };
        // Never set before: this is the only call.
        let _ = app.state::<Updates>().updater.set(Arc::clone(&updater));
        tokio::time::sleep(FIRST_LOOK_DELAY).await;
        loop {
            let updater = Arc::clone(&updater);
            let looked = async_runtime::spawn_blocking(move || look(&updater)).await;
            if looked.is_err() {
                return;
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    });
}

fn options<R: Runtime>(app: &AppHandle<R>, profile: PathBuf) -> Options {
    let window = app.clone();
    Options {
        version: app.package_info().version.to_string(),
        key: updater::key(),
        policy: PolicyPlace::Administrator,
        profile,
        program: std::env::current_exe().unwrap_or_default(),
        clock: || std::time::SystemTime::now().into(),
        changed: Box::new(move || {
            if let Err(error) = window.emit("desk", DeskEvent::Updates) {
                tracing::warn!(%error, "an event did not reach the window");
            }
        }),
    }
}

fn look(updater: &Updater) {
    updater.look();
    if updater.downloads_by_itself() {
        updater.download();
    }
}

pub async fn updates<R: Runtime>(window: &WebviewWindow<R>) -> Result<UpdatesView, Problem> {
    Ok(window.state::<Updates>().updater.wait().await.view())
}

/// Looks at the source of the updates now.
pub async fn look_for_updates<R: Runtime>(window: &WebviewWindow<R>) -> Result<UpdatesView, Problem> {
    work(window, look).await
}

/// Downloads the version that is offered.
pub async fn download_update<R: Runtime>(window: &WebviewWindow<R>) -> Result<UpdatesView, Problem> {
    work(window, Updater::download).await
}

async fn work<R: Runtime>(window: &WebviewWindow<R>, work: fn(&Updater)) -> Result<UpdatesView, Problem> {
    let updater = Arc::clone(window.state::<Updates>().updater.wait().await);
    let worked = async_runtime::spawn_blocking(move || {
        work(&updater);
        updater.view()
    });
    worked.await.map_err(|error| Problem::new(ProblemCode::Internal, error.to_string()))
}

/// Ends the desk, installs the version that is ready and opens the desk again. If that would interrupt work, it does
/// nothing: the answer says which.
pub async fn install_update<R: Runtime>(window: &WebviewWindow<R>) -> Result<RestartBlockers, Problem> {
    let blockers = window.state::<Opening>().desk().await.app.restart_blockers().await?;
    let updates = window.state::<Updates>();
    if blockers == RestartBlockers::default() && updates.updater.get().is_some_and(|updater| updater.is_ready()) {
        let shown = window.is_visible().unwrap_or(true);
        // Set before only if the window did not close then; the arguments are the same.
        let _ = updates.asked.set(to_open_again(std::env::args_os(), shown));
        // The end of the last window ends the desk, which installs the update then.
        window.close().map_err(|error| Problem::new(ProblemCode::Internal, error.to_string()))?;
    }
    Ok(blockers)
}
