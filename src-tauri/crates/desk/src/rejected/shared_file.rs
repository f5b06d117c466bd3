//! Files to exchange triage and knowledge between desks: one JSON document with its format and version, which can be
//! read and edited by hand.

use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, de::DeserializeOwned};
use store::files;

use crate::error::{
    from_lower,
    problem::{Problem, ProblemCode},
};

/// Version of each file's format. It is raised when an earlier version would misread the file.
pub(crate) const FORMAT_VERSION: u32 = 1;

/// Kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SharedContent {
    Marks,
    Knowledge,
}

impl SharedContent {
    pub(crate) fn format(self) -> &'static str {
        match self {
            Self::Marks => "provisioning-desk-marks",
            Self::Knowledge => "provisioning-desk-knowledge",
        }
    }

    fn fault(self) -> &'static str {
        match self {
            Self::Marks => "noMarksFile",
            Self::Knowledge => "noKnowledgeFile",
        }
    }
}

#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

/// Writes a document atomically. Blocks.
pub(crate) fn write(path: &Path, document: &impl Serialize) -> Result<(), Problem> {
    let mut text = serde_json::to_string_pretty(document)
        .map_err(|error| Problem::new(ProblemCode::FileNotWritten, error.to_string()))?;
    text.push('\n');
    files::write_shared(path, text.as_bytes()).map_err(|error| from_lower::not_written(&error))
}

/// Reads a whole document, or reports why it cannot be read. Blocks.
pub(crate) fn read<T: DeserializeOwned>(path: &Path, content: SharedContent) -> Result<T, Problem> {
    let bytes = files::read_shared(path).map_err(|error| from_lower::not_read(&error))?;
    // Editors on Windows begin a text with a byte order mark.
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    parse(text, content).map_err(|problem| Problem { detail: Some(path.display().to_string()), ..problem })
}

fn parse<T: DeserializeOwned>(text: &[u8], content: SharedContent) -> Result<T, Problem> {
    let unread = |words: String, fault: &str| Problem::new(ProblemCode::FileNotRead, words).at("file", fault);
    let head: Head = match serde_json::from_slice(text) {
        Ok(head) => head,
        Err(error) if error.is_data() => return Err(unread(String::new(), content.fault())),
        Err(error) => return Err(unread(error.to_string(), "brokenFile")),
    };
    if head.format != content.format() {
        return Err(unread(String::new(), content.fault()));
    }
    if head.version > FORMAT_VERSION {
        return Err(unread(String::new(), "newerFile"));
    }
    serde_json::from_slice(text).map_err(|error| unread(error.to_string(), "brokenFile"))
}

/// An instant as RFC 3339 text, to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instant(pub(crate) i64);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let at = DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or_default();
        serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        DateTime::parse_from_rfc3339(&text).map(|at| Self(at.timestamp_millis())).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn fault(text: &str) -> String {
        let problem = parse::<Value>(text.as_bytes(), SharedContent::Marks).unwrap_err();
        assert_eq!(problem.code, ProblemCode::FileNotRead, "{text}");
        problem.fields[0].fault.clone()
    }

    #[test]
    fn only_a_file_of_its_kind_is_read() {
        let head = |format: &str, version: u32| json!({ "format": format, "version": version }).to_string();
        assert!(
            parse::<Value>(head("provisioning-desk-marks", FORMAT_VERSION).as_bytes(), SharedContent::Marks).is_ok()
        );
        assert_eq!(fault(&head("provisioning-desk-knowledge", FORMAT_VERSION)), "noMarksFile");
        assert_eq!(fault(&head("provisioning-desk-marks", FORMAT_VERSION + 1)), "newerFile");
        assert_eq!(fault("{}"), "noMarksFile");
        assert_eq!(fault("[]"), "noMarksFile");
        assert_eq!(fault("3"), "noMarksFile");
        assert_eq!(fault("number;card\n1;2"), "brokenFile");
        assert_eq!(fault(""), "brokenFile");
        assert_eq!(fault(&head("provisioning-desk-marks", FORMAT_VERSION)[..20]), "brokenFile");
    }

    #[test]
    fn a_reading_error_names_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("none.json");
        let problem = read::<Value>(&path, SharedContent::Knowledge).unwrap_err();
        assert_eq!((problem.code, problem.detail), (ProblemCode::FileNotRead, Some(path.display().to_string())));
        assert!(!problem.message.is_empty());
        std::fs::write(&path, "\u{feff}{\"format\": 1}").unwrap();
        let problem = read::<Value>(&path, SharedContent::Knowledge).unwrap_err();
        assert_eq!(
            (problem.fields[0].fault.as_str(), problem.detail),
            ("noKnowledgeFile", Some(path.display().to_string()))
        );
    }

    #[test]
    fn an_instant_keeps_its_milliseconds() {
        let text = serde_json::to_string(&Instant(1_768_471_200_007)).unwrap();
        assert_eq!(text, "\"2026-01-15T10:00:00.007Z\"");
        assert_eq!(serde_json::from_str::<Instant>(&text).unwrap(), Instant(1_768_471_200_007));
        assert_eq!(
            serde_json::from_str::<Instant>("\"2026-01-15T12:00:00.007+02:00\"").unwrap(),
            Instant(1_768_471_200_007)
        );
        assert!(serde_json::from_str::<Instant>("\"yesterday\"").is_err());
    }
}
