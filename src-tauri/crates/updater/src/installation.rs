//! How the desk was installed: by the marker that each package puts into its tree. Paths alone would not tell an unpacked
//! archive from a program that was built there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::view::Installation;

/// The marker beside a program of Windows, and below the folder of another program's `bin`.
const MARKER: &str = if cfg!(windows) { "installation" } else { "share/provisioning-desk/installation" };

/// The installation of a program, and the folder with its whole tree.
pub(crate) fn of_program(program: &Path) -> (Installation, PathBuf) {
    let program = fs::canonicalize(program).unwrap_or_else(|_| program.to_owned());
    let beside = program.parent().unwrap_or(Path::new(""));
    let root = if cfg!(windows) { beside } else { beside.parent().unwrap_or(beside) };
    let marker = fs::read_to_string(root.join(MARKER)).unwrap_or_default();
    let installation = serde_json::from_value(marker.trim().into()).unwrap_or(Installation::Source);
    (installation, root.to_owned())
}

/// Whether the desk may replace itself. All others belong to a package manager or an administrator. Archives are for
/// Linux.
pub(crate) fn updates_itself(installation: Installation) -> bool {
    match installation {
        Installation::Portable => cfg!(unix),
        Installation::WindowsUser => true,
        Installation::Deb | Installation::Rpm | Installation::WindowsAllUsers | Installation::Source => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marker_says_how_the_desk_was_installed() {
        let dir = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(dir.path()).unwrap();
        let program = if cfg!(windows) { root.join("desk.exe") } else { root.join("bin/provisioning-desk") };
        fs::create_dir_all(program.parent().unwrap()).unwrap();
        fs::create_dir_all(root.join(MARKER).parent().unwrap()).unwrap();
        fs::write(&program, "").unwrap();
        assert_eq!(of_program(&program), (Installation::Source, root.clone()), "no marker: none of the packages");
        for (marker, installation, itself) in [
            ("deb\n", Installation::Deb, false),
            ("rpm\n", Installation::Rpm, false),
            ("portable\n", Installation::Portable, cfg!(unix)),
            ("windows-user\r\n", Installation::WindowsUser, true),
            ("windows-all-users", Installation::WindowsAllUsers, false),
            ("something\n", Installation::Source, false),
        ] {
            fs::write(root.join(MARKER), marker).unwrap();
            assert_eq!(of_program(&program).0, installation, "{marker}");
            assert_eq!(updates_itself(installation), itself, "{marker}");
        }
    }
}
