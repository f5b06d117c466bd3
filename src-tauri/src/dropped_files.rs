//! A file that is dropped on the window. The page gets a handle, as for a file of a dialog, and never a path.

use std::path::{Path, PathBuf};

use desk::view::{DeskEvent, FilePurpose};
use tauri::{AppHandle, DragDropEvent, Emitter, Manager, Runtime, WindowEvent};

use crate::{chosen_files::ChosenFiles, window::LABEL};

/// Hands the first dropped file to the page, which reads it if it shows a place for it.
pub fn follow<R: Runtime>(app: &AppHandle<R>, event: &WindowEvent) {
    let WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) = event else { return };
    let Some(path) = first(paths, Path::is_file) else { return };
    let file = app.state::<ChosenFiles>().keep(LABEL, FilePurpose::ReadSheet, path);
    if let Err(error) = app.emit("desk", DeskEvent::FileDropped { file }) {
        tracing::warn!(%error, "an event did not reach the window");
    }
}

fn first(paths: &[PathBuf], is_file: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    paths.iter().find(|path| is_file(path)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_first_file_and_no_folder() {
        let paths = ["/home/eleni/sheets", "/home/eleni/march.xlsx", "/home/eleni/april.xlsx"].map(PathBuf::from);
        let is_file = |path: &Path| path.extension().is_some();
        assert_eq!(first(&paths, is_file), Some(paths[1].clone()));
        assert_eq!(first(&paths[..1], is_file), None);
    }
}
