//! The system's file dialogs.

use std::{
    path::{Path, PathBuf},
    pin::Pin,
};

use desk::{
    problem::{Problem, ProblemCode},
    view::{ChosenFile, FilePurpose},
};
use rfd::{AsyncFileDialog, FileHandle};
use tauri::{Manager, Runtime, WebviewWindow};

use crate::{automation, chosen_files::ChosenFiles, data_dir::DataDir};

/// Kind of file: its name in the dialog, and its extensions. A written file has the first one.
struct Kind {
    name: &'static str,
    endings: &'static [&'static str],
    saved: bool,
}

fn kind(purpose: FilePurpose) -> Kind {
    use FilePurpose::{
        BulkReportCsv, BulkReportXlsx, BulkTemplate, HandoverCsv, HandoverHtml, HistoryCsv, HistoryXlsx, Knowledge,
        Marks, PurgedCsv, ReadCaFile, ReadJobs, ReadKnowledge, ReadMarks, ReadSheet, RequestsCsv, RequestsXlsx, Slip,
    };
    let (name, endings, saved): (_, &[_], _) = match purpose {
        RequestsCsv | HandoverCsv | PurgedCsv | HistoryCsv | BulkReportCsv => ("CSV", &["csv"], true),
        RequestsXlsx | HistoryXlsx | BulkReportXlsx | BulkTemplate => ("Excel", &["xlsx"], true),
        HandoverHtml => ("HTML", &["html"], true),
        Slip => ("PDF", &["pdf"], true),
        Knowledge | Marks => ("Provisioning Desk", &["json"], true),
        ReadKnowledge | ReadMarks => ("Provisioning Desk", &["json"], false),
        // Text files with cells have many extensions.
        ReadJobs | ReadSheet => ("CSV, Excel, LibreOffice", &["csv", "txt", "tsv", "xlsx", "ods"], false),
        ReadCaFile => ("PEM", &["pem", "crt", "cer", "der"], false),
    };
    Kind { name, endings, saved }
}

/// Asks the user for a file. `name` is the proposed name of a file to be written. Returns `None` if the user cancels.
pub async fn choose_file<R: Runtime>(
    window: &WebviewWindow<R>,
    purpose: FilePurpose,
    name: Option<String>,
) -> Result<Option<ChosenFile>, Problem> {
    let kind = kind(purpose);
    // A name must not lead into another folder.
    let name = name.map(|name| name.replace(['/', '\\', '\0'], "-")).unwrap_or_default();
    let path = if automation::driven() {
        Some(unattended(window, &kind, &name))
    } else if kind.saved {
        let dialog = beginning(window, purpose).set_file_name(name);
        ask(window, dialog, &kind, |dialog| Box::pin(dialog.save_file())).await?
    } else {
        ask(window, beginning(window, purpose), &kind, |dialog| Box::pin(dialog.pick_file())).await?
    };
    let path = path.map(|path| if kind.saved { with_ending(path, kind.endings[0], Path::exists) } else { path });
    Ok(path.map(|path| window.state::<ChosenFiles>().keep(window.label(), purpose, path)))
}

/// A dialog that starts in the folder of the last file of the same sort. If that folder is gone, the system's dialog
/// starts elsewhere.
fn beginning<R: Runtime>(window: &WebviewWindow<R>, purpose: FilePurpose) -> AsyncFileDialog {
    match window.state::<ChosenFiles>().folder(purpose) {
        Some(folder) => AsyncFileDialog::new().set_directory(folder),
        None => AsyncFileDialog::new(),
    }
}

/// Path of files in tests, where no user can answer a native dialog.
fn unattended<R: Runtime>(window: &WebviewWindow<R>, kind: &Kind, name: &str) -> PathBuf {
    let directory = window.try_state::<DataDir>().map(|directory| directory.0.clone()).unwrap_or_default();
    let to_open = format!("to-open.{}", kind.endings[0]);
    directory.join("exports").join(if kind.saved { name } else { &to_open })
}

/// Adds the extension to the typed name, because other programs could not open the file without it. The dialog asked
/// about replacing a file with the typed name only, so no other one is replaced.
fn with_ending(path: PathBuf, ending: &str, exists: impl Fn(&Path) -> bool) -> PathBuf {
    if path.extension().is_some_and(|known| known.eq_ignore_ascii_case(ending)) {
        return path;
    }
    let Some(name) = path.file_name().map(std::ffi::OsStr::to_owned) else { return path };
    let whole = |number: u32| {
        let mut name = name.clone();
        name.push(if number == 1 { format!(".{ending}") } else { format!(" ({number}).{ending}") });
        path.with_file_name(name)
    };
    (1..1_000).map(whole).find(|path| !exists(path)).unwrap_or_else(|| whole(1_000))
}

type FileChoice = Pin<Box<dyn Future<Output = Option<FileHandle>> + Send>>;

async fn ask<R: Runtime>(
    window: &WebviewWindow<R>,
    dialog: AsyncFileDialog,
    kind: &Kind,
    show: impl FnOnce(AsyncFileDialog) -> FileChoice + Send + 'static,
) -> Result<Option<PathBuf>, Problem> {
    let (name, endings) = (kind.name, in_capitals_too(kind.endings));
    let (answer, answered) = tokio::sync::oneshot::channel();
    let parent = window.clone();
    let asked = window.run_on_main_thread(move || {
        let dialog = dialog.add_filter(name, &endings).add_filter("*", &["*"]);
        let file = show(dialog.set_parent(&parent));
        tauri::async_runtime::spawn(async move {
            // The caller may have been dropped.
            let _ = answer.send(file.await);
        });
    });
    asked.map_err(|error| Problem::new(ProblemCode::Internal, error.to_string()))?;
    let file = answered.await.ok().flatten();
    Ok(file.map(|file| file.path().to_owned()))
}

/// On Linux the dialog's filter is case-sensitive, and other programs write both cases.
fn in_capitals_too(endings: &[&str]) -> Vec<String> {
    endings.iter().flat_map(|ending| [(*ending).to_owned(), ending.to_uppercase()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_the_ending_without_replacing_an_unconfirmed_file() {
        let saved = |name: &str, there: &[&str]| {
            let exists = |path: &Path| there.iter().any(|name| path == Path::new("/home/eleni").join(name));
            with_ending(Path::new("/home/eleni").join(name), "csv", exists)
                .file_name()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        };
        for (typed, there, name) in [
            ("march.csv", ["march.csv", ""], "march.csv"),
            ("march.CSV", ["", ""], "march.CSV"),
            ("march", ["", ""], "march.csv"),
            ("march", ["march.csv", ""], "march (2).csv"),
            ("march", ["march.csv", "march (2).csv"], "march (3).csv"),
            ("12.3", ["", ""], "12.3.csv"),
            ("march.txt", ["", ""], "march.txt.csv"),
        ] {
            assert_eq!(saved(typed, &there), name, "{typed}");
        }
        assert_eq!(in_capitals_too(&["csv", "txt"]), ["csv", "CSV", "txt", "TXT"]);
    }
}
