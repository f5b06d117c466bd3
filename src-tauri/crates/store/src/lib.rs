//! What stays on this machine: the only crate that opens a file or the keyring. Being built.

/// A keyring of this process, for tests.
#[derive(Debug, Clone, Default)]
pub struct MemoryKeyring;
