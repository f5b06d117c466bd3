use std::{fs, path::Path};

use crate::shell::{Result, root};

pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

/// Makes an empty folder; a full one is emptied.
pub fn clear(dir: &Path) -> Result<()> {
    let done = if dir.exists() { fs::remove_dir_all(dir) } else { Ok(()) };
    done.and_then(|()| fs::create_dir_all(dir)).map_err(|error| format!("{}: {error}", dir.display()))
}

/// A file of the folder `packaging`.
pub fn source(name: &str) -> Result<Vec<u8>> {
    read(&root().join("src-tauri/packaging").join(name))
}
