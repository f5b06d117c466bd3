//! Stores tokens and kept passwords in the operating system's keyring. There is no fallback to a file.
//!
//! The keyring's calls block and may wait for the user to type its password. Each runs on a blocking thread, one at a
//! time, with a time-out.

mod memory;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

pub use memory::MemoryKeyring;
use tokio::sync::Mutex;
#[cfg(windows)]
use zeroize::Zeroizing;

/// Service name of the entries; the account is `<connection id>/<user>/<kind>`.
const SERVICE: &str = "provisioning-desk";

/// Longer than a healthy keyring takes, shorter than a user waits.
const CALL_TIMEOUT: Duration = Duration::from_secs(5);

/// Error of a keyring call; the message is the keyring's own and contains no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// This system has no keyring, or none is running.
    #[error("{0}")]
    Missing(String),
    /// The keyring waits for its password, or refused to open.
    #[error("{0}")]
    Locked(String),
    /// The value is too long for the keyring (Windows: 2,560 bytes).
    #[error("{0}")]
    TooLong(String),
    #[error("{0}")]
    Failed(String),
}

impl SecretError {
    /// Code for the log, because a keyring's messages may name accounts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Locked(_) => "locked",
            Self::TooLong(_) => "too long",
            Self::Failed(_) => "failed",
        }
    }
}

/// The keyring in use. Clones share its lock.
#[derive(Clone)]
pub struct Secrets {
    backend: Backend,
    /// Serializes the calls: a locked keyring blocks its thread, and further calls wait here, where they can time out.
    turn: Arc<Mutex<()>>,
    /// Whether the last call succeeded, even if its caller had timed out.
    worked: Arc<AtomicBool>,
    patience: Duration,
}

#[derive(Clone)]
enum Backend {
    System,
    Absent,
    Memory(MemoryKeyring),
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

impl Secrets {
    pub fn system() -> Self {
        Self::new(Backend::System)
    }

    /// Behaves as on a system without a keyring.
    pub fn absent() -> Self {
        Self::new(Backend::Absent)
    }

    /// A keyring in memory, shared with the other clones of `keyring`; for tests.
    pub fn memory(keyring: MemoryKeyring) -> Self {
        Self::new(Backend::Memory(keyring))
    }

    fn new(backend: Backend) -> Self {
        Self { backend, turn: Arc::default(), worked: Arc::default(), patience: CALL_TIMEOUT }
    }

    /// Checks that the keyring can be used by writing, reading and deleting a test entry: reading alone cannot
    /// distinguish a locked keyring from an empty one. May open the system's password window.
    pub async fn probe(&self) -> Result<(), SecretError> {
        self.run(|backend| {
            backend.set("probe", "probe")?;
            backend.get("probe")?;
            backend.delete("probe")
        })
        .await
    }

    /// Waits for a call that still blocks after its time-out; returns true if it succeeded in the end, because the user
    /// unlocked the keyring. Returns false at once if no call blocks.
    pub async fn unlocked(&self) -> bool {
        if self.turn.try_lock().is_ok() {
            return false;
        }
        drop(self.turn.lock().await);
        self.worked.load(Ordering::Relaxed)
    }

    pub async fn get(&self, account: &str) -> Result<Option<String>, SecretError> {
        let account = account.to_owned();
        self.run(move |backend| backend.get(&account)).await
    }

    pub async fn set(&self, account: &str, secret: &str) -> Result<(), SecretError> {
        let (account, secret) = (account.to_owned(), secret.to_owned());
        self.run(move |backend| backend.set(&account, &secret)).await
    }

    /// Deletes an entry; a missing entry is no error.
    pub async fn delete(&self, account: &str) -> Result<(), SecretError> {
        let account = account.to_owned();
        self.run(move |backend| backend.delete(&account)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Backend) -> Result<T, SecretError> + Send + 'static,
    ) -> Result<T, SecretError> {
        let backend = self.backend.clone();
        let (turn, worked) = (self.turn.clone(), self.worked.clone());
        let work = async move {
            let turn = turn.lock_owned().await;
            tokio::task::spawn_blocking(move || {
                // Held by the thread, so that after a time-out the next call does not run in parallel.
                let _turn = turn;
                let result = call(&backend);
                worked.store(result.is_ok(), Ordering::Relaxed);
                result
            })
            .await
            .unwrap_or_else(|error| Err(SecretError::Failed(error.to_string())))
        };
        tokio::time::timeout(self.patience, work).await.unwrap_or_else(|_| {
            let seconds = self.patience.as_secs();
            Err(SecretError::Locked(format!("no answer within {seconds} s; it may be waiting for its password")))
        })
    }
}

impl Backend {
    fn get(&self, account: &str) -> Result<Option<String>, SecretError> {
        match self {
            Self::System => match read(&entry(account)?) {
                Ok(secret) => Ok(Some(secret)),
                Err(keyring::Error::NoEntry) => Ok(None),
                Err(error) => Err(sort(&error)),
            },
            Self::Absent => Err(absent()),
            Self::Memory(keyring) => keyring.get(account),
        }
    }

    fn set(&self, account: &str, secret: &str) -> Result<(), SecretError> {
        match self {
            Self::System => write(&entry(account)?, secret).map_err(|error| sort(&error)),
            Self::Absent => Err(absent()),
            Self::Memory(keyring) => keyring.set(account, secret),
        }
    }

    fn delete(&self, account: &str) -> Result<(), SecretError> {
        match self {
            Self::System => match entry(account)?.delete_credential() {
                Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
                Err(error) => Err(sort(&error)),
            },
            Self::Absent => Err(absent()),
            Self::Memory(keyring) => keyring.delete(account),
        }
    }
}

fn absent() -> SecretError {
    SecretError::Missing("no keyring on this system".to_owned())
}

fn entry(account: &str) -> Result<keyring::Entry, SecretError> {
    // The first call starts the store; if that fails, the reason is available here only.
    if let Err(error) = keyring::Entry::store_status() {
        return Err(match sort(error) {
            locked @ SecretError::Locked(_) => locked,
            other => SecretError::Missing(other.to_string()),
        });
    }
    new_entry(account).map_err(|error| sort(&error))
}

#[cfg(not(windows))]
fn new_entry(account: &str) -> keyring::Result<keyring::Entry> {
    keyring::Entry::new(SERVICE, account)
}

/// Entries stay on this computer; by default they would roam with the profile to other computers.
#[cfg(windows)]
fn new_entry(account: &str) -> keyring::Result<keyring::Entry> {
    let stays = std::collections::HashMap::from([("persistence", "Local")]);
    Ok(keyring::Entry { inner: keyring_core::Entry::new_with_modifiers(SERVICE, account, &stays)? })
}

#[cfg(not(windows))]
fn read(entry: &keyring::Entry) -> keyring::Result<String> {
    entry.get_password()
}

#[cfg(not(windows))]
fn write(entry: &keyring::Entry, secret: &str) -> keyring::Result<()> {
    entry.set_password(secret)
}

/// Windows stores a password as UTF-16, which needs twice the space for most tokens; so secrets are written as UTF-8
/// bytes.
#[cfg(windows)]
fn read(entry: &keyring::Entry) -> keyring::Result<String> {
    let bytes = Zeroizing::new(entry.get_secret()?);
    utf16::text(&bytes).ok_or_else(|| keyring::Error::BadDataFormat(Vec::new(), "no text".into()))
}

#[cfg(windows)]
fn write(entry: &keyring::Entry, secret: &str) -> keyring::Result<()> {
    // A secret with control characters would be misread as UTF-16, so it is written as a password.
    if utf16::text(secret.as_bytes()).as_deref() == Some(secret) {
        entry.set_secret(secret.as_bytes())
    } else {
        entry.set_password(secret)
    }
}

#[cfg(any(windows, test))]
mod utf16 {
    /// Decodes UTF-8, as this version writes it, or UTF-16, as earlier ones did: UTF-16 has a zero byte for each Latin
    /// character and control characters for most others, which UTF-8 tokens and passwords do not contain.
    pub(super) fn text(bytes: &[u8]) -> Option<String> {
        match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains(char::is_control) => Some(text.to_owned()),
            _ => {
                let units: Vec<u16> = bytes
                    .chunks(2)
                    .map(|pair| <[u8; 2]>::try_from(pair).map(u16::from_le_bytes))
                    .collect::<Result<_, _>>()
                    .ok()?;
                String::from_utf16(&units).ok()
            }
        }
    }
}

/// Parts of the Secret Service's messages if the service has ended or has no collection.
const NO_SERVICE_WORDS: [&str; 4] = ["ServiceUnknown", "Failed to connect", "was not provided", "result not returned"];

fn sort(error: &keyring::Error) -> SecretError {
    let words = error.to_string();
    match error {
        // These variants hold the secret's bytes. Their messages do not, but the fixed text says more.
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => {
            SecretError::Failed("the entry is not text".to_owned())
        }
        keyring::Error::TooLong(..) => SecretError::TooLong(words),
        keyring::Error::NoDefaultStore => SecretError::Missing(words),
        keyring::Error::PlatformFailure(_) | keyring::Error::NoStorageAccess(_)
            if NO_SERVICE_WORDS.iter().any(|gone| words.contains(gone)) =>
        {
            SecretError::Missing(words)
        }
        keyring::Error::NoStorageAccess(_) => SecretError::Locked(words),
        _ => SecretError::Failed(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn keeps_reads_and_deletes() {
        let secrets = Secrets::memory(MemoryKeyring::default());
        secrets.probe().await.unwrap();
        secrets.set("c/ann/token", "T").await.unwrap();
        assert_eq!(secrets.get("c/ann/token").await.unwrap().as_deref(), Some("T"));
        secrets.delete("c/ann/token").await.unwrap();
        secrets.delete("c/ann/token").await.unwrap();
        assert_eq!(secrets.get("c/ann/token").await.unwrap(), None);
    }

    #[tokio::test]
    async fn missing_locked_and_too_long_are_separate_errors() {
        assert!(matches!(Secrets::absent().probe().await, Err(SecretError::Missing(_))));
        let keyring = MemoryKeyring::default();
        let secrets = Secrets::memory(keyring.clone());
        keyring.refuse(Some(SecretError::Locked("locked".to_owned())));
        assert!(matches!(secrets.get("a").await, Err(SecretError::Locked(_))));
        keyring.refuse(None);
        keyring.take_at_most(3);
        assert!(matches!(secrets.set("a", "four").await, Err(SecretError::TooLong(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_keyring_that_blocks_does_not_block_the_desk() {
        let keyring = MemoryKeyring::default();
        let secrets = Secrets::memory(keyring);
        let busy = secrets.turn.clone().lock_owned().await;
        let error = secrets.get("a").await.unwrap_err();
        assert!(matches!(error, SecretError::Locked(_)), "{error:?}");
        drop(busy);
        assert!(!secrets.unlocked().await, "nothing blocks any more");
        assert!(secrets.get("a").await.is_ok(), "once unlocked, it works again");
    }

    #[test]
    fn reads_entries_that_an_older_version_wrote_on_windows() {
        let before = |secret: &str| secret.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        for secret in ["", "eyJhbGciOi.J9", "κωδικός", "Пароль", "pass wörd", "пароль 1", "a\tb"] {
            assert_eq!(utf16::text(&before(secret)).as_deref(), Some(secret), "as it was written: {secret}");
        }
        for secret in ["", "eyJhbGciOi.J9", "κωδικός", "Пароль", "pass wörd", "密码"] {
            assert_eq!(utf16::text(secret.as_bytes()).as_deref(), Some(secret), "as it is written: {secret}");
        }
        assert_eq!(utf16::text(b"\xff\x00\xff"), None, "what is neither is no text");
    }

    #[cfg(windows)]
    #[tokio::test]
    async fn windows_stores_2560_bytes_locally_and_reads_older_entries() {
        let account = format!("tests/{}/token", std::process::id());
        let secrets = Secrets::system();
        let long = "t".repeat(2_560);
        secrets.set(&account, &long).await.unwrap();
        assert_eq!(secrets.get(&account).await.unwrap(), Some(long.clone()));
        let persistence = entry(&account).unwrap().inner.get_attributes().unwrap()["persistence"].clone();
        assert_eq!(persistence, "Local", "a roaming profile would take it along");
        assert!(matches!(secrets.set(&account, &(long + "t")).await, Err(SecretError::TooLong(_))));
        for older in ["eyJ0", "κωδικός"] {
            keyring::Entry::new(SERVICE, &account).unwrap().set_password(older).unwrap();
            assert_eq!(secrets.get(&account).await.unwrap().as_deref(), Some(older));
            secrets.set(&account, older).await.unwrap();
            assert_eq!(secrets.get(&account).await.unwrap().as_deref(), Some(older));
        }
        secrets.set(&account, "a\tb").await.unwrap();
        assert_eq!(secrets.get(&account).await.unwrap().as_deref(), Some("a\tb"));
        secrets.delete(&account).await.unwrap();
        assert_eq!(secrets.get(&account).await.unwrap(), None);
    }

    #[test]
    fn errors_of_the_secret_service_are_classified() {
        let failure = |words: &str| keyring::Error::PlatformFailure(words.to_owned().into());
        let refusal = |words: &str| keyring::Error::NoStorageAccess(words.to_owned().into());
        assert!(matches!(sort(&failure("zbus error: Failed to connect to address")), SecretError::Missing(_)));
        assert!(matches!(sort(&refusal("SS error: result not returned from SS API")), SecretError::Missing(_)));
        assert!(matches!(sort(&refusal("SS error: prompt dismissed")), SecretError::Locked(_)));
        assert!(matches!(sort(&failure("out of memory")), SecretError::Failed(_)));
        assert!(matches!(sort(&keyring::Error::TooLong("password".into(), 2560)), SecretError::TooLong(_)));
        let bytes = keyring::Error::BadEncoding(b"hunter2\xff".to_vec());
        assert!(!sort(&bytes).to_string().contains("hunter2"), "an error must not tell the secret");
    }
}
