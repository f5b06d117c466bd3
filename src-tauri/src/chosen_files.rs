//! Keeps the paths of files that the user selected in a dialog. The page only gets a handle for each, which is valid
//! for one command, for the purpose of the selection, in the window that asked. So a page with foreign code cannot read
//! or write any file that the user did not select.

use std::{
    collections::{HashMap, VecDeque},
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use desk::{
    new_key,
    problem::{Problem, ProblemCode},
    view::{ChosenFile, FilePurpose},
};

/// Maximum number of handles, more than a page has open at a time; the oldest is dropped.
const MAX_CHOSEN_FILES: usize = 16;

#[derive(Default)]
pub struct ChosenFiles {
    files: Mutex<VecDeque<Chosen>>,
    /// Folder of the last file of each sort, while the desk runs.
    folders: Mutex<HashMap<Sort, PathBuf>>,
}

/// Purposes with files that users keep in the same folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sort {
    Jobs,
    Sheets,
    Certificate,
    Requests,
    Report,
    Slip,
    /// Files that are exchanged between desks.
    Shared,
}

fn sort(purpose: FilePurpose) -> Sort {
    use FilePurpose::{
        BulkReportCsv, BulkReportXlsx, BulkTemplate, HandoverCsv, HandoverHtml, HistoryCsv, HistoryXlsx, Knowledge,
        Marks, PurgedCsv, ReadCaFile, ReadJobs, ReadKnowledge, ReadMarks, ReadSheet, RequestsCsv, RequestsXlsx, Slip,
    };
    match purpose {
        // Reports and filled templates are brought.
        ReadSheet | BulkReportCsv | BulkReportXlsx | BulkTemplate => Sort::Sheets,
        ReadJobs => Sort::Jobs,
        ReadCaFile => Sort::Certificate,
        RequestsCsv | RequestsXlsx => Sort::Requests,
        HandoverCsv | HandoverHtml | PurgedCsv | HistoryCsv | HistoryXlsx => Sort::Report,
        Slip => Sort::Slip,
        Knowledge | Marks | ReadKnowledge | ReadMarks => Sort::Shared,
    }
}

struct Chosen {
    handle: String,
    window: String,
    purpose: FilePurpose,
    path: PathBuf,
}

impl ChosenFiles {
    pub fn keep(&self, window: &str, purpose: FilePurpose, path: PathBuf) -> ChosenFile {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let handle = new_key();
        if let Some(folder) = path.parent() {
            self.folders().insert(sort(purpose), folder.to_owned());
        }
        let mut files = self.files();
        if files.len() >= MAX_CHOSEN_FILES {
            files.pop_front();
        }
        files.push_back(Chosen { handle: handle.clone(), window: window.to_owned(), purpose, path });
        ChosenFile { handle, name }
    }

    /// Returns the path for a command with one of these purposes, once.
    pub fn take(&self, window: &str, handle: &str, purposes: &[FilePurpose]) -> Result<PathBuf, Problem> {
        let mut files = self.files();
        let found = files.iter().position(|file| file.is(window, handle, purposes));
        found.and_then(|place| files.remove(place)).map(|file| file.path).ok_or_else(unknown)
    }

    /// Returns the path without consuming the handle.
    pub fn look(&self, window: &str, handle: &str, purpose: FilePurpose) -> Option<PathBuf> {
        self.files().iter().find(|file| file.is(window, handle, &[purpose])).map(|file| file.path.clone())
    }

    /// Drops all handles, because a reloaded page has none.
    pub fn forget(&self) {
        self.files().clear();
    }

    /// Folder of the last selected file of the same sort. By default GTK's dialog starts with recent files of all
    /// programs, and those of Windows and macOS in this program's last folder, for files of any sort.
    pub fn folder(&self, purpose: FilePurpose) -> Option<PathBuf> {
        self.folders().get(&sort(purpose)).cloned()
    }

    fn files(&self) -> MutexGuard<'_, VecDeque<Chosen>> {
        // No operation under the lock leaves it half-changed.
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn folders(&self) -> MutexGuard<'_, HashMap<Sort, PathBuf>> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Chosen {
    fn is(&self, window: &str, handle: &str, purposes: &[FilePurpose]) -> bool {
        self.handle == handle && self.window == window && purposes.contains(&self.purpose)
    }
}

fn unknown() -> Problem {
    Problem::new(ProblemCode::FileNotChosen, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(files: &ChosenFiles, purpose: FilePurpose) -> String {
        files.keep("main", purpose, PathBuf::from("/home/eleni/Έγγραφα/march.csv")).handle
    }

    #[test]
    fn a_handle_is_valid_once_for_its_purpose() {
        use FilePurpose::{HandoverCsv, HandoverHtml, ReadJobs, RequestsCsv};
        let files = ChosenFiles::default();
        let chosen = files.keep("main", RequestsCsv, PathBuf::from("/home/eleni/march.csv"));
        assert_eq!(chosen.name, "march.csv", "the page is told no folder");
        let handle = chosen.handle;
        let refused = |window: &str, handle: &str, purposes: &[FilePurpose]| {
            files.take(window, handle, purposes).unwrap_err().code == ProblemCode::FileNotChosen
        };
        assert!(refused("main", &handle, &[ReadJobs]), "of another purpose");
        assert!(refused("main", &handle, &[HandoverCsv, HandoverHtml]), "of the same ending, and another purpose");
        assert!(refused("other", &handle, &[RequestsCsv]), "in another window");
        for made_up in ["", "/home/eleni/march.csv", "march.csv", &new_key(), &handle[1..], &handle.to_uppercase()] {
            assert!(refused("main", made_up, &[RequestsCsv]), "{made_up}");
        }
        let path = files.take("main", &handle, &[RequestsCsv]).unwrap();
        assert_eq!(path, PathBuf::from("/home/eleni/march.csv"));
        assert!(refused("main", &handle, &[RequestsCsv]), "a second time");
    }

    #[test]
    fn the_oldest_handle_is_dropped_and_a_reload_drops_all() {
        let files = ChosenFiles::default();
        let handles: Vec<String> = (0..=MAX_CHOSEN_FILES).map(|_| keep(&files, FilePurpose::ReadCaFile)).collect();
        let look = |handle: &String| files.look("main", handle, FilePurpose::ReadCaFile).is_some();
        assert!(!look(&handles[0]));
        assert!(look(&handles[1]) && look(&handles[1]), "a look does not use it up");
        assert!(handles[1..].iter().all(look));
        files.forget();
        assert!(!handles.iter().any(look));
    }

    #[test]
    fn the_next_dialog_of_a_kind_opens_in_the_last_folder() {
        use FilePurpose::{HandoverCsv, Knowledge, ReadCaFile, ReadJobs, ReadMarks, RequestsCsv, RequestsXlsx};
        let files = ChosenFiles::default();
        assert_eq!(files.folder(ReadJobs), None, "the first one is the system's");
        keep(&files, ReadJobs);
        files.keep("main", RequestsCsv, PathBuf::from("/media/stick/march.csv"));
        files.keep("main", RequestsXlsx, PathBuf::from("/srv/share/march.xlsx"));
        files.keep("main", Knowledge, PathBuf::from("/media/stick/causes.json"));
        files.forget();
        let folder = |purpose| files.folder(purpose).map(|path| path.to_string_lossy().into_owned());
        assert_eq!(folder(ReadJobs).as_deref(), Some("/home/eleni/Έγγραφα"), "also after the page was loaded anew");
        assert_eq!(folder(RequestsCsv).as_deref(), Some("/srv/share"), "the last one counts");
        assert_eq!(folder(ReadMarks).as_deref(), Some("/media/stick"));
        assert_eq!((folder(HandoverCsv), folder(ReadCaFile)), (None, None), "other sorts are elsewhere");
    }
}
