//! The administrator's file: connections for everyone on this computer, which the desk cannot change.
//!
//! The same shape as `settings.json`: `{"version": 1, "connections": [{"id": …, "name": …, …}]}`.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::{Error, StoredConnection, files};

#[derive(Deserialize)]
struct File {
    version: u32,
    connections: Vec<StoredConnection>,
}

/// Where an administrator puts it on this system.
pub fn path() -> Option<PathBuf> {
    if cfg!(windows) {
        std::env::var_os("ProgramData").map(|dir| PathBuf::from(dir).join("Provisioning Desk/connections.json"))
    } else if cfg!(target_os = "macos") {
        Some(PathBuf::from("/Library/Application Support/Provisioning Desk/connections.json"))
    } else {
        Some(PathBuf::from("/etc/provisioning-desk/connections.json"))
    }
}

/// Reads it; a missing file is no connection.
pub fn read(path: &Path) -> Result<Vec<StoredConnection>, Error> {
    let Some(bytes) = files::read_small(path)? else { return Ok(Vec::new()) };
    let file: File = serde_json::from_slice(&bytes).map_err(|error| Error::corrupt(path, error))?;
    if file.version > 1 {
        return Err(Error::Newer { path: path.to_owned() });
    }
    if let Some(nameless) = file.connections.iter().position(|connection| connection.id.is_empty()) {
        return Err(Error::corrupt(path, format!("connection {} has no id", nameless + 1)));
    }
    Ok(file.connections)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn reads_connections_and_refuses_what_is_broken() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("connections.json");
        assert_eq!(read(&path).unwrap(), []);
        fs::write(&path, r#"{"version":1,"connections":[{"id":"live","name":"Live"}]}"#).unwrap();
        assert_eq!(read(&path).unwrap()[0].name, "Live");
        for text in ["{", "{\"version\":1}", r#"{"version":1,"connections":[{"name":"no id"}]}"#] {
            fs::write(&path, text).unwrap();
            assert!(matches!(read(&path), Err(Error::Corrupt { .. })), "{text}");
        }
        fs::write(&path, r#"{"version":9,"connections":[]}"#).unwrap();
        assert!(matches!(read(&path), Err(Error::Newer { .. })));
    }
}
