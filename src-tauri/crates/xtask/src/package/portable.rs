use std::{
    env::consts::{ARCH, OS},
    path::Path,
};

use tar::{Builder, EntryType, Header};

use crate::{
    package::{
        files::write,
        manifest::Kind,
        release::Release,
        tree::{self, Installed, Made},
    },
    shell::Result,
};

/// Makes the portable archive in `dir`: one folder, with `bin` and `share` as below `/usr`.
pub fn make(files: &[Installed], release: &Release, dir: &Path) -> Result<Made> {
    let stem = format!("provisioning-desk-{}-{OS}-{ARCH}", release.version);
    let files: Vec<_> = tree::with(files, tree::marker(Kind::Portable))
        .iter()
        .map(|file| {
            let inner = file.path.strip_prefix("usr/").unwrap_or(&file.path);
            Installed { path: format!("{stem}/{inner}"), ..file.clone() }
        })
        .collect();
    let archive = archive(&files, release).map_err(|error| format!("{stem}: {error}"))?;
    let name = format!("{stem}.tar.gz");
    write(&dir.join(&name), &tree::compressed(&archive)?)?;
    Ok((name, files))
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
