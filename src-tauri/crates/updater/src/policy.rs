//! The administrator's policy: `policy.json` beside the managed connections or, on Windows, values of the registry.
//!
//! Its file is refused if others may write it ([`store::administrator`]). It cannot name a key. A policy with a fault
//! has no effect at all: updates are off, and the fault is shown.

use std::path::PathBuf;

use semver::Version;
use serde::Deserialize;
use serde_json::Value;
use store::administrator;

use crate::{
    source::Source,
    view::{UpdateFault, UpdateFaultCode, UpdateMode, UpdatePolicy},
};

/// Where the policy is.
#[derive(Debug, Clone)]
pub enum PolicyPlace {
    /// The administrator's file, or the registry.
    Administrator,
    /// A file that may belong to the user; for tests.
    File(PathBuf),
}

/// A checked policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Policy {
    pub mode: UpdateMode,
    pub channel: String,
    pub version: Option<Version>,
    /// `None` only if updates are off.
    pub source: Option<Source>,
    pub percentage: u8,
    /// The source as it is written.
    written: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PolicyMembers {
    updates: UpdateMode,
    #[serde(default = "default_channel")]
    channel: String,
    version: Option<String>,
    source: Option<String>,
    #[serde(default = "everyone")]
    percentage: u8,
}

fn default_channel() -> String {
    "stable".to_owned()
}

fn everyone() -> u8 {
    100
}

impl Policy {
    /// Reads the policy; `None` if the administrator has made none.
    pub(crate) fn read(place: &PolicyPlace) -> Result<Option<Self>, UpdateFault> {
        let value = match place {
            PolicyPlace::File(path) => from_file(path, true)?,
            #[cfg(windows)]
            PolicyPlace::Administrator => administrator::policy_values().map_err(fault)?.and_then(from_registry),
            #[cfg(not(windows))]
            PolicyPlace::Administrator => from_file(&administrator::folder().join("policy.json"), false)?,
        };
        value.map(Self::parse).transpose().map_err(fault)
    }

    fn parse(value: Value) -> Result<Self, String> {
        let members: PolicyMembers = serde_json::from_value(value).map_err(|error| error.to_string())?;
        let PolicyMembers { updates, channel, version, source, percentage } = members;
        // It becomes the name of a folder.
        if channel.is_empty() || !channel.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-') {
            return Err(format!("channel: “{channel}” has other characters than small letters and -"));
        }
        let version = version.map(|text| Version::parse(&text).map_err(|error| format!("version: “{text}”: {error}")));
        let version = version.transpose()?;
        if percentage > 100 {
            return Err(format!("percentage: {percentage} is more than 100"));
        }
        if source.is_none() && updates != UpdateMode::Off {
            return Err("source: it is missing, so there is no place to look for updates".to_owned());
        }
        let parsed = source.as_deref().map(|text| Source::parse(text).map_err(|words| format!("source: {words}")));
        Ok(Self { mode: updates, channel, version, source: parsed.transpose()?, percentage, written: source })
    }

    /// The folder of the source with this policy's manifest.
    pub(crate) fn folder(&self) -> String {
        self.version.as_ref().map_or_else(|| self.channel.clone(), Version::to_string)
    }

    pub(crate) fn view(&self) -> UpdatePolicy {
        UpdatePolicy {
            updates: self.mode,
            channel: self.channel.clone(),
            version: self.version.as_ref().map(Version::to_string),
            source: self.written.clone(),
            percentage: self.percentage,
        }
    }
}

fn fault(words: impl std::fmt::Display) -> UpdateFault {
    UpdateFault::new(UpdateFaultCode::Policy, words)
}

fn from_file(path: &std::path::Path, may_be_ours: bool) -> Result<Option<Value>, UpdateFault> {
    let Some(bytes) = administrator::read(path, may_be_ours).map_err(fault)? else { return Ok(None) };
    let value = serde_json::from_slice(&bytes).map_err(|error| fault(format!("{}: {error}", path.display())))?;
    Ok(Some(value))
}

/// Members of the policy by the names of the registry's values; `None` if no value is about updates.
#[cfg(any(windows, test))]
fn from_registry(values: serde_json::Map<String, Value>) -> Option<Value> {
    /// Of the managed connections.
    const CONNECTIONS: &str = "ConnectionsFile";
    let is_ours = |name: &str| !name.eq_ignore_ascii_case(CONNECTIONS);
    let members: serde_json::Map<_, _> = values
        .into_iter()
        .filter(|(name, _)| is_ours(name))
        .map(|(name, value)| (name.to_lowercase(), value))
        .collect();
    (!members.is_empty()).then_some(Value::Object(members))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(value: Value) -> Result<Policy, String> {
        Policy::parse(value)
    }

    #[test]
    fn a_policy_says_mode_and_source_and_has_defaults_for_the_rest() {
        let policy = parse(json!({"updates": "install", "source": "https://updates.example/desk"})).unwrap();
        assert_eq!((policy.mode, policy.channel.as_str(), policy.percentage), (UpdateMode::Install, "stable", 100));
        assert_eq!(policy.folder(), "stable");
        let pinned =
            json!({"updates": "tell", "source": "https://updates.example", "version": "1.4.2", "channel": "beta"});
        assert_eq!(parse(pinned).unwrap().folder(), "1.4.2");
        assert_eq!(parse(json!({"updates": "off"})).unwrap().mode, UpdateMode::Off);
    }

    #[test]
    fn a_fault_is_named_and_nothing_is_ignored() {
        let with = |member: &str, value: Value| {
            let mut policy = json!({"updates": "tell", "source": "https://updates.example"});
            policy[member] = value;
            parse(policy).unwrap_err()
        };
        for (member, value, named) in [
            ("updates", json!("sometimes"), "sometimes"),
            ("chanel", json!("beta"), "chanel"),
            ("key", json!("RWQ"), "unknown field `key`"),
            ("channel", json!("../beta"), "channel"),
            ("version", json!("newest"), "version: “newest”"),
            ("percentage", json!(101), "percentage"),
            ("percentage", json!(-1), "-1"),
            ("percentage", Value::Null, "null"),
            ("source", Value::Null, "source: it is missing"),
            ("source", json!("http://updates.example"), "source"),
            ("source", json!("ftp://updates.example"), "source"),
            ("source", json!("https://me:secret@updates.example"), "source"),
            ("source", json!("updates"), "neither"),
        ] {
            let words = with(member, value);
            assert!(words.contains(named) && !words.contains("secret"), "{member}: {words}");
        }
        assert!(parse(json!({"source": "https://updates.example"})).unwrap_err().contains("updates"));
    }

    #[test]
    fn the_registry_has_the_same_members() {
        let values = |value: Value| value.as_object().cloned().unwrap();
        assert_eq!(from_registry(values(json!({"ConnectionsFile": "C:\\c.json"}))), None);
        let members = from_registry(values(json!({"Updates": "tell", "Source": "https://u.example", "Percentage": 5})));
        assert_eq!(parse(members.unwrap()).unwrap().percentage, 5);
        let unknown = from_registry(values(json!({"Updates": "off", "Url": "https://u.example"})));
        assert!(parse(unknown.unwrap()).unwrap_err().contains("url"));
        let wrong_type = from_registry(values(json!({"Updates": null})));
        assert!(parse(wrong_type.unwrap()).is_err(), "a value of an unexpected type is null");
    }

    #[cfg(unix)]
    #[test]
    fn a_policy_that_others_may_write_has_no_effect() {
        use std::{fs, os::unix::fs::PermissionsExt};

        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("policy.json");
        let place = PolicyPlace::File(path.clone());
        assert_eq!(Policy::read(&place), Ok(None));
        fs::write(&path, r#"{"updates": "off"}"#).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(Policy::read(&place).unwrap().unwrap().mode, UpdateMode::Off);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        let fault = Policy::read(&place).unwrap_err();
        assert!(fault.code == UpdateFaultCode::Policy && fault.detail.contains("chmod go-w"), "{}", fault.detail);
    }
}
