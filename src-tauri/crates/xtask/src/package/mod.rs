//! `cargo xtask package`: makes the packages that are shipped, from one release build.
//!
//! Each package has the same files, which [`tree`] lists, and none runs a script. The manifest names every package with
//! its checksum and contents; `cargo xtask verify` checks them. Two runs of one commit write the same bytes, except for
//! the signature, which contains random numbers.

/// The release build.
pub mod build;
/// Installation in a clean system.
mod clean_system;
/// The Debian package.
mod deb;
/// Reading and writing files.
pub mod files;
/// Checks by the linters of the packages' systems.
pub mod lints;
/// [`manifest::Manifest`]: packages, checksums and contents.
pub mod manifest;
/// The archive that needs no installation.
pub mod portable;
/// The commit, and names that come from it.
pub mod release;
/// The RPM package.
mod rpm;
/// Signatures of minisign.
pub mod signature;
/// Names and licence texts of all libraries.
pub mod third_party;
/// Installed files.
pub mod tree;
/// The setups for Windows.
mod windows_setups;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::{
    bill_of_materials, interface,
    kind::Kind,
    package::{
        clean_system::CleanSystem,
        files::{clear, read, write},
        manifest::{MANIFEST, Manifest},
        release::Release,
    },
    packages, run,
    shell::{Result, cargo, command, step, target},
    tally::Tally,
    verify,
    windows::{machine::Machine, standard_library::StandardLibrary},
};

#[derive(clap::Args)]
pub struct PackageArguments {
    /// Sign with this secret key of minisign; its password is read from the variable `MINISIGN_PASSWORD`
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The releases that these packages belong to; desks follow the channel of their policy
    #[arg(long, default_value = DEFAULT_CHANNEL)]
    channel: String,
}

const DEFAULT_CHANNEL: &str = "stable";

pub fn run(arguments: &PackageArguments) -> Result<ExitCode> {
    if !cfg!(target_os = "linux") {
        return Err("packages are made on Linux".into());
    }
    let release = Release::here(&arguments.channel)?;
    // Before the long build: a wrong password must not cost it.
    let key = arguments.key.as_deref().map(signature::SigningKey::read).transpose()?;
    packages::provide(packages::Need::Window)?;
    packages::provide(packages::Need::Packages)?;
    packages::provide(packages::Need::Wine)?;
    interface::install()?;
    interface::build()?;
    let trusted = key.as_ref().map(signature::SigningKey::public).transpose()?;
    let program = build::release(trusted.as_ref())?;
    let windows = windows_setups::build(trusted.as_ref(), &release)?;
    let dir = target().join("packages").join(&release.version);
    make(&dir, &release, &program, Some(&windows))?;
    lints::check(&dir)?;
    if let Some(key) = &key {
        key.sign(&dir.join(MANIFEST), &release.signed_comment())?;
    }
    verify::report(&dir, trusted.as_ref())
}

/// Makes all packages and their manifest in `dir`, from the built programs.
pub fn make(dir: &Path, release: &Release, program: &Path, windows: Option<&Machine>) -> Result<()> {
    println!("\n── packages of {} ({})", release.version, release.commit);
    clear(dir)?;
    let work = target().join("packages/work");
    clear(&work)?;
    let mut bill = bill_of_materials::bill_of_desk()?;
    let built_std = windows.map(StandardLibrary::read).transpose()?;
    if let Some(StandardLibrary { metadata, lock }) = &built_std {
        bill_of_materials::add_standard_library(&mut bill, metadata, lock)?;
    }
    let third_party = third_party::licences(&bill, built_std.as_ref().map(|built| &built.metadata))?;
    let stripped = work.join("stripped");
    let mut strip = command("strip");
    step("strip", strip.args(["--strip-all", "--remove-section=.comment", "-o"]).arg(&stripped).arg(program))?;
    let program = read(&stripped)?;
    let files = tree::installed(program, &third_party)?;

    let deb = deb::make(&files, release, &work, dir)?;
    let rpm = rpm::make(&files, release, &work, dir)?;
    let portable = portable::make(&files, release, dir)?;
    let mut manifest = Manifest::new(release);
    for (kind, (package, contents)) in [(Kind::Deb, deb), (Kind::Rpm, rpm), (Kind::Portable, portable)] {
        manifest.add_package(&dir.join(package), kind, &contents)?;
    }
    if let Some(machine) = windows {
        windows_setups::make(machine, release, &third_party, &work, dir, &mut manifest)?;
    }
    let bill = serde_json::to_string_pretty(&bill).map_err(|error| error.to_string())? + "\n";
    for (name, text) in [(release.bill_name(), bill), (release.licences_name(), third_party)] {
        write(&dir.join(&name), text.as_bytes())?;
        manifest.add(&dir.join(name))?;
    }
    manifest.write(dir)
}

/// `cargo xtask test --packages`.
pub fn test() -> Result<ExitCode> {
    packages::provide(packages::Need::DrivenWindow)?;
    packages::provide(packages::Need::Packages)?;
    interface::install()?;
    interface::build()?;
    let driver = run::provide_tauri_driver()?;
    // As in `cargo xtask test`, which has built them already.
    step("cargo build", cargo().args(["build", "--workspace", "--all-targets"]))?;
    let built = run::desk_binary(false);
    let work = target().join("packages/test");
    clear(&work)?;
    let mut tally = Tally::default();
    let dir = work.join("made");
    let release = Release::of_head(DEFAULT_CHANNEL)?;
    make(&dir, &release, &built, None)?;
    tally.check(lints::check(&dir));
    tally.check(verify::report(&dir, None).map(|_| ()));
    let system = CleanSystem::provide(work.with_file_name("system"))?;
    system.test(&mut tally, &dir.join(deb::name(&release)?), &driver)?;
    Ok(tally.end())
}
