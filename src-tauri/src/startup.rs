//! Opens the desk in parallel to the window, so that neither waits for the other.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use desk::{
    BuiltInSandbox, Desk, OpenError, OpenSandbox, Options,
    view::{DemoCredentials, DeskEvent},
};
use sandbox::Sandbox;
use tauri::{AppHandle, Emitter, Manager, Runtime};
use tokio::sync::{
    SetOnce,
    broadcast::{Receiver, error::RecvError},
};

use crate::{fatal, launch::show_when_stopped};

/// Managed by Tauri from the start; commands wait in it until the desk is open.
#[derive(Default)]
pub struct Opening {
    open: SetOnce<Open>,
    ends: AtomicBool,
}

struct Open {
    desk: Desk,
    /// Serves as long as the application runs.
    _sandbox: Option<Sandbox>,
}

impl Opening {
    /// Waits for the desk. If it cannot be opened, the application ends, and with it this wait.
    pub async fn desk(&self) -> &Desk {
        &self.open.wait().await.desk
    }

    /// The desk, unless it is still being opened.
    pub fn get(&self) -> Option<&Desk> {
        self.open.get().map(|open| &open.desk)
    }

    /// The desk to shut down, for the first caller.
    pub fn ending(&self) -> Option<&Desk> {
        let desk = self.get()?;
        (!self.ends.swap(true, Ordering::SeqCst)).then_some(desk)
    }

    #[cfg(test)]
    pub(crate) fn set(&self, desk: Desk) {
        assert!(self.open.set(Open { desk, _sandbox: None }).is_ok(), "one desk a window");
    }
}

/// Opens the desk and then forwards its events to the window. Ends the application with a message if the profile cannot
/// be opened. `named`: the directory was given on the command line. `hidden`: the window is not shown yet.
pub fn start<R: Runtime>(app: &AppHandle<R>, data_dir: PathBuf, named: bool, hidden: bool, sandbox: sandbox::Options) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        match open(&app, data_dir, sandbox).await {
            Ok(open) => {
                let events = open.desk.events();
                // Never set before: this is the only call.
                let _ = app.state::<Opening>().open.set(open);
                if hidden {
                    let app = app.clone();
                    tauri::async_runtime::spawn(async move {
                        let opening = app.state::<Opening>();
                        show_when_stopped(app.clone(), opening.desk().await).await;
                    });
                }
                pass_on(&app, events).await;
            }
            // A user that gave the directory on the command line reads the terminal, and the window that has the
            // profile open is visible.
            Err(error @ OpenError::AlreadyOpen(_)) if named => fatal::tell_and_exit(&error.to_string()),
            Err(error) => fatal::show_and_exit(&error.to_string()),
        }
    });
}

async fn open<R: Runtime>(app: &AppHandle<R>, data_dir: PathBuf, sandbox: sandbox::Options) -> Result<Open, OpenError> {
    let release = sandbox.release.to_string();
    let sandbox =
        Sandbox::reserve(sandbox).inspect_err(|error| tracing::warn!(%error, "the built-in sandbox cannot start")).ok();
    let options = Options {
        administrator_file: desk::managed_connections::path(),
        machine: desk::machine_id(),
        sandbox: sandbox.as_ref().map(|sandbox| BuiltInSandbox {
            url: sandbox.url().to_owned(),
            release,
            demo: DemoCredentials {
                username: sandbox::USERNAME.to_owned(),
                password: sandbox::PASSWORD.to_owned(),
                organisation: sandbox::ORGANISATION.to_owned(),
                web_api_key: sandbox::WEB_API_KEY.to_owned(),
            },
            open: opener(sandbox),
        }),
        version: app.package_info().version.to_string(),
        ..Options::new(data_dir)
    };
    Ok(Open { desk: Desk::open(options).await?, _sandbox: sandbox })
}

/// Opens the sandbox's port when its connection is selected; until then other programs cannot reach it.
fn opener(sandbox: &Sandbox) -> OpenSandbox {
    let gate = sandbox.gate();
    OpenSandbox::new(move || gate.open())
}

async fn pass_on<R: Runtime>(app: &AppHandle<R>, mut events: Receiver<DeskEvent>) {
    let tell = |event: DeskEvent| {
        if let Err(error) = app.emit("desk", event) {
            tracing::warn!(%error, "an event did not reach the window");
        }
    };
    loop {
        match events.recv().await {
            Ok(event) => tell(event),
            // These two events make the window read again, which covers the missed ones.
            Err(RecvError::Lagged(_)) => {
                tell(DeskEvent::Snapshot);
                tell(DeskEvent::Requests);
            }
            Err(RecvError::Closed) => return,
        }
    }
}
