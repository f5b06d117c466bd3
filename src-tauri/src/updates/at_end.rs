use std::sync::atomic::Ordering::Relaxed;

use tauri::{AppHandle, Manager, Runtime, async_runtime};
use updater::Installed;

use crate::updates::Updates;

/// Installs the version that is ready, if the user or the policy wants it; the desk has been shut down. True: the
/// application is to be opened again. After a failure it is the old one, which says the reason.
pub async fn install_at_end<R: Runtime>(app: &AppHandle<R>) -> bool {
    let state = app.state::<Updates>();
    let Some(updater) = state.updater.get().cloned() else { return false };
    let asked = state.asked.load(Relaxed);
    if !asked && !updater.installs_at_close() {
        return false;
    }
    // A setup opens the desk without arguments, and so with the default directory.
    let reopened_by_setup = asked && std::env::args_os().len() == 1;
    let installed = async_runtime::spawn_blocking(move || updater.install(reopened_by_setup)).await.ok().flatten();
    asked && installed != Some(Installed::SetupWaits)
}
