//! Checks for the system packages of a build, and installs them on Debian.
//!
//! On other systems it only lists the missing ones: their package sources are not ours to choose.

use std::{path::Path, process::Command};

use crate::shell::{self, Result, command, step, succeeds};

/// For compiling and linking the window.
const BUILD_PACKAGES: &[&str] = &["build-essential", "file", "libwebkit2gtk-4.1-dev", "pkg-config"];

/// For driving the window without a screen, with a keyring and a screen reader of its own; used by the tour and the tests.
const DRIVER_PACKAGES: &[&str] = &[
    "at-spi2-core",
    "dbus",
    "fonts-dejavu-core",
    "gnome-keyring",
    "libglib2.0-bin",
    "webkit2gtk-driver",
    "xauth",
    "xclip",
    "xvfb",
];

/// Other programs that read exported files; used by tests.
const READER_PACKAGES: &[&str] = &["libreoffice-calc-nogui", "python3", "python3-openpyxl"];

/// For compiling for Windows, including the standard library, for running the result, and for its setup.
const WINE_PACKAGES: &[&str] = &[
    "build-essential",
    "cargo-web",
    "gcc-mingw-w64-x86-64-win32",
    "nsis",
    "rust-web-src",
    "rustc-web",
    "wine",
    "wine64",
];

/// For making packages of all formats, for reading and checking them, and for a clean system to install one in.
const PACKAGE_PACKAGES: &[&str] =
    &["appstream", "debootstrap", "desktop-file-utils", "dpkg-dev", "lintian", "p7zip-full", "rpm", "rpm2cpio"];

/// Purpose of a command, which decides the packages that it needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Window,
    DrivenWindow,
    /// Programs that read exported files.
    Readers,
    /// Programs that make and read packages.
    Packages,
    /// On Debian only.
    Wine,
}

/// Installs the missing packages, or lists them.
pub fn provide(need: Need) -> Result<()> {
    if !succeeds(command("node").arg("--version")) || !succeeds(shell::npm().arg("--version")) {
        return Err("Node.js with npm is missing: install Node 20.19 or newer, then run this again".into());
    }
    if Path::new("/etc/debian_version").exists() {
        return debian(need);
    }
    let missing = missing_elsewhere(need);
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("missing on this machine:\n  - {}\nInstall it, then run this again.", missing.join("\n  - ")))
}

fn debian(need: Need) -> Result<()> {
    let wanted = match need {
        Need::Window => BUILD_PACKAGES.to_vec(),
        Need::DrivenWindow => [BUILD_PACKAGES, DRIVER_PACKAGES].concat(),
        Need::Readers => READER_PACKAGES.to_vec(),
        Need::Packages => PACKAGE_PACKAGES.to_vec(),
        Need::Wine => WINE_PACKAGES.to_vec(),
    };
    let missing: Vec<_> = wanted.into_iter().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing system packages: {}", missing.join(" "));
    let apt = |words: &[&str]| {
        let mut apt = if is_root() { command("apt-get") } else { command("sudo") };
        if !is_root() {
            apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        }
        apt.env("DEBIAN_FRONTEND", "noninteractive").args(words);
        apt
    };
    step("apt-get update", &mut apt(&["update", "-qq"]))?;
    let mut install = apt(&["install", "-y", "-qq", "--no-install-recommends"]);
    step("apt-get install", install.args(&missing))
}

fn installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["-W", "-f=${db:Status-Status}", package])
        .output()
        .is_ok_and(|output| output.status.success() && output.stdout == b"installed")
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn missing_elsewhere(need: Need) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if cfg!(target_os = "macos") {
        if !succeeds(command("xcode-select").arg("-p")) {
            missing.push("the Xcode command line tools: xcode-select --install");
        }
    } else if cfg!(windows) {
        if !succeeds(command("where").arg("cl.exe")) && std::env::var_os("ProgramFiles(x86)").is_none() {
            missing.push("the Visual Studio C++ build tools");
        }
        if need == Need::DrivenWindow && !succeeds(command("where").arg("msedgedriver.exe")) {
            missing.push("msedgedriver.exe of the installed WebView2 version, on the PATH");
        }
    } else {
        if !succeeds(command("pkg-config").args(["--exists", "webkit2gtk-4.1"])) {
            missing.push("WebKitGTK 4.1 with its development files, pkg-config and a C compiler");
        }
        if need == Need::DrivenWindow {
            if !["/usr/libexec", "/usr/lib"].iter().any(|place| Path::new(place).join("at-spi-bus-launcher").exists()) {
                missing.push("at-spi-bus-launcher (package at-spi2-core)");
            }
            for (program, name) in [
                ("Xvfb", "Xvfb"),
                ("WebKitWebDriver", "WebKitWebDriver (often in a package named webkit2gtk-driver)"),
                ("dbus-run-session", "dbus-run-session (package dbus)"),
                ("gnome-keyring-daemon", "gnome-keyring-daemon (package gnome-keyring)"),
                ("xclip", "xclip"),
            ] {
                if !succeeds(command("sh").args(["-c", &format!("command -v {program}")])) {
                    missing.push(name);
                }
            }
        }
    }
    missing
}
