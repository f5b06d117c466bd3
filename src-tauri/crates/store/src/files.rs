//! Files of the profile: private, bounded when read, replaced whole when written.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use crate::Error;

/// More than this is no settings file.
const MOST: u64 = 8 << 20;
/// More than this is no file of marks or of knowledge.
const MOST_SHARED: u64 = 64 << 20;
/// More than this is no certificate file.
const MOST_CA: u64 = 1 << 20;

/// Makes a directory that only its owner can enter.
pub fn make_private_dir(dir: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(Error::io(dir))
}

/// Opens a file for writing, made if missing, readable by its owner only.
pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Reads a file whole; `None` if there is none.
pub(crate) fn read(path: &Path, most: u64) -> Result<Option<Vec<u8>>, Error> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(path)(error)),
    };
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(Error::io(path))?;
    if bytes.len() as u64 > most {
        return Err(Error::corrupt(path, format!("larger than {} MiB", most >> 20)));
    }
    Ok(Some(bytes))
}

pub(crate) fn read_small(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    read(path, MOST)
}

/// Reads a file that somebody chose, such as one of marks from another desk.
pub fn read_shared(path: &Path) -> Result<Vec<u8>, Error> {
    read(path, MOST_SHARED)?.ok_or_else(|| Error::io(path)(io::ErrorKind::NotFound.into()))
}

/// Writes a file for somebody, whole or not at all.
pub fn write_shared(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = NewFile::create(path)?;
    file.write_all(bytes).map_err(|error| file.failed(error))?;
    file.finish()
}

/// Replaces a file as a whole: a crash leaves the old one or the new one, never half of one.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let write = || {
        // Made with mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(dir)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(Error::io(path))
}

/// A file that is written for somebody, under another name until it is whole. Dropped before that, it leaves nothing.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    file: tempfile::NamedTempFile,
}

impl NewFile {
    /// Makes the directories that are missing. Nothing stands at `path` yet, or what stood there still does.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let make = || {
            fs::create_dir_all(dir)?;
            tempfile::Builder::new().prefix(".writing-").tempfile_in(dir)
        };
        Ok(Self { path: path.to_owned(), file: make().map_err(Error::io(path))? })
    }

    /// Where it stands until it is whole, for somebody else who writes it.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// What went wrong with it, told with its name.
    pub fn failed(&self, error: io::Error) -> Error {
        Error::io(&self.path)(error)
    }

    /// It is whole: from now on it stands at its path, in place of what stood there.
    pub fn finish(self) -> Result<(), Error> {
        let Self { path, file } = self;
        let persist = || {
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
            Ok(())
        };
        persist().map_err(Error::io(&path))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for NewFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// A name for a broken file, next to it and not taken: `cache.db` → `cache.set-aside-1.db`.
pub(crate) fn aside(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
    let mut number = 1_u32;
    loop {
        let candidate = path.with_file_name(format!("{stem}.set-aside-{number}.{extension}"));
        if !candidate.exists() {
            return candidate;
        }
        number += 1;
    }
}

/// Reads a connection's extra CA file. It must hold at least one PEM certificate.
pub fn read_ca_file(path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = read(path, MOST_CA)?
        .ok_or_else(|| Error::Io { path: path.to_owned(), source: io::ErrorKind::NotFound.into() })?;
    let has_certificate = String::from_utf8_lossy(&bytes).contains("-----BEGIN CERTIFICATE-----");
    if has_certificate { Ok(bytes) } else { Err(Error::corrupt(path, "no PEM certificate in it")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(read_small(&path).unwrap().unwrap(), b"two");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file stays behind");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_new_file_is_there_when_it_is_whole_and_not_before() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("made/by/it/requests.csv");
        let mut file = NewFile::create(&path).unwrap();
        file.write_all(b"one").unwrap();
        drop(file);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 0, "what is given up leaves nothing");
        let mut file = NewFile::create(&path).unwrap();
        file.write_all(b"two").unwrap();
        assert!(!path.exists());
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(matches!(NewFile::create(&path.join("below/a/file.csv")), Err(Error::Io { .. })));
    }

    #[test]
    fn reading_is_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("big");
        let file = File::create(&path).unwrap();
        file.set_len(MOST_SHARED + 1).unwrap();
        assert!(matches!(read_shared(&path), Err(Error::Corrupt { .. })));
        assert!(matches!(read_shared(&dir.path().join("none")), Err(Error::Io { .. })), "missing is an error here");
        fs::write(&path, vec![b' '; 11]).unwrap();
        assert!(matches!(read(&path, 10), Err(Error::Corrupt { .. })));
        assert!(read(&dir.path().join("none"), 10).unwrap().is_none());
    }

    #[test]
    fn a_set_aside_name_is_never_taken_twice() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cache.db");
        let first = aside(&path);
        assert_eq!(first.file_name().unwrap(), "cache.set-aside-1.db");
        fs::write(&first, b"").unwrap();
        assert_eq!(aside(&path).file_name().unwrap(), "cache.set-aside-2.db");
    }

    #[test]
    fn a_ca_file_without_a_certificate_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ca.pem");
        assert!(matches!(read_ca_file(&path), Err(Error::Io { .. })), "missing");
        fs::write(&path, "hello").unwrap();
        assert!(matches!(read_ca_file(&path), Err(Error::Corrupt { .. })));
    }
}
