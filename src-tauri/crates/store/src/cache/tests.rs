use std::fs;

use super::*;
use crate::{Journal, State, journal::tests::sample};

fn told(id: &str, state: State, created: i64) -> Mirrored {
    Mirrored {
        id: id.to_owned(),
        number: Some(format!("50{id}")),
        provider: "conax".to_owned(),
        request_type: Some("CREATE_PAIRING".to_owned()),
        state,
        state_text: None,
        smartcard: Some("01900000002".to_owned()),
        set_top_box: Some("stb-0000-0002".to_owned()),
        service: None,
        subscription: None,
        created: Some(created),
        user: Some("bob".to_owned()),
        priority: None,
        error_code: None,
        error_text: (state == State::Rejected).then(|| "Card 100% unknown".to_owned()),
        server: serde_json::json!({ "id": id, "life_cycle_state": state.as_str() }),
    }
}

struct Profile {
    dir: tempfile::TempDir,
    journal: Journal,
    cache: Cache,
}

fn profile() -> Profile {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a %20 strange? #name");
    fs::create_dir(&path).unwrap();
    let journal = Journal::open(&path.join("journal.db")).unwrap();
    let (cache, set_aside) = Cache::open(&path.join("cache.db"), Some(&path.join("journal.db"))).unwrap();
    assert!(set_aside.is_none());
    Profile { dir, journal, cache }
}

fn query() -> Query {
    Query { connection: "test".to_owned(), limit: 50, ..Query::default() }
}

fn keys(page: &Page) -> Vec<&str> {
    page.rows.iter().map(|row| row.key.as_str()).collect()
}

#[test]
fn each_request_is_listed_once_newest_first() {
    let Profile { journal, cache, dir: _dir } = profile();
    journal.add(&sample("mine", State::Queued)).unwrap();
    journal
        .change("mine", &[State::Queued], 1_500, |row| {
            row.state = State::Pending;
            row.server_id = Some("1".to_owned());
            vec![]
        })
        .unwrap();
    let requests =
        [told("1", State::Pending, 1_400), told("2", State::Rejected, 3_000), told("3", State::Completed, 500)];
    assert!(cache.mirror("test", &requests, 4_000).unwrap());
    assert!(!cache.mirror("test", &requests, 5_000).unwrap(), "the same again is no change");
    cache.mirror("elsewhere", &[told("9", State::Pending, 9_000)], 4_000).unwrap();

    let page = cache.requests(&query()).unwrap();
    assert_eq!(keys(&page), ["server-2", "mine", "server-3"]);
    assert_eq!(page.rows[1].number.as_deref(), Some("501"), "what the server told completes our row");
    assert_eq!(page.rows[1].smartcard.as_deref(), Some("01900000001"), "what was typed goes first");
    assert_eq!(page.total, 3);
    assert_eq!(cache.request("test", "server-3").unwrap().unwrap().created, Some(500));
    assert!(cache.request("test", "server-1").unwrap().is_none(), "it is ours, under our key");
}

#[test]
fn filters_narrow_and_counts_ignore_the_states() {
    let Profile { journal, cache, dir: _dir } = profile();
    journal.add(&sample("mine", State::Queued)).unwrap();
    cache.mirror("test", &[told("2", State::Rejected, 3_000), told("3", State::Completed, 500)], 4_000).unwrap();

    let page = cache.requests(&Query { states: vec![State::Rejected], ..query() }).unwrap();
    assert_eq!((keys(&page), page.total), (vec!["server-2"], 1));
    let mut counts = page.counts;
    counts.sort_by_key(|(state, _)| state.as_str());
    assert_eq!(counts, [(State::Completed, 1), (State::Queued, 1), (State::Rejected, 1)]);

    let find = |text: &str| cache.requests(&Query { text: Some(text.to_owned()), ..query() }).unwrap().total;
    assert_eq!(find("0190000000"), 3);
    assert_eq!(find("STB-0000 unknown"), 1, "all words, in any case");
    assert_eq!(find("100%"), 1, "a percent sign is itself");
    assert_eq!(find("%"), 1);
    assert_eq!(find("s100 nowhere"), 0);

    assert_eq!(keys(&cache.requests(&Query { mine: true, ..query() }).unwrap()), ["mine"]);
    assert_eq!(keys(&cache.requests(&Query { since: Some(1_000), ..query() }).unwrap()), ["server-2", "mine"]);
    let second = cache.requests(&Query { limit: 1, offset: 1, ..query() }).unwrap();
    assert_eq!((keys(&second), second.total), (vec!["mine"], 3));
}

#[test]
fn a_final_state_is_not_taken_back() {
    let Profile { cache, dir: _dir, .. } = profile();
    cache.mirror("test", &[told("1", State::Completed, 1)], 1).unwrap();
    assert!(!cache.mirror("test", &[told("1", State::Pending, 1)], 2).unwrap());
    assert_eq!(cache.requests(&query()).unwrap().rows[0].state, State::Completed);
}

#[test]
fn a_broken_or_newer_cache_is_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("cache.db");
    fs::write(&path, "not a database at all, just a long line of text").unwrap();
    let (cache, set_aside) = Cache::open(&path, None).unwrap();
    let set_aside = set_aside.expect("it is told");
    assert!(set_aside.kept_as.ends_with("cache.set-aside-1.db"));
    assert!(matches!(set_aside.error, Error::Corrupt { .. }));
    assert_eq!(cache.requests(&query()).unwrap().total, 0, "a list without a journal is empty, not an error");

    cache.lock().pragma_update(None, "user_version", 99).unwrap();
    drop(cache);
    let (_, set_aside) = Cache::open(&path, None).unwrap();
    assert!(matches!(set_aside.unwrap().error, Error::Newer { .. }));
}

#[test]
fn the_journal_cannot_be_written_through_the_cache() {
    let Profile { cache, dir: _dir, .. } = profile();
    assert!(cache.lock().execute("DELETE FROM journal.submission", []).is_err());
}

#[test]
fn a_form_is_kept_until_it_is_emptied() {
    let Profile { cache, dir: _dir, .. } = profile();
    let values = std::collections::BTreeMap::from([("smartcard_identifier".to_owned(), "007".to_owned())]);
    cache.keep_form("test", "nagra.unpair", &values, 1).unwrap();
    assert_eq!(cache.kept_form("test", "nagra.unpair").unwrap(), Some(values));
    assert_eq!(cache.kept_form("other", "nagra.unpair").unwrap(), None);
    cache.keep_form("test", "nagra.unpair", &std::collections::BTreeMap::new(), 2).unwrap();
    assert_eq!(cache.kept_form("test", "nagra.unpair").unwrap(), None);
}
