//! The measured programs, as built by `cargo xtask bench`.

use std::{env, path::PathBuf};

use acceptance::paths;

pub struct Programs {
    pub desk: PathBuf,
    pub empty_window: PathBuf,
    pub sandbox: PathBuf,
    pub chromium: Option<PathBuf>,
}

impl Programs {
    pub fn find() -> Result<Self, String> {
        Ok(Self {
            desk: paths::desk_binary(),
            empty_window: named("EMPTY_WINDOW")?,
            sandbox: named("SANDBOX")?,
            chromium: ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_the_path),
        })
    }
}

fn named(variable: &str) -> Result<PathBuf, String> {
    let path = env::var_os(variable).map(PathBuf::from).filter(|path| path.exists());
    path.ok_or_else(|| format!("{variable} names no program: start this by `cargo xtask bench`"))
}

fn on_the_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(name)).find(|path| path.is_file())
}
