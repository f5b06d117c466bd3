use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use minisign::PublicKey;

use crate::shell::{Result, cargo, root, step, target};

/// Folder of the libraries' sources in the program's messages.
pub const CRATES: &str = "/crates";

/// Variable with the public key whose signatures the desk's updates need. A desk that is built without one has no updates.
const UPDATE_KEY: &str = "PROVISIONING_DESK_UPDATE_KEY";

/// Builds the program and returns its path. It takes updates signed with `key`, or with another one that the environment
/// names: the first version with a new key is still signed with the old one. The build has a target folder of its own,
/// because its options would build everything anew for the next command.
pub fn release(key: Option<&PublicKey>) -> Result<PathBuf> {
    let folder = target().join("packages/build");
    let mut build = cargo();
    build.env("CARGO_TARGET_DIR", &folder);
    step("cargo build for shipping", shipped(&mut build, key, &folder)?)?;
    Ok(folder.join("release/provisioning-desk"))
}

/// Completes a command of cargo. The program's paths are those of no machine, so that equal sources make equal bytes.
pub fn shipped<'command>(
    build: &'command mut Command,
    key: Option<&PublicKey>,
    folder: &Path,
) -> Result<&'command mut Command> {
    let places = places(folder)?;
    let mapped = |option: &str| places.iter().map(|(from, to)| format!("{option}={}={to}", from.display())).collect();
    let (rust, c): (Vec<_>, Vec<_>) = (mapped("--remap-path-prefix"), mapped("-ffile-prefix-map"));
    build
        .args(["build", "--release", "--locked", "--package", "provisioning-desk"])
        .env("CARGO_ENCODED_RUSTFLAGS", rust.join("\x1f"))
        .env("CFLAGS", c.join(" "));
    if let Some(key) = key.filter(|_| env::var_os(UPDATE_KEY).is_none()) {
        build.env(UPDATE_KEY, key.to_base64());
    }
    Ok(build)
}

/// Folders of this machine and their names in the program. The last one that fits counts.
fn places(folder: &Path) -> Result<Vec<(PathBuf, &'static str)>> {
    let home = env::var_os("HOME").unwrap_or_default();
    let cargo_home = env::var_os("CARGO_HOME").map_or_else(|| Path::new(&home).join(".cargo"), PathBuf::from);
    let registries = cargo_home.join("registry/src");
    let sources = fs::read_dir(&registries).map_err(|error| format!("{}: {error}", registries.display()))?;
    let mut sources: Vec<_> = sources.flatten().map(|registry| registry.path()).collect();
    sources.sort();
    let own = [(root(), "/desk"), (folder.to_path_buf(), "/target")];
    Ok(own.into_iter().chain(sources.into_iter().map(|source| (source, CRATES))).collect())
}
