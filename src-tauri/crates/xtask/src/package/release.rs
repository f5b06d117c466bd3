use std::process::Command;

use crate::shell::{Result, command, output};

/// Identity of the packages.
pub struct Release {
    pub version: String,
    pub commit: String,
    /// Seconds since 1970: the time of each packed file.
    pub time: u64,
    /// The same as text, in UTC.
    pub date: String,
    pub channel: String,
}

impl Release {
    /// The checked-out commit. Changes that are not in it are refused: the manifest would name the wrong sources.
    pub fn here(channel: &str) -> Result<Self> {
        let changes = git(&["status", "--porcelain"])?;
        if !changes.is_empty() {
            return Err(format!("commit these changes first, because packages name their commit:\n{changes}"));
        }
        Self::of_head(channel)
    }

    /// The checked-out commit, whatever has changed since.
    pub fn of_head(channel: &str) -> Result<Self> {
        if channel.is_empty() || !channel.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-') {
            return Err(format!("“{channel}” is no channel: it has small letters and - alone"));
        }
        let time = git(&["log", "-1", "--format=%ct"])?;
        Ok(Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: git(&["rev-parse", "HEAD"])?,
            time: time.parse().map_err(|error| format!("git log: {time}: {error}"))?,
            date: output(command("git").env("TZ", "UTC").args([
                "log",
                "-1",
                "--date=format-local:%Y-%m-%dT%H:%M:%SZ",
                "--format=%cd",
            ]))?,
            channel: channel.to_owned(),
        })
    }

    pub fn bill_name(&self) -> String {
        format!("provisioning-desk-{}.cdx.json", self.version)
    }

    pub fn licences_name(&self) -> String {
        format!("provisioning-desk-{}.licences.txt", self.version)
    }

    /// Comment that the signature covers.
    pub fn signed_comment(&self) -> String {
        signed_comment(&self.version, &self.commit)
    }

    /// `command`, whose archives and packages have the commit's time.
    pub fn dated<'command>(&self, command: &'command mut Command) -> &'command mut Command {
        command.env("SOURCE_DATE_EPOCH", self.time.to_string())
    }
}

pub fn signed_comment(version: &str, commit: &str) -> String {
    format!("provisioning-desk {version} {commit}")
}

fn git(words: &[&str]) -> Result<String> {
    output(command("git").args(words))
}
