//! Settings of this computer's administrator: a folder of files or, on Windows, a key of the registry.
//!
//! What they say binds all users, so a file is refused if users other than an administrator may write it. On Unix the
//! permissions of the file and its folder are checked. On Windows only administrators can write the registry's key, and
//! write access to a file that it names is the administrator's choice.

use std::path::Path;
#[cfg(not(windows))]
use std::path::PathBuf;

use crate::{Error, files};

#[cfg(windows)]
pub use self::windows::{named_file, policy_values};

/// Folder of the administrator's files.
#[cfg(not(windows))]
pub fn folder() -> PathBuf {
    let folder = if cfg!(target_os = "macos") {
        "/Library/Application Support/Provisioning Desk"
    } else {
        "/etc/provisioning-desk"
    };
    folder.into()
}

/// Reads a file of the administrator; `None` if it does not exist.
///
/// A file in the administrator's folder must belong to root. At a path that the user named, it may also belong to the
/// user.
#[cfg_attr(not(unix), allow(unused_variables))]
pub fn read(path: &Path, may_be_ours: bool) -> Result<Option<Vec<u8>>, Error> {
    #[cfg(unix)]
    unix::check(path, may_be_ours)?;
    files::read_small(path)
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

    /// Checks the file and its folder, because write access to either allows replacing it; the folder of a link is
    /// checked too.
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
    use std::path::{Path, PathBuf};

    use serde_json::{Map, Value};
    use windows_registry::{Key, LOCAL_MACHINE, Type};

    use crate::Error;

    /// Key that only administrators can write.
    const POLICY_KEY: &str = r"Software\Policies\Provisioning Desk";

    /// The full path in a text value of the administrator's key.
    pub fn named_file(value: &str) -> Option<PathBuf> {
        file_in(LOCAL_MACHINE, POLICY_KEY, value)
    }

    /// The texts and numbers in the administrator's key, by name; `None` without the key. A value of another type is null.
    pub fn policy_values() -> Result<Option<Map<String, Value>>, Error> {
        values_in(LOCAL_MACHINE, POLICY_KEY).map_err(|error| Error::corrupt(Path::new(POLICY_KEY), error))
    }

    fn file_in(root: &Key, policy: &str, value: &str) -> Option<PathBuf> {
        let path = PathBuf::from(root.open(policy).ok()?.get_string(value).ok()?);
        // A relative path would depend on the working directory.
        path.is_absolute().then_some(path)
    }

    fn values_in(root: &Key, policy: &str) -> windows_registry::Result<Option<Map<String, Value>>> {
        // A missing key is the usual case.
        let Ok(key) = root.open(policy) else { return Ok(None) };
        let read = |(name, value): (String, windows_registry::Value)| {
            let value = match value.ty() {
                Type::String | Type::ExpandString => String::try_from(value).map_or(Value::Null, Value::String),
                Type::U32 => u32::try_from(value).map_or(Value::Null, Value::from),
                _ => Value::Null,
            };
            (name, value)
        };
        Ok(Some(key.values()?.map(read).collect()))
    }

    #[cfg(test)]
    mod tests {
        use serde_json::json;
        use windows_registry::CURRENT_USER;

        use super::*;

        #[test]
        fn only_the_policy_names_the_file() {
            let policy = format!(r"Software\Provisioning Desk tests\{}", std::process::id());
            assert_eq!(file_in(CURRENT_USER, &policy, "ConnectionsFile"), None);
            assert_eq!(values_in(CURRENT_USER, &policy).unwrap(), None);
            let key = CURRENT_USER.create(&policy).unwrap();
            key.set_string("ConnectionsFile", "connections.json").unwrap();
            let file = || file_in(CURRENT_USER, &policy, "ConnectionsFile");
            assert_eq!(file(), None, "a relative path is nobody's in particular");
            key.set_string("ConnectionsFile", r"C:\Program Files\Desk\connections.json").unwrap();
            assert_eq!(file(), Some(r"C:\Program Files\Desk\connections.json".into()));
            key.set_u32("Percentage", 10).unwrap();
            let values = Value::Object(values_in(CURRENT_USER, &policy).unwrap().unwrap());
            let expected = json!({"ConnectionsFile": r"C:\Program Files\Desk\connections.json", "Percentage": 10});
            assert_eq!(values, expected);
            CURRENT_USER.remove_tree(&policy).unwrap();
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{
        fs,
        os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    };

    use super::*;

    #[test]
    fn a_file_writable_by_others_is_refused() {
        let read = |path: &Path| super::read(path, true);
        let open_to = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("connections.json");
        assert!(read(&path).unwrap().is_none(), "no administrator has made it");
        fs::write(&path, "{}").unwrap();
        open_to(&path, 0o644);
        assert_eq!(read(&path).unwrap().unwrap(), b"{}");
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
        assert!(matches!(read(&link), Err(Error::Exposed { .. })), "a user that can change the link names the file");

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
