//! The downloaded package: in a private folder, under its name only once it is whole and verified.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use store::files;

use crate::{
    manifest::Shipped,
    source::Source,
    view::{UpdateFault, UpdateFaultCode},
};

const LOCK: &str = "lock";
/// A package that is not whole yet.
const PART: &str = "package.part";
const BUFFER_BYTES: usize = 64 << 10;
/// Room for the package and its unpacked files, as a multiple of its size.
const ROOM_FACTOR: u64 = 5;

/// The folder, held by this process.
pub(crate) struct Staging {
    dir: PathBuf,
    lock: File,
}

/// Not left to the end of the file: a process that another thread is starting has it open for an instant more.
impl Drop for Staging {
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

impl Staging {
    /// Makes the folder if it is missing. Two desks of one portable program share it; one at a time has it.
    pub(crate) fn hold(dir: &Path) -> Result<Self, UpdateFault> {
        files::make_private_dir(dir).map_err(|error| match error {
            store::Error::Io { source, .. } => UpdateFault::writing(&source),
            error => UpdateFault::new(UpdateFaultCode::NotWritable, error),
        })?;
        let path = dir.join(LOCK);
        let lock = File::options().create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(|error| UpdateFault::writing(&error))?;
        lock.try_lock().map_err(|_| UpdateFault::new(UpdateFaultCode::Busy, ""))?;
        Ok(Self { dir: dir.to_owned(), lock })
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Downloads the package, unless it is here. An unfinished or changed one is deleted.
    pub(crate) fn fetch(&self, source: &Source, folder: &str, shipped: &Shipped) -> Result<(), UpdateFault> {
        if self.check(shipped).is_ok() {
            return Ok(());
        }
        self.clear();
        let fetched = self.copy(source, folder, shipped);
        if fetched.is_err() {
            self.clear();
        }
        fetched
    }

    fn copy(&self, source: &Source, folder: &str, shipped: &Shipped) -> Result<(), UpdateFault> {
        has_room(&self.dir, shipped.size.saturating_mul(ROOM_FACTOR))?;
        let mut from = source.open(folder, &shipped.name)?.take(shipped.size + 1);
        let part = self.dir.join(PART);
        let mut into = File::create_new(&part).map_err(|error| UpdateFault::writing(&error))?;
        let (mut hash, mut size, mut buffer) = (Sha256::new(), 0_u64, vec![0; BUFFER_BYTES]);
        loop {
            let read = from.read(&mut buffer);
            let length = read.map_err(|error| UpdateFault::new(UpdateFaultCode::PackageCut, error))?;
            if length == 0 {
                break;
            }
            hash.update(&buffer[..length]);
            size += length as u64;
            into.write_all(&buffer[..length]).map_err(|error| UpdateFault::writing(&error))?;
        }
        equal(shipped, size, &hash.finalize())?;
        let placed = into.sync_all().and_then(|()| fs::rename(&part, self.package(shipped)));
        placed.map_err(|error| UpdateFault::writing(&error))
    }

    /// Path of the package.
    pub(crate) fn package(&self, shipped: &Shipped) -> PathBuf {
        self.dir.join(&shipped.name)
    }

    /// Verifies size and checksum of the package that is here.
    pub(crate) fn check(&self, shipped: &Shipped) -> Result<(), UpdateFault> {
        let unread = |error: io::Error| UpdateFault::new(UpdateFaultCode::PackageChanged, error);
        let mut hash = HashWriter::default();
        let file = File::open(self.package(shipped)).map_err(unread)?;
        let size = io::copy(&mut file.take(shipped.size + 1), &mut hash).map_err(unread)?;
        equal(shipped, size, &hash.0.finalize())
    }

    /// Deletes all files but the lock.
    pub(crate) fn clear(&self) {
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_name() == LOCK {
                continue;
            }
            let removed =
                if path.is_dir() && !path.is_symlink() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            if let Err(error) = removed {
                tracing::warn!(%error, "a file of an update stays behind");
            }
        }
    }
}

#[derive(Default)]
struct HashWriter(Sha256);

impl Write for HashWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Checksum of a file, in hexadecimal digits.
pub(crate) fn checksum(path: &Path) -> io::Result<String> {
    let mut hash = HashWriter::default();
    io::copy(&mut File::open(path)?, &mut hash)?;
    Ok(digits(&hash.0.finalize()))
}

/// A checksum in hexadecimal digits.
pub(crate) fn digits(digest: &[u8]) -> String {
    digest.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn equal(shipped: &Shipped, size: u64, digest: &[u8]) -> Result<(), UpdateFault> {
    if size != shipped.size {
        let words = format!("{}: {size} bytes instead of {}", shipped.name, shipped.size);
        return Err(UpdateFault::new(UpdateFaultCode::PackageCut, words));
    }
    if digits(digest) == shipped.sha256 {
        Ok(())
    } else {
        Err(UpdateFault::new(UpdateFaultCode::PackageChanged, &shipped.name))
    }
}

/// Refuses a download that would fill the disk. Where the system does not tell, the download itself fails.
#[cfg(unix)]
fn has_room(dir: &Path, wanted: u64) -> Result<(), UpdateFault> {
    let Ok(disk) = rustix::fs::statvfs(dir) else { return Ok(()) };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    if free >= wanted {
        return Ok(());
    }
    let words = format!("{} MB are needed, {} MB are free", wanted.div_ceil(1_000_000), free / 1_000_000);
    Err(UpdateFault::new(UpdateFaultCode::DiskFull, words))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)] // as on Unix
fn has_room(_: &Path, _: u64) -> Result<(), UpdateFault> {
    Ok(())
}
