//! The log: one file a day, two weeks kept, secrets taken out of every line before it is written.

use std::{
    io::{self, Write},
    path::Path,
};

use tracing_appender::{
    non_blocking::WorkerGuard,
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{Error, files, redact::redact};

/// Days.
const KEPT: usize = 14;

/// Starts the log in `<data dir>/logs`. Drop the guard last: it writes what is still in memory.
///
/// `DESK_LOG` sets what is logged, such as `desk=debug`; warnings go to the standard error as well.
pub fn start(data_dir: &Path) -> Result<WorkerGuard, Error> {
    let dir = data_dir.join("logs");
    files::make_private_dir(&dir)?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("desk")
        .filename_suffix("log")
        .max_log_files(KEPT)
        .build(&dir)
        .map_err(|error| Error::Io { path: dir.clone(), source: io::Error::other(error) })?;
    private(&dir);
    let (writer, guard) = tracing_appender::non_blocking(Redacting(appender));
    let filter = EnvFilter::try_from_env("DESK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let file = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(writer).with_filter(filter);
    let screen = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(|| Redacting(io::stderr()))
        .with_filter(tracing_subscriber::filter::LevelFilter::WARN);
    // A second start, as in tests, keeps the first log.
    let _ = tracing_subscriber::registry().with(file).with(screen).try_init();
    Ok(guard)
}

/// The appender makes files with the umask's mode; the directory already keeps others out.
#[cfg_attr(not(unix), allow(unused_variables))]
fn private(dir: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for file in std::fs::read_dir(dir).into_iter().flatten().flatten() {
            let _ = std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o600));
        }
    }
}

/// Redacts what passes. The formatter writes each event in one piece.
struct Redacting<W>(W);

impl<W: Write> Write for Redacting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(redact(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_an_event_does_not_reach_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let guard = start(dir.path()).unwrap();
        tracing::info!(
            token = "HUNTER2",
            body = r#"{"pin":"1234"}"#,
            smartcard = "01900000001",
            "asked ?token=HUNTER2"
        );
        drop(guard);
        let file = std::fs::read_dir(dir.path().join("logs")).unwrap().next().unwrap().unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert!(text.contains("01900000001"), "the event is there: {text}");
        assert!(!text.contains("HUNTER2") && !text.contains("1234"), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
