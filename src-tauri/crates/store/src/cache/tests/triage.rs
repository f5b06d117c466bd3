//! Queries on rejected requests: groups, pages, figures, and related requests.

use super::{
    rejected::{mirrored, rejected},
    *,
};

const HOUR: i64 = 60 * 60_000;
const DAY: i64 = 24 * HOUR;
const NOW: i64 = 100 * DAY;

fn times() -> GroupTimes {
    GroupTimes { now: NOW, midnight: NOW - 2 * HOUR, trend_from: NOW - 11 * HOUR, trend_step: HOUR, bars: 12 }
}

fn not_found(id: &str, at: i64) -> ServerRequest {
    rejected(id, at, "Client 1 not found")
}

fn elsewhere(id: &str, at: i64) -> ServerRequest {
    rejected(id, at, "Client 1 is managed elsewhere")
}

impl Profile {
    fn groups(&self, filter: &RejectedFilter) -> Groups {
        let mut found = self.cache.groups("test", filter, &times(), |_| None).unwrap();
        found.groups.retain(|group| group.count > 0);
        found.groups.sort_by_key(|group| std::cmp::Reverse(group.count));
        found
    }

    fn open(&self) -> Groups {
        self.groups(&RejectedFilter::default())
    }
}

#[test]
fn a_group_shows_its_count_age_and_trend() {
    let profile = profile();
    let with = |request: ServerRequest, card: &str, subscription: &str| ServerRequest {
        smartcard: Some(card.to_owned()),
        subscription: Some(subscription.to_owned()),
        ..request
    };
    mirrored(
        &profile,
        &[
            with(not_found("1", NOW - 2 * DAY), "c1", "s1"),
            with(not_found("2", NOW - HOUR), "c2", "s1"),
            with(not_found("3", NOW), "c1", "s2"),
            ServerRequest { smartcard: None, ..not_found("4", NOW) },
            elsewhere("5", NOW - 11 * HOUR),
        ],
    );
    let found = profile.open();
    assert_eq!((found.open, found.older_than_day, found.snoozed), (5, 1, 0));
    let [first, second] = &found.groups[..] else { panic!("{found:?}") };
    assert_eq!((first.count, first.cards, first.subscriptions), (4, 2, 2));
    assert_eq!(
        (first.first_seen, first.last_seen, first.oldest),
        (Some(NOW - 2 * DAY), Some(NOW), Some(NOW - 2 * DAY))
    );
    assert_eq!(first.trend, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2], "what was before the first bar is in none");
    assert_eq!(first.line.as_deref(), Some("Client 1 not found"));
    assert_eq!((first.provider.as_str(), first.error_code.as_deref()), ("conax", Some("CLIENT_NOT_FOUND")));
    assert_eq!((second.count, second.trend[0]), (1, 1));
    let late = RejectedFilter { from: Some(NOW - HOUR), ..RejectedFilter::default() };
    let found = profile.groups(&late);
    assert_eq!((found.groups.len(), found.groups[0].count, found.open), (1, 3, 5), "the page's counts stay");
    assert_eq!(found.groups[0].first_seen, Some(NOW - 2 * DAY), "when it was first seen does too");
}

#[test]
fn joined_groups_show_only_common_values() {
    let profile = profile();
    let other = ServerRequest { request_type: Some("ADD_SUBSCRIPTIONS".to_owned()), ..not_found("2", 20) };
    mirrored(&profile, &[not_found("1", 10), other]);
    let (first, second) = (profile.group_of("server-1"), profile.group_of("server-2"));
    assert_ne!(first, second);
    profile.sql(&format!("INSERT INTO grouping VALUES ({TENANT}, '{second}', '{first}', NULL)"));
    profile.cache.regroup().unwrap();
    let found = profile.open();
    assert_eq!(found.groups.len(), 1);
    let group = &found.groups[0];
    assert_eq!((group.count, group.request_type.as_deref()), (2, None));
    assert_eq!(group.error_code.as_deref(), Some("CLIENT_NOT_FOUND"));
}

#[test]
fn one_cause_reaches_over_jobs_and_identical_texts() {
    let profile = profile();
    let of = |request: ServerRequest, job: &str| ServerRequest { request_type: Some(job.to_owned()), ..request };
    let card = |request: ServerRequest| ServerRequest { smartcard: Some("c1".to_owned()), ..request };
    mirrored(
        &profile,
        &[
            card(of(not_found("1", NOW - HOUR), "CREATE_PAIRING")),
            card(of(not_found("2", NOW), "ADD_SUBSCRIPTIONS")),
            of(elsewhere("3", NOW), "ADD_SUBSCRIPTIONS"),
            ServerRequest { error_code: Some("BUSY".to_owned()), ..not_found("4", NOW) },
        ],
    );
    let found = profile.open().groups;
    let [cause, others @ ..] = &found[..] else { panic!("{found:?}") };
    assert_eq!((cause.count, cause.cards, others.len()), (2, 1, 2), "a card that both jobs share counts once");
    assert_eq!((cause.request_type.as_deref(), cause.error_code.as_deref()), (None, Some("CLIENT_NOT_FOUND")));
    assert_eq!((cause.oldest, cause.last_seen, cause.trend[10..].to_vec()), (Some(NOW - HOUR), Some(NOW), vec![1, 1]));
    let jobs: Vec<_> = cause.parts.iter().map(|part| (part.request_type.as_deref(), part.count)).collect();
    assert_eq!(jobs, [(Some("ADD_SUBSCRIPTIONS"), 1), (Some("CREATE_PAIRING"), 1)]);

    // A name that the caller gives both texts; not to one of another code.
    let name = |group: &GroupRow| group.error_code.clone();
    let times = times();
    let found = profile.cache.groups("test", &RejectedFilter::default(), &times, name).unwrap().groups;
    let mut counts: Vec<_> = found.iter().map(|cause| (cause.count, cause.parts.len(), cause.cards)).collect();
    counts.sort_unstable();
    assert_eq!(counts, [(1, 1, 1), (3, 2, 2)]);
    let both = found.iter().find(|cause| cause.count == 3).unwrap();
    assert_eq!(both.parts[0].parts.len(), 2, "both texts of one job");

    // What was split by hand is told apart, and one join is of all jobs.
    let group = profile.group_of("server-3");
    profile.sql(&format!("INSERT INTO grouping VALUES ({TENANT}, '{group}', NULL, 'user')"));
    profile.cache.regroup().unwrap();
    let found = profile.cache.groups("test", &RejectedFilter::default(), &times, name).unwrap().groups;
    assert_eq!(found.len(), 3);
    let (busy, first) = (profile.group_of("server-4"), profile.group_of("server-1"));
    profile.sql(&format!("INSERT INTO grouping VALUES ({TENANT}, '{busy}', '{first}', NULL)"));
    profile.cache.regroup().unwrap();
    let open = profile.open().groups;
    assert_eq!(open.iter().map(|cause| cause.count).collect::<Vec<_>>(), [3, 1]);
}

#[test]
fn newer_requests_of_the_same_job_go_through() {
    let profile = profile();
    let done = |id: &str, at, job: &str| ServerRequest {
        request_type: Some(job.to_owned()),
        updated: Some(at + 3),
        ..told(id, RequestState::Completed, at)
    };
    mirrored(&profile, &[done("1", 50, "A"), done("2", 110, "A"), done("3", 105, "A"), done("4", 90, "B")]);
    let after = |types: &[&str], at| profile.cache.completed_after("test", "conax", types, at).unwrap();
    assert_eq!(after(&["A"], 100), Some((108, 2)), "since the first of them was completed");
    assert_eq!((after(&["B"], 100), after(&[], 0), after(&["A", "B"], 80)), (None, None, Some((93, 3))));
    assert_eq!(profile.cache.completed_after("test", "nagravision", &["A"], 0).unwrap(), None);
}

#[test]
fn requests_are_new_only_after_the_first_reading_and_until_seen() {
    let profile = profile();
    mirrored(&profile, &[not_found("1", 10)]);
    assert_eq!(profile.open().groups[0].fresh, 0, "nobody has looked at anything");
    profile.cache.mark_viewed("test", None).unwrap();
    mirrored(&profile, &[not_found("2", 20), elsewhere("3", 30)]);
    profile.cache.mark_viewed("test", None).unwrap();
    let fresh = |found: Groups| found.groups.iter().map(|group| group.fresh).collect::<Vec<_>>();
    assert_eq!(fresh(profile.open()), [1, 1], "also in a group that there was none of; the first look counts");
    profile.cache.mark_viewed("test", Some(&profile.group_of("server-1"))).unwrap();
    assert_eq!(fresh(profile.open()), [0, 1]);
    mirrored(&profile, &[not_found("4", 40)]);
    assert_eq!(fresh(profile.open()), [1, 1]);
    profile.cache.forget_requests("test").unwrap();
    mirrored(&profile, &[not_found("1", 10)]);
    assert_eq!(fresh(profile.open()), [0], "another server's requests are seen for the first time");
}

#[test]
fn a_group_counts_the_outcomes_of_its_retries() {
    let profile = profile();
    let requests: Vec<_> = (1..=6).map(|id| not_found(&id.to_string(), id)).collect();
    mirrored(&profile, &requests);
    let group = profile.group_of("server-1");
    profile.retried("1", "completed", RequestState::Completed);
    profile.retried("2", "again", RequestState::Rejected);
    profile.retried("3", "under-way", RequestState::Sending);
    profile.retried("4", "refused", RequestState::Refused);
    profile.retried("5", "completed-changed", RequestState::Completed);
    profile.sql("UPDATE retry SET changed = 1 WHERE submission = 'completed-changed'");
    let minute = 60_000;
    profile.sql(&format!("UPDATE retry SET rejected_at = {} WHERE submission = 'completed'", 1_000 - 12 * minute));
    let again = profile.cache.subjects("test", &["again".to_owned()]).unwrap().remove(0);
    profile.sql(&format!("UPDATE retry SET fingerprint = '{}' WHERE submission = 'again'", again.fingerprint));
    let found = profile.open();
    let of = found.groups.iter().find(|it| it.parts[0].parts[0].id == group).unwrap();
    assert_eq!(
        of.helped,
        Helped {
            retried: 5,
            completed: 2,
            same_error: 1,
            other_error: 0,
            open: 2,
            plain: 2,
            plain_completed: 1,
            plain_minutes: Some(12),
        }
    );
    assert_eq!((of.count, of.being_retried), (3, 1), "3 is under way, 4 was refused, 6 was never retried");
    assert_eq!(found.open, 4, "and the retry that was rejected");
    assert_eq!(found.cleared_today, 0, "they ended long before this midnight");
    let today = GroupTimes { midnight: 1_500, ..times() };
    assert_eq!(profile.cache.groups("test", &RejectedFilter::default(), &today, |_| None).unwrap().cleared_today, 2);
}

#[test]
fn a_page_shows_marks_and_retries_of_each_row() {
    let profile = profile();
    mirrored(&profile, &[not_found("1", 10), not_found("2", 20), not_found("3", 30)]);
    profile.mark("2", "assignee", "'Ruth'");
    profile.mark("2", "note", "'told the stock team'");
    profile.mark("2", "snooze", "'5'");
    profile.retried("2", "cancelled", RequestState::Cancelled);
    let page =
        |offset, limit| profile.cache.rejected_rows("test", &RejectedFilter::default(), 10, offset, limit).unwrap();
    let (rows, total) = page(1, 1);
    assert_eq!((rows.len(), total), (1, 3));
    let row = &rows[0];
    assert_eq!((row.row.key.as_str(), row.review), ("server-2", TriageStatus::Open));
    assert_eq!((row.assignee.as_deref(), row.note.as_deref()), (Some("Ruth"), Some("told the stock team")));
    assert_eq!((row.snoozed_until, row.dismissed.as_deref()), (Some(5), None), "a snooze that is over is told");
    assert_eq!((row.retries, row.last_retry), (1, Some(RequestState::Cancelled)));
    assert_eq!(row.row.grp.as_deref(), Some(profile.group_of("server-2").as_str()));
    assert_eq!(page(3, 10).0, []);
    assert_eq!(profile.open().assignees, ["Ruth"]);
}

#[test]
fn figures_are_by_age_by_day_and_by_time_to_clear() {
    let profile = profile();
    mirrored(
        &profile,
        &[
            not_found("1", NOW - HOUR / 2),
            not_found("2", NOW - 5 * HOUR),
            not_found("3", NOW - 3 * DAY),
            ServerRequest { request_type: None, ..not_found("4", NOW - 9 * DAY) },
            not_found("5", NOW - DAY),
        ],
    );
    profile.mark("2", "dismissal", "'known'");
    profile.retried("5", "completed", RequestState::Completed);
    profile.sql(&format!(
        "UPDATE submission SET updated = {}, change = change + 1 WHERE key = 'completed'",
        NOW - DAY + 7 * 60_000
    ));
    let days: Vec<i64> = (0..4).rev().map(|ago| NOW - ago * DAY - 12 * HOUR).collect();
    let asked = OverviewTimes { now: NOW, days: &days, ages: &[0, 4, 24], clearing: &[0, 5, 15] };
    let overview = profile.cache.rejected_overview("test", asked).unwrap();
    assert_eq!(overview.ages, [1, 0, 2], "open ones; what is dismissed or cleared is not");
    let by_day: Vec<_> = overview.days.iter().map(|on| (on.day, on.count)).collect();
    assert_eq!(by_day, [(days[0], 1), (days[2], 1), (days[3], 2)], "all of them, but those before the first day");
    assert_eq!(overview.days[0].request_type.as_deref(), Some("CREATE_PAIRING"));
    assert_eq!((overview.clearing, overview.median_minutes), (vec![0, 1, 0], Some(7)));
}

fn completed(id: &str, card: &str, at: i64) -> ServerRequest {
    ServerRequest { smartcard: Some(card.to_owned()), ..told(id, RequestState::Completed, at) }
}

#[test]
fn the_last_completed_request_has_the_same_or_a_similar_card() {
    let profile = profile();
    let row = |card: &str| {
        let request = ServerRequest { smartcard: Some(card.to_owned()), created: Some(100), ..not_found("1", 100) };
        mirrored(&profile, &[request]);
        profile.cache.request("test", "server-1").unwrap().unwrap()
    };
    let worked = |card: &str| profile.cache.last_worked("test", &row(card)).unwrap().map(|row| row.key);
    assert_eq!(worked("01906574402"), None);
    let other_type = ServerRequest { request_type: Some("X".to_owned()), ..completed("9", "01906574402", 90) };
    mirrored(&profile, &[completed("2", "0777", 10), other_type, completed("3", "0888", 200)]);
    assert_eq!(worked("01906574402"), None, "another card tells nothing of this one");
    mirrored(&profile, &[completed("4", "01906547402", 5)]);
    assert_eq!(worked("01906574402").as_deref(), Some("server-4"), "two digits changed place");
    mirrored(&profile, &[completed("5", "01906574402", 300)]);
    assert_eq!(worked("01906574402").as_deref(), Some("server-5"), "its own card, later");
    mirrored(&profile, &[completed("6", "01906574402", 50), completed("7", "01906574402", 60)]);
    assert_eq!(worked("01906574402").as_deref(), Some("server-7"), "its own card, the last one before");
}

#[test]
fn lists_the_history_of_a_card_and_of_a_retry() {
    let profile = profile();
    mirrored(&profile, &[completed("1", "01906574402, 01906574403", 10), completed("2", "01906574403", 20)]);
    mirrored(&profile, &[completed("3", "101906574403", 30), completed("4", "01906574402", 40)]);
    let of = |cards: &str, limit| {
        let rows = profile.cache.of_cards("test", cards, limit).unwrap();
        rows.into_iter().map(|row| row.key).collect::<Vec<_>>()
    };
    assert_eq!(of("01906574403", 9), ["server-2", "server-1"], "sets with it, not numbers that contain it");
    assert_eq!(of("01906574402, 01906574403", 9), ["server-4", "server-2", "server-1"]);
    assert_eq!(of("01906574403", 1), ["server-2"]);
    assert_eq!(of("\"", 9), [""; 0]);

    mirrored(&profile, &[not_found("5", 50)]);
    profile.retried("5", "first", RequestState::Rejected);
    profile.retried("first", "second", RequestState::Pending);
    let chain = |key: &str| {
        let chain = profile.cache.chain("test", key).unwrap();
        let retries: Vec<_> = chain.retries.into_iter().map(|row| row.key).collect();
        (chain.parent.map(|row| row.key), retries)
    };
    assert_eq!(chain("server-5"), (None, vec!["first".to_owned(), "second".to_owned()]));
    assert_eq!(chain("second"), (Some("first".to_owned()), vec![]));
    assert_eq!(chain("first"), (Some("server-5".to_owned()), vec!["second".to_owned()]));
    // A chain in a circular journal still ends.
    profile.sql("UPDATE retry SET request = 'second' WHERE submission = 'first'");
    assert_eq!(chain("second").1, ["first", "second"]);
}
