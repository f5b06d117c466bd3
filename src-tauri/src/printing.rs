//! Prints the page to a PDF file.
//!
//! Supported only where the system's web view can write one without a dialog and without unsafe code: on Linux. On
//! other systems the page's print dialog (`window.print`) offers it.

use std::path::Path;

use desk::{
    NewFile,
    problem::{Problem, ProblemCode},
    view::FilePurpose,
};
use tauri::{Manager, Runtime, WebviewWindow, async_runtime::spawn_blocking};

use crate::chosen_files::ChosenFiles;

/// Returns when the file is complete; an existing file stays until then.
pub async fn save_pdf<R: Runtime>(window: &WebviewWindow<R>, file: String) -> Result<(), Problem> {
    let path = window.state::<ChosenFiles>().take(window.label(), &file, &[FilePurpose::Slip])?;
    let unwritten = |error: &dyn std::fmt::Display| not_written(&error.to_string(), &path);
    system::offered()?;
    let asked = path.clone();
    let file = spawn_blocking(move || NewFile::create(&asked)).await;
    let file = file.map_err(|error| unwritten(&error))?.map_err(|error| unwritten(&error))?;
    system::print_to(window, file.path()).await.map_err(|words| not_written(&words, &path))?;
    let finished = spawn_blocking(move || file.finish()).await;
    finished.map_err(|error| unwritten(&error))?.map_err(|error| unwritten(&error))
}

fn not_written(words: &str, path: &Path) -> Problem {
    let detail = Some(path.display().to_string());
    Problem { detail, ..Problem::new(ProblemCode::FileNotWritten, words) }.without_folder(path)
}

#[cfg(target_os = "linux")]
mod system {
    use std::{cell::Cell, fs, path::Path, rc::Rc};

    use gtk::{PaperSize, PrintSettings};
    use tokio::sync::oneshot;
    use webkit2gtk::{PrintOperation, PrintOperationExt};

    use super::{Problem, Runtime, WebviewWindow};

    /// GTK's printer for files; its name is translated into the system's language.
    const PRINTER: &str = "Print to File";

    /// Always supported.
    #[allow(clippy::unnecessary_wraps)] // not on every system
    pub(super) fn offered() -> Result<(), Problem> {
        Ok(())
    }

    /// The error is the system's message.
    pub(super) async fn print_to<R: Runtime>(window: &WebviewWindow<R>, path: &Path) -> Result<(), String> {
        let address = glib::filename_to_uri(path, None).map_err(|error| error.message().to_owned())?;
        let (told, answer) = oneshot::channel();
        // Runs on the main thread, as all calls of the web view must.
        let begun = window.with_webview(move |view| {
            let settings = PrintSettings::new();
            settings.set_printer(&glib::dgettext(Some("gtk30"), PRINTER));
            settings.set("output-uri", Some(&address));
            settings.set("output-file-format", Some("pdf"));
            settings.set_paper_size(&PaperSize::new(Some("iso_a4")));
            let print = PrintOperation::new(&view.inner());
            print.set_print_settings(&settings);
            // A failure is reported before the end, and only the first report counts. The caller may have stopped
            // waiting.
            let told = Cell::new(Some(told));
            let tell = Rc::new(move |result| _ = told.take().map(|told| told.send(result)));
            let failed = Rc::clone(&tell);
            print.connect_failed(move |_, error| failed(Err(error.message().to_owned())));
            print.connect_finished(move |_| tell(Ok(())));
            print.print();
        });
        begun.map_err(|error| error.to_string())?;
        match answer.await {
            Ok(Ok(())) if fs::metadata(path).is_ok_and(|file| file.len() > 0) => Ok(()),
            Ok(Err(words)) => Err(words),
            Ok(Ok(())) | Err(_) => Err(String::new()),
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::path::Path;

    use super::{Problem, ProblemCode, Runtime, WebviewWindow};

    pub(super) fn offered() -> Result<(), Problem> {
        Err(Problem::new(ProblemCode::NotOffered, ""))
    }

    #[allow(clippy::unused_async)] // as on the system that can
    pub(super) async fn print_to<R: Runtime>(_: &WebviewWindow<R>, _: &Path) -> Result<(), String> {
        Err(String::new())
    }
}
