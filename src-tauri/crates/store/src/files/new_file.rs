//! Writes files that the user asked for, such as an export.

use std::{
    fs::{self, File},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use super::put;
use crate::Error;

/// A file under a temporary name until it is complete. If it is dropped before, nothing is left.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    file: tempfile::NamedTempFile,
}

/// Prefix of the names of incomplete files.
const UNFINISHED_PREFIX: &str = ".writing-";

/// Age at which an incomplete file counts as left over by a crash; no export takes as long.
const MAX_UNFINISHED_AGE: Duration = Duration::from_hours(24);

impl NewFile {
    /// Creates the file and the directories that are missing. A present file at `path` stays until [`Self::finish`]. If
    /// `path` is a link, its target is written.
    ///
    /// The permissions are those of the user's other files. A replaced file passes on its mode and, if the user may set
    /// it, its group.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let path = led_to(path);
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let make = || {
            fs::create_dir_all(dir)?;
            clear_unfinished(dir);
            let mut builder = tempfile::Builder::new();
            builder.prefix(UNFINISHED_PREFIX);
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
            let file = builder.tempfile_in(dir)?;
            take_after(file.as_file(), &path)?;
            Ok(file)
        };
        let file = make().map_err(Error::io(&path))?;
        Ok(Self { path, file })
    }

    /// Temporary path of the incomplete file, for a caller that passes it to another writer.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Adds the file's path to an error.
    pub fn failed(&self, error: io::Error) -> Error {
        Error::io(&self.path)(error)
    }

    /// Moves the complete file to its path, replacing a present file.
    pub fn finish(self) -> Result<(), Error> {
        let Self { path, file } = self;
        put(file, &path).map_err(Error::io(&path))
    }
}

/// Target of a link, even if it does not exist yet; any other path unchanged.
fn led_to(path: &Path) -> PathBuf {
    if let Ok(whole) = fs::canonicalize(path) {
        return if path.is_symlink() { whole } else { path.to_owned() };
    }
    match fs::read_link(path) {
        Ok(target) => path.parent().unwrap_or(Path::new(".")).join(target),
        Err(_) => path.to_owned(),
    }
}

/// Deletes incomplete files that a crash left behind.
fn clear_unfinished(dir: &Path) {
    let unfinished = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(UNFINISHED_PREFIX);
    for entry in fs::read_dir(dir).into_iter().flatten().flatten().filter(unfinished) {
        let changed = entry.metadata().ok().filter(fs::Metadata::is_file).and_then(|file| file.modified().ok());
        if changed.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > MAX_UNFINISHED_AGE) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Copies the mode and the group of the file to be replaced. Setting the group may fail without the right to do so.
#[cfg_attr(not(unix), allow(unused_variables, clippy::unnecessary_wraps))]
fn take_after(file: &File, path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Ok(before) = fs::metadata(path)
        .and_then(|before| if before.is_file() { Ok(before) } else { Err(io::ErrorKind::InvalidInput.into()) })
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
        let group = before.gid();
        if file.metadata()?.gid() != group {
            let _ = fchown(file, None, Some(group));
        }
        let mode = before.mode() & 0o777;
        file.set_permissions(fs::Permissions::from_mode(mode))?;
    }
    Ok(())
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for NewFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_appears_only_when_complete() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("made/by/it/requests.csv");
        let mut file = NewFile::create(&path).unwrap();
        file.write_all(b"one").unwrap();
        drop(file);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 0, "what is given up leaves nothing");
        let mut file = NewFile::create(&path).unwrap();
        file.write_all(b"two").unwrap();
        assert!(!path.exists());
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(matches!(NewFile::create(&path.join("below/a/file.csv")), Err(Error::Io { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_has_default_permissions_and_a_replacement_keeps_the_old_ones() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let write = |path: &Path, text: &str| {
            let mut file = NewFile::create(path).unwrap();
            file.write_all(text.as_bytes()).unwrap();
            file.finish().unwrap();
        };
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        // As any program creates a file under this process's umask.
        let usual = dir.path().join("usual");
        File::create(&usual).unwrap();
        let path = dir.path().join("requests.csv");
        write(&path, "one");
        assert_eq!(mode(&path), mode(&usual));

        for kept in [0o664, 0o640, 0o600] {
            fs::set_permissions(&path, fs::Permissions::from_mode(kept)).unwrap();
            write(&path, "two");
            assert_eq!((mode(&path), fs::read_to_string(&path).unwrap()), (kept, "two".to_owned()));
        }
        let link = dir.path().join("link.csv");
        symlink("requests.csv", &link).unwrap();
        write(&link, "three");
        assert!(link.is_symlink(), "it stays one");
        assert_eq!(fs::read_to_string(&path).unwrap(), "three");
        let ahead = dir.path().join("ahead.csv");
        symlink("not-yet.csv", &ahead).unwrap();
        write(&ahead, "four");
        assert!(ahead.is_symlink());
        assert_eq!(fs::read_to_string(dir.path().join("not-yet.csv")).unwrap(), "four");
        // Tested only if the user may set the group.
        let other = 4_711;
        if std::os::unix::fs::chown(&path, None, Some(other)).is_ok() {
            write(&path, "five");
            assert_eq!(fs::metadata(&path).unwrap().gid(), other);
        }
    }

    #[test]
    fn removes_leftovers_of_a_crash_but_no_file_being_written() {
        let dir = tempfile::tempdir().unwrap();
        let make = |name: &str, hours: u64| {
            let path = dir.path().join(name);
            let at = std::time::SystemTime::now() - Duration::from_hours(hours);
            File::create(&path).unwrap().set_modified(at).unwrap();
            path
        };
        let [old, new, another] = [make(".writing-a", 25), make(".writing-b", 1), make("writing-c", 25)];
        drop(NewFile::create(&dir.path().join("requests.csv")).unwrap());
        assert_eq!([old.exists(), new.exists(), another.exists()], [false, true, true]);
    }
}
