//! The window of the desk: a thin shell over [`desk`].
//!
//! It opens the profile, makes the window and hands its commands on. What a request is, when it may
//! leave and where it is kept is not known here.

#![forbid(unsafe_code)]

mod arguments;
mod automation;
#[cfg(test)]
mod bindings;
mod chosen;
mod clipboard;
mod commands;
mod dialogs;
pub(crate) mod fatal;
mod files;
pub(crate) mod logging;
mod page;
mod printing;
pub(crate) mod startup;
#[cfg(test)]
mod tests;
pub(crate) mod webkit_rendering;
mod window;
pub(crate) mod window_placement;

use std::{process::ExitCode, time::Duration};

use clap::Parser;
use desk::OpenError;
use tauri::{AppHandle, Builder, Manager, RunEvent, Runtime};

use crate::{arguments::Arguments, startup::Opening, window::Standing};

/// For requests on the wire to end, when the window closes.
const LONGEST_FAREWELL: Duration = Duration::from_secs(5);

/// The application, from the command line to the last window closed.
pub fn run() -> ExitCode {
    match automation::shut_out() {
        None => {}
        Some(Ok(ended)) => return ended,
        Some(Err(reason)) => crate::fatal::show_and_exit(&reason),
    }
    crate::webkit_rendering::suit_machine();
    if let Err(error) = desk::dumps::forbid() {
        eprintln!("provisioning-desk: a crash may leave a copy of this program's memory on the disk: {error}");
    }
    let arguments = Arguments::try_parse().unwrap_or_else(|error| crate::fatal::answer_and_exit(&error));
    let sandbox = match sandbox::Options::try_from(arguments.sandbox) {
        Ok(sandbox) => sandbox,
        Err(error) => crate::fatal::show_and_exit(&error),
    };
    if !crate::fatal::has_display() {
        crate::fatal::show_and_exit("there is no display: neither DISPLAY nor WAYLAND_DISPLAY is set");
    }
    let mut builder = Builder::default();
    let named = arguments.data_dir.is_some();
    if !named {
        // A profile of its own is another desk: only the user's usual one is opened once.
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, _, _| window::raise(app)));
    }
    let app = match with_commands(builder).build(tauri::generate_context!()) {
        Ok(app) => app,
        Err(error) => crate::fatal::show_and_exit(&error.to_string()),
    };
    let data_dir =
        match arguments.data_dir.map_or_else(|| app.path().app_local_data_dir(), |dir| Ok(std::path::absolute(dir)?)) {
            Ok(dir) => dir,
            Err(error) => crate::fatal::show_and_exit(&format!("there is no data directory: {error}")),
        };
    // Before anything is read or written there; from here on without a link.
    let data_dir = match desk::claim(&data_dir) {
        Ok(dir) => dir,
        Err(error) => crate::fatal::show_and_exit(&OpenError::from(error).to_string()),
    };
    app.manage(window::DataDir(data_dir.clone()));
    crate::logging::start(app.handle(), &data_dir);
    crate::startup::start(app.handle(), data_dir.clone(), named, sandbox);
    if let Err(error) = window::create(&app, &data_dir) {
        crate::fatal::show_and_exit(&format!("the window cannot be made: {error}"));
    }
    end_on_signal(app.handle());
    app.run(move |app, event| match event {
        RunEvent::WindowEvent { event, .. } => window::follow(app, &event),
        // Without a code it is the last window closing, with one it is our own end below.
        RunEvent::ExitRequested { code: None, api, .. } => {
            api.prevent_exit();
            tauri::async_runtime::spawn(leave(app.clone()));
        }
        RunEvent::Exit => {
            window::remember(app, &data_dir);
            crate::logging::end(app);
        }
        _ => {}
    });
    ExitCode::SUCCESS
}

/// What the application and the tests without a display have in common.
fn with_commands<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder
        .manage(Opening::default())
        .manage(chosen::ChosenFiles::default())
        .manage(Standing::default())
        .manage(page::Drawn::default())
        .manage(crate::logging::Log::default())
        .invoke_handler(commands::handler())
}

/// Lets the desk end what is on the wire, then ends the application.
async fn leave<R: Runtime>(app: AppHandle<R>) {
    if let Some(desk) = app.state::<Opening>().get()
        && tokio::time::timeout(LONGEST_FAREWELL, desk.shutdown()).await.is_err()
    {
        tracing::warn!("the desk did not end in time; what was on the wire is looked up at the next start");
    }
    app.exit(0);
}

/// A session that ends closes the desk as its window does.
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
