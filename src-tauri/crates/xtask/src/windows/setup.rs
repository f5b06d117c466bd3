//! The setup for Windows, made by NSIS.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    package::manifest::Kind,
    shell::{Result, command, root, step},
    windows::machine::{Machine, TARGET},
};

const STRIP: &str = "x86_64-w64-mingw32-strip";
pub const PROGRAM: &str = "provisioning-desk.exe";
const LOADER: &str = "WebView2Loader.dll";
const LICENCE: &str = "LICENSE.txt";
const LIBRARIES: &str = "third-party-licences.txt";
/// All files that a setup installs, besides those that it makes.
pub const FILES: [&str; 4] = [PROGRAM, LOADER, LICENCE, LIBRARIES];

/// Compression: a test needs no small file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    Fast,
    Small,
}

/// Puts the files of a setup into `files`, from a build of `profile` (`debug` or `release`), without its symbols.
pub fn collect(machine: &Machine, profile: &str, third_party: &str, files: &Path) -> Result<()> {
    let built = machine.dir.join(TARGET).join(profile);
    fs::create_dir_all(files).map_err(|error| format!("{}: {error}", files.display()))?;
    step("strip", command(STRIP).arg("-o").arg(files.join(PROGRAM)).arg(built.join(PROGRAM)))?;
    for (from, name) in [(built.join(LOADER), LOADER), (root().join("LICENSE"), LICENCE)] {
        fs::copy(&from, files.join(name)).map_err(|error| format!("{}: {error}", from.display()))?;
    }
    fs::write(files.join(LIBRARIES), third_party).map_err(|error| format!("{LIBRARIES}: {error}"))
}

/// Makes the setup for one user or for all, and returns its path in `dir`.
pub fn make(files: &Path, version: &str, kind: Kind, compression: Compression, dir: &Path) -> Result<PathBuf> {
    let users = if kind == Kind::WindowsAllUsers { "-all-users" } else { "" };
    let out = dir.join(format!("provisioning-desk-{version}-windows-x86_64-setup{users}.exe"));
    let defined = |name: &str, value: &Path| format!("-D{name}={}", value.display());
    let mut make = command("makensis");
    make.args(["-V2", "-WX"]).arg(format!("-DVERSION={version}"));
    make.args([defined("FILES", files), defined("ICON", &root().join("icons/icon.ico")), defined("OUT", &out)]);
    if compression == Compression::Fast {
        make.arg("-DFAST");
    }
    if kind == Kind::WindowsAllUsers {
        make.arg("-DALL_USERS");
    }
    step("makensis", make.arg(root().join("src-tauri/packaging/windows/setup.nsi")))?;
    Ok(out)
}
