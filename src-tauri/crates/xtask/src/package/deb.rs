use std::{fmt::Write, path::Path};

use crate::{
    package::{
        files::source,
        manifest::Kind,
        release::Release,
        tree::{self, Installed, Made},
    },
    shell::{Result, command, output, step},
};

/// Makes the Debian package in `dir`.
pub fn make(files: &[Installed], release: &Release, work: &Path, dir: &Path) -> Result<Made> {
    let files = tree::with(&with_overrides(files)?, tree::marker(Kind::Deb));
    let staged = work.join("deb");
    tree::write_all(&staged, &files)?;
    let text = control(&files, release, &architecture()?, &depends(work)?)?;
    let paths = files.iter().map(|file| &file.path);
    let sums = output(command("md5sum").current_dir(&staged).args(paths))? + "\n";
    let control =
        |name: &str, text: String| Installed { path: format!("DEBIAN/{name}"), mode: 0o644, content: text.into() };
    tree::write_all(&staged, &[control("control", text), control("md5sums", sums)])?;
    let name = name(release)?;
    let mut build = command("dpkg-deb");
    release.dated(&mut build).args(["--root-owner-group", "-Zxz", "--build"]).arg(&staged).arg(dir.join(&name));
    // Several threads write other bytes than one.
    step("dpkg-deb", build.env("DPKG_DEB_THREADS_MAX", "1"))?;
    Ok((name, files))
}

/// Name of the package's file.
pub fn name(release: &Release) -> Result<String> {
    Ok(format!("provisioning-desk_{}_{}.deb", release.version, architecture()?))
}

fn architecture() -> Result<String> {
    output(command("dpkg").arg("--print-architecture"))
}

fn with_overrides(files: &[Installed]) -> Result<Vec<Installed>> {
    let overrides = Installed {
        path: "usr/share/lintian/overrides/provisioning-desk".into(),
        mode: 0o644,
        content: source("linux/lintian-overrides")?,
    };
    Ok(tree::with(files, overrides))
}

/// Packages of the libraries that the program links, with the versions that it needs.
fn depends(work: &Path) -> Result<String> {
    // `dpkg-shlibdeps` reads the source package's control file.
    let control = "Source: provisioning-desk\n\nPackage: provisioning-desk\nArchitecture: any\n";
    let file = Installed { path: "debian/control".into(), mode: 0o644, content: control.into() };
    tree::write_all(work, &[file])?;
    let mut found = command("dpkg-shlibdeps");
    found.current_dir(work).args(["-O", "deb/usr/bin/provisioning-desk"]);
    let found = output(&mut found)?;
    let depends = found.lines().find_map(|line| line.strip_prefix("shlibs:Depends="));
    depends.map(str::to_owned).ok_or_else(|| format!("dpkg-shlibdeps names no packages: {found}"))
}

fn control(files: &[Installed], release: &Release, architecture: &str, depends: &str) -> Result<String> {
    let mut text = String::from_utf8(source("linux/control")?).map_err(|error| error.to_string())?;
    let size: usize = files.iter().map(|file| file.content.len().div_ceil(1024)).sum();
    for (name, value) in [
        ("Version", release.version.as_str()),
        ("Architecture", architecture),
        ("Installed-Size", &size.to_string()),
        ("Depends", depends),
    ] {
        writeln!(text, "{name}: {value}").map_err(|error| error.to_string())?;
    }
    Ok(text)
}
