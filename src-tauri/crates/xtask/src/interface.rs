//! Installs the user interface's packages and builds it, if sources have changed.

use std::{fs, path::Path, time::SystemTime};

use crate::shell::{Result, npm, root, step};

/// Installs the npm packages if the lock file is newer than the installed ones.
pub fn install() -> Result<()> {
    let ui = root().join("ui");
    let installed = modified(&ui.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= modified(&ui.join("package-lock.json")) {
        return Ok(());
    }
    println!("Installing npm packages: those of ui/package-lock.json");
    step("npm ci", npm().args(["ci", "--no-audit", "--no-fund"]))
}

/// Builds the interface (`dist`) if a source is newer.
pub fn build() -> Result<()> {
    let ui = root().join("ui");
    let built = modified(&ui.join("dist/index.html"));
    let sources = ["src", "public", "index.html", "package-lock.json", "vite.config.ts", "tsconfig.json"];
    let newest = sources.iter().filter_map(|source| newest(&ui.join(source))).max();
    if built.is_some() && built >= newest {
        return Ok(());
    }
    step("npm run build", npm().args(["run", "build"]))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

fn newest(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = fs::read_dir(path) else { return modified(path) };
    entries.flatten().filter_map(|entry| newest(&entry.path())).chain(modified(path)).max()
}
