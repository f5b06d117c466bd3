use super::*;
use crate::{cache::requests::NOT_KEPT_STAMP, journal::Journal};

const DAY: i64 = 86_400_000;
const NOW: i64 = 1_000 * DAY;
const KEPT: Kept = Kept { completed_from: NOW - 90 * DAY, rejected_from: NOW - 365 * DAY };
/// Number of a household's card that is searched for in the files.
const SENTINEL: &str = "01977000077";

fn request(id: &str, state: RequestState, days_ago: i64) -> ServerRequest {
    ServerRequest { smartcard: Some(SENTINEL.to_owned()), ..told(id, state, NOW - days_ago * DAY) }
}

fn ids(profile: &Profile) -> Vec<String> {
    let mut ids: Vec<String> = profile.list(Filter::default()).into_iter().filter_map(|row| row.server_id).collect();
    ids.sort();
    ids
}

fn purge(profile: &Profile) -> u32 {
    let (mut gone, mut place) = (0, Purged::default());
    loop {
        match profile.cache.purge_requests("test", KEPT, place, 2).unwrap() {
            (0, _) => break,
            (piece, come) => (gone, place) = (gone + piece, come),
        }
    }
    while profile.cache.overwrite().unwrap() {}
    while profile.cache.give_back().unwrap() {}
    gone
}

fn known(profile: &Profile, id: &str, mark: MirrorMark) -> bool {
    let (reach, known) = profile.cache.known_by("test", &[id.to_owned()], Some(mark)).unwrap();
    reach != Reach::Nothing && !known.is_empty()
}

#[test]
fn listed_requests_that_are_too_old_are_not_stored() {
    let profile = profile();
    let before = profile.cache.mark();
    let list = [request("old", RequestState::Completed, 91), request("old-rejected", RequestState::Rejected, 366)];
    let news = profile.cache.mirror_kept("test", &list, KEPT).unwrap();
    assert_eq!(news.changed, 2, "it was told for the first time");
    assert_eq!(ids(&profile), [""; 0]);
    assert_eq!(crate::cache::tests::entities::places(&profile, SENTINEL), 0);
    assert!(!known(&profile, "old", before));
    assert!(known(&profile, "old", profile.cache.mark()), "it is no other request's");
    let again = profile.cache.mirror_kept("test", &list, KEPT).unwrap();
    assert_eq!(again.changed, 0, "a list ends where it brings no news");

    let list = [
        request("completed", RequestState::Completed, 89),
        request("rejected", RequestState::Rejected, 364),
        request("pending", RequestState::Pending, 900),
        ServerRequest { updated: Some(NOW), ..request("late", RequestState::Completed, 900) },
        ServerRequest { created: None, updated: None, ..request("undated", RequestState::Completed, 0) },
    ];
    profile.cache.mirror_kept("test", &list, KEPT).unwrap();
    assert_eq!(ids(&profile), ["completed", "late", "pending", "rejected", "undated"]);
    assert_eq!(purge(&profile), 0, "nor does it go then");
}

#[test]
fn the_last_change_of_all_requests_that_are_not_kept_stays_known() {
    let profile = profile();
    let until = |connection: &str| profile.cache.stamp(connection, NOT_KEPT_STAMP).unwrap();
    let at = |days_ago: i64| Some(NOW - days_ago * DAY);
    let list = [
        ServerRequest { updated: at(95), ..request("a", RequestState::Completed, 95) },
        request("b", RequestState::Completed, 100),
    ];
    profile.cache.mirror_kept("test", &list, KEPT).unwrap();
    assert_eq!(until("test"), at(95), "they were never stored");
    let changed = ServerRequest { updated: at(91), ..request("c", RequestState::Completed, 200) };
    profile.cache.mirror("test", &[changed, request("young", RequestState::Completed, 1)]).unwrap();
    assert_eq!(purge(&profile), 1);
    assert_eq!((until("test"), until("elsewhere")), (at(91), None));
    profile.cache.mirror_kept("test", &list, KEPT).unwrap();
    assert_eq!(until("test"), at(91), "an earlier one takes nothing back");
}

#[test]
fn expired_requests_are_erased_and_their_ids_stay_known() {
    let profile = profile();
    let long = "x".repeat(9_000);
    let old: Vec<ServerRequest> = (0..7)
        .map(|number| ServerRequest {
            server: format!("{{\"card\":\"{SENTINEL}\",\"long\":\"{long}{SENTINEL}\"}}"),
            error_text: Some(format!("{SENTINEL} fails")),
            ..request(&number.to_string(), RequestState::Completed, 200)
        })
        .collect();
    profile.cache.mirror("test", &old).unwrap();
    // A rewritten row leaves a free page.
    profile.cache.mirror("test", &[ServerRequest { server: "{}".to_owned(), ..old[3].clone() }]).unwrap();
    let mark = profile.cache.mark();
    let young =
        ServerRequest { smartcard: Some("01900000002".to_owned()), ..request("young", RequestState::Completed, 1) };
    let lost = ServerRequest { state: RequestState::Pending, ..old[0].clone() };
    profile.cache.mirror("test", &[young, ServerRequest { id: "lost".to_owned(), ..lost }]).unwrap();
    profile.cache.gone("test", "lost").unwrap();
    profile
        .cache
        .mirror("elsewhere", &[ServerRequest { smartcard: None, ..request("0", RequestState::Completed, 200) }])
        .unwrap();
    assert!(crate::cache::tests::entities::places(&profile, SENTINEL) > 0);

    assert_eq!(purge(&profile), 8);
    assert_eq!(crate::cache::tests::entities::places(&profile, SENTINEL), 0, "not in the file, and not in its log");
    assert_eq!(ids(&profile), ["young"]);
    let elsewhere = Query { connection: "elsewhere".to_owned(), ..all() };
    assert_eq!(profile.cache.requests(&elsewhere).unwrap().len(), 1, "another connection's have limits of their own");
    let found = |text: &str| profile.list(Filter { text: Some(text.to_owned()), ..Filter::default() }).len();
    assert_eq!((found(SENTINEL), found("01900000002")), (0, 1), "the index of the text is true to the rows");

    assert!(known(&profile, "3", mark));
    assert!(!known(&profile, "young", mark));
    // Older requests are asked for again: they are not new for requests that have been waiting since.
    profile.cache.read_whole("test").unwrap();
    let made = profile.cache.mark();
    profile.cache.mirror("test", &old).unwrap();
    assert_eq!(ids(&profile).len(), 8);
    let cards = [SENTINEL.to_owned()];
    let meanwhile = profile.cache.meanwhile("test", &cards, Some(made), None).unwrap();
    assert_eq!(meanwhile, Meanwhile::default(), "others did nothing");
    assert!(known(&profile, "3", mark), "also when it is there again");
}

#[test]
fn a_rejected_request_with_a_mark_or_retry_stays() {
    let profile = profile();
    profile.mark("marked", "note", "'asked the office'");
    profile.retried("retried", "r", RequestState::Completed);
    let old = ["marked", "retried", "neither"].map(|id| request(id, RequestState::Rejected, 500));
    profile.cache.mirror_kept("test", &old, KEPT).unwrap();
    assert_eq!(ids(&profile), ["marked", "retried"]);
    profile.cache.mirror("test", &old).unwrap();
    assert_eq!(purge(&profile), 1);
    assert_eq!(ids(&profile), ["marked", "retried"]);
}

#[test]
fn each_chunk_of_a_purge_continues_after_the_last() {
    let profile = profile();
    profile.mark("left", "note", "'asked the office'");
    let undated = ServerRequest { created: None, ..request("undated", RequestState::Rejected, 500) };
    let mut old = vec![undated, request("left", RequestState::Rejected, 501)];
    old.extend(["1", "2", "3"].map(|id| request(id, RequestState::Rejected, 500)));
    profile.cache.mirror("test", &old).unwrap();
    let (gone, place) = profile.cache.purge_requests("test", KEPT, Purged::default(), 2).unwrap();
    assert_eq!((gone, ids(&profile).len()), (2, 3));
    profile.sql("DELETE FROM mark");
    let (gone, place) = profile.cache.purge_requests("test", KEPT, place, 2).unwrap();
    assert_eq!((gone, ids(&profile)), (2, vec!["left".to_owned()]));
    assert_eq!(profile.cache.purge_requests("test", KEPT, place, 2).unwrap().0, 0);
    assert_eq!(purge(&profile), 1, "but the next day");
}

#[test]
fn without_a_journal_rejected_requests_stay() {
    let profile = profile();
    profile.mark("marked", "note", "'asked the office'");
    let old = ["marked", "unmarked"].map(|id| request(id, RequestState::Rejected, 500));
    profile.cache.mirror("test", &old).unwrap();
    let Profile { dir, journal, cache } = profile;
    drop(cache);
    let path = dir.path().join(PROFILE).join("cache.db");
    let profile = Profile { dir, journal, cache: Cache::open(&path, None).unwrap() };
    let told = [request("told", RequestState::Rejected, 500), request("completed", RequestState::Completed, 500)];
    profile.cache.mirror_kept("test", &told, KEPT).unwrap();
    profile.cache.mirror("test", &[request("gone", RequestState::Completed, 500)]).unwrap();
    assert_eq!(purge(&profile), 1);
    assert_eq!(ids(&profile), ["marked", "told", "unmarked"]);
}

#[test]
fn requests_reported_meanwhile_but_not_stored_are_flagged() {
    let profile = profile();
    profile.cache.read_whole("test").unwrap();
    profile.cache.mirror_kept("test", &[request("before", RequestState::Completed, 91)], KEPT).unwrap();
    let mark = profile.cache.mark();
    let meanwhile = |mark| profile.cache.meanwhile("test", &[SENTINEL.to_owned()], mark, None).unwrap();
    assert_eq!(meanwhile(Some(mark)), Meanwhile::default(), "it was told of before");
    profile.cache.mirror_kept("test", &[request("later", RequestState::Completed, 91)], KEPT).unwrap();
    assert_eq!(meanwhile(Some(mark)), Meanwhile { other: None, not_kept: true });
    assert_eq!(meanwhile(None), Meanwhile { other: None, not_kept: true }, "nor does it say that they are of before");
    assert_eq!(meanwhile(Some(profile.cache.mark())), Meanwhile::default());
    assert!(profile.cache.meanwhile("elsewhere", &[], Some(mark), None).unwrap() == Meanwhile::default());
}

#[test]
fn own_requests_stay_regardless_of_age() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    profile.accepted("mine", "1");
    profile.list(Filter::default());
    profile.cache.mirror_kept("test", &[request("1", RequestState::Completed, 500)], KEPT).unwrap();
    assert_eq!(purge(&profile), 0);
    assert_eq!(ids(&profile), ["1"]);
}

fn purge_own(profile: &Profile) -> u32 {
    let before = i64::MAX;
    let rows = profile.journal.to_purge(before).unwrap().rows;
    let gone = profile.journal.write(move |journal| {
        let purge = journal.begin_purge(NOW, "ann", before)?;
        journal.purge(purge, before, &rows, |_, _| String::new())
    });
    gone.wait().unwrap()
}

#[test]
fn own_requests_purged_from_the_journal_are_not_listed() {
    let profile = profile();
    let before = profile.cache.mark();
    for (key, id) in [("mine", "1"), ("stays", "2")] {
        profile.journal.add(&sample(key, RequestState::Queued)).unwrap();
        profile.accepted(key, id);
    }
    let list = [request("1", RequestState::Completed, 1), request("2", RequestState::Pending, 1)];
    profile.cache.mirror_kept("test", &list, KEPT).unwrap();
    profile.change("mine", &[RequestState::Pending], |row| row.state = RequestState::Completed);
    assert_eq!(ids(&profile), ["1", "2"]);
    assert_eq!(purge_own(&profile), 1);
    assert_eq!(ids(&profile), ["2"], "it went with its row");
    let again = profile.cache.mirror_kept("test", &list, KEPT).unwrap();
    assert_eq!((again.changed, ids(&profile)), (0, vec!["2".to_owned()]), "no list brings it back");
    assert!(known(&profile, "1", before), "it is no other row's, whenever that left");

    profile.cache.wipe().unwrap();
    profile.cache.mirror_kept("test", &list, KEPT).unwrap();
    assert_eq!(ids(&profile), ["2"], "nor does a cache that begins anew");
    profile.change("stays", &[RequestState::Pending], |row| row.state = RequestState::Completed);
    assert_eq!(purge_own(&profile), 1);
    assert_eq!(ids(&profile), [""; 0]);
    profile.journal.add(&sample("later", RequestState::Queued)).unwrap();
    assert_eq!(profile.list(Filter::default()).len(), 1, "what comes after it is brought over as ever");
}

#[test]
fn a_restored_journal_lists_its_rows_again() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    profile.accepted("mine", "1");
    profile.change("mine", &[RequestState::Pending], |row| row.state = RequestState::Completed);
    let path = profile.path().join("journal.db");
    profile.journal.empty_log().unwrap();
    let copy = std::fs::read(&path).unwrap();
    assert_eq!(purge_own(&profile), 1);
    assert_eq!(ids(&profile), [""; 0]);
    let Profile { dir, journal, cache } = profile;
    drop((journal, cache));
    for log in ["journal.db-wal", "journal.db-shm"] {
        let _ = std::fs::remove_file(path.with_file_name(log));
    }
    std::fs::write(&path, copy).unwrap();
    let journal = Journal::open(&path).unwrap();
    let cache = Cache::open(&path.with_file_name("cache.db"), Some(&path)).unwrap();
    let profile = Profile { dir, journal, cache };
    assert_eq!(ids(&profile), ["1"]);
}

#[test]
fn others_requests_retried_here_stay_cleared_until_they_expire() {
    let profile = profile();
    profile.retried("theirs", "r", RequestState::Completed);
    let old = [request("theirs", RequestState::Rejected, 500)];
    profile.cache.mirror("test", &old).unwrap();
    assert_eq!(purge(&profile), 0, "the retry is there");
    assert_eq!(purge_own(&profile), 1);
    let standing = |show| {
        let filter = RejectedFilter { show, ..RejectedFilter::default() };
        profile.cache.rejected_keys("test", &filter, NOW).unwrap().len()
    };
    assert_eq!(
        (standing(TriageStatus::Cleared), standing(TriageStatus::Open)),
        (1, 0),
        "it was sent again, and that worked"
    );
    assert_eq!(purge(&profile), 1, "now it is as old as any");
}

#[test]
fn forgetting_a_server_forgets_known_ids() {
    let profile = profile();
    profile.cache.mirror_kept("test", &[request("old", RequestState::Completed, 91)], KEPT).unwrap();
    profile.cache.forget_server("test").unwrap();
    assert!(!known(&profile, "old", profile.cache.mark()), "the next server may give the same id");
}

#[test]
fn household_data_stored_by_older_versions_is_removed() {
    let profile = profile();
    let whole = format!("{{\"id\":\"1\",\"contact\":\"{SENTINEL}{}\"}}", "x".repeat(9_000));
    let told_of = |kind, id: &str| ReportedEntity {
        server: Some(whole.clone()),
        ..ReportedEntity::new(kind, Identifiers::of(IdentifierKind::Id, id))
    };
    let told = [told_of(CachedKind::Subscription, "household"), told_of(CachedKind::Service, "movies")];
    profile.cache.keep_entities(&owner("test"), &told, DescriptionSource::Lookup, 1, 9).unwrap();
    let log = r#"{"created_date":"2026-01-15T10:00:00","created_by_user":{"id":"7","username":"ann","phone":"1"},"created_by_unit":{"id":"2","name":"U"},"note":"n"}"#;
    let more = format!(
        r#""process_immediately":false,"log_information":{log},"parameters_set":[{{"id":"9","smartcard_ca_id":"0190"}}],"subscription":{{"id":"S","holder":"{SENTINEL}"}}"#
    );
    let server = format!("{},{more}}}", whole.trim_end_matches('}'));
    let request = ServerRequest { smartcard: None, server, ..request("1", RequestState::Completed, 1) };
    profile.cache.mirror("test", &[request]).unwrap();
    profile.cache.set_stamp("", LEARNT_STAMP.1, 7).unwrap();
    let older = "DROP TABLE forgotten; DROP TABLE lead; DROP INDEX request_mine; ALTER TABLE request DROP COLUMN batched; \
        CREATE INDEX request_mine ON request (connection, created) WHERE mine = 1; PRAGMA user_version = 10";
    profile.cache.writer().execute_batch(older).unwrap();
    let Profile { dir, journal, cache } = profile;
    let path = dir.path().join(PROFILE);
    drop(cache);
    let cache = Cache::open(&path.join("cache.db"), Some(&path.join("journal.db"))).unwrap();
    let profile = Profile { dir, journal, cache };
    assert!(profile.cache.take_set_aside().is_none());
    assert_eq!(profile.cache.stamp("", LEARNT_STAMP.1).unwrap(), Some(7), "what was learnt is not learnt again");
    assert_eq!(ids(&profile), ["1"], "every row is there");
    let server: String = profile.cache.writer().query_row("SELECT server FROM raw", [], |row| row.get(0)).unwrap();
    let log =
        r#"{"created_date":"2026-01-15T10:00:00","created_by_user":{"username":"ann"},"created_by_unit":{"name":"U"}}"#;
    let parameters = r#"[{"id":"9","smartcard_ca_id":"0190"}]"#;
    assert_eq!(
        server,
        format!(
            r#"{{"id":"1","process_immediately":false,"log_information":{log},"parameters_set":{parameters},"subscription":{{"id":"S"}}}}"#
        )
    );
    let kept = |kind| profile.cache.entities_of_kind(&owner("test"), kind).unwrap();
    assert_eq!(kept(CachedKind::Subscription)[0].reported.server, None);
    assert!(kept(CachedKind::Service)[0].reported.server.is_some(), "of services nothing names a household");
    profile.cache.forget_entity(&owner("test"), &kept(CachedKind::Service)[0].key()).unwrap();
    purge(&profile);
    assert_eq!(crate::cache::tests::entities::places(&profile, SENTINEL), 0);
}

#[test]
fn the_text_of_a_cause_is_removed_with_its_last_request_unless_documented() {
    use super::rejected::rejected;
    let profile = profile();
    let old = |id: &str, words: &str| ServerRequest {
        created: Some(NOW - 366 * DAY),
        ..rejected(id, NOW - 366 * DAY, words)
    };
    let rows = [
        old("1", "The Smiths moved"),
        old("2", "Card of nobody"),
        old("3", "Known to somebody"),
        old("4", "Joined by somebody"),
        old("5", "Split by somebody"),
        old("6", "Still there"),
        rejected("7", NOW, "Still there"),
    ];
    profile.cache.mirror_kept("test", &rows, Kept::ALL).unwrap();
    let group = |id: u32| profile.group_of(&format!("server-{id}"));
    profile.sql(&format!(
        "INSERT INTO knowledge VALUES ('{}', 'known', '', NULL, '', NULL, 5, 'ann'); \
         INSERT INTO grouping VALUES ({TENANT}, '{}', 'another', NULL); \
         INSERT INTO grouping VALUES ({TENANT}, '{}~ab', NULL, 'user');",
        group(3),
        group(4),
        group(5)
    ));
    let shapes = || -> Vec<String> {
        profile
            .cache
            .read(|it| it.prepare("SELECT shape FROM shape ORDER BY shape")?.query_map([], |row| row.get(0))?.collect())
            .unwrap()
    };
    assert_eq!(profile.cache.purge_shapes().unwrap(), 0);
    let all = shapes();
    assert_eq!(all.len(), 6);
    assert_eq!(purge(&profile), 6);
    assert_eq!(profile.cache.purge_shapes().unwrap(), 2);
    let gone: Vec<String> = all.into_iter().filter(|shape| !shapes().contains(shape)).collect();
    assert!(gone.iter().any(|shape| shape.to_lowercase().contains("smiths")), "{gone:?}");
    assert!(gone.iter().any(|shape| shape.to_lowercase().contains("nobody")), "{gone:?}");
    // It is rejected once more.
    profile.cache.mirror_kept("test", &[rejected("8", NOW, "The Smiths moved")], KEPT).unwrap();
    assert_eq!(profile.cache.group_shape("test", &group(8)).unwrap().parts.len(), 1);
}
