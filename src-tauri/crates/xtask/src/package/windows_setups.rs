use std::path::Path;

use minisign::PublicKey;

use crate::{
    package::{
        build,
        files::read,
        manifest::{Kind, Manifest},
        release::Release,
        tree::{self, Installed},
    },
    shell::{Result, step},
    windows::{
        machine::Machine,
        setup::{Compression, FILES, collect, make as make_setup},
    },
};

/// Builds the program for Windows. The linker writes the commit's time into it.
pub fn build(key: Option<&PublicKey>, release: &Release) -> Result<Machine> {
    let machine = Machine::for_building(false)?;
    let mut cargo = machine.cargo();
    let build = build::shipped(release.dated(&mut cargo), key, &machine.dir)?;
    step("cargo build for Windows", build)?;
    Ok(machine)
}

/// Makes the setups for one user and for all, and adds them to the manifest.
pub fn make(
    machine: &Machine,
    release: &Release,
    third_party: &str,
    work: &Path,
    dir: &Path,
    manifest: &mut Manifest,
) -> Result<()> {
    let files = work.join("windows");
    collect(machine, "release", third_party, &files)?;
    for kind in [Kind::WindowsUser, Kind::WindowsAllUsers] {
        let setup = make_setup(&files, &release.version, kind, Compression::Small, dir)?;
        let mut contents = Vec::new();
        for path in FILES {
            contents.push(Installed { path: path.into(), mode: tree::PLAIN, content: read(&files.join(path))? });
        }
        manifest.add_package(&setup, kind, &contents)?;
    }
    Ok(())
}
