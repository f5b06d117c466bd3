use super::*;

fn known(profile: &Profile, ids: &[&str], mark: MirrorMark) -> (Reach, Vec<String>) {
    let ids: Vec<String> = ids.iter().map(|&id| id.to_owned()).collect();
    profile.cache.known_by("test", &ids, Some(mark)).unwrap()
}

fn tell(profile: &Profile, connection: &str, ids: &[&str]) {
    let requests: Vec<_> = ids.iter().map(|id| told(id, RequestState::Pending, 1_000)).collect();
    profile.cache.mirror(connection, &requests).unwrap();
}

/// Adds a row on the wire to the journal, with a mark.
fn sending(profile: &Profile, key: &str, mark: MirrorMark) {
    profile.journal.add(&sample(key, RequestState::Queued)).unwrap();
    profile.change(key, &[RequestState::Queued], move |row| {
        row.state = RequestState::Sending;
        row.set_mirror_mark(mark);
    });
}

fn again(profile: Profile) -> Profile {
    let Profile { dir, journal, cache } = profile;
    let path = dir.path().join(PROFILE);
    drop(cache);
    let cache = Cache::open(&path.join("cache.db"), Some(&path.join("journal.db"))).unwrap();
    Profile { dir, journal, cache }
}

#[test]
fn requests_reported_up_to_a_mark_are_known_and_later_ones_are_not() {
    let profile = profile();
    let nothing = profile.cache.mark();
    tell(&profile, "test", &["1"]);
    let one = profile.cache.mark();
    tell(&profile, "test", &["1", "2"]);
    let two = profile.cache.mark();
    tell(&profile, "elsewhere", &["3"]);
    let of = |mark| known(&profile, &["1", "2", "3"], mark);
    assert_eq!(of(nothing), (Reach::Reported, Vec::new()));
    assert_eq!(of(one), (Reach::Reported, vec!["1".to_owned()]));
    assert_eq!(of(two), (Reach::Reported, vec!["1".to_owned(), "2".to_owned()]));
    assert_eq!(of(profile.cache.mark()).1.len(), 2, "another connection's is another request");
    assert_eq!(profile.cache.known_by("test", &["1".to_owned()], None).unwrap(), (Reach::Nothing, Vec::new()));
}

#[test]
fn an_answers_id_is_checked_without_syncing_the_journal() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    let file = rusqlite::Connection::open(profile.path().join("cache.db")).unwrap();
    let rows = "SELECT count(*) FROM request WHERE key = 'mine'";
    let brought = || file.query_row(rows, [], |row| row.get::<_, i64>(0)).unwrap();
    known(&profile, &["1"], profile.cache.mark());
    assert_eq!(brought(), 0, "each row that leaves asks once");
    profile.list(Filter::default());
    assert_eq!(brought(), 1);
}

#[test]
fn a_mark_is_valid_for_its_cache_only() {
    let profile = profile();
    tell(&profile, "test", &["1"]);
    let before = profile.cache.mark();
    let profile = again(profile);
    assert_eq!(profile.cache.mark(), before, "a start changes nothing");
    assert_eq!(known(&profile, &["1"], before).1, ["1"]);
    profile.cache.wipe().unwrap();
    assert_ne!(profile.cache.mark().generation, before.generation);
    tell(&profile, "test", &["1"]);
    assert_eq!(known(&profile, &["1"], before), (Reach::Nothing, Vec::new()), "nobody knows any more");
    assert_eq!(known(&profile, &["1"], profile.cache.mark()), (Reach::Reported, vec!["1".to_owned()]));
}

#[test]
fn forgetting_one_connection_keeps_another() {
    for alone in [false, true] {
        let profile = profile();
        if !alone {
            tell(&profile, "elsewhere", &["1"]);
        }
        tell(&profile, "test", &["1", "2"]);
        let before = profile.cache.mark();
        let reach = |connection: &str, mark| profile.cache.reach(connection, Some(mark)).unwrap();
        profile.cache.forget_server("test").unwrap();
        // Row numbers of deleted rows are reused; report numbers are not.
        tell(&profile, "test", &["1"]);
        assert_eq!(known(&profile, &["1"], before), (Reach::Nothing, Vec::new()), "alone: {alone}");
        assert_eq!((reach("test", before), reach("elsewhere", before)), (Reach::Nothing, Reach::Reported));
        assert_eq!(known(&profile, &["1"], profile.cache.mark()), (Reach::Reported, vec!["1".to_owned()]));
    }
}

#[test]
fn own_rows_are_known_once_a_server_reported_them() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    assert_eq!(profile.list(Filter::default()).len(), 1);
    let before = profile.cache.mark();
    tell(&profile, "test", &["1"]);
    profile.accepted("mine", "1");
    assert_eq!(profile.list(Filter::default()).len(), 1, "both are one");
    assert_eq!(known(&profile, &["1"], before).1, [""; 0], "its row was there, the request was not");
    assert_eq!(known(&profile, &["1"], profile.cache.mark()).1, ["1"]);
    // The answer came first, the list later.
    profile.journal.add(&sample("other", RequestState::Queued)).unwrap();
    profile.accepted("other", "2");
    assert_eq!(profile.list(Filter::default()).len(), 2);
    let before = profile.cache.mark();
    tell(&profile, "test", &["2"]);
    assert_eq!(known(&profile, &["2"], before).1, [""; 0]);
    assert_eq!(known(&profile, &["2"], profile.cache.mark()).1, ["2"]);
}

#[test]
fn a_restored_or_truncated_cache_reuses_no_number() {
    for of_the_field in [false, true] {
        let profile = profile();
        tell(&profile, "test", &["1"]);
        let before = profile.cache.mark();
        let ahead = MirrorMark { seq: before.seq + 3, ..before };
        sending(&profile, "a", if of_the_field { before } else { ahead });
        if of_the_field {
            let note = crate::FieldNote {
                made: 1,
                others_since: 1,
                mirror: Some(ahead),
                lists_excused: false,
                baselines: serde_json::json!([]),
                why: None,
                looked_at: None,
            };
            profile.journal.write(move |journal| journal.keep_field_note("a", &note)).wait().unwrap();
        }
        let profile = again(profile);
        tell(&profile, "test", &["2"]);
        assert_eq!(known(&profile, &["1", "2"], ahead), (Reach::Nothing, Vec::new()), "the field: {of_the_field}");
        let now = profile.cache.mark();
        assert_eq!(known(&profile, &["1", "2"], now), (Reach::Reported, vec!["1".to_owned(), "2".to_owned()]));
        // The same mark, now of an earlier generation, does not start yet another one.
        assert_eq!(again(profile).cache.mark(), now);
    }
}

#[test]
fn an_older_cache_has_smaller_numbers_than_later_reports() {
    let profile = profile();
    tell(&profile, "test", &["1"]);
    profile.cache.writer().execute("UPDATE request SET first_seen = 1768471200000", []).unwrap();
    profile.cache.writer().execute("DELETE FROM stamp WHERE connection = ''", []).unwrap();
    let profile = again(profile);
    let before = profile.cache.mark();
    tell(&profile, "test", &["2"]);
    assert_eq!(known(&profile, &["1", "2"], before), (Reach::Reported, vec!["1".to_owned()]));
}

#[test]
fn lists_are_complete_after_the_first_full_reading() {
    let profile = profile();
    let begun = profile.cache.begin_reading().unwrap();
    assert_eq!(profile.cache.mark(), begun);
    let noted = profile.cache.mark();
    let next = profile.cache.begin_reading().unwrap();
    assert!(next.seq > noted.seq, "what was noted before a reading began is smaller");
    tell(&profile, "test", &["1"]);
    let reach = |connection: &str, mark| profile.cache.reach(connection, Some(mark)).unwrap();
    profile.cache.read_whole("test").unwrap();
    let whole = profile.cache.mark();
    assert_eq!([begun, next, whole].map(|mark| reach("test", mark)), [Reach::Reported, Reach::Reported, Reach::Whole]);
    assert_eq!(reach("elsewhere", whole), Reach::Reported);
    tell(&profile, "test", &["2"]);
    profile.cache.read_whole("test").unwrap();
    assert_eq!(reach("test", whole), Reach::Whole, "once is enough");
    profile.cache.forget_server("test").unwrap();
    assert_eq!(reach("test", profile.cache.mark()), Reach::Reported, "they are to be read anew");
}

const SINCE: i64 = 10_000_000;
const LONG_AGO: i64 = 1_000_000;

#[test]
fn requests_reported_later_are_others_meanwhile_regardless_of_clocks() {
    let profile = profile();
    let cards = ["01900000002".to_owned()];
    let mine =
        |mark, since| profile.cache.meanwhile("test", &cards, mark, since).unwrap().other.and_then(|row| row.server_id);
    profile.cache.mirror("test", &[told("1", RequestState::Pending, SINCE + 1)]).unwrap();
    profile.cache.read_whole("test").unwrap();
    let mark = profile.cache.mark();
    assert_eq!(mine(Some(mark), Some(SINCE)), None, "it was known");
    profile.cache.mirror("test", &[told("2", RequestState::Pending, LONG_AGO)]).unwrap();
    assert_eq!(mine(Some(mark), Some(SINCE)).as_deref(), Some("2"), "although it seems to be of before");
    assert_eq!(mine(Some(profile.cache.mark()), Some(SINCE)), None);
    let undated = ServerRequest { created: None, ..told("3", RequestState::Pending, 0) };
    let mark = profile.cache.mark();
    profile.cache.mirror("test", &[undated]).unwrap();
    assert_eq!(mine(Some(mark), Some(SINCE)).as_deref(), Some("3"), "whenever it was made");
}

#[test]
fn without_a_valid_mark_the_clock_decides_and_nothing_is_excluded() {
    let profile = profile();
    let cards = ["01900000002".to_owned()];
    let mine =
        |mark, since| profile.cache.meanwhile("test", &cards, mark, since).unwrap().other.and_then(|row| row.server_id);
    let told_at = |id: &str, at| profile.cache.mirror("test", &[told(id, RequestState::Pending, at)]).unwrap();
    told_at("1", LONG_AGO);
    let before = profile.cache.mark();
    assert_eq!(mine(None, Some(SINCE)), None, "of long ago");
    assert_eq!(mine(None, None).as_deref(), Some("1"), "unless no clock can be believed");
    told_at("2", SINCE);
    // The lists had not been read completely before, so later reports may be of older requests.
    assert_eq!(mine(Some(before), Some(SINCE)).as_deref(), Some("2"));
    assert_eq!(mine(Some(profile.cache.mark()), Some(SINCE)), None, "it was known");
    profile.cache.wipe().unwrap();
    told_at("1", LONG_AGO);
    assert_eq!(mine(Some(before), Some(SINCE)), None);
    told_at("2", SINCE - 60_000);
    assert_eq!(mine(Some(before), Some(SINCE)).as_deref(), Some("2"), "whether it was known, nobody knows any more");
}
