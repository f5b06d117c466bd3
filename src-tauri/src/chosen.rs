//! Files that somebody chose in a dialog. Where they lie is known here alone: the page has a handle of each, which is good for
//! one command, of what the file was chosen for, in the window that asked. A page that runs what is not ours can then
//! neither write nor read any file that nobody pointed at.

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

/// More than a page has open at a time: the oldest goes.
const MAX_CHOSEN_FILES: usize = 16;

#[derive(Default)]
pub struct ChosenFiles {
    files: Mutex<VecDeque<Chosen>>,
    /// Where the last file of each sort lies, for as long as the desk runs.
    folders: Mutex<HashMap<Sort, PathBuf>>,
}

/// Purposes whose files people keep in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sort {
    Jobs,
    Certificate,
    Requests,
    Report,
    Slip,
    /// What one desk writes and another one takes in.
    Shared,
}

fn sort(purpose: FilePurpose) -> Sort {
    use FilePurpose::{
        HandoverCsv, HandoverHtml, Knowledge, Marks, PurgedCsv, ReadCaFile, ReadJobs, ReadKnowledge, ReadMarks,
        RequestsCsv, RequestsXlsx, Slip,
    };
    match purpose {
        ReadJobs => Sort::Jobs,
        ReadCaFile => Sort::Certificate,
        RequestsCsv | RequestsXlsx => Sort::Requests,
        HandoverCsv | HandoverHtml | PurgedCsv => Sort::Report,
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

    /// For the command that it was chosen for, once.
    pub fn take(&self, window: &str, handle: &str, purposes: &[FilePurpose]) -> Result<PathBuf, Problem> {
        let mut files = self.files();
        let found = files.iter().position(|file| file.is(window, handle, purposes));
        found.and_then(|place| files.remove(place)).map(|file| file.path).ok_or_else(unknown)
    }

    /// Without using it up.
    pub fn look(&self, window: &str, handle: &str, purpose: FilePurpose) -> Option<PathBuf> {
        self.files().iter().find(|file| file.is(window, handle, &[purpose])).map(|file| file.path.clone())
    }

    /// A page that is loaded anew has none.
    pub fn forget(&self) {
        self.files().clear();
    }

    /// Where the last file of the same sort was chosen. GTK's dialog begins at what was used lately in any program, and
    /// Windows' and macOS' at the last folder of this one, whatever was kept there.
    pub fn folder(&self, purpose: FilePurpose) -> Option<PathBuf> {
        self.folders().get(&sort(purpose)).cloned()
    }

    fn files(&self) -> MutexGuard<'_, VecDeque<Chosen>> {
        // Nothing that is done under it leaves it half-changed.
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
    fn a_handle_is_good_once_for_what_the_file_was_chosen_for() {
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
    fn the_oldest_goes_and_a_page_that_is_loaded_anew_has_none() {
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
    fn the_next_dialog_of_the_same_sort_begins_where_the_last_one_ended() {
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
