use super::*;

#[test]
fn each_request_is_listed_once_newest_first() {
    let profile = profile();
    let cache = &profile.cache;
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    profile.accepted("mine", "1");
    let requests = [
        told("1", RequestState::Pending, 1_400),
        told("2", RequestState::Rejected, 3_000),
        told("3", RequestState::Completed, 500),
    ];
    assert_eq!(cache.mirror("test", &requests).unwrap().changed, 3);
    assert_eq!(cache.mirror("test", &requests).unwrap(), MirrorChanges::default(), "the same again is no change");
    cache.mirror("elsewhere", &[told("9", RequestState::Pending, 9_000)]).unwrap();

    let rows = profile.list(Filter::default());
    assert_eq!(keys(&rows), ["server-2", "mine", "server-3"]);
    let mine = &rows[1];
    assert_eq!((mine.number.as_deref(), mine.unit.as_deref()), (Some("501"), Some("Head office")), "filled in");
    assert_eq!(mine.smartcard.as_deref(), Some("01900000001"), "what was typed goes first");
    assert_eq!((mine.user.as_deref(), mine.created), (Some("ann"), Some(1_000)));
    assert_eq!(cache.request("test", "server-3").unwrap().unwrap().created, Some(500));
    assert!(cache.request("test", "server-1").unwrap().is_none(), "it is ours, under our key");
    assert_eq!(cache.key_of("test", "1").unwrap().as_deref(), Some("mine"), "a link by the server's id finds it");
    assert_eq!(cache.key_of("test", "2").unwrap().as_deref(), Some("server-2"));
    assert_eq!(cache.key_of("elsewhere", "1").unwrap(), None);
    assert_eq!(cache.mirrored("test", "1").unwrap().unwrap().1["id"], "1");
}

#[test]
fn rows_of_a_batch_can_be_left_out_also_after_the_batch_took_them_back() {
    let profile = profile();
    let retry = |key: &'static str, request: &str, batch: Option<&str>| {
        let of = Retry {
            request: request.to_owned(),
            rejected_at: None,
            fingerprint: "f".to_owned(),
            changed: false,
            batch: batch.map(str::to_owned),
        };
        profile.journal.write(move |w| w.retry(sample(key, RequestState::Queued), &of)).wait().unwrap().unwrap();
    };
    profile.journal.add(&sample("form", RequestState::Queued)).unwrap();
    retry("retried alone", "1", None);
    retry("of a batch", "2", Some("B"));
    let single = || Filter { mine: true, single: true, ..Filter::default() };
    let sorted = |filter| {
        let mut keys: Vec<String> = profile.list(filter).into_iter().map(|row| row.key).collect();
        keys.sort();
        keys
    };
    assert_eq!(sorted(single()), ["form", "retried alone"]);
    assert_eq!(sorted(Filter { single: false, ..single() }).len(), 3);
    let counts = profile.cache.counts("test", &single()).unwrap();
    assert_eq!(counts, [(RequestState::Queued, 2)], "the counts are of the same requests");
    let of_bob = Filter { users: vec!["bob".to_owned()], ..single() };
    assert_eq!(sorted(of_bob), [] as [&str; 0], "another user's rows of this desk");

    let journal = Connection::open(profile.path().join("journal.db")).unwrap();
    journal.execute("DELETE FROM retry WHERE submission = 'of a batch'", []).unwrap();
    profile.change("of a batch", &[RequestState::Queued], |row| row.state = RequestState::Cancelled);
    assert_eq!(sorted(single()), ["form", "retried alone"], "a paused batch cancels its rows and frees them");
}

#[test]
fn a_listed_request_that_turns_out_to_be_own_is_converted() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    assert_eq!(keys(&profile.list(Filter::default())), ["mine"]);
    // A list may be faster than the answer to our own call.
    profile.cache.mirror("test", &[told("1", RequestState::Pending, 1_400)]).unwrap();
    assert_eq!(keys(&profile.list(Filter::default())), ["server-1", "mine"], "nobody can know yet");
    profile.accepted("mine", "1");
    let rows = profile.list(Filter::default());
    assert_eq!(keys(&rows), ["mine"]);
    assert_eq!((rows[0].mine, rows[0].number.as_deref()), (true, Some("501")));
    assert_eq!(keys(&profile.list(Filter { text: Some("501".to_owned()), ..Filter::default() })), ["mine"]);
    let known = profile.cache.known_by("test", &["1".to_owned()], Some(profile.cache.mark())).unwrap();
    assert_eq!(known, (Reach::Reported, vec!["1".to_owned()]), "it was told of, whosever it is");
}

#[test]
fn the_journals_state_of_an_own_request_prevails_and_the_servers_is_reported() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    profile.accepted("mine", "1");
    let done = [told("2", RequestState::Pending, 1), told("1", RequestState::Completed, 1_400)];
    let news = profile.cache.mirror("test", &done).unwrap();
    assert_eq!(news.ours, [("mine".to_owned(), 1)]);
    assert_eq!(profile.cache.request("test", "mine").unwrap().unwrap().state, RequestState::Pending);
    let again = profile.cache.mirror("test", &done).unwrap();
    assert_eq!((again.changed, again.ours.len()), (0, 1), "until the journal has it");
    profile.change("mine", &[RequestState::Pending], |row| row.state = RequestState::Completed);
    assert_eq!(profile.cache.request("test", "mine").unwrap().unwrap().state, RequestState::Completed);
    assert_eq!(profile.cache.mirror("test", &done).unwrap(), MirrorChanges::default());
    let older = profile.cache.mirror("test", &[told("1", RequestState::Pending, 1_400)]).unwrap();
    assert_eq!(older.ours, [], "what is final is not news any more");
}

#[test]
fn a_final_state_is_not_reverted() {
    let profile = profile();
    profile.cache.mirror("test", &[told("1", RequestState::Completed, 1)]).unwrap();
    assert_eq!(profile.cache.mirror("test", &[told("1", RequestState::Pending, 1)]).unwrap(), MirrorChanges::default());
    assert_eq!(profile.list(Filter::default())[0].state, RequestState::Completed);
}

#[test]
fn a_missing_request_is_not_polled_until_it_is_listed_again() {
    let profile = profile();
    let pending = [told("1", RequestState::Pending, 1), told("2", RequestState::Pending, 2)];
    profile.cache.mirror("test", &pending).unwrap();
    profile.cache.gone("test", "1").unwrap();
    assert_eq!(profile.cache.pending("test").unwrap(), ["2"]);
    assert!(profile.cache.request("test", "server-1").unwrap().unwrap().unwatched, "its state is an old word");
    assert_eq!(profile.cache.mirror("test", &pending).unwrap().changed, 1, "there it is again");
    assert_eq!(profile.cache.pending("test").unwrap(), ["1", "2"]);
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    profile.accepted("mine", "2");
    assert_eq!(profile.cache.pending("test").unwrap(), ["1"], "our own are watched elsewhere");
}

#[test]
fn forgetting_others_requests_keeps_own_rows() {
    let profile = profile();
    let cache = &profile.cache;
    for connection in ["test", "elsewhere"] {
        cache.mirror(connection, &[told("1", RequestState::Pending, 1), told("2", RequestState::Pending, 2)]).unwrap();
        cache.set_stamp(connection, "requests", 1).unwrap();
    }
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    profile.accepted("mine", "2");
    // First beside another connection's requests, then alone.
    for left in [2, 0] {
        cache.forget_requests(if left == 2 { "test" } else { "elsewhere" }).unwrap();
        assert_eq!(keys(&profile.list(Filter::default())), ["mine"]);
        let others = cache.requests(&Query { connection: "elsewhere".to_owned(), ..all() }).unwrap();
        assert_eq!(others.len(), left);
        assert!(cache.mirrored("test", "2").unwrap().is_none());
    }
    assert_eq!(cache.stamp("test", "requests").unwrap(), None);
    assert_eq!(profile.list(Filter { text: Some("0190000".to_owned()), ..Filter::default() }).len(), 1);
}

#[test]
fn a_detached_row_is_not_anothers() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    profile.accepted("mine", "1");
    assert_eq!(profile.list(Filter::default())[0].server_id.as_deref(), Some("1"));
    profile.journal.write(|journal| journal.detach("test")).wait().unwrap();
    profile.cache.mirror("test", &[told("1", RequestState::Pending, 9_000)]).unwrap();
    let rows = profile.list(Filter::default());
    assert_eq!(keys(&rows), ["server-1", "mine"]);
    assert!(rows[1].server_id.is_none() && rows[1].unwatched);
}

#[test]
fn a_restored_journal_is_read_from_the_start() {
    let profile = profile();
    profile.journal.add(&sample("old", RequestState::Queued)).unwrap();
    let path = profile.path();
    assert_eq!(profile.list(Filter::default()).len(), 1);
    for key in ["a", "b", "c"] {
        profile.journal.add(&sample(key, RequestState::Queued)).unwrap();
    }
    assert_eq!(profile.list(Filter::default()).len(), 4);
    let Profile { dir: _dir, journal, cache } = profile;
    drop((journal, cache));
    for end in ["db", "db-wal", "db-shm"] {
        let _ = fs::remove_file(path.join("journal").with_extension(end));
    }
    let journal = Journal::open(&path.join("journal.db")).unwrap();
    journal.add(&sample("other", RequestState::Queued)).unwrap();
    let cache = Cache::open(&path.join("cache.db"), Some(&path.join("journal.db"))).unwrap();
    assert_eq!(keys(&cache.requests(&all()).unwrap()), ["other"]);
}
