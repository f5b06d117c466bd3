//! Reads and writes files of the profile: private, size-limited when read, replaced atomically when written.

mod new_file;

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

pub use self::new_file::NewFile;
use crate::Error;

/// Maximum size of a settings file, in bytes.
const MAX_SETTINGS_BYTES: u64 = 8 << 20;
/// Maximum size of an imported file of marks or notes, in bytes.
const MAX_SHARED_FILE_BYTES: u64 = 64 << 20;
/// Maximum size of a certificate file, in bytes.
const MAX_CA_FILE_BYTES: u64 = 1 << 20;

/// The byte-order mark U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Pauses in milliseconds between attempts to replace a file that another program has open; about a second in total.
const RETRY_DELAYS_MS: [u64; 7] = [10, 20, 40, 80, 160, 320, 400];

/// Creates a directory that only its owner can enter.
pub fn make_private_dir(dir: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(Error::io(dir))
}

/// Opens a file for writing. A missing file is created, readable by its owner only. A link is not followed.
pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    options.open(path)
}

/// Makes a rename durable by syncing its directory. Windows needs no such call, and some file systems do not support
/// it.
#[cfg_attr(not(unix), allow(unused_variables, clippy::unnecessary_wraps))]
pub fn sync_dir(dir: &Path) -> io::Result<()> {
    #[cfg(unix)]
    match File::open(dir)?.sync_all() {
        Err(error) if !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Err(error),
        _ => Ok(()),
    }
    #[cfg(not(unix))]
    Ok(())
}

/// Reads a whole file of at most `most` bytes; `None` if it does not exist.
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

/// Reads a text as UTF-8 without byte-order mark; converts UTF-16, which some editors on Windows write.
pub fn read_small(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    Ok(read(path, MAX_SETTINGS_BYTES)?.map(as_utf8))
}

fn as_utf8(mut bytes: Vec<u8>) -> Vec<u8> {
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units).into_bytes()
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes),
        marked if marked.starts_with(BYTE_ORDER_MARK) => bytes.split_off(BYTE_ORDER_MARK.len()),
        _ => bytes,
    }
}

/// Reads a file that the user selected, such as marks of another desk.
pub fn read_shared(path: &Path) -> Result<Vec<u8>, Error> {
    read(path, MAX_SHARED_FILE_BYTES)?.ok_or_else(|| Error::io(path)(io::ErrorKind::NotFound.into()))
}

/// Writes a file that the user asked for, completely or not at all.
pub fn write_shared(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = NewFile::create(path)?;
    file.write_all(bytes).map_err(|error| file.failed(error))?;
    file.finish()
}

/// Replaces a file atomically: after a crash it is either the old or the new one.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let write = || {
        // Created with mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(dir)?;
        file.write_all(bytes)?;
        put(file, path)
    };
    write().map_err(Error::io(path))
}

/// Moves a complete file to its path.
fn put(file: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    let mut left = Some(file);
    let persist = || match left.take().map(|file| file.persist(path)) {
        Some(Err(error)) => {
            left = Some(error.file);
            Err(error.error)
        }
        _ => Ok(()),
    };
    insist(persist, |error| cfg!(windows) && is_held(error), thread::sleep)?;
    // The file is in place; a file system that cannot sync a directory is no failure.
    let _ = sync_dir(path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new(".")));
    Ok(())
}

/// Retries for about a second, because an indexer or a virus scanner soon closes a file.
fn insist(
    mut attempt: impl FnMut() -> io::Result<()>,
    is_held: impl Fn(&io::Error) -> bool,
    mut wait: impl FnMut(Duration),
) -> io::Result<()> {
    for pause in RETRY_DELAYS_MS {
        match attempt() {
            Err(error) if is_held(&error) => wait(Duration::from_millis(pause)),
            outcome => return outcome,
        }
    }
    attempt().map_err(|error| if is_held(&error) { held(&error) } else { error })
}

/// Whether another program has the file open: the Windows codes for access denied (5), a sharing violation (32) and a
/// lock violation (33).
fn is_held(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

fn held(error: &io::Error) -> io::Error {
    let words = "it is open in another program, or you may not change it: close it there, then try again";
    io::Error::new(error.kind(), format!("{words} ({error})"))
}

/// A file that could not be used and was renamed.
#[derive(Debug)]
pub struct SetAside {
    pub kept_as: PathBuf,
    pub error: Error,
}

/// A free name next to a broken file: `cache.db` → `cache.set-aside-1.db`.
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

/// Reads a connection's certificate file, without checking its content.
pub fn read_ca_file(path: &Path) -> Result<Vec<u8>, Error> {
    read(path, MAX_CA_FILE_BYTES)?
        .ok_or_else(|| Error::Io { path: path.to_owned(), source: io::ErrorKind::NotFound.into() })
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
    fn retries_a_file_open_in_another_program_for_about_a_second() {
        let held = |_: &Path| Err(io::Error::from_raw_os_error(32));
        let path = Path::new("requests.csv");
        let (mut tries, mut waited) = (0, Duration::ZERO);
        let mut attempt = || {
            tries += 1;
            if tries < 4 { held(path) } else { Ok(()) }
        };
        insist(&mut attempt, is_held, |pause| waited += pause).unwrap();
        assert_eq!((tries, waited), (4, Duration::from_millis(70)), "it goes on when it is let go");

        let mut waited = Duration::ZERO;
        let error = insist(|| held(path), is_held, |pause| waited += pause).unwrap_err();
        assert!((900..1_200).contains(&waited.as_millis()), "{waited:?}");
        assert!(error.to_string().starts_with("it is open in another program"), "it says what to do: {error}");

        let full = || Err(io::ErrorKind::StorageFull.into());
        let error = insist(full, is_held, |_| panic!("waiting makes no room")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }

    #[cfg(windows)]
    #[test]
    fn replaces_a_file_once_its_reader_has_closed_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        replace(&path, b"one").unwrap();
        let reader = File::open(&path).unwrap();
        let reading = thread::spawn(move || {
            thread::sleep(Duration::from_millis(100));
            drop(reader);
        });
        replace(&path, b"two").unwrap();
        reading.join().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }

    #[test]
    fn strips_a_byte_order_mark() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        let greek = r#"{"name":"Κουζίνα"}"#;
        let utf16 =
            |unit: fn(u16) -> [u8; 2]| "\u{feff}".encode_utf16().chain(greek.encode_utf16()).flat_map(unit).collect();
        for bytes in [
            greek.as_bytes().to_vec(),
            format!("\u{feff}{greek}").into_bytes(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ] {
            fs::write(&path, bytes).unwrap();
            assert_eq!(read_small(&path).unwrap().unwrap(), greek.as_bytes());
        }
    }

    #[test]
    fn a_directory_can_be_synced() {
        let dir = tempfile::tempdir().unwrap();
        sync_dir(dir.path()).unwrap();
        #[cfg(unix)]
        assert_eq!(sync_dir(&dir.path().join("none")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_is_not_written_through_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let (elsewhere, link) = (dir.path().join("elsewhere"), dir.path().join("lock"));
        fs::write(&elsewhere, "somebody's").unwrap();
        std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
        assert!(open_private(&link).is_err());
        assert!(open_private(&elsewhere).is_ok());
    }

    #[test]
    fn reading_is_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("big");
        let file = File::create(&path).unwrap();
        file.set_len(MAX_SHARED_FILE_BYTES + 1).unwrap();
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
}
