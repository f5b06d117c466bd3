use std::path::PathBuf;

use serde_json::Value;

use super::machine::{Machine, RUSTC, TARGET};
use crate::shell::{Result, command, output};

/// Features with which cargo builds the standard library.
const FEATURES: &str = "backtrace,panic-unwind";

/// Rust's standard library as it is built for Windows. Its libraries come from the registry, and become a part of the
/// program as the desk's own ones do.
pub struct StandardLibrary {
    /// What `cargo metadata` says of it.
    pub metadata: Value,
    /// Its `Cargo.lock`.
    pub lock: String,
}

impl StandardLibrary {
    pub fn read(machine: &Machine) -> Result<Self> {
        let sysroot = output(machine.apply(command(RUSTC).args(["--print", "sysroot"])))?;
        let sources = PathBuf::from(sysroot.trim()).join("lib/rustlib/src/rust/library");
        let mut describe = machine.cargo();
        describe.args(["metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET]);
        describe.args(["--features", FEATURES, "--manifest-path"]).arg(sources.join("sysroot/Cargo.toml"));
        let metadata =
            serde_json::from_str(&output(&mut describe)?).map_err(|error| format!("cargo metadata: {error}"))?;
        let lock = sources.join("Cargo.lock");
        let lock = std::fs::read_to_string(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
        Ok(Self { metadata, lock })
    }
}
