//! The window of the desk: a thin shell over [`desk`].
//!
//! It opens the profile, creates the window and forwards its commands. It has no knowledge of requests, of the rules of
//! sending and of storage.

#![forbid(unsafe_code)]

/// WebDriver, which is for tests alone.
mod automation;
/// Writes the interface's types and commands.
#[cfg(test)]
mod bindings;
/// Files that the user chose in a dialog.
mod chosen_files;
/// Copying to the clipboard.
mod clipboard;
/// The commands of the window, from one list.
mod commands;
/// [`data_dir::DataDir`]: the directory of the profile.
mod data_dir;
/// The report for support, and the folder of the log.
mod diagnostics;
/// The system's dialogs for files.
mod dialogs;
mod dropped_files;
/// A start that fails: the reason, in a dialog or on the terminal.
mod fatal;
/// Commands with a file that the user chose.
mod files;
/// Starts from outside: command line, links, the user's session.
mod launch;
/// The log, and panics in it.
mod logging;
/// Notifications of the system.
mod notifications;
/// The page in the window: kept from reloading, and loaded again when its process ends.
mod page_reload;
/// The page as a PDF file.
mod printing;
/// Opening the profile, and passing events on to the window.
mod startup;
#[cfg(test)]
mod tests;
/// The desk's own updates.
mod updates;
/// How `WebKitGTK` draws on this machine.
mod webkit_rendering;
/// The one window.
mod window;
/// Fitting the window into the monitors that there are.
mod window_placement;
/// The size of everything on the page.
mod zoom;

use std::{path::Path, process::ExitCode, time::Duration};

use clap::Parser;
use desk::OpenError;
use tauri::{AppHandle, Builder, Manager, RunEvent, Runtime, WindowEvent};

use crate::{
    data_dir::DataDir,
    launch::{Arguments, OpenedLink, SessionStart},
    startup::Opening,
    window::LastPlacement,
};

/// Maximum wait for requests on the wire when the window closes.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// Runs the application, from the command line until the last window is closed.
pub fn run() -> ExitCode {
    match automation::shut_out() {
        None => {}
        Some(Ok(ended)) => return ended,
        Some(Err(reason)) => fatal::show_and_exit(&reason),
    }
    webkit_rendering::suit_machine();
    if let Err(error) = desk::core_dumps::forbid() {
        eprintln!("provisioning-desk: a crash may leave a copy of this program's memory on the disk: {error}");
    }
    let arguments = Arguments::try_parse().unwrap_or_else(|error| fatal::answer_and_exit(&error));
    let sandbox = match sandbox::Options::try_from(arguments.sandbox) {
        Ok(sandbox) => sandbox,
        Err(error) => fatal::show_and_exit(&error),
    };
    if !fatal::has_display() {
        fatal::show_and_exit("there is no display: neither DISPLAY nor WAYLAND_DISPLAY is set");
    }
    let mut builder = Builder::default();
    let named = arguments.data_dir.is_some();
    if !named {
        // Only the default profile is limited to one instance; another profile is a separate desk.
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, words, _| launch::start_again(app, words)));
    }
    let app = match with_commands(builder).build(tauri::generate_context!()) {
        Ok(app) => app,
        Err(error) => fatal::show_and_exit(&error.to_string()),
    };
    let data_dir =
        match arguments.data_dir.map_or_else(|| app.path().app_local_data_dir(), |dir| Ok(std::path::absolute(dir)?)) {
            Ok(dir) => dir,
            Err(error) => fatal::show_and_exit(&format!("there is no data directory: {error}")),
        };
    // Before the directory is read or written; the path has no links from here on.
    let data_dir = match desk::claim(&data_dir) {
        Ok(dir) => dir,
        Err(error) => fatal::show_and_exit(&OpenError::from(error).to_string()),
    };
    app.manage(DataDir(data_dir.clone()));
    app.manage(SessionStart { offered: !named });
    logging::start(app.handle(), &data_dir);
    startup::start(app.handle(), data_dir.clone(), named, arguments.hidden, sandbox);
    updates::start(app.handle(), data_dir.clone());
    if let Some(link) = arguments.link {
        launch::receive(app.handle(), &link);
    }
    if let Err(error) = window::create(&app, &data_dir, arguments.hidden) {
        fatal::show_and_exit(&format!("the window cannot be made: {error}"));
    }
    end_on_signal(app.handle());
    app.run(move |app, event| follow(app, event, &data_dir));
    ExitCode::SUCCESS
}

/// Handles an event of the application.
fn follow<R: Runtime>(app: &AppHandle<R>, event: RunEvent, data_dir: &Path) {
    match event {
        RunEvent::WindowEvent { event, .. } => {
            window::follow(app, &event);
            dropped_files::follow(app, &event);
            if let WindowEvent::Focused(true) = event {
                notifications::withdraw(app);
            }
        }
        // No code: the last window was closed. With a code it is our own `exit` below.
        RunEvent::ExitRequested { code: None, api, .. } => {
            api.prevent_exit();
            tauri::async_runtime::spawn(leave(app.clone()));
        }
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            urls.iter().for_each(|link| launch::receive(app, link.as_str()));
            window::raise(app);
        }
        // A click on the icon in the Dock.
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::raise(app),
        RunEvent::Exit => {
            // Windows and macOS end the program with the user's session, and ask for nothing before.
            tauri::async_runtime::block_on(end_desk(app));
            window::remember(app, data_dir);
            logging::end(app);
            updates::at_end::open_again(app);
        }
        _ => {}
    }
}

/// Set-up shared by the application and the tests without a display.
fn with_commands<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder
        .manage(Opening::default())
        .manage(chosen_files::ChosenFiles::default())
        .manage(LastPlacement::default())
        .manage(page_reload::Drawn::default())
        .manage(notifications::Notifications::default())
        .manage(OpenedLink::default())
        .manage(zoom::Zoom::default())
        .manage(updates::Updates::default())
        .manage(logging::Log::default())
        .invoke_handler(commands::handler())
}

/// Lets the desk finish the requests on the wire, installs an update that waits for that, then ends the application.
async fn leave<R: Runtime>(app: AppHandle<R>) {
    end_desk(&app).await;
    updates::at_end::install_at_end(&app).await;
    app.exit(0);
}

/// Lets the desk finish the requests on the wire. A second call does nothing more.
async fn end_desk<R: Runtime>(app: &AppHandle<R>) {
    if let Some(desk) = app.state::<Opening>().ending()
        && tokio::time::timeout(SHUTDOWN_TIMEOUT, desk.shutdown()).await.is_err()
    {
        tracing::warn!("the desk did not end in time; what was on the wire is looked up at the next start");
    }
}

/// Closes the desk on a signal, as closing its window does, when the user's session ends.
fn end_on_signal<R: Runtime>(app: &AppHandle<R>) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
            let Ok(mut interrupt) = signal(SignalKind::interrupt()) else { return };
            tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
            leave(app).await;
        });
    }
    #[cfg(not(unix))]
    let _ = app;
}
