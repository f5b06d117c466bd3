//! Locks the profile: one directory per user, one window per directory.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use crate::{Error, files, private_dir::claim};

/// An open profile. The lock ends with it, also if the process dies.
#[derive(Debug)]
pub struct Profile {
    dir: PathBuf,
    _lock: File,
}

impl Profile {
    /// Creates the directory if it is missing, restricts it to this user and locks it.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let dir = claim(dir)?;
        #[cfg(windows)]
        crate::private_dir::restrict(&dir);
        let path = dir.join("lock");
        let lock = files::open_private(&path).map_err(Error::io(&path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { dir, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Error::AlreadyOpen(dir)),
            Err(TryLockError::Error(error)) => Err(Error::io(&path)(error)),
        }
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn journal_path(&self) -> PathBuf {
        self.dir.join("journal.db")
    }

    pub fn cache_path(&self) -> PathBuf {
        self.dir.join("cache.db")
    }

    pub fn settings_path(&self) -> PathBuf {
        self.dir.join("settings.json")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_opens_once_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("made/by/open");
        let first = Profile::open(&dir).unwrap();
        assert!(matches!(Profile::open(&dir), Err(Error::AlreadyOpen(_))), "two windows would send twice");
        drop(first);
        assert!(Profile::open(&dir).is_ok(), "a closed profile opens again");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_has_access_also_to_an_older_profile() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("profile");
        std::fs::create_dir(&dir).unwrap();
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o777)).unwrap();
        let _profile = Profile::open(&dir).unwrap();
        assert_eq!(std::fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(std::fs::metadata(dir.join("lock")).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
