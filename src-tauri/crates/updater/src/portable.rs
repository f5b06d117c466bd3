//! The portable program: a tree with the program in `bin`, and `share`, replaced file by file.
//!
//! The new tree is unpacked beside it, tried, and moved to `ready` by one rename. Then its program replaces the old one by
//! a rename, which either happened or did not, so a program that starts is there at any instant. The other files, which
//! no start needs, follow. A start that finds `ready` without a program moves the rest ([`finish`]).
//!
//! Each archive lists its own files ([`shipped_files`](crate::shipped_files)), so that files of the old version that the
//! new one lacks are deleted.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read},
    path::{Component, Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use flate2::read::GzDecoder;
use semver::Version;
use store::files;
use tar::{Archive, EntryType};

use crate::{
    shipped_files::{self, LIST},
    staging::Staging,
    view::{UpdateFault, UpdateFaultCode},
};

const PROGRAM: &str = "bin/provisioning-desk";
const UNPACKING: &str = "unpacking";
const READY: &str = "ready";

/// Limit for the unpacked files together, in bytes.
const MAX_UNPACKED_BYTES: u64 = 1 << 30;
/// Limit for the new program to say its version.
const TRIAL_TIMEOUT: Duration = Duration::from_secs(30);

/// Replaces the tree at `root` by the verified archive.
pub(crate) fn install(staging: &Staging, archive: &Path, root: &Path, version: &Version) -> Result<(), UpdateFault> {
    let (unpacking, ready) = (staging.dir().join(UNPACKING), staging.dir().join(READY));
    for old in [&unpacking, &ready] {
        remove(old).map_err(|error| UpdateFault::writing(&error))?;
    }
    unpack(archive, &unpacking).map_err(|error| UpdateFault::writing(&error))?;
    try_program(&unpacking.join(PROGRAM), version)?;
    let swapped = fs::rename(&unpacking, &ready).and_then(|()| {
        files::sync_dir(staging.dir())?;
        place(&ready, root, Path::new(PROGRAM))
    });
    swapped.map_err(|error| UpdateFault::writing(&error))?;
    // From here on the new program is installed, and its start moves the rest if this fails.
    if let Err(error) = move_rest(&ready, root) {
        tracing::warn!(%error, "the rest of the update is left to the next start");
        return Ok(());
    }
    staging.clear();
    Ok(())
}

/// Ends an installation that was interrupted after the program was replaced, and deletes the parts of one that was
/// interrupted before.
pub(crate) fn finish(staging: &Staging, root: &Path) -> io::Result<()> {
    let ready = staging.dir().join(READY);
    if ready.is_dir() && !ready.join(PROGRAM).exists() {
        move_rest(&ready, root)?;
        staging.clear();
        return Ok(());
    }
    remove(&ready)?;
    remove(&staging.dir().join(UNPACKING))
}

fn remove(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Unpacks the files of the archive below its one folder, and syncs each.
fn unpack(archive: &Path, into: &Path) -> io::Result<()> {
    let odd = |words: String| io::Error::new(io::ErrorKind::InvalidData, words);
    let file = BufReader::new(File::open(archive)?);
    let mut archive = Archive::new(GzDecoder::new(file).take(MAX_UNPACKED_BYTES));
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        let kind = entry.header().entry_type();
        let inner: PathBuf = path.components().skip(1).collect();
        let is_plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        if kind != EntryType::Regular || !is_plain || inner.as_os_str().is_empty() {
            return Err(odd(format!("{} is {kind:?}", path.display())));
        }
        let path = into.join(inner);
        fs::create_dir_all(path.parent().unwrap_or(into))?;
        let mut file = File::create_new(&path)?;
        io::copy(&mut entry, &mut file)?;
        set_mode(&file, entry.header().mode()?)?;
        file.sync_all()?;
    }
    Ok(())
}

#[cfg(unix)]
fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    let mode = if mode & 0o100 == 0 { 0o644 } else { 0o755 };
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)] // as on Unix
fn set_mode(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

/// Lets the new program say its version, so that one for another system does not replace a program that works.
fn try_program(program: &Path, version: &Version) -> Result<(), UpdateFault> {
    let failed = |words: String| UpdateFault::new(UpdateFaultCode::DoesNotStart, words);
    let until = Instant::now() + TRIAL_TIMEOUT;
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut trial = loop {
        match command.spawn() {
            // A process that another thread is starting has the file open for an instant.
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy && Instant::now() < until => {
                thread::sleep(Duration::from_millis(20));
            }
            started => break started.map_err(|error| failed(error.to_string()))?,
        }
    };
    let ended = loop {
        match trial.try_wait() {
            Ok(None) if Instant::now() < until => thread::sleep(Duration::from_millis(20)),
            Ok(ended) => break ended,
            Err(error) => return Err(failed(error.to_string())),
        }
    };
    let Some(ended) = ended else {
        let _ = trial.kill().and_then(|()| trial.wait());
        return Err(failed(format!("no version within {} s", TRIAL_TIMEOUT.as_secs())));
    };
    let mut said = String::new();
    let read = trial.stdout.take().map_or(Ok(0), |output| output.take(1024).read_to_string(&mut said));
    read.map_err(|error| failed(error.to_string()))?;
    let is_it = said.split_whitespace().last() == Some(version.to_string().as_str());
    if ended.success() && is_it { Ok(()) } else { Err(failed(format!("{ended}: {}", said.trim()))) }
}

/// Moves one file of the new tree to its place.
fn place(from: &Path, root: &Path, inner: &Path) -> io::Result<()> {
    let path = root.join(inner);
    let folder = path.parent().unwrap_or(root);
    fs::create_dir_all(folder)?;
    fs::rename(from.join(inner), &path)?;
    files::sync_dir(folder)
}

/// Deletes what the new version lacks, and moves its files to their places; its list is the last one, so that this can be
/// interrupted and done again.
fn move_rest(ready: &Path, root: &Path) -> io::Result<()> {
    shipped_files::delete_former(root, ready)?;
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(ready.join(&folder))? {
            let entry = entry?;
            let inner = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(inner);
            } else if inner != Path::new(LIST) {
                place(ready, root, &inner)?;
            }
        }
    }
    if ready.join(LIST).exists() {
        place(ready, root, Path::new(LIST))?;
    }
    remove(ready)
}
