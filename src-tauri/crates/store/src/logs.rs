//! Writes the log: one file a day, kept for two weeks, readable by its owner only. It contains codes and counts;
//! secrets are nevertheless redacted from each line before it is written.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, NaiveDate, Utc};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{Error, files, redact::redact};

/// Number of daily files that are kept.
const KEPT_DAYS: usize = 14;
const LOG_DIR: &str = "logs";

/// Starts the log in `<data dir>/logs`. Drop the guard last: it flushes buffered lines.
///
/// `DESK_LOG` sets the filter, such as `desk=debug`; warnings go to standard error as well.
pub fn start(data_dir: &Path) -> Result<WorkerGuard, Error> {
    let dir = dir(data_dir);
    files::make_private_dir(&dir)?;
    let mut days = Days { dir, now: Utc::now, today: None };
    let begun = days.today().map(drop);
    begun.map_err(Error::io(&days.dir))?;
    let (writer, guard) = tracing_appender::non_blocking(Redacting(days));
    let filter = EnvFilter::try_from_env("DESK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let file = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(writer).with_filter(filter);
    let screen = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(|| Redacting(io::stderr()))
        .with_filter(tracing_subscriber::filter::LevelFilter::WARN);
    // A second call, as in tests, keeps the first log.
    let _ = tracing_subscriber::registry().with(file).with(screen).try_init();
    Ok(guard)
}

/// The folder of the log.
pub fn dir(data_dir: &Path) -> PathBuf {
    data_dir.join(LOG_DIR)
}

/// The last lines of the log, oldest first, from at most `bytes` of its newest file and the one before.
pub fn tail(data_dir: &Path, lines: usize, bytes: u64) -> Result<Vec<String>, Error> {
    let dir = dir(data_dir);
    let logs = logs(&dir).map_err(Error::io(&dir))?;
    let mut tail = Vec::new();
    for path in &logs[logs.len().saturating_sub(2)..] {
        tail.extend(end_of(path, bytes).map_err(Error::io(path))?.lines().map(str::to_owned));
    }
    tail.drain(..tail.len().saturating_sub(lines));
    Ok(tail)
}

fn end_of(path: &Path, bytes: u64) -> io::Result<String> {
    let mut file = File::open(path)?;
    let skipped = file.metadata()?.len().saturating_sub(bytes);
    file.seek(SeekFrom::Start(skipped))?;
    let mut end = Vec::new();
    file.take(bytes).read_to_end(&mut end)?;
    let text = redact(&String::from_utf8_lossy(&end)).into_owned();
    // A line whose start was skipped could hide the name before a secret.
    Ok(if skipped == 0 { text } else { text.split_once('\n').map(|(_, rest)| rest.to_owned()).unwrap_or_default() })
}

/// Empties the log: the current file is truncated, the others are deleted.
pub fn wipe(data_dir: &Path) -> Result<(), Error> {
    let dir = dir(data_dir);
    let mut logs = logs(&dir).map_err(Error::io(&dir))?;
    let open = logs.pop();
    for path in logs {
        fs::remove_file(&path).map_err(Error::io(&path))?;
    }
    // The writer continues at the end of the file.
    open.map_or(Ok(()), |path| files::open_private(&path).and_then(|file| file.set_len(0)).map_err(Error::io(&path)))
}

/// The log files, oldest first.
fn logs(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut logs = Vec::new();
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        let is_ours = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"desk."));
        if is_ours && path.extension().is_some_and(|end| end == "log") {
            logs.push(path);
        }
    }
    logs.sort();
    Ok(logs)
}

/// One file for each day in UTC.
struct Days {
    dir: PathBuf,
    now: fn() -> DateTime<Utc>,
    today: Option<(NaiveDate, File)>,
}

impl Days {
    fn today(&mut self) -> io::Result<&mut File> {
        let day = (self.now)().date_naive();
        let file = match self.today.take() {
            Some((open, file)) if open == day => file,
            _ => self.begin(day)?,
        };
        Ok(&mut self.today.insert((day, file)).1)
    }

    fn begin(&self, day: NaiveDate) -> io::Result<File> {
        let file = files::open_private(&self.dir.join(format!("desk.{day}.log")))?;
        let mut logs = logs(&self.dir)?;
        logs.truncate(logs.len().saturating_sub(KEPT_DAYS));
        for old in logs {
            // If this fails, the next day's file deletes it.
            let _ = fs::remove_file(old);
        }
        Ok(file)
    }
}

impl Write for Days {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let file = self.today()?;
        // If the file was emptied meanwhile, its end is its start.
        file.seek(SeekFrom::End(0))?;
        file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.today.as_mut().map_or(Ok(()), |(_, file)| file.flush())
    }
}

/// Redacts the text that is written through it. The formatter writes each event in one piece.
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
        let file = fs::read_dir(dir.path().join(LOG_DIR)).unwrap().next().unwrap().unwrap();
        let text = fs::read_to_string(file.path()).unwrap();
        assert!(text.contains("01900000001"), "the event is there: {text}");
        assert!(!text.contains("HUNTER2") && !text.contains("1234"), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    const DAY_S: i64 = 86_400;

    #[cfg(unix)]
    fn is_private(path: &Path) -> bool {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).unwrap().permissions().mode() & 0o777 == 0o600
    }

    #[cfg(not(unix))]
    fn is_private(_: &Path) -> bool {
        true
    }

    fn days(dir: &Path) -> Days {
        Days { dir: dir.to_owned(), now: || DateTime::from_timestamp(0, 0).unwrap(), today: None }
    }

    #[test]
    fn log_files_are_private_and_kept_for_two_weeks() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = days(dir.path());
        log.write_all(b"first\n").unwrap();
        log.now = || DateTime::from_timestamp(DAY_S, 0).unwrap();
        log.write_all(b"second\n").unwrap();
        let files = logs(dir.path()).unwrap();
        assert_eq!(
            files.iter().map(|file| fs::read_to_string(file).unwrap()).collect::<Vec<_>>(),
            ["first\n", "second\n"]
        );
        assert!(files.iter().all(|file| is_private(file)), "tomorrow's too");
        for day in 1..=20 {
            fs::write(dir.path().join(format!("desk.1969-12-{day:02}.log")), "old").unwrap();
        }
        log.now = || DateTime::from_timestamp(2 * DAY_S, 0).unwrap();
        log.write_all(b"third\n").unwrap();
        let files = logs(dir.path()).unwrap();
        assert_eq!(files.len(), KEPT_DAYS);
        assert!(files.last().unwrap().ends_with("desk.1970-01-03.log"));
    }

    #[test]
    fn the_tail_is_the_end_of_the_two_newest_files() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(tail(dir.path(), 3, 100).unwrap(), [""; 0], "before the first line");
        fs::create_dir(super::dir(dir.path())).unwrap();
        for (day, text) in [(1, "a\n"), (2, "b\nc\n"), (3, "d ?token=HUNTER2\ne\n")] {
            fs::write(super::dir(dir.path()).join(format!("desk.2026-01-0{day}.log")), text).unwrap();
        }
        assert_eq!(tail(dir.path(), 9, 100).unwrap(), ["b", "c", "d ?token=•••", "e"]);
        assert_eq!(tail(dir.path(), 1, 100).unwrap(), ["e"]);
        assert_eq!(tail(dir.path(), 9, 9).unwrap(), ["b", "c", "e"], "no half line, whose secret has lost its name");
    }

    #[test]
    fn a_wiped_log_continues_empty() {
        let dir = tempfile::tempdir().unwrap();
        let logs_dir = dir.path().join(LOG_DIR);
        fs::create_dir(&logs_dir).unwrap();
        let mut log = days(&logs_dir);
        log.write_all(b"yesterday\n").unwrap();
        log.now = || DateTime::from_timestamp(DAY_S, 0).unwrap();
        log.write_all(b"today, a longer line\n").unwrap();
        wipe(dir.path()).unwrap();
        log.write_all(b"after\n").unwrap();
        let files = logs(&logs_dir).unwrap();
        assert_eq!(files.len(), 1);
        assert_eq!(fs::read(&files[0]).unwrap(), b"after\n", "no hole of zeros before it");
        wipe(&dir.path().join("elsewhere")).unwrap();
    }
}
