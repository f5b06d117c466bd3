use std::{
    env::consts::{ARCH, OS},
    fmt::Write,
    path::Path,
};

use tar::{Builder, EntryType, Header};

use crate::{
    kind::Kind,
    package::{
        files::write,
        manifest::sha256,
        release::Release,
        tree::{self, Installed, Made, PLAIN},
    },
    shell::Result,
};

/// The archive's list of its own files. Desks that update themselves read it (`updater::shipped_files`), to delete what a
/// new version lacks.
pub const LIST: &str = "share/provisioning-desk/files.sha256";

/// Makes the portable archive in `dir`: one folder, with `bin` and `share` as below `/usr`.
pub fn make(files: &[Installed], release: &Release, dir: &Path) -> Result<Made> {
    let mut files = tree::with(files, tree::marker(Kind::Portable));
    for file in &mut files {
        file.path = file.path.trim_start_matches("usr/").to_owned();
    }
    let sums = files.iter().map(|file| (file.path.as_str(), sha256(&file.content)));
    let list = Installed { path: LIST.to_owned(), mode: PLAIN, content: list(sums) };
    let mut files = tree::with(&files, list);
    for file in &mut files {
        file.path = format!("{}/{}", stem(release), file.path);
    }
    Ok((write_archive(&files, release, dir)?, files))
}

/// Writes the archive with these files, and returns its name.
pub fn write_archive(files: &[Installed], release: &Release, dir: &Path) -> Result<String> {
    let name = format!("{}.tar.gz", stem(release));
    let archive = archive(files, release).map_err(|error| format!("{name}: {error}"))?;
    write(&dir.join(&name), &tree::compressed(&archive)?)?;
    Ok(name)
}

/// Name of the archive's one folder.
fn stem(release: &Release) -> String {
    format!("provisioning-desk-{}-{OS}-{ARCH}", release.version)
}

/// Path and checksum of each file, in the format of `sha256sum`.
pub fn list<'a>(files: impl Iterator<Item = (&'a str, String)>) -> Vec<u8> {
    files
        .fold(String::new(), |mut list, (path, sha256)| {
            let _ = writeln!(list, "{sha256}  {path}");
            list
        })
        .into_bytes()
}

/// Tar of the files in their order, owned by root and as old as the commit.
fn archive(files: &[Installed], release: &Release) -> std::io::Result<Vec<u8>> {
    let mut archive = Builder::new(Vec::new());
    for file in files {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(file.mode);
        header.set_mtime(release.time);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(file.content.len() as u64);
        archive.append_data(&mut header, &file.path, file.content.as_slice())?;
    }
    archive.into_inner()
}
