//! Starting the desk, hidden, when the user's session starts: the entry that the system reads for it.
//!
//! The system's entry is the only record of it, because its own tools show and change it too. It names this very program;
//! an entry of another copy of the desk counts as off.

use std::path::Path;
#[cfg(unix)]
use std::path::PathBuf;

use crate::Error;

/// Argument of a start by the entry.
const HIDDEN: &str = "--hidden";

/// Whether the session starts this program.
pub fn is_on() -> Result<bool, Error> {
    system::is_on(&program()?)
}

/// Makes the entry, or removes it. A second call changes nothing.
pub fn set(on: bool) -> Result<(), Error> {
    if on { system::enter(&program()?) } else { system::remove() }
}

/// The path of this program as text, in which no system takes a line break.
fn program() -> Result<String, Error> {
    let path = std::env::current_exe().map_err(Error::io(Path::new("provisioning-desk")))?;
    let text = path.to_str().filter(|text| !text.chars().any(char::is_control)).map(str::to_owned);
    text.ok_or_else(|| Error::io(&path)(std::io::Error::other("a path with such a name cannot be entered")))
}

/// A file in a folder of the user's home that the desktop reads.
#[cfg(unix)]
mod entry_file {
    use std::{fs, io, path::Path};

    use crate::{Error, files};

    pub(super) fn write(path: &Path, text: &str) -> Result<(), Error> {
        let dir = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(dir).map_err(Error::io(dir))?;
        files::replace(path, text.as_bytes())
    }

    pub(super) fn read(path: &Path) -> Result<String, Error> {
        let bytes = files::read_small(path)?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    pub(super) fn remove(path: &Path) -> Result<(), Error> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(path)(error)),
            _ => Ok(()),
        }
    }
}

/// A folder that a variable of the environment names, or the one below the home directory.
#[cfg(unix)]
fn folder(variable: Option<&str>, below_home: &str) -> Result<PathBuf, Error> {
    let named = variable.and_then(std::env::var_os).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(below_home));
    named.or_else(home).ok_or_else(|| Error::io(Path::new("HOME"))(std::io::ErrorKind::NotFound.into()))
}

/// The desktop's folder of programs to start, by the specifications of freedesktop.org.
#[cfg(all(unix, not(target_os = "macos")))]
mod system {
    use std::path::PathBuf;

    use super::{Error, HIDDEN, entry_file, folder};

    fn path() -> Result<PathBuf, Error> {
        Ok(folder(Some("XDG_CONFIG_HOME"), ".config")?.join("autostart/app.provisioning-desk.desktop"))
    }

    pub(super) fn is_on(program: &str) -> Result<bool, Error> {
        Ok(starts(&entry_file::read(&path()?)?, program))
    }

    pub(super) fn enter(program: &str) -> Result<(), Error> {
        entry_file::write(&path()?, &entry(program))
    }

    pub(super) fn remove() -> Result<(), Error> {
        entry_file::remove(&path()?)
    }

    /// `TryExec` makes the desktop pass over the entry once the program is gone.
    pub(super) fn entry(program: &str) -> String {
        let try_exec = program.replace('\\', r"\\");
        let exec = exec(program);
        format!(
            "[Desktop Entry]\nType=Application\nVersion=1.4\nName=Provisioning Desk\nIcon=provisioning-desk\n\
             TryExec={try_exec}\n{exec}\nTerminal=false\nStartupNotify=false\n"
        )
    }

    /// A quoted argument in which four characters are escaped, in a value in which each backslash is escaped again.
    fn exec(program: &str) -> String {
        let mut quoted = String::new();
        for character in program.chars() {
            match character {
                '"' | '`' | '$' => quoted.extend([r"\\", &character.to_string()]),
                '\\' => quoted.push_str(r"\\\\"),
                '%' => quoted.push_str("%%"),
                other => quoted.push(other),
            }
        }
        format!("Exec=\"{quoted}\" {HIDDEN}")
    }

    /// Desktops turn an entry off by either of these lines.
    pub(super) fn starts(entry: &str, program: &str) -> bool {
        let has = |wanted: &str| entry.lines().any(|line| line.trim() == wanted);
        has(&exec(program)) && !has("Hidden=true") && !has("X-GNOME-Autostart-enabled=false")
    }
}

/// A launch agent of the user. Neither compiled nor run so far.
#[cfg(target_os = "macos")]
mod system {
    use std::path::PathBuf;

    use super::{Error, HIDDEN, entry_file, folder};

    const LABEL: &str = "app.provisioning-desk";

    fn path() -> Result<PathBuf, Error> {
        Ok(folder(None, "Library/LaunchAgents")?.join(format!("{LABEL}.plist")))
    }

    pub(super) fn is_on(program: &str) -> Result<bool, Error> {
        Ok(entry_file::read(&path()?)? == entry(program))
    }

    pub(super) fn enter(program: &str) -> Result<(), Error> {
        entry_file::write(&path()?, &entry(program))
    }

    pub(super) fn remove() -> Result<(), Error> {
        entry_file::remove(&path()?)
    }

    fn entry(program: &str) -> String {
        let program = program.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>{LABEL}</string>
	<key>ProgramArguments</key>
	<array>
		<string>{program}</string>
		<string>{HIDDEN}</string>
	</array>
	<key>RunAtLoad</key>
	<true/>
</dict>
</plist>
"#
        )
    }
}

/// The user's registry. The uninstaller removes the value.
#[cfg(windows)]
mod system {
    use std::path::Path;

    use windows_registry::{CURRENT_USER, Key, Result};

    use super::{Error, HIDDEN};

    const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
    /// Where the system's settings note which entries the user turned off: an odd first byte.
    const APPROVED: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run";
    const NAME: &str = "Provisioning Desk";
    /// Windows' code for a missing key or value (`ERROR_FILE_NOT_FOUND`).
    const NOT_FOUND: i32 = i32::from_ne_bytes(0x8007_0002_u32.to_ne_bytes());

    pub(super) fn is_on(program: &str) -> std::result::Result<bool, Error> {
        is_on_in(CURRENT_USER, "", program).map_err(failed)
    }

    pub(super) fn enter(program: &str) -> std::result::Result<(), Error> {
        enter_in(CURRENT_USER, "", program).map_err(failed)
    }

    pub(super) fn remove() -> std::result::Result<(), Error> {
        remove_in(CURRENT_USER, "").map_err(failed)
    }

    fn failed(error: impl std::fmt::Display) -> Error {
        Error::io(Path::new(RUN))(std::io::Error::other(error.to_string()))
    }

    /// A path with blanks would start another program without quotation marks.
    fn command(program: &str) -> String {
        format!("\"{program}\" {HIDDEN}")
    }

    /// `below` is a key of a test; else empty.
    pub(super) fn is_on_in(root: &Key, below: &str, program: &str) -> Result<bool> {
        let entered = found(root.open(format!("{below}{RUN}")).and_then(|key| key.get_string(NAME)))?;
        let noted = found(root.open(format!("{below}{APPROVED}")).and_then(|key| key.get_value(NAME)))?;
        let turned_off = noted.is_some_and(|value| value.first().is_some_and(|first| first % 2 == 1));
        Ok(entered.is_some_and(|entered| entered.eq_ignore_ascii_case(&command(program))) && !turned_off)
    }

    pub(super) fn enter_in(root: &Key, below: &str, program: &str) -> Result<()> {
        root.create(format!("{below}{RUN}"))?.set_string(NAME, command(program))?;
        remove_value(root, &format!("{below}{APPROVED}"))
    }

    pub(super) fn remove_in(root: &Key, below: &str) -> Result<()> {
        remove_value(root, &format!("{below}{RUN}"))?;
        remove_value(root, &format!("{below}{APPROVED}"))
    }

    fn remove_value(root: &Key, path: &str) -> Result<()> {
        let Some(key) = found(root.options().read().write().open(path))? else { return Ok(()) };
        found(key.remove_value(NAME)).map(|_| ())
    }

    fn found<T>(answer: Result<T>) -> Result<Option<T>> {
        match answer {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.code().0 == NOT_FOUND => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::system::{entry, starts};

    #[test]
    fn the_desktop_entry_quotes_the_path() {
        let program = r#"/opt/a b/it's "100%" $HOME\desk"#;
        let entry = entry(program);
        let line = r#"Exec="/opt/a b/it's \\"100%%\\" \\$HOME\\\\desk" --hidden"#;
        assert!(entry.lines().any(|found| found == line), "{entry}");
        assert!(entry.lines().any(|found| found == r#"TryExec=/opt/a b/it's "100%" $HOME\\desk"#), "{entry}");
        assert!(starts(&entry, program));
    }

    #[test]
    fn an_entry_of_another_program_or_one_that_is_turned_off_is_off() {
        let entry = entry("/usr/bin/provisioning-desk");
        assert!(!starts(&entry, "/opt/provisioning-desk"));
        for off in ["Hidden=true", "X-GNOME-Autostart-enabled=false"] {
            assert!(!starts(&format!("{entry}{off}\n"), "/usr/bin/provisioning-desk"), "{off}");
        }
        assert!(!starts("", "/usr/bin/provisioning-desk"));
    }
}

#[cfg(all(test, windows))]
mod tests {
    use windows_registry::CURRENT_USER;

    use super::system::{enter_in, is_on_in, remove_in};

    #[test]
    fn the_registry_entry_quotes_the_path_and_follows_the_systems_settings() {
        let below = format!(r"Software\provisioning-desk-test-{}\", std::process::id());
        let program = r"C:\Program Files\Provisioning Desk\provisioning-desk.exe";
        let is_on = || is_on_in(CURRENT_USER, &below, program).unwrap();
        assert!(!is_on());
        remove_in(CURRENT_USER, &below).unwrap();
        enter_in(CURRENT_USER, &below, program).unwrap();
        assert!(is_on());
        let run = CURRENT_USER.open(format!(r"{below}Software\Microsoft\Windows\CurrentVersion\Run")).unwrap();
        assert_eq!(run.get_string("Provisioning Desk").unwrap(), format!("\"{program}\" --hidden"));
        let noted = format!(r"{below}Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run");
        let noted = CURRENT_USER.create(noted).unwrap();
        noted.set_bytes("Provisioning Desk", windows_registry::Type::Bytes, &[3, 0, 0, 0]).unwrap();
        assert!(!is_on(), "the user turned it off in the system's settings");
        enter_in(CURRENT_USER, &below, program).unwrap();
        assert!(is_on());
        remove_in(CURRENT_USER, &below).unwrap();
        assert!(!is_on());
        CURRENT_USER.remove_tree(below.trim_end_matches('\\')).unwrap();
    }
}
