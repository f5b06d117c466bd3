//! A copy of a profile, which may be opened, and the known facts about its content.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use chrono::DateTime;
use desk::{BuiltInSandbox, Clock, Desk, KeyringChoice, MemoryKeyring, OpenSandbox, Options, view::DemoCredentials};
use sandbox::Sandbox;
use serde_json::Value;
use store::secrets::Secrets;

pub const BUILT_IN: &str = "sandbox";

/// The commits of the desks that wrote the profiles.
const WRITTEN_BY: [&str; 4] = ["116efd9", "42f9d6e", "469ec2f", "dc530d7"];
/// The profile is opened this many hours after it was written, so sessions of two hours have ended.
const HOURS_LATER: i64 = 12;

/// How the desk that wrote the profile ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The whole journal is in its file.
    Closed,
    /// The last rows are in the journal's write-ahead log, as a killed process leaves them.
    Killed,
}

/// A profile as it was left: the commit that wrote it, and how the desk ended.
#[derive(Debug, Clone, Copy)]
pub struct Left {
    pub by: &'static str,
    pub ended: Ended,
}

/// Each profile once, as left by a desk that closed.
pub fn closed() -> impl Iterator<Item = Left> {
    WRITTEN_BY.into_iter().map(|by| Left { by, ended: Ended::Closed })
}

/// Each profile, both closed and killed.
pub fn all() -> impl Iterator<Item = Left> {
    closed().chain(closed().map(|left| Left { ended: Ended::Killed, ..left }))
}

/// A row as it was written.
#[allow(clippy::struct_excessive_bools)] // each is a column of its own
#[derive(Debug)]
pub struct Row {
    pub key: String,
    /// Purpose of the row in the tests.
    pub about: String,
    pub connection: String,
    pub state: String,
    pub server_id: Option<String>,
    pub steps: usize,
    pub has_pin: bool,
    pub edited: bool,
    pub scheduled: bool,
    pub undecided: bool,
    /// The row belongs to the server that its connection led to before.
    pub of_before: bool,
    pub batch: Option<String>,
    /// Everything that is expected of the row.
    pub whole: Value,
}

impl Row {
    fn of(row: &Value) -> Self {
        let flag = |name: &str| row[name] == true;
        Self {
            key: text(row, "key"),
            about: text(row, "about"),
            connection: text(row, "connection"),
            state: text(row, "state"),
            server_id: maybe(row, "server_id"),
            steps: usize::try_from(number(row, "steps")).expect("few"),
            has_pin: flag("has_pin"),
            edited: flag("edited"),
            scheduled: flag("scheduled"),
            undecided: flag("undecided"),
            of_before: flag("of_before"),
            batch: maybe(row, "batch"),
            whole: row.clone(),
        }
    }

    /// The request has not been sent, but would be.
    pub fn waits(&self) -> bool {
        matches!(self.state.as_str(), "held" | "queued") || self.whole["tried_again"] == true
    }
}

pub struct Profile {
    dir: tempfile::TempDir,
    pub expected: Value,
    pub rows: Vec<Row>,
    pub keyring: MemoryKeyring,
    /// Accounts that the keyring had an entry for.
    pub accounts_before: Vec<String>,
    pub settings_before: Value,
}

impl Profile {
    pub async fn copy(left: Left) -> Self {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles").join(left.by);
        let dir = tempfile::tempdir().expect("a directory");
        let copy = |file: &str, to: &str| {
            // Not `fs::copy`: files that are read-only there must be writable here.
            let bytes = fs::read(from.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            fs::write(dir.path().join(to), bytes).expect("it is written");
        };
        for file in ["journal.db", "cache.db", "settings.json"] {
            copy(file, file);
        }
        let read = |file: &str| json(&from.join(file));
        let expected = read("expected.json");
        let mut rows: Vec<Row> = list(&expected, "rows").iter().map(Row::of).collect();
        if left.ended == Ended::Killed {
            copy("killed/journal.db-wal", "journal.db-wal");
            for row in list(&expected, "rows_in_log").iter().map(Row::of) {
                rows.retain(|known| known.key != row.key);
                rows.push(row);
            }
        }
        let entries: BTreeMap<String, String> = serde_json::from_value(read("keyring.json")).expect("text");
        let keyring = MemoryKeyring::default();
        let secrets = Secrets::memory(keyring.clone());
        for (account, secret) in &entries {
            secrets.set(account, secret).await.expect("it is kept");
        }
        let settings_before = json(&dir.path().join("settings.json"));
        let accounts_before = entries.into_keys().collect();
        Self { dir, expected, rows, keyring, accounts_before, settings_before }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn journal(&self) -> PathBuf {
        self.path().join("journal.db")
    }

    pub fn settings(&self) -> Value {
        json(&self.path().join("settings.json"))
    }

    /// Id of a connection.
    pub fn connection(&self, name: &str) -> String {
        text(&self.expected["connections"], name)
    }

    /// The user and the server that each row was made for were written down.
    pub fn keeps_identities(&self) -> bool {
        self.expected["identities"] == true
    }

    /// The purges that were made, the newest first. An older desk made none.
    pub fn purges(&self) -> &[Value] {
        self.expected["purges"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The rows that these took away.
    pub fn purged(&self) -> &[Value] {
        self.expected["purged"].as_array().map_or(&[], Vec::as_slice)
    }

    /// Whether a batch was running on its own.
    pub fn at_work(&self, batch: &str) -> bool {
        let known = list(&self.expected, "batches").iter().find(|known| known["id"] == batch).expect("a batch");
        ["planning", "canary", "running"].iter().any(|state| known["state"] == *state)
    }

    /// Opens the profile as the window does. The clock stands still.
    pub async fn open(&self, built_in: &Sandbox) -> Desk {
        let written = self.expected["at"].as_i64().expect("an instant");
        let at = DateTime::from_timestamp_millis(written + HOURS_LATER * 3_600_000).expect("an instant");
        let options = Options {
            sandbox: Some(BuiltInSandbox {
                url: built_in.url().to_owned(),
                release: "R11".to_owned(),
                demo: DemoCredentials {
                    username: sandbox::USERNAME.to_owned(),
                    password: sandbox::PASSWORD.to_owned(),
                    organisation: sandbox::ORGANISATION.to_owned(),
                    web_api_key: sandbox::WEB_API_KEY.to_owned(),
                },
                open: OpenSandbox::default(),
            }),
            clock: Clock::new(move || at),
            keyring: KeyringChoice::Memory(self.keyring.clone()),
            ..Options::new(self.path().to_owned())
        };
        Desk::open(options).await.expect("it opens")
    }
}

fn json(path: &Path) -> Value {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn text(of: &Value, member: &str) -> String {
    maybe(of, member).unwrap_or_else(|| panic!("no {member} in {of}"))
}

pub fn maybe(of: &Value, member: &str) -> Option<String> {
    of[member].as_str().map(str::to_owned)
}

pub fn number(of: &Value, member: &str) -> u64 {
    of[member].as_u64().unwrap_or_else(|| panic!("no {member} in {of}"))
}

pub fn list<'a>(of: &'a Value, member: &str) -> &'a [Value] {
    of[member].as_array().unwrap_or_else(|| panic!("no {member} in {of}"))
}
