use std::sync::atomic::Ordering::Relaxed;

use tauri::{AppHandle, Manager, Runtime, async_runtime, process};
use updater::Installed;

use crate::updates::Updates;

/// Installs the version that is ready, if the user or the policy wants it; the desk has been shut down.
pub async fn install_at_end<R: Runtime>(app: &AppHandle<R>) {
    let state = app.state::<Updates>();
    let Some(updater) = state.updater.get().cloned() else { return };
    let asked = state.asked.get();
    if asked.is_none() && !updater.installs_at_close() {
        return;
    }
    // A setup opens the desk without arguments, and so with the default directory.
    let reopened_by_setup = asked.is_some_and(Vec::is_empty);
    let installed = async_runtime::spawn_blocking(move || updater.install(reopened_by_setup)).await.ok().flatten();
    state.opens_again.store(asked.is_some() && installed != Some(Installed::SetupWaits), Relaxed);
}

/// Opens the desk again if the user asked for the installation: the last act of this program. After a failure it is the
/// old one, which says the reason.
pub fn open_again<R: Runtime>(app: &AppHandle<R>) {
    let state = app.state::<Updates>();
    let Some(arguments) = state.asked.get().filter(|_| state.opens_again.load(Relaxed)) else { return };
    let mut env = app.env();
    env.args_os.truncate(1);
    env.args_os.extend(arguments.iter().cloned());
    app.cleanup_before_exit();
    process::restart(&env);
}
