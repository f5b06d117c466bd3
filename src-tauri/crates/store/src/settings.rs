//! Stores connections and preferences in `settings.json`, without secrets.
//!
//! Members that this version does not know are kept, because a newer version may share the directory. An unreadable
//! file is set aside, reported, and replaced by defaults.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Error,
    files::{self, SetAside},
    identity::{Identity, Tenant},
};

/// Incremented when an earlier version would misread the file.
const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub version: u32,
    pub connections: Vec<StoredConnection>,
    /// Id of the selected connection.
    pub selected: Option<String>,
    /// Preferences in the window's format.
    pub preferences: Map<String, Value>,
    /// By connection: data of the last session except the token, which is in the keyring.
    pub last_sign_in: BTreeMap<String, LastSignIn>,
    /// By connection: number formats of cards and boxes, in the window's format.
    pub rules: BTreeMap<String, Value>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: VERSION,
            connections: Vec::new(),
            selected: None,
            preferences: Map::new(),
            last_sign_in: BTreeMap::new(),
            rules: BTreeMap::new(),
            unknown: Map::new(),
        }
    }
}

/// A connection as stored; the caller validates it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StoredConnection {
    pub id: String,
    pub name: String,
    pub server_url: String,
    pub organisation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub release: String,
    pub time_zone: String,
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LastSignIn {
    pub user: String,
    /// Origin of the server; empty if an earlier version wrote it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub origin: String,
    pub organisation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Signed in by Web API key.
    pub by_key: bool,
    /// Pseudonym for the user of the Web API key; see [`crate::identity::user_of_key`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_user: Option<String>,
    /// A token is in the keyring.
    pub stored: bool,
    /// A password or key is in the keyring too.
    pub kept: bool,
    /// Fixed expiry time of the token, in milliseconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_seconds: Option<u32>,
}

impl LastSignIn {
    /// Identity of the last session; `None` if an earlier version stored too little.
    pub fn identity(&self) -> Option<Identity> {
        let user = if self.by_key { self.key_user.clone()? } else { self.user.clone() };
        let tenant = Tenant { origin: self.origin.clone(), organisation: self.organisation.clone() };
        (!tenant.origin.is_empty()).then(|| Identity { tenant, unit: self.unit.clone(), user })
    }
}

/// The settings in memory and the path of their file.
#[derive(Debug)]
pub struct SettingsFile {
    path: PathBuf,
    settings: Settings,
}

impl SettingsFile {
    /// Reads the settings. A corrupt or newer file is renamed before it is replaced.
    pub fn open(path: &Path) -> Result<(Self, Option<SetAside>), Error> {
        let file = |settings| Self { path: path.to_owned(), settings };
        match read(path) {
            Ok(settings) => Ok((file(settings), None)),
            Err(error @ (Error::Corrupt { .. } | Error::Newer { .. })) => {
                let kept_as = files::aside(path);
                std::fs::rename(path, &kept_as).map_err(Error::io(path))?;
                Ok((file(Settings::default()), Some(SetAside { kept_as, error })))
            }
            Err(error) => Err(error),
        }
    }

    pub fn get(&self) -> &Settings {
        &self.settings
    }

    /// Changes the settings and writes them; if writing fails, they stay unchanged.
    pub fn change(&mut self, change: impl FnOnce(&mut Settings)) -> Result<(), Error> {
        let mut changed = self.settings.clone();
        change(&mut changed);
        if changed == self.settings && self.path.exists() {
            return Ok(());
        }
        let text = serde_json::to_vec_pretty(&changed).map_err(|error| Error::corrupt(&self.path, error))?;
        files::replace(&self.path, &text)?;
        self.settings = changed;
        Ok(())
    }
}

/// Deletes the files that were set aside, because they name connections and signed-in users.
pub fn delete_set_aside(path: &Path) -> Result<(), Error> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    for entry in std::fs::read_dir(dir).map_err(Error::io(dir))? {
        let aside = entry.map_err(Error::io(dir))?;
        if aside.file_name().to_string_lossy().starts_with(&format!("{stem}.set-aside-")) {
            std::fs::remove_file(aside.path()).map_err(Error::io(&aside.path()))?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Settings, Error> {
    let Some(bytes) = files::read_small(path)? else { return Ok(Settings::default()) };
    let value: Value = serde_json::from_slice(&bytes).map_err(|error| Error::corrupt(path, error))?;
    // Checked first, because a newer file may have another format.
    match value.get("version").and_then(Value::as_u64) {
        Some(version) if version > u64::from(VERSION) => return Err(Error::Newer { path: path.to_owned() }),
        Some(_) => {}
        None => return Err(Error::corrupt(path, "it has no version")),
    }
    serde_json::from_value(value).map_err(|error| Error::corrupt(path, error))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn settings_path() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        (dir, path)
    }

    #[test]
    fn unknown_members_are_kept() {
        let (_dir, path) = settings_path();
        fs::write(
            &path,
            r#"{"version":1,"later":{"a":1},"connections":[{"id":"x","name":"Test","colour":"teal"}],"preferences":{"theme":"dark","font":3}}"#,
        )
        .unwrap();
        let (mut file, set_aside) = SettingsFile::open(&path).unwrap();
        assert!(set_aside.is_none());
        file.change(|settings| settings.selected = Some("x".to_owned())).unwrap();
        let written: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(written["later"]["a"], 1);
        assert_eq!(written["connections"][0]["colour"], "teal");
        assert_eq!(written["preferences"]["font"], 3);
        assert_eq!(written["selected"], "x");
    }

    #[test]
    fn a_corrupt_file_is_set_aside_and_defaults_apply() {
        for text in ["{", "[]", "", "{\"version\":1,\"connections\":7}", "{}"] {
            let (_dir, path) = settings_path();
            fs::write(&path, text).unwrap();
            let (file, set_aside) = SettingsFile::open(&path).unwrap();
            let set_aside = set_aside.unwrap_or_else(|| panic!("{text:?} must be told"));
            assert!(matches!(set_aside.error, Error::Corrupt { .. }), "{text:?}");
            assert_eq!(fs::read_to_string(set_aside.kept_as).unwrap(), text, "nothing is thrown away");
            assert_eq!(file.get(), &Settings::default());
        }
    }

    #[test]
    fn reads_a_file_with_a_byte_order_mark() {
        let (_dir, path) = settings_path();
        fs::write(&path, "\u{feff}{\"version\":1,\"selected\":\"x\"}").unwrap();
        let (file, set_aside) = SettingsFile::open(&path).unwrap();
        assert!(set_aside.is_none(), "a byte order mark breaks nothing");
        assert_eq!(file.get().selected.as_deref(), Some("x"));
    }

    #[test]
    fn a_newer_file_is_set_aside_regardless_of_its_content() {
        let (_dir, path) = settings_path();
        fs::write(&path, r#"{"version":2,"connections":{"by":"id"}}"#).unwrap();
        let (_, set_aside) = SettingsFile::open(&path).unwrap();
        assert!(matches!(set_aside.unwrap().error, Error::Newer { .. }));
    }

    #[test]
    fn a_missing_file_means_the_first_start() {
        let (_dir, path) = settings_path();
        let (file, set_aside) = SettingsFile::open(&path).unwrap();
        assert!(set_aside.is_none());
        assert_eq!(file.get(), &Settings::default());
    }

    #[test]
    fn a_failed_write_changes_no_setting() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("gone/settings.json");
        let (mut file, _) = SettingsFile::open(&path).unwrap();
        assert!(file.change(|settings| settings.selected = Some("x".to_owned())).is_err());
        assert_eq!(file.get().selected, None, "the window must not show what is not kept");
    }
}
