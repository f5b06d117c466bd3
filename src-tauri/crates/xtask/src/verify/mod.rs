//! `cargo xtask verify DIR`: checks packages that others made, against their manifest and their public key.
//!
//! Nothing is unpacked and nothing of it runs: archives are read as streams.

/// Reading packages.
mod archives;
/// The bill of materials and the licences.
mod bill;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use minisign::PublicKey;

use crate::{
    kind::Kind,
    package::{
        files::read,
        manifest::{Content, MANIFEST, Manifest, Shipped, sha256},
        portable,
        release::signed_comment,
        signature, tree,
    },
    packages,
    shell::Result,
};

#[derive(clap::Args)]
pub struct VerifyArguments {
    /// Folder with the packages and their manifest
    dir: PathBuf,
    /// Public key of minisign: a file, or the line in it that begins with `RW`
    #[arg(long)]
    key: Option<String>,
}

pub fn run(arguments: &VerifyArguments) -> Result<ExitCode> {
    let key = arguments.key.as_deref().map(signature::public_key).transpose()?;
    packages::provide(packages::Need::Packages)?;
    report(&arguments.dir, key.as_ref())
}

/// Prints the findings; fails if there are any.
pub fn report(dir: &Path, key: Option<&PublicKey>) -> Result<ExitCode> {
    println!("\n── verify {}", dir.display());
    let manifest = Manifest::read(dir)?;
    let findings = findings(dir, &manifest, key);
    for file in &manifest.files {
        println!("{}  {} ({} bytes)", file.sha256, file.name, file.size);
    }
    if !findings.is_empty() {
        return Err(format!("these are not the packages of the manifest:\n  - {}", findings.join("\n  - ")));
    }
    println!("All files are those of version {}, commit {}.", manifest.version, manifest.commit);
    match key {
        Some(_) => println!("The signature is by the given key."),
        None => println!("NOT checked: the signature, because no key was given (--key)."),
    }
    Ok(ExitCode::SUCCESS)
}

/// Differences between the folder and its manifest.
fn findings(dir: &Path, manifest: &Manifest, key: Option<&PublicKey>) -> Vec<String> {
    let signed = key.map_or(Ok(()), |key| signed(dir, manifest, key));
    let mut findings: Vec<_> = signed.err().into_iter().collect();
    findings.extend(unnamed(dir, manifest));
    findings.extend(manifest.files.iter().filter_map(unmarked));
    findings.extend(manifest.files.iter().filter_map(unlisted));
    let mut crates = BTreeSet::new();
    for shipped in &manifest.files {
        match unchanged(dir, shipped) {
            Err(finding) => findings.push(finding),
            // Changed files are not read any further.
            Ok(()) if shipped.contents.is_empty() => {}
            Ok(()) => match archives::read_package(&dir.join(&shipped.name)) {
                Err(finding) => findings.push(finding),
                Ok(package) => {
                    findings.extend(package.differences(shipped));
                    crates.extend(package.crates);
                }
            },
        }
    }
    findings.extend(bill::gaps(dir, manifest, &crates));
    findings
}

fn signed(dir: &Path, manifest: &Manifest, key: &PublicKey) -> Result<()> {
    let bytes = read(&dir.join(MANIFEST))?;
    let signature = read(&dir.join(format!("{MANIFEST}{}", signature::ENDING)))?;
    let comment = signed_comment(&manifest.version, &manifest.commit);
    signature::check(&bytes, &String::from_utf8_lossy(&signature), &comment, key)
        .map_err(|reason| format!("the manifest's signature: {reason}"))
}

/// A package whose marker is missing or names another kind: its desk would not update itself, or by the wrong package.
fn unmarked(shipped: &Shipped) -> Option<String> {
    let kind = shipped.package.as_ref()?.kind;
    // A setup writes its marker itself.
    if [Kind::WindowsUser, Kind::WindowsAllUsers].contains(&kind) {
        return None;
    }
    let marker = tree::marker(kind);
    let wanted = Content::new(marker.path.trim_start_matches("usr/"), marker.mode, &marker.content);
    let is_it = |content: &Content| content.path.ends_with(&wanted.path) && content.sha256 == wanted.sha256;
    let name = &shipped.name;
    (!shipped.contents.iter().any(is_it))
        .then(|| format!("{name} does not tell its desk that it is installed as {}", kind.name()))
}

/// A portable archive whose list of its own files is missing or another: an update would leave files behind, or delete
/// some that the new version has.
fn unlisted(shipped: &Shipped) -> Option<String> {
    if shipped.package.as_ref()?.kind != Kind::Portable {
        return None;
    }
    let inner = |content: &Content| content.path.split_once('/').map_or(String::new(), |(_, inner)| inner.to_owned());
    let files: Vec<_> = shipped.contents.iter().map(|content| (inner(content), content.sha256.clone())).collect();
    let (lists, others): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| path == portable::LIST);
    let wanted = sha256(&portable::list(others.iter().map(|(path, sum)| (path.as_str(), sum.clone()))));
    let is_it = matches!(lists[..], [(_, sum)] if *sum == wanted);
    (!is_it).then(|| format!("{} does not list its own files in {}", shipped.name, portable::LIST))
}

/// Files of the folder that the manifest does not name.
fn unnamed(dir: &Path, manifest: &Manifest) -> Vec<String> {
    let Ok(entries) = fs::read_dir(dir) else { return vec![format!("{} cannot be read", dir.display())] };
    let is_known = |name: &String| {
        *name == MANIFEST
            || name.strip_prefix(MANIFEST) == Some(signature::ENDING)
            || manifest.files.iter().any(|shipped| shipped.name == *name)
    };
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| !is_known(name)).map(|name| format!("{name} is not in the manifest")).collect()
}

fn unchanged(dir: &Path, shipped: &Shipped) -> Result<()> {
    let name = &shipped.name;
    if Path::new(name).components().count() != 1 || name.contains(['/', '\\']) {
        return Err(format!("{name} is not a file of this folder"));
    }
    let bytes = read(&dir.join(name)).map_err(|_| format!("{name} is missing"))?;
    if bytes.len() as u64 != shipped.size {
        return Err(format!("{name} has {} bytes instead of {}", bytes.len(), shipped.size));
    }
    if sha256(&bytes) == shipped.sha256 { Ok(()) } else { Err(format!("{name} has another checksum")) }
}
