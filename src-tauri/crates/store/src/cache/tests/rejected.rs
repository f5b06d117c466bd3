use super::*;
use crate::journal::{Transaction, grouping::SplitBy};

/// A rejected request with its own description.
pub(super) fn rejected(id: &str, at: i64, description: &str) -> ServerRequest {
    ServerRequest {
        smartcard: Some(format!("card-{id}")),
        error_code: Some("CLIENT_NOT_FOUND".to_owned()),
        error_text: description.lines().next().map(str::to_owned),
        description: Some(description.to_owned()),
        updated: Some(at),
        ..told(id, RequestState::Rejected, at - 5)
    }
}

impl Profile {
    /// Runs SQL on the journal, as its writer does.
    pub(super) fn sql(&self, sql: &str) {
        let journal = rusqlite::Connection::open(self.path().join("journal.db")).unwrap();
        journal.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
        journal.execute_batch(sql).unwrap();
    }

    pub(super) fn mark(&self, request: &str, field: &str, value: &str) {
        self.sql(&format!("INSERT OR REPLACE INTO mark VALUES ({TENANT}, '{request}', '{field}', {value}, 1, 'ann')"));
    }

    /// Adds a retry of a request, now in `state`.
    pub(super) fn retried(&self, request: &str, retry: &str, state: RequestState) {
        self.journal.add(&sample(retry, RequestState::Queued)).unwrap();
        self.sql(&format!("INSERT INTO retry VALUES ('{retry}', {TENANT}, '{request}', 100, 'abc', 0, NULL)"));
        self.change(retry, &[RequestState::Queued], move |row| {
            row.state = state;
            row.error_text = (state == RequestState::Rejected).then(|| "Client 7 not found".to_owned());
        });
    }

    fn found(&self, filter: &RejectedFilter) -> Vec<String> {
        let found = self.cache.rejected_keys("test", filter, 1_000).unwrap();
        found.into_iter().map(|subject| subject.key).collect()
    }

    fn standing(&self, show: TriageStatus) -> Vec<String> {
        self.found(&RejectedFilter { show, ..RejectedFilter::default() })
    }

    pub(super) fn group_of(&self, key: &str) -> String {
        self.cache.subjects("test", &[key.to_owned()]).unwrap().remove(0).grp
    }
}

pub(super) fn mirrored(profile: &Profile, requests: &[ServerRequest]) {
    profile.cache.mirror("test", requests).unwrap();
}

#[test]
fn groups_errors_that_differ_only_in_numbers() {
    let profile = profile();
    let other_code =
        ServerRequest { error_code: Some("SYSTEM_ERROR".to_owned()), ..rejected("4", 40, "Client 4 not found") };
    mirrored(
        &profile,
        &[
            rejected("1", 10, "Client 1 not found"),
            rejected("2", 20, "client 22  not found"),
            rejected("3", 30, "Client 3 is managed elsewhere"),
            other_code,
            told("5", RequestState::Completed, 50),
            told("6", RequestState::Pending, 60),
        ],
    );
    let group = profile.group_of("server-1");
    assert_eq!(profile.group_of("server-2"), group);
    assert_ne!(profile.group_of("server-3"), group);
    assert_ne!(profile.group_of("server-4"), group);
    assert_eq!(profile.standing(TriageStatus::Open), ["server-4", "server-3", "server-2", "server-1"], "newest first");
    let of_group = RejectedFilter { groups: vec![group.clone()], ..RejectedFilter::default() };
    assert_eq!(profile.found(&of_group), ["server-2", "server-1"]);
    assert_eq!(profile.cache.rejected_keys("elsewhere", &RejectedFilter::default(), 1).unwrap(), []);
    let asked = ["server-2", "server-5", "nobody", "server-1"].map(str::to_owned);
    let subjects = profile.cache.subjects("test", &asked).unwrap();
    assert_eq!(subjects.iter().map(|it| it.request.as_str()).collect::<Vec<_>>(), ["2", "1"], "what is rejected");
    assert_eq!((subjects[0].rejected_at, &subjects[0].fingerprint), (Some(20), &group));
    let shape = profile.cache.group_shape("test", &group).unwrap();
    assert_eq!(shape.parts.len(), 1);
    assert_eq!((shape.parts[0].shape.as_str(), shape.parts[0].count), ("client # not found", 2));
    assert_eq!((shape.split_by, shape.split_value), (None, None));
}

#[test]
fn own_and_others_requests_join_their_group_when_rejected() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    mirrored(&profile, &[told("1", RequestState::Pending, 1)]);
    profile.accepted("mine", "2");
    assert_eq!(profile.standing(TriageStatus::Open), [""; 0]);
    let request_type = Some(sample("mine", RequestState::Queued).request_type);
    mirrored(&profile, &[ServerRequest { request_type, ..rejected("1", 10, "Client 1 not found") }]);
    profile.change("mine", &[RequestState::Pending], |row| {
        row.state = RequestState::Rejected;
        row.error_code = Some("CLIENT_NOT_FOUND".to_owned());
        row.error_text = Some("Client 9 not found".to_owned());
        row.server = Some(
            serde_json::json!({"id": "2", "error_description": " ",
            "provider_error_description": "Client 9 not found"})
            .to_string(),
        );
    });
    assert_eq!(profile.standing(TriageStatus::Open), ["mine", "server-1"]);
    assert_eq!(profile.group_of("mine"), profile.group_of("server-1"));
    let subjects = profile.cache.subjects("test", &["mine".to_owned()]).unwrap();
    assert_eq!(subjects[0].request, "2", "two desks name it alike");
    // The server reports it too: it stays one row, in its group.
    mirrored(&profile, &[rejected("2", 10, "Client 2 not found")]);
    assert_eq!(profile.standing(TriageStatus::Open), ["mine", "server-1"]);
}

#[test]
fn marks_and_retries_determine_the_triage_status() {
    let profile = profile();
    let requests: Vec<_> = (1..=9).map(|id| rejected(&id.to_string(), id, "Client 1 not found")).collect();
    mirrored(&profile, &requests);
    profile.mark("1", "dismissal", "'known'");
    profile.mark("2", "snooze", "'1001'");
    profile.mark("3", "snooze", "'1000'");
    profile.mark("4", "dismissal", "NULL");
    profile.mark("4", "assignee", "'Ruth'");
    profile.retried("5", "cleared", RequestState::Completed);
    profile.mark("5", "dismissal", "'before it was retried'");
    profile.retried("6", "rejected-again", RequestState::Rejected);
    profile.retried("7", "on-its-way", RequestState::Pending);
    profile.retried("8", "refused", RequestState::Refused);
    profile.retried("9", "lost", RequestState::Unknown);
    let open = ["rejected-again", "server-9", "server-8", "server-7", "server-4", "server-3"];
    assert_eq!(profile.standing(TriageStatus::Open), open, "the retry stands for the request that it was of");
    assert_eq!(profile.standing(TriageStatus::Dismissed), ["server-1"]);
    assert_eq!(profile.standing(TriageStatus::Snoozed), ["server-2"]);
    assert_eq!(profile.standing(TriageStatus::Cleared), ["server-5"]);
    let assigned = |name: &str| RejectedFilter { assignee: Some(name.to_owned()), ..RejectedFilter::default() };
    assert_eq!(profile.found(&assigned("Ruth")), ["server-4"]);
    assert_eq!(profile.found(&assigned("Ann")), [""; 0]);
    assert_eq!(profile.found(&assigned("")).len(), open.len() - 1);
    profile.retried("rejected-again", "second-try", RequestState::Completed);
    assert_eq!(profile.standing(TriageStatus::Cleared), ["rejected-again", "server-5"]);
}

#[test]
fn filters_rejected_requests_by_text_and_time() {
    let profile = profile();
    mirrored(&profile, &[rejected("1", 10, "Client 1 not found"), rejected("2", 20, "Client 2 not found")]);
    let text = |text: &str| RejectedFilter { text: Some(text.to_owned()), ..RejectedFilter::default() };
    assert_eq!(profile.found(&text("card-2 not")), ["server-2"]);
    assert_eq!(profile.found(&text("-1")), ["server-1"], "short words too");
    assert_eq!(profile.found(&text("  ")).len(), 2);
    assert_eq!(profile.found(&text("nowhere")), [""; 0]);
    assert_eq!(profile.found(&RejectedFilter { from: Some(20), ..RejectedFilter::default() }), ["server-2"]);
    assert_eq!(profile.found(&RejectedFilter { to: Some(20), ..RejectedFilter::default() }), ["server-1"]);
}

#[test]
fn groups_are_joined_split_and_restored() {
    let profile = profile();
    let service = |id: &str, service: &str| ServerRequest {
        service: Some(service.to_owned()),
        ..rejected(id, 10, "Client 1 not found")
    };
    mirrored(
        &profile,
        &[service("1", "2041"), service("2", "2042"), rejected("3", 30, "Client 3 is managed elsewhere")],
    );
    let (first, third) = (profile.group_of("server-1"), profile.group_of("server-3"));
    let change = |work: fn(&Transaction<'_>, &str, &str) -> Result<(), Error>, one: &str, two: &str| {
        let (one, two) = (one.to_owned(), two.to_owned());
        profile.journal.write(move |journal| work(journal, &one, &two)).wait().unwrap();
        profile.cache.regroup().unwrap();
    };
    change(|journal, one, two| journal.join_groups("test", &[one.to_owned(), two.to_owned()]), &first, &third);
    assert_eq!(profile.group_of("server-3"), first);
    let shape = profile.cache.group_shape("test", &first).unwrap();
    assert_eq!(shape.parts.iter().map(|part| part.count).collect::<Vec<_>>(), [2, 1]);
    mirrored(&profile, &[rejected("4", 40, "Client 4 is managed elsewhere")]);
    assert_eq!(profile.group_of("server-4"), first, "what comes later goes there too");

    change(|journal, one, _| journal.split_group("test", one, SplitBy::Service), &first, "");
    let parts = ["server-1", "server-2", "server-3", "server-4"].map(|key| profile.group_of(key));
    assert!(parts[0] != parts[1] && parts[1] != parts[2] && parts[2] == parts[3], "{parts:?}");
    let shape = profile.cache.group_shape("test", &parts[1]).unwrap();
    assert_eq!((shape.split_by, shape.split_value.as_deref()), (Some(SplitBy::Service), Some("2042")));
    change(|journal, one, two| journal.join_groups("test", &[one.to_owned(), two.to_owned()]), &parts[0], &parts[1]);
    assert_eq!(profile.group_of("server-2"), parts[0], "parts can be joined as well");

    // The journal stores the groups, so a new cache has them too.
    let cache = Cache::open(&profile.path().join("second.db"), Some(&profile.path().join("journal.db"))).unwrap();
    cache.mirror("test", &[service("1", "2041"), service("2", "2042")]).unwrap();
    let again = cache.subjects("test", &["server-1".to_owned(), "server-2".to_owned()]).unwrap();
    assert!(again.iter().all(|subject| subject.grp == parts[0]), "{again:?}");

    let restore = |group: &str| change(|journal, one, _| journal.restore_group("test", one).map(|_| ()), group, "");
    restore(&parts[0]);
    assert_eq!(profile.group_of("server-2"), parts[1], "the last thing first");
    restore(&parts[1]);
    assert_eq!(profile.group_of("server-1"), first);
    assert_eq!(profile.group_of("server-2"), first);
    assert_eq!(profile.group_of("server-3"), first, "still joined");
    restore(&first);
    assert_eq!(profile.group_of("server-3"), third);
}

#[test]
fn an_interrupted_change_of_groups_is_completed_at_the_next_start() {
    let profile = profile();
    mirrored(&profile, &[rejected("1", 10, "Client 1 not found"), rejected("2", 20, "Managed elsewhere")]);
    let (first, second) = (profile.group_of("server-1"), profile.group_of("server-2"));
    profile.sql(&format!("INSERT INTO grouping VALUES ({TENANT}, '{second}', '{first}', NULL)"));
    let cache = Cache::open(&profile.path().join("cache.db"), Some(&profile.path().join("journal.db"))).unwrap();
    assert_eq!(cache.subjects("test", &["server-2".to_owned()]).unwrap()[0].grp, first);
}

#[test]
fn a_circle_of_joined_groups_still_shows_its_requests() {
    let profile = profile();
    mirrored(&profile, &[rejected("1", 10, "Client 1 not found")]);
    let group = profile.group_of("server-1");
    profile.sql(&format!(
        "INSERT INTO grouping VALUES ({TENANT}, '{group}', 'x', NULL), ({TENANT}, 'x', '{group}', NULL)"
    ));
    profile.cache.regroup().unwrap();
    assert_eq!(profile.standing(TriageStatus::Open), ["server-1"]);
}

#[test]
fn grouping_reads_only_its_index() {
    let profile = profile();
    let plan: String = lock(&profile.cache.reader)
        .query_row(
            "EXPLAIN QUERY PLAN SELECT seq, grp, smartcard, rejected_at, subscription, subject, fingerprint FROM request \
             INDEXED BY request_rejected WHERE connection = 'test' AND grp IS NOT NULL ORDER BY grp, smartcard",
            [],
            |row| row.get("detail"),
        )
        .unwrap();
    assert!(plan.contains("COVERING INDEX request_rejected"), "{plan}");
}

#[test]
fn an_older_cache_reads_its_lists_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("cache.db");
    drop(Cache::open(&path, None).unwrap());
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(
        "DROP TABLE thing; DROP TABLE thing_name; DROP TABLE thing_text; DROP TABLE owner;
         DROP TABLE shape; DROP TABLE lead; DROP INDEX request_rejected; INSERT INTO stamp VALUES ('test', 'requests', 1);
         DROP TABLE forgotten; DROP TABLE form; CREATE TABLE form (connection TEXT, operation TEXT, form TEXT, at INTEGER);
         INSERT INTO form VALUES ('test', 'nagra.unpair', '{}', 1); PRAGMA user_version = 3;",
    )
    .unwrap();
    drop(old);
    let cache = Cache::open(&path, None).unwrap();
    assert!(cache.take_set_aside().is_none());
    assert_eq!(cache.stamp("test", "requests").unwrap(), None);
    cache.take_over_forms(&owner("test")).unwrap();
    assert!(cache.kept_form(&owner("test"), "nagra.unpair").unwrap().is_some());
    cache.mirror("test", &[rejected("1", 10, "Client 1 not found")]).unwrap();
    assert_eq!(cache.rejected_keys("test", &RejectedFilter::default(), 1).unwrap().len(), 1);
}
