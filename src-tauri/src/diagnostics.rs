//! What support asks for: a report about this computer and the desk, and the folder of the log.

use std::{env, fmt::Write};

use desk::{
    logs,
    problem::{Problem, ProblemCode},
};
use tauri::{Manager, Runtime, WebviewWindow};

use crate::{data_dir::DataDir, startup::Opening, zoom::Zoom};

/// The report of the desk, with what only the window knows.
pub async fn diagnostics<R: Runtime>(window: &WebviewWindow<R>) -> Result<String, Problem> {
    let surroundings = surroundings(window);
    window.state::<Opening>().desk().await.app.diagnostics(&surroundings).await
}

/// One line each. Names of the computer and of its user are not among them.
fn surroundings<R: Runtime>(window: &WebviewWindow<R>) -> String {
    let mut lines = String::new();
    let mut line = |name: &str, value: Option<String>| {
        // Writing to a text cannot fail.
        let _ = writeln!(lines, "{name}: {}", value.unwrap_or_else(|| "unknown".to_owned()));
    };
    line("system", Some(format!("{} {} {}", env::consts::OS, system::version(), env::consts::ARCH)));
    line("desktop", Some(format!("{} {}", word("XDG_CURRENT_DESKTOP"), word("XDG_SESSION_TYPE"))));
    line("language", Some(word("LANG")));
    line("tauri", Some(tauri::VERSION.to_owned()));
    line("web view", tauri::webview_version().ok());
    let size = window.inner_size().ok().map(|size| format!("{} x {}", size.width, size.height));
    line("window", size);
    line("scale", window.scale_factor().ok().map(|scale| scale.to_string()));
    line("zoom", Some(format!("{} %", window.state::<Zoom>().percent())));
    lines
}

/// Value of a variable of the environment.
fn word(variable: &str) -> String {
    env::var(variable).unwrap_or_default()
}

/// Opens the folder of the log in the system's file manager.
pub async fn open_logs<R: Runtime>(window: &WebviewWindow<R>) -> Result<(), Problem> {
    let dir = logs::dir(&window.state::<DataDir>().0);
    system::open_folder(window, &dir).await.map_err(|words| Problem::new(ProblemCode::Internal, words))
}

#[cfg(target_os = "linux")]
mod system {
    use std::path::Path;

    use tauri::{Runtime, WebviewWindow};
    use tokio::sync::oneshot;

    pub(super) fn version() -> String {
        glib::os_info("PRETTY_NAME").map(Into::into).unwrap_or_default()
    }

    pub(super) async fn open_folder<R: Runtime>(window: &WebviewWindow<R>, dir: &Path) -> Result<(), String> {
        let address = glib::filename_to_uri(dir, None).map_err(|error| error.message().to_owned())?;
        let (told, answer) = oneshot::channel();
        let open = move || {
            let opened = gtk::show_uri_on_window(None::<&gtk::Window>, &address, gtk::current_event_time());
            // The caller may have stopped waiting.
            let _ = told.send(opened.map_err(|error| error.message().to_owned()));
        };
        window.run_on_main_thread(open).map_err(|error| error.to_string())?;
        answer.await.unwrap_or_else(|error| Err(error.to_string()))
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::{path::Path, process::Command};

    use tauri::{Runtime, WebviewWindow};

    /// The file manager, which takes a folder as its argument.
    const FILE_MANAGER: &str = if cfg!(windows) { "explorer" } else { "open" };

    pub(super) fn version() -> String {
        String::new()
    }

    #[allow(clippy::unused_async)] // as on the system that waits
    pub(super) async fn open_folder<R: Runtime>(_: &WebviewWindow<R>, dir: &Path) -> Result<(), String> {
        // Not waited for: its exit code tells nothing on Windows.
        Command::new(FILE_MANAGER).arg(dir).spawn().map(drop).map_err(|error| error.to_string())
    }
}
