//! Reads the administrator's file of connections for all users of this computer, which the desk cannot change.
//!
//! It has the format of `settings.json`: `{"version": 1, "connections": [{"id": …, "name": …, …}]}`. Its connections
//! come first, and users type their passwords into the servers that it names, so it is refused if users other than an
//! administrator may write it ([`administrator`]).

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{Error, administrator, settings::StoredConnection};

#[derive(Deserialize)]
struct File {
    version: u32,
    connections: Vec<StoredConnection>,
}

/// Path of the file on this system. On Windows the administrator sets it in the registry, or there is none.
pub fn path() -> Option<PathBuf> {
    #[cfg(windows)]
    return administrator::named_file("ConnectionsFile");
    #[cfg(not(windows))]
    Some(administrator::folder().join("connections.json"))
}

/// Reads the file; a missing file has no connections. `built_in` is the reserved id of the built-in connection.
pub fn read(path: &Path, built_in: &str) -> Result<Vec<StoredConnection>, Error> {
    let Some(bytes) = administrator::read(path, self::path().as_deref() != Some(path))? else {
        return Ok(Vec::new());
    };
    let file: File = serde_json::from_slice(&bytes).map_err(|error| Error::corrupt(path, error))?;
    if file.version > 1 {
        return Err(Error::Newer { path: path.to_owned() });
    }
    let mut ids = HashSet::new();
    for (place, connection) in file.connections.iter().enumerate() {
        let (id, number) = (connection.id.as_str(), place + 1);
        let words = if id.is_empty() {
            format!("connection {number} has no id")
        } else if id == built_in {
            format!("connection {number} has the id “{id}”, which is the built-in sandbox's: give it another one")
        } else if !ids.insert(id) {
            format!("two connections have the id “{id}”: give one of them another one")
        } else {
            continue;
        };
        return Err(Error::corrupt(path, words));
    }
    Ok(file.connections)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read(path: &Path) -> Result<Vec<StoredConnection>, Error> {
        super::read(path, "sandbox")
    }

    #[test]
    fn reads_connections_and_refuses_broken_files() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("connections.json");
        assert_eq!(read(&path).unwrap(), []);
        fs::write(&path, r#"{"version":1,"connections":[{"id":"live","name":"Live"}]}"#).unwrap();
        assert_eq!(read(&path).unwrap()[0].name, "Live");
        fs::write(&path, "\u{feff}{\"version\":1,\"connections\":[{\"id\":\"a\"},{\"id\":\"b\"}]}").unwrap();
        assert_eq!(read(&path).unwrap().len(), 2, "as an editor of Windows writes it");
        for text in ["{", "{\"version\":1}", r#"{"version":1,"connections":[{"name":"no id"}]}"#] {
            fs::write(&path, text).unwrap();
            assert!(matches!(read(&path), Err(Error::Corrupt { .. })), "{text}");
        }
        fs::write(&path, r#"{"version":9,"connections":[]}"#).unwrap();
        assert!(matches!(read(&path), Err(Error::Newer { .. })));
    }

    #[test]
    fn an_id_belongs_to_one_connection() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("connections.json");
        for (ids, named) in
            [(["live", "live"], "two connections have the id “live”"), (["live", "sandbox"], "“sandbox”")]
        {
            let connections = ids.map(|id| format!(r#"{{"id":"{id}"}}"#)).join(",");
            fs::write(&path, format!(r#"{{"version":1,"connections":[{connections}]}}"#)).unwrap();
            let error = read(&path).unwrap_err();
            assert!(matches!(error, Error::Corrupt { .. }) && error.to_string().contains(named), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_of_connections_is_the_administrators_alone() {
        use std::os::unix::fs::PermissionsExt;

        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("connections.json");
        fs::write(&path, r#"{"version":1,"connections":[]}"#).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        assert!(matches!(read(&path), Err(Error::Exposed { .. })));
    }
}
