use std::{env::consts::ARCH, fmt::Write, fs, path::Path};

use crate::{
    package::{
        files::{clear, write},
        manifest::Kind,
        release::Release,
        tree::{self, Installed, Made},
    },
    shell::{Result, command, root, step},
};

/// Makes the RPM package in `dir`.
pub fn make(files: &[Installed], release: &Release, work: &Path, dir: &Path) -> Result<Made> {
    let files = tree::with(files, tree::marker(Kind::Rpm));
    let (staged, list, top) = (work.join("rpm"), work.join("rpm.files"), work.join("rpmbuild"));
    tree::write_all(&staged, &files)?;
    write(&list, listed(&files).as_bytes())?;
    clear(&top)?;
    let defined = |name: &str, value: &str| ["--define".to_owned(), format!("{name} {value}")];
    let shown = |path: &Path| path.display().to_string();
    let mut build = command("rpmbuild");
    release
        .dated(&mut build)
        .args(["-bb", "--quiet", "--target", ARCH])
        .args(defined("_topdir", &shown(&top)))
        .args(defined("desk_version", &release.version))
        .args(defined("desk_tree", &shown(&staged)))
        .args(defined("desk_files", &shown(&list)))
        .arg(root().join("src-tauri/packaging/linux/provisioning-desk.spec"));
    step("rpmbuild", &mut build)?;
    let name = format!("provisioning-desk-{}-1.{ARCH}.rpm", release.version);
    let made = top.join("RPMS").join(ARCH).join(&name);
    fs::copy(&made, dir.join(&name)).map_err(|error| format!("{}: {error}", made.display()))?;
    Ok((name, files))
}

/// List of files for `rpmbuild`. Of the folders two are the package's own; the others belong to the system.
fn listed(files: &[Installed]) -> String {
    let mut list = "%dir /usr/share/doc/provisioning-desk\n%dir /usr/share/provisioning-desk\n".to_owned();
    for file in files {
        let kind = if file.path.contains("/share/doc/") { "%doc " } else { "" };
        let _ = writeln!(list, "{kind}%attr({:o},root,root) /{}", file.mode, file.path);
    }
    list
}
