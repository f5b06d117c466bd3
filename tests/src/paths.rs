//! Paths of the programs that the tests use, and of the output for users.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

pub fn target() -> PathBuf {
    root().join("target")
}

/// The application under test: `DESK_BINARY`, else the output of `cargo build`.
pub fn desk_binary() -> PathBuf {
    let path = env::var_os("DESK_BINARY").map_or_else(|| target().join("debug/provisioning-desk"), PathBuf::from);
    assert!(path.exists(), "{} is missing: build it, or set DESK_BINARY", path.display());
    path
}

/// The program between WebDriver and the window: `TAURI_DRIVER`, else as installed by `cargo xtask`, else in the search
/// path.
pub fn tauri_driver() -> PathBuf {
    if let Some(path) = env::var_os("TAURI_DRIVER") {
        return path.into();
    }
    let installed = target().join("tools/bin/tauri-driver");
    if installed.exists() { installed } else { "tauri-driver".into() }
}

/// The text of a file of an npm package.
pub fn ui_module(file: &str) -> String {
    let path = root().join("ui/node_modules").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}; run npm ci in ui", path.display()))
}
