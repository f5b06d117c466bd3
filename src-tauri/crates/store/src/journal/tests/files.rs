//! Corrupt, newer and older files.

use std::fs;

use rusqlite::{Connection, params};

use super::{open::keep_as_it_was, *};
use crate::sqlite::{self, Durability};

#[test]
fn a_broken_journal_is_an_error_and_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal.db");
    for bytes in [b"".as_slice(), b"this is no database, but long enough to look like a file of one ....."] {
        fs::write(&path, bytes).unwrap();
        let error = Journal::open(&path).unwrap_err();
        assert!(matches!(error, Error::Corrupt { .. }), "{error:?}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "it must not be replaced");
    }
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().filter(|e| e.as_ref().unwrap().file_name() == "journal.db").count(),
        1
    );
}

#[test]
fn detects_a_damaged_page_at_opening() {
    let (dir, journal) = journal();
    for number in 0..200 {
        journal.add(&sample(&format!("row-{number}"), RequestState::Queued)).unwrap();
    }
    drop(journal);
    let path = dir.path().join("journal.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, Error::Corrupt { .. }), "{error:?}");
}

#[test]
fn a_damaged_journal_and_its_wal_are_unchanged() {
    let (dir, journal) = journal();
    for number in 0..50 {
        journal.add(&sample(&format!("row-{number}"), RequestState::Queued)).unwrap();
    }
    drop(journal);
    // As after a crash: the write-ahead log is left next to the file.
    let crashed = tempfile::tempdir().unwrap();
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    for number in 50..100 {
        journal.add(&sample(&format!("row-{number}"), RequestState::Queued)).unwrap();
    }
    let path = crashed.path().join("journal.db");
    for end in ["db", "db-wal"] {
        fs::copy(dir.path().join("journal.db").with_extension(end), path.with_extension(end)).unwrap();
    }
    assert!(Journal::open(&path).is_ok(), "whole, it opens");
    for end in ["db", "db-wal"] {
        fs::copy(dir.path().join("journal.db").with_extension(end), path.with_extension(end)).unwrap();
    }
    let mut bytes = fs::read(&path).unwrap();
    // All but the first page: some of them are not in the log.
    bytes[4_096..].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    let log = fs::read(path.with_extension("db-wal")).unwrap();
    assert!(!log.is_empty(), "rows that were never merged");

    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, Error::Corrupt { .. }), "{error:?}");
    assert!(fs::read(&path).unwrap() == bytes, "nothing is merged into a broken file");
    assert!(fs::read(path.with_extension("db-wal")).unwrap() == log, "and what could be merged is still there");
}

#[test]
fn a_journal_of_a_newer_version_is_unchanged() {
    let (dir, journal) = journal();
    drop(journal);
    let connection = Connection::open(dir.path().join("journal.db")).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let error = Journal::open(&dir.path().join("journal.db")).unwrap_err();
    assert!(matches!(error, Error::NewerJournal { .. }), "{error:?}");
}

#[test]
fn a_newer_journal_names_its_version_and_the_copy_from_before() {
    let (dir, journal) = journal();
    drop(journal);
    let path = dir.path().join("journal.db");
    let connection = Connection::open(&path).unwrap();
    let written: String =
        connection.query_row("SELECT value FROM profile WHERE name = 'desk'", [], |row| row.get(0)).unwrap();
    assert_eq!(written, env!("CARGO_PKG_VERSION"), "each version leaves its own");
    connection.pragma_update(None, "user_version", schema::VERSION + 2).unwrap();
    let told = || match Journal::open(&path).unwrap_err() {
        Error::NewerJournal { desk, copy, .. } => (desk, copy),
        other => panic!("{other:?}"),
    };
    let copy = |version: i64| dir.path().join(format!("journal.before-{version}.db"));
    for version in [schema::VERSION, schema::VERSION + 1, schema::VERSION + 2] {
        fs::write(copy(version), "").unwrap();
    }
    let set = |value: &str| connection.execute("UPDATE profile SET value = ?1 WHERE name = 'desk'", [value]).unwrap();
    set("7.1.0-rc.2");
    assert_eq!(told(), (Some("7.1.0-rc.2".to_owned()), Some(copy(schema::VERSION + 1))), "this desk can read that one");
    set("7.1\nInstall https://elsewhere.example");
    assert_eq!(told().0, None, "that is no version");
    connection.execute("DROP TABLE profile", []).unwrap();
    fs::remove_file(copy(schema::VERSION + 1)).unwrap();
    fs::remove_file(copy(schema::VERSION + 2)).unwrap();
    assert_eq!(told(), (None, None));
}

#[test]
fn only_the_copies_of_the_last_two_migrations_are_kept() {
    let (dir, path) = older();
    let copy = |version: i64| dir.path().join(format!("journal.before-{version}.db"));
    for version in [2, 9, schema::VERSION - 1] {
        fs::write(copy(version), "").unwrap();
    }
    drop(Journal::open(&path).unwrap());
    let kept: Vec<_> = [2, 9, schema::VERSION - 1, schema::VERSION].into_iter().filter(|v| copy(*v).exists()).collect();
    assert_eq!(kept, [schema::VERSION - 1, schema::VERSION]);
}

#[test]
fn a_wal_without_its_journal_does_not_start_a_new_journal() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("journal.db-wal"), b"rows that were never merged").unwrap();
    assert!(matches!(Journal::open(&dir.path().join("journal.db")), Err(Error::Corrupt { .. })));
    assert!(!dir.path().join("journal.db").exists());
}

#[test]
fn the_migrations_are_valid() {
    schema::migrations().validate().unwrap();
    let mut connection = Connection::open_in_memory().unwrap();
    schema::migrations().to_latest(&mut connection).unwrap();
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, schema::VERSION, "a journal of this version must not count as a newer one's");
}

#[test]
fn rows_of_the_first_release_keep_their_order_and_get_send_times() {
    let mut connection = Connection::open_in_memory().unwrap();
    schema::migrations().to_version(&mut connection, 1).unwrap();
    for (key, state, next_try) in [("b", "queued", None), ("a", "unknown", None), ("c", "not-sent", Some(9_000))] {
        connection
            .execute(
                "INSERT INTO submission (key, connection, user, operation, provider, request_type, path, form, body, \
                 has_pin, cards, created, updated, state, next_try) \
                 VALUES (?1, 'test', 'ann', 'o', 'conax', 'T', 'p', '{}', '{}', 0, '[]', 1000, 2000, ?2, ?3)",
                params![key, state, next_try],
            )
            .unwrap();
    }
    for (key, at) in [("a", 1_500), ("a", 1_700), ("c", 1_600)] {
        insert_step(&connection, key, at, StepKind::Sending, None).unwrap();
    }
    schema::migrations().to_latest(&mut connection).unwrap();
    let rows = outbox_table::select(&connection, "ORDER BY rank", []).unwrap();
    assert!(rows.iter().all(|row| row.mirror_mark().is_none()), "what was known when they left, nobody knows");
    let told: Vec<_> = rows.iter().map(|row| (row.key.as_str(), row.rank, row.waits_since, row.sent)).collect();
    assert_eq!(
        told,
        [("b", 1.0, Some(2_000), None), ("a", 2.0, None, Some(1_700)), ("c", 3.0, Some(2_000), Some(1_600))]
    );
    let changes: i64 = connection.query_row("SELECT max(change) FROM submission", [], |row| row.get(0)).unwrap();
    assert_eq!(changes, 3, "each row is a change to whoever follows the journal");
}

#[test]
fn rows_of_the_third_version_keep_their_long_texts() {
    let mut connection = Connection::open_in_memory().unwrap();
    schema::migrations().to_version(&mut connection, 3).unwrap();
    for (key, server, problem, evidence) in [
        ("a", Some(r#"{"id":"9"}"#), None, None),
        ("b", None, None, None),
        ("c", None, Some(r#"{"code":"timedOut"}"#), Some(r#"{"looks":[]}"#)),
    ] {
        connection
            .execute(
                "INSERT INTO submission (key, connection, user, operation, provider, request_type, path, form, body, \
                 has_pin, cards, created, updated, state, smartcard, server, problem, evidence) VALUES (?1, 'test', \
                 'ann', 'o', 'conax', 'T', 'some/path', '{\"input\":\"007\"}', '{\"member\":\"008\"}', 0, '[]', 1000, \
                 2000, 'unknown', '0190', ?2, ?3, ?4)",
                params![key, server, problem, evidence],
            )
            .unwrap();
    }
    schema::migrations().to_latest(&mut connection).unwrap();
    let rows = outbox_table::select(&connection, "ORDER BY seq", []).unwrap();
    for row in &rows {
        assert_eq!((row.path.as_str(), row.values["input"].as_str()), ("some/path", "007"), "{}", row.key);
        assert_eq!((row.body["member"].as_str(), row.smartcard.as_deref()), (Some("008"), Some("0190")));
    }
    let answers: Vec<_> = rows
        .iter()
        .map(|row| (row.key.as_str(), row.server.is_some(), row.problem.is_some(), row.evidence.is_some()))
        .collect();
    assert_eq!(answers, [("a", true, false, false), ("b", false, false, false), ("c", false, true, true)]);
}

/// A journal of the previous version with rows; it is closed.
fn older() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal.db");
    let mut connection = Connection::open(&path).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    schema::migrations().to_version(&mut connection, usize::try_from(schema::VERSION).unwrap() - 1).unwrap();
    connection.execute("INSERT INTO step (submission, at, step) VALUES ('a', 1, 'queued')", []).unwrap();
    (dir, path)
}

fn version(path: &Path) -> i64 {
    Connection::open(path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn a_journal_is_copied_before_it_is_migrated_and_once() {
    let (dir, path) = older();
    let copy = dir.path().join(format!("journal.before-{}.db", schema::VERSION));
    // Open until the copy is made, so that the log is not checkpointed.
    let log = Connection::open(&path).unwrap();
    log.execute("INSERT INTO step (submission, at, step) VALUES ('a', 2, 'sending')", []).unwrap();
    drop(Journal::open(&path).unwrap());
    drop(log);
    assert_eq!((version(&copy), version(&path)), (schema::VERSION - 1, schema::VERSION));
    let rows: i64 =
        Connection::open(&copy).unwrap().query_row("SELECT count(*) FROM step", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 2, "what stood in the log is in the copy");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let journal = Journal::open(&path).unwrap();
    journal.delete_copies().unwrap();
    assert!(!copy.exists() && path.exists(), "a wipe takes the copy and leaves the journal");
    drop(journal);
    drop(Journal::open(&path).unwrap());
    assert!(!copy.exists(), "a journal of this version is not copied");
}

#[test]
fn an_interrupted_migration_copies_again_only_after_a_change() {
    let (_dir, path) = older();
    let copy = path.with_file_name(format!("journal.before-{}.db", schema::VERSION));
    let at = |path: &Path, seconds| {
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    };
    let made = || fs::metadata(&copy).unwrap().modified().unwrap();
    at(&path, 1_000);
    keep_as_it_was(&path).unwrap();
    at(&copy, 2_000);
    let first = made();
    keep_as_it_was(&path).unwrap();
    assert_eq!(made(), first, "it is there");
    at(&path, 3_000);
    keep_as_it_was(&path).unwrap();
    assert_ne!(made(), first, "an older desk wrote meanwhile");
}

#[test]
fn without_a_copy_nothing_is_migrated() {
    let (dir, path) = older();
    // Prevents the copy, as a full disk does.
    fs::create_dir(dir.path().join(format!("journal.before-{}.new.db", schema::VERSION))).unwrap();
    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, Error::NotCopied { .. }), "{error:?}");
    assert_eq!(version(&path), schema::VERSION - 1, "it is as it was");
}

#[test]
fn a_confirmed_write_is_flushed_to_the_drive() {
    let dir = tempfile::tempdir().unwrap();
    let connection = sqlite::open(&dir.path().join("journal.db"), &schema::migrations(), Durability::Full).unwrap();
    for (pragma, value) in [("synchronous", 2), ("fullfsync", 1), ("checkpoint_fullfsync", 1)] {
        let set: i64 = connection.pragma_query_value(None, pragma, |row| row.get(0)).unwrap();
        assert_eq!(set, value, "{pragma}");
    }
}
