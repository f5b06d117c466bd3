//! Searches for secrets in all files that a run left behind.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use memchr::memmem;

/// A text that must not be found, with a name for reports.
pub struct Secret {
    pub name: &'static str,
    pub value: String,
}

impl Secret {
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into() }
    }

    /// The secret as it is, and in other encodings.
    fn forms(&self) -> Vec<Vec<u8>> {
        let plain = self.value.as_bytes();
        let wide = self.value.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut hexadecimal = String::new();
        for byte in plain {
            // Writing to a `String` cannot fail.
            let _ = write!(hexadecimal, "{byte:02x}");
        }
        vec![plain.to_vec(), wide, hexadecimal.into_bytes()]
    }

    /// Whether it occurs in `bytes`.
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        // A PIN is short enough to occur by chance inside a longer number.
        let short = self.value.len() <= 4;
        self.forms().iter().enumerate().any(|(form, wanted)| {
            if short && form > 0 {
                return false;
            }
            memmem::find_iter(bytes, wanted).any(|at| {
                let around = [at.checked_sub(1), at.checked_add(wanted.len())];
                !short || !around.into_iter().any(|at| is_word(bytes, at))
            })
        })
    }
}

fn is_word(bytes: &[u8], at: Option<usize>) -> bool {
    at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric)
}

/// Places where secrets were found: “name in file”.
pub fn found_below(directory: &Path, secrets: &[Secret], leave_out: &[&str]) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for file in files(directory)? {
        let shown = file.strip_prefix(directory).unwrap_or(&file).display().to_string();
        if leave_out.iter().any(|part| shown.contains(part)) {
            continue;
        }
        let bytes = fs::read(&file)?;
        found.extend(
            secrets.iter().filter(|secret| secret.is_in(&bytes)).map(|secret| format!("{} in {shown}", secret.name)),
        );
    }
    Ok(found)
}

/// Every regular file below a directory; links and sockets are skipped.
pub fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            files.extend(self::files(&entry.path())?);
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_planted_secret_in_each_encoding() {
        let secret = Secret::new("token", "0F1E2D3C4B5A");
        for planted in [
            b"x0F1E2D3C4B5Ay".to_vec(),
            "0F1E2D3C4B5A".encode_utf16().flat_map(u16::to_le_bytes).collect(),
            b"304631453244334334423541".to_vec(),
        ] {
            let directory = tempfile::tempdir().unwrap();
            fs::create_dir(directory.path().join("logs")).unwrap();
            fs::write(directory.path().join("logs/desk.log"), planted).unwrap();
            let found = found_below(directory.path(), std::slice::from_ref(&secret), &[]).unwrap();
            assert_eq!(found, ["token in logs/desk.log"], "a search that finds nothing proves nothing");
        }
    }

    #[test]
    fn ignores_a_pin_inside_a_longer_number() {
        let pin = Secret::new("PIN", "7391");
        assert!(pin.is_in(b"\"pin\":\"7391\""));
        assert!(!pin.is_in(b"serial 0173910"));
        assert!(!pin.is_in(b"id a7391f"));
    }
}
