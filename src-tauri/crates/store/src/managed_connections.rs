//! Reads the administrator's file of connections for all users of this computer, which the desk cannot change.
//!
//! It has the format of `settings.json`: `{"version": 1, "connections": [{"id": …, "name": …, …}]}`. Its connections
//! come first, and users type their passwords into the servers that it names, so it is refused if users other than an
//! administrator may write it. On Unix the permissions of the file and its folder are checked. On Windows the path is
//! in a registry key that only administrators can write, and write access to that path is the administrator's choice.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{Error, files, settings::StoredConnection};

#[derive(Deserialize)]
struct File {
    version: u32,
    connections: Vec<StoredConnection>,
}

/// Path of the file on this system. On Windows the administrator sets it in the registry, or there is none.
pub fn path() -> Option<PathBuf> {
    #[cfg(windows)]
    return windows::named_in(windows_registry::LOCAL_MACHINE, windows::POLICY_KEY);
    #[cfg(target_os = "macos")]
    return Some(PathBuf::from("/Library/Application Support/Provisioning Desk/connections.json"));
    #[cfg(not(any(windows, target_os = "macos")))]
    return Some(PathBuf::from("/etc/provisioning-desk/connections.json"));
}

/// Reads the file; a missing file has no connections. `built_in` is the reserved id of the built-in connection.
///
/// The file at the default path must belong to root. At a path that the user named, it may also belong to the user.
pub fn read(path: &Path, built_in: &str) -> Result<Vec<StoredConnection>, Error> {
    #[cfg(unix)]
    unix::check(path, self::path().as_deref() != Some(path))?;
    let Some(bytes) = files::read_small(path)? else { return Ok(Vec::new()) };
    let file: File = serde_json::from_slice(&bytes).map_err(|error| Error::corrupt(path, error))?;
    if file.version > 1 {
        return Err(Error::Newer { path: path.to_owned() });
    }
    let mut ids = HashSet::new();
    for (place, connection) in file.connections.iter().enumerate() {
        let (id, number) = (connection.id.as_str(), place + 1);
        let words = if id.is_empty() {
            format!("connection {number} has no id")
        } else if id == built_in {
            format!("connection {number} has the id “{id}”, which is the built-in sandbox's: give it another one")
        } else if !ids.insert(id) {
            format!("two connections have the id “{id}”: give one of them another one")
        } else {
            continue;
        };
        return Err(Error::corrupt(path, words));
    }
    Ok(file.connections)
}

#[cfg(unix)]
mod unix {
    use std::{
        fs::{self, Metadata},
        io,
        os::unix::fs::MetadataExt,
        path::Path,
    };

    use crate::{
        Error,
        private_dir::unix::{OTHERS_WRITE, STICKY_BIT, user},
    };

    const ROOT_UID: u32 = 0;

    /// Checks the file and its folder, because write access to either allows adding other servers; the folder of a link
    /// is checked too.
    pub(super) fn check(path: &Path, may_be_ours: bool) -> Result<(), Error> {
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Error::io(path)(error)),
        };
        for path in [Some(real.as_path()), real.parent(), path.parent().filter(|dir| !dir.as_os_str().is_empty())] {
            let Some(path) = path else { continue };
            let metadata = fs::metadata(path).map_err(Error::io(path))?;
            if let Some(words) = fault(&metadata, may_be_ours.then(user)) {
                return Err(Error::exposed(path, words));
            }
        }
        Ok(())
    }

    pub(super) fn fault(metadata: &Metadata, also: Option<u32>) -> Option<String> {
        let owner = metadata.uid();
        if owner != ROOT_UID && Some(owner) != also {
            return Some(format!(
                "it belongs to user number {owner}, who is no administrator: give it to root (chown root)"
            ));
        }
        // In a sticky folder, other users cannot remove the file.
        let guarded = metadata.is_dir() && metadata.mode() & STICKY_BIT != 0;
        (metadata.mode() & OTHERS_WRITE != 0 && !guarded)
            .then(|| "others than its owner may write it: take that right away (chmod go-w)".to_owned())
    }
}

#[cfg(windows)]
mod windows {
    use std::path::PathBuf;

    use windows_registry::Key;

    /// Key that only administrators can write.
    pub(super) const POLICY_KEY: &str = r"Software\Policies\Provisioning Desk";
    /// Name of the text value with the file's full path.
    const FILE_VALUE: &str = "ConnectionsFile";

    pub(super) fn named_in(root: &Key, policy: &str) -> Option<PathBuf> {
        let path = PathBuf::from(root.open(policy).ok()?.get_string(FILE_VALUE).ok()?);
        // A relative path would depend on the working directory.
        path.is_absolute().then_some(path)
    }

    #[cfg(test)]
    mod tests {
        use windows_registry::CURRENT_USER;

        use super::*;

        #[test]
        fn only_the_policy_names_the_file() {
            let policy = format!(r"Software\Provisioning Desk tests\{}", std::process::id());
            assert_eq!(named_in(CURRENT_USER, &policy), None);
            let key = CURRENT_USER.create(&policy).unwrap();
            key.set_string(FILE_VALUE, "connections.json").unwrap();
            assert_eq!(named_in(CURRENT_USER, &policy), None, "a relative path is nobody's in particular");
            key.set_string(FILE_VALUE, r"C:\Program Files\Desk\connections.json").unwrap();
            assert_eq!(named_in(CURRENT_USER, &policy), Some(r"C:\Program Files\Desk\connections.json".into()));
            CURRENT_USER.remove_tree(&policy).unwrap();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read(path: &Path) -> Result<Vec<StoredConnection>, Error> {
        super::read(path, "sandbox")
    }

    #[test]
    fn reads_connections_and_refuses_broken_files() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("connections.json");
        assert_eq!(read(&path).unwrap(), []);
        fs::write(&path, r#"{"version":1,"connections":[{"id":"live","name":"Live"}]}"#).unwrap();
        assert_eq!(read(&path).unwrap()[0].name, "Live");
        fs::write(&path, "\u{feff}{\"version\":1,\"connections\":[{\"id\":\"a\"},{\"id\":\"b\"}]}").unwrap();
        assert_eq!(read(&path).unwrap().len(), 2, "as an editor of Windows writes it");
        for text in ["{", "{\"version\":1}", r#"{"version":1,"connections":[{"name":"no id"}]}"#] {
            fs::write(&path, text).unwrap();
            assert!(matches!(read(&path), Err(Error::Corrupt { .. })), "{text}");
        }
        fs::write(&path, r#"{"version":9,"connections":[]}"#).unwrap();
        assert!(matches!(read(&path), Err(Error::Newer { .. })));
    }

    #[test]
    fn an_id_belongs_to_one_connection() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("connections.json");
        for (ids, named) in
            [(["live", "live"], "two connections have the id “live”"), (["live", "sandbox"], "“sandbox”")]
        {
            let connections = ids.map(|id| format!(r#"{{"id":"{id}"}}"#)).join(",");
            fs::write(&path, format!(r#"{{"version":1,"connections":[{connections}]}}"#)).unwrap();
            let error = read(&path).unwrap_err();
            assert!(matches!(error, Error::Corrupt { .. }) && error.to_string().contains(named), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_writable_by_others_is_refused() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

        let open_to = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("connections.json");
        fs::write(&path, r#"{"version":1,"connections":[]}"#).unwrap();
        open_to(&path, 0o644);
        read(&path).unwrap();
        for (at, open, closed) in [(path.as_path(), 0o664, 0o644), (&path, 0o646, 0o644), (dir.path(), 0o777, 0o755)] {
            open_to(at, open);
            let error = read(&path).unwrap_err();
            assert!(matches!(error, Error::Exposed { .. }), "{error:?}");
            assert!(error.to_string().contains("chmod go-w"), "it says what to do: {error}");
            open_to(at, closed);
        }
        let shared = tempfile::tempdir().unwrap();
        open_to(shared.path(), 0o777);
        let link = shared.path().join("connections.json");
        symlink(&path, &link).unwrap();
        assert!(matches!(read(&link), Err(Error::Exposed { .. })), "whoever can change the link names the file");

        let metadata = fs::metadata(&path).unwrap();
        assert_eq!(unix::fault(&metadata, Some(metadata.uid())), None);
        if metadata.uid() == 0 {
            // The tests may run as root: the file is given to an ordinary user.
            std::os::unix::fs::chown(&path, Some(12_345), None).unwrap();
        }
        let words = unix::fault(&fs::metadata(&path).unwrap(), None).unwrap();
        assert!(words.contains("chown root"), "{words}");
    }
}
