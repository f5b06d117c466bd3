//! The list of a portable tree's own files, which its archive brings along: by it the files of an old version are known
//! from those that the user put there. It has the format of `sha256sum`, with paths below the tree.

use std::{
    collections::HashSet,
    fs, io,
    path::{Component, Path, PathBuf},
};

use store::files;

use crate::staging::checksum;

/// The list in a portable tree; `package::tree` of `xtask` writes it.
pub(crate) const LIST: &str = "share/provisioning-desk/files.sha256";

/// Deletes the files of the tree at `root` that its list names and the list of the new tree does not, and the folders that
/// become empty. What is not as it was shipped is the user's, and stays; so does everything where a list is missing.
pub(crate) fn delete_former(root: &Path, new: &Path) -> io::Result<()> {
    let (Some(former), Some(new)) = (read(root)?, read(new)?) else { return Ok(()) };
    let real_root = root.canonicalize()?;
    let stays: HashSet<PathBuf> = new.into_iter().map(|(path, _)| path).collect();
    for (inner, sha256) in former.into_iter().filter(|(inner, _)| !stays.contains(inner)) {
        let path = root.join(&inner);
        // A link in the path leads out of the tree.
        let is_shipped = path.canonicalize().is_ok_and(|real| real == real_root.join(&inner))
            && path.is_file()
            && checksum(&path).is_ok_and(|found| found == sha256);
        if is_shipped {
            fs::remove_file(&path)?;
        }
        delete_empty(root, &inner)?;
    }
    Ok(())
}

/// Deletes the folders of a file that have become empty.
fn delete_empty(root: &Path, inner: &Path) -> io::Result<()> {
    let folders = inner.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    for folder in folders.map(|folder| root.join(folder)) {
        if fs::remove_dir(&folder).is_err() && folder.is_dir() {
            return files::sync_dir(&folder);
        }
    }
    files::sync_dir(root)
}

/// Path and checksum of each file; `None` without a list.
fn read(root: &Path) -> io::Result<Option<Vec<(PathBuf, String)>>> {
    let bytes = files::read_small(&root.join(LIST)).map_err(io::Error::other)?;
    let Some(bytes) = bytes else { return Ok(None) };
    let entry = |line: &str| {
        let (sha256, path) = line.split_once("  ")?;
        let path = PathBuf::from(path);
        let is_plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        is_plain.then(|| (path, sha256.to_owned()))
    };
    Ok(Some(String::from_utf8_lossy(&bytes).lines().filter_map(entry).collect()))
}
