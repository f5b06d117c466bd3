//! Ensures that the profile directory and its files belong to this user and are closed to all others, or refuses the
//! profile.
//!
//! A user with write access could add requests to the outbox, and one with read access would see the customers' cards.
//! Files of this user that are open to others are closed; files of other users are left alone.

use std::{
    fs::{self, Metadata},
    path::{Path, PathBuf},
};

use crate::{Error, files};

/// Prefixes of the names that the desk creates in a profile. Other files there are ignored.
const PROFILE_FILE_PREFIXES: [&str; 8] =
    ["cache.", "journal.", "lock", "logs", "settings.", "update", "webview", "window."];

/// Creates the directory if it is missing, closes it and its files to other users, and returns its real path.
///
/// Links in the path of the directory are followed once, here. Within the directory none are.
pub fn claim(dir: &Path) -> Result<PathBuf, Error> {
    files::make_private_dir(dir)?;
    #[cfg(unix)]
    let dir = unix::claim_dir(dir, unix::user())?;
    #[cfg(not(unix))]
    let dir = dir.to_path_buf();
    for entry in ours(&dir)? {
        claim_entry(&entry)?;
    }
    let logs = dir.join("logs");
    if logs.is_dir() {
        for entry in entries(&logs)? {
            claim_entry(&entry)?;
        }
    }
    Ok(dir)
}

fn ours(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut ours = entries(dir)?;
    ours.retain(|path| {
        path.file_name().is_some_and(|name| {
            PROFILE_FILE_PREFIXES.iter().any(|ours| name.as_encoded_bytes().starts_with(ours.as_bytes()))
        })
    });
    Ok(ours)
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(dir).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    entries.map_err(Error::io(dir))
}

fn claim_entry(path: &Path) -> Result<(), Error> {
    let metadata = match path.symlink_metadata() {
        Ok(metadata) => metadata,
        // SQLite and the log may delete files at any time.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io(path)(error)),
    };
    if metadata.is_symlink() {
        return Err(Error::exposed(
            path,
            "it is a link, and links are not followed here: put what it names in its place",
        ));
    }
    close(path, &metadata)
}

#[cfg(unix)]
fn close(path: &Path, metadata: &Metadata) -> Result<(), Error> {
    unix::close(path, metadata, unix::user())
}

/// Files inherit the rights of their directory.
#[cfg(not(unix))]
fn close(_: &Path, _: &Metadata) -> Result<(), Error> {
    Ok(())
}

#[cfg(unix)]
pub(crate) mod unix {
    use std::{
        fs::{self, Metadata, Permissions},
        os::unix::fs::{MetadataExt, PermissionsExt},
        path::{Path, PathBuf},
    };

    use crate::Error;

    /// Permissions of the group and of all other users.
    const OTHERS_ACCESS: u32 = 0o077;
    pub(crate) const OTHERS_WRITE: u32 = 0o022;
    const WORLD_WRITABLE: u32 = 0o002;
    /// In a sticky directory, users cannot remove or rename files of others.
    pub(crate) const STICKY_BIT: u32 = 0o1000;

    pub(crate) fn user() -> u32 {
        rustix::process::geteuid().as_raw()
    }

    pub(super) fn claim_dir(dir: &Path, user: u32) -> Result<PathBuf, Error> {
        let dir = fs::canonicalize(dir).map_err(Error::io(dir))?;
        for parent in dir.ancestors().skip(1) {
            let mode = fs::metadata(parent).map_err(Error::io(parent))?.mode();
            if mode & WORLD_WRITABLE != 0 && mode & STICKY_BIT == 0 {
                let parent = parent.display();
                let words = format!(
                    "everybody may write to {parent}, and so put another directory in its place: \
                     choose another directory (--data-dir), or take that right away (chmod o-w {parent})"
                );
                return Err(Error::exposed(&dir, words));
            }
        }
        let metadata = fs::metadata(&dir).map_err(Error::io(&dir))?;
        close(&dir, &metadata, user)?;
        Ok(dir)
    }

    /// Removes the permissions of other users, by path: links were refused before, and in a closed directory no other
    /// user can create one.
    pub(super) fn close(path: &Path, metadata: &Metadata, user: u32) -> Result<(), Error> {
        if metadata.uid() != user {
            let owner = metadata.uid();
            let words = format!(
                "it belongs to another user (number {owner}): choose another directory (--data-dir), or have it given to you \
                 (chown)"
            );
            return Err(Error::exposed(path, words));
        }
        if metadata.mode() & OTHERS_ACCESS == 0 {
            return Ok(());
        }
        let wanted = if metadata.is_dir() { 0o700 } else { 0o600 };
        let closed = fs::set_permissions(path, Permissions::from_mode(wanted));
        // Some file systems, such as those of USB sticks, have no permissions and report no error.
        let left = fs::symlink_metadata(path).map_err(Error::io(path))?.mode() & OTHERS_ACCESS;
        if left & OTHERS_WRITE != 0 {
            let words =
                closed.map_or_else(|error| error.to_string(), |()| "its file system knows no rights".to_owned());
            let words =
                format!("others may write it, which cannot be changed ({words}): choose a directory on another disk");
            return Err(Error::exposed(path, words));
        }
        if left == 0 {
            tracing::warn!(dir = metadata.is_dir(), "others could read or write it; now they cannot");
        } else {
            tracing::warn!(dir = metadata.is_dir(), "others can read it, and its file system knows no rights");
        }
        Ok(())
    }
}

#[cfg(windows)]
pub(crate) use windows::restrict;

#[cfg(any(windows, test))]
mod windows {
    #[cfg(windows)]
    use std::path::Path;

    /// The system's own account.
    const SYSTEM_SID: &str = "S-1-5-18";
    /// The owner of a file; without this entry an owner may always change the file's rights.
    const OWNER_RIGHTS_SID: &str = "S-1-3-4";

    /// Restricts the directory to this user and the system. A failure is logged only: a USB stick may have no rights,
    /// and the default directory is closed to other users anyway.
    #[cfg(windows)]
    pub(crate) fn restrict(dir: &Path) {
        use std::{env, os::windows::process::CommandExt, path::PathBuf, process::Command};

        /// Prevents a flashing console window.
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;

        // Full paths, because a program of the same name may be elsewhere in the search path.
        let system = PathBuf::from(env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into())).join("System32");
        let run = |program: &str, arguments: &[&std::ffi::OsStr]| {
            let output = Command::new(system.join(program)).args(arguments).creation_flags(CREATE_NO_WINDOW).output();
            match output {
                Ok(output) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
                Ok(output) => Err(format!("{program} ended with {}", output.status)),
                Err(error) => Err(format!("{program}: {error}")),
            }
        };
        let restricted = run("whoami.exe", &["/user", "/fo", "csv", "/nh"].map(AsRef::as_ref)).and_then(|told| {
            let user = account(&told).ok_or_else(|| "whoami.exe does not say who this is".to_owned())?;
            let grants = grants(user);
            let mut words = vec![dir.as_os_str(), "/inheritance:r".as_ref(), "/grant:r".as_ref()];
            words.extend(grants.iter().map(AsRef::<std::ffi::OsStr>::as_ref));
            words.push("/q".as_ref());
            run("icacls.exe", &words)?;
            if has_more(&run("icacls.exe", &[dir.as_os_str()])?) {
                // Further rights were granted by name. `/reset` replaces them by inherited ones, which the next call
                // removes.
                run("icacls.exe", &[dir.as_os_str(), "/reset".as_ref(), "/q".as_ref()])?;
                run("icacls.exe", &words)?;
            }
            Ok(())
        });
        if restricted.is_err() {
            tracing::warn!("the directory cannot be restricted to its owner");
        }
    }

    /// Account id in `"COMPUTER\ann","S-1-5-21-…"`.
    fn account(told: &str) -> Option<&str> {
        let id = told.trim().rsplit(',').next()?.trim_matches('"');
        (id.starts_with("S-1-") && id.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')).then_some(id)
    }

    /// Full rights, inherited by new files; for a different owner, only the right to read the permissions.
    fn grants(user: &str) -> [String; 3] {
        [format!("*{user}:(OI)(CI)F"), format!("*{SYSTEM_SID}:(OI)(CI)F"), format!("*{OWNER_RIGHTS_SID}:(OI)(CI)(RC)")]
    }

    /// Whether accounts other than those in [`grants`] have rights: `C:\desk PC\ann:(OI)(CI)(F)` and one line for each
    /// further account.
    fn has_more(told: &str) -> bool {
        told.matches(":(").count() > 3
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn detects_permissions_granted_to_others() {
            let ours = "C:\\desk PC\\ann:(OI)(CI)(F)\r\n        NT-AUTORITÄT\\SYSTEM:(OI)(CI)(F)\r\n        \
                        EIGENTÜMERRECHTE:(OI)(CI)(Rc)\r\n\r\n1 Dateien erfolgreich verarbeitet.\r\n";
            assert!(!has_more(ours));
            assert!(has_more(&format!("{ours}        PC\\bob:(OI)(CI)(M)\r\n")));
        }

        #[test]
        fn reads_only_the_account_from_the_systems_answer() {
            assert_eq!(account("\"PC\\ann, x\",\"S-1-5-21-1-2-3-1001\"\r\n"), Some("S-1-5-21-1-2-3-1001"));
            for other in ["", "ERROR: denied", "\"PC\\ann\",\"S-1-5-21 /grant\"", "\"PC\\ann\",\"Everyone\""] {
                assert_eq!(account(other), None, "{other}");
            }
        }

        #[test]
        fn only_the_user_and_the_system_have_access() {
            assert_eq!(grants("S-1-5-21-7"), ["*S-1-5-21-7:(OI)(CI)F", "*S-1-5-18:(OI)(CI)F", "*S-1-3-4:(OI)(CI)(RC)"]);
        }

        #[cfg(windows)]
        #[test]
        fn a_restricted_directory_can_be_used_as_before() {
            let dir = tempfile::tempdir().unwrap();
            std::fs::write(dir.path().join("before"), "1").unwrap();
            restrict(dir.path());
            std::fs::write(dir.path().join("after"), "2").unwrap();
            assert_eq!(std::fs::read_to_string(dir.path().join("before")).unwrap(), "1");
            assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().permissions().mode() & 0o1777
    }

    fn open_to(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn refusal(dir: &Path) -> String {
        match claim(dir).unwrap_err() {
            Error::Exposed { words, .. } => words,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn own_files_are_made_private() {
        let dir = tempfile::tempdir().unwrap();
        let profile = dir.path().join("profile");
        fs::create_dir_all(profile.join("logs")).unwrap();
        open_to(&profile, 0o777);
        let made =
            ["journal.db", "journal.db-wal", "cache.db-shm", "settings.json", "lock", "logs/desk.log", "somebodys"];
        for name in made {
            fs::write(profile.join(name), "").unwrap();
            open_to(&profile.join(name), 0o666);
        }
        open_to(&profile.join("logs"), 0o755);
        claim(&profile).unwrap();
        assert_eq!((mode(&profile), mode(&profile.join("logs"))), (0o700, 0o700));
        for name in &made[..6] {
            assert_eq!(mode(&profile.join(name)), 0o600, "{name}");
        }
        assert_eq!(mode(&profile.join("somebodys")), 0o666, "what the desk did not make is left alone");
    }

    #[test]
    fn a_directory_of_another_user_is_refused_and_untouched() {
        let dir = tempfile::tempdir().unwrap();
        open_to(dir.path(), 0o755);
        let metadata = fs::metadata(dir.path()).unwrap();
        let somebody_else = metadata.uid() + 1;
        let error = unix::claim_dir(dir.path(), somebody_else).unwrap_err();
        assert!(error.to_string().contains("--data-dir"), "it says what to do: {error}");
        assert_eq!(mode(dir.path()), 0o755);
        assert!(unix::close(dir.path(), &metadata, metadata.uid()).is_ok());
    }

    #[test]
    fn a_world_writable_parent_directory_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let (shared, profile) = (dir.path().join("shared"), dir.path().join("shared/below/profile"));
        fs::create_dir(&shared).unwrap();
        open_to(&shared, 0o777);
        let words = refusal(&profile);
        assert!(words.contains("everybody may write") && words.contains("chmod o-w"), "{words}");
        open_to(&shared, 0o1777);
        claim(&profile).unwrap();
    }

    #[test]
    fn a_profile_may_be_a_link_but_contains_none() {
        let dir = tempfile::tempdir().unwrap();
        let (profile, link) = (dir.path().join("profile"), dir.path().join("link"));
        fs::create_dir(&profile).unwrap();
        symlink(&profile, &link).unwrap();
        let real = claim(&link).unwrap();
        assert_eq!(real, fs::canonicalize(&profile).unwrap(), "from now on the link does not count");
        let elsewhere = dir.path().join("elsewhere");
        fs::write(&elsewhere, "").unwrap();
        open_to(&elsewhere, 0o644);
        for name in ["journal.db", "settings.json", "lock"] {
            symlink(&elsewhere, profile.join(name)).unwrap();
            assert!(refusal(&profile).contains("it is a link"), "{name}");
            fs::remove_file(profile.join(name)).unwrap();
        }
        symlink(dir.path(), profile.join("logs")).unwrap();
        assert!(refusal(&profile).contains("it is a link"), "also of a directory");
        assert_eq!(mode(&elsewhere), 0o644);
    }
}
