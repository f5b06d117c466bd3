use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use flate2::{Compression, GzBuilder};

use crate::{
    kind::Kind,
    package::files::{read, source},
    shell::{Result, root},
};

/// A file as it is installed.
#[derive(Clone)]
pub struct Installed {
    /// Below `/`, without a slash before it.
    pub path: String,
    pub mode: u32,
    pub content: Vec<u8>,
}

/// A package's file name, and its contents.
pub type Made = (String, Vec<Installed>);

pub const PLAIN: u32 = 0o644;
const PROGRAM: u32 = 0o755;

/// Files of `src-tauri/packaging/linux` and their places.
const PLAIN_FILES: [(&str, &str); 3] = [
    ("linux/app.provisioning-desk.desktop", "usr/share/applications/app.provisioning-desk.desktop"),
    ("linux/app.provisioning_desk.desk.metainfo.xml", "usr/share/metainfo/app.provisioning_desk.desk.metainfo.xml"),
    ("linux/copyright", "usr/share/doc/provisioning-desk/copyright"),
];
const COMPRESSED_FILES: [(&str, &str); 2] = [
    ("linux/changelog", "usr/share/doc/provisioning-desk/changelog.gz"),
    ("linux/provisioning-desk.1", "usr/share/man/man1/provisioning-desk.1.gz"),
];
const ICONS: [(&str, &str); 5] = [
    ("32x32.png", "32x32/apps/provisioning-desk.png"),
    ("128x128.png", "128x128/apps/provisioning-desk.png"),
    ("128x128@2x.png", "256x256/apps/provisioning-desk.png"),
    ("icon.png", "512x512/apps/provisioning-desk.png"),
    ("app.svg", "scalable/apps/provisioning-desk.svg"),
];

/// All files, in the order of their paths.
pub fn installed(program: Vec<u8>, third_party: &str) -> Result<Vec<Installed>> {
    let plain = |path: String, content: Vec<u8>| Installed { path, mode: PLAIN, content };
    let mut files = vec![
        Installed { path: "usr/bin/provisioning-desk".into(), mode: PROGRAM, content: program },
        plain("usr/share/doc/provisioning-desk/third-party-licences.txt".into(), third_party.into()),
    ];
    for (name, path) in PLAIN_FILES {
        files.push(plain(path.into(), source(name)?));
    }
    for (name, path) in COMPRESSED_FILES {
        files.push(plain(path.into(), compressed(&source(name)?)?));
    }
    for (name, path) in ICONS {
        let content = read(&root().join("icons").join(name))?;
        files.push(plain(format!("usr/share/icons/hicolor/{path}"), content));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The file by which an installed desk knows how it was installed, and so whether it updates itself.
pub fn marker(kind: Kind) -> Installed {
    let content = format!("{}\n", kind.name()).into_bytes();
    Installed { path: "usr/share/provisioning-desk/installation".into(), mode: PLAIN, content }
}

/// The files and one more, in the order of their paths.
pub fn with(files: &[Installed], more: Installed) -> Vec<Installed> {
    let mut files = files.to_vec();
    files.push(more);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Gzip without a name and a time, so that equal contents have equal bytes.
pub fn compressed(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
    encoder.write_all(content).and_then(|()| encoder.finish()).map_err(|error| format!("gzip: {error}"))
}

/// Writes the files below `dir`, with modes that do not depend on this user's mask.
pub fn write_all(dir: &Path, files: &[Installed]) -> Result<()> {
    for file in files {
        let path = dir.join(&file.path);
        let place = |error| format!("{}: {error}", path.display());
        let folder = path.parent().unwrap_or(dir);
        fs::create_dir_all(folder).map_err(place)?;
        for folder in folder.ancestors().take_while(|folder| folder.starts_with(dir)) {
            set_mode(folder, PROGRAM).map_err(place)?;
        }
        fs::write(&path, &file.content).map_err(place)?;
        set_mode(&path, file.mode).map_err(place)?;
    }
    Ok(())
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

/// Packages are made on Linux alone.
#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str) -> String {
        String::from_utf8(source(name).unwrap()).unwrap()
    }

    #[test]
    fn installed_files_have_plain_names_and_one_program() {
        let files = installed(b"program".to_vec(), "licences").unwrap();
        assert!(files.iter().all(|file| file.path.starts_with("usr/") && !file.path.contains(' ')));
        let programs: Vec<_> = files.iter().filter(|file| file.mode != PLAIN).map(|file| file.path.as_str()).collect();
        assert_eq!(programs, ["usr/bin/provisioning-desk"]);
        assert!(files.is_sorted_by(|a, b| a.path < b.path), "no path is there twice");
    }

    #[test]
    fn documents_of_the_packages_name_the_newest_version() {
        let version = env!("CARGO_PKG_VERSION");
        let newest = format!("provisioning-desk ({version}) ");
        assert!(
            text("linux/changelog").starts_with(&newest),
            "src-tauri/packaging/linux/changelog begins with {newest}"
        );
        let metainfo = text("linux/app.provisioning_desk.desk.metainfo.xml");
        let newest = metainfo.split("<release ").nth(1).unwrap();
        assert!(newest.starts_with(&format!("version=\"{version}\"")), "the metainfo's first release is {version}");
    }

    #[test]
    fn the_menu_entry_starts_the_program_with_its_icon() {
        let entry = text("linux/app.provisioning-desk.desktop");
        let icons = ICONS.map(|(_, path)| path.rsplit('/').next().unwrap().split('.').next().unwrap());
        let links = "MimeType=x-scheme-handler/provisioning-desk;";
        for line in ["Exec=provisioning-desk %u", links, "Icon=provisioning-desk", "StartupWMClass=provisioning-desk"] {
            assert!(entry.lines().any(|other| other == line), "{line}");
        }
        assert_eq!(icons, ["provisioning-desk"; 5]);
    }
}
