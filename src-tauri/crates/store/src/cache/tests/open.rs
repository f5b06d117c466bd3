use std::io::{Seek, SeekFrom, Write};

use super::*;

#[test]
fn a_broken_or_newer_cache_is_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("cache.db");
    fs::write(&path, "not a database at all, just a long line of text").unwrap();
    let cache = Cache::open(&path, None).unwrap();
    let set_aside = cache.take_set_aside().expect("it is told");
    assert!(set_aside.kept_as.ends_with("cache.set-aside-1.db"));
    assert!(matches!(set_aside.error, Error::Corrupt { .. }));
    assert!(cache.take_set_aside().is_none(), "once");
    assert_eq!(cache.requests(&all()).unwrap(), [], "a list without a journal is empty, not an error");

    cache.writer().pragma_update(None, "user_version", 99).unwrap();
    drop(cache);
    let cache = Cache::open(&path, None).unwrap();
    assert!(matches!(cache.take_set_aside().unwrap().error, Error::Newer { .. }));
}

#[test]
fn a_cache_of_the_first_release_keeps_its_drafts_silently() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("cache.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(
        "CREATE TABLE mirror (connection TEXT, id TEXT, search TEXT);
         CREATE INDEX mirror_page ON mirror (connection, id);
         CREATE TABLE form (connection TEXT NOT NULL, operation TEXT NOT NULL, form TEXT NOT NULL, at INTEGER NOT NULL,
             PRIMARY KEY (connection, operation)) STRICT;
         CREATE TABLE stamp (connection TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL,
             PRIMARY KEY (connection, what)) STRICT;
         INSERT INTO mirror VALUES ('test', '1', '');
         INSERT INTO form VALUES ('test', 'nagra.unpair', '{\"smartcard_identifier\":\"007\"}', 1);
         INSERT INTO stamp VALUES ('test', 'requests', 1);
         PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(old);
    let cache = Cache::open(&path, None).unwrap();
    assert!(cache.take_set_aside().is_none());
    assert!(cache.kept_form(&owner("test"), "nagra.unpair").unwrap().is_none(), "nobody knows whose it is");
    cache.take_over_forms(&owner("test")).unwrap();
    let kept = cache.kept_form(&owner("test"), "nagra.unpair").unwrap().unwrap();
    assert_eq!(kept.values["smartcard_identifier"], "007");
    let lengths: Vec<_> = kept.key.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12], "a form that had no key has one now: {}", kept.key);
    assert_eq!(cache.stamp("test", "requests").unwrap(), None, "the lists are read again");
    assert_eq!(cache.requests(&all()).unwrap(), []);
}

fn overwrite(path: &std::path::Path) {
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    let length = file.metadata().unwrap().len();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.write_all(&vec![0x5a; usize::try_from(length).unwrap()]).unwrap();
    file.sync_all().unwrap();
}

#[test]
fn a_cache_that_breaks_in_use_is_rebuilt_without_a_restart() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    let many: Vec<_> = (0..2_000).map(|number| told(&number.to_string(), RequestState::Completed, number)).collect();
    profile.cache.mirror("test", &many).unwrap();
    profile.cache.writer().execute_batch("PRAGMA main.wal_checkpoint(TRUNCATE)").unwrap();
    overwrite(&profile.path().join("cache.db"));
    // Reads everything, so that cached pages cannot hide the damage.
    let rows = profile.cache.requests(&Query { limit: 5_000, ..all() }).unwrap();
    assert_eq!(keys(&rows), ["mine"], "the journal's rows are there at once, the server's come with the next list");
    let aside = profile.cache.take_set_aside().expect("it is told");
    assert!(aside.kept_as.exists() && matches!(aside.error, Error::Corrupt { .. }));
    assert_eq!(profile.cache.mirror("test", &many[..3]).unwrap().changed, 3);
    assert_eq!(profile.list(Filter::default()).len(), 4);
    assert!(profile.cache.take_set_aside().is_none());
}

#[test]
fn a_cache_that_breaks_before_a_write_still_stores_it() {
    let profile = profile();
    let many: Vec<_> = (0..2_000).map(|number| told(&number.to_string(), RequestState::Completed, number)).collect();
    profile.cache.mirror("test", &many).unwrap();
    profile.cache.writer().execute_batch("PRAGMA main.wal_checkpoint(TRUNCATE)").unwrap();
    overwrite(&profile.path().join("cache.db"));
    let other: Vec<_> =
        (5_000..7_000).map(|number| told(&number.to_string(), RequestState::Completed, number)).collect();
    // Cached pages may hide the damage for a while; rows written meanwhile are lost with the file.
    profile.cache.mirror("test", &other).unwrap();
    let rows = profile.cache.requests(&Query { limit: 5_000, ..all() }).unwrap().len();
    assert!(profile.cache.take_set_aside().is_some(), "it is told; {rows} rows are left");
    profile.cache.mirror("test", &other).unwrap();
    assert_eq!(profile.cache.requests(&Query { limit: 5_000, ..all() }).unwrap().len(), other.len());
}
